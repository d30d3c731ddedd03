#include "unmeasured.h"

/* ---- for people ---- */

/* The table; made at its first row. */
typedef struct unmeasured {
    bench_doc_t *doc;
    bench_audience_t audience;
    bench_table_t *table;
} unmeasured_t;

static void show(unmeasured_t *to, const char *side, const bench_row_t *row) {
    char name[BENCH_CASE_NAME_MAX];
    if (row == NULL || row->failure == NULL) {
        return;
    }
    if (to->table == NULL) {
        bench_doc_title(to->doc, to->audience, 2, BENCH_PLAIN, "Not measured");
        to->table = bench_doc_table(to->doc, to->audience, "case|why");
    }
    (void)bench_case_format(&row->key, name);
    bench_table_add_rest(to->table,
                         bench_doc_keep(to->doc, "%s%s%s", side, side[0] != '\0' ? ": " : "", name),
                         row->failure);
}

static void end(const unmeasured_t *to) {
    if (to->table != NULL) {
        bench_doc_gap(to->doc);
    }
}

void bench__add_unmeasured(bench_doc_t *doc, const bench_report_t *report,
                           bench_audience_t audience) {
    unmeasured_t to = {doc, audience, NULL};
    for (size_t i = 0; i < report->row_count; i++) {
        show(&to, "", &report->rows[i]);
    }
    end(&to);
}

/* ---- for programs ---- */

static void add_data(bench_table_t *table, const char *side, const bench_row_t *row) {
    if (row != NULL && row->failure != NULL) {
        bench_table_add_case(table, &row->key);
        bench_table_add_rest(table, row->failure, side);
    }
}

void bench__add_unmeasured_data(bench_doc_t *doc, const bench_report_t *report) {
    bench_table_t *table = bench_doc_data(doc, "not_measured", "scenario|contender|params|failure");
    for (size_t i = 0; i < report->row_count; i++) {
        add_data(table, "", &report->rows[i]);
    }
}

/* ---- both of a comparison ---- */

void bench__add_unmeasured_pairs(bench_doc_t *doc, const bench_comparison_t *pairs, size_t count,
                                 const char *const sides[2]) {
    unmeasured_t to = {doc, BENCH_EVERYBODY, NULL};
    bench_table_t *table =
        bench_doc_data(doc, "not_measured", "scenario|contender|params|failure|side");
    for (size_t i = 0; i < count; i++) {
        show(&to, sides[0], pairs[i].base);
        show(&to, sides[1], pairs[i].new_row);
        add_data(table, sides[0], pairs[i].base);
        add_data(table, sides[1], pairs[i].new_row);
    }
    end(&to);
}
