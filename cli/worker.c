#include "worker.h"

#include <errno.h>
#include <math.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "measure/measure.h"
#include "measure/shuffle.h"
#include "selection.h"

/* Larger than any number of cases, so that no two groups of two processes share an order's seed. */
#define PROCESS_STRIDE 1000003u

typedef struct worker {
    selection_t selection;
    bool count;
    uint32_t process;
    uint64_t seed;
    unsigned rounds;
    double slice_seconds;
    int cpu; /* -1: not pinned */
} worker_t;

/* A case while it is being measured. */
typedef struct measured_case {
    const selected_case_t *selected;
    scenario_run_t *run;
    uint64_t misses; /* kept up to date for the counting pass */
    bool miscounted; /* run did not run as many operations as it was asked for */
    char name[SELECTION_NAME_MAX];
} measured_case_t;

static volatile int stop; /* set by SIGINT */

static void on_interrupt(int signal_number) {
    (void)signal_number;
    stop = 1;
}

/* ---- telling the parent ---- */

static void say_failure(const char *name, const char *why) {
    (void)printf("!%s: %s\n", name, why);
    (void)fflush(stdout);
}

static void say_row(const bench_row_t *row) {
    char *json = bench_row_to_json(row);
    if (json == NULL) {
        say_failure(row->scenario, "out of memory");
        return;
    }
    (void)puts(json);
    (void)fflush(stdout);
    free(json);
}

/* ---- setting up ---- */

/* Its name tells the ledger that it is none of the subject's frames. */
static void vtbench_run_operations(void *state, uint64_t operations) {
    measured_case_t *measured = state;
    uint64_t synchronous = measured->run->synchronous;
    uint64_t before = measured->run->operations;
    measured->selected->definition->run(measured->run, operations);
    measured->miscounted |= measured->run->operations - before != operations;
    measured->misses += operations - (measured->run->synchronous - synchronous);
}

static bool set_up(measured_case_t *measured, const selected_case_t *selected, uint64_t seed) {
    memset(measured, 0, sizeof *measured);
    measured->selected = selected;
    selection_name(selected, measured->name);
    errno = 0;
    measured->run = selected->definition->setup(selected->definition, seed);
    if (measured->run == NULL) {
        char why[128];
        (void)snprintf(why, sizeof why, "could not be set up: %s",
                       errno == 0 ? "setup gives no reason in errno" : strerror(errno));
        say_failure(measured->name, why);
    }
    return measured->run != NULL;
}

static bench_subject_t subject_of(measured_case_t *measured) {
    const scenario_case_t *definition = measured->selected->definition;
    return (bench_subject_t){.name = measured->name,
                             .run = vtbench_run_operations,
                             .state = measured,
                             .period = definition->period,
                             .step = definition->batch == 0 ? definition->period : definition->batch,
                             .misses = definition->has_share ? &measured->misses : NULL,
                             .varies = definition->kernel_timed};
}

/* A measurement of wrong results is none. */
static bool results_were_right(const measured_case_t *measured) {
    if (measured->miscounted) {
        say_failure(measured->name, "run did not add the operations that it was asked for to "
                                    "scenario_run_t.operations");
        return false;
    }
    if (measured->run->wrong != 0) {
        char why[128];
        (void)snprintf(why, sizeof why, "%llu results were wrong",
                       (unsigned long long)measured->run->wrong);
        say_failure(measured->name, why);
    }
    return measured->run->wrong == 0;
}

/* ---- counting ---- */

static void count_case(const worker_t *worker, const selected_case_t *selected) {
    measured_case_t measured;
    bench_problem_t problem;
    if (!set_up(&measured, selected, worker->seed)) {
        return;
    }
    bench_row_t row;
    bench_row_init(&row);
    bench_subject_t subject = subject_of(&measured);
    bool good = selection_describe(selected, &row)
                    ? bench_count(&subject, selected->definition->count_operations, &row.counts,
                                  &row.synchronous_share, &problem)
                    : bench_problem(&problem, "out of memory");
    bool right = good && results_were_right(&measured);
    selected->definition->teardown(measured.run);
    good = good && bench_count_leaks(&row.counts, &problem);
    if (!good) {
        say_failure(measured.name, problem.text);
    } else if (right) {
        row.counted = true;
        say_row(&row);
    }
    bench_row_deinit(&row);
}

static void count_all(const worker_t *worker) {
    for (size_t i = 0; i < worker->selection.case_count && !stop; i++) {
        count_case(worker, &worker->selection.cases[i]);
    }
}

/* ---- timing ---- */

/* A slice is not known to a tenth of a picosecond; more digits would only make the report larger.
 */
static void round_slices(bench_process_samples_t *samples) {
    for (size_t i = 0; i < samples->slice_count; i++) {
        double rounded = round(samples->slices[i] * 1e4) / 1e4;
        samples->slices[i] = rounded > 0 ? rounded : samples->slices[i];
    }
}

static void say_samples(const measured_case_t *measured, bench_process_samples_t *samples) {
    bench_row_t row;
    bench_row_init(&row);
    if (!selection_describe(measured->selected, &row)) {
        say_failure(measured->name, "out of memory");
    } else if (results_were_right(measured)) {
        round_slices(samples);
        row.processes = samples;
        row.process_count = 1;
        say_row(&row);
        row.processes = NULL;
        row.process_count = 0;
    }
    bench_row_deinit(&row);
}

/* The cases from `first` to `end`, all set up at once and interleaved. They are set up in a
 * shuffled order: where a case's threads and blocks come to lie depends on what was there before,
 * and must not favour the same contender in each process. */
static void time_group(const worker_t *worker, size_t first, size_t end) {
    size_t count = 0;
    size_t *order = calloc(end - first, sizeof *order);
    measured_case_t *measured = calloc(end - first, sizeof *measured);
    bench_subject_t *subjects = calloc(end - first, sizeof *subjects);
    bench_process_samples_t *samples = calloc(end - first, sizeof *samples);
    bool good = order != NULL && measured != NULL && subjects != NULL && samples != NULL;
    /* Another order in each process and group. */
    uint64_t random = worker->seed + first + (uint64_t)worker->process * PROCESS_STRIDE;
    if (good) {
        bench_shuffle(order, end - first, &random);
    }
    for (size_t i = 0; good && i < end - first; i++) {
        if (set_up(&measured[count], &worker->selection.cases[first + order[i]], worker->seed)) {
            subjects[count] = subject_of(&measured[count]);
            if (measured[count].selected->definition->batch != 0) {
                subjects[count].period = measured[count].selected->definition->batch;
            }
            samples[count].process = worker->process;
            count++;
        }
    }
    bench_timing_plan_t plan = {
        .seed = random, .rounds = worker->rounds, .slice_seconds = worker->slice_seconds};
    bench_problem_t problem;
    if (good && count != 0 && !bench_time(subjects, count, &plan, &stop, samples, &problem)) {
        good = stop != 0; /* what was interrupted is no failure */
        if (!good) {
            say_failure(measured[0].name, problem.text);
        }
    }
    for (size_t i = 0; i < count; i++) {
        if (samples[i].slice_count != 0) {
            say_samples(&measured[i], &samples[i]);
            free(samples[i].slices);
        }
        measured[i].selected->definition->teardown(measured[i].run);
    }
    free(samples);
    free(order);
    free(subjects);
    free(measured);
}

static void time_all(const worker_t *worker) {
    const selection_t *selection = &worker->selection;
    size_t *firsts = calloc(selection->case_count, sizeof *firsts);
    size_t *order = calloc(selection->case_count, sizeof *order);
    size_t count = 0;
    bool good = firsts != NULL && order != NULL;
    if (!good) {
        say_failure("timing", "out of memory");
    }
    for (size_t i = 0; good && i < selection->case_count; i = selection_group_end(selection, i)) {
        firsts[count++] = i;
    }
    if (good) {
        uint64_t random = worker->seed + worker->process;
        bench_shuffle(order, count, &random);
    }
    for (size_t i = 0; i < count && !stop; i++) {
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

int worker_main(int argc, char **argv) {
    static const struct argp_option options[] = {
        {"count", 'c', NULL, 0, "Count instead of timing", 0},
        {"process", 'p', "N", 0, "Number of this process", 0},
        {"seed", 's', "N", 0, "Of every random choice", 0},
        {"rounds", 'r', "N", 0, "Slices of each case", 0},
        {"slice", 't', "S", 0, "Seconds of a slice", 0},
        {"cpu", 'u', "N", 0, "Pin to this CPU", 0},
        SELECTION_OPTIONS,
        {0},
    };
    static const struct argp argp = {.options = options, .parser = parse};
    static worker_t worker = {.rounds = 1, .slice_seconds = 0.001, .cpu = -1};
    cli_parse(&argp, argc, argv, &worker);
    struct sigaction action = {.sa_handler = on_interrupt, .sa_flags = SA_RESTART};
    (void)sigaction(SIGINT, &action, NULL);
    if (worker.cpu >= 0 && !pin(worker.cpu)) {
        return cli_fail(EXIT_COULD_NOT, "cannot pin to CPU %d: %s", worker.cpu, strerror(errno));
    }
    int code = selection_load(&worker.selection);
    if (code == EXIT_WELL && worker.count) {
        count_all(&worker);
    } else if (code == EXIT_WELL) {
        time_all(&worker);
    }
    selection_free(&worker.selection);
    return cli_end_output(code);
}
