/*
 * report_parts.h - what the parts of a run's document share.
 */
#ifndef BENCH_REPORT_PARTS_H
#define BENCH_REPORT_PARTS_H

#include "judge/line.h"
#include "judge/statements.h"
#include "render/report.h"

typedef struct bench__page {
    bench_doc_t *doc;
    const bench_report_print_t *how;
    unsigned width;               /* of a terminal */
    const bench_report_t *report; /* what is shown of the run: all, or some of its rows */
    bench_line_t *lines;          /* of its rows, judged in the whole run, */
    bench_pairs_t pairs;          /* as their pairs */
    size_t statement_count;
    bench_statement_t statements[BENCH_STATEMENTS_MAX];
    bench_report_t shown; /* what `report` is: its rows are the page's, all else is borrowed */
    double empty;         /* what an operation that does nothing takes, ns */
    bool instructions;    /* some row has them: there is a column for them */
} bench__page_t;

/* Judges a run and takes what is to be shown of it. False: out of memory. bench__page_deinit then,
 * too. */
bool bench__page_init(bench__page_t *page, bench_doc_t *doc, const bench_report_t *report,
                      const bench_report_print_t *how);
void bench__page_deinit(bench__page_t *page);

/* A piece of the paragraph that was begun last, as code or as an alarm. */
#define BENCH__SAY_CODE(doc, text) \
    bench_doc_say_styled(doc, BENCH_CODE, BENCH_MARK_NONE, "%s", text)
#define BENCH__STRESS(doc, ...) bench_doc_say_styled(doc, BENCH_STRONG, BENCH_MARK_BAD, __VA_ARGS__)

/* What the script of an HTML page has besides the cases: the tables of the run's files, what the
 * drawer of a case shows, and where blocks are made. */
void bench__add_screen_data(const bench__page_t *page);

/* All groups, scenario by scenario: at a glance as a matrix, else as tables; and what is said below
 * each. */
void bench__add_scenarios(const bench__page_t *page);

/* What the run says, in sentences; for programs with the numbers. */
void bench__add_findings(const bench__page_t *page, bench_audience_t audience);
void bench__add_findings_data(const bench__page_t *page);

/* The questions of answers.def that the run answers, on a page, each with a table; for programs the
 * sentences. */
void bench__add_answers(const bench__page_t *page);

#endif
