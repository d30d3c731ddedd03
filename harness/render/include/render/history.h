/*
 * history.h - a metric of each case over several runs.
 */
#ifndef BENCH_RENDER_HISTORY_H
#define BENCH_RENDER_HISTORY_H

#include "model/report.h"
#include "render/document.h"

typedef struct bench_history {
    const bench_report_t *runs; /* the oldest first */
    size_t count;
    bench_metric_id_t metric;   /* a number */
    const char *const *filters; /* only cases that one of them selects; all where there is none */
    size_t filter_count;
} bench_history_t;

/* Shows the runs, the metric of each case in the newest of them, and where an exact one changed and
 * in which run first; for programs every value. Without filters people see of an exact metric only
 * the cases in which it changed. `width`: the places of a terminal. False: out of memory. */
bool bench_print_history(const bench_history_t *history, bench_format_t format, bool color,
                         unsigned width, FILE *out);

#endif
