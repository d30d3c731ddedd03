/*
 * Bytes for every reader of the report library: report.json, a row, a fraction, the committed exact
 * numbers.
 *
 * What a reader takes is written and read again. It must be the same: the JSON that was read has
 * the same members and values as the JSON that is written (numbers to the 15 digits that are kept),
 * the second writing has the bytes of the first, and a report compared with itself has no
 * difference. What was read must print in every format.
 */
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "exact_table.h"
#include "percentiles.h"
#include "report/check.h"
#include "report/compare.h"
#include "report/followed.h"
#include "text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define REQUIRE(condition)                                                        \
    do {                                                                          \
        if (!(condition)) {                                                       \
            (void)fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #condition); \
            abort();                                                              \
        }                                                                         \
    } while (0)

/* ---- JSON, the same but for how its numbers are written ---- */

static bool same_json(const json_t *a, const json_t *b);

static bool same_objects(const json_t *a, const json_t *b) {
    const char *key;
    json_t *member;
    json_object_foreach((json_t *)a, key, member) {
        const json_t *other = json_object_get(b, key);
        if (other == NULL || !same_json(member, other)) {
            return false;
        }
    }
    return json_object_size(a) == json_object_size(b);
}

static bool same_arrays(const json_t *a, const json_t *b) {
    for (size_t i = 0; i < json_array_size(a); i++) {
        const json_t *other = json_array_get(b, i);
        if (other == NULL || !same_json(json_array_get(a, i), other)) {
            return false;
        }
    }
    return json_array_size(a) == json_array_size(b);
}

/* 15 digits are kept; numbers near 0 have fewer. */
static bool same_numbers(double a, double b) {
    return fabs(a - b) <= fmax(fabs(a) * 1e-14, 1e-322);
}

static bool same_json(const json_t *a, const json_t *b) {
    if (json_is_object(a) && json_is_object(b)) {
        return same_objects(a, b);
    }
    if (json_is_array(a) && json_is_array(b)) {
        return same_arrays(a, b);
    }
    if (json_is_number(a) && json_is_number(b) && (json_is_real(a) || json_is_real(b))) {
        return same_numbers(json_number_value(a), json_number_value(b));
    }
    return json_equal((json_t *)a, (json_t *)b);
}

/* The text that was read and the text that was written of it. */
static void require_same(const char *read, size_t size, const char *written) {
    json_t *before = json_loadb(read, size, JSON_REJECT_DUPLICATES, NULL);
    json_t *after = json_loads(written, JSON_REJECT_DUPLICATES, NULL);
    REQUIRE(before != NULL && after != NULL && same_json(before, after));
    json_decref(before);
    json_decref(after);
}

/* ---- a report ---- */

static char *text_of(const bench_report_t *report) {
    char *text = NULL;
    size_t size;
    bench_problem_t problem;
    FILE *out = open_memstream(&text, &size);
    REQUIRE(out != NULL);
    bool printed = bench_report_print(report, out, &problem);
    REQUIRE(fclose(out) == 0 && printed);
    return text;
}

/* Prints one of the two, and releases it; what says that it is JSON has to be. */
static void print(const bench_report_t *report, const bench_comparison_t *comparisons, size_t count,
                  bench_format_t format) {
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    REQUIRE(out != NULL);
    if (report != NULL) {
        bench_print_report(report, format, false, out);
    } else {
        const bench_comparison_print_t how = {.format = format, .gates = BENCH_GATE_ALLOCS};
        bench_print_comparison(comparisons, count, &how, out);
    }
    REQUIRE(fclose(out) == 0);
    if (format == BENCH_FORMAT_JSON) {
        json_t *document = json_loadb(text, size, JSON_REJECT_DUPLICATES, NULL);
        REQUIRE(document != NULL);
        json_decref(document);
    }
    free(text);
}

/* What became of each block, percentiles, and what a check finds. */
static void print_blocks(const bench_report_t *report) {
    char *text = NULL;
    size_t size;
    bench_check_t check;
    bench_problem_t problem;
    FILE *out = open_memstream(&text, &size);
    REQUIRE(out != NULL);
    bench_print_ledger_csv(report, out);
    bench_print_lifetimes_csv(report, out);
    bench_print_threads_csv(report, out);
    bench_print_folded(report, out);
    bench_print_percentiles_csv(report, out);
    bench_check_init(&check);
    REQUIRE(bench_check_rows(&check, report, &problem));
    bench_print_check(&check, &(bench_check_print_t){.format = BENCH_FORMAT_MARKDOWN}, out);
    bench_check_deinit(&check);
    for (size_t i = 0; i < report->row_count; i++) {
        (void)bench_row_adds_up(&report->rows[i]);
    }
    REQUIRE(fclose(out) == 0);
    free(text);
}

static void print_all(const bench_report_t *report) {
    size_t count;
    bench_comparison_t *comparisons = bench_compare(report, report, NULL, &count);
    REQUIRE(comparisons != NULL || count == 0);
    print_blocks(report);
    for (int format = BENCH_FORMAT_TABLE; format <= BENCH_FORMAT_MARKDOWN; format++) {
        print(report, NULL, 0, (bench_format_t)format);
        print(NULL, comparisons, count, (bench_format_t)format);
    }
    for (size_t i = 0; i < count; i++) {
        REQUIRE(comparisons[i].allocs == BENCH_CHANGE_NONE);
        REQUIRE(comparisons[i].time == BENCH_NOT_RESOLVED);
    }
    free(comparisons);
}

static void try_report(const char *text, size_t size) {
    bench_report_t report;
    bench_problem_t problem = {""};
    if (!bench_report_parse("fuzz", text, size, &report, &problem)) {
        REQUIRE(problem.text[0] != '\0' && strchr(problem.text, '\n') == NULL);
        REQUIRE(report.name == NULL && report.row_count == 0);
        return;
    }
    char *first = text_of(&report);
    print_all(&report);
    bench_report_deinit(&report);
    require_same(text, size, first);
    REQUIRE(bench_report_parse("fuzz", first, strlen(first), &report, &problem));
    char *second = text_of(&report);
    REQUIRE(strcmp(first, second) == 0);
    bench_report_deinit(&report);
    free(first);
    free(second);
}

/* ---- a row, a fraction, a table ---- */

static void try_row(const char *text, size_t size) {
    bench_row_t row;
    bench_problem_t problem = {""};
    if (!bench_row_from_json(text, &row, &problem)) {
        REQUIRE(problem.text[0] != '\0');
        return;
    }
    char *first = bench_row_to_json(&row);
    REQUIRE(first != NULL);
    (void)bench_row_within_budget(&row);
    bench_row_deinit(&row);
    require_same(text, size, first);
    REQUIRE(bench_row_from_json(first, &row, &problem));
    char *second = bench_row_to_json(&row);
    REQUIRE(second != NULL && strcmp(first, second) == 0);
    bench_row_deinit(&row);
    free(first);
    free(second);
}

static void try_fraction(const char *text) {
    bench_fraction_t fraction;
    char again[BENCH_FRACTION_MAX];
    if (bench_fraction_parse(text, &fraction)) {
        REQUIRE(fraction.den > 0);
        REQUIRE(strcmp(bench_fraction_format(fraction, again), text) == 0);
    }
}

static char *csv_of(const bench_exact_table_t *table) {
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    REQUIRE(out != NULL);
    for (size_t i = 0; i < (table->line_count + 1) * table->column_count; i++) {
        bench_put_csv(out, table->cells[i]);
        fputc((i + 1) % table->column_count == 0 ? '\n' : ',', out);
    }
    REQUIRE(fclose(out) == 0);
    return text;
}

static void try_table(const char *text, size_t size) {
    bench_exact_table_t table;
    bench_exact_table_t again;
    bench_problem_t problem = {""};
    if (!bench_exact_table_parse("fuzz", text, size, &table, &problem)) {
        REQUIRE(problem.text[0] != '\0');
        return;
    }
    char *csv = csv_of(&table);
    REQUIRE(bench_exact_table_parse("fuzz", csv, strlen(csv), &again, &problem));
    REQUIRE(table.column_count == again.column_count && table.line_count == again.line_count);
    for (size_t i = 0; i < (table.line_count + 1) * table.column_count; i++) {
        REQUIRE(strcmp(table.cells[i], again.cells[i]) == 0);
    }
    bench_exact_table_deinit(&table);
    bench_exact_table_deinit(&again);
    free(csv);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    char *text = malloc(size + 1);
    REQUIRE(text != NULL);
    memcpy(text, data, size);
    text[size] = '\0';
    try_report(text, size);
    if (strlen(text) == size) { /* these read strings */
        try_row(text, size);
        try_fraction(text);
    }
    try_table(text, size);
    free(text);
    return 0;
}
