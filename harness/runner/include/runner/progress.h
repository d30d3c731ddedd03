/*
 * progress.h - how far a measurement is, on stderr: a bar on a terminal, plain lines elsewhere.
 *
 * A measurement is a few stretches, each of some rounds that do the same: one process that counts,
 * then some that time. How long a round takes is known once one has been measured. Before that the
 * plan's own number gives the rounds their shares of the bar, but no time left is shown: it would
 * be a guess.
 */
#ifndef BENCH_RUNNER_PROGRESS_H
#define BENCH_RUNNER_PROGRESS_H

#include <stdbool.h>
#include <stddef.h>

/* Rounds that do the same: processes of one kind. */
typedef struct bench_stretch {
    size_t rounds;
    size_t steps;   /* of a round: cases */
    double seconds; /* that a round takes by the plan */
} bench_stretch_t;

#define BENCH_STRETCHES_MAX 4

typedef struct bench_progress {
    char what[64]; /* of the present round */
    size_t stretch_count;
    bench_stretch_t stretches[BENCH_STRETCHES_MAX];
    size_t stretch;     /* in which it is, */
    size_t round;       /* whose rounds before this one are done, */
    size_t steps;       /* and so many steps of this one */
    double measured;    /* seconds of the rounds of this stretch that are done */
    double passed;      /* seconds before this round */
    double round_began; /* seconds, monotonic */
    double started;     /* the same */
    double shown;       /* when last printed */
    double share;       /* that was printed: it does not go back */
    unsigned width;     /* of the terminal */
    bool running, bar, quiet;
} bench_progress_t;

/* Those stretches are to come, at most BENCH_STRETCHES_MAX; those without a round are left out. */
void bench_progress_start(bench_progress_t *progress, const bench_stretch_t *stretches,
                          size_t count, bool quiet);

/* The next round begins, and the one before is done. Names it; the text is copied. */
void bench_progress_round(bench_progress_t *progress, const char *what);

/* One step is done. */
void bench_progress_step(bench_progress_t *progress);

/* Removes the bar from the line, before something else is printed. */
void bench_progress_clear(bench_progress_t *progress);

/* The end: clears the bar and prints how long it took. */
void bench_progress_end(bench_progress_t *progress);

/* ---- what is shown ---- */

/* Seconds left, where `now` is the time. NaN: no round was measured of a stretch that is not over.
 */
double bench_progress_left(const bench_progress_t *progress, double now);

/* The part that is done, from 0 to 1. */
double bench_progress_share(const bench_progress_t *progress, double now);

/* "42 s", "3 min", "2 h 5 min": as exact as such a number is. Room for 32 bytes. */
const char *bench_progress_time(double seconds, char text[32]);

#endif
