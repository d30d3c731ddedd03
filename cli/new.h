/* new.h - the files that `vtbench new` writes (cli/new), as texts. */
#ifndef CLI_NEW_H
#define CLI_NEW_H

extern const char new_benchmark_c[];
extern const char new_benchmark_cc[];

#endif
