/* report_findings.c - what a run says, in sentences. */
#include <limits.h>
#include <math.h>

#include "phrases.h"
#include "report_parts.h"

/* ---- for people ---- */

/* On a page the rules as well, as nobody can ask it. */
static void add_rules(bench_doc_t *doc) {
    bench_doc_fold(doc, "What the rules look for");
    bench_table_t *table = bench_doc_table(doc, BENCH_PAGE, "rule|looks for");
    for (bench_rule_t rule = 0; rule < BENCH_RULE_COUNT; rule++) {
        bench_table_add_rest(table, bench_rule_name(rule), bench_rule_doc(rule));
    }
    bench_doc_end_fold(doc);
}

static void add_to_page(const bench__page_t *page) {
    bench_table_t *table = bench_doc_table(page->doc, BENCH_PAGE, "finding|rule");
    for (size_t i = 0; i < page->statement_count; i++) {
        const bench_statement_t *statement = &page->statements[i];
        bench_table_add_rest(table, bench__phrase(page->doc, page->report, statement),
                             bench_rule_name(statement->rule));
    }
    add_rules(page->doc);
}

static void add_to_terminal(const bench__page_t *page) {
    for (size_t i = 0; i < page->statement_count; i++) {
        const bench_statement_t *statement = &page->statements[i];
        bench_doc_wrap(page->doc, BENCH_TERMINAL, page->width, 2,
                       bench_doc_keep(page->doc, "- %s (%s)",
                                      bench__phrase(page->doc, page->report, statement),
                                      bench_rule_name(statement->rule)));
    }
}

static size_t processes_of(const bench_report_t *report) {
    size_t most = 0;
    for (size_t i = 0; i < report->row_count; i++) {
        size_t count = report->rows[i].process_count;
        most = count > most ? count : most;
    }
    return most;
}

/* A page wraps by itself. */
static void add_text(const bench__page_t *page, bench_audience_t audience, const char *text) {
    bench_doc_wrap(page->doc, audience, audience == BENCH_PAGE ? UINT_MAX : page->width, 0, text);
}

/* Where there are too few processes for so many pairs, nothing that is shown is resolved. */
static void add_shortage(const bench__page_t *page, bench_audience_t audience) {
    size_t processes = processes_of(page->report);
    unsigned needed = bench_processes_needed(page->pairs.count, 0);
    if (processes < needed) {
        add_text(page, audience,
                 bench_doc_keep(page->doc,
                                "%zu processes cannot resolve any of %zu pairs that are judged "
                                "together; %u can (run --processes).",
                                processes, page->pairs.count, needed));
    }
}

void bench__add_findings(const bench__page_t *page, bench_audience_t audience) {
    if (page->pairs.count == 0 && page->statement_count == 0) {
        return; /* there is nothing that could be said */
    }
    bench_doc_title(page->doc, audience, 2, BENCH_PLAIN, "Findings");
    add_shortage(page, audience);
    if (page->statement_count == 0) {
        add_text(page, audience, "None: no rule finds a difference that is resolved.");
    } else if (audience == BENCH_PAGE) {
        add_to_page(page);
    } else {
        add_to_terminal(page);
    }
    if (audience != BENCH_PAGE) {
        bench_doc_gap(page->doc);
    }
}

/* ---- for programs ---- */

static const char *text_of(bench_doc_t *doc, const bench_setting_t *setting, bool key) {
    return setting->key == NULL ? NULL
           : key ? bench_doc_keep(doc, "%.*s", (int)setting->key_length, setting->key)
                 : bench_doc_keep(doc, "%.*s", (int)setting->value_length, setting->value);
}

static bench_fraction_t allocs_of(const bench_row_t *row) {
    return row != NULL ? bench_row_allocs(row) : (bench_fraction_t){0};
}

static void add_statement(bench_doc_t *doc, const bench_report_t *report, bench_table_t *table,
                          const bench_statement_t *statement) {
    const bench_match_t *at = &statement->at;
    bool is_floor = statement->floor != NULL;
    bench_interval_t ratio = is_floor ? statement->times : at->pair.ratio;
    bench_interval_t to = statement->to.row != NULL ? statement->to.pair.ratio : BENCH_NO_INTERVAL;
    bool crosses = statement->rule == BENCH_RULE_crossing;
    bench_table_add_case(table, &at->row->key);
    bench_table_add_rest(table, bench_rule_name(statement->rule),
                         is_floor ? statement->floor->floor : at->other->key.contender,
                         bench__phrase(doc, report, statement), allocs_of(at->row),
                         is_floor ? (bench_fraction_t){0} : allocs_of(at->other), ratio.estimate,
                         ratio.low, ratio.high, text_of(doc, &statement->low, true),
                         text_of(doc, &statement->low, false),
                         text_of(doc, &statement->high, false), to.estimate, to.low, to.high,
                         crosses ? statement->crossing : (double)NAN);
}

void bench__add_findings_data(const bench__page_t *page) {
    bench_table_t *table = bench_doc_data(page->doc, "findings", "scenario|contender|params");
    bench_table_add_columns(table, "rule|compared_with|sentence|allocs_per_op:f|"
                                   "compared_allocs_per_op:f|ratio:r|ratio_low:r|ratio_high:r|"
                                   "parameter|value|other_value|other_ratio:r|other_ratio_low:r|"
                                   "other_ratio_high:r|crossing:n");
    for (size_t i = 0; i < page->statement_count; i++) {
        add_statement(page->doc, page->report, table, &page->statements[i]);
    }
}
