/* test_limits_file.c - limits.csv: read strictly, and written with everything that it had. */
#include "store/limits_file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sample.h"
#include "store/csv.h"

#define NAMES "case,metric,toolchain,at_most,why\n"

static bool parse(const char *text, bench_limits_t *limits, bench_problem_t *problem) {
    return bench_parse_limits("l.csv", text, strlen(text), limits, problem);
}

static void every_line_has_its_number_and_its_place(void **state) {
    (void)state;
    bench_limits_t limits;
    bench_problem_t problem;
    assert_true(parse(NAMES "s/*,allocs_per_op,,+5%,\"theirs, not ours\"\r\n"
                            "s,bytes_*,gcc 12,1/2,\n",
                      &limits, &problem));
    assert_string_equal(limits.file, "l.csv");
    assert_int_equal(limits.count, 2);
    assert_string_equal(limits.lines[0].cases, "s/*");
    assert_string_equal(limits.lines[0].metrics, "allocs_per_op");
    assert_string_equal(limits.lines[0].toolchain, "");
    assert_string_equal(limits.lines[0].at_most, "+5%");
    assert_int_equal(limits.lines[0].kind, BENCH_LIMIT_PERCENT);
    assert_int_equal(limits.lines[0].line, 2);
    assert_string_equal(limits.lines[1].place, "l.csv line 3");
    assert_string_equal(limits.lines[1].toolchain, "gcc 12");
    assert_int_equal(limits.lines[1].number.den, 2);
    bench_limits_deinit(&limits);
    assert_true(parse(NAMES, &limits, &problem));
    assert_int_equal(limits.count, 0);
    assert_non_null(limits.file);
    bench_limits_deinit(&limits);
}

static void what_is_wrong_is_told_by_its_line(void **state) {
    (void)state;
    static const char *const files[][2] = {
        {NAMES "s,allocs,,1,\n",
         "l.csv line 2 has \"allocs\" as metric, which is not an exact metric that can have a "
         "limit; `vtbench list --metrics` has them"},
        {NAMES "s,ns_per_op,,1,\n",
         "l.csv line 2 has \"ns_per_op\" as metric, which is not an exact metric that can have a "
         "limit; `vtbench list --metrics` has them"},
        {NAMES "s,*,,1,\ns,allocs_once,,5%,\n", "l.csv line 3 has \"5%\" as at_most, which is not "
                                                "a number (64, 1/2), or so much more than "
                                                "committed (+3, +5%)"},
        {NAMES "s,*,,,\n", "l.csv line 2 has \"\" as at_most, which is not a number (64, 1/2), or "
                           "so much more than committed (+3, +5%)"},
        {NAMES ",*,,1,\n",
         "l.csv line 2 has \"\" as case, which is not a pattern of cases; * is all"},
        {NAMES "s,*,icc,1,\n", "l.csv line 2 has \"icc\" as toolchain, which is not gcc or clang "
                               "and as much of a version as is meant, or nothing"},
        {NAMES "s,*,,1,\nt,*,,1,\ns,*,,2,\n",
         "l.csv: line 4 has a limit that was there before; restore the file or make it again with "
         "vtbench accept --limit"},
        {NAMES "s,*,,1\n", "l.csv: line 2 has too few or too many cells; restore the file or make "
                           "it again with vtbench accept --limit"},
        {"case,metric,at_most\n",
         "l.csv: line 1 does not have the names of limits: case, metric, toolchain, at_most, why; "
         "restore the file or make it again with vtbench accept --limit"},
        {"", "l.csv: line 1 is missing; restore the file or make it again with vtbench accept "
             "--limit"},
    };
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        bench_limits_t limits;
        bench_problem_t problem;
        assert_false(parse(files[i][0], &limits, &problem));
        assert_string_equal(problem.text, files[i][1]);
        assert_null(limits.lines);
        assert_null(limits.file);
        assert_int_equal(limits.table.column_count, 0);
    }
}

/* The committed limits with the wanted ones, as CSV. */
static char *merged(const char *text, bench_limit_t *wanted, size_t count) {
    char *written = NULL;
    size_t size;
    bench_limits_t limits;
    bench_table_t table;
    bench_problem_t problem;
    const bench_limits_t new_limits = {.count = count, .lines = wanted};
    assert_true(parse(text, &limits, &problem));
    assert_true(bench_limits_merge(&limits, &new_limits, &table, &problem));
    FILE *out = open_memstream(&written, &size);
    assert_non_null(out);
    bench_csv_print(&table, out);
    fclose(out);
    bench_table_deinit(&table);
    bench_limits_deinit(&limits);
    return written;
}

#define LINE(cases_, metrics_, toolchain_, at_most_) \
    { .cases = (cases_), .metrics = (metrics_), .toolchain = (toolchain_), .at_most = (at_most_) }

static void new_limits_are_renewed_in_place_added_or_removed(void **state) {
    (void)state;
    static const char before[] = NAMES "a,*,,1,because\nb,*,gcc,+5%,\nc,*,,3,\n";
    bench_limit_t wanted[] = {
        LINE("d", "*", "", "+2.5%"), LINE("a", "*", "", "2"),
        LINE("b", "*", "", "4"), /* of another toolchain: another line */
        LINE("c", "*", "", NULL),    LINE("d", "*", "", "7"), /* again */
        LINE("e", "*", "", NULL),
    };
    char *text = merged(before, wanted, sizeof wanted / sizeof wanted[0]);
    assert_string_equal(text, NAMES "a,*,,2,because\nb,*,gcc,+5%,\nd,*,,+2.5%,\nb,*,,4,\n");
    free(text);
    text = merged(before, NULL, 0);
    assert_string_equal(text, before);
    free(text);
}

static void a_written_file_is_read_back(void **state) {
    (void)state;
    char folder[SAMPLE_PATH_MAX];
    char path[SAMPLE_PATH_MAX];
    bench_limits_t limits;
    bench_limits_t read;
    bench_problem_t problem;
    static const char text[] = NAMES "\"a/b;x=\"\"1,2\"\"\",*,,+5%,=why\n";
    sample_folder_create(folder);
    sample_path(folder, BENCH_LIMITS_FILE, path);
    assert_true(parse(text, &limits, &problem));
    assert_true(bench_csv_write(&limits.table, path, &problem));
    assert_true(bench_read_limits(path, &read, &problem));
    assert_string_equal(read.lines[0].cases, "a/b;x=\"1,2\"");
    assert_string_equal(read.lines[0].at_most, "+5%");
    assert_string_equal(bench_table_at(&read.table, 0, 4)->text, "=why");
    assert_string_equal(read.file, path);
    bench_limits_deinit(&read);
    bench_limits_deinit(&limits);
    assert_false(bench_read_limits("no/such/limits.csv", &read, &problem));
    assert_non_null(strstr(problem.text, "no/such/limits.csv"));
    sample_folder_remove(folder);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_line_has_its_number_and_its_place),
        cmocka_unit_test(what_is_wrong_is_told_by_its_line),
        cmocka_unit_test(new_limits_are_renewed_in_place_added_or_removed),
        cmocka_unit_test(a_written_file_is_read_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
