/* worker.c - one measuring process, from its plan to its last message. */
#include "runner/worker.h"

#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "black_box.h"
#include "channel.h"
#include "host_process.h"
#include "message.h"
#include "surroundings.h"
#include "worker_parts.h"

static void on_interrupt(int signal_number) {
    (void)signal_number;
    bench__stop = 1;
}

/* ---- beginning ---- */

/* It ends with its parent, however that ends; should that have ended already, the channel tells. */
static void prepare_signals(void) {
    const struct sigaction action = {.sa_handler = on_interrupt, .sa_flags = SA_RESTART};
    (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
    (void)sigaction(SIGINT, &action, NULL);
}

static bool take_channel(const char *descriptor, int *end, bench_problem_t *problem) {
    char *rest;
    errno = 0;
    long number = strtol(descriptor, &rest, 10);
    *end = -1;
    if (*descriptor >= '0' && *descriptor <= '9' && *rest == '\0' && errno == 0 &&
        number <= INT16_MAX) {
        *end = bench__channel_move((int)number);
    }
    return *end >= 0 || bench_problem(problem,
                                      "%s: no channel to a parent; vtbench starts this "
                                      "command itself",
                                      descriptor);
}

static bool read_plan(int end, bench_plan_t *plan, bench_problem_t *problem) {
    bench__reader_t reader;
    bench__reader_init(&reader, end, 0);
    const char *line = bench__reader_next(&reader);
    bool good = line != NULL ? bench__plan_from_json(line, plan, problem)
                             : bench_problem(problem, "no plan came from the parent");
    bench__reader_deinit(&reader);
    return good;
}

static bool attach_box(const bench_plan_t *plan, bench_problem_t *problem) {
    if (!bench__black_box_attach((int)plan->box)) {
        return bench_problem(problem, "the memory shared with the parent cannot be mapped: %s",
                             strerror(errno));
    }
    bench__black_box_watch_process();
    return true;
}

/* ---- measuring ---- */

static bool pin(int cpu, bench_problem_t *problem) {
    cpu_set_t set;
    CPU_ZERO(&set);
    if (cpu < 0) {
        return true;
    }
    CPU_SET((size_t)cpu, &set);
    return sched_setaffinity(0, sizeof set, &set) == 0 ||
           bench_problem(problem, "cannot pin to CPU %d: %s", cpu, strerror(errno));
}

/* What they are started for, whatever the environment had of that name; without memory they are not
 * told, and then say that they cannot count. */
static void tell_hosts(bench_mode_t mode) {
    (void)(mode == BENCH_MODE_COUNT ? setenv(BENCH__HOST_COUNTS, "1", 1)
                                    : unsetenv(BENCH__HOST_COUNTS));
}

static bool measure_selection(bench__worker_t *worker, bench_problem_t *problem) {
    bench__black_box_enter(BENCH__PHASE_LOAD, 0, 0);
    bool found = bench_selection_find(&worker->plan.choice, &worker->selection, problem);
    bench__black_box_leave();
    if (!found) {
        return false;
    }
    if (worker->plan.mode == BENCH_MODE_COUNT) {
        bench__worker_count(worker);
    } else if (worker->plan.mode == BENCH_MODE_INSTRUCTIONS) {
        bench__worker_count_instructions(worker);
    } else {
        bench__worker_time(worker);
    }
    bench_selection_deinit(&worker->selection);
    return true;
}

static bool measure(bench__worker_t *worker, bench_problem_t *problem) {
    const bench_mode_t mode = worker->plan.mode;
    if (!pin(worker->plan.sampling.cpu, problem) ||
        (!bench__is_counting(worker) && !bench_can_time(problem))) {
        return false;
    }
    tell_hosts(mode);
    bench__surroundings_keep();
    if (mode == BENCH_MODE_COUNT && !bench_can_count(problem)) {
        bench__tell_failure(worker, "counting",
                            problem->text); /* there may be times all the same */
        return true;
    }
    return mode == BENCH_MODE_AB ? bench__worker_time_ab(worker, problem)
                                 : measure_selection(worker, problem);
}

bool bench_worker_run(const char *descriptor, bench_problem_t *problem) {
    bench__worker_t worker = {.end = -1};
    prepare_signals();
    if (!take_channel(descriptor, &worker.end, problem)) {
        return false;
    }
    if (!read_plan(worker.end, &worker.plan, problem) || !attach_box(&worker.plan, problem) ||
        !measure(&worker, problem)) {
        bench__tell_problem(&worker, problem->text);
    } else {
        bench__tell_done(&worker);
    }
    bench__plan_deinit(&worker.plan);
    close(worker.end);
    return true;
}
