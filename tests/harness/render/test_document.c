/* test_document.c - one document in every format. */
#include "render/document.h"

#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "sample.h"

/* Every kind of block once. */
static bench_doc_t make(void) {
    bench_doc_t doc = {0};
    bench_doc_fact(&doc, "name", bench_text_value("a \"name\""));
    bench_doc_fact(&doc, "none", bench_text_value(NULL));
    bench_doc_flag(&doc, "flag", true);
    bench_doc_list(&doc, "list");
    bench_doc_item(&doc, "one");
    bench_doc_item(&doc, "two");
    bench_table_t *data = bench_doc_data(&doc, "rows", "text|fraction:f|whole:i|number:n");
    bench_table_add_rest(data, "x, y", bench_fraction(1, 512), (int64_t)3, 0.5);
    bench_table_add_rest(data, "", (bench_fraction_t){0, 0}, (int64_t)4, (double)NAN);
    bench_doc_title(&doc, BENCH_EVERYBODY, 2, BENCH_CODE, "%s", "a|title");
    bench_doc_paragraph(&doc, BENCH_EVERYBODY, 2);
    bench_doc_say_styled(&doc, BENCH_STRONG, BENCH_MARK_BAD, "%d alarms", 2);
    bench_doc_say(&doc, " and more");
    bench_table_t *table = bench_doc_table(&doc, BENCH_EVERYBODY, "case:t6|allocs:f|share:s");
    bench_table_add_rest(table, "a|b", bench_fraction(123456, 7654321), 0.123);
    bench_table_add_rest(table, NULL, bench_fraction(1, 2), (double)NAN);
    const bench_note_t note = {.severity = BENCH_SEVERITY_REGRESSION,
                               .key = {"s", "c", "k=1"},
                               .label = "counts",
                               .phrase = "regression: allocs 0 -> 1",
                               .column = "allocs",
                               .before = "0",
                               .after = "1",
                               .says = "regression"};
    bench_doc_note(&doc, &note);
    bench_doc_findings(&doc, "base", "new");
    bench_doc_figure(&doc, "plots/x.svg", "A figure");
    bench_doc_fold(&doc, "All of it");
    bench_doc_paragraph(&doc, BENCH_PAGE, 0);
    bench_doc_say(&doc, "folded");
    bench_doc_end_fold(&doc);
    bench_doc_gap(&doc);
    bench_doc_code(&doc, BENCH_EVERYBODY, "run it");
    return doc;
}

static char *printed(bench_format_t format, bool color) {
    bench_doc_t doc = make();
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    assert_non_null(out);
    assert_true(bench_doc_end(&doc, format, color, out));
    fclose(out);
    return text;
}

static void the_terminal_shows_the_blocks(void **state) {
    (void)state;
    char *text = printed(BENCH_FORMAT_TABLE, false);
    assert_string_equal(text, "a|title\n"
                              "  2 alarms and more\n"
                              "  case    allocs  share\n"
                              "  a|b     0.0161 12.3 %\n"
                              "  -          1/2      -\n"
                              "s;k=1  c\n"
                              "  counts    regression: allocs 0 -> 1\n"
                              "\n"
                              "\n"
                              "  run it\n");
    free(text);
    text = printed(BENCH_FORMAT_TABLE, true);
    assert_non_null(strstr(text, "\033[31m2 alarms\033[0m and more"));
    assert_non_null(strstr(text, "\033[1ma|title\033[0m"));
    free(text);
}

static void markdown_shows_the_blocks(void **state) {
    (void)state;
    char *text = printed(BENCH_FORMAT_MARKDOWN, true);
    assert_string_equal(text, "## `a|title`\n"
                              "\n**2 alarms** and more\n"
                              "\n| case | allocs | share |\n"
                              "| --- | ---: | ---: |\n"
                              "| a\\|b | 123456/7654321 | 12.3 % |\n"
                              "| – | 1/2 | – |\n"
                              "\n| case | column | base | new | finding |\n"
                              "| --- | --- | --- | --- | --- |\n"
                              "| s/c;k=1 | allocs | 0 | 1 | **regression** |\n"
                              "\n![A figure](plots/x.svg)\n"
                              "\n<details><summary>All of it</summary>\n"
                              "\nfolded\n"
                              "\n</details>\n"
                              "\n```sh\nrun it\n```\n");
    free(text);
}

static void json_and_csv_have_facts_and_tables(void **state) {
    (void)state;
    char *text = printed(BENCH_FORMAT_CSV, false);
    assert_string_equal(text, "text,fraction,whole,number\n\"x, y\",1/512,3,0.5\n,,4,\n");
    free(text);
    text = printed(BENCH_FORMAT_JSON, false);
    assert_string_equal(
        text, "{\"name\":\"a \\\"name\\\"\",\"none\":null,\"flag\":true,\"list\":[\"one\",\"two\"],"
              "\"rows\":[\n"
              "{\"text\":\"x, y\",\"fraction\":\"1/512\",\"whole\":3,\"number\":0.5},\n"
              "{\"text\":\"\",\"fraction\":null,\"whole\":4,\"number\":null}\n]}\n");
    json_t *json = json_loads(text, JSON_REJECT_DUPLICATES, NULL);
    assert_non_null(json);
    json_decref(json);
    free(text);
}

static void a_table_with_an_incomplete_row_is_not_printed(void **state) {
    (void)state;
    bench_doc_t doc = {0};
    bench_table_t *table = bench_doc_table(&doc, BENCH_EVERYBODY, "a|b");
    bench_table_add(table, bench_text_value("x"));
    assert_false(bench_doc_end(&doc, BENCH_FORMAT_TABLE, false, stdout));
}

static void formats_have_names(void **state) {
    (void)state;
    bench_format_t format = BENCH_FORMAT_CSV;
    assert_true(bench_format_parse("table", &format) && format == BENCH_FORMAT_TABLE);
    assert_true(bench_format_parse("json", &format) && format == BENCH_FORMAT_JSON);
    assert_true(bench_format_parse("csv", &format) && format == BENCH_FORMAT_CSV);
    assert_true(bench_format_parse("markdown", &format) && format == BENCH_FORMAT_MARKDOWN);
    assert_false(bench_format_parse("xml", &format));
    assert_false(bench_format_parse("", &format));
    assert_int_equal(format, BENCH_FORMAT_MARKDOWN);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_terminal_shows_the_blocks),
        cmocka_unit_test(markdown_shows_the_blocks),
        cmocka_unit_test(json_and_csv_have_facts_and_tables),
        cmocka_unit_test(a_table_with_an_incomplete_row_is_not_printed),
        cmocka_unit_test(formats_have_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
