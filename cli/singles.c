#include "singles.h"

#include <math.h>

/* One process's latency, to be filled. NULL: out of memory. */
static bench_histogram_t *add(bench_row_t *row, bench_latency_kind_t kind, double load) {
    bench_latency_t *latency = bench_row_add_latency(row, kind, load);
    if (latency == NULL) {
        return NULL;
    }
    latency->processes = 1;
    return &latency->histogram;
}

bool singles_time(const singles_t *singles, const selected_case_t *selected,
                  const bench_subject_t *subject, const bench_process_samples_t *slices,
                  const volatile int *stop, bench_row_t *row) {
    double ns_per_op = bench_median(slices->slices, slices->slice_count);
    uint64_t operations = bench_single_operations(&singles->plan, subject->period, ns_per_op);
    if (operations == 0 || selected->definition->batches_only) {
        return true;
    }
    bench_histogram_t *histogram = add(row, BENCH_SERVICE, NAN);
    bool good = histogram != NULL && bench_time_service(subject, operations, stop, histogram);
    for (size_t i = 0; good && open_loop_has(selected) && i < singles->loop.count; i++) {
        double load = singles->loop.percents[i] / 100.0;
        double interval = bench_open_loop_interval(&singles->plan, ns_per_op, load);
        histogram = add(row, BENCH_RESPONSE, load);
        good = histogram != NULL &&
               bench_time_response(subject, operations, interval, stop, histogram);
    }
    return good;
}
