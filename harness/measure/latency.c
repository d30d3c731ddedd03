/* latency.c - single operations, timed one by one: in a closed loop, and in an open one. */
#include <math.h>

#include "clock.h"
#include "measure/measure.h"

static bool is_set(const volatile int *stop) {
    return stop != NULL && *stop != 0;
}

/* A clock of unknown cost (NaN) counts as too expensive. */
uint64_t bench_single_operations_count(const bench_single_operations_plan_t *plan, uint64_t period,
                                       double ns_per_op) {
    if (!(ns_per_op > BENCH_SINGLE_OPERATION_CLOCKS * plan->clock_ns)) {
        return 0;
    }
    double fit = fmin((double)plan->operations, plan->seconds * 1e9 / ns_per_op);
    uint64_t operations = (uint64_t)fmax(fit, 1);
    return operations - operations % period;
}

/* Other subjects ran before: caches and branch predictors have to learn this one again. */
static uint64_t warm_up_for(const bench_subject_t *subject, uint64_t operations) {
    uint64_t periods = (operations / 10 + subject->period - 1) / subject->period;
    return (periods > 0 ? periods : 1) * subject->period;
}

bool bench_time_service(const bench_subject_t *subject, uint64_t operations,
                        const volatile int *stop, bench_histogram_t *histogram) {
    uint64_t warm_up = warm_up_for(subject, operations);
    for (uint64_t i = 0; i < warm_up + operations; i++) {
        if (is_set(stop)) {
            return false;
        }
        uint64_t start = bench__clock_ns();
        subject->run(subject->state, 1);
        uint64_t end = bench__clock_ns();
        if (i >= warm_up) {
            bench_histogram_add(histogram, end - start);
        }
    }
    return true;
}

double bench_open_loop_interval(const bench_single_operations_plan_t *plan, double ns_per_op,
                                double load) {
    return (ns_per_op + plan->clock_ns) / load;
}

/* The clock reading that ends one operation also tells whether the next one is due. */
bool bench_time_response(const bench_subject_t *subject, uint64_t operations, double interval,
                         const volatile int *stop, bench_histogram_t *histogram) {
    uint64_t warm_up = warm_up_for(subject, operations);
    uint64_t start = bench__clock_ns();
    uint64_t now = start;
    for (uint64_t i = 0; i < warm_up + operations; i++) {
        uint64_t due = start + (uint64_t)((double)i * interval);
        while (now < due && !is_set(stop)) {
            now = bench__clock_ns();
        }
        if (is_set(stop)) {
            return false;
        }
        subject->run(subject->state, 1);
        now = bench__clock_ns();
        if (i >= warm_up) {
            bench_histogram_add(histogram, now - due);
        }
    }
    return true;
}
