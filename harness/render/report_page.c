/* report_page.c - what is shown of a run, judged. */
#include <stdlib.h>

#include "report_parts.h"

/* The rows that the filters select, borrowed, with their lines. False: out of memory. */
static bool narrow(bench__page_t *page, const bench_report_t *report) {
    bench_report_t *shown = &page->shown;
    *shown = *report;
    shown->rows = calloc(report->row_count + 1, sizeof *shown->rows);
    shown->row_count = 0;
    for (size_t i = 0; shown->rows != NULL && i < report->row_count; i++) {
        if (bench_case_match_any(&report->rows[i].key, page->how->filters,
                                 page->how->filter_count)) {
            bench_row_t *row = &shown->rows[shown->row_count];
            *row = report->rows[i];
            page->lines[shown->row_count] = page->lines[i];
            page->lines[shown->row_count++].row = row;
        }
    }
    return shown->rows != NULL;
}

static void look_at_rows(bench__page_t *page) {
    for (size_t i = 0; i < page->report->row_count; i++) {
        page->instructions |= page->report->rows[i].instructions.by != BENCH_BY_NONE;
    }
}

bool bench__page_init(bench__page_t *page, bench_doc_t *doc, const bench_report_t *report,
                      const bench_report_print_t *how) {
    *page = (bench__page_t){.doc = doc,
                            .lines = bench_lines(report),
                            .pairs = bench_pairs(report),
                            .how = how,
                            .width = how->width != 0 ? how->width : BENCH_TERMINAL_WIDTH,
                            .empty = bench_report_overhead(report, "empty_operation")};
    page->report = &page->shown;
    if (page->lines == NULL || !narrow(page, report)) {
        return false;
    }
    look_at_rows(page);
    page->statement_count = bench_statements(page->report, &page->pairs, page->statements);
    return page->statement_count != SIZE_MAX;
}

void bench__page_deinit(bench__page_t *page) {
    free(page->shown.rows);
    free(page->lines);
}
