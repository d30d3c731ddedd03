/*
 * trend.h - how the metrics of each case went over several runs, on an HTML page.
 */
#ifndef BENCH_TREND_H
#define BENCH_TREND_H

#include "model/report.h"
#include "render/document.h"

/* Adds the runs, each step of an exact count from one to the next that has the case, and the values
 * for the script of the page. The runs come in the order of their dates; of fewer than 2 nothing is
 * added. They are borrowed until the document ends. */
void bench__add_trend(bench_doc_t *doc, const bench_report_t *runs, size_t count);

#endif
