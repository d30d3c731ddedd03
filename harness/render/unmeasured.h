/* unmeasured.h - the cases that were selected and could not be measured, as parts of a document. */
#ifndef BENCH_RENDER_UNMEASURED_H
#define BENCH_RENDER_UNMEASURED_H

#include "judge/compare.h"
#include "render/document.h"

/* Of a run: under "Not measured" each case with its failure, where there is one; and the table
 * `not_measured` for programs. */
void bench__add_unmeasured(bench_doc_t *doc, const bench_report_t *report,
                           bench_audience_t audience);
void bench__add_unmeasured_data(bench_doc_t *doc, const bench_report_t *report);

/* Both of the two sides of a comparison, which have names: "base", "new". */
void bench__add_unmeasured_pairs(bench_doc_t *doc, const bench_comparison_t *pairs, size_t count,
                                 const char *const sides[2]);

#endif
