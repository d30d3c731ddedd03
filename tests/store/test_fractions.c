/* test_fractions.c - the extremes and 100,000 others are written to and read from every kind of
 * file. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "row_json.h"
#include "sample.h"
#include "store/csv.h"
#include "store/exact_file.h"
#include "store/report_file.h"

#define AT_A_TIME 1000
#define ROUNDS    100

/* xorshift64*: the same numbers in every run. */
static uint64_t random_state = 88172645463325252U;

static uint64_t random_bits(void) {
    random_state ^= random_state >> 12;
    random_state ^= random_state << 25;
    random_state ^= random_state >> 27;
    return random_state * 2685821657736338717U;
}

/* A random number of bits: small numbers are as likely as large ones. */
static int64_t random_number(void) {
    return (int64_t)((random_bits() >> 1) >> (random_bits() % 63));
}

static bench_fraction_t random_fraction(void) {
    int64_t num = random_number();
    int64_t den = random_number();
    return bench_fraction(random_bits() % 4 == 0 ? -num : num, den == 0 ? 1 : den);
}

static bench_fraction_t fractions[AT_A_TIME];

/* Each of them over each that can be a denominator comes first in every round. */
static const int64_t extremes[] = {0, 1, -1, 2, INT64_MAX, INT64_MAX - 1, INT64_MIN + 1};

static void draw(void) {
    const size_t count = sizeof extremes / sizeof *extremes;
    for (size_t i = 0; i < AT_A_TIME; i++) {
        int64_t den = extremes[i / count % count];
        fractions[i] = i < count * count && den > 0 ? bench_fraction(extremes[i % count], den)
                                                    : random_fraction();
    }
}

static void assert_fraction(bench_fraction_t read, size_t i) {
    if (!bench_fraction_equal(read, fractions[i])) {
        char wanted[BENCH_FRACTION_MAX];
        char got[BENCH_FRACTION_MAX];
        fail_msg("%s became %s", bench_fraction_format(fractions[i], wanted),
                 bench_fraction_format(read, got));
    }
}

/* ---- a row ---- */

static void fill_row(bench_row_t *row) {
    bench_row_init(row);
    assert_true(bench_case_copy(&row->key, &(bench_case_key_t){"s", "c", ""}));
    row->counted = true;
    row->counts.operations = 1;
    row->counts.verification = BENCH_VERIFIED;
    row->counts.sizes = calloc(AT_A_TIME, sizeof *row->counts.sizes);
    assert_non_null(row->counts.sizes);
    row->counts.size_count = AT_A_TIME;
}

static void fractions_pass_through_a_row(void **state) {
    (void)state;
    bench_row_t row;
    fill_row(&row);
    for (size_t round = 0; round < ROUNDS; round++) {
        bench_row_t read;
        bench_problem_t problem;
        draw();
        for (size_t i = 0; i < AT_A_TIME; i++) {
            row.counts.sizes[i] = (bench_size_count_t){i + 1, fractions[i]};
        }
        char *text = row_to_json(&row);
        assert_non_null(text);
        assert_true(row_from_json(text, &read, &problem));
        for (size_t i = 0; i < AT_A_TIME; i++) {
            assert_fraction(read.counts.sizes[i].allocs_per_op, i);
        }
        free(text);
        bench_row_deinit(&read);
    }
    bench_row_deinit(&row);
}

/* ---- a table ---- */

static void add_columns(bench_table_t *table) {
    bench_table_init(table);
    bench_table_add_case_columns(table);
    bench_table_add_column(table, "exact", BENCH_TYPE_FRACTION);
}

static char *text_of(const bench_table_t *table) {
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    assert_non_null(out);
    bench_csv_print(table, out);
    fclose(out);
    return text;
}

static void fractions_pass_through_csv(void **state) {
    static char params[AT_A_TIME][8];
    (void)state;
    for (size_t i = 0; i < AT_A_TIME; i++) {
        snprintf(params[i], sizeof params[i], "i=%zu", i % AT_A_TIME);
    }
    static const bench_csv_kind_t kind = {"fractions", "fractions", "a case", "this test"};
    for (size_t round = 0; round < ROUNDS; round++) {
        bench_table_t table;
        bench_table_t read;
        bench_problem_t problem;
        add_columns(&table);
        add_columns(&read);
        draw();
        for (size_t i = 0; i < AT_A_TIME; i++) {
            bench_table_add_case(&table, &(bench_case_key_t){"s", "c", params[i]});
            bench_table_add(&table, bench_fraction_as_value(fractions[i]));
        }
        char *text = text_of(&table);
        assert_true(bench_csv_parse(&kind, "text", text, strlen(text), &read, &problem));
        for (size_t i = 0; i < AT_A_TIME; i++) {
            assert_fraction(bench_table_at(&read, i, 3)->fraction, i);
        }
        free(text);
        bench_table_deinit(&table);
        bench_table_deinit(&read);
    }
}

/* ---- exact.csv ---- */

/* Where a row stores fractions: the metrics of that type. */
#define METRICS 4

static void make_report(bench_report_t *report) {
    bench_report_init(report);
    for (size_t i = 0; i < AT_A_TIME / METRICS; i++) {
        char params[32];
        snprintf(params, sizeof params, "i=%zu", i);
        sample_row(report, "s", "c", params, bench_whole(0));
    }
}

static void set_fractions(bench_report_t *report) {
    for (size_t i = 0; i < AT_A_TIME; i++) {
        bench_counts_t *counts = &report->rows[i / METRICS].counts;
        bench_fraction_t *const fields[METRICS] = {&counts->allocs_per_op, &counts->frees_per_op,
                                                   &counts->bytes_requested_per_op,
                                                   &counts->bytes_usable_per_op};
        *fields[i % METRICS] = fractions[i];
    }
}

static void fractions_pass_through_exact_csv(void **state) {
    (void)state;
    char folder[SAMPLE_PATH_MAX];
    char path[SAMPLE_PATH_MAX];
    bench_report_t report;
    sample_folder_create(folder);
    sample_path(folder, "exact.csv", path);
    make_report(&report);
    for (size_t round = 0; round < ROUNDS; round++) {
        bench_problem_t problem;
        bench_table_t made;
        bench_table_t read;
        draw();
        set_fractions(&report);
        bench_exact_table(&report, &made);
        char *text = text_of(&made); /* one file each would be slow */
        assert_true(bench_parse_exact("text", text, strlen(text), &read, &problem));
        for (size_t i = 0; i < AT_A_TIME; i++) {
            const bench_value_t *cell =
                bench_table_at(&read, i / METRICS, BENCH_CASE_COLUMNS + i % METRICS);
            assert_fraction(cell->fraction, i);
        }
        free(text);
        bench_table_deinit(&made);
        bench_table_deinit(&read);
    }
    bench_report_deinit(&report);
    sample_folder_remove(folder);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fractions_pass_through_a_row),
        cmocka_unit_test(fractions_pass_through_csv),
        cmocka_unit_test(fractions_pass_through_exact_csv),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
