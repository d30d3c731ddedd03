/*
 * worker_count.c - a measuring process that counts: allocations, or instructions.
 */
#include <errno.h>
#include <math.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "black_box.h"
#include "catalogue.h"
#include "hosted.h"
#include "measure/unseen.h"
#include "worker_parts.h"

/* ---- what blocks are for ---- */

static const bench_maker_rule_t rules[] = {[SCENARIO_ANYWHERE] = BENCH_MAKER_ANYWHERE,
                                           [SCENARIO_NEAREST] = BENCH_MAKER_NEAREST,
                                           [SCENARIO_DIRECT] = BENCH_MAKER_DIRECT};

static size_t length(const scenario_maker_t *list) {
    size_t count = 0;
    while (list != NULL && list[count].function != NULL) {
        count++;
    }
    return count;
}

static void append(bench_maker_t *makers, size_t *count, const scenario_maker_t *list) {
    for (; list != NULL && list->function != NULL; list++) {
        makers[(*count)++] = (bench_maker_t){list->function, list->made_by, rules[list->rule]};
    }
}

/* The scenario's own makers and, behind them, the suite's. The array is the caller's (free), its
 * texts are the scenarios'. NULL: out of memory. */
static bench_maker_t *makers_create(const scenario_t *scenario, size_t *count) {
    /* The suite's own scenarios have the suite's list already. */
    const scenario_maker_t *own = scenario->makers != scenario_makers ? scenario->makers : NULL;
    bench_maker_t *makers = calloc(length(own) + length(scenario_makers) + 1, sizeof *makers);
    *count = 0;
    if (makers != NULL) {
        append(makers, count, own);
        append(makers, count, scenario_makers);
    }
    return makers;
}

/* ---- allocations ---- */

/* What of the case's plugin no witness sees; NULL: nothing. Valid until the next call. Cases of one
 * plugin follow each other. */
static const char *unseen_of(const bench__worker_t *worker, const bench_selected_t *selected) {
    static bench_problem_t unseen;
    static size_t looked_at = SIZE_MAX;
    const bench_choice_t *choice = &worker->plan.choice;
    if (selected->plugin == BENCH_NO_PLUGIN) {
        return NULL;
    }
    if (looked_at != selected->plugin) {
        looked_at = selected->plugin;
        if (bench_sees_allocations(choice->plugins[looked_at], worker->selection.plugins[looked_at],
                                   &unseen)) {
            unseen.text[0] = '\0';
        }
    }
    return unseen.text[0] != '\0' ? unseen.text : NULL;
}

/* The memory that a batch takes, for each operation, from before the case was set up. */
static double resident_of(const bench_subject_t *subject, const scenario_case_t *definition,
                          double before) {
    if (isnan(before)) {
        return before;
    }
    uint64_t operations = definition->batch != 0 ? definition->batch : definition->period;
    subject->run(subject->state, operations);
    return bench_resident_end(before) / (double)operations;
}

/* Sets the case up and down and counts into the row. False: the parent has been told why not. */
static bool count(const bench__worker_t *worker, const bench_selected_t *selected,
                  const bench_maker_t *makers, size_t maker_count, bench_row_t *row) {
    bench__measured_t measured;
    bench_problem_t problem;
    bool resides = worker->plan.resident && selected->definition->resident;
    double before = resides ? bench_resident_begin() : (double)NAN;
    if (!bench__measured_set_up(&measured, worker, selected, 0)) {
        return false;
    }
    bench_subject_t subject = bench__measured_counted(&measured);
    double resident = resident_of(&subject, selected->definition, before);
    subject.makers = makers;
    subject.maker_count = maker_count;
    subject.unseen = unseen_of(worker, selected);
    bool good =
        bench_count(&subject, selected->definition->count_operations, &row->counts, &problem);
    bool right = good && bench__measured_is_right(&measured, worker);
    bench__measured_tear_down(&measured);
    if (!good || !bench_count_leaks(&row->counts, &problem)) {
        bench__tell_case_failure(worker, selected, 0, problem.text);
        return false;
    }
    row->counts.resident_bytes_per_op = resident;
    row->counted = right;
    return right;
}

static void count_case(const bench__worker_t *worker, const bench_selected_t *selected) {
    size_t maker_count;
    bench_maker_t *makers = makers_create(selected->scenario, &maker_count);
    bench_row_t row;
    bench_row_init(&row);
    if (makers == NULL || !bench_selected_describe(selected, &row)) {
        bench__tell_case_failure(worker, selected, 0, "out of memory");
    } else if (count(worker, selected, makers, maker_count, &row)) {
        bench__tell_row(worker, 0, &row);
    }
    bench_row_deinit(&row);
    free(makers);
}

/* ---- what another runtime allocates: its host counts ---- */

static bool count_elsewhere(const bench__worker_t *worker, const bench_selected_t *selected,
                            bench_row_t *row) {
    bench__measured_t measured;
    bench_problem_t problem;
    if (!bench__measured_set_up(&measured, worker, selected, 0)) {
        return false;
    }
    const bench_elsewhere_t subject = {.name = measured.name,
                                       .count = bench__measured_count_elsewhere,
                                       .state = &measured,
                                       .period = selected->definition->period};
    bool good = bench_count_elsewhere(&subject, selected->definition->count_operations,
                                      &row->counts, &problem);
    row->counted = good && bench__measured_is_right(&measured, worker);
    bench__measured_tear_down(&measured);
    if (!good) {
        bench__tell_case_failure(worker, selected, 0, problem.text);
    }
    return row->counted;
}

/* A host that counts nothing leaves its cases without counts. */
static void count_hosted_case(const bench__worker_t *worker, const bench_selected_t *selected) {
    const bench_host_counts_t can = bench__hosted_can_count(selected->definition);
    bench_row_t row;
    bench_row_init(&row);
    if (!can.bytes && !can.objects && !can.collections) {
        return;
    }
    if (!bench_selected_describe(selected, &row)) {
        bench__tell_case_failure(worker, selected, 0, "out of memory");
    } else if (count_elsewhere(worker, selected, &row)) {
        bench__tell_row(worker, 0, &row);
    }
    bench_row_deinit(&row);
}

void bench__worker_count(const bench__worker_t *worker) {
    for (size_t i = 0; i < worker->selection.case_count && !bench__stop; i++) {
        const bench_selected_t *selected = &worker->selection.cases[i];
        if (bench__is_hosted(selected->definition)) {
            count_hosted_case(worker, selected);
        } else {
            count_case(worker, selected);
        }
    }
}

/*
 * ---- instructions ----
 *
 * Each case has a process of its own, forked from one that has done nothing yet, so that its number
 * does not hang on the cases before it: on what they left in the heap, and on threads that stayed.
 */

/* A status that measured code does not end a process with by chance. */
#define CASE_DONE 87

static void count_with(const bench__worker_t *worker, const bench_selected_t *selected,
                       bench_instruction_counter_t *counter) {
    bench__measured_t measured;
    bench_problem_t problem;
    bench_row_t row;
    if (!bench__measured_set_up(&measured, worker, selected, 0)) {
        return;
    }
    bench_row_init(&row);
    bench_subject_t subject = bench__measured_counted(&measured);
    if (!bench_count_instructions(counter, &subject, &row.instructions, &problem)) {
        bench__tell_case_failure(worker, selected, 0, problem.text);
    } else if (!bench_selected_describe(selected, &row)) {
        bench__tell_case_failure(worker, selected, 0, "out of memory");
    } else if (bench__measured_is_right(&measured, worker)) {
        bench__tell_row(worker, 0, &row);
    }
    bench__measured_tear_down(&measured);
    bench_row_deinit(&row);
}

static void count_instructions(const bench__worker_t *worker, const bench_selected_t *selected) {
    bench_instruction_counter_t counter;
    bench_problem_t problem;
    const char *folder = worker->plan.folder != NULL ? worker->plan.folder : "";
    if (bench_instruction_counter_open(worker->plan.by, folder, &counter, &problem)) {
        count_with(worker, selected, &counter);
    } else {
        bench__tell_case_failure(worker, selected, 0, problem.text);
    }
    bench_instruction_counter_close(&counter);
}

static void count_apart(const bench__worker_t *worker, const bench_selected_t *selected) {
    int status = 0;
    bench_problem_t reason;
    pid_t pid = fork();
    if (pid == 0) {
        (void)prctl(PR_SET_PDEATHSIG, SIGKILL); /* it too ends with its parent */
        bench__black_box_adopt();
        count_instructions(worker, selected);
        _exit(CASE_DONE);
    }
    if (pid < 0) {
        bench__tell_case_failure(worker, selected, 0, strerror(errno));
        return;
    }
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR) {
        /* a signal handler ran */
    }
    if (!WIFEXITED(status) || WEXITSTATUS(status) != CASE_DONE) {
        bench__black_box_tell_end(bench__black_box, status, &reason);
        bench__black_box_clear(bench__black_box);
        bench__tell_end_of_case(worker, selected, reason.text);
    }
}

/* Those of a host are not to be had. */
void bench__worker_count_instructions(const bench__worker_t *worker) {
    for (size_t i = 0; i < worker->selection.case_count && !bench__stop; i++) {
        if (!bench__is_hosted(worker->selection.cases[i].definition)) {
            count_apart(worker, &worker->selection.cases[i]);
        }
    }
}
