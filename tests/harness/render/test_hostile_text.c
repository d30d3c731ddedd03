/* test_hostile_text.c - texts of others stay texts in every format. */
#include <stdlib.h>
#include <string.h>

#include "render/document.h"
#include "sample.h"

/* The text in every place of a document where one of others may stand. */
static bench_doc_t make(const char *text) {
    bench_doc_t doc = {0};
    bench_table_t *data = bench_doc_data(&doc, "rows", "text");
    bench_table_add_rest(data, text);
    bench_doc_title(&doc, BENCH_EVERYBODY, 2, BENCH_PLAIN, "%s", text);
    bench_doc_paragraph(&doc, BENCH_EVERYBODY, 0);
    bench_doc_say(&doc, "%s", text);
    bench_doc_say_styled(&doc, BENCH_CODE, BENCH_MARK_NONE, "%s", text);
    bench_table_t *table = bench_doc_table(&doc, BENCH_EVERYBODY, "case");
    bench_table_add_rest(table, text);
    const bench_note_t note = {.key = {text, text, text},
                               .label = "counts",
                               .phrase = text,
                               .column = text,
                               .before = text,
                               .after = text,
                               .says = text};
    bench_doc_note(&doc, &note);
    const bench_note_t alone = {.key = {text, text, text}, .phrase = text, .says = text};
    bench_doc_note(&doc, &alone);
    bench_doc_findings(&doc, text, text);
    bench_doc_figure(&doc, "plots/x.svg", text);
    bench_doc_fold(&doc, text);
    bench_doc_end_fold(&doc);
    bench_doc_code(&doc, BENCH_EVERYBODY, text);
    return doc;
}

static char *printed(bench_doc_t *doc, bench_format_t format) {
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    assert_non_null(out);
    assert_true(bench_doc_end(doc, format, false, out));
    fclose(out);
    return text;
}

/* One line as a cell of a table on a page. */
static char *cell_of(const char *text) {
    bench_doc_t doc = {0};
    bench_table_t *table = bench_doc_table(&doc, BENCH_PAGE, "c");
    bench_table_add_rest(table, text);
    char *page = printed(&doc, BENCH_FORMAT_MARKDOWN);
    const char *begin = strstr(page, "| --- |\n| ");
    assert_non_null(begin);
    begin += strlen("| --- |\n| ");
    char *cell = strndup(begin, strlen(begin) - strlen(" |\n"));
    assert_non_null(cell);
    free(page);
    return cell;
}

static void markup_is_escaped_and_other_text_is_not(void **state) {
    (void)state;
    static const struct {
        const char *text;
        const char *cell;
    } cells[] = {
        {"<script>alert(1)</script>", "\\<script>alert(1)\\</script>"},
        {"<!-- x -->", "\\<!-- x -->"},
        {"&lt;b&#62; a & b", "&amp;lt;b&amp;#<!-- -->62; a & b"},
        {"[x](javascript:y)", "[x\\](javascript:y)"},
        {"![x](y) [x][y] [x]: y", "![x\\](y) [x\\][y] [x\\]: y"},
        {"@name, a@b.c", "@<!-- -->name, a@<!-- -->b.c"},
        {"fixes #12, # 3", "fixes #<!-- -->12, # 3"},
        {"http://x www.y xwww.z", "http:<!-- -->//x www<!-- -->.y xwww.z"},
        {"`x` a|b a\\b *x* $x$ ~~x~~", "\\`x\\` a\\|b a\\\\b \\*x\\* \\$x\\$ \\~\\~x\\~\\~"},
        {"_x_ value_task vt__begin __x", "\\_x\\_ value_task vt__begin \\_\\_x"},
        {"a\nb\rc\td\033[31m\177\xc2\x9b", "a b c d?[31m??"},
        {"\xff\xc3", "??"},
        {"\xe2\x80\xae", "?"},
        {"1.60 times [1.58, 1.62], ~5557, a < b < c, gcc > 12, 35 \xc2\xb5s",
         "1.60 times [1.58, 1.62], ~5557, a < b < c, gcc > 12, 35 \xc2\xb5s"},
    };
    for (size_t i = 0; i < sizeof cells / sizeof cells[0]; i++) {
        char *cell = cell_of(cells[i].text);
        assert_string_equal(cell, cells[i].cell);
        free(cell);
    }
}

static void no_place_of_a_page_takes_text_for_markup(void **state) {
    (void)state;
    static const struct {
        const char *text;
        const char *never;
    } texts[] = {
        {"<script>x</script>", "<script>x</script></summary>"},
        {"|", "| |  "},
        {"x\n\n# title", "\n# title"},
        {"x\r# title", "\r"},
        {"\033[2J", "\033"},
        {"# title", "\n\n# title"},
        {"```\n\nrm -rf x", "\nrm -rf x"},
        {"</summary><b>", "</summary><b></summary>"},
    };
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        bench_doc_t doc = make(texts[i].text);
        char *page = printed(&doc, BENCH_FORMAT_MARKDOWN);
        if (strstr(page, texts[i].never) != NULL) {
            fail_msg("a page has \"%s\":\n%s", texts[i].never, page);
        }
        free(page);
    }
}

static void no_place_of_an_html_page_takes_text_for_markup(void **state) {
    (void)state;
    static const struct {
        const char *text;
        const char *never;
    } texts[] = {
        {"<b>x</b>", "<b>"},           {"</script><b>", "</script><b"},
        {"</title><b>", "</title><b"}, {"\"><img src=y>", "\"><img"},
        {"' onload='y", "' onload"},   {"<!--", "<!--"},
        {"a\033[31m", "\033"},         {"a\xe2\x80\xae", "\xe2\x80\xae</"},
    };
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        bench_doc_t doc = make(texts[i].text);
        char *page = printed(&doc, BENCH_FORMAT_HTML);
        char *data = strstr(page, "<script type=\"application/json\"");
        assert_non_null(data);
        const char *end = strchr(data + 1, '<');
        assert_memory_equal(end, "</script>", strlen("</script>"));
        *data = '\0';
        if (strstr(page, texts[i].never) != NULL) {
            fail_msg("a page has \"%s\":\n%s", texts[i].never, page);
        }
        free(page);
    }
}

/* A fence is longer than any row of accents in what it holds. */
static void code_may_have_accents(void **state) {
    (void)state;
    bench_doc_t doc = {0};
    bench_doc_title(&doc, BENCH_PAGE, 2, BENCH_CODE, "`x`` y");
    bench_doc_code(&doc, BENCH_PAGE, "a ``` b");
    char *page = printed(&doc, BENCH_FORMAT_MARKDOWN);
    assert_string_equal(page, "## ``` `x`` y ```\n\n````sh\na ``` b\n````\n");
    free(page);
}

static void a_terminal_takes_nothing_as_a_command(void **state) {
    (void)state;
    static const char text[] = "a\033[31m\nb\rc\x07\xc2\x9b\xff\xc3\xa4";
    bench_doc_t doc = make(text);
    char *shown = printed(&doc, BENCH_FORMAT_TABLE);
    assert_non_null(strstr(shown, "a?[31m?b?c???\xc3\xa4"));
    assert_null(strpbrk(shown, "\033\r\x07"));
    assert_null(strstr(shown, "\xc2\x9b"));
    assert_null(strchr(shown, '\xff'));
    free(shown);
}

/* Columns stay in line, whatever a character is shown as. */
static void cells_are_as_wide_as_they_are_shown(void **state) {
    (void)state;
    bench_doc_t doc = {0};
    bench_table_t *table = bench_doc_table(&doc, BENCH_TERMINAL, "a|b");
    bench_table_add_rest(table, "\x1b\xff\xc2\x9b\xc3\xa4", "x");
    bench_table_add_rest(table, "1234", "y");
    char *shown = printed(&doc, BENCH_FORMAT_TABLE);
    assert_string_equal(shown, "  a     b\n  ???\xc3\xa4  x\n  1234  y\n");
    free(shown);
}

static void programs_get_the_text_itself(void **state) {
    (void)state;
    bench_doc_t doc = make("<b> \033");
    char *json = printed(&doc, BENCH_FORMAT_JSON);
    assert_string_equal(json, "{\"rows\":[\n{\"text\":\"<b> \\u001B\"}\n]}\n");
    free(json);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(markup_is_escaped_and_other_text_is_not),
        cmocka_unit_test(no_place_of_a_page_takes_text_for_markup),
        cmocka_unit_test(no_place_of_an_html_page_takes_text_for_markup),
        cmocka_unit_test(code_may_have_accents),
        cmocka_unit_test(a_terminal_takes_nothing_as_a_command),
        cmocka_unit_test(cells_are_as_wide_as_they_are_shown),
        cmocka_unit_test(programs_get_the_text_itself),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
