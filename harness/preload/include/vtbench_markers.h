/*
 * vtbench_markers.h - marks the loop of a program of your own, for `vtbench count`.
 *
 *     #include <vtbench_markers.h>
 *
 *     vtbench_count_begin("parse");
 *     for (size_t i = 0; i < n; i++) {
 *         parse(text);
 *     }
 *     vtbench_count_end("parse", n);
 *
 * `vtbench count -- ./program` then has a row "parse": what an operation of the loop allocates, on
 * any thread, without what the program does before and after. Mark the loop several times, with
 * different numbers of operations, and the row has the slope between them, with what is allocated
 * once apart; the first time is then taken as the warm-up.
 *
 * There is no library to link: the functions are those of the library that `vtbench count`
 * preloads, and without it the calls do nothing. One pair is open at a time; another one that is
 * begun meanwhile, on whatever thread, makes the counts of both unverified.
 *
 * Names are cut at 111 bytes. C and C++; any thread.
 */
#ifndef VTBENCH_MARKERS_H
#define VTBENCH_MARKERS_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Of the preloaded library; NULL without it. Use the functions below. */
extern void vtbench__count_begin(const char *name) __attribute__((weak));
extern void vtbench__count_end(const char *name, uint64_t operations) __attribute__((weak));

/* What is allocated from here on, on any thread, is that of `name`. */
static inline void vtbench_count_begin(const char *name) {
    if (vtbench__count_begin) {
        vtbench__count_begin(name);
    }
}

/* Up to here; it was so many operations. */
static inline void vtbench_count_end(const char *name, uint64_t operations) {
    if (vtbench__count_end) {
        vtbench__count_end(name, operations);
    }
}

#ifdef __cplusplus
}
#endif

#endif
