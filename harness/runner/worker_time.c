/*
 * worker_time.c - a measuring process that times: the cases of a group at once, interleaved, so
 * that what disturbs the machine meets them all.
 *
 * Groups are the contenders of one question; or, in `vtbench ab`, one case of two builds of a
 * plugin, OLD twice. Each build is loaded from a copy of its own, in an order that is another one
 * in each process: where code and data come to lie depends on what was loaded before, and must not
 * favour the same build each time.
 */
#include <math.h>
#include <stdlib.h>

#include "black_box.h"
#include "hosted.h"
#include "measure/shuffle.h"
#include "model/quantile.h"
#include "worker_parts.h"

/* Who is timed side by side. */
typedef struct lineup {
    const bench_selected_t **cases;
    size_t count;
    size_t number; /* in the seed of its orders */
} lineup_t;

typedef struct timing {
    const bench__worker_t *worker;
    double clock_ns; /* cost of a reading of the clock */
    /* Builds: all or nothing, as a subject without the others cannot be paired; the same operations
     * for each; no yardstick and no single operations. */
    bool builds;
    lineup_t *lineups;
    size_t count;
    bench_slices_t yardstick; /* as the first group found out */
} timing_t;

/* ---- single operations ---- */

/* The latency of one process, to be filled. NULL: out of memory. */
static bench_histogram_t *add_latency(bench_row_t *row, bench_latency_kind_t kind, double load) {
    bench_latency_t *latency = bench_row_add_latency(row, kind, load);
    if (latency == NULL) {
        return NULL;
    }
    latency->processes = 1;
    return &latency->histogram;
}

/* Times single operations of a case whose slices were timed, if it is long enough for that, and
 * adds the latencies to the row: in a closed loop, and where it has one in an open loop at each
 * load of the plan. False: bench__stop was set meanwhile, or memory is short; the row is then not
 * whole. */
static bool time_single_operations(const timing_t *timing, const bench_selected_t *selected,
                                   const bench_subject_t *subject,
                                   const bench_process_samples_t *slices, bench_row_t *row) {
    const bench_plan_t *plan = &timing->worker->plan;
    const bench_single_operations_plan_t limits = {plan->single_operations, plan->single_seconds,
                                                   timing->clock_ns};
    double ns_per_op = bench_median(slices->slices, slices->slice_count);
    uint64_t operations = bench_single_operations_count(&limits, subject->period, ns_per_op);
    if (operations == 0 || selected->definition->batches_only) {
        return true;
    }
    bench_histogram_t *histogram = add_latency(row, BENCH_SERVICE, NAN);
    bool good =
        histogram != NULL && bench_time_service(subject, operations, &bench__stop, histogram);
    for (size_t i = 0; good && bench_open_loop_has(selected) && i < plan->loop.count; i++) {
        double load = plan->loop.percents[i] / 100.0;
        double interval = bench_open_loop_interval(&limits, ns_per_op, load);
        histogram = add_latency(row, BENCH_RESPONSE, load);
        good = histogram != NULL &&
               bench_time_response(subject, operations, interval, &bench__stop, histogram);
    }
    return good;
}

/* ---- a group ---- */

/* Cases that are set up, and the yardstick with them, which comes last. */
typedef struct group {
    size_t count; /* cases, without the yardstick */
    size_t *order;
    bench__measured_t *measured;
    bench_subject_t *subjects;
    bench_slices_t *known;
    bench_process_samples_t *samples;
} group_t;

static bool group_init(group_t *group, size_t most) {
    *group = (group_t){.order = calloc(most + 1, sizeof *group->order),
                       .measured = calloc(most + 1, sizeof *group->measured),
                       .subjects = calloc(most + 1, sizeof *group->subjects),
                       .known = calloc(most + 1, sizeof *group->known),
                       .samples = calloc(most + 1, sizeof *group->samples)};
    return group->order != NULL && group->measured != NULL && group->subjects != NULL &&
           group->known != NULL && group->samples != NULL;
}

static void group_deinit(group_t *group, size_t most) {
    while (group->count > 0) {
        bench__measured_tear_down(&group->measured[--group->count]);
    }
    for (size_t i = 0; group->samples != NULL && i <= most; i++) {
        free(group->samples[i].slices);
    }
    free(group->samples);
    free(group->known);
    free(group->subjects);
    free(group->measured);
    free(group->order);
}

static bench_slices_t known_slices(const bench_plan_t *plan, const bench_selected_t *selected) {
    return selected->number < plan->slice_count ? plan->slices[selected->number]
                                                : (bench_slices_t){0};
}

/* They are set up in a shuffled order: where a case's threads and blocks come to lie depends on
 * what was there before, and must not favour the same contender in each process. */
static void group_set_up(group_t *group, const timing_t *timing, const lineup_t *lineup,
                         uint64_t *random) {
    bench_shuffle(group->order, lineup->count, random);
    for (size_t i = 0; i < lineup->count && (!timing->builds || group->count == i); i++) {
        size_t which = group->order[i];
        bench__measured_t *measured = &group->measured[group->count];
        if (bench__measured_set_up(measured, timing->worker, lineup->cases[which],
                                   timing->builds ? (uint32_t)which : 0)) {
            group->known[group->count] = known_slices(&timing->worker->plan, lineup->cases[which]);
            group->subjects[group->count++] = bench__measured_timed(measured);
        }
    }
    group->known[group->count] = timing->yardstick;
    group->subjects[group->count] = bench_yardstick();
}

/* Fills what is told of a case. Single operations come last: what they leave behind is in no slice.
 * What was interrupted is no failure, but not told either: each process that is in a row is whole.
 * False: there is nothing to tell. */
static bool finish(const timing_t *timing, const group_t *group, size_t index, bench_row_t *row) {
    const bench__measured_t *measured = &group->measured[index];
    bool good = bench_selected_describe(measured->selected, row) &&
                (timing->builds ||
                 time_single_operations(timing, measured->selected, &group->subjects[index],
                                        &group->samples[index], row));
    if (!good && !bench__stop) {
        bench__tell_case_failure(timing->worker, measured->selected, measured->subject,
                                 "out of memory");
    }
    return good && (timing->builds || bench__measured_is_right(measured, timing->worker));
}

/* All of a group are told at once, when no more of their code but the tear-downs is to run: should
 * one of them end the process, either none of the group is measured or all are. */
static void finish_and_tell(const timing_t *timing, group_t *group) {
    bool *finished = calloc(group->count + 1, sizeof *finished);
    bench_row_t *rows = calloc(group->count + 1, sizeof *rows);
    bool good = finished != NULL && rows != NULL;
    for (size_t i = 0; good && i < group->count; i++) {
        bench_row_init(&rows[i]);
        group->samples[i].process = timing->worker->plan.process;
        if (!timing->builds) {
            group->samples[i].yardstick =
                bench_step_beside(&group->samples[i], &group->samples[group->count]);
        }
        finished[i] = finish(timing, group, i, &rows[i]);
    }
    for (size_t i = 0; good && i < group->count; i++) {
        if (finished[i]) {
            bench__tell_timed(timing->worker, group->measured[i].subject, &rows[i],
                              &group->samples[i]);
        }
        bench_row_deinit(&rows[i]);
    }
    if (!good) {
        bench__tell_failure(timing->worker, "timing", "out of memory");
    }
    free(rows);
    free(finished);
}

static void group_tell(const timing_t *timing, group_t *group) {
    bool right = true;
    for (size_t i = 0; timing->builds && i < group->count; i++) {
        right &= bench__measured_is_right(&group->measured[i], timing->worker);
    }
    if (right) {
        finish_and_tell(timing, group);
    }
}

/* Whatever keeps a group from being timed keeps each of its cases. */
static void tell_all(const timing_t *timing, const group_t *group, const char *reason) {
    for (size_t i = 0; i < group->count; i++) {
        bench__tell_case_failure(timing->worker, group->measured[i].selected,
                                 group->measured[i].subject, reason);
    }
}

static void group_time(timing_t *timing, group_t *group, uint64_t seed) {
    const bench_sampling_t *sampling = &timing->worker->plan.sampling;
    const bench_timing_plan_t plan = {.seed = seed,
                                      .rounds = sampling->rounds,
                                      .slice_seconds = sampling->slice_seconds,
                                      .known = timing->builds ? NULL : group->known,
                                      .known_suffice = sampling->calibrate_once,
                                      .same_operations = timing->builds};
    bench_problem_t problem;
    if (bench_time(group->subjects, group->count + (timing->builds ? 0 : 1), &plan, &bench__stop,
                   group->samples, &problem)) {
        const bench_process_samples_t *yardstick = &group->samples[group->count];
        timing->yardstick =
            (bench_slices_t){yardstick->operations, yardstick->slice_count,
                             bench_median(yardstick->slices, yardstick->slice_count)};
        group_tell(timing, group);
    } else if (!bench__stop) { /* what was interrupted is no failure */
        tell_all(timing, group, problem.text);
    }
}

/* In another order in each process and group. */
static void time_lineup(timing_t *timing, const lineup_t *lineup) {
    group_t group;
    uint64_t random = bench__process_seed(timing->worker) + lineup->number;
    if (group_init(&group, lineup->count)) {
        group_set_up(&group, timing, lineup, &random);
    } else {
        bench__tell_failure(timing->worker, "timing", "out of memory");
    }
    if (group.count == lineup->count || (group.count > 0 && !timing->builds)) {
        group_time(timing, &group, random);
    }
    group_deinit(&group, lineup->count);
}

/* ---- all groups ---- */

/* Adds a group of `count` cases, whose places are behind those of the group before. */
static lineup_t *add_lineup(timing_t *timing, size_t count, size_t number) {
    lineup_t *lineup = &timing->lineups[timing->count++];
    if (timing->count > 1) {
        lineup->cases = lineup[-1].cases + lineup[-1].count;
    }
    lineup->count = count;
    lineup->number = number;
    return lineup;
}

static void find_groups(timing_t *timing, const bench_selection_t *selection) {
    for (size_t first = 0; first < selection->case_count;) {
        size_t end = bench_selection_group_end(selection, first);
        lineup_t *lineup = add_lineup(timing, end - first, first);
        for (size_t i = 0; i < lineup->count; i++) {
            lineup->cases[i] = &selection->cases[first + i];
        }
        first = end;
    }
}

/* The cases that all three have, in OLD's order. */
static void find_builds(timing_t *timing, const bench_selection_t *selections) {
    for (size_t i = 0; i < selections[BENCH_AB_OLD].case_count; i++) {
        const bench_selected_t *old = &selections[BENCH_AB_OLD].cases[i];
        const bench_selected_t *again =
            bench_selection_case(&selections[BENCH_AB_AGAIN], &old->key);
        const bench_selected_t *new = bench_selection_case(&selections[BENCH_AB_NEW], &old->key);
        if (again != NULL && new != NULL) {
            lineup_t *lineup = add_lineup(timing, BENCH_AB_SUBJECTS, timing->count);
            lineup->cases[BENCH_AB_OLD] = old;
            lineup->cases[BENCH_AB_AGAIN] = again;
            lineup->cases[BENCH_AB_NEW] = new;
        }
    }
}

static void time_lineups(timing_t *timing, size_t *order) {
    uint64_t random = bench__process_seed(timing->worker);
    bench_shuffle(order, timing->count, &random);
    for (size_t i = 0; i < timing->count && !bench__stop; i++) {
        time_lineup(timing, &timing->lineups[order[i]]);
    }
}

/* Of one selection, or of the three of two builds. False: out of memory. */
static bool time_selections(const bench__worker_t *worker, const bench_selection_t *selections,
                            bool builds) {
    size_t most = selections[0].case_count + 1;
    size_t *order = calloc(most, sizeof *order);
    const bench_selected_t **cases =
        calloc(builds ? BENCH_AB_SUBJECTS * most : most, sizeof(const bench_selected_t *));
    timing_t timing = {
        worker, builds ? 0 : bench_clock_cost(), builds, calloc(most, sizeof(lineup_t)), 0, {0}};
    bool good = order != NULL && cases != NULL && timing.lineups != NULL;
    if (good) {
        timing.lineups[0].cases = cases;
        if (builds) {
            find_builds(&timing, selections);
        } else {
            find_groups(&timing, selections);
        }
        time_lineups(&timing, order);
    }
    free(timing.lineups);
    free(cases);
    free(order);
    return good;
}

/* So that none of them warms up while others are timed. */
static void warm_hosts(const bench__worker_t *worker) {
    const bench_selection_t *selection = &worker->selection;
    for (size_t i = 0; i < selection->case_count; i++) {
        if (bench__is_hosted(selection->cases[i].definition)) {
            bench__hosted_is_measured(selection->cases[i].definition);
        }
    }
    bench__hosted_warm_up(selection->hosts, selection->host_count, bench__process_seed(worker),
                          BENCH_LOADING_SECONDS);
}

void bench__worker_time(const bench__worker_t *worker) {
    warm_hosts(worker);
    if (!time_selections(worker, &worker->selection, false)) {
        bench__tell_failure(worker, "timing", "out of memory");
    }
}

bool bench__worker_time_ab(const bench__worker_t *worker, bench_problem_t *problem) {
    bench_selection_t selections[BENCH_AB_SUBJECTS] = {{0}};
    size_t order[BENCH_AB_SUBJECTS];
    bool good = worker->plan.choice.plugin_count == 2 ||
                bench_problem(problem, "two builds are compared, not %zu",
                              worker->plan.choice.plugin_count);
    /* Not the order of the cases' seed. */
    uint64_t random = ~bench__process_seed(worker);
    bench_shuffle(order, BENCH_AB_SUBJECTS, &random);
    for (size_t i = 0; i < BENCH_AB_SUBJECTS && good; i++) {
        const bench_choice_t one =
            bench_choice_of_copy(&worker->plan.choice, order[i] == BENCH_AB_NEW);
        bench__black_box_enter(BENCH__PHASE_LOAD, 0, 0);
        good = bench_selection_find(&one, &selections[order[i]], problem);
        bench__black_box_leave();
    }
    good = good &&
           (time_selections(worker, selections, true) || bench_out_of_memory(problem, "timing"));
    for (size_t i = 0; i < BENCH_AB_SUBJECTS; i++) {
        bench_selection_deinit(&selections[i]);
    }
    return good;
}
