/*
 * exit_code.h - which of two exit statuses is the more serious one.
 *
 * One rule for all commands (docs/ci.md): 1 a regression, 2 usage, 3 something could not be
 * measured or judged, 4 better than what is committed, 0 none of these.
 */
#ifndef BENCH_JUDGE_EXIT_CODE_H
#define BENCH_JUDGE_EXIT_CODE_H

/* The smaller one, but that 0 is the least serious. */
static inline int bench_exit_worse(int a, int b) {
    if (a == 0 || b == 0) {
        return a == 0 ? b : a;
    }
    return a < b ? a : b;
}

#endif
