/* test_limits.c - which limit decides, what it says, and which ones could not be judged. */
#include "judge/limits.h"

#include <stdlib.h>
#include <string.h>

#include "judge/check.h"
#include "judge/gate.h"
#include "sample.h"

/* The linker redirects the library's calls here (--wrap). */
void *__real_calloc(size_t count, size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__real_reallocarray(void *block, size_t count, size_t size);
void *__wrap_reallocarray(void *block, size_t count, size_t size);

static size_t left = SIZE_MAX; /* allocations that succeed; then one fails */

static bool fails(void) {
    return left != SIZE_MAX && left-- == 0;
}

void *__wrap_calloc(size_t count, size_t size) {
    return fails() ? NULL : __real_calloc(count, size);
}

void *__wrap_reallocarray(void *block, size_t count, size_t size) {
    return fails() ? NULL : __real_reallocarray(block, count, size);
}

/* ---- a run, what is committed, and limits ---- */

#define LINES_MAX 4

/* Two cases of 40 allocations and one of 4, by gcc 12.2.0; a test changes one thing. */
typedef struct held {
    bench_report_t now;
    bench_table_t committed;
    bench_report_t base;
    bench_limits_t limits;
    bench_limit_t lines[LINES_MAX];
    bench_limited_runs_t runs;
    bench_limits_verdict_t verdict;
    bench_problem_t problem;
} held_t;

static void add_row(bench_table_t *committed, const bench_row_t *row) {
    bench_table_add_case(committed, &row->key);
    for (size_t i = 0; i < BENCH_METRIC_COUNT; i++) {
        if (bench_metrics[i].pass == BENCH_PASS_COUNT &&
            bench_metrics[i].file == BENCH_FILE_ALLOCATIONS) {
            bench_table_add(committed, bench_row_count(row, &bench_metrics[i]));
        }
    }
}

static void fill(bench_report_t *report) {
    bench_report_init(report);
    (void)sample_row(report, "s", "a", "", bench_whole(40));
    (void)sample_row(report, "s", "b", "n=1", bench_whole(40));
    (void)sample_row(report, "t", "a", "", bench_whole(4));
    for (size_t i = 0; i < report->row_count; i++) {
        report->rows[i].budget_kind = BENCH_BUDGET_NONE;
    }
    assert_true(bench_report_add_fact(report, "compiler", "gcc 12.2.0"));
}

static void held_init(held_t *held) {
    memset(held, 0, sizeof *held);
    fill(&held->now);
    fill(&held->base);
    bench_table_add_case_columns(&held->committed);
    for (size_t i = 0; i < BENCH_METRIC_COUNT; i++) {
        if (bench_metrics[i].pass == BENCH_PASS_COUNT &&
            bench_metrics[i].file == BENCH_FILE_ALLOCATIONS) {
            bench_table_add_column(&held->committed, bench_metrics[i].name, bench_metrics[i].type);
        }
    }
    for (size_t i = 0; i < held->base.row_count; i++) {
        add_row(&held->committed, &held->base.rows[i]);
    }
    assert_true(bench_table_is_whole(&held->committed));
    held->limits = (bench_limits_t){.file = "l.csv", .lines = held->lines};
    held->runs = (bench_limited_runs_t){&held->now, &held->committed, &held->base, true, false};
}

static void held_deinit(held_t *held) {
    bench_limits_verdict_deinit(&held->verdict);
    bench_table_deinit(&held->committed);
    bench_report_deinit(&held->now);
    bench_report_deinit(&held->base);
}

static void limit(held_t *held, const char *cases, const char *metrics, const char *toolchain,
                  const char *at_most) {
    size_t i = held->limits.count++;
    assert_true(i < LINES_MAX);
    held->lines[i] = (bench_limit_t){.cases = cases,
                                     .metrics = metrics,
                                     .toolchain = toolchain,
                                     .at_most = at_most,
                                     .place = "l.csv line N",
                                     .line = i + 2};
    assert_true(bench_limit_parse(at_most, &held->lines[i]));
}

static void judge(held_t *held) {
    bench_limits_verdict_deinit(&held->verdict);
    assert_true(bench_limits_judge(&held->limits, &held->runs, &held->verdict, &held->problem));
}

/* The number of a case and its metric; NULL: no limit was judged. */
static const bench_limited_t *number(const held_t *held, size_t row, bench_metric_id_t metric) {
    return bench_limits_find(&held->verdict, &held->now.rows[row].key, &bench_metrics[metric]);
}

static void set_allocs(held_t *held, size_t row, int64_t allocs) {
    held->now.rows[row].counts.allocs_per_op = bench_whole(allocs);
}

/* ---- tests ---- */

static void up_to_its_limit_a_number_may_move(void **state) {
    (void)state;
    held_t held;
    held_init(&held);
    limit(&held, "s", "allocs_per_op", "", "+5%");
    static const struct {
        int64_t allocs;
        bool over, moved;
    } cases[] = {{40, false, false},
                 {41, false, true},
                 {42, false, true},
                 {43, true, false},
                 {10, false, true}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        set_allocs(&held, 0, cases[i].allocs);
        judge(&held);
        const bench_limited_t *limited = number(&held, 0, BENCH_METRIC_allocs_per_op);
        assert_non_null(limited);
        assert_int_equal(limited->most.num, 42);
        assert_int_equal(bench_limited_is_over(limited), cases[i].over);
        assert_int_equal(bench_limited_has_moved(limited), cases[i].moved);
        assert_int_equal(bench_limits_over(&held.verdict), cases[i].over);
        assert_int_equal(bench_limits_moved(&held.verdict), cases[i].moved);
    }
    assert_int_equal(held.verdict.count, 2); /* of both cases of s, and no other metric */
    assert_null(number(&held, 0, BENCH_METRIC_frees_per_op));
    assert_null(number(&held, 2, BENCH_METRIC_allocs_per_op));
    assert_int_equal(held.verdict.results[0].cases, 2);
    assert_int_equal(held.verdict.results[0].of[BENCH_PASS_COUNT].judged, 2);
    assert_int_equal(bench_limits_missing(&held.verdict, ~0u), 0);
    held_deinit(&held);
}

static void the_last_line_that_holds_decides(void **state) {
    (void)state;
    held_t held;
    held_init(&held);
    limit(&held, "*", "allocs_per_op", "", "50");
    limit(&held, "s/b*", "allocs_*", "", "60");
    limit(&held, "s/*", "allocs_per_op", "clang", "1");
    limit(&held, "t", "allocs_per_op", "gcc 12", "70");
    judge(&held);
    assert_int_equal(number(&held, 0, BENCH_METRIC_allocs_per_op)->most.num, 50);
    assert_int_equal(number(&held, 1, BENCH_METRIC_allocs_per_op)->most.num, 60);
    assert_int_equal(number(&held, 1, BENCH_METRIC_allocs_once)->most.num, 60);
    assert_int_equal(number(&held, 2, BENCH_METRIC_allocs_per_op)->most.num, 70);
    assert_true(held.verdict.results[2].elsewhere);
    assert_int_equal(bench_limits_missing(&held.verdict, ~0u), 0);
    assert_true(bench_report_add_fact(&held.now, "compiler", "clang 14.0.6"));
    judge(&held);
    assert_int_equal(number(&held, 0, BENCH_METRIC_allocs_per_op)->most.num, 1);
    assert_int_equal(number(&held, 2, BENCH_METRIC_allocs_per_op)->most.num, 50);
    assert_true(held.verdict.results[3].elsewhere);
    held_deinit(&held);
}

static void assert_missing(const held_t *held, size_t line, bench_pass_t pass, const char *why) {
    const char *missing = bench_limit_missing(&held->verdict, line, pass);
    if (why == NULL) {
        assert_null(missing);
    } else {
        assert_non_null(missing);
        assert_string_equal(missing, why);
    }
}

static void a_limit_without_a_case_is_told_of_where_all_were_there(void **state) {
    (void)state;
    held_t held;
    held_init(&held);
    limit(&held, "u/*", "allocs_per_op", "", "1");
    limit(&held, "u/*", "instructions_per_op", "clang", "1"); /* whatever the compiler */
    limit(&held, "s", "allocs_per_op", "", "50");
    judge(&held);
    assert_missing(&held, 0, BENCH_PASS_COUNT, "no case matches it");
    assert_missing(&held, 0, BENCH_PASS_COUNT_INSTRUCTIONS, NULL); /* said once */
    assert_missing(&held, 1, BENCH_PASS_COUNT, NULL);
    assert_missing(&held, 1, BENCH_PASS_COUNT_INSTRUCTIONS, "no case matches it");
    assert_missing(&held, 2, BENCH_PASS_COUNT, NULL);
    assert_int_equal(bench_limits_missing(&held.verdict, BENCH_LIMITS_COUNTS), 2);
    held.runs.whole = false;
    held.runs.named = true; /* the third one judges something */
    judge(&held);
    assert_int_equal(bench_limits_missing(&held.verdict, ~0u), 0);
    held_deinit(&held);
}

static void limits_that_were_asked_for_judge_something(void **state) {
    (void)state;
    held_t held;
    held_init(&held);
    limit(&held, "u/*", "allocs_per_op", "", "1");
    held.runs.whole = false;
    judge(&held);
    assert_int_equal(bench_limits_missing(&held.verdict, BENCH_LIMITS_COUNTS), 0);
    held.runs.named = true;
    judge(&held);
    assert_missing(&held, 0, BENCH_PASS_COUNT, "no case matches it");
    assert_int_equal(bench_limits_missing(&held.verdict, BENCH_LIMITS_COUNTS), 1);
    held_deinit(&held);
}

static void a_metric_that_no_case_has_is_told_of(void **state) {
    (void)state;
    held_t held;
    held_init(&held);
    limit(&held, "s", "*", "", "+5%");
    limit(&held, "t", "frees_per_op", "", "9");
    held.now.rows[2].counts.frees_per_op = (bench_fraction_t){0, 0};
    judge(&held);
    assert_missing(&held, 0, BENCH_PASS_COUNT, NULL);
    assert_missing(&held, 0, BENCH_PASS_COUNT_INSTRUCTIONS,
                   "no exact instructions were counted (--instructions counts them)");
    assert_missing(&held, 1, BENCH_PASS_COUNT, "no case has such a number");
    assert_int_equal(bench_limits_missing(&held.verdict, 0), 0);
    assert_int_equal(bench_limits_missing(&held.verdict, BENCH_LIMITS_COUNTS), 1);
    assert_int_equal(bench_limits_missing(&held.verdict, BENCH_LIMITS_INSTRUCTIONS), 1);
    assert_int_equal(bench_limits_missing(&held.verdict, ~0u), 2);
    held.runs.whole = false; /* cases that were left out may have it */
    judge(&held);
    assert_missing(&held, 1, BENCH_PASS_COUNT, NULL);
    assert_missing(&held, 0, BENCH_PASS_COUNT_INSTRUCTIONS,
                   "no exact instructions were counted (--instructions counts them)");
    held_deinit(&held);
}

static void count_instructions(bench_row_t *row, int64_t per_op) {
    row->instructions = (bench_instructions_t){BENCH_BY_CALLGRIND, bench_whole(per_op), true};
}

static void instructions_need_something_comparable(void **state) {
    (void)state;
    held_t held;
    held_init(&held);
    limit(&held, "*", "instructions_per_op", "", "+10%");
    for (size_t i = 0; i < 3; i++) {
        count_instructions(&held.now.rows[i], 110);
        count_instructions(&held.base.rows[i], 100);
    }
    held.now.rows[1].instructions.exact = false; /* a mean is no promise, and one is enough */
    judge(&held);
    assert_missing(&held, 0, BENCH_PASS_COUNT_INSTRUCTIONS, NULL);
    assert_int_equal(held.verdict.count, 2);
    assert_int_equal(bench_limits_over(&held.verdict), 0);
    count_instructions(&held.now.rows[0], 111);
    judge(&held);
    assert_int_equal(bench_limits_over(&held.verdict), 1);
    assert_int_equal(held.verdict.results[0].of[BENCH_PASS_COUNT_INSTRUCTIONS].over, 1);
    held.base.rows[0].instructions.by = BENCH_BY_PERF_EVENT;
    judge(&held);
    assert_missing(&held, 0, BENCH_PASS_COUNT_INSTRUCTIONS, "nothing comparable is committed");
    held.runs.base = NULL;
    judge(&held);
    assert_int_equal(held.verdict.count, 0);
    assert_missing(&held, 0, BENCH_PASS_COUNT_INSTRUCTIONS, "nothing comparable is committed");
    held.limits.count = 0;
    limit(&held, "*", "instructions_per_op", "", "110"); /* which needs nothing */
    judge(&held);
    assert_int_equal(held.verdict.count, 2);
    assert_missing(&held, 0, BENCH_PASS_COUNT_INSTRUCTIONS, NULL);
    held_deinit(&held);
}

static void what_is_not_committed_has_no_relative_limit(void **state) {
    (void)state;
    held_t held;
    held_init(&held);
    limit(&held, "*", "allocs_per_op", "", "+1");
    (void)sample_row(&held.now, "s", "new", "", bench_whole(1)); /* found by other means */
    held.now.rows[2].kernel_timed = true;                        /* never committed */
    judge(&held);
    assert_int_equal(held.verdict.count, 2);
    assert_int_equal(bench_limits_missing(&held.verdict, ~0u), 0);
    held.runs.committed = NULL;
    judge(&held);
    assert_int_equal(held.verdict.count, 0);
    assert_missing(&held, 0, BENCH_PASS_COUNT, "nothing comparable is committed");
    held.limits.count = 0;
    limit(&held, "*", "allocs_per_op", "", "1");
    judge(&held);
    assert_int_equal(held.verdict.count, 4);
    held_deinit(&held);
}

static void a_case_that_was_not_measured_is_not_judged(void **state) {
    (void)state;
    held_t held;
    held_init(&held);
    limit(&held, "t", "allocs_per_op", "", "1");
    held.now.rows[2].failure = strdup("called exit(0) in run");
    judge(&held);
    assert_int_equal(held.verdict.count, 0);
    assert_int_equal(held.verdict.results[0].cases, 1);
    assert_int_equal(bench_limits_missing(&held.verdict, ~0u), 0); /* it is told of as such */
    held_deinit(&held);
}

static void a_compiler_that_is_not_known_leaves_its_limits_open(void **state) {
    (void)state;
    held_t held;
    held_init(&held);
    limit(&held, "t", "allocs_per_op", "gcc", "1");
    limit(&held, "t", "allocs_per_op", "", "9");
    assert_true(bench_report_add_fact(&held.now, "plugin_compiler", "unknown"));
    judge(&held);
    assert_missing(&held, 0, BENCH_PASS_COUNT,
                   "the compiler is not known; build the plugin with -g");
    assert_int_equal(bench_limits_missing(&held.verdict, BENCH_LIMITS_COUNTS), 1);
    assert_int_equal(number(&held, 2, BENCH_METRIC_allocs_per_op)->most.num, 9);
    held_deinit(&held);
}

static void judging_succeeds_or_reports_out_of_memory(void **state) {
    (void)state;
    held_t held;
    held_init(&held);
    limit(&held, "*", "*", "", "1");
    size_t enough = 0;
    for (bool good = false; !good; enough++) {
        left = enough;
        good = bench_limits_judge(&held.limits, &held.runs, &held.verdict, &held.problem);
        left = SIZE_MAX;
        assert_true(good || held.verdict.results == NULL);
        assert_true(good || strstr(held.problem.text, "out of memory") != NULL);
        assert_true(enough < 1000);
    }
    assert_true(enough > 3);
    held_deinit(&held);
}

/* ---- in a check ---- */

/* The kinds of the findings, in their order. */
static void assert_findings(held_t *held, unsigned asked, const bench_finding_kind_t *kinds,
                            size_t count, int code) {
    bench_check_t check = {0};
    bench_table_t now = {0};
    bench_table_add_case_columns(&now);
    for (size_t i = BENCH_CASE_COLUMNS; i < held->committed.column_count; i++) {
        bench_table_add_column(&now, held->committed.columns[i].name,
                               held->committed.columns[i].type);
    }
    for (size_t i = 0; i < held->now.row_count; i++) {
        add_row(&now, &held->now.rows[i]);
    }
    judge(held);
    assert_true(bench_check_limits(&check, &held->verdict, asked, &held->problem));
    assert_true(bench_check_exact(&check, &held->committed, &now, true, &held->problem));
    assert_int_equal(check.count, count);
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(check.findings[i].kind, kinds[i]);
    }
    assert_int_equal(bench_check_exit_code(&check), code);
    bench_check_deinit(&check);
    bench_table_deinit(&now);
}

static void a_limit_takes_the_place_of_the_comparison(void **state) {
    (void)state;
    static const bench_finding_kind_t within[] = {BENCH_FINDING_WITHIN};
    static const bench_finding_kind_t over[] = {BENCH_FINDING_LIMIT};
    static const bench_finding_kind_t grown[] = {BENCH_FINDING_GROWTH};
    static const bench_finding_kind_t also_more[] = {BENCH_FINDING_WITHIN, BENCH_FINDING_MORE};
    static const bench_finding_kind_t also_fewer[] = {BENCH_FINDING_WITHIN, BENCH_FINDING_FEWER};
    held_t held;
    held_init(&held);
    limit(&held, "s", "allocs_per_op", "", "+5%");
    assert_findings(&held, BENCH_LIMITS_COUNTS, NULL, 0, 0);
    set_allocs(&held, 0, 42);
    assert_findings(&held, BENCH_LIMITS_COUNTS, within, 1, 0);
    set_allocs(&held, 0, 39); /* fewer needs no accepting either */
    assert_findings(&held, BENCH_LIMITS_COUNTS, within, 1, 0);
    held.now.rows[0].counts.peak_live_bytes = bench_whole(1 << 20);
    assert_findings(&held, BENCH_LIMITS_COUNTS, also_more, 2, 1);
    held.now.rows[0].counts.peak_live_bytes = bench_whole(0);
    assert_findings(&held, BENCH_LIMITS_COUNTS, also_fewer, 2, 4);
    held.now.rows[0].counts.peak_live_bytes = held.base.rows[0].counts.peak_live_bytes;
    set_allocs(&held, 0, 43);
    assert_findings(&held, BENCH_LIMITS_COUNTS, grown, 1, 1);
    held.limits.count = 0;
    limit(&held, "s", "allocs_per_op", "", "42");
    assert_findings(&held, BENCH_LIMITS_COUNTS, over, 1, 1);
    held_deinit(&held);
}

static void a_check_that_could_not_judge_a_limit_does_not_pass_if_asked(void **state) {
    (void)state;
    held_t held;
    held_init(&held);
    limit(&held, "s", "instructions_per_op", "", "100");
    assert_findings(&held, BENCH_LIMITS_COUNTS, NULL, 0, 0);
    assert_findings(&held, BENCH_LIMITS_COUNTS | BENCH_LIMITS_INSTRUCTIONS, NULL, 0, 3);
    limit(&held, "gone", "allocs_per_op", "", "100");
    assert_findings(&held, BENCH_LIMITS_COUNTS, NULL, 0, 3);
    held_deinit(&held);
}

static void only_what_new_counts_mend_can_be_accepted(void **state) {
    (void)state;
    held_t held;
    bench_check_t check = {0};
    held_init(&held);
    limit(&held, "s", "allocs_per_op", "", "+5%");
    set_allocs(&held, 0, 43);
    judge(&held);
    assert_true(bench_check_limits(&check, &held.verdict, BENCH_LIMITS_COUNTS, &held.problem));
    assert_true(bench_check_is_acceptable(&check));
    bench_check_deinit(&check);
    held.limits.count = 0;
    limit(&held, "s", "allocs_per_op", "", "42");
    judge(&held);
    assert_true(bench_check_limits(&check, &held.verdict, BENCH_LIMITS_COUNTS, &held.problem));
    assert_false(bench_check_is_acceptable(&check));
    bench_check_deinit(&check);
    held_deinit(&held);
}

/* ---- in a comparison ---- */

/* Compares the two runs and judges by all exact gates. */
static bench_gate_result_t compared(held_t *held, unsigned gates, bench_comparison_t *first) {
    size_t count;
    bench_comparison_t *pairs = bench_compare(&held->base, &held->now, NULL, &count);
    assert_non_null(pairs);
    judge(held);
    bench_compare_limits(pairs, count, &held->verdict);
    const bench_gated_t gated = {.comparisons = pairs,
                                 .count = count,
                                 .base = &held->base,
                                 .new_run = &held->now,
                                 .limits = &held->verdict};
    bench_gate_result_t result = bench_gate_judge(&gated, gates);
    *first = pairs[0];
    free(pairs);
    return result;
}

static void a_gate_on_counts_looks_at_their_limits(void **state) {
    (void)state;
    held_t held;
    bench_comparison_t first;
    held_init(&held);
    limit(&held, "*", "allocs_per_op", "", "+5%");
    set_allocs(&held, 0, 42);
    assert_int_equal(compared(&held, BENCH_GATE_ALLOCS, &first).exit_code, 0);
    assert_true(first.moved);
    assert_int_equal(first.allocs, BENCH_CHANGE_NONE);
    assert_true(bench_comparison_is_finding(&first));
    held.now.rows[0].counts.sizes[0].size_class = 4096;
    assert_int_equal(compared(&held, BENCH_GATE_ALLOCS, &first).exit_code, 0);
    set_allocs(&held, 0, 43);
    assert_int_equal(compared(&held, BENCH_GATE_ALLOCS, &first).exit_code, 1);
    assert_int_equal(first.over, BENCH_LIMITS_COUNTS);
    assert_int_equal(compared(&held, 0, &first).exit_code, 0);
    set_allocs(&held, 0, 30);
    assert_int_equal(compared(&held, BENCH_GATE_ALLOCS, &first).exit_code, 0);
    held.now.rows[0].counts.allocs_once = bench_whole(1000); /* without a limit */
    assert_int_equal(compared(&held, BENCH_GATE_ALLOCS, &first).exit_code, 1);
    assert_string_equal(first.column, "allocs_once");
    held_deinit(&held);
}

/* A leak is none of it: as many frees fewer as there are allocations more. */
static void frees_follow_allocations_that_have_a_limit(void **state) {
    (void)state;
    static const bench_finding_kind_t within[] = {BENCH_FINDING_WITHIN};
    static const bench_finding_kind_t leak[] = {BENCH_FINDING_WITHIN, BENCH_FINDING_MORE};
    static const bench_finding_kind_t fewer_left[] = {BENCH_FINDING_WITHIN, BENCH_FINDING_FEWER};
    held_t held;
    bench_comparison_t first;
    held_init(&held);
    limit(&held, "s", "allocs_per_op", "", "+5%");
    set_allocs(&held, 0, 42);
    held.now.rows[0].counts.frees_per_op = bench_whole(42);
    assert_findings(&held, BENCH_LIMITS_COUNTS, within, 1, 0);
    assert_int_equal(compared(&held, BENCH_GATE_ALLOCS, &first).exit_code, 0);
    held.now.rows[0].counts.frees_per_op = bench_whole(38);
    assert_findings(&held, BENCH_LIMITS_COUNTS, leak, 2, 1);
    assert_int_equal(compared(&held, BENCH_GATE_ALLOCS, &first).exit_code, 1);
    assert_string_equal(first.column, "frees_per_op");
    held.now.rows[0].counts.frees_per_op = bench_whole(43);
    assert_findings(&held, BENCH_LIMITS_COUNTS, fewer_left, 2, 4);
    held.now.rows[0].counts.frees_per_op = bench_whole(38);
    set_allocs(&held, 0, 40); /* as committed, and the frees are not */
    assert_findings(&held, BENCH_LIMITS_COUNTS, leak + 1, 1, 1);
    held.now.rows[0].counts.frees_per_op = bench_whole(40);
    held.now.rows[0].counts.allocs_once = bench_whole(3);
    held.now.rows[0].counts.frees_once = bench_whole(2);
    limit(&held, "s", "allocs_once", "", "+1");
    assert_findings(&held, BENCH_LIMITS_COUNTS, within, 1, 0);
    held_deinit(&held);
}

static void size_classes_still_count_where_nothing_moved(void **state) {
    (void)state;
    held_t held;
    bench_comparison_t first;
    held_init(&held);
    limit(&held, "*", "allocs_per_op", "", "+5%");
    held.now.rows[0].counts.sizes[0].size_class = 4096;
    assert_int_equal(compared(&held, BENCH_GATE_ALLOCS, &first).exit_code, 1);
    assert_string_equal(first.column, "sizes");
    held_deinit(&held);
}

static void a_gate_on_instructions_looks_at_theirs(void **state) {
    (void)state;
    held_t held;
    bench_comparison_t first;
    held_init(&held);
    limit(&held, "*", "instructions_per_op", "", "+10%");
    assert_int_equal(compared(&held, BENCH_GATE_ALLOCS, &first).exit_code, 0); /* not asked for */
    bench_gate_result_t result = compared(&held, BENCH_GATE_INSTRUCTIONS, &first);
    assert_int_equal(result.exit_code, 3);
    assert_non_null(strstr(result.verdicts[1].why, "1 limit not judged"));
    for (size_t i = 0; i < 3; i++) {
        count_instructions(&held.base.rows[i], 100);
        count_instructions(&held.now.rows[i], 108); /* beyond the threshold of a comparison */
    }
    assert_int_equal(compared(&held, BENCH_GATE_INSTRUCTIONS, &first).exit_code, 0);
    assert_int_equal(first.instructions, BENCH_CHANGE_NONE);
    count_instructions(&held.now.rows[0], 120);
    assert_int_equal(compared(&held, BENCH_GATE_INSTRUCTIONS, &first).exit_code, 1);
    assert_int_equal(compared(&held, BENCH_GATE_ALLOCS, &first).exit_code, 0);
    held_deinit(&held);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(up_to_its_limit_a_number_may_move),
        cmocka_unit_test(the_last_line_that_holds_decides),
        cmocka_unit_test(a_limit_without_a_case_is_told_of_where_all_were_there),
        cmocka_unit_test(limits_that_were_asked_for_judge_something),
        cmocka_unit_test(a_metric_that_no_case_has_is_told_of),
        cmocka_unit_test(instructions_need_something_comparable),
        cmocka_unit_test(what_is_not_committed_has_no_relative_limit),
        cmocka_unit_test(a_case_that_was_not_measured_is_not_judged),
        cmocka_unit_test(a_compiler_that_is_not_known_leaves_its_limits_open),
        cmocka_unit_test(judging_succeeds_or_reports_out_of_memory),
        cmocka_unit_test(a_limit_takes_the_place_of_the_comparison),
        cmocka_unit_test(a_check_that_could_not_judge_a_limit_does_not_pass_if_asked),
        cmocka_unit_test(only_what_new_counts_mend_can_be_accepted),
        cmocka_unit_test(a_gate_on_counts_looks_at_their_limits),
        cmocka_unit_test(frees_follow_allocations_that_have_a_limit),
        cmocka_unit_test(size_classes_still_count_where_nothing_moved),
        cmocka_unit_test(a_gate_on_instructions_looks_at_theirs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
