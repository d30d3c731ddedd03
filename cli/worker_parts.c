#include "worker_parts.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

volatile int worker_stop;

/* ---- telling the parent ---- */

/* A line that nobody reads: the parent is gone, and there is nothing left to measure for. */
static void deliver(void) {
    if (fflush(stdout) != 0) {
        _exit(EXIT_COULD_NOT);
    }
}

void worker_say_failure(const char *name, const char *why) {
    (void)printf("!%s: %s\n", name, why);
    deliver();
}

void worker_say_row(const char *prefix, const bench_row_t *row) {
    char *json = bench_row_to_json(row);
    if (json == NULL) {
        worker_say_failure(row->scenario, "out of memory");
        return;
    }
    (void)printf("%s%s\n", prefix, json);
    free(json);
    deliver();
}

/* A slice is not known to a tenth of a picosecond; more digits would only make the report larger.
 * The yardstick divides: of its step, which is about 1 ns, two digits more. */
static double rounded(double ns, double digits) {
    double whole = round(ns * digits) / digits;
    return whole > 0 ? whole : ns;
}

static void round_slices(bench_process_samples_t *samples) {
    samples->yardstick = rounded(samples->yardstick, 1e6);
    for (size_t i = 0; i < samples->slice_count; i++) {
        samples->slices[i] = rounded(samples->slices[i], 1e4);
    }
}

void worker_say_timed(const char *prefix, bench_row_t *row, bench_process_samples_t *samples) {
    round_slices(samples);
    row->processes = samples;
    row->process_count = 1;
    worker_say_row(prefix, row);
    row->processes = NULL;
    row->process_count = 0;
}

void worker_say_samples(const char *prefix, const measured_case_t *measured,
                        bench_process_samples_t *samples) {
    bench_row_t row;
    bench_row_init(&row);
    if (!selection_describe(measured->selected, &row)) {
        worker_say_failure(measured->name, "out of memory");
    } else {
        worker_say_timed(prefix, &row, samples);
    }
    bench_row_deinit(&row);
}

/* ---- a case ---- */

/* Its name tells the ledger that it is none of the subject's frames. */
static void vtbench_run_operations(void *state, uint64_t operations) {
    measured_case_t *measured = state;
    uint64_t synchronous = measured->run->synchronous;
    uint64_t before = measured->run->operations;
    measured->selected->definition->run(measured->run, operations);
    measured->miscounted |= measured->run->operations - before != operations;
    measured->misses += operations - (measured->run->synchronous - synchronous);
}

bool worker_set_up(measured_case_t *measured, const selected_case_t *selected, const char *label,
                   uint64_t seed) {
    char name[SELECTION_NAME_MAX];
    memset(measured, 0, sizeof *measured);
    measured->selected = selected;
    (void)snprintf(measured->name, sizeof measured->name, "%.15s%s", label,
                   selection_name(selected, name));
    errno = 0;
    measured->run = selected->definition->setup(selected->definition, seed);
    if (measured->run == NULL) {
        char why[128];
        (void)snprintf(why, sizeof why, "could not be set up: %s",
                       errno == 0 ? "setup gives no reason in errno" : strerror(errno));
        worker_say_failure(measured->name, why);
    }
    return measured->run != NULL;
}

void worker_tear_down(measured_case_t *measured) {
    measured->selected->definition->teardown(measured->run);
}

bench_subject_t worker_subject(measured_case_t *measured) {
    const scenario_case_t *definition = measured->selected->definition;
    return (bench_subject_t){.name = measured->name,
                             .run = vtbench_run_operations,
                             .state = measured,
                             .period = definition->period,
                             .step =
                                 definition->batch == 0 ? definition->period : definition->batch,
                             .misses = definition->has_share ? &measured->misses : NULL,
                             .varies = definition->kernel_timed};
}

bench_subject_t worker_timed_subject(measured_case_t *measured) {
    bench_subject_t subject = worker_subject(measured);
    uint64_t batch = measured->selected->definition->batch;
    subject.period = batch != 0 ? batch : subject.period;
    return subject;
}

bool worker_results_were_right(const measured_case_t *measured) {
    if (measured->miscounted) {
        worker_say_failure(measured->name,
                           "run did not add the operations that it was asked for to "
                           "scenario_run_t.operations");
        return false;
    }
    if (measured->run->wrong != 0) {
        char why[128];
        (void)snprintf(why, sizeof why, "%llu results were wrong",
                       (unsigned long long)measured->run->wrong);
        worker_say_failure(measured->name, why);
    }
    return measured->run->wrong == 0;
}
