/* test_compare.c - two reports side by side: exact columns, verdicts, gates, output. */
#include "render/compare.h"

#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sample.h"

#define PROCESSES 15

/* Times around `center`, spread by 2 % over the processes; another `phase` gives another run of the
 * same build different noise. */
static void spread_times(bench_row_t *row, double center, size_t phase) {
    double medians[PROCESSES];
    for (size_t i = 0; i < PROCESSES; i++) {
        double step = (double)((i * 7 + phase) % PROCESSES) / (PROCESSES - 1);
        medians[i] = center * (0.99 + 0.02 * step);
    }
    sample_times(row, medians, PROCESSES);
}

static bench_row_t *timed_row(bench_report_t *report, const char *contender, int64_t allocs,
                              double center, size_t phase) {
    bench_row_t *row = sample_row(report, "sync_success", contender, "", bench_fraction(allocs, 1));
    spread_times(row, center, phase);
    return row;
}

static void exact_instructions(bench_row_t *row, int64_t num, int64_t den) {
    row->instructions = (bench_instructions_t){BENCH_BY_CALLGRIND, bench_fraction(num, den), true};
}

static void name_run(bench_report_t *report, const char *name, const char *created,
                     const char *revision) {
    report->name = strdup(name);
    report->created = strdup(created);
    assert_true(bench_report_add_fact(report, "git_revision", revision));
}

/* A base and a new report with one case of each finding. */
static void make_pair(bench_report_t *base, bench_report_t *next) {
    bench_report_init(base);
    bench_report_init(next);
    name_run(base, "reference", "2026-11-25T12:52:03Z", "8ee7d6d");
    name_run(next, "x", "2026-11-28T13:05:00Z", "1234567-dirty");
    assert_true(bench_report_add_fact(base, "compiler", "gcc 12.2.0") &&
                bench_report_add_fact(next, "compiler", "gcc | 13") &&
                bench_report_add_fact(base, "flags", "-O2") &&
                bench_report_add_fact(next, "flags", "-O3") &&
                bench_report_add_fact(base, "cpu", "the same") &&
                bench_report_add_fact(next, "cpu", "the same") &&
                bench_report_add_fact(next, "libc", "told by one alone"));
    exact_instructions(timed_row(base, "task", 1, 20, 0), 196, 1);
    exact_instructions(timed_row(next, "task", 1, 20.5, 4), 196, 1);
    sample_yardstick(&base->rows[0], 1);
    sample_yardstick(&next->rows[0], 1.025);
    exact_instructions(timed_row(base, "value_task", 0, 5, 0), 81, 2);
    exact_instructions(timed_row(next, "value_task", 1, 8, 4), 44, 1);
    base->rows[1].counts.followed = true;
    sample_followed(&next->rows[1], "box", "run;fetch;vt_box", 0);
    sample_followed(timed_row(base, "task_cached", 1, 10, 0), "completed task",
                    "run;store;new_task", 0);
    timed_row(next, "task_cached", 0, 7, 4)->counts.followed = true;
    sample_row(base, "sync_success", "removed", "", bench_fraction(0, 1));
    sample_row(next, "sync_success", "added", "", bench_fraction(0, 1));
    sample_row(base, "hit_ratio", "value_task", "percent=90", bench_fraction(1, 10));
    bench_row_t *row =
        sample_row(next, "hit_ratio", "value_task", "percent=90", bench_fraction(1, 10));
    sample_verified(row, "size class 48: hooks 3, arenas 2");
    exact_instructions(sample_row(base, "hit_ratio", "task", "percent=90", bench_fraction(1, 1)), 9,
                       1);
    sample_row(next, "hit_ratio", "task", "percent=90", bench_fraction(1, 1))->counted = false;
}

static bench_gate_result_t judged(const bench_comparison_t *comparisons, size_t count,
                                  unsigned gates) {
    const bench_gated_t gated = {.comparisons = comparisons, .count = count};
    return bench_gate_judge(&gated, gates);
}

static int gate(const bench_comparison_t *comparisons, size_t count, unsigned gates) {
    return judged(comparisons, count, gates).exit_code;
}

static char *printed(const bench_comparison_t *comparisons, size_t count, bench_format_t format,
                     bool color, const bench_report_t *base, const bench_report_t *next) {
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    assert_non_null(out);
    const bench_gate_result_t gates = judged(comparisons, count, BENCH_GATE_ALLOCS);
    const bench_comparison_print_t how = {.format = format,
                                          .color = color,
                                          .gates = BENCH_GATE_ALLOCS,
                                          .gate = &gates,
                                          .accept = "accept \"it\"",
                                          .base = base,
                                          .new_run = next};
    assert_true(bench_print_comparison(comparisons, count, &how, out));
    fclose(out);
    return text;
}

static void each_format_matches_its_committed_output(void **state) {
    (void)state;
    static const char *const goldens[] = {
        [BENCH_FORMAT_TABLE] = "comparison.txt",
        [BENCH_FORMAT_JSON] = "comparison.json",
        [BENCH_FORMAT_CSV] = "comparison.csv",
        [BENCH_FORMAT_MARKDOWN] = "comparison.md",
    };
    bench_report_t base;
    bench_report_t next;
    size_t count;
    make_pair(&base, &next);
    bench_comparison_t *comparisons = bench_compare(&base, &next, NULL, &count);
    assert_int_equal(count, 7);
    for (int format = BENCH_FORMAT_TABLE; format <= BENCH_FORMAT_MARKDOWN; format++) {
        char *text = printed(comparisons, count, (bench_format_t)format, false, &base, &next);
        assert_golden(goldens[format], text);
        free(text);
    }
    char *colored = printed(comparisons, count, BENCH_FORMAT_TABLE, true, &base, &next);
    assert_non_null(strstr(colored, "\033[31mworse: "));
    free(colored);
    free(comparisons);
    bench_report_deinit(&base);
    bench_report_deinit(&next);
}

static void the_json_is_valid(void **state) {
    (void)state;
    bench_report_t base;
    bench_report_t next;
    size_t count;
    json_error_t error;
    make_pair(&base, &next);
    bench_comparison_t *comparisons = bench_compare(&base, &next, NULL, &count);
    char *text = printed(comparisons, count, BENCH_FORMAT_JSON, false, &base, &next);
    json_t *document = json_loads(text, JSON_REJECT_DUPLICATES, &error);
    assert_non_null(document);
    assert_int_equal(json_array_size(json_object_get(document, "cases")), count);
    json_decref(document);
    free(text);
    free(comparisons);
    bench_report_deinit(&base);
    bench_report_deinit(&next);
}

static void cases_come_in_base_order_with_added_ones_last(void **state) {
    (void)state;
    bench_report_t base;
    bench_report_t next;
    size_t count;
    make_pair(&base, &next);
    bench_comparison_t *comparisons = bench_compare(&base, &next, NULL, &count);
    for (size_t i = 0; i < base.row_count; i++) {
        assert_ptr_equal(comparisons[i].base, &base.rows[i]);
    }
    assert_null(comparisons[count - 1].base);
    assert_int_equal(comparisons[count - 1].allocs, BENCH_CHANGE_ADDED);
    assert_int_equal(comparisons[3].allocs, BENCH_CHANGE_REMOVED);
    assert_null(comparisons[3].new_row);
    assert_int_equal(comparisons[5].allocs, BENCH_CHANGE_UNKNOWN);
    free(comparisons);
    bench_report_deinit(&base);
    bench_report_deinit(&next);
}

/* Two reports of one case each, made equal; a test then changes `next`. */
typedef struct twins {
    bench_report_t base;
    bench_report_t next;
} twins_t;

static void twins_init(twins_t *twins) {
    bench_report_init(&twins->base);
    bench_report_init(&twins->next);
    sample_row(&twins->base, "s", "c", "", bench_fraction(1, 2));
    sample_row(&twins->next, "s", "c", "", bench_fraction(1, 2));
    twins->next.rows[0].budget_kind = BENCH_BUDGET_NONE; /* tests change the counts */
}

static void twins_deinit(twins_t *twins) {
    bench_report_deinit(&twins->base);
    bench_report_deinit(&twins->next);
}

/* Compares, expects that change in that column and that exit status, and releases the reports. */
static void assert_change(twins_t *twins, bench_change_t change, const char *column, int code) {
    size_t count;
    bench_comparison_t *comparisons = bench_compare(&twins->base, &twins->next, NULL, &count);
    assert_int_equal(count, 1);
    assert_int_equal(comparisons[0].allocs, change);
    assert_string_equal(comparisons[0].column, column);
    assert_int_equal(gate(comparisons, count, BENCH_GATE_ALLOCS), code);
    assert_int_equal(gate(comparisons, count, 0), 0);
    free(comparisons);
    twins_deinit(twins);
}

static void equal_counts_have_no_difference(void **state) {
    (void)state;
    twins_t twins;
    twins_init(&twins);
    assert_change(&twins, BENCH_CHANGE_NONE, "", 0);
}

static void each_exact_column_is_compared_in_both_directions(void **state) {
    (void)state;
    static const struct {
        const char *column;
        size_t offset;
        bool more_is_better;
    } columns[] = {
        {"allocs_per_op", offsetof(bench_counts_t, allocs_per_op), false},
        {"bytes_requested_per_op", offsetof(bench_counts_t, bytes_requested_per_op), false},
        {"frees_per_op", offsetof(bench_counts_t, frees_per_op), true},
        {"bytes_usable_per_op", offsetof(bench_counts_t, bytes_usable_per_op), false},
    };
    for (size_t i = 0; i < 2 * sizeof columns / sizeof columns[0]; i++) {
        bool more = i % 2 == 0;
        twins_t twins;
        twins_init(&twins);
        char *counts = (char *)&twins.next.rows[0].counts;
        bench_fraction_t *field = (bench_fraction_t *)(void *)(counts + columns[i / 2].offset);
        *field = bench_fraction(field->num * 1024 + (more ? 1 : -1), field->den * 1024);
        bool regression = more != columns[i / 2].more_is_better;
        assert_change(&twins, regression ? BENCH_CHANGE_MORE : BENCH_CHANGE_FEWER,
                      columns[i / 2].column, regression ? 1 : 4);
    }
}

static void one_time_costs_and_size_classes_are_compared_too(void **state) {
    (void)state;
    twins_t twins;
    twins_init(&twins);
    twins.next.rows[0].counts.allocs_once.num++;
    assert_change(&twins, BENCH_CHANGE_MORE, "allocs_once", 1);
    twins_init(&twins);
    twins.next.rows[0].counts.peak_live_bytes.num--;
    assert_change(&twins, BENCH_CHANGE_FEWER, "peak_live_bytes", 4);
    twins_init(&twins);
    twins.next.rows[0].counts.sizes[0].size_class = 64;
    assert_change(&twins, BENCH_CHANGE_MORE, "sizes", 1);
}

static void the_first_column_that_differs_decides(void **state) {
    (void)state;
    twins_t twins;
    twins_init(&twins);
    twins.next.rows[0].counts.allocs_per_op = bench_fraction(1, 4);
    twins.next.rows[0].counts.bytes_requested_per_op = bench_fraction(99, 1);
    assert_change(&twins, BENCH_CHANGE_FEWER, "allocs_per_op", 4);
}

static void counts_that_are_not_verified_fail_the_gate(void **state) {
    (void)state;
    twins_t twins;
    twins_init(&twins);
    sample_verified(&twins.next.rows[0], "passes differ");
    assert_change(&twins, BENCH_CHANGE_NONE, "", 1);
    twins_init(&twins);
    sample_verified(&twins.base.rows[0], "passes differ");
    assert_change(&twins, BENCH_CHANGE_NONE, "", 0);
}

static void counts_that_depend_on_the_kernel_are_not_compared(void **state) {
    (void)state;
    twins_t twins;
    twins_init(&twins);
    twins.base.rows[0].kernel_timed = true;
    twins.next.rows[0].kernel_timed = true;
    twins.next.rows[0].counts.allocs_per_op = bench_fraction(9, 1);
    assert_change(&twins, BENCH_CHANGE_NONE, "", 3); /* nothing else is there to compare */
}

static void a_case_counted_in_one_report_only_is_unknown(void **state) {
    (void)state;
    twins_t twins;
    twins_init(&twins);
    twins.next.rows[0].counted = false;
    assert_change(&twins, BENCH_CHANGE_UNKNOWN, "", 3);
    twins_init(&twins);
    twins.base.rows[0].counted = false;
    assert_change(&twins, BENCH_CHANGE_UNKNOWN, "", 3);
    twins_init(&twins);
    twins.base.rows[0].counted = false;
    twins.next.rows[0].counted = false;
    assert_change(&twins, BENCH_CHANGE_NONE, "", 3);
}

/* Compares the instructions of base and next and expects that change and that exit status of their
 * gate; the gate on allocations must ignore them. */
static void assert_instructions(bench_instructions_t base, bench_instructions_t next,
                                bench_change_t change, int code) {
    size_t count;
    twins_t twins;
    twins_init(&twins);
    twins.base.rows[0].instructions = base;
    twins.next.rows[0].instructions = next;
    bench_comparison_t *comparisons = bench_compare(&twins.base, &twins.next, NULL, &count);
    assert_int_equal(count, 1);
    assert_int_equal(comparisons[0].instructions, change);
    assert_int_equal(gate(comparisons, count, BENCH_GATE_INSTRUCTIONS), code);
    assert_int_equal(gate(comparisons, count, BENCH_GATE_INSTRUCTIONS | BENCH_GATE_ALLOCS), code);
    assert_int_equal(gate(comparisons, count, BENCH_GATE_ALLOCS), 0);
    free(comparisons);
    twins_deinit(&twins);
}

static void instructions_are_compared_if_both_are_exact_and_by_the_same_counter(void **state) {
    (void)state;
    const bench_instructions_t none = {0};
    const bench_instructions_t base = {BENCH_BY_CALLGRIND, {200, 1}, true};
    const bench_instructions_t one_more = {BENCH_BY_CALLGRIND, {201, 1}, true};
    const bench_instructions_t one_fewer = {BENCH_BY_CALLGRIND, {199, 1}, true};
    const bench_instructions_t above = {BENCH_BY_CALLGRIND, {2011, 10}, true};
    const bench_instructions_t below = {BENCH_BY_CALLGRIND, {1989, 10}, true};
    const bench_instructions_t rough = {BENCH_BY_CALLGRIND, {400, 1}, false};
    const bench_instructions_t other = {BENCH_BY_PERF_EVENT, {400, 1}, true};
    assert_instructions(base, base, BENCH_CHANGE_NONE, 0);
    assert_instructions(base, one_more, BENCH_CHANGE_NONE, 0);
    assert_instructions(base, one_fewer, BENCH_CHANGE_NONE, 0);
    assert_instructions(base, above, BENCH_CHANGE_MORE, 1);
    assert_instructions(base, below, BENCH_CHANGE_FEWER, 4);
    assert_instructions(base, rough, BENCH_CHANGE_UNKNOWN, 3);
    assert_instructions(base, other, BENCH_CHANGE_UNKNOWN, 3);
    assert_instructions(base, none, BENCH_CHANGE_UNKNOWN, 3);
    assert_instructions(none, base, BENCH_CHANGE_NONE, 3);
    assert_instructions(rough, base, BENCH_CHANGE_NONE, 3);
    assert_instructions(none, none, BENCH_CHANGE_NONE, 3);
}

static void the_caller_sets_the_threshold_of_instructions(void **state) {
    (void)state;
    static const struct {
        bench_thresholds_t thresholds;
        bench_change_t change;
        unsigned failed;
    } wanted[] = {
        {{BENCH_EFFECT_FLOOR, BENCH_INSTRUCTIONS_FLOOR}, BENCH_CHANGE_NONE, 0},
        {{BENCH_EFFECT_FLOOR, 0}, BENCH_CHANGE_MORE, BENCH_GATE_INSTRUCTIONS},
    };
    twins_t twins;
    twins_init(&twins);
    exact_instructions(&twins.base.rows[0], 1000, 1);
    exact_instructions(&twins.next.rows[0], 1001, 1);
    for (size_t i = 0; i < 2; i++) {
        size_t count;
        bench_comparison_t *comparisons =
            bench_compare(&twins.base, &twins.next, &wanted[i].thresholds, &count);
        assert_int_equal(comparisons[0].instructions, wanted[i].change);
        assert_int_equal(
            judged(comparisons, count, BENCH_GATE_INSTRUCTIONS | BENCH_GATE_ALLOCS).failed,
            wanted[i].failed);
        free(comparisons);
    }
    twins_deinit(&twins);
}

static void a_removed_case_fails_the_gate_on_instructions(void **state) {
    (void)state;
    twins_t twins;
    size_t count;
    twins_init(&twins);
    bench_report_deinit(&twins.next);
    bench_comparison_t *comparisons = bench_compare(&twins.base, &twins.next, NULL, &count);
    assert_int_equal(gate(comparisons, count, BENCH_GATE_INSTRUCTIONS), 1);
    free(comparisons);
    twins_deinit(&twins);
}

static void a_regression_outweighs_an_improvement(void **state) {
    (void)state;
    bench_row_t row;
    bench_row_init(&row);
    row.counted = true;
    row.counts.verification = BENCH_VERIFIED;
    const bench_comparison_t like = {.base = &row, .new_row = &row, .ratio = {1, 1, 1}};
    bench_comparison_t fewer = like;
    bench_comparison_t more = like;
    bench_comparison_t unknown = like;
    bench_comparison_t slower = like;
    bench_comparison_t faster = like;
    fewer.allocs = BENCH_CHANGE_FEWER;
    more.allocs = BENCH_CHANGE_MORE;
    unknown.allocs = BENCH_CHANGE_UNKNOWN;
    slower.time = BENCH_WORSE;
    faster.time = BENCH_BETTER;
    const bench_comparison_t removed = {.base = &row, .allocs = BENCH_CHANGE_REMOVED};
    const bench_comparison_t added = {.new_row = &row, .allocs = BENCH_CHANGE_ADDED};
    assert_int_equal(gate((bench_comparison_t[]){fewer, more}, 2, BENCH_GATE_ALLOCS), 1);
    assert_int_equal(gate((bench_comparison_t[]){more, fewer}, 2, BENCH_GATE_ALLOCS), 1);
    assert_int_equal(gate((bench_comparison_t[]){fewer, unknown}, 2, BENCH_GATE_ALLOCS), 3);
    assert_int_equal(gate((bench_comparison_t[]){fewer, slower}, 2, BENCH_GATE_ALLOCS), 4);
    assert_int_equal(gate(&slower, 1, BENCH_GATE_ALLOCS), 0);
    assert_int_equal(gate(&slower, 1, BENCH_GATE_TIME), 1);
    assert_int_equal(gate(&slower, 1, BENCH_GATE_TIME | BENCH_GATE_ALLOCS), 1);
    assert_int_equal(gate(&faster, 1, BENCH_GATE_TIME), 0);
    assert_int_equal(gate(&more, 1, BENCH_GATE_TIME), 0);
    assert_int_equal(gate(&removed, 1, BENCH_GATE_ALLOCS), 1);
    assert_int_equal(gate(&removed, 1, BENCH_GATE_TIME), 1);
    assert_int_equal(gate((bench_comparison_t[]){added, like}, 2, BENCH_GATE_ALLOCS), 0);
}

static void empty_reports_have_no_comparison(void **state) {
    (void)state;
    bench_report_t empty;
    bench_report_init(&empty);
    size_t count = 7;
    assert_null(bench_compare(&empty, &empty, NULL, &count));
    assert_int_equal(count, 0);
    char *text = printed(NULL, 0, BENCH_FORMAT_TABLE, false, NULL, NULL);
    assert_non_null(strstr(text, "0 cases compared: 0 changed"));
    free(text);
}

static void times_are_never_called_the_same(void **state) {
    (void)state;
    bench_report_t base;
    bench_report_t next;
    size_t count;
    bench_report_init(&base);
    bench_report_init(&next);
    timed_row(&base, "task", 1, 20, 0);
    timed_row(&next, "task", 1, 20, 0);
    bench_comparison_t *comparisons = bench_compare(&base, &next, NULL, &count);
    assert_int_equal(comparisons[0].time, BENCH_NOT_RESOLVED);
    assert_true(comparisons[0].smallest_effect >= BENCH_EFFECT_FLOOR);
    char *text = printed(comparisons, count, BENCH_FORMAT_TABLE, false, &base, &next);
    assert_non_null(strstr(text, " in half of the cases; 1 not resolved."));
    assert_null(strstr(text, "same"));
    assert_null(strstr(text, "no change"));
    free(text);
    free(comparisons);
    bench_report_deinit(&base);
    bench_report_deinit(&next);
}

/* `cases` cases with `processes` processes each, all twice as slow in the new report. */
static size_t count_worse(size_t cases, size_t processes, char **summary) {
    bench_report_t base;
    bench_report_t next;
    bench_report_init(&base);
    bench_report_init(&next);
    for (size_t i = 0; i < cases; i++) {
        char name[24];
        snprintf(name, sizeof name, "c%zu", i);
        timed_row(&base, name, 1, 10, 0)->process_count = processes;
        timed_row(&next, name, 1, 20, 4)->process_count = processes;
    }
    size_t count;
    bench_comparison_t *comparisons = bench_compare(&base, &next, NULL, &count);
    size_t worse = 0;
    for (size_t i = 0; i < count; i++) {
        worse += comparisons[i].time == BENCH_WORSE ? 1 : 0;
    }
    *summary = printed(comparisons, count, BENCH_FORMAT_TABLE, false, &base, &next);
    free(comparisons);
    for (size_t i = 0; i < cases; i++) {
        base.rows[i].process_count = PROCESSES;
        next.rows[i].process_count = PROCESSES;
    }
    bench_report_deinit(&base);
    bench_report_deinit(&next);
    return worse;
}

/* One case in both runs: its time and that of its yardstick. */
static bench_comparison_t compare_speeds(double base_ns, double base_step, double next_ns,
                                         double next_step) {
    bench_report_t base;
    bench_report_t next;
    size_t count;
    bench_report_init(&base);
    bench_report_init(&next);
    sample_yardstick(timed_row(&base, "task", 1, base_ns, 0), base_step);
    sample_yardstick(timed_row(&next, "task", 1, next_ns, 4), next_step);
    bench_comparison_t *comparisons = bench_compare(&base, &next, NULL, &count);
    assert_non_null(comparisons);
    bench_comparison_t comparison = comparisons[0];
    free(comparisons);
    bench_report_deinit(&base);
    bench_report_deinit(&next);
    return comparison;
}

static void a_change_of_the_machine_s_speed_is_no_finding(void **state) {
    (void)state;
    static const struct {
        double base_ns, base_step, next_ns, next_step;
        bench_verdict_t verdict;
        double ratio, yardstick_ratio;
    } cases[] = {
        {20, 1, 22, 1.1, BENCH_NOT_RESOLVED, 1, 1.1}, /* as much slower as the machine */
        {20, 1, 20, 1.1, BENCH_NOT_RESOLVED, 1, 1.1}, /* faster, or independent of the clock */
        {20, 1.1, 20, 1, BENCH_NOT_RESOLVED, 1, 1 / 1.1},
        {20, 1, 22, 1, BENCH_WORSE, 1.1, 1},
        {20, 1, 25, 1.1, BENCH_WORSE, 25 / 22.0, 1.1}, /* more than the machine's share */
        {20, 1.1, 16, 1, BENCH_BETTER, 0.88, 1 / 1.1},
        {20, 1, 22, 0, BENCH_WORSE, 1.1, NAN}, /* one run has no yardstick: times only */
        {20, 0, 22, 1.1, BENCH_WORSE, 1.1, NAN},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        bench_comparison_t comparison = compare_speeds(cases[i].base_ns, cases[i].base_step,
                                                       cases[i].next_ns, cases[i].next_step);
        assert_int_equal(comparison.time, cases[i].verdict);
        assert_true(fabs(comparison.ratio.estimate - cases[i].ratio) < 0.005);
        assert_true(isnan(cases[i].yardstick_ratio)
                        ? isnan(comparison.yardstick_ratio)
                        : fabs(comparison.yardstick_ratio - cases[i].yardstick_ratio) < 1e-9);
    }
}

static void the_output_says_how_many_processes_many_cases_need(void **state) {
    (void)state;
    char *summary;
    /* 2 / C(2n, n) <= 0.05 / m: 4 processes suffice for one case, 7 for 24 whatever they are. */
    assert_int_equal(count_worse(1, 4, &summary), 1);
    free(summary);
    assert_int_equal(count_worse(1, 3, &summary), 0);
    assert_non_null(strstr(summary, "1 not resolved (too few processes: 1 timed cases need 4 in"));
    free(summary);
    assert_int_equal(count_worse(24, 3, &summary), 0);
    assert_non_null(
        strstr(summary, "24 not resolved (too few processes: 24 timed cases need 7 in"));
    free(summary);
    assert_int_equal(count_worse(24, 7, &summary), 24);
    free(summary);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_format_matches_its_committed_output),
        cmocka_unit_test(the_json_is_valid),
        cmocka_unit_test(cases_come_in_base_order_with_added_ones_last),
        cmocka_unit_test(equal_counts_have_no_difference),
        cmocka_unit_test(each_exact_column_is_compared_in_both_directions),
        cmocka_unit_test(one_time_costs_and_size_classes_are_compared_too),
        cmocka_unit_test(the_first_column_that_differs_decides),
        cmocka_unit_test(counts_that_are_not_verified_fail_the_gate),
        cmocka_unit_test(counts_that_depend_on_the_kernel_are_not_compared),
        cmocka_unit_test(a_case_counted_in_one_report_only_is_unknown),
        cmocka_unit_test(instructions_are_compared_if_both_are_exact_and_by_the_same_counter),
        cmocka_unit_test(the_caller_sets_the_threshold_of_instructions),
        cmocka_unit_test(a_removed_case_fails_the_gate_on_instructions),
        cmocka_unit_test(a_regression_outweighs_an_improvement),
        cmocka_unit_test(empty_reports_have_no_comparison),
        cmocka_unit_test(times_are_never_called_the_same),
        cmocka_unit_test(a_change_of_the_machine_s_speed_is_no_finding),
        cmocka_unit_test(the_output_says_how_many_processes_many_cases_need),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
