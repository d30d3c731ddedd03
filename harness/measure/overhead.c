#include <math.h>
#include <stdlib.h>

#include "clock.h"
#include "measure/measure.h"
#include "model/quantile.h"
#include "window.h"

/* The same slices as the subjects get, and enough of them for a median that one disturbance does
 * not move. 15 slices of 0.5 ms: 8 ms for each instrument. */
static const bench_timing_plan_t PLAN = {.seed = 1, .rounds = 15, .slice_seconds = 0.0005};

/* The block of malloc_free_pair and hook_pair, as documented in measure.h. */
#define PAIR_BYTES 64

/* The loop that each subject has, without an operation. The barrier keeps the compiler from
 * removing it. */
static void run_loop(void *state, uint64_t operations) {
    (void)state;
    for (uint64_t i = 0; i < operations; i++) {
        __asm__ volatile("" ::: "memory");
    }
}

static __attribute__((noinline)) void empty_operation(void) {
    __asm__ volatile("" ::: "memory");
}

static void run_empty_operation(void *state, uint64_t operations) {
    (void)state;
    for (uint64_t i = 0; i < operations; i++) {
        empty_operation();
    }
}

static void run_clock(void *state, uint64_t operations) {
    volatile uint64_t *sink = state;
    for (uint64_t i = 0; i < operations; i++) {
        *sink = bench__clock_ns();
    }
}

/* Through volatile: a compiler removes a malloc and free pair whose block nobody else sees. */
static void run_pair(void *state, uint64_t operations) {
    (void)state;
    for (uint64_t i = 0; i < operations; i++) {
        void *volatile block = malloc(PAIR_BYTES);
        free(block);
    }
}

/* Nanoseconds per operation; NaN where it could not be measured. */
static double cost_of(const bench_subject_t *subject) {
    bench_process_samples_t samples = {0};
    bench_problem_t problem;
    if (!bench_time(subject, 1, &PLAN, NULL, &samples, &problem)) {
        return NAN;
    }
    double median = bench_median(samples.slices, samples.slice_count);
    free(samples.slices);
    return median;
}

static double cost(void (*run)(void *state, uint64_t operations)) {
    volatile uint64_t sink = 0;
    return cost_of(
        &(bench_subject_t){.name = "overhead", .run = run, .state = (void *)&sink, .period = 1});
}

double bench_clock_cost(void) {
    return cost(run_clock);
}

/* The only timed code that ever runs with hooks installed: here they are the subject. */
static double hooked_pair_cost(void) {
    static bench__tally_t tally;
    bench_problem_t problem;
    if (!bench__window_open(&problem)) {
        return NAN;
    }
    double ns = cost(run_pair);
    bench__window_close(&tally);
    return tally.allocs == 0 ? NAN : ns;
}

bool bench_add_overheads(bench_report_t *report) {
    double pair = cost(run_pair);
    bench_subject_t yardstick = bench_yardstick();
    return bench_report_add_overhead(report, "clock_read", bench_clock_cost()) &&
           bench_report_add_overhead(report, "batch_loop", cost(run_loop)) &&
           bench_report_add_overhead(report, "empty_operation", cost(run_empty_operation)) &&
           bench_report_add_overhead(report, "yardstick_step", cost_of(&yardstick)) &&
           bench_report_add_overhead(report, "malloc_free_pair", pair) &&
           bench_report_add_overhead(report, "hook_pair", hooked_pair_cost() - pair);
}
