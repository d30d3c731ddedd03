/*
 * failures.h - what could not be measured: told once for each case and reason, however many
 * processes meet it.
 */
#ifndef BENCH_RUNNER_FAILURES_H
#define BENCH_RUNNER_FAILURES_H

#include <stddef.h>

typedef struct bench_failures {
    size_t count; /* measurements */
    size_t told_count;
    char **told; /* lines that were told, without the numbers in their reasons; owned */
    /* Called with each line that is to be shown, "LABEL: CASE: REASON"; NULL: nobody. */
    void (*tell)(void *context, const char *line);
    void *context;
} bench_failures_t;

/* One measurement failed. `label` ("OLD: ", or "") goes before the name of the case. It is told
 * unless the same line was, but for numbers in the reason: "7 results were wrong". */
void bench_failures_add(bench_failures_t *failures, const char *label, const char *name,
                        const char *reason);

/* Releases what it owns and makes it empty. */
void bench_failures_deinit(bench_failures_t *failures);

#endif
