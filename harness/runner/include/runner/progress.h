/*
 * progress.h - how far a measurement is, on stderr: a bar on a terminal, plain lines elsewhere.
 */
#ifndef BENCH_RUNNER_PROGRESS_H
#define BENCH_RUNNER_PROGRESS_H

#include <stdbool.h>
#include <stddef.h>

typedef struct bench_progress {
    char what[64]; /* of the present phase */
    size_t done;
    size_t total;
    double started; /* seconds, monotonic */
    double shown;   /* when last printed */
    bool bar;
    bool quiet;
} bench_progress_t;

/* `total` steps are to come. */
void bench_progress_start(bench_progress_t *progress, size_t total, bool quiet);

/* Names what comes now; the text is copied. */
void bench_progress_phase(bench_progress_t *progress, const char *what);

/* One step is done. */
void bench_progress_step(bench_progress_t *progress);

/* Removes the bar from the line, before something else is printed. */
void bench_progress_clear(bench_progress_t *progress);

/* The end: clears the bar, or prints a last line. */
void bench_progress_end(bench_progress_t *progress);

#endif
