/* test_csv.c - tables as CSV: written, read, and refused. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sample.h"
#include "store/csv.h"

static const bench_csv_kind_t kind = {"a list of numbers", "numbers", "a case", "make numbers"};

/* The columns of a case, and one column of each type. */
static void add_columns(bench_table_t *table) {
    bench_table_init(table);
    bench_table_add_case_columns(table);
    bench_table_add_column(table, "exact", BENCH_TYPE_FRACTION);
    bench_table_add_column(table, "whole", BENCH_TYPE_INTEGER);
    bench_table_add_column(table, "real", BENCH_TYPE_NUMBER);
    bench_table_add_column(table, "text", BENCH_TYPE_TEXT);
}

#define HEAD "scenario,contender,params,exact,whole,real,text\n"

static char *printed(const bench_table_t *table) {
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    assert_non_null(out);
    bench_csv_print(table, out);
    fclose(out);
    return text;
}

static void every_type_is_written_and_read(void **state) {
    (void)state;
    static const char wanted[] = HEAD "s,c,k=1,1/512,-7,0.1,\"a \"\"b\"\", c\"\n"
                                      "s,c,k=2,,,,\n"
                                      "s,c,\"k=\n3\",3,0,1e-07,\"\r\"\n";
    bench_table_t table;
    bench_table_t read;
    bench_problem_t problem;
    add_columns(&table);
    bench_table_add_case(&table, &(bench_case_key_t){"s", "c", "k=1"});
    bench_table_add(&table, bench_fraction_as_value(bench_fraction(1, 512)));
    bench_table_add(&table, bench_whole_value(-7));
    bench_table_add(&table, bench_number_value(0.1));
    bench_table_add(&table, bench_text_value("a \"b\", c"));
    bench_table_add_case(&table, &(bench_case_key_t){"s", "c", "k=2"});
    bench_table_add(&table, bench_unknown_value(BENCH_TYPE_FRACTION));
    bench_table_add(&table, bench_unknown_value(BENCH_TYPE_INTEGER));
    bench_table_add(&table, bench_unknown_value(BENCH_TYPE_NUMBER));
    bench_table_add(&table, bench_unknown_value(BENCH_TYPE_TEXT));
    bench_table_add_case(&table, &(bench_case_key_t){"s", "c", "k=\n3"});
    bench_table_add(&table, bench_fraction_as_value(bench_whole(3)));
    bench_table_add(&table, bench_whole_value(0));
    bench_table_add(&table, bench_number_value(1e-7));
    bench_table_add(&table, bench_text_value("\r"));
    char *text = printed(&table);
    assert_string_equal(text, wanted);
    add_columns(&read);
    assert_true(bench_csv_parse(&kind, "numbers", text, strlen(text), &read, &problem));
    assert_int_equal(bench_table_row_count(&read), 3);
    assert_true(bench_table_at(&read, 0, 3)->fraction.den == 512);
    assert_true(bench_table_at(&read, 0, 5)->number == 0.1);
    assert_string_equal(bench_table_at(&read, 0, 6)->text, "a \"b\", c");
    assert_false(bench_value_is_known(bench_table_at(&read, 1, 3)));
    assert_false(bench_value_is_known(bench_table_at(&read, 1, 5)));
    assert_string_equal(bench_table_at(&read, 2, 2)->text, "k=\n3");
    char *again = printed(&read);
    assert_string_equal(again, wanted);
    free(text);
    free(again);
    bench_table_deinit(&table);
    bench_table_deinit(&read);
}

static void a_table_without_rows_and_a_last_line_without_a_newline_are_read(void **state) {
    (void)state;
    static const char *const texts[] = {"scenario,contender,params,exact,whole,real,text", HEAD,
                                        HEAD "s,c,,1,1,1,", HEAD "s,c,,1,1,1,\n"};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        bench_table_t table;
        bench_problem_t problem;
        add_columns(&table);
        assert_true(
            bench_csv_parse(&kind, "numbers", texts[i], strlen(texts[i]), &table, &problem));
        assert_int_equal(bench_table_row_count(&table), i / 2);
        bench_table_deinit(&table);
    }
}

/* Spreadsheets run what begins so. Numbers stay numbers, also negative ones. */
static void a_text_is_no_formula(void **state) {
    (void)state;
    static const struct {
        const char *text;
        const char *cell;
    } texts[] = {
        {"=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0"},
        {"+x", "'+x"},
        {"-x=1", "'-x=1"},
        {"@SUM(1,2)", "\"'@SUM(1,2)\""},
        {"=", "'="},
        {"'=x", "''=x"},
        {"''=x", "'''=x"},
        {"-1/2", "-1/2"},
        {"+5.0", "+5.0"},
        {"'-5", "'-5"},
        {"'it", "'it"},
        {"it's = -1", "it's = -1"},
    };
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        char wanted[200];
        bench_table_t table;
        bench_table_t read;
        bench_problem_t problem;
        add_columns(&table);
        bench_table_add_case(&table, &(bench_case_key_t){"s", "c", texts[i].text});
        bench_table_add_rest(&table, bench_fraction(-1, 2), (int64_t)-7, -0.5, texts[i].text);
        char *text = printed(&table);
        snprintf(wanted, sizeof wanted, HEAD "s,c,%s,-1/2,-7,-0.5,%s\n", texts[i].cell,
                 texts[i].cell);
        assert_string_equal(text, wanted);
        add_columns(&read);
        assert_true(bench_csv_parse(&kind, "numbers", text, strlen(text), &read, &problem));
        assert_string_equal(bench_table_at(&read, 0, 2)->text, texts[i].text);
        assert_string_equal(bench_table_at(&read, 0, 6)->text, texts[i].text);
        free(text);
        bench_table_deinit(&table);
        bench_table_deinit(&read);
    }
}

/* What an editor of another system makes of a file. */
static void lines_may_end_with_cr_lf_and_a_mark_may_be_before_them(void **state) {
    (void)state;
    static const char *const texts[] = {
        "scenario,contender,params,exact,whole,real,text\r\n"
        "s,c,k,1,1,1,x\r\ns,c,l,2,2,2,\"y\"\r\n",
        "\xef\xbb\xbf" HEAD "s,c,k,1,1,1,x\ns,c,l,2,2,2,y",
    };
    char folder[SAMPLE_PATH_MAX];
    char path[SAMPLE_PATH_MAX];
    sample_folder_create(folder);
    sample_path(folder, "numbers.csv", path);
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        bench_table_t table;
        bench_problem_t problem = {""};
        add_columns(&table);
        sample_write(path, texts[i], strlen(texts[i]));
        if (!bench_csv_read(&kind, path, &table, &problem)) {
            fail_msg("%s", problem.text);
        }
        assert_int_equal(bench_table_row_count(&table), 2);
        assert_string_equal(bench_table_at(&table, 0, 6)->text, "x");
        assert_string_equal(bench_table_at(&table, 1, 6)->text, "y");
        bench_table_deinit(&table);
    }
    sample_folder_remove(folder);
}

/* Each file is refused with one line that names the file and the error. */
static void damaged_files_are_refused(void **state) {
    (void)state;
    static const struct {
        const char *text;
        size_t size; /* 0: all of it */
        const char *what;
    } files[] = {
        {"", 0, "line 1 is missing; restore the file or make it again with make numbers"},
        {"hello\n", 0, "line 1 does not have the names of numbers;"},
        {"\n", 0, "line 1 does not have the names"},
        {"scenario,contender,params\n", 0, "line 1 does not have the names"},
        {"contender,scenario,params,exact,whole,real,text\n", 0, "line 1 does not have the names"},
        {"scenario,contender,params,\"exact\n", 0, "line 1 has damaged quotes"},
        {"scenario,contender,params,a,a\n", 0,
         "numbers.csv: not a list of numbers of this version; make it again with make numbers"},
        {"scenario,contender,params,exact,whole,real\n", 0, "of this version"},
        {"scenario,contender,params,exact,whole,real,text,more\n", 0, "of this version"},
        {HEAD "a,b,c,1,1,1,\nd,b,c,1,1,1,\na,b,c,2,1,1,\n", 0,
         "line 4 has a case that was there before"},
        {HEAD "a,b,c\n", 0, "line 2 has too few or too many cells"},
        {HEAD "a,b,c,1,2,3,4,5\n", 0, "line 2 has too few or too many cells"},
        {HEAD "\n", 0, "line 2 has too few or too many cells"},
        {HEAD "a,b,c,1,1,1,a\rb\n", 0, "line 2 has damaged quotes or line ends"},
        {HEAD "a,b,c,1,1,1,\"1\n", 0, "line 2 has damaged quotes"},
        {HEAD "a,b,c,1,1,1,\"1\"2\n", 0, "line 2 has damaged quotes"},
        {HEAD "a,b,c,1,1,1,1\"\n", 0, "line 2 has damaged quotes"},
        {HEAD "a,b\0,c,1\n", sizeof HEAD + 9, "is not a text file"},
        {HEAD "a,b,c,0.5,1,1,\n", 0, "line 2 has \"0.5\" as exact, which is not a fraction in"},
        {HEAD "a,b,c,2/4,1,1,\n", 0, "line 2 has \"2/4\" as exact"},
        {HEAD "a,b,c, 1,1,1,\n", 0, "line 2 has \" 1\" as exact"},
        {HEAD "a,b,c,1,1/2,1,\n", 0, "line 2 has \"1/2\" as whole, which is not a whole number"},
        {HEAD "a,b,c,1,1.0,1,\n", 0, "line 2 has \"1.0\" as whole"},
        {HEAD "a,b,c,1,9223372036854775808,1,\n", 0, "as whole, which is not a whole number"},
        {HEAD "a,b,c,1,1,x,\n", 0, "line 2 has \"x\" as real, which is not a number"},
        {HEAD "a,b,c,1,1,1x,\n", 0, "line 2 has \"1x\" as real"},
        {HEAD "a,b,c,1,1,nan,\n", 0, "line 2 has \"nan\" as real"},
    };
    char folder[SAMPLE_PATH_MAX];
    char path[SAMPLE_PATH_MAX];
    sample_folder_create(folder);
    sample_path(folder, "numbers.csv", path);
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        bench_table_t table;
        bench_problem_t problem = {""};
        add_columns(&table);
        sample_write(path, files[i].text,
                     files[i].size != 0 ? files[i].size : strlen(files[i].text));
        assert_false(bench_csv_read(&kind, path, &table, &problem));
        assert_non_null(strstr(problem.text, path));
        if (strstr(problem.text, files[i].what) == NULL) {
            fail_msg("\"%s\" does not say \"%s\"", problem.text, files[i].what);
        }
        assert_int_equal(table.column_count, 0);
    }
    sample_folder_remove(folder);
}

static void an_unreadable_file_is_reported(void **state) {
    (void)state;
    bench_table_t table;
    bench_problem_t problem = {""};
    add_columns(&table);
    assert_false(bench_csv_read(&kind, "/nonexistent/a.csv", &table, &problem));
    assert_string_equal(problem.text, "/nonexistent/a.csv: cannot be read: No such file or "
                                      "directory; name a list of numbers");
    add_columns(&table);
    assert_false(bench_csv_read(&kind, "/tmp", &table, &problem));
    assert_non_null(strstr(problem.text, "cannot be read: Is a directory"));
    assert_int_equal(table.column_count, 0);
}

static void an_incomplete_table_is_not_written(void **state) {
    (void)state;
    char folder[SAMPLE_PATH_MAX];
    char path[SAMPLE_PATH_MAX];
    bench_table_t table;
    bench_problem_t problem = {""};
    sample_folder_create(folder);
    sample_path(folder, "numbers.csv", path);
    add_columns(&table);
    bench_table_add(&table, bench_text_value("alone"));
    assert_false(bench_csv_write(&table, path, &problem));
    assert_non_null(strstr(problem.text, "out of memory"));
    assert_int_equal(sample_folder_files(folder), 0);
    bench_table_deinit(&table);
    sample_folder_remove(folder);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_type_is_written_and_read),
        cmocka_unit_test(a_table_without_rows_and_a_last_line_without_a_newline_are_read),
        cmocka_unit_test(a_text_is_no_formula),
        cmocka_unit_test(lines_may_end_with_cr_lf_and_a_mark_may_be_before_them),
        cmocka_unit_test(damaged_files_are_refused),
        cmocka_unit_test(an_unreadable_file_is_reported),
        cmocka_unit_test(an_incomplete_table_is_not_written),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
