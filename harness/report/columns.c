/* columns.c - what can be said of a row, column by column. */
#include "columns.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "text.h"

static bool is_task(const bench_row_t *row) {
    return row->contender != NULL && strcmp(row->contender, "task") == 0;
}

/* The first slices of a process are not like the others, or something keeps step with the slices:
 * then what tells the row from task is not to be trusted either. `sure`: the largest p-value that
 * says so. */
static bool differs_from_itself(const bench_row_t *row, double sure) {
    return bench_row_control_p(row) <= sure &&
           bench_judge(bench_row_control(row), BENCH_EFFECT_FLOOR) != BENCH_NOT_RESOLVED;
}

bench_line_t bench_line(const bench_report_t *report, const bench_row_t *row,
                        bench_cutoffs_t cutoffs) {
    bench_line_t line = {
        .row = row,
        .time = bench_row_time(row),
        .ratio = bench_row_ratio_to_task(report, row),
        .spread = bench_row_spread(row),
    };
    line.judged = !is_task(row) && !isnan(line.ratio.estimate);
    double p = line.judged ? bench_row_p_to_task(report, row) : 1;
    bool claimed = p <= cutoffs.verdict;
    /* What is as sure as the verdict stands against it, whatever the others' controls are. */
    double sure = claimed ? fmax(cutoffs.control, p) : cutoffs.control;
    line.control_differs = line.judged && (differs_from_itself(row, sure) ||
                                           differs_from_itself(bench_task_of(report, row), sure));
    if (claimed && !line.control_differs) {
        line.verdict = bench_judge(line.ratio, BENCH_EFFECT_FLOOR);
    }
    return line;
}

const char *bench_line_verdict(const bench_line_t *line) {
    if (!line->judged) {
        return "";
    }
    return line->control_differs ? "no verdict" : bench_verdict_name(line->verdict);
}

static const char *or_empty(const char *text) {
    return text != NULL ? text : "";
}

static const char *get_scenario(const bench_line_t *line, char *text) {
    (void)text;
    return or_empty(line->row->scenario);
}

static const char *get_contender(const bench_line_t *line, char *text) {
    (void)text;
    return or_empty(line->row->contender);
}

static const char *get_params(const bench_line_t *line, char *text) {
    (void)text;
    return or_empty(line->row->params);
}

/* A number that was not counted is an empty cell, never 0. */
static const char *fraction(const bench_line_t *line, bench_fraction_t f, char *text) {
    return bench_text_number(line->row->counted ? bench_fraction_value(f) : (double)NAN, text);
}

static const char *get_allocs(const bench_line_t *line, char *text) {
    return fraction(line, line->row->counts.allocs_per_op, text);
}

static const char *get_frees(const bench_line_t *line, char *text) {
    return fraction(line, line->row->counts.frees_per_op, text);
}

static const char *get_requested(const bench_line_t *line, char *text) {
    return fraction(line, line->row->counts.bytes_requested_per_op, text);
}

static const char *get_usable(const bench_line_t *line, char *text) {
    return fraction(line, line->row->counts.bytes_usable_per_op, text);
}

static const char *whole(const bench_line_t *line, int64_t number, char *text) {
    text[0] = '\0';
    if (line->row->counted) {
        snprintf(text, BENCH_TEXT_MAX, "%" PRId64, number);
    }
    return text;
}

static const char *get_once(const bench_line_t *line, char *text) {
    return whole(line, line->row->counts.allocs_once, text);
}

static const char *get_peak(const bench_line_t *line, char *text) {
    return whole(line, line->row->counts.peak_live_bytes, text);
}

static const char *get_verified(const bench_line_t *line, char *text) {
    (void)text;
    return line->row->counted ? or_empty(line->row->counts.verified) : "";
}

static const char *get_share(const bench_line_t *line, char *text) {
    return bench_text_number(line->row->synchronous_share, text);
}

static const char *get_ns(const bench_line_t *line, char *text) {
    return bench_text_number(line->time.estimate, text);
}

static const char *get_ns_low(const bench_line_t *line, char *text) {
    return bench_text_number(line->time.low, text);
}

static const char *get_ns_high(const bench_line_t *line, char *text) {
    return bench_text_number(line->time.high, text);
}

static const char *get_processes(const bench_line_t *line, char *text) {
    snprintf(text, BENCH_TEXT_MAX, "%zu", line->row->process_count);
    return text;
}

static const char *get_ratio(const bench_line_t *line, char *text) {
    return bench_text_number(line->ratio.estimate, text);
}

static const char *get_ratio_low(const bench_line_t *line, char *text) {
    return bench_text_number(line->ratio.low, text);
}

static const char *get_ratio_high(const bench_line_t *line, char *text) {
    return bench_text_number(line->ratio.high, text);
}

static const char *get_verdict(const bench_line_t *line, char *text) {
    (void)text;
    return bench_line_verdict(line);
}

static const char *get_spread(const bench_line_t *line, char *text) {
    return bench_text_number(line->spread, text);
}

static const char *get_instructions(const bench_line_t *line, char *text) {
    const bench_instructions_t *instructions = &line->row->instructions;
    return bench_text_number(instructions->by != BENCH_BY_NONE
                                 ? bench_fraction_value(instructions->per_op)
                                 : (double)NAN,
                             text);
}

static const char *get_instructions_exact(const bench_line_t *line, char *text) {
    (void)text;
    if (line->row->instructions.by == BENCH_BY_NONE) {
        return "";
    }
    return line->row->instructions.exact ? "yes" : "no";
}

static const char *get_instructions_by(const bench_line_t *line, char *text) {
    (void)text;
    return bench_instructions_by_name(line->row->instructions.by);
}

static const bench_column_t case_items[] = {
    {"scenario", true, get_scenario},
    {"contender", true, get_contender},
    {"params", true, get_params},
};

static const bench_column_t allocations_items[] = {
    {"allocs_per_op", false, get_allocs},
    {"frees_per_op", false, get_frees},
    {"bytes_requested_per_op", false, get_requested},
    {"bytes_usable_per_op", false, get_usable},
    {"allocs_once", false, get_once},
    {"peak_live_bytes", false, get_peak},
    {"verified", true, get_verified},
    {"synchronous_share", false, get_share},
};

static const bench_column_t latency_items[] = {
    {"ns_per_op", false, get_ns},          {"ns_low", false, get_ns_low},
    {"ns_high", false, get_ns_high},       {"processes", false, get_processes},
    {"ratio_to_task", false, get_ratio},   {"ratio_low", false, get_ratio_low},
    {"ratio_high", false, get_ratio_high}, {"verdict", true, get_verdict},
    {"layout_spread", false, get_spread},
};

static const bench_column_t instructions_items[] = {
    {"instructions_per_op", false, get_instructions},
    {"instructions_exact", true, get_instructions_exact},
    {"instructions_by", true, get_instructions_by},
};

#define COLUMNS(items) \
    { (items), sizeof(items) / sizeof(items)[0] }

const bench_columns_t bench_case_columns = COLUMNS(case_items);
const bench_columns_t bench_allocations_columns = COLUMNS(allocations_items);
const bench_columns_t bench_latency_columns = COLUMNS(latency_items);
const bench_columns_t bench_instructions_columns = COLUMNS(instructions_items);
