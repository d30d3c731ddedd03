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
 * preloads, and without it the calls do nothing. One pair is open at a time; where another one is
 * begun meanwhile, on whatever thread, neither is counted.
 *
 * Names are cut at 111 bytes. C and C++; any thread.
 */
#ifndef VTBENCH_MARKERS_H
#define VTBENCH_MARKERS_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Functions of the preloaded library; NULL without it. Use those below. */
typedef void vtbench__count_begin_t(const char *name);
typedef void vtbench__count_end_t(const char *name, uint64_t operations);

/* The address of a function that may not be there. A program that is not position independent would
 * have it settled by the linker, before there is a library; of a place that the loader fills it is
 * not. Elsewhere than on x86-64 compilers do that themselves. */
#ifdef __x86_64__
#define VTBENCH__FIND(function, name) \
    __asm__(".weak " #name "\n\tmovq " #name "@GOTPCREL(%%rip), %0" : "=r"(function))
#else
extern vtbench__count_begin_t vtbench__count_begin __attribute__((weak));
extern vtbench__count_end_t vtbench__count_end __attribute__((weak));
#define VTBENCH__FIND(function, name) ((function) = name)
#endif

/* What is allocated from here on, on any thread, is that of `name`. */
static inline void vtbench_count_begin(const char *name) {
    vtbench__count_begin_t *begin;
    VTBENCH__FIND(begin, vtbench__count_begin);
    if (begin) {
        begin(name);
    }
}

/* Up to here; it was so many operations. */
static inline void vtbench_count_end(const char *name, uint64_t operations) {
    vtbench__count_end_t *end;
    VTBENCH__FIND(end, vtbench__count_end);
    if (end) {
        end(name, operations);
    }
}

#ifdef __cplusplus
}
#endif

#endif
