/* test_sites.c - call sites of two builds, paired although compilers and edits change stacks. */
#include "judge/sites.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sample.h"

static bool are_similar(const char *a, const char *b) {
    double one_way = bench_stack_similarity(a, b);
    assert_true(one_way >= 0 && one_way <= 1);
    assert_true(one_way == bench_stack_similarity(b, a));
    return one_way >= BENCH_STACKS_SIMILAR;
}

static void what_a_compiler_does_to_a_stack_leaves_it_similar(void **state) {
    (void)state;
    assert_true(bench_stack_similarity("run;fetch;box", "run;fetch;box") == 1);
    assert_true(
        bench_stack_similarity("run;fetch.part.0;box.constprop.1.isra.0", "run;fetch;box") == 1);
    assert_true(bench_stack_similarity("run;?;box", "run;box") == 1);
    assert_true(are_similar("run;fetch;box", "run;fetch"));    /* the innermost was inlined */
    assert_true(are_similar("run;fetch;box", "run;box"));      /* one in between */
    assert_true(are_similar("run;fetch;box", "fetch;box"));    /* the outermost */
    assert_true(are_similar("a;b;c;d;e;box", "a;b;c"));        /* three in a row */
    assert_true(are_similar("run;fetch;box", "run;find;box")); /* renamed */
}

static void stacks_with_different_functions_inside_are_of_two_places(void **state) {
    (void)state;
    assert_false(are_similar("run;fetch;box", "run;fetch;error"));
    assert_false(are_similar("a;b;c;d;e;f;g;h;box", "a;b;c;d;e;f;g;h;error"));
    assert_false(are_similar("run;fetch;box", "box;fetch;run"));
    assert_true(bench_stack_similarity("a;b", "c;d") == 0);
}

static void stacks_of_any_form_are_taken(void **state) {
    (void)state;
    static char deep[200000];
    assert_true(bench_stack_similarity("", "") == 0);
    assert_true(bench_stack_similarity("", "run") == 0);
    assert_true(bench_stack_similarity("?;?", "?") == 0);
    assert_true(bench_stack_similarity(";;;", ".;.") == 0);
    assert_true(bench_stack_similarity("run;;box", "run;box") == 1);
    memset(deep, ';', sizeof deep - 1);
    for (size_t i = 0; i < sizeof deep - 1; i += 2) {
        deep[i] = 'f';
    }
    assert_true(bench_stack_similarity(deep, deep) == 1);
}

/* ---- two rows ---- */

typedef struct rows {
    bench_report_t report;
    bench_row_t *base;
    bench_row_t *new_row;
} rows_t;

static void add_site(bench_row_t *row, const char *made_by, const char *stack, int64_t blocks,
                     int64_t bytes) {
    bench_counts_t *counts = &row->counts;
    if ((counts->site_count & (counts->site_count - 1)) == 0) { /* full: 0, 1, 2, 4, 8, ... */
        size_t room = counts->site_count == 0 ? 1 : 2 * counts->site_count;
        counts->sites = reallocarray(counts->sites, room, sizeof *counts->sites);
        assert_non_null(counts->sites);
    }
    counts->sites[counts->site_count++] = (bench_site_t){
        strdup(made_by), strdup(stack), bench_whole(blocks), bench_whole(bytes), 0, NULL};
}

static void rows_init(rows_t *rows) {
    bench_report_init(&rows->report);
    sample_row(&rows->report, "s", "base", "", bench_whole(1));
    sample_row(&rows->report, "s", "new", "", bench_whole(1));
    rows->base = &rows->report.rows[0];
    rows->new_row = &rows->report.rows[1];
    rows->base->counts.followed = true;
    rows->new_row->counts.followed = true;
}

/* "+1/48 box run;fetch" for each change, a line each. */
static char *changes_of(rows_t *rows) {
    size_t count;
    size_t size;
    char *text = NULL;
    bench_site_change_t *changes = bench_site_changes(rows->base, rows->new_row, &count);
    FILE *out = open_memstream(&text, &size);
    assert_non_null(out);
    for (size_t i = 0; i < count; i++) {
        const bench_site_t *site = bench_site_change_site(&changes[i]);
        fprintf(out, "%+d/%+d %s %s\n", (int)changes[i].blocks.num,
                (int)changes[i].usable_bytes.num, site->made_by, site->stack);
    }
    fclose(out);
    free(changes);
    return text;
}

static void assert_changes(rows_t *rows, const char *expected) {
    char *text = changes_of(rows);
    assert_string_equal(text, expected);
    free(text);
    bench_report_deinit(&rows->report);
}

static void a_site_that_only_one_run_has_is_a_change(void **state) {
    (void)state;
    rows_t rows;
    rows_init(&rows);
    add_site(rows.base, "box", "run;fetch;box", 1, 48);
    add_site(rows.base, "error text", "run;fetch;error", 1, 16);
    add_site(rows.new_row, "workload", "run;read_line", 2, 64);
    add_site(rows.new_row, "box", "run;fetch;box", 1, 48);
    assert_changes(&rows, "+2/+64 workload run;read_line\n"
                          "-1/-16 error text run;fetch;error\n");
}

static void a_site_that_was_inlined_is_none(void **state) {
    (void)state;
    rows_t rows;
    rows_init(&rows);
    add_site(rows.base, "box", "run;fetch;vt_box", 1, 48);
    add_site(rows.base, "box", "run;store;vt_box", 1, 48);
    add_site(rows.new_row, "box", "run;store", 1, 48);
    add_site(rows.new_row, "box", "run.constprop.0;fetch", 1, 96);
    assert_changes(&rows, "+0/+48 box run.constprop.0;fetch\n");
}

static void blocks_for_another_purpose_are_of_another_site(void **state) {
    (void)state;
    rows_t rows;
    rows_init(&rows);
    add_site(rows.base, "completed task", "run;fetch;alloc", 1, 48);
    add_site(rows.new_row, "box", "run;fetch;alloc", 1, 96);
    assert_changes(&rows, "+1/+96 box run;fetch;alloc\n"
                          "-1/-48 completed task run;fetch;alloc\n");
}

/* Of equally similar sites those that make the same are pairs. */
static void equal_numbers_decide_between_equally_similar_sites(void **state) {
    (void)state;
    rows_t rows;
    rows_init(&rows);
    add_site(rows.base, "box", "run;old_name;alloc", 1, 48);
    add_site(rows.new_row, "box", "run;first;alloc", 1, 96);
    add_site(rows.new_row, "box", "run;second;alloc", 1, 48);
    assert_changes(&rows, "+1/+96 box run;first;alloc\n");
}

static void rows_without_sites_have_no_change(void **state) {
    (void)state;
    size_t count = 1;
    rows_t rows;
    rows_init(&rows);
    assert_null(bench_site_changes(NULL, rows.new_row, &count));
    assert_int_equal(count, 0);
    add_site(rows.new_row, "box", "run", 1, 48);
    rows.base->counts.followed = false;
    assert_false(bench_sites_are_known(rows.base, rows.new_row));
    assert_changes(&rows, "");
}

/* As many as a damaged or foreign report may bring. */
static void many_sites_are_paired_in_time(void **state) {
    (void)state;
    rows_t rows;
    rows_init(&rows);
    for (int i = 0; i < 20000; i++) {
        char stack[64];
        snprintf(stack, sizeof stack, "run;fetch_%d;alloc", i);
        add_site(rows.base, "box", stack, 1, 48);
        snprintf(stack, sizeof stack, "run;fetch_%d;alloc", i + 10000);
        add_site(rows.new_row, "box", stack, 1, 48);
    }
    char *text = changes_of(&rows);
    assert_int_equal(strncmp(text, "+1/+48 box run;fetch_20000;alloc\n", 33), 0);
    free(text);
    bench_report_deinit(&rows.report);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_a_compiler_does_to_a_stack_leaves_it_similar),
        cmocka_unit_test(stacks_with_different_functions_inside_are_of_two_places),
        cmocka_unit_test(stacks_of_any_form_are_taken),
        cmocka_unit_test(a_site_that_only_one_run_has_is_a_change),
        cmocka_unit_test(a_site_that_was_inlined_is_none),
        cmocka_unit_test(blocks_for_another_purpose_are_of_another_site),
        cmocka_unit_test(equal_numbers_decide_between_equally_similar_sites),
        cmocka_unit_test(rows_without_sites_have_no_change),
        cmocka_unit_test(many_sites_are_paired_in_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
