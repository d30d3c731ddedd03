/*
 * metrics.h - the table of metrics (model/metrics.def) as a document.
 */
#ifndef BENCH_RENDER_METRICS_H
#define BENCH_RENDER_METRICS_H

#include "render/document.h"

/* Shows every metric: its name, the file that has it, type, unit, certainty, which direction is
 * better, and what it is. False: out of memory. */
bool bench_print_metrics(bench_format_t format, bool color, FILE *out);

#endif
