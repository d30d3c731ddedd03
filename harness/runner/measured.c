#ifndef _GNU_SOURCE
#define _GNU_SOURCE /* sched_getcpu */
#endif
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "black_box.h"
#include "hosted.h"
#include "surroundings.h"
#include "worker_parts.h"

volatile int bench__stop;

static void enter(const bench__measured_t *measured, bench__phase_t phase) {
    bench__black_box_enter(phase, measured->subject, measured->selected->number);
}

/* Measured code that forked came back twice: the harness goes on in one of the two. */
static void leave(void) {
    bench__black_box_leave();
    if (bench__is_stray()) {
        _exit(EXIT_SUCCESS);
    }
}

/* Noticed at once, a closed channel is the fault of the case that was called last. */
static void check_channel(const bench__measured_t *measured) {
    if (fcntl(measured->end, F_GETFD) < 0 && !bench__is_stray()) {
        atomic_store(&bench__black_box->lost_channel, true);
        _exit(EXIT_FAILURE);
    }
}

/* Its name tells the ledger that this frame is none of the subject's. */
static void bench__run_operations(void *state, uint64_t operations) {
    bench__measured_t *measured = state;
    uint64_t synchronous = measured->run->synchronous;
    uint64_t before = measured->run->operations;
    enter(measured, BENCH__PHASE_RUN);
    measured->selected->definition->run(measured->run, operations);
    if (operations > 1) { /* not where single operations are timed: it takes as long as some */
        check_channel(measured);
    }
    leave();
    measured->miscounted |= measured->run->operations - before != operations;
    measured->misses += operations - (measured->run->synchronous - synchronous);
}

void bench__measured_count_elsewhere(void *state, uint64_t operations, bench_counted_t *counted) {
    bench__measured_t *measured = state;
    enter(measured, BENCH__PHASE_RUN);
    bench__hosted_count(measured->run, operations, counted);
    leave();
}

/* Threads that poll for each other would take turns of a time slice of the kernel. */
static bool has_its_cores(const bench__measured_t *measured, const bench__worker_t *worker) {
    char why[128];
    if (!measured->selected->definition->spins) {
        return true;
    }
    unsigned cores = bench_usable_cpus();
    if (cores >= 2) {
        return true;
    }
    (void)snprintf(why, sizeof why,
                   "its threads spin, which takes 2 cores; this process may use %u%s", cores,
                   worker->plan.sampling.cpu >= 0 ? " (--pin)" : "");
    bench__tell_case_failure(worker, measured->selected, measured->subject, why);
    return false;
}

/* The kernel moves a thread when it likes, and on the new core the case finds other blocks. Where
 * it cannot be kept, its counts are not verified. Restoring the surroundings lets it go. */
static void stay_on_this_core(void) {
    int core = sched_getcpu();
    cpu_set_t set;
    CPU_ZERO(&set);
    if (core >= 0) {
        CPU_SET((size_t)core, &set);
        (void)sched_setaffinity(0, sizeof set, &set);
    }
}

bool bench__measured_set_up(bench__measured_t *measured, const bench__worker_t *worker,
                            const bench_selected_t *selected, uint32_t subject) {
    *measured = (bench__measured_t){.selected = selected, .subject = subject, .end = worker->end};
    (void)bench_case_format(&selected->key, measured->name);
    if (!has_its_cores(measured, worker)) {
        return false;
    }
    if (selected->definition->on_one_core && bench__is_counting(worker)) {
        stay_on_this_core();
    }
    enter(measured, BENCH__PHASE_SET_UP);
    errno = 0;
    measured->run = selected->definition->setup(selected->definition, bench__process_seed(worker));
    int error = errno;
    check_channel(measured);
    leave();
    if (measured->run == NULL) {
        char why[128];
        (void)snprintf(why, sizeof why, "could not be set up: %s",
                       error == 0 ? "setup gives no reason in errno" : strerror(error));
        bench__surroundings_restore();
        bench__tell_case_failure(worker, selected, subject, why);
    }
    return measured->run != NULL;
}

void bench__measured_tear_down(bench__measured_t *measured) {
    enter(measured, BENCH__PHASE_TEAR_DOWN);
    measured->selected->definition->teardown(measured->run);
    check_channel(measured);
    leave();
    bench__surroundings_restore();
}

bench_subject_t bench__measured_counted(bench__measured_t *measured) {
    const scenario_case_t *definition = measured->selected->definition;
    return (bench_subject_t){.name = measured->name,
                             .run = bench__run_operations,
                             .clock = bench__hosted_clock(measured->run),
                             .state = measured,
                             .period = definition->period,
                             .few_operations = definition->count_operations,
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
        bench__tell_case_failure(worker, measured->selected, measured->subject,
                                 "run did not add the operations that it was asked for to "
                                 "scenario_run_t.operations");
        return false;
    }
    if (measured->run->wrong != 0) {
        char why[128];
        (void)snprintf(why, sizeof why, "%llu results were wrong",
                       (unsigned long long)measured->run->wrong);
        bench__tell_case_failure(worker, measured->selected, measured->subject, why);
    }
    return measured->run->wrong == 0;
}
