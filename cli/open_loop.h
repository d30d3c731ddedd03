/*
 * open_loop.h - the loads of an open loop: `run --open-loop 50,80,95`.
 *
 * A load is in per cent of a case's own closed-loop rate. From 100 on the queue would grow for as
 * long as the loop runs, and a response time would only tell how long that was.
 */
#ifndef CLI_OPEN_LOOP_H
#define CLI_OPEN_LOOP_H

#include "selection.h"

#define OPEN_LOOP_MAX      8
#define OPEN_LOOP_TEXT_MAX (OPEN_LOOP_MAX * sizeof "99,")

typedef struct open_loop {
    unsigned percents[OPEN_LOOP_MAX];
    size_t count; /* 0: there is no open loop */
} open_loop_t;

/* Takes "50,80,95", or argp_error, which ends the process. */
void open_loop_parse(open_loop_t *loop, const char *argument, struct argp_state *state);

/* The same as text again. */
const char *open_loop_text(const open_loop_t *loop, char text[OPEN_LOOP_TEXT_MAX]);

/* Whether a case can be run in an open loop, if its operations are long enough. */
bool open_loop_has(const selected_case_t *selected);

/* EXIT_WELL where no open loop is asked for, or one of the selected cases has one; else names the
 * scenarios that have none. */
int open_loop_check(const open_loop_t *loop, const selection_t *selection);

/* Says of each group whose scenario has an open loop how many cases were not run in one, and why.
 * `report` has a row for each selected case, in their order. */
void open_loop_tell_skipped(const open_loop_t *loop, const selection_t *selection,
                            const bench_report_t *report);

#endif
