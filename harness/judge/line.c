/* line.c - a row with what is derived from it. */
#include "judge/line.h"

#include <math.h>
#include <stdlib.h>

#include "control.h"
#include "judge/families.h"

/* The largest p-values that Holm's correction rejects. Where memory is short nothing is rejected,
 * and so nothing claimed. */
typedef struct cutoffs {
    bench_cutoffs_t verdict; /* among all cases of the run that are compared with another one */
    double control;          /* among the controls of all cases */
} cutoffs_t;

static cutoffs_t find_cutoffs(const bench_report_t *report) {
    size_t count = report->row_count;
    bench_judged_t *judged = calloc(count + 1, sizeof *judged);
    double *controls = calloc(count + 1, sizeof *controls);
    cutoffs_t cutoffs = {{0, -1, -1}, -1};
    bool good = judged != NULL && controls != NULL;
    for (size_t i = 0; good && i < count; i++) {
        const bench_row_t *row = &report->rows[i];
        const bench_row_t *other = bench_report_compared_with(report, row);
        bench_evidence_t evidence = bench_row_evidence(report, row);
        bool has = other != row && !isnan(evidence.ratio.low);
        judged[i] = (bench_judged_t){has ? evidence.p : (double)INFINITY,
                                     bench_processes_of_both(row, other)};
        controls[i] = row->process_count != 0 ? bench_row_control(row).p : (double)INFINITY;
    }
    if (good) {
        cutoffs =
            (cutoffs_t){bench_find_cutoffs(report, judged, count), bench_holm(controls, count)};
    }
    free(controls);
    free(judged);
    return cutoffs;
}

static bench_line_t line_of(const bench_report_t *report, const bench_row_t *row,
                            cutoffs_t cutoffs) {
    const bench_row_t *other = bench_report_compared_with(report, row);
    bench_evidence_t evidence = bench_row_evidence(report, row);
    bench_line_t line = {.row = row, .time = bench_row_time(row), .ratio = evidence.ratio};
    line.judged = other != row && !isnan(line.ratio.estimate);
    bool claimed = line.judged && evidence.p <= bench_cutoff(&cutoffs.verdict, row, other);
    /* What is as sure as the verdict counts against it, whatever the others' controls are. */
    double sure = claimed ? fmax(cutoffs.control, evidence.p) : cutoffs.control;
    line.control_differs = line.judged && (bench__differs_from_itself(row, sure) ||
                                           bench__differs_from_itself(other, sure));
    if (claimed && !line.control_differs) {
        line.verdict = bench_judge(line.ratio, BENCH_EFFECT_FLOOR);
    }
    return line;
}

bench_line_t *bench_lines(const bench_report_t *report) {
    bench_line_t *lines = calloc(report->row_count + 1, sizeof *lines);
    cutoffs_t cutoffs = find_cutoffs(report);
    for (size_t i = 0; lines != NULL && i < report->row_count; i++) {
        lines[i] = line_of(report, &report->rows[i], cutoffs);
    }
    return lines;
}

const char *bench_line_verdict(const bench_line_t *line) {
    return line->judged ? bench_verdict_name(line->verdict, line->control_differs) : NULL;
}

static bench_value_t with_interval(bench_value_t value, bench_interval_t interval) {
    value.low = interval.low;
    value.high = interval.high;
    return value;
}

static bench_value_t value_of_time(const bench_line_t *line, bench_metric_id_t metric) {
    switch (metric) {
    case BENCH_METRIC_ns_per_op:
        return with_interval(bench_number_value(line->time.estimate), line->time);
    case BENCH_METRIC_ns_low:
        return bench_number_value(line->time.low);
    case BENCH_METRIC_ns_high:
        return bench_number_value(line->time.high);
    case BENCH_METRIC_processes:
        return bench_whole_value((int64_t)line->row->process_count);
    case BENCH_METRIC_ratio_to_task:
        return with_interval(bench_ratio_value(line->ratio.estimate), line->ratio);
    case BENCH_METRIC_ratio_low:
        return bench_ratio_value(line->ratio.low);
    case BENCH_METRIC_ratio_high:
        return bench_ratio_value(line->ratio.high);
    case BENCH_METRIC_verdict:
        return bench_text_value(bench_line_verdict(line));
    case BENCH_METRIC_layout_spread:
        return bench_share_value(bench_row_spread(line->row));
    default:
        return bench_unknown_value(bench_metrics[metric].type);
    }
}

static bench_value_t value_of_instructions(const bench_instructions_t *instructions,
                                           bench_metric_id_t metric) {
    bool counted = instructions->by != BENCH_BY_NONE;
    if (counted && metric == BENCH_METRIC_instructions_per_op) {
        return bench_fraction_as_value(instructions->per_op);
    }
    if (counted && metric == BENCH_METRIC_instructions_exact) {
        return bench_text_value(instructions->exact ? "yes" : "no");
    }
    if (counted && metric == BENCH_METRIC_instructions_by) {
        return bench_text_value(bench_instructions_by_name(instructions->by));
    }
    return bench_unknown_value(bench_metrics[metric].type);
}

bench_value_t bench_line_value(const bench_line_t *line, bench_metric_id_t metric) {
    switch (bench_metrics[metric].pass) {
    case BENCH_PASS_COUNT:
        return bench_row_count(line->row, &bench_metrics[metric]);
    case BENCH_PASS_COUNT_INSTRUCTIONS:
        return value_of_instructions(&line->row->instructions, metric);
    case BENCH_PASS_TIME:
        break;
    }
    return value_of_time(line, metric);
}
