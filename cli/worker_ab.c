/*
 * worker_ab.c - a measuring process of `vtbench ab`: two builds of a plugin, side by side.
 *
 * Each plugin is loaded from a copy of its own, OLD twice, in an order that is another one in each
 * process: where code and data come to lie depends on what was loaded before, and must not favour
 * the same build each time. For the same reason the three are set up in a shuffled order.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ab.h"
#include "measure/shuffle.h"
#include "worker_parts.h"

static const char *const labels[AB_SUBJECTS] = {"OLD: ", "OLD again: ", "NEW: "};
static const char *const prefixes[AB_SUBJECTS] = {"0", "1", "2"}; /* ab_subject_t as text */

/* One case of all three. */
typedef struct trio {
    const selected_case_t *cases[AB_SUBJECTS];
} trio_t;

/* All or nothing: a subject without the others cannot be paired. */
static void say_trio(const measured_case_t *measured, const size_t *order,
                     bench_process_samples_t *samples) {
    bool right = true;
    for (size_t i = 0; i < AB_SUBJECTS; i++) {
        right &= worker_results_were_right(&measured[i]);
    }
    for (size_t i = 0; right && i < AB_SUBJECTS; i++) {
        worker_say_samples(prefixes[order[i]], &measured[i], &samples[i]);
    }
}

static void time_subjects(const worker_t *worker, measured_case_t *measured, const size_t *order,
                          uint64_t seed) {
    bench_subject_t subjects[AB_SUBJECTS];
    bench_process_samples_t samples[AB_SUBJECTS] = {{0}};
    bench_problem_t problem;
    bench_timing_plan_t plan = {.seed = seed,
                                .rounds = worker->rounds,
                                .slice_seconds = worker->slice_seconds,
                                .same_operations = true};
    for (size_t i = 0; i < AB_SUBJECTS; i++) {
        subjects[i] = worker_timed_subject(&measured[i]);
        samples[i].process = worker->process;
    }
    if (bench_time(subjects, AB_SUBJECTS, &plan, &worker_stop, samples, &problem)) {
        say_trio(measured, order, samples);
    } else if (!worker_stop) {
        worker_say_failure(measured[0].name, problem.text);
    }
    for (size_t i = 0; i < AB_SUBJECTS; i++) {
        free(samples[i].slices);
    }
}

static void time_trio(const worker_t *worker, const trio_t *trio, uint64_t seed) {
    size_t order[AB_SUBJECTS];
    measured_case_t measured[AB_SUBJECTS];
    size_t count = 0;
    bench_shuffle(order, AB_SUBJECTS, &seed);
    while (count < AB_SUBJECTS && worker_set_up(&measured[count], trio->cases[order[count]],
                                                labels[order[count]], worker->seed)) {
        count++;
    }
    if (count == AB_SUBJECTS) {
        time_subjects(worker, measured, order, seed);
    }
    while (count > 0) {
        worker_tear_down(&measured[--count]);
    }
}

/* The cases that all three have, in OLD's order. `trios` has room for as many as OLD has. */
static size_t find_trios(const selection_t *selections, trio_t *trios) {
    size_t count = 0;
    for (size_t i = 0; i < selections[AB_OLD].case_count; i++) {
        const selected_case_t *old = &selections[AB_OLD].cases[i];
        trio_t trio = {{old, selection_case(&selections[AB_AGAIN], old),
                        selection_case(&selections[AB_NEW], old)}};
        if (trio.cases[AB_AGAIN] != NULL && trio.cases[AB_NEW] != NULL) {
            trios[count++] = trio;
        }
    }
    return count;
}

static int time_all(const worker_t *worker, const selection_t *selections) {
    size_t most = selections[AB_OLD].case_count;
    trio_t *trios = calloc(most + 1, sizeof *trios);
    size_t *order = calloc(most + 1, sizeof *order);
    if (trios == NULL || order == NULL) {
        free(trios);
        free(order);
        return cli_fail(EXIT_COULD_NOT, "out of memory");
    }
    size_t count = find_trios(selections, trios);
    uint64_t random = worker->seed + worker->process;
    bench_shuffle(order, count, &random);
    for (size_t i = 0; i < count && !worker_stop; i++) {
        time_trio(worker, &trios[order[i]],
                  worker->seed + order[i] + (uint64_t)worker->process * PROCESS_STRIDE);
    }
    free(trios);
    free(order);
    return EXIT_WELL;
}

int worker_time_ab(const worker_t *worker) {
    selection_t selections[AB_SUBJECTS];
    size_t order[AB_SUBJECTS];
    int code = EXIT_WELL;
    if (worker->selection.plugin_count != 2) {
        return cli_fail(EXIT_USAGE, "two plugins are needed");
    }
    for (size_t i = 0; i < AB_SUBJECTS; i++) {
        selections[i] = worker->selection;
        selections[i].plugins[0] = worker->selection.plugins[i == AB_NEW ? 1 : 0];
        selections[i].plugin_count = 1;
        selections[i].copies = true;
    }
    uint64_t random = ~worker->seed - worker->process; /* not the order of the cases' seed */
    bench_shuffle(order, AB_SUBJECTS, &random);
    for (size_t i = 0; i < AB_SUBJECTS && code == EXIT_WELL; i++) {
        code = selection_find(&selections[order[i]]);
    }
    if (code == EXIT_WELL) {
        code = time_all(worker, selections);
    }
    for (size_t i = 0; i < AB_SUBJECTS; i++) {
        selection_free(&selections[i]);
    }
    return code;
}
