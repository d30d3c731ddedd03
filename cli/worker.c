#include "worker.h"

#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>

#include "measure/shuffle.h"
#include "report/statistics.h"
#include "worker_parts.h"

static void on_interrupt(int signal_number) {
    (void)signal_number;
    worker_stop = 1;
}

/* ---- counting ---- */

static void count_case(const worker_t *worker, const selected_case_t *selected) {
    measured_case_t measured;
    bench_problem_t problem;
    if (!worker_set_up(&measured, selected, "", worker->seed)) {
        return;
    }
    bench_row_t row;
    bench_row_init(&row);
    bench_subject_t subject = worker_subject(&measured);
    bool good = selection_describe(selected, &row)
                    ? bench_count(&subject, selected->definition->count_operations, &row.counts,
                                  &row.synchronous_share, &problem)
                    : bench_problem(&problem, "out of memory");
    bool right = good && worker_results_were_right(&measured);
    worker_tear_down(&measured);
    good = good && bench_count_leaks(&row.counts, &problem);
    if (!good) {
        worker_say_failure(measured.name, problem.text);
    } else if (right) {
        row.counted = true;
        worker_say_row("", &row);
    }
    bench_row_deinit(&row);
}

static void count_all(const worker_t *worker) {
    for (size_t i = 0; i < worker->selection.case_count && !worker_stop; i++) {
        count_case(worker, &worker->selection.cases[i]);
    }
}

/* ---- timing ---- */

/* Single operations come last: what they leave behind is in no slice. What was interrupted is no
 * failure, but not said either: each process that is in a row is whole. */
static void say_timed(const worker_t *worker, const measured_case_t *measured,
                      const bench_subject_t *subject, bench_process_samples_t *samples) {
    bench_row_t row;
    bench_row_init(&row);
    bool good =
        selection_describe(measured->selected, &row) &&
        singles_time(&worker->singles, measured->selected, subject, samples, &worker_stop, &row);
    if (!good && !worker_stop) {
        worker_say_failure(measured->name, "out of memory");
    } else if (good && worker_results_were_right(measured)) {
        worker_say_timed("", &row, samples);
    }
    bench_row_deinit(&row);
}

/* Cases that are set up at once and interleaved, and the yardstick with them, which comes last. */
typedef struct group {
    size_t count; /* cases, without the yardstick */
    size_t *order;
    measured_case_t *measured;
    bench_subject_t *subjects;
    bench_process_samples_t *samples;
} group_t;

static bool group_open(group_t *group, size_t most) {
    group->order = calloc(most, sizeof *group->order);
    group->measured = calloc(most, sizeof *group->measured);
    group->subjects = calloc(most + 1, sizeof *group->subjects);
    group->samples = calloc(most + 1, sizeof *group->samples);
    return group->order != NULL && group->measured != NULL && group->subjects != NULL &&
           group->samples != NULL;
}

static void group_close(group_t *group) {
    for (size_t i = 0; i < group->count; i++) {
        worker_tear_down(&group->measured[i]);
    }
    free(group->samples);
    free(group->subjects);
    free(group->measured);
    free(group->order);
}

/* They are set up in a shuffled order: where a case's threads and blocks come to lie depends on
 * what was there before, and must not favour the same contender in each process. */
static void group_set_up(group_t *group, const worker_t *worker, const selected_case_t *cases,
                         size_t most, uint64_t *random) {
    bench_shuffle(group->order, most, random);
    for (size_t i = 0; i < most; i++) {
        measured_case_t *measured = &group->measured[group->count];
        if (worker_set_up(measured, &cases[group->order[i]], "", worker->seed)) {
            group->subjects[group->count++] = worker_timed_subject(measured);
        }
    }
    group->subjects[group->count] = bench_yardstick();
}

static void group_say(group_t *group, const worker_t *worker) {
    const bench_process_samples_t *yardstick = &group->samples[group->count];
    double step = bench_median(yardstick->slices, yardstick->slice_count);
    for (size_t i = 0; i < group->count; i++) {
        group->samples[i].process = worker->process;
        group->samples[i].yardstick = step;
        say_timed(worker, &group->measured[i], &group->subjects[i], &group->samples[i]);
    }
    for (size_t i = 0; i <= group->count; i++) {
        free(group->samples[i].slices);
    }
}

static void time_subjects(group_t *group, const worker_t *worker, uint64_t seed) {
    bench_timing_plan_t plan = {
        .seed = seed, .rounds = worker->rounds, .slice_seconds = worker->slice_seconds};
    bench_problem_t problem;
    if (bench_time(group->subjects, group->count + 1, &plan, &worker_stop, group->samples,
                   &problem)) {
        group_say(group, worker);
    } else if (!worker_stop) { /* what was interrupted is no failure */
        const selected_case_t *any = group->measured[0].selected;
        char name[SELECTION_NAME_MAX];
        (void)snprintf(name, sizeof name, "%s/*%s%s", any->scenario->name,
                       any->definition->params[0] == '\0' ? "" : ";", any->definition->params);
        worker_say_failure(name, problem.text);
    }
}

/* The cases from `first` to `end`, in another order in each process and group. */
static void time_group(const worker_t *worker, size_t first, size_t end) {
    group_t group = {0};
    uint64_t random = worker->seed + first + (uint64_t)worker->process * PROCESS_STRIDE;
    if (group_open(&group, end - first)) {
        group_set_up(&group, worker, &worker->selection.cases[first], end - first, &random);
    } else {
        worker_say_failure("timing", "out of memory");
    }
    if (group.count != 0) {
        time_subjects(&group, worker, random);
    }
    group_close(&group);
}

static void time_all(const worker_t *worker) {
    const selection_t *selection = &worker->selection;
    size_t *firsts = calloc(selection->case_count, sizeof *firsts);
    size_t *order = calloc(selection->case_count, sizeof *order);
    size_t count = 0;
    bool good = firsts != NULL && order != NULL;
    if (!good) {
        worker_say_failure("timing", "out of memory");
    }
    for (size_t i = 0; good && i < selection->case_count; i = selection_group_end(selection, i)) {
        firsts[count++] = i;
    }
    if (good) {
        uint64_t random = worker->seed + worker->process;
        bench_shuffle(order, count, &random);
    }
    for (size_t i = 0; i < count && !worker_stop; i++) {
        size_t first = firsts[order[i]];
        time_group(worker, first, selection_group_end(selection, first));
    }
    free(order);
    free(firsts);
}

/* ---- the command ---- */

static error_t parse(int key, char *argument, struct argp_state *state) {
    worker_t *worker = state->input;
    if (selection_option(&worker->selection, key, argument, state)) {
        return 0;
    }
    switch (key) {
    case 'c':
        worker->count = true;
        return 0;
    case 'a':
        worker->ab = true;
        return 0;
    case 'i':
        if (!bench_instructions_by_parse(argument, &worker->instructions)) {
            argp_error(state, "--instructions takes perf_event or callgrind");
        }
        return 0;
    case 'd':
        worker->folder = argument;
        return 0;
    case 'p':
        worker->process = (uint32_t)opt_number(argument, 0, UINT32_MAX, "process", state);
        return 0;
    case 's':
        worker->seed = opt_number(argument, 0, UINT64_MAX, "seed", state);
        return 0;
    case 'r':
        worker->rounds = (unsigned)opt_number(argument, 1, 100000, "rounds", state);
        return 0;
    case 't':
        worker->slice_seconds = opt_real(argument, 1e-6, 60, "slice", state);
        return 0;
    case 'u':
        worker->cpu = (int)opt_number(argument, 0, CPU_SETSIZE - 1, "cpu", state);
        return 0;
    case 'n':
        worker->singles.plan.operations = opt_number(argument, 1, UINT32_MAX, "singles", state);
        return 0;
    case 'T':
        worker->singles.plan.seconds = opt_real(argument, 1e-6, 60, "single-time", state);
        return 0;
    case 'l':
        open_loop_parse(&worker->singles.loop, argument, state);
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static bool pin(int cpu) {
    cpu_set_t set;
    CPU_ZERO(&set);
    CPU_SET((size_t)cpu, &set);
    return sched_setaffinity(0, sizeof set, &set) == 0;
}

static void measure(worker_t *worker) {
    if (worker->count) {
        count_all(worker);
    } else if (worker->instructions != BENCH_BY_NONE) {
        worker_count_instructions(worker);
    } else {
        worker->singles.plan.clock_ns = bench_clock_cost();
        time_all(worker);
    }
}

int worker_main(int argc, char **argv) {
    static const struct argp_option options[] = {
        {"count", 'c', NULL, 0, "Count instead of timing", 0},
        {"ab", 'a', NULL, 0, "Time two plugins side by side", 0},
        {"instructions", 'i', "BY", 0, "Count instructions instead of timing", 0},
        {"folder", 'd', "DIR", 0, "Where callgrind writes", 0},
        {"process", 'p', "N", 0, "Number of this process", 0},
        {"seed", 's', "N", 0, "Of every random choice", 0},
        {"rounds", 'r', "N", 0, "Slices of each case", 0},
        {"slice", 't', "S", 0, "Seconds of a slice", 0},
        {"cpu", 'u', "N", 0, "Pin to this CPU", 0},
        {"singles", 'n', "N", 0, "Single operations of each case, at most", 0},
        {"single-time", 'T', "S", 0, "Seconds of single operations of a case, at most", 0},
        {"open-loop", 'l', "LOADS", 0, "Loads of the open loop", 0},
        SELECTION_OPTIONS,
        {0},
    };
    static const struct argp argp = {.options = options, .parser = parse};
    static worker_t worker = {.folder = "",
                              .rounds = 1,
                              .slice_seconds = 0.001,
                              .cpu = -1,
                              .singles.plan = {.operations = 1000, .seconds = 0.005}};
    cli_parse(&argp, argc, argv, &worker);
    /* It ends with its parent, however that ends; should that have ended already, its pipe tells.
     */
    (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
    struct sigaction action = {.sa_handler = on_interrupt, .sa_flags = SA_RESTART};
    (void)sigaction(SIGINT, &action, NULL);
    if (worker.cpu >= 0 && !pin(worker.cpu)) {
        return cli_fail(EXIT_COULD_NOT, "cannot pin to CPU %d: %s", worker.cpu, strerror(errno));
    }
    bench_problem_t problem;
    bool counts = worker.count || worker.instructions != BENCH_BY_NONE;
    if (!counts && !bench_can_time(&problem)) {
        return cli_fail(EXIT_COULD_NOT, "%s", problem.text);
    }
    if (worker.count && !bench_can_count(&problem)) {
        worker_say_failure("counting", problem.text); /* there may be times all the same */
        return cli_end_output(EXIT_WELL);
    }
    if (worker.ab) {
        return cli_end_output(worker_time_ab(&worker));
    }
    int code = selection_load(&worker.selection);
    if (code == EXIT_WELL) {
        measure(&worker);
    }
    selection_free(&worker.selection);
    return cli_end_output(code);
}
