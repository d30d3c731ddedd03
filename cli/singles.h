/*
 * singles.h - the part of a timing process that times single operations, after the slices.
 */
#ifndef CLI_SINGLES_H
#define CLI_SINGLES_H

#include "measure/measure.h"
#include "open_loop.h"

typedef struct singles {
    bench_single_plan_t plan;
    open_loop_t loop;
} singles_t;

/* Times single operations of a case whose slices were timed, if it is long enough for that, and
 * adds the latencies to the row: in a closed loop, and where it has one in an open loop at each
 * load. False: *stop was set meanwhile, or memory is short; the row is then not whole. */
bool singles_time(const singles_t *singles, const selected_case_t *selected,
                  const bench_subject_t *subject, const bench_process_samples_t *slices,
                  const volatile int *stop, bench_row_t *row);

#endif
