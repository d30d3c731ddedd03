/* pairs.c - each two contenders of a question, judged against each other. */
#include "judge/pairs.h"

#include <math.h>
#include <stdlib.h>

#include "control.h"

/* ---- the p-values of all pairs ---- */

typedef struct values {
    bench_judged_t *of;
    size_t count, room;
    bool failed;
} values_t;

static void add_value(values_t *values, double p, size_t processes) {
    if (values->count == values->room) {
        size_t room = 2 * values->room + 64;
        bench_judged_t *more = reallocarray(values->of, room, sizeof *more);
        values->failed |= more == NULL;
        if (more == NULL) {
            return;
        }
        values->of = more;
        values->room = room;
    }
    values->of[values->count++] = (bench_judged_t){p, processes};
}

static void add_pairs_of(values_t *values, const bench_report_t *report, size_t index) {
    const bench_row_t *row = &report->rows[index];
    for (size_t i = index + 1; row->process_count != 0 && i < report->row_count; i++) {
        const bench_row_t *other = &report->rows[i];
        if (other->process_count != 0 && bench_case_same_group(&row->key, &other->key)) {
            bench_evidence_t evidence = bench_rows_evidence(row, other);
            if (!isnan(evidence.ratio.low)) {
                add_value(values, evidence.p, bench_processes_of_both(row, other));
            }
        }
    }
}

/* The largest p-value that is rejected among the controls. */
static double control_cutoff(const bench_report_t *report) {
    double *p = calloc(report->row_count + 1, sizeof *p);
    for (size_t i = 0; p != NULL && i < report->row_count; i++) {
        const bench_row_t *row = &report->rows[i];
        p[i] = row->process_count != 0 ? bench_row_control(row).p : (double)INFINITY;
    }
    double cutoff = p != NULL ? bench_holm(p, report->row_count) : -1;
    free(p);
    return cutoff;
}

bench_pairs_t bench_pairs(const bench_report_t *report) {
    values_t pairs = {0};
    for (size_t i = 0; i < report->row_count; i++) {
        add_pairs_of(&pairs, report, i);
    }
    bench_pairs_t judged = {.count = pairs.count, .control = control_cutoff(report)};
    judged.verdict = bench_find_cutoffs(report, pairs.of, pairs.failed ? 0 : pairs.count);
    free(pairs.of);
    return judged;
}

/* ---- one pair ---- */

bench_pair_t bench_pair(const bench_pairs_t *pairs, const bench_row_t *row,
                        const bench_row_t *other) {
    bench_pair_t pair = {.ratio = BENCH_NO_INTERVAL};
    if (row == NULL || other == NULL || row == other) {
        return pair;
    }
    bench_evidence_t evidence = bench_rows_evidence(row, other);
    bool claimed =
        !isnan(evidence.ratio.low) && evidence.p <= bench_cutoff(&pairs->verdict, row, other);
    /* What is as sure as the verdict counts against it, whatever the others' controls are. */
    double sure = claimed ? fmax(pairs->control, evidence.p) : pairs->control;
    pair.ratio = evidence.ratio;
    pair.control_differs = !isnan(pair.ratio.estimate) && (bench__differs_from_itself(row, sure) ||
                                                           bench__differs_from_itself(other, sure));
    if (claimed && !pair.control_differs) {
        pair.verdict = bench_judge(pair.ratio, BENCH_EFFECT_FLOOR);
    }
    return pair;
}

/* ---- the fastest ---- */

bool bench_is_aside(const bench_report_t *report, const bench_row_t *row) {
    const bench_contender_t *contender = bench_report_contender(report, row->key.contender);
    return contender != NULL && contender->aside;
}

bool bench_is_answer(const bench_report_t *report, const bench_row_t *row) {
    bool all_aside = bench_is_aside(report, row);
    for (size_t i = 0; all_aside && i < report->row_count; i++) {
        all_aside = !bench_case_same_group(&report->rows[i].key, &row->key) ||
                    bench_is_aside(report, &report->rows[i]);
    }
    return all_aside || !bench_is_aside(report, row);
}

const bench_row_t *bench_fastest(const bench_report_t *report, const bench_case_key_t *group) {
    const bench_row_t *fastest = NULL;
    double least = INFINITY;
    size_t timed = 0;
    for (size_t i = 0; i < report->row_count; i++) {
        const bench_row_t *row = &report->rows[i];
        if (row->process_count == 0 || !bench_case_same_group(&row->key, group) ||
            !bench_is_answer(report, row)) {
            continue;
        }
        double time = bench_row_time(row).estimate;
        fastest = time < least ? row : fastest;
        least = time < least ? time : least;
        timed++;
    }
    return timed > 1 ? fastest : NULL;
}
