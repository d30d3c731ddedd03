/* test_ab.c - two builds, case by case: pairing, output, gates. */
#include "render/compare.h"

#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sample.h"

#define PROCESSES 15

/* What `ab` collects. */
typedef struct builds {
    bench_report_t old;
    bench_report_t again;
    bench_report_t next;
} builds_t;

static void builds_init(builds_t *builds) {
    bench_report_init(&builds->old);
    bench_report_init(&builds->again);
    bench_report_init(&builds->next);
}

static void builds_deinit(builds_t *builds) {
    bench_report_deinit(&builds->old);
    bench_report_deinit(&builds->again);
    bench_report_deinit(&builds->next);
}

/* A row with one median per process: the process's effect on all rows, times `ratio`, and a small
 * effect on this row. */
static bench_row_t *timed_row(bench_report_t *report, const char *contender, int64_t allocs,
                              double ratio, size_t phase) {
    double medians[PROCESSES];
    bench_row_t *row = sample_row(report, "lookup", contender, "", bench_fraction(allocs, 1));
    for (size_t i = 0; i < PROCESSES; i++) {
        double process = 10.0 + (double)(i * 11 % PROCESSES) / 5;
        double own = 0.999 + 0.002 * (double)((i * 7 + phase) % PROCESSES) / (PROCESSES - 1);
        medians[i] = process * own * ratio;
    }
    sample_times(row, medians, PROCESSES);
    return row;
}

static void add_case(builds_t *builds, const char *contender, int64_t old_allocs,
                     int64_t new_allocs, double control, double ratio) {
    timed_row(&builds->old, contender, old_allocs, 1, 0);
    timed_row(&builds->again, contender, 0, control, 3);
    timed_row(&builds->next, contender, new_allocs, ratio, 8);
}

/* One case of each finding. */
static void builds_make(builds_t *builds) {
    builds_init(builds);
    add_case(builds, "unmoved", 1, 1, 1, 1);
    add_case(builds, "worse", 0, 1, 1, 1.2);
    add_case(builds, "better", 1, 0, 1, 0.8);
    add_case(builds, "uncontrolled", 1, 1, 1.04, 1.2);
    sample_row(&builds->old, "lookup", "removed", "percent=90", bench_fraction(0, 1));
    sample_row(&builds->next, "lookup", "added", "percent=90", bench_fraction(0, 1));
    sample_row(&builds->old, "lookup", "untimed", "", bench_fraction(1, 1));
    sample_verified(sample_row(&builds->next, "lookup", "untimed", "", bench_fraction(1, 1)),
                    "size class 48: hooks 3, arenas 2");
    sample_row(&builds->old, "lookup", "uncounted", "", bench_fraction(1, 1));
    sample_row(&builds->next, "lookup", "uncounted", "", bench_fraction(1, 1))->counted = false;
}

typedef struct compared {
    size_t count;
    bench_comparison_t *pairs;
} compared_t;

static compared_t compare(const builds_t *builds) {
    compared_t ab;
    ab.pairs = bench_compare_builds(&builds->old, &builds->again, &builds->next, BENCH_EFFECT_FLOOR,
                                    &ab.count);
    assert_non_null(ab.pairs);
    return ab;
}

static char *printed(const compared_t *ab, bench_format_t format, bool color) {
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    assert_non_null(out);
    const bench_comparison_print_t how = {.format = format, .color = color, .builds = true};
    assert_true(bench_print_comparison(ab->pairs, ab->count, &how, out));
    fclose(out);
    return text;
}

static void each_format_matches_its_committed_output(void **state) {
    (void)state;
    static const char *const goldens[] = {
        [BENCH_FORMAT_TABLE] = "ab.txt",
        [BENCH_FORMAT_JSON] = "ab.json",
        [BENCH_FORMAT_CSV] = "ab.csv",
        [BENCH_FORMAT_MARKDOWN] = "ab.md",
    };
    builds_t builds;
    builds_make(&builds);
    compared_t ab = compare(&builds);
    for (int format = BENCH_FORMAT_TABLE; format <= BENCH_FORMAT_MARKDOWN; format++) {
        char *text = printed(&ab, (bench_format_t)format, false);
        assert_golden(goldens[format], text);
        free(text);
    }
    char *colored = printed(&ab, BENCH_FORMAT_TABLE, true);
    assert_non_null(strstr(colored, "\033[31mworse: "));
    free(colored);
    free(ab.pairs);
    builds_deinit(&builds);
}

static void the_json_is_valid(void **state) {
    (void)state;
    builds_t builds;
    json_error_t error;
    builds_make(&builds);
    compared_t ab = compare(&builds);
    char *text = printed(&ab, BENCH_FORMAT_JSON, false);
    json_t *document = json_loads(text, JSON_REJECT_DUPLICATES, &error);
    assert_non_null(document);
    assert_int_equal(json_array_size(json_object_get(document, "cases")), ab.count);
    assert_int_equal(json_integer_value(json_object_get(document, "processes")), PROCESSES);
    json_decref(document);
    free(text);
    free(ab.pairs);
    builds_deinit(&builds);
}

static void the_output_never_says_same(void **state) {
    (void)state;
    builds_t builds;
    builds_make(&builds);
    compared_t ab = compare(&builds);
    for (int format = BENCH_FORMAT_TABLE; format <= BENCH_FORMAT_MARKDOWN; format++) {
        char *text = printed(&ab, (bench_format_t)format, false);
        assert_null(strstr(text, "same"));
        assert_null(strstr(text, "unchanged"));
        free(text);
    }
    free(ab.pairs);
    builds_deinit(&builds);
}

/* The order in which processes arrive does not matter, and a process without all three is ignored.
 */
static void times_are_paired_by_process(void **state) {
    (void)state;
    builds_t builds;
    builds_init(&builds);
    add_case(&builds, "worse", 1, 1, 1, 1.2);
    bench_row_t *next = &builds.next.rows[0];
    for (size_t i = 0; i < PROCESSES / 2; i++) {
        bench_process_samples_t swapped = next->processes[i];
        next->processes[i] = next->processes[PROCESSES - 1 - i];
        next->processes[PROCESSES - 1 - i] = swapped;
    }
    builds.again.rows[0].processes[4].process = 99;
    compared_t ab = compare(&builds);
    assert_int_equal(ab.pairs[0].processes, PROCESSES - 1);
    assert_in_range((size_t)(ab.pairs[0].ratio.low * 1000), 1190, 1210);
    assert_in_range((size_t)(ab.pairs[0].ratio.high * 1000), 1190, 1210);
    assert_int_equal(ab.pairs[0].time, BENCH_WORSE);
    free(ab.pairs);
    builds_deinit(&builds);
}

static int gate(const builds_t *builds, unsigned gates) {
    compared_t ab = compare(builds);
    const bench_gated_t gated = {.comparisons = ab.pairs, .count = ab.count};
    int code = bench_gate_judge(&gated, gates).exit_code;
    free(ab.pairs);
    return code;
}

/* The gates on a build with one such case. */
static int gate_one(int64_t old_allocs, int64_t new_allocs, double control, double ratio,
                    unsigned gates) {
    builds_t builds;
    builds_init(&builds);
    add_case(&builds, "c", old_allocs, new_allocs, control, ratio);
    int code = gate(&builds, gates);
    builds_deinit(&builds);
    return code;
}

static void gates_use_counts_and_verdicts(void **state) {
    (void)state;
    const unsigned both = BENCH_GATE_ALLOCS | BENCH_GATE_TIME;
    assert_int_equal(gate_one(1, 1, 1, 1, both), 0);
    assert_int_equal(gate_one(1, 2, 1, 1, both), 1);
    assert_int_equal(gate_one(1, 0, 1, 1, both), 4);
    assert_int_equal(gate_one(1, 0, 1, 1.2, both), 1);
    assert_int_equal(gate_one(1, 1, 1, 1.2, both), 1);
    assert_int_equal(gate_one(1, 1, 1, 1.2, BENCH_GATE_ALLOCS), 0);
    assert_int_equal(gate_one(1, 1, 1, 0.8, both), 0);
    assert_int_equal(gate_one(1, 1, 1.04, 1.2, both), 3); /* the control differs */
    assert_int_equal(gate_one(1, 2, 1, 1.2, 0), 0);
}

static void the_output_says_how_many_processes_many_cases_need(void **state) {
    (void)state;
    char name[24];
    builds_t builds;
    builds_init(&builds);
    for (size_t i = 0; i < 820; i++) { /* 2 / 2^15 is above 5 % of 820 cases */
        snprintf(name, sizeof name, "c%zu", i);
        add_case(&builds, name, 1, 1, 1, 1.2);
    }
    compared_t ab = compare(&builds);
    char *text = printed(&ab, BENCH_FORMAT_TABLE, false);
    assert_non_null(strstr(text, "820 timed cases need 16 processes"));
    assert_null(strstr(text, "worse"));
    free(text);
    free(ab.pairs);
    builds_deinit(&builds);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_format_matches_its_committed_output),
        cmocka_unit_test(the_json_is_valid),
        cmocka_unit_test(the_output_never_says_same),
        cmocka_unit_test(times_are_paired_by_process),
        cmocka_unit_test(gates_use_counts_and_verdicts),
        cmocka_unit_test(the_output_says_how_many_processes_many_cases_need),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
