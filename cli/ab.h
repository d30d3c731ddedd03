/* ab.h - what `vtbench ab` times in one process, side by side. */
#ifndef CLI_AB_H
#define CLI_AB_H

typedef enum ab_subject {
    AB_OLD,
    AB_AGAIN, /* the control: OLD once more, loaded from a copy of its own */
    AB_NEW,
} ab_subject_t;

#define AB_SUBJECTS 3

#endif
