/* limits.c - what was counted, held against limits. */
#include "judge/limits.h"

#include <stdlib.h>
#include <string.h>

/* ---- numbers ---- */

static const bench_fraction_t unknown = {0, 0};

static bench_fraction_t instructions_of(const bench_row_t *row) {
    const bench_instructions_t *instructions = &row->instructions;
    bool exact = instructions->by != BENCH_BY_NONE && instructions->exact;
    return exact ? instructions->per_op : unknown; /* a mean would be another one next time */
}

static bench_fraction_t number_of(const bench_row_t *row, const bench_metric_t *metric) {
    return metric->pass == BENCH_PASS_COUNT ? bench_row_count(row, metric).fraction
                                            : instructions_of(row);
}

/* What is committed of a number. */
typedef struct committed {
    bool has_case; /* the case is there, whether the number is or not */
    bench_fraction_t number;
} committed_t;

static committed_t committed_count(const bench_table_t *table, const bench_row_t *row,
                                   const bench_metric_t *metric) {
    size_t line = bench_table_find_case(table, &row->key);
    size_t column = bench_table_find_column(table, metric->name);
    committed_t committed = {.has_case = line < bench_table_row_count(table)};
    if (committed.has_case && column < table->column_count) {
        committed.number = bench_table_at(table, line, column)->fraction;
    }
    return committed;
}

static committed_t committed_instructions(const bench_report_t *base, const bench_row_t *row) {
    const bench_row_t *before = bench_report_find(base, &row->key);
    committed_t committed = {.has_case = before != NULL};
    if (before != NULL && before->instructions.by == row->instructions.by) {
        committed.number = instructions_of(before);
    }
    return committed;
}

/* Where there is nothing to compare with at all, every case lacks its number. Counts that depend on
 * the kernel's timing are never committed. */
static committed_t committed_of(const bench_limited_runs_t *runs, const bench_row_t *row,
                                const bench_metric_t *metric) {
    const committed_t none = {.has_case = true};
    if (metric->pass == BENCH_PASS_COUNT) {
        bool varies = row->kernel_timed;
        return varies                    ? (committed_t){0}
               : runs->committed == NULL ? none
                                         : committed_count(runs->committed, row, metric);
    }
    return runs->base == NULL ? none : committed_instructions(runs->base, row);
}

/* ---- lines ---- */

static bool holds_here(const bench_limits_verdict_t *verdict, size_t line) {
    return !verdict->results[line].elsewhere;
}

/* The last line that holds for the metric of a case; the number of lines: none does. */
static size_t deciding(const bench_limits_verdict_t *verdict, const bench_case_key_t *key,
                       const bench_metric_t *metric) {
    const bench_limits_t *limits = verdict->limits;
    size_t i = limits->count;
    while (i > 0 &&
           !(holds_here(verdict, i - 1) && bench_limit_names(&limits->lines[i - 1], metric) &&
             bench_case_match(key, limits->lines[i - 1].cases))) {
        i--;
    }
    return i > 0 ? i - 1 : limits->count;
}

/* One that doubles at each power of two. False: out of memory. */
static bool keep(bench_limits_verdict_t *verdict, const bench_limited_t *limited) {
    size_t count = verdict->count;
    if ((count & (count - 1)) == 0) {
        bench_limited_t *grown =
            reallocarray(verdict->numbers, count == 0 ? 1 : 2 * count, sizeof *grown);
        if (grown == NULL) {
            return false;
        }
        verdict->numbers = grown;
    }
    verdict->numbers[verdict->count++] = *limited;
    return true;
}

static bool judge_number(bench_limits_verdict_t *verdict, const bench_limited_runs_t *runs,
                         const bench_row_t *row, const bench_metric_t *metric) {
    size_t line = deciding(verdict, &row->key, metric);
    if (line == verdict->limits->count) {
        return true;
    }
    const bench_limit_t *limit = &verdict->limits->lines[line];
    bench_limit_tally_t *tally = &verdict->results[line].of[metric->pass];
    bench_limited_t limited = {
        .key = &row->key, .metric = metric, .limit = limit, .now = number_of(row, metric)};
    committed_t committed = committed_of(runs, row, metric);
    limited.committed = committed.number;
    limited.most = bench_limit_most(limit, committed.number);
    if (!bench_fraction_is_known(limited.now)) {
        tally->absent++;
        return true;
    }
    if (!bench_fraction_is_known(limited.most)) {
        tally->absent += committed.has_case ? 0 : 1;
        tally->baseless += committed.has_case ? 1 : 0;
        return true;
    }
    tally->judged++;
    tally->over += bench_limited_is_over(&limited) ? 1 : 0;
    return keep(verdict, &limited);
}

/* A case that could not be measured is told of as such. */
static bool judge_row(bench_limits_verdict_t *verdict, const bench_limited_runs_t *runs,
                      const bench_row_t *row) {
    bool good = true;
    for (size_t i = 0; i < verdict->limits->count; i++) {
        verdict->results[i].cases += bench_case_match(&row->key, verdict->limits->lines[i].cases);
    }
    for (size_t i = 0; good && row->failure == NULL && i < BENCH_METRIC_COUNT; i++) {
        good = !bench_metric_is_limited(&bench_metrics[i]) ||
               judge_number(verdict, runs, row, &bench_metrics[i]);
    }
    return good;
}

bool bench_limits_judge(const bench_limits_t *limits, const bench_limited_runs_t *runs,
                        bench_limits_verdict_t *verdict, bench_problem_t *problem) {
    *verdict = (bench_limits_verdict_t){.limits = limits, .whole = runs->whole};
    verdict->results = calloc(limits->count + 1, sizeof *verdict->results);
    bool good = verdict->results != NULL;
    bench_report_toolchain(runs->now, verdict->toolchain);
    for (size_t i = 0; good && i < limits->count; i++) {
        const char *toolchain = limits->lines[i].toolchain;
        verdict->results[i].elsewhere =
            toolchain[0] != '\0' && !bench_toolchain_is(verdict->toolchain, toolchain);
    }
    for (size_t i = 0; good && i < runs->now->row_count; i++) {
        good = judge_row(verdict, runs, &runs->now->rows[i]);
    }
    verdict->whole |= runs->named && verdict->count == 0;
    if (!good) {
        bench_limits_verdict_deinit(verdict);
    }
    return good || bench_out_of_memory(problem, "what came of the limits");
}

void bench_limits_verdict_deinit(bench_limits_verdict_t *verdict) {
    free(verdict->results);
    free(verdict->numbers);
    *verdict = (bench_limits_verdict_t){0};
}

/* ---- what came of them ---- */

bool bench_limited_is_over(const bench_limited_t *limited) {
    return bench_fraction_compare(limited->now, limited->most) > 0;
}

bool bench_limited_has_moved(const bench_limited_t *limited) {
    return !bench_limited_is_over(limited) && bench_fraction_is_known(limited->committed) &&
           !bench_fraction_equal(limited->now, limited->committed);
}

const bench_limited_t *bench_limits_find(const bench_limits_verdict_t *verdict,
                                         const bench_case_key_t *key,
                                         const bench_metric_t *metric) {
    for (size_t i = 0; i < verdict->count; i++) {
        const bench_limited_t *number = &verdict->numbers[i];
        if (number->metric == metric && bench_case_equal(number->key, key)) {
            return number;
        }
    }
    return NULL;
}

/* What the frees of a metric follow; NULL: it counts none. */
static const bench_metric_t *allocations_of(const bench_metric_t *frees) {
    static const struct {
        bench_metric_id_t frees, allocations;
    } pairs[] = {{BENCH_METRIC_frees_per_op, BENCH_METRIC_allocs_per_op},
                 {BENCH_METRIC_frees_once, BENCH_METRIC_allocs_once}};
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
        if (frees == &bench_metrics[pairs[i].frees]) {
            return &bench_metrics[pairs[i].allocations];
        }
    }
    return NULL;
}

bool bench_limits_decide(const bench_limits_verdict_t *verdict, const bench_case_key_t *key,
                         const bench_metric_t *metric, bench_fraction_t difference) {
    const bench_metric_t *allocations = allocations_of(metric);
    if (bench_limits_find(verdict, key, metric) != NULL || allocations == NULL) {
        return bench_limits_find(verdict, key, metric) != NULL;
    }
    const bench_limited_t *followed = bench_limits_find(verdict, key, allocations);
    return followed != NULL && bench_fraction_is_known(followed->committed) &&
           bench_fraction_is_known(difference) &&
           bench_fraction_equal(difference,
                                bench_fraction_subtract(followed->now, followed->committed));
}

size_t bench_limits_over(const bench_limits_verdict_t *verdict) {
    size_t over = 0;
    for (size_t i = 0; i < verdict->count; i++) {
        over += bench_limited_is_over(&verdict->numbers[i]) ? 1 : 0;
    }
    return over;
}

size_t bench_limits_moved(const bench_limits_verdict_t *verdict) {
    size_t moved = 0;
    for (size_t i = 0; i < verdict->count; i++) {
        moved += bench_limited_has_moved(&verdict->numbers[i]) ? 1 : 0;
    }
    return moved;
}

/* The first pass with a metric that the line names. */
static bench_pass_t first_pass(const bench_limit_t *limit) {
    for (size_t i = 0; i < BENCH_METRIC_COUNT; i++) {
        if (bench_metrics[i].pass == BENCH_PASS_COUNT &&
            bench_limit_names(limit, &bench_metrics[i])) {
            return BENCH_PASS_COUNT;
        }
    }
    return BENCH_PASS_COUNT_INSTRUCTIONS;
}

/* Of the line as a whole. */
static const char *whole_line_missing(const bench_limits_verdict_t *verdict, size_t line) {
    const bench_limit_result_t *result = &verdict->results[line];
    if (verdict->whole && result->cases == 0) {
        return "no case matches it";
    }
    return result->elsewhere && result->cases != 0 && verdict->toolchain[0] == '\0'
               ? "the compiler is not known; build the plugin with -g"
               : NULL;
}

const char *bench_limit_missing(const bench_limits_verdict_t *verdict, size_t line,
                                bench_pass_t pass) {
    const bench_limit_tally_t *tally = &verdict->results[line].of[pass];
    const char *missing = whole_line_missing(verdict, line);
    if (missing != NULL) {
        return pass == first_pass(&verdict->limits->lines[line]) ? missing : NULL;
    }
    if (tally->baseless != 0) {
        return "nothing comparable is committed";
    }
    if (tally->judged != 0 || tally->absent == 0) {
        return NULL;
    }
    if (pass == BENCH_PASS_COUNT_INSTRUCTIONS) {
        return "no exact instructions were counted (--instructions counts them)";
    }
    return verdict->whole ? "no case has such a number" : NULL; /* other cases may */
}

size_t bench_limits_missing(const bench_limits_verdict_t *verdict, unsigned passes) {
    size_t missing = 0;
    for (size_t i = 0; verdict->limits != NULL && i < verdict->limits->count; i++) {
        bool any = whole_line_missing(verdict, i) != NULL;
        for (unsigned pass = 0; !any && pass < BENCH_PASS_TIME; pass++) {
            any = (passes & 1u << pass) != 0 &&
                  bench_limit_missing(verdict, i, (bench_pass_t)pass) != NULL;
        }
        missing += any ? 1 : 0;
    }
    return missing;
}
