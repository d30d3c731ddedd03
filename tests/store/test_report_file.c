/* test_report_file.c - report.json: writing, reading and refusing. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "row_json.h"
#include "sample.h"
#include "store/report_file.h"

/* A folder with the sample's report.json, and the file's bytes. */
typedef struct fixture {
    char folder[SAMPLE_PATH_MAX];
    char path[SAMPLE_PATH_MAX];
    char *text;
    size_t size;
} fixture_t;

static int set_up(void **state) {
    fixture_t *fixture = calloc(1, sizeof *fixture);
    bench_report_t report;
    bench_problem_t problem;
    sample_folder_create(fixture->folder);
    sample_report(&report);
    sample_contenders(&report);
    sample_floor(&report);
    report.rows[8].failure = strdup("ended by signal 11 (\"Segmentation fault\") in run");
    assert_true(bench_report_write(&report, fixture->folder, &problem));
    bench_report_deinit(&report);
    sample_path(fixture->folder, "report.json", fixture->path);
    fixture->text = sample_read(fixture->path, &fixture->size);
    *state = fixture;
    return 0;
}

static int tear_down(void **state) {
    fixture_t *fixture = *state;
    sample_folder_remove(fixture->folder);
    free(fixture->text);
    free(fixture);
    return 0;
}

/* Reads `path`, which must fail with one line that names it and contains `expected`. */
static void assert_refused(const char *path, const char *expected) {
    bench_report_t report;
    bench_problem_t problem = {""};
    if (bench_report_read(path, &report, &problem)) {
        fail_msg("was read, wanted: %s", expected);
    }
    if (strstr(problem.text, expected) == NULL || strstr(problem.text, path) == NULL) {
        fail_msg("\"%s\" does not say \"%s\" of the file", problem.text, expected);
    }
    assert_null(strchr(problem.text, '\n'));
    assert_non_null(strchr(problem.text, ';')); /* what to do */
    assert_int_equal(report.row_count, 0);
    assert_null(report.name);
}

static void writing_what_was_read_gives_the_same_bytes(void **state) {
    const fixture_t *fixture = *state;
    bench_report_t report;
    bench_problem_t problem;
    size_t size;
    assert_true(bench_report_read(fixture->folder, &report, &problem));
    assert_true(bench_report_write(&report, fixture->folder, &problem));
    char *again = sample_read(fixture->path, &size);
    assert_string_equal(again, fixture->text);
    free(again);
    bench_report_deinit(&report);
}

static void the_file_matches_the_committed_one(void **state) {
    const fixture_t *fixture = *state;
    assert_golden("report.json", fixture->text);
}

static void every_field_is_read_back(void **state) {
    const fixture_t *fixture = *state;
    bench_report_t report;
    bench_problem_t problem;
    assert_true(bench_report_read(fixture->path, &report, &problem));
    assert_string_equal(report.name, "sample");
    assert_string_equal(report.created, "2026-01-02T03:04:05Z");
    assert_true(report.partial);
    assert_true(report.seed == UINT64_MAX);
    assert_string_equal(report.facts[1].name, "cpu");
    assert_string_equal(bench_report_fact(&report, "cpu"), "Some \"CPU\", 2 GHz | x");
    assert_string_equal(bench_report_fact(&report, "absent"), "");
    assert_true(bench_report_overhead(&report, "empty_operation") == 0.3);
    assert_true(isnan(bench_report_overhead(&report, "hook_pair")));
    assert_true(isnan(bench_report_overhead(&report, "absent")));
    assert_int_equal(report.row_count, 9);
    const bench_row_t *row = &report.rows[1];
    assert_int_equal(row->process_count, 8);
    assert_true(row->processes[1].slices[2] == 21.0);
    assert_true(row->processes[7].yardstick == 0.96875);
    assert_true(report.rows[0].processes[0].yardstick == 0);
    assert_true(row->counts.witnessed);
    assert_true(row->counts.witnesses.events[1] == 2050);
    assert_true(row->counts.witnesses.arenas[0] == 1026);
    assert_int_equal(row->counts.sizes[0].size_class, 48);
    assert_true(bench_fraction_equal(row->counts.peak_live_bytes, bench_whole(4096)));
    assert_int_equal(report.rows[5].budget_kind, BENCH_BUDGET_MISSES);
    assert_true(report.rows[5].counts.synchronous_share == 0.9);
    assert_true(isnan(report.rows[4].counts.synchronous_share));
    assert_true(report.rows[1].counts.resident_bytes_per_op == 104.5);
    assert_true(isnan(report.rows[0].counts.resident_bytes_per_op));
    assert_int_equal(report.rows[5].counts.verification, BENCH_VERIFIED);
    assert_null(report.rows[5].counts.disagreement);
    assert_int_equal(report.rows[6].counts.verification, BENCH_UNVERIFIED);
    assert_string_equal(report.rows[6].counts.disagreement,
                        "size class 48, thread 1: hooks 3, arenas 2");
    assert_int_equal(report.rows[7].budget_kind, BENCH_BUDGET_NONE);
    assert_int_equal(report.rows[2].instructions.by, BENCH_BY_CALLGRIND);
    assert_true(report.rows[2].instructions.exact);
    assert_true(bench_fraction_equal(report.rows[2].instructions.per_op, bench_fraction(273, 5)));
    assert_int_equal(report.rows[4].instructions.by, BENCH_BY_PERF_EVENT);
    assert_false(report.rows[4].instructions.exact);
    assert_int_equal(report.rows[3].instructions.by, BENCH_BY_NONE);
    assert_false(report.rows[8].counted);
    assert_string_equal(report.rows[8].failure,
                        "ended by signal 11 (\"Segmentation fault\") in run");
    assert_null(report.rows[0].failure);
    assert_int_equal(bench_report_failures(&report), 1);
    assert_true(report.rows[8].kernel_timed);
    assert_false(report.rows[0].kernel_timed);
    bench_report_deinit(&report);
}

static void contenders_words_and_floors_are_read_back(void **state) {
    const fixture_t *fixture = *state;
    bench_report_t report;
    bench_problem_t problem;
    assert_true(bench_report_read(fixture->path, &report, &problem));
    assert_int_equal(report.contender_count, 3);
    assert_false(report.contenders[0].aside);
    assert_true(report.contenders[2].aside);
    assert_int_equal(report.word_count, 2);
    assert_string_equal(bench_report_words(&report, "hit_ratio;percent", 17), "% hits");
    assert_string_equal(report.contenders[0].colour, "#0072B2");
    assert_int_equal(report.contenders[0].symbol, 7);
    assert_string_equal(report.contenders[1].label, "value task, \"plain\"");
    assert_string_equal(report.contenders[1].compared_with, "task");
    assert_int_equal(report.floor_count, 1);
    const bench_floor_t *floor = &report.floors[0];
    assert_string_equal(floor->path, "a task");
    assert_string_equal(floor->of.contender, "task");
    assert_int_equal(floor->term_count, 2);
    assert_string_equal(floor->terms[1].key.contender, "direct");
    assert_true(floor->terms[1].times == 2);
    assert_true(floor->aim == 1.5);
    bench_report_deinit(&report);
}

/* Each case replaces the first `find` of the sample by `put`. */
static const struct damage {
    const char *find;
    const char *put;
    const char *expected;
} damages[] = {
    {"\"format_version\":9", "\"format_version\":3",
     "format_version is 3, this program reads 4 to 9;"},
    {"\"format_version\":9", "\"format_version\":10",
     "format_version is 10, this program reads 4 to 9;"},
    {"\"format_version\":9,", "", "is not a report (no format_version)"},
    {"\"format_version\":9", "\"format_version\":\"9\"", "is not a report"},
    {"\"name\":\"sample\"", "\"name\":7", "name must be a string"},
    {"\"name\":\"sample\"", "\"name\":\"a\",\"name\":\"b\"", "damaged at line 2"},
    {"\"name\":\"sample\"", "\"nom\":\"sample\"", "name is missing"},
    {"\"seed\"", "\"extra\":1,\"seed\"", "extra is not a field"},
    {"\"partial\":true", "\"partial\":1", "partial must be true or false"},
    {"\"seed\":\"18446744073709551615\"", "\"seed\":\"18446744073709551616\"", "seed must be"},
    {"\"seed\":\"18446744073709551615\"", "\"seed\":12", "seed must be"},
    {"\"kernel\":\"6.1\"", "\"kernel\":6.1", "environment.kernel must be a string"},
    {"\"hook_pair\":null", "\"hook_pair\":\"fast\"", "overhead.hook_pair must be a number"},
    {"\"cases\":[", "\"cases\":7,\"rest\":[", "cases must be an array"},
    {"\"cases\":[", "\"rest\":[],\"cases\":[", "rest is not a field"},
    {"\"colour\":\"#0072B2\"", "\"colour\":\"red\"", "contenders[0].colour must be empty or a"},
    {"\"colour\":\"#0072B2\"", "\"colour\":\"#0072B2;\"", "contenders[0].colour must be empty"},
    {"\"colour\":\"#0072B2\"", "\"colour\":\"#0072Bx\"", "contenders[0].colour must be empty"},
    {"\"symbol\":7", "\"symbol\":-7", "contenders[0].symbol must not be negative"},
    {"\"symbol\":7", "\"symbol\":4294967296", "contenders[0].symbol is too large"},
    {"\"name\":\"value_task\"", "\"name\":\"task\"",
     "contenders[1] is a contender that was there before"},
    {"\"name\":\"task\"", "\"name\":\"\"", "contenders[0].name must not be empty"},
    {",\"about\":\"\"", "", "contenders[1].about is missing"},
    {",\"aside\":false", "", "contenders[0].aside is missing"},
    {"\"name\":\"hit_ratio;percent\"", "\"name\":\"sync_success\"",
     "words[1] is a name that was there before"},
    {"\"of\":{", "\"of\":7,\"off\":{", "floors[0].of must be an object"},
    {"\"of\":{", "\"of\":{\"x\":1,", "floors[0].of.x is not a field"},
    {"\"terms\":[", "\"terms\":[],\"more\":[", "floors[0].terms must be one or two"},
    {"\"terms\":[",
     "\"terms\":[{\"scenario\":\"s\",\"contender\":\"c\",\"params\":\"\",\"times\":1},",
     "floors[0].terms must be one or two"},
    {"\"times\":2.0", "\"times\":0", "floors[0].terms[1].times must be a number from 1e-6 to 1e6"},
    {"\"aim\":1.5", "\"aim\":null", "floors[0].aim must be a number from 1e-6 to 1e6"},
    {"\"kernel_timed\":false", "\"kernel_timed\":null", "cases[0].kernel_timed must be true or"},
    {"\"kernel_timed\":false", "\"exact\":true", "cases[0].kernel_timed is missing"},
    {"{\"scenario\":\"sync_success\",\"contender\":\"direct\",\"params\":\"\",\"k",
     "{\"scenario\":\"\",\"contender\":\"direct\",\"params\":\"\",\"k",
     "cases[0].scenario must not be empty"},
    {"\"contender\":\"task\",\"params\":\"\",\"k", "\"contender\":\"direct\",\"params\":\"\",\"k",
     "cases[1] is a case that was there"},
    {"\"allocs_per_op\":\"0\"", "\"allocs_per_op\":\"0.5\"",
     "cases[0].budget.allocs_per_op must be"},
    {"\"budget\":{", "\"budget\":{\"at_most\":\"1\",",
     "cases[0].budget.allocs_per_op is not a field"},
    {"\"budget\":{", "\"budget\":{\"x\":1,", "cases[0].budget.x is not a field"},
    {"\"failure\":null", "\"failure\":\"\"", "cases[0].failure must be null or a text"},
    {"\"failure\":null", "\"failure\":false", "cases[0].failure must be"},
    {",\"failure\":null", "", "cases[0].failure is missing"},
    {"\"frees_per_op\":\"1\"", "\"frees_per_op\":\"2/4\"", "cases[1].counts.frees_per_op must be"},
    {"\"frees_per_op\":\"1\"", "\"frees_per_op\":1", "cases[1].counts.frees_per_op must be"},
    {"\"allocs_once\":2", "\"allocs_once\":2.5", "cases[0].counts.allocs_once must be a whole"},
    {"\"operations\":1024", "\"operations\":0", "cases[0].counts.operations must be at least 1"},
    {"\"arenas\":{\"n\":1026", "\"arenas\":{\"n\":-1",
     "cases[0].counts.witnesses.arenas.n must not be negative"},
    {"\"witnesses\":", "\"wit\":", "cases[0].counts.witnesses is missing"},
    {"\"operations\":1024", "\"operations\":99999999999999999999", "damaged at line"},
    {"\"allocs_once\":2", "\"allocs_once\":-9223372036854775808",
     "cases[0].counts.allocs_once must be at least -9223372036854775807"},
    {"\"verified\":true", "\"verified\":\"verified\"", "cases[0].counts.verified must be true or"},
    {"\"verified\":true,\"disagreement\":null", "\"verified\":true,\"disagreement\":\"a\"",
     "cases[0].counts.disagreement must be null where"},
    {"\"verified\":true,\"disagreement\":null", "\"verified\":true,\"disagreement\":\"\"",
     "cases[0].counts.disagreement must be null where"},
    {"\"verified\":true,\"disagreement\":null", "\"verified\":false,\"disagreement\":null",
     "cases[0].counts.disagreement must be a text"},
    {"\"verified\":true,\"disagreement\":null", "\"verified\":false,\"disagreement\":\"\"",
     "cases[0].counts.disagreement must be a text"},
    {"\"verified\":true,\"disagreement\":null", "\"verified\":true,\"disagreement\":7",
     "cases[0].counts.disagreement must be a string"},
    {",\"disagreement\":null", "", "cases[0].counts.disagreement is missing"},
    {"\"size_class\":48", "\"size_class\":-48", "counts.sizes[0].size_class must be at least 1"},
    {"\"sizes\":[]", "\"sizes\":{}", "cases[0].counts.sizes must be an array"},
    {"\"synchronous_share\":0.9", "\"synchronous_share\":1.9",
     "cases[5].counts.synchronous_share must be"},
    {"\"resident_bytes_per_op\":104.5", "\"resident_bytes_per_op\":-1",
     "cases[1].counts.resident_bytes_per_op must be"},
    {"\"per_op\":\"23\"", "\"per_op\":23", "cases[0].instructions.per_op must be a fraction"},
    {"\"per_op\":\"23\"", "\"per_op\":\"0\"", "cases[0].instructions.per_op must be above 0"},
    {"\"by\":\"callgrind\"", "\"by\":\"guess\"", "cases[0].instructions.by must be"},
    {"\"by\":\"callgrind\"", "\"by\":\"\"", "cases[0].instructions.by must be"},
    {",\"by\":\"callgrind\"", "", "cases[0].instructions.by is missing"},
    {"\"instructions\":null,", "", "cases[3].instructions is missing"},
    {"\"process\":1,", "\"process\":0,", "cases[0].samples[1].process must be larger"},
    {"\"process\":0,", "\"process\":4294967296,", "cases[0].samples[0].process is too large"},
    {"\"process\":0,", "", "cases[0].samples[0].process is missing"},
    {"[0.3125,", "[-0.3125,", "cases[0].samples[0].slices[0] must be a time above 0"},
    {"[0.3125,", "[0,", "slices[0] must be a time above 0"},
    {"[0.3125,0.1875,", "[0.3125,-1,", "cases[0].samples[0].slices[1] must be a time above 0"},
    {"[0.3125,", "[null,", "slices[0] must be a time above 0"},
    {"[0.3125,", "[1e-13,", "slices[0] must be a time above 0"},
    {"[0.3125,", "[1.7976931348623157e308,", "slices[0] must be a time above 0"},
    {"\"hook_pair\":null", "\"hook_pair\":1.7976931348623157e308",
     "overhead.hook_pair must be a number"},
    {"\"yardstick\":null", "\"yardstick\":0", "samples[0].yardstick must be null or a time above"},
    {"\"yardstick\":null", "\"yardstick\":-1", "samples[0].yardstick must be null or a time"},
    {"\"yardstick\":null", "\"yardstick\":\"1\"", "samples[0].yardstick must be null or a time"},
    {"\"yardstick\":null,", "", "samples[0].yardstick is missing"},
    {"[0.3125,", "[NaN,", "damaged at line"},
    {"[0.3125,", "[1e999,", "damaged at line"},
    {"[0.3125,0.1875,0.25]", "[]", "cases[0].samples[0].slices must not be empty"},
    {"gcc 12", "gcc\xff 12", "damaged at line"},
    {"gcc 12", "gcc\n 12", "damaged at line"},
    {"\n]}\n", "\n]} trailing", "damaged at line"},
};

static char *damaged_text(const char *text, const struct damage *damage) {
    const char *found = strstr(text, damage->find);
    if (found == NULL) {
        fail_msg("the sample has no %s", damage->find);
        return NULL;
    }
    char *damaged;
    assert_true(asprintf(&damaged, "%.*s%s%s", (int)(found - text), text, damage->put,
                         found + strlen(damage->find)) > 0);
    return damaged;
}

static void every_error_is_one_line_that_names_the_place(void **state) {
    const fixture_t *fixture = *state;
    for (size_t i = 0; i < sizeof damages / sizeof damages[0]; i++) {
        char *damaged = damaged_text(fixture->text, &damages[i]);
        sample_write(fixture->path, damaged, strlen(damaged));
        free(damaged);
        assert_refused(fixture->path, damages[i].expected);
    }
}

static void files_that_are_not_reports_are_refused(void **state) {
    const fixture_t *fixture = *state;
    static const struct {
        const char *text;
        const char *expected;
    } files[] = {
        {"", "damaged at line"},
        {"scenario,contender\nsync,task\n", "damaged at line"},
        {"\x7f"
         "ELF",
         "damaged at line"},
        {"[1,2]", "is not a report"},
        {"{}", "is not a report"},
        {"{\"format_version\":4}", "name is missing"},
    };
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        sample_write(fixture->path, files[i].text, strlen(files[i].text));
        assert_refused(fixture->path, files[i].expected);
    }
    assert_refused("/nonexistent/report.json", "No such file or directory");
}

static void every_truncation_is_refused(void **state) {
    const fixture_t *fixture = *state;
    /* Without its last newline the file is still complete. */
    for (size_t length = 0; length + 1 < fixture->size; length++) {
        bench_report_t report;
        bench_problem_t problem = {""};
        assert_false(bench_report_parse("cut", fixture->text, length, &report, &problem));
        assert_non_null(strstr(problem.text, "cut: damaged at line"));
        assert_int_equal(report.row_count, 0);
    }
}

static void a_report_that_could_not_be_read_back_is_not_written(void **state) {
    const fixture_t *fixture = *state;
    static const double bad[] = {0.0, -1.0, NAN, INFINITY, 1e-13, 1e19};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        bench_report_t report;
        bench_problem_t problem = {""};
        sample_report(&report);
        report.rows[1].processes[0].slices[0] = bad[i];
        assert_false(bench_report_write(&report, fixture->folder, &problem));
        assert_non_null(strstr(problem.text, "case sync_success/task cannot be written: "
                                             "cases[1].samples[0].slices[0] must be a time"));
        bench_report_deinit(&report);
    }
    size_t size;
    char *kept = sample_read(fixture->path, &size);
    assert_string_equal(kept, fixture->text);
    free(kept);
    assert_int_equal(sample_folder_files(fixture->folder), 1);
}

/* Writes the sample after one change, which must fail with that message. */
typedef void change_t(bench_report_t *report);

static void assert_not_written(change_t *change, const char *expected) {
    bench_report_t report;
    bench_problem_t problem = {""};
    char *text = NULL;
    size_t size;
    sample_report(&report);
    sample_contenders(&report);
    sample_floor(&report);
    change(&report);
    FILE *out = open_memstream(&text, &size);
    assert_non_null(out);
    bool written = bench_report_print(&report, out, &problem);
    fclose(out);
    free(text);
    bench_report_deinit(&report);
    if (written || strstr(problem.text, expected) == NULL) {
        fail_msg("\"%s\" does not say \"%s\"", problem.text, expected);
    }
}

static void make_not_canonical(bench_report_t *report) {
    report->rows[1].counts.frees_per_op = (bench_fraction_t){2, 4};
}

static void forget_a_lifetime(bench_report_t *report) {
    report->rows[1].counts.lifetimes.later = (bench_fraction_t){0, 0};
}

static void make_no_whole_number(bench_report_t *report) {
    report->rows[1].counts.allocs_once = bench_fraction(1, 2);
}

static void forget_the_disagreement(bench_report_t *report) {
    report->rows[0].counts.verification = BENCH_UNVERIFIED;
}

static void descend_in_sizes(bench_report_t *report) {
    report->rows[1].counts.sizes[0].size_class = 0;
}

static void repeat_a_process(bench_report_t *report) {
    report->rows[1].processes[3].process = 2;
}

static void repeat_a_case(bench_report_t *report) {
    sample_row(report, "hit_ratio", "task", "percent=90", bench_fraction(1, 1));
}

static void break_a_text(bench_report_t *report) {
    assert_true(bench_report_add_fact(report, "os", "a\xff"));
}

static void break_a_name(bench_report_t *report) {
    assert_true(bench_report_add_fact(report, "o\xff", "a"));
}

static void break_a_colour(bench_report_t *report) {
    report->contenders[0].colour[0] = ' ';
}

static void lose_the_terms(bench_report_t *report) {
    bench_case_deinit(&report->floors[0].terms[0].key);
    bench_case_deinit(&report->floors[0].terms[1].key);
    report->floors[0].term_count = 0;
}

static void count_too_much(bench_report_t *report) {
    report->rows[1].counts.operations = UINT64_MAX;
}

static void a_refused_value_is_named_with_its_place_when_written(void **state) {
    (void)state;
#define TASK "case sync_success/task cannot be written: cases[1]."
    assert_not_written(make_not_canonical, TASK "counts.frees_per_op must be a fraction");
    assert_not_written(forget_a_lifetime,
                       TASK "counts.followed.lifetimes.later must be a fraction");
    assert_not_written(make_no_whole_number, TASK "counts.allocs_once must be a whole number");
    assert_not_written(forget_the_disagreement, "cases[0].counts.disagreement must be a text");
    assert_not_written(descend_in_sizes, TASK "counts.sizes[0].size_class must be at least 1");
    assert_not_written(repeat_a_process, TASK "samples[3].process must be larger than");
    assert_not_written(count_too_much, TASK "counts.operations is too large");
    assert_not_written(repeat_a_case, "report.json: cases[9] is a case that was there before");
    assert_not_written(break_a_text, "report.json: environment.os is not UTF-8");
    assert_not_written(break_a_name, "is not UTF-8");
    assert_not_written(break_a_colour, "report.json: contenders[0].colour must be empty or a");
    assert_not_written(lose_the_terms, "report.json: floors[0].terms must be one or two");
#undef TASK
}

static void unknown_values_stay_unknown(void **state) {
    (void)state;
    bench_report_t report;
    bench_problem_t problem;
    bench_row_t row = {.counted = false};
    sample_report(&report);
    report.rows[0].counts.frees_per_op = (bench_fraction_t){0, 0};
    report.rows[0].counts.peak_live_bytes = (bench_fraction_t){0, 0};
    char *text = row_to_json(&report.rows[0]);
    assert_non_null(text);
    assert_non_null(strstr(text, "\"frees_per_op\":null"));
    assert_non_null(strstr(text, "\"peak_live_bytes\":null"));
    assert_true(row_from_json(text, &row, &problem));
    assert_false(bench_fraction_is_known(row.counts.frees_per_op));
    assert_false(bench_fraction_is_known(row.counts.peak_live_bytes));
    assert_true(bench_fraction_is_known(row.counts.allocs_per_op));
    free(text);
    bench_row_deinit(&row);
    bench_report_deinit(&report);
}

/* Two files with many cases; the second one repeats the first case at its end. */
static void many_cases_are_read_and_a_repeated_one_is_found(void **state) {
    (void)state;
    enum { CASES = 20000 };
    bench_report_t report;
    bench_problem_t problem;
    bench_report_init(&report);
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    assert_non_null(out);
    fputs("{\"format_version\":4,\"name\":\"\",\"created\":\"\",\"partial\":false,\"seed\":\"1\","
          "\"environment\":{},\"overhead\":{},\"contenders\":[],\"floors\":[],\"cases\":[",
          out);
    for (int i = 0; i <= CASES; i++) {
        fprintf(out,
                "%s{\"scenario\":\"s\",\"contender\":\"c\",\"params\":\"k=%d\",\"kernel_timed\":"
                "false,\"budget\":null,\"counts\":null,\"instructions\":null,\"samples\":[],"
                "\"latencies\":[]}",
                i > 0 ? "," : "", i % CASES);
    }
    fputs("]}", out);
    fclose(out);
    assert_false(bench_report_parse("many", text, size, &report, &problem));
    assert_non_null(strstr(problem.text, "many: cases[20000] is a case that was there before"));
    char *last = strstr(text, "k=19999");
    assert_non_null(last);
    last = strstr(last, "k=0\"");
    assert_non_null(last);
    last[2] = 'x';
    assert_true(bench_report_parse("many", text, size, &report, &problem));
    assert_int_equal(report.row_count, CASES + 1);
    free(text);
    bench_report_deinit(&report);
}

static void a_budget_of_at_most_is_read_back(void **state) {
    (void)state;
    static const char budget[] = "\"budget\":{\"at_most\":\"3/2\"}";
    bench_row_t row;
    bench_row_t again;
    bench_problem_t problem;
    bench_row_init(&row);
    assert_true(bench_case_copy(&row.key, &(bench_case_key_t){"s", "c", ""}));
    row.budget_kind = BENCH_BUDGET_AT_MOST;
    row.budget = bench_fraction(3, 2);
    char *text = row_to_json(&row);
    assert_non_null(text);
    assert_non_null(strstr(text, budget));
    assert_true(row_from_json(text, &again, &problem));
    assert_int_equal(again.budget_kind, BENCH_BUDGET_AT_MOST);
    assert_true(bench_fraction_equal(again.budget, row.budget));
    free(text);
    bench_row_deinit(&row);
    bench_row_deinit(&again);
}

/* As in a file of a version before all metrics. */
static void code_old_row(bench_codec_t *codec, void *thing) {
    bench_codec_set_version(codec, 3);
    bench_code_row(codec, thing);
}

static void a_metric_newer_than_the_file_is_unknown(void **state) {
    (void)state;
    static const char text[] =
        "{\"scenario\":\"s\",\"contender\":\"c\",\"params\":\"\",\"kernel_timed\":false,"
        "\"budget\":null,\"counts\":{\"operations\":1,\"sizes\":[],\"followed\":null,"
        "\"verified\":true,\"disagreement\":null},\"instructions\":null,\"samples\":[],"
        "\"latencies\":[]}";
    bench_row_t row;
    bench_problem_t problem = {""};
    assert_false(row_from_json(text, &row, &problem));
    assert_non_null(strstr(problem.text, "row: counts.allocs_per_op is missing"));
    bench_row_init(&row);
    assert_true(bench_codec_read("old", "", text, strlen(text), code_old_row, &row, &problem));
    for (size_t i = 0; i < BENCH_METRIC_verified; i++) {
        bench_value_t value = bench_row_count(&row, &bench_metrics[i]);
        assert_false(bench_value_is_known(&value));
    }
    assert_true(isnan(row.counts.synchronous_share));
    bench_row_deinit(&row);
}

/* Of version 4: without `failure`. The same text as one of version 5 is refused. */
static void a_report_of_the_version_before_is_read(void **state) {
    (void)state;
    static const char format[] =
        "{\"format_version\":%d,\"name\":\"\",\"created\":\"\",\"partial\":false,\"seed\":\"1\","
        "\"environment\":{},\"overhead\":{},\"contenders\":[],\"floors\":[],\"cases\":["
        "{\"scenario\":\"s\",\"contender\":\"c\",\"params\":\"\",\"kernel_timed\":false,\"budget\":"
        "null,"
        "\"counts\":null,\"instructions\":null,\"samples\":[],\"latencies\":[]}]}";
    char text[sizeof format + 16];
    bench_report_t report;
    bench_problem_t problem = {""};
    (void)snprintf(text, sizeof text, format, 4);
    assert_true(bench_report_parse("old", text, strlen(text), &report, &problem));
    assert_null(report.rows[0].failure);
    bench_report_deinit(&report);
    (void)snprintf(text, sizeof text, format, 5);
    assert_false(bench_report_parse("old", text, strlen(text), &report, &problem));
    assert_non_null(strstr(problem.text, "cases[0].failure is missing"));
}

/* Of version 5: without `words`. */
static void words_came_with_version_6(void **state) {
    (void)state;
    static const char format[] =
        "{\"format_version\":%d,\"name\":\"\",\"created\":\"\",\"partial\":false,\"seed\":\"1\","
        "\"environment\":{},\"overhead\":{},\"contenders\":[{\"name\":\"task\",\"label\":\"\","
        "\"colour\":\"\",\"symbol\":0,\"about\":\"\",\"compared_with\":\"\"}],\"floors\":[],"
        "\"cases\":[]}";
    char text[sizeof format + 16];
    bench_report_t report;
    bench_problem_t problem = {""};
    (void)snprintf(text, sizeof text, format, 5);
    assert_true(bench_report_parse("old", text, strlen(text), &report, &problem));
    assert_false(report.contenders[0].aside);
    assert_int_equal(report.word_count, 0);
    bench_report_deinit(&report);
    (void)snprintf(text, sizeof text, format, 6);
    assert_false(bench_report_parse("old", text, strlen(text), &report, &problem));
    assert_non_null(strstr(problem.text, "contenders[0].aside is missing"));
}

/* Takes each of them out of the text. */
static void remove_all(char *text, const char *part) {
    for (char *at = strstr(text, part); at != NULL; at = strstr(at, part)) {
        memmove(at, at + strlen(part), strlen(at + strlen(part)) + 1);
    }
}

/* Of version 6: without `witnesses`, which are then not known. */
static void witnesses_came_with_version_7(void **state) {
    const fixture_t *fixture = *state;
    static const char key[] = ",\"witnesses\":{\"events\":{\"n\":1026,\"2n\":2050},"
                              "\"arenas\":{\"n\":1026,\"2n\":2050}}";
    char *text = strdup(fixture->text);
    assert_non_null(text);
    remove_all(text, key);
    bench_report_t report;
    bench_problem_t problem = {""};
    assert_false(bench_report_parse("old", text, strlen(text), &report, &problem));
    assert_non_null(strstr(problem.text, "cases[0].counts.witnesses is missing"));
    remove_all(text, ",\"collections_per_million_ops\":null"); /* of version 8 */
    remove_all(text, ",\"collections_per_million_ops\":\"3/2\"");
    remove_all(text, ",\"resident_bytes_per_op\":null"); /* of version 9 */
    remove_all(text, ",\"resident_bytes_per_op\":104.5");
    char *version = strstr(text, ":9,");
    assert_non_null(version);
    version[1] = '6';
    assert_true(bench_report_parse("old", text, strlen(text), &report, &problem));
    assert_false(report.rows[0].counts.witnessed);
    bench_report_deinit(&report);
    free(text);
}

static void a_row_passes_between_processes_as_one_line(void **state) {
    (void)state;
    bench_report_t report;
    bench_problem_t problem;
    bench_row_t row;
    sample_report(&report);
    for (size_t i = 0; i < report.row_count; i++) {
        char *text = row_to_json(&report.rows[i]);
        assert_non_null(text);
        assert_null(strchr(text, '\n'));
        assert_true(row_from_json(text, &row, &problem));
        char *again = row_to_json(&row);
        assert_string_equal(again, text);
        free(again);
        bench_row_deinit(&row);
        text[strlen(text) - 1] = ' ';
        assert_false(row_from_json(text, &row, &problem));
        assert_non_null(strstr(problem.text, "row: "));
        free(text);
    }
    assert_false(row_from_json("{}", &row, &problem));
    assert_non_null(strstr(problem.text, "row: scenario is missing"));
    bench_report_deinit(&report);
}

static void a_second_value_of_a_fact_replaces_the_first(void **state) {
    (void)state;
    bench_report_t report;
    sample_report(&report);
    assert_true(bench_report_add_fact(&report, "kernel", "6.2"));
    assert_true(bench_report_add_overhead(&report, "empty_operation", 0.5));
    assert_int_equal(report.fact_count, 3);
    assert_int_equal(report.overhead_count, 2);
    assert_string_equal(bench_report_fact(&report, "kernel"), "6.2");
    assert_true(bench_report_overhead(&report, "empty_operation") == 0.5);
    bench_report_deinit(&report);
    bench_report_deinit(NULL);
}

static void a_problem_is_one_line_that_fits(void **state) {
    (void)state;
    bench_problem_t problem;
    assert_false(bench_problem(&problem, "%s", "a\nb\x1b[31m"));
    assert_string_equal(problem.text, "a?b?[31m");
    assert_false(bench_problem(&problem, "%1000d", 7));
    assert_int_equal(strlen(problem.text), sizeof problem.text - 1);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(writing_what_was_read_gives_the_same_bytes, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(the_file_matches_the_committed_one, set_up, tear_down),
        cmocka_unit_test_setup_teardown(every_field_is_read_back, set_up, tear_down),
        cmocka_unit_test_setup_teardown(every_error_is_one_line_that_names_the_place, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(files_that_are_not_reports_are_refused, set_up, tear_down),
        cmocka_unit_test_setup_teardown(every_truncation_is_refused, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_report_that_could_not_be_read_back_is_not_written, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(contenders_words_and_floors_are_read_back, set_up,
                                        tear_down),
        cmocka_unit_test(a_refused_value_is_named_with_its_place_when_written),
        cmocka_unit_test(unknown_values_stay_unknown),
        cmocka_unit_test(many_cases_are_read_and_a_repeated_one_is_found),
        cmocka_unit_test(a_budget_of_at_most_is_read_back),
        cmocka_unit_test(a_metric_newer_than_the_file_is_unknown),
        cmocka_unit_test(a_report_of_the_version_before_is_read),
        cmocka_unit_test(words_came_with_version_6),
        cmocka_unit_test_setup_teardown(witnesses_came_with_version_7, set_up, tear_down),
        cmocka_unit_test(a_row_passes_between_processes_as_one_line),
        cmocka_unit_test(a_second_value_of_a_fact_replaces_the_first),
        cmocka_unit_test(a_problem_is_one_line_that_fits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
