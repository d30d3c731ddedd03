/* run.c - what is measured in which processes: a selection, or two builds of a plugin. */
#include "runner/run.h"

#include <stdio.h>
#include <stdlib.h>

#include "model/quantile.h"

/* What a case is taken to need in a process that counts, where nothing was measured yet; only the
 * bar sees it. */
#define SECONDS_TO_COUNT        0.02
#define SECONDS_TO_INSTRUCTIONS 0.4

/* The time of all cases in a process by the plan: slices, about as much to prepare them, and single
 * operations. */
static double seconds_to_time(const bench_sampling_t *sampling, double single_seconds,
                              size_t cases) {
    return (double)cases * (2 * sampling->rounds * sampling->slice_seconds + single_seconds);
}

/* The first process says how many operations make a slice; all of them, what one takes: a process
 * that was disturbed while it calibrated is one of many. */
static bench_slices_t slices_of(const bench_row_t *row) {
    double *medians = calloc(row->process_count + 1, sizeof *medians);
    bench_slices_t slices = {0};
    if (row->process_count != 0 && medians != NULL) {
        bench_row_medians(row, medians);
        slices = (bench_slices_t){row->processes->operations, row->processes->slice_count,
                                  bench_median(medians, row->process_count)};
    }
    free(medians);
    return slices;
}

/* What the processes so far found out of each case's slices is handed to the next one. */
static bool hand_slices_on(bench_plan_t *plan, const bench_report_t *report,
                           bench_problem_t *problem) {
    free(plan->slices);
    plan->slices = calloc(report->row_count + 1, sizeof *plan->slices);
    plan->slice_count = plan->slices != NULL ? report->row_count : 0;
    for (size_t i = 0; i < plan->slice_count; i++) {
        plan->slices[i] = slices_of(&report->rows[i]);
    }
    return plan->slices != NULL || bench_out_of_memory(problem, "a measuring process");
}

/* How many processes time the long cases of a group. */
static uint32_t processes_of_long(const bench_sampling_t *sampling, size_t cases) {
    uint32_t few = cases == 1 ? sampling->few_alone : sampling->few;
    return few != 0 ? few : sampling->processes;
}

/* Of all processes `few` are evenly spread, from the first one on. */
static bool is_of_few(uint32_t process, uint32_t few, uint32_t all) {
    return (uint64_t)process * few % all < few;
}

/* Adds the long cases that a process leaves out. */
static bool add_resting(const bench_selection_t *selection, const bench_sampling_t *sampling,
                        uint32_t process, bench_names_t *names) {
    char name[BENCH_CASE_NAME_MAX];
    bool good = true;
    for (size_t first = 0, end; good && first < selection->case_count; first = end) {
        end = bench_selection_group_end(selection, first);
        uint32_t few = processes_of_long(sampling, end - first);
        bool rests = !is_of_few(process, few, sampling->processes);
        for (size_t i = first; good && rests && i < end; i++) {
            const bench_selected_t *selected = &selection->cases[i];
            good = !bench_selected_is_long(selected) ||
                   bench_names_add(names, bench_case_format(&selected->key, name));
        }
    }
    return good;
}

/* A process that times a selection; NULL: two builds, of which nothing rests. */
static bool time_in_process(bench_plan_t *plan, const bench_gathering_t *gathering,
                            const bench_selection_t *selection, bench_problem_t *problem) {
    bench_names_t resting = {0};
    bool good =
        selection == NULL || ((add_resting(selection, &plan->sampling, plan->process, &resting) ||
                               bench_out_of_memory(problem, "a run")) &&
                              hand_slices_on(plan, &gathering->reports[0], problem));
    plan->resting = &resting;
    good = good && bench_launch(plan, gathering, problem);
    plan->resting = NULL;
    bench_names_deinit(&resting);
    return good;
}

/* Starts the processes that time, one after the other, until one fails or all is interrupted. */
static bool time_in_processes(bench_plan_t *plan, const bench_gathering_t *gathering,
                              const bench_selection_t *selection, bench_problem_t *problem) {
    uint32_t processes = plan->sampling.processes;
    char phase[64];
    bool good = true;
    for (uint32_t i = 0; i < processes && good && !bench_was_interrupted(); i++) {
        (void)snprintf(phase, sizeof phase, "timing in process %u of %u", i + 1, processes);
        bench_progress_round(gathering->progress, phase);
        plan->process = i;
        good = time_in_process(plan, gathering, selection, problem);
    }
    free(plan->slices);
    plan->slices = NULL;
    plan->slice_count = 0;
    return good;
}

/* Starts the one process that counts, unless all is interrupted. */
static bool count_in_process(bench_plan_t *plan, const bench_gathering_t *gathering,
                             const char *phase, bench_problem_t *problem) {
    if (bench_was_interrupted()) {
        return true;
    }
    bench_progress_round(gathering->progress, phase);
    return bench_launch(plan, gathering, problem);
}

/* ---- a selection ---- */

static bool measure(const bench_run_t *run, bench_plan_t *plan, const bench_gathering_t *gathering,
                    bench_problem_t *problem) {
    bool good = true;
    if (run->count) {
        plan->mode = BENCH_MODE_COUNT;
        good = count_in_process(plan, gathering, "counting", problem);
    }
    if (good && run->instructions != BENCH_BY_NONE) {
        plan->mode = BENCH_MODE_INSTRUCTIONS;
        good = count_in_process(plan, gathering, "counting instructions", problem);
    }
    plan->mode = BENCH_MODE_TIME;
    return good && (!run->time || time_in_processes(plan, gathering, run->selection, problem));
}

bool bench_run(const bench_run_t *run, bench_report_t *report, bench_failures_t *failures,
               bench_problem_t *problem) {
    bench_progress_t progress;
    bench_patience_t patience = {.seconds = run->choice->timeout};
    bench_gathering_t gathering = {report, failures, &progress, &patience, ""};
    bench_plan_t plan = {.choice = *run->choice,
                         .resident = run->resident,
                         .by = run->instructions,
                         .sampling = run->sampling,
                         .single_operations = run->single_operations,
                         .single_seconds = run->single_seconds,
                         .loop = run->loop};
    size_t cases = run->selection->case_count;
    const bench_stretch_t stretches[] = {
        {run->count ? 1 : 0, cases, (double)cases * SECONDS_TO_COUNT},
        {run->instructions != BENCH_BY_NONE ? 1 : 0, cases,
         (double)cases * SECONDS_TO_INSTRUCTIONS},
        {run->time ? run->sampling.processes : 0, cases,
         seconds_to_time(&run->sampling, run->single_seconds, cases)},
    };
    plan.choice.left_out = (bench_names_t){0}; /* the plan's own */
    bench_progress_start(&progress, stretches, sizeof stretches / sizeof stretches[0], run->quiet);
    bool good = (bench_names_add_all(&plan.choice.left_out, &run->choice->left_out) ||
                 bench_out_of_memory(problem, "a run")) &&
                measure(run, &plan, &gathering, problem);
    bench_names_deinit(&plan.choice.left_out);
    bench_progress_end(&progress);
    report->partial = bench_was_interrupted();
    return good;
}

/* ---- two builds ---- */

bool bench_builds_init(bench_builds_t *builds, const bench_choice_t *choice,
                       bench_problem_t *problem) {
    const bench_choice_t old_choice = bench_choice_of_copy(choice, 0);
    const bench_choice_t new_choice = bench_choice_of_copy(choice, 1);
    *builds = (bench_builds_t){0};
    for (size_t i = 0; i < BENCH_AB_SUBJECTS; i++) {
        bench_report_init(&builds->reports[i]);
    }
    if (!bench_selection_find(&old_choice, &builds->old_cases, problem) ||
        !bench_selection_find(&new_choice, &builds->new_cases, problem)) {
        return false;
    }
    for (size_t i = 0; i < builds->old_cases.case_count; i++) {
        const bench_case_key_t *key = &builds->old_cases.cases[i].key;
        builds->common += bench_selection_case(&builds->new_cases, key) != NULL ? 1 : 0;
    }
    return (bench_selection_describe(&builds->old_cases, &builds->reports[BENCH_AB_OLD]) &&
            bench_selection_describe(&builds->old_cases, &builds->reports[BENCH_AB_AGAIN]) &&
            bench_selection_describe(&builds->new_cases, &builds->reports[BENCH_AB_NEW])) ||
           bench_out_of_memory(problem, "the cases of both builds");
}

void bench_builds_deinit(bench_builds_t *builds) {
    for (size_t i = 0; i < BENCH_AB_SUBJECTS; i++) {
        bench_report_deinit(&builds->reports[i]);
    }
    bench_selection_deinit(&builds->old_cases);
    bench_selection_deinit(&builds->new_cases);
}

static bool are_aligned(const bench_selection_t *selection) {
    for (size_t i = 0; i < selection->case_count; i++) {
        if ((uintptr_t)selection->cases[i].definition->run % BENCH_CODE_ALIGNMENT != 0) {
            return false;
        }
    }
    return true;
}

bool bench_builds_are_aligned(const bench_builds_t *builds) {
    return are_aligned(&builds->old_cases) && are_aligned(&builds->new_cases);
}

/* A case that ends its process with one build is left out where both are timed, and counted of the
 * other one. */
static bool count_build(bench_builds_t *builds, bench_ab_subject_t subject, bench_plan_t *both,
                        bench_gathering_t gathering, bench_problem_t *problem) {
    bool is_new = subject == BENCH_AB_NEW;
    const bench_selection_t *cases = is_new ? &builds->new_cases : &builds->old_cases;
    bench_plan_t plan = *both;
    plan.mode = BENCH_MODE_COUNT;
    plan.choice = bench_choice_of_copy(&both->choice, is_new ? 1 : 0);
    plan.choice.left_out = (bench_names_t){0};
    gathering.label = is_new ? "NEW: " : "OLD: ";
    gathering.reports = &builds->reports[subject];
    bool good =
        cases->case_count == 0 ||
        count_in_process(&plan, &gathering, is_new ? "counting NEW" : "counting OLD", problem);
    good = good && (bench_names_add_all(&both->choice.left_out, &plan.choice.left_out) ||
                    bench_out_of_memory(problem, "two builds"));
    bench_names_deinit(&plan.choice.left_out);
    return good;
}

bool bench_builds_measure(bench_builds_t *builds, const bench_choice_t *choice,
                          const bench_sampling_t *sampling, bool quiet, bench_failures_t *failures,
                          bench_problem_t *problem) {
    bench_progress_t progress;
    bench_patience_t patience = {.seconds = choice->timeout};
    bench_gathering_t gathering = {builds->reports, failures, &progress, &patience, ""};
    bench_plan_t plan = {
        .mode = BENCH_MODE_AB, .choice = *choice, .resident = true, .sampling = *sampling};
    plan.choice.copies = true;
    plan.choice.left_out = (bench_names_t){0};
    size_t old_cases = builds->old_cases.case_count;
    size_t new_cases = builds->new_cases.case_count;
    size_t timed = BENCH_AB_SUBJECTS * builds->common;
    const bench_stretch_t stretches[] = {
        {old_cases != 0 ? 1 : 0, old_cases, (double)old_cases * SECONDS_TO_COUNT},
        {new_cases != 0 ? 1 : 0, new_cases, (double)new_cases * SECONDS_TO_COUNT},
        {timed != 0 ? sampling->processes : 0, timed, seconds_to_time(sampling, 0, timed)},
    };
    bench_progress_start(&progress, stretches, sizeof stretches / sizeof stretches[0], quiet);
    bool good = count_build(builds, BENCH_AB_OLD, &plan, gathering, problem) &&
                count_build(builds, BENCH_AB_NEW, &plan, gathering, problem) &&
                (builds->common == 0 || time_in_processes(&plan, &gathering, NULL, problem));
    bench_names_deinit(&plan.choice.left_out);
    bench_progress_end(&progress);
    return good;
}
