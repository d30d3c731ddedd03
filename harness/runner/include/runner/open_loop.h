/*
 * open_loop.h - the loads of an open loop: "50,80,95".
 *
 * A load is in per cent of a case's own closed-loop rate. From 100 on the queue would grow for as
 * long as the loop runs, and a response time would only tell how long that was.
 */
#ifndef BENCH_RUNNER_OPEN_LOOP_H
#define BENCH_RUNNER_OPEN_LOOP_H

#include "runner/selection.h"

#define BENCH_OPEN_LOOP_MAX      8
#define BENCH_OPEN_LOOP_TEXT_MAX (BENCH_OPEN_LOOP_MAX * sizeof "99,")

typedef struct bench_open_loop {
    unsigned percents[BENCH_OPEN_LOOP_MAX]; /* different, 1 to 99 */
    size_t count;                           /* 0: there is no open loop */
} bench_open_loop_t;

/* Adds the loads of "50,80,95". On false *loop is untouched. */
bool bench_open_loop_parse(bench_open_loop_t *loop, const char *text, bench_problem_t *problem);

/* The same as text again; "" for none. */
const char *bench_open_loop_format(const bench_open_loop_t *loop,
                                   char text[BENCH_OPEN_LOOP_TEXT_MAX]);

/* Tells whether a case can be run in an open loop, if its operations are long enough. */
bool bench_open_loop_has(const bench_selected_t *selected);

/* True where no open loop is asked for, or one of the cases has one. Else names the scenarios. */
bool bench_open_loop_check(const bench_open_loop_t *loop, const bench_selection_t *selection,
                           bench_problem_t *problem);

/* Calls `tell` for each group of a scenario with an open loop of which cases were timed but not run
 * in one: how many, and why. `report` has a row for each selected case, in their order. */
void bench_open_loop_tell_skipped(const bench_open_loop_t *loop, const bench_selection_t *selection,
                                  const bench_report_t *report,
                                  void (*tell)(void *context, const char *line), void *context);

#endif
