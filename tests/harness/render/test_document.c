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
    bench_doc_fold_on_screen(&doc, "More");
    bench_doc_view(&doc, "flame", "without a script");
    bench_doc_end_fold_on_screen(&doc);
    bench_table_t *screen = bench_doc_screen_data(&doc, "more", "text|number:n");
    bench_table_add_rest(screen, "x, y", 1234567.0);
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

/* What is between two texts of a page; free it. */
static char *between(const char *page, const char *begin, const char *end) {
    const char *from = strstr(page, begin);
    assert_non_null(from);
    from += strlen(begin);
    const char *to = strstr(from, end);
    assert_non_null(to);
    return strndup(from, (size_t)(to - from));
}

static void html_shows_the_blocks(void **state) {
    (void)state;
    char *page = printed(BENCH_FORMAT_HTML, true);
    char *body = between(page, "<main>\n", "</main>");
    assert_string_equal(
        body, "<h2 id=s1><code>a|title</code></h2>\n"
              "<p><strong class=bad>2 alarms</strong> and more</p>\n"
              "<div class=scroll><table class=\"n2 n3\">\n"
              "<thead><tr><th>case<th class=n>allocs<th class=n>share"
              "</thead>\n<tbody>\n"
              "<tr><th scope=row>a|b<td>123456/7654321<td>12.3 %\n"
              "<tr><th scope=row>–<td>1/2<td>–\n"
              "</table></div>\n"
              "<h2 id=findings>Findings</h2>\n"
              "<div class=scroll><table><thead><tr><th>case<th>column"
              "<th>base<th>new<th>finding</thead>\n<tbody>\n"
              "<tr class=regression><th scope=row>s/c;k=1<td>allocs<td>0<td>1<td>regression\n"
              "</table></div>\n"
              "<figure><figcaption>A figure: <a href=\"plots/x.svg\">plots/x.svg</a></figcaption>"
              "</figure>\n"
              "<details><summary>All of it</summary>\n<p>folded</p>\n</details>\n"
              "<pre><code>run it</code></pre>\n"
              "<details><summary>More</summary>\n"
              "<div class=view data-view=\"flame\"><p>without a script</p></div>\n"
              "</details>\n");
    char *contents = between(page, "<nav aria-label=\"Contents\">\n", "</nav>");
    assert_string_equal(contents, "<a href=#s1><code>a|title</code></a>\n");
    free(contents);
    free(body);
    free(page);
}

/* Digits come first, so that their places are digits. */
#define DIGITS "\"0\",\"1\",\"2\",\"3\",\"4\",\"5\",\"6\",\"7\",\"8\",\"9\","

static void html_has_the_data_with_each_text_once(void **state) {
    (void)state;
    char *page = printed(BENCH_FORMAT_HTML, false);
    char *data = between(page, "id=\"data\">", "</script>");
    assert_string_equal(data,
                        "{\"facts\":{\"name\":\"a \\\"name\\\"\",\"none\":null,\"flag\":true,"
                        "\"list\":[\"one\",\"two\"]},\n"
                        "\"tables\":{\"rows\":[\n[\"text\",\"t\",[10,11]],\n"
                        "[\"fraction\",\"t\",[12,null]],\n[\"whole\",\"n\",[3,4]],\n"
                        "[\"number\",\"n\",[0.5,null]]],\n"
                        "\"more\":[\n[\"text\",\"t\",[10]],\n[\"number\",\"n\",[1.235e6]]]},\n"
                        "\"cases\":[[],\n[],\n[]],\n"
                        "\"texts\":[" DIGITS "\"x, y\",\"\",\"1/512\"]}");
    json_t *json = json_loads(data, JSON_REJECT_DUPLICATES, NULL);
    assert_non_null(json);
    json_decref(json);
    free(data);
    free(page);
}

/* Cells that are equal are one and their number; cases, and the parts of texts, are there once. */
static void html_says_what_comes_again_once(void **state) {
    (void)state;
    bench_doc_t doc = {0};
    char *page = NULL;
    size_t size;
    FILE *out = open_memstream(&page, &size);
    assert_non_null(out);
    bench_table_t *first = bench_doc_screen_data(&doc, "first", "scenario|contender|params|stack");
    bench_table_t *second = bench_doc_screen_data(&doc, "second", "scenario|contender|params|n:i");
    const bench_case_key_t one = {"s", "a", "k=1;l=2"};
    const bench_case_key_t two = {"s", "b", ""};
    bench_table_add_case(first, &one);
    bench_table_add_rest(first, "f;g");
    bench_table_add_case(first, &two);
    bench_table_add_rest(first, "f");
    for (int64_t i = 0; i < 5; i++) {
        bench_table_add_case(second, i == 0 ? &two : &one);
        bench_table_add_rest(second, INT64_C(7));
    }
    assert_true(bench_doc_end(&doc, BENCH_FORMAT_HTML, false, out));
    fclose(out);
    char *data = between(page, "id=\"data\">", "</script>");
    assert_string_equal(data,
                        "{\"facts\":{},\n\"tables\":{"
                        "\"first\":[\n[\"case\",\"c\",[0,1]],\n[\"stack\",\"t\",[19,17]]],\n"
                        "\"second\":[\n[\"case\",\"c\",[1,-1,0,0,0]],\n[\"n\",\"n\",[[7,5]]]]},\n"
                        "\"cases\":[[10,10],\n[11,15],\n[14,16]],\n"
                        "\"texts\":[" DIGITS
                        "\"s\",\"a\",\"k=1\",\"l=2\",[12,13],\"b\",\"\",\"f\",\"g\",[17,18]]}");
    free(data);
    free(page);
}

static const char *find_picture(void *context, const char *path) {
    return strcmp(path, "plots/y.svg") != 0 ? context : NULL;
}

/* Two figures of the same text, and one that is not there; free it. */
static char *page_with_pictures(char *svg, size_t room) {
    bench_doc_t doc = {.pictures = {find_picture, svg, room}};
    char *page = NULL;
    size_t size;
    FILE *out = open_memstream(&page, &size);
    assert_non_null(out);
    bench_doc_figure(&doc, "plots/x.svg", "One");
    bench_doc_figure(&doc, "plots/y.svg", "Two");
    bench_doc_figure(&doc, "plots/z.svg", "Three");
    assert_true(bench_doc_end(&doc, BENCH_FORMAT_HTML, false, out));
    fclose(out);
    return page;
}

static void a_picture_is_in_the_page_itself(void **state) {
    (void)state;
    static char svg[] =
        "<svg\n a='1' >\n\t<text>a  b\n c'</text>\n <g b=\"&amp;%#\" c='\"'/></svg>\n";
    static const char image[] = "src='data:image/svg+xml,<svg a=\"1\"><text>a  b c%27</text>"
                                "<g b=\"&amp;amp;%25%23\" c=%27\"%27/></svg>'>";
    char *page = page_with_pictures(svg, 1000);
    assert_non_null(strstr(page, image));
    assert_non_null(strstr(page, "<img alt=\"Three\""));
    assert_non_null(strstr(page, "Two: <a href=\"plots/y.svg\">"));
    free(page);
    page = page_with_pictures(svg, strlen(image));
    assert_non_null(strstr(page, "<img alt=\"One\""));
    assert_non_null(strstr(page, "Three: <a href=\"plots/z.svg\">"));
    free(page);
}

/* On one line, in single quotes; what is cut off does no harm. */
static void a_picture_is_one_line(void **state) {
    (void)state;
    static const char *const pictures[][2] = {
        {"<g a=\"1\">\n\t<p/></g>\n", "<g a=\"1\"><p/></g>'"},
        {"<g  a='1'\n b=\"2\" >", "<g a=\"1\" b=\"2\">'"},
        {"<p>#1 %'</p>", "<p>%231 %25%27</p>'"},
        {"</g></g><g a=\"1\"><p", "</g></g><g a=\"1\"><p'"},
        {"<p a='", "<p a=\"\"'"},
    };
    for (size_t i = 0; i < sizeof pictures / sizeof pictures[0]; i++) {
        char svg[200];
        snprintf(svg, sizeof svg, "%s", pictures[i][0]);
        char *page = page_with_pictures(svg, 1000);
        char *shown = between(page, "src='data:image/svg+xml,", ">\n<figure>");
        if (strncmp(shown, pictures[i][1], strlen(pictures[i][1])) != 0) {
            fail_msg("%s became %s", pictures[i][0], shown);
        }
        free(shown);
        free(page);
    }
}

static void a_page_is_called_by_its_first_title(void **state) {
    (void)state;
    char *page = printed(BENCH_FORMAT_HTML, false);
    assert_non_null(strstr(page, "<title>vtbench</title>"));
    free(page);
    bench_doc_t doc = {0};
    size_t size;
    FILE *out = open_memstream(&page, &size);
    assert_non_null(out);
    bench_doc_title(&doc, BENCH_PAGE, 1, BENCH_PLAIN, "a </title> b");
    assert_true(bench_doc_end(&doc, BENCH_FORMAT_HTML, false, out));
    fclose(out);
    assert_non_null(strstr(page, "<title>a &lt;/title&gt; b</title>"));
    free(page);
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
    assert_true(bench_format_parse("html", &format) && format == BENCH_FORMAT_HTML);
    assert_false(bench_format_parse("xml", &format));
    assert_false(bench_format_parse("", &format));
    assert_int_equal(format, BENCH_FORMAT_HTML);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_terminal_shows_the_blocks),
        cmocka_unit_test(markdown_shows_the_blocks),
        cmocka_unit_test(html_shows_the_blocks),
        cmocka_unit_test(html_has_the_data_with_each_text_once),
        cmocka_unit_test(html_says_what_comes_again_once),
        cmocka_unit_test(a_picture_is_in_the_page_itself),
        cmocka_unit_test(a_picture_is_one_line),
        cmocka_unit_test(a_page_is_called_by_its_first_title),
        cmocka_unit_test(json_and_csv_have_facts_and_tables),
        cmocka_unit_test(a_table_with_an_incomplete_row_is_not_printed),
        cmocka_unit_test(formats_have_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
