#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "worker_parts.h"

volatile int bench__stop;

/* Its name tells the ledger that this frame is none of the subject's. */
static void bench__run_operations(void *state, uint64_t operations) {
    bench__measured_t *measured = state;
    uint64_t synchronous = measured->run->synchronous;
    uint64_t before = measured->run->operations;
    measured->selected->definition->run(measured->run, operations);
    measured->miscounted |= measured->run->operations - before != operations;
    measured->misses += operations - (measured->run->synchronous - synchronous);
}

/* Threads that poll for each other would take turns of a time slice of the kernel. */
static bool has_its_cores(const bench__measured_t *measured, const bench__worker_t *worker) {
    char why[128];
    unsigned cores = bench_usable_cpus();
    if (!measured->selected->definition->spins || cores >= 2) {
        return true;
    }
    (void)snprintf(why, sizeof why,
                   "its threads spin, which takes 2 cores; this process may use %u%s", cores,
                   worker->plan.sampling.cpu >= 0 ? " (--pin)" : "");
    bench__tell_failure(worker, measured->name, why);
    return false;
}

bool bench__measured_set_up(bench__measured_t *measured, const bench__worker_t *worker,
                            const bench_selected_t *selected, const char *label) {
    char name[BENCH_CASE_NAME_MAX];
    *measured = (bench__measured_t){.selected = selected};
    (void)snprintf(measured->name, sizeof measured->name, "%.15s%s", label,
                   bench_case_format(&selected->key, name));
    if (!has_its_cores(measured, worker)) {
        return false;
    }
    errno = 0;
    measured->run = selected->definition->setup(selected->definition, worker->plan.sampling.seed);
    if (measured->run == NULL) {
        char why[128];
        (void)snprintf(why, sizeof why, "could not be set up: %s",
                       errno == 0 ? "setup gives no reason in errno" : strerror(errno));
        bench__tell_failure(worker, measured->name, why);
    }
    return measured->run != NULL;
}

void bench__measured_tear_down(bench__measured_t *measured) {
    measured->selected->definition->teardown(measured->run);
}

bench_subject_t bench__measured_counted(bench__measured_t *measured) {
    const scenario_case_t *definition = measured->selected->definition;
    return (bench_subject_t){.name = measured->name,
                             .run = bench__run_operations,
                             .state = measured,
                             .period = definition->period,
                             .step =
                                 definition->batch == 0 ? definition->period : definition->batch,
                             .misses = definition->has_share ? &measured->misses : NULL,
                             .kernel_timed = definition->kernel_timed};
}

bench_subject_t bench__measured_timed(bench__measured_t *measured) {
    bench_subject_t subject = bench__measured_counted(measured);
    uint64_t batch = measured->selected->definition->batch;
    subject.period = batch != 0 ? batch : subject.period;
    return subject;
}

bool bench__measured_is_right(const bench__measured_t *measured, const bench__worker_t *worker) {
    if (measured->miscounted) {
        bench__tell_failure(worker, measured->name,
                            "run did not add the operations that it was asked for to "
                            "scenario_run_t.operations");
        return false;
    }
    if (measured->run->wrong != 0) {
        char why[128];
        (void)snprintf(why, sizeof why, "%llu results were wrong",
                       (unsigned long long)measured->run->wrong);
        bench__tell_failure(worker, measured->name, why);
    }
    return measured->run->wrong == 0;
}
