/*
 * report_parts.h - what the parts of a run's document share.
 */
#ifndef BENCH_REPORT_PARTS_H
#define BENCH_REPORT_PARTS_H

#include "judge/line.h"
#include "render/document.h"

typedef struct bench__page {
    bench_doc_t *doc;
    const bench_report_t *report;
    const bench_line_t *lines; /* of its rows */
    const char *folder;        /* where figures are; NULL: nowhere */
    double empty;              /* what an operation that does nothing takes, ns */
    bool instructions;         /* some row has them: there is a column for them */
} bench__page_t;

/* A piece of the paragraph that was begun last, as code or as an alarm. */
#define BENCH__SAY_CODE(doc, text) \
    bench_doc_say_styled(doc, BENCH_CODE, BENCH_MARK_NONE, "%s", text)
#define BENCH__STRESS(doc, ...) bench_doc_say_styled(doc, BENCH_STRONG, BENCH_MARK_BAD, __VA_ARGS__)

/* The tables of all groups, scenario by scenario, and what is said below each. */
void bench__add_scenarios(const bench__page_t *page);

#endif
