/*
 * message.h - what a measuring process is told, its plan, and what it tells its parent, a line of
 * JSON each:
 *
 *   {"kind":"row","subject":0,"row":{...}}               what was measured of a case
 *   {"kind":"failure","subject":0,"number":3,"ends":false,"case":"a/b","failure":"reason"}
 *                                                        what could not be measured, and why
 *   {"kind":"problem","problem":"one line"}              nothing can be measured: the end
 *   {"kind":"done"}                                      all was tried, or interrupted: the end
 *
 * A process that ends without either of the last two was ended by something else.
 */
#ifndef BENCH_RUNNER_MESSAGE_H
#define BENCH_RUNNER_MESSAGE_H

#include <stdint.h>

#include "runner/plan.h"

typedef enum bench__message_kind {
    BENCH__MESSAGE_ROW,
    BENCH__MESSAGE_FAILURE,
    BENCH__MESSAGE_PROBLEM,
    BENCH__MESSAGE_DONE,
} bench__message_kind_t;

typedef struct bench__message {
    bench__message_kind_t kind;
    uint32_t subject; /* of a row or a failure: bench_ab_subject_t, 0 where there is only one */
    bench_row_t row;
    int64_t number; /* of a failure: the case's (bench_selected_t); -1: it is no single case's */
    bool ends;      /* a failure that ended a process: the case is not to be tried again */
    char *name;     /* of what failed */
    char *text;     /* reason of a failure, or problem */
} bench__message_t;

/* The line, the caller's (free). NULL: memory is short, or a text is not UTF-8. */
char *bench__message_to_json(const bench__message_t *message, bench_problem_t *problem);

/* Reads a line; *message is then the caller's (bench__message_deinit). False: it is none of the
 * above; *message is empty. */
bool bench__message_from_json(const char *line, bench__message_t *message,
                              bench_problem_t *problem);

void bench__message_deinit(bench__message_t *message);

/* Moves what was measured into the row of the same case. False: the report has no such case, or
 * memory is short. */
bool bench__merge(bench_report_t *report, bench_row_t *measured, bench_problem_t *problem);

/* ---- what it is told ---- */

/* The plan as one line, the caller's (free). NULL: memory is short, or a text is not UTF-8. */
char *bench__plan_to_json(const bench_plan_t *plan, bench_problem_t *problem);

/* Reads a line; *plan then owns its texts (bench__plan_deinit). On false it is empty. */
bool bench__plan_from_json(const char *line, bench_plan_t *plan, bench_problem_t *problem);

/* Releases the texts of a plan that was read. */
void bench__plan_deinit(bench_plan_t *plan);

#endif
