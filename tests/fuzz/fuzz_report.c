/*
 * Random bytes for every reader of files: report.json, a row, a fraction, exact.csv.
 *
 * Everything that a reader accepts is written and read again. The JSON that was read must have the
 * same members and values as the JSON that is written (numbers to the 15 digits that are stored) if
 * it is of the present version, and writing it again must give the same bytes.
 */
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../store/row_json.h"
#include "render/compare.h"
#include "render/report.h"
#include "store/csv.h"
#include "store/exact_file.h"
#include "store/report_file.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define REQUIRE(condition)                                                        \
    do {                                                                          \
        if (!(condition)) {                                                       \
            (void)fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #condition); \
            abort();                                                              \
        }                                                                         \
    } while (0)

/* ---- JSON that is equal except for the notation of numbers ---- */

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

/* Of an older version less is read than is written. */
static bool is_older(const json_t *report) {
    const json_t *version = json_object_get(report, "format_version");
    return version != NULL && json_integer_value(version) < BENCH_FORMAT_VERSION;
}

/* Compares the text that was read with the text that was written from it. */
static void require_same(const char *read, size_t size, const char *written) {
    json_t *before = json_loadb(read, size, JSON_REJECT_DUPLICATES, NULL);
    json_t *after = json_loads(written, JSON_REJECT_DUPLICATES, NULL);
    REQUIRE(before != NULL && after != NULL);
    REQUIRE(is_older(before) || same_json(before, after));
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

/* What was printed; what says that it is JSON has to be. */
static void require_printed(bool printed, FILE *out, char *const *text, const size_t *size,
                            bench_format_t format) {
    REQUIRE(fclose(out) == 0 && printed);
    if (format == BENCH_FORMAT_JSON) {
        json_t *document = json_loadb(*text, *size, JSON_REJECT_DUPLICATES, NULL);
        REQUIRE(document != NULL);
        json_decref(document);
    }
    free(*text);
}

static void print_report(const bench_report_t *report, bench_format_t format) {
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    REQUIRE(out != NULL);
    require_printed(bench_print_report(report, &(bench_report_print_t){.format = format}, out), out,
                    &text, &size, format);
}

/* A report does not differ from itself. */
static void print_comparison(const bench_report_t *report, bench_format_t format) {
    char *text = NULL;
    size_t size;
    size_t count;
    bench_comparison_t *comparisons = bench_compare(report, report, NULL, &count);
    const bench_comparison_print_t how = {
        .format = format, .gates = BENCH_GATE_ALLOCS, .base = report, .new_run = report};
    FILE *out = open_memstream(&text, &size);
    REQUIRE(out != NULL && (comparisons != NULL || count == 0));
    for (size_t i = 0; i < count; i++) {
        REQUIRE(comparisons[i].allocs == BENCH_CHANGE_NONE);
        REQUIRE(comparisons[i].time == BENCH_NOT_RESOLVED);
    }
    require_printed(bench_print_comparison(comparisons, count, &how, out), out, &text, &size,
                    format);
    free(comparisons);
}

/* Nor do its exact numbers from themselves; its rows may break budgets. */
static void print_check(const bench_report_t *report, bench_format_t format) {
    char *text = NULL;
    size_t size;
    bench_check_t check = {0};
    bench_table_t exact;
    bench_problem_t problem;
    FILE *out = open_memstream(&text, &size);
    bench_exact_table(report, &exact);
    REQUIRE(out != NULL && bench_check_rows(&check, report, &problem));
    size_t findings = check.count;
    REQUIRE(bench_check_exact(&check, &exact, &exact, true, &problem) && check.count == findings);
    require_printed(bench_print_check(&check, &(bench_check_print_t){.format = format}, out), out,
                    &text, &size, format);
    bench_table_deinit(&exact);
    bench_check_deinit(&check);
}

/* What was read prints in every format. */
static void use(const bench_report_t *report) {
    for (int format = BENCH_FORMAT_TABLE; format <= BENCH_FORMAT_MARKDOWN; format++) {
        print_report(report, (bench_format_t)format);
        print_comparison(report, (bench_format_t)format);
        print_check(report, (bench_format_t)format);
    }
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
    use(&report);
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
    if (!row_from_json(text, &row, &problem)) {
        REQUIRE(problem.text[0] != '\0');
        return;
    }
    char *first = row_to_json(&row);
    REQUIRE(first != NULL);
    bench_row_deinit(&row);
    require_same(text, size, first);
    REQUIRE(row_from_json(first, &row, &problem));
    char *second = row_to_json(&row);
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

static char *csv_of(const bench_table_t *table) {
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    REQUIRE(out != NULL);
    bench_csv_print(table, out);
    REQUIRE(fclose(out) == 0);
    return text;
}

static void try_table(const char *text, size_t size) {
    bench_table_t table;
    bench_table_t again;
    bench_problem_t problem = {""};
    if (!bench_parse_exact("fuzz", text, size, &table, &problem)) {
        REQUIRE(problem.text[0] != '\0' && table.column_count == 0);
        return;
    }
    char *first = csv_of(&table);
    REQUIRE(bench_parse_exact("fuzz", first, strlen(first), &again, &problem));
    REQUIRE(table.cell_count == again.cell_count);
    char *second = csv_of(&again);
    REQUIRE(strcmp(first, second) == 0);
    bench_table_deinit(&table);
    bench_table_deinit(&again);
    free(first);
    free(second);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    char *text = malloc(size + 1);
    REQUIRE(text != NULL);
    memcpy(text, data, size);
    text[size] = '\0';
    try_report(text, size);
    if (strlen(text) == size) { /* these take strings */
        try_row(text, size);
        try_fraction(text);
    }
    try_table(text, size);
    free(text);
    return 0;
}
