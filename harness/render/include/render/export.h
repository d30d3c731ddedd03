/*
 * export.h - runs in the formats that other tools read.
 *
 *   google-benchmark   the JSON of Google Benchmark, for its compare.py and for
 * github-action-benchmark: a repetition for each process, and their median. There is no processor
 * time: it is the time. Of one run go                 the text of Go's benchmarks, for benchstat: a
 * line for each process, ns/op beside B/op (requested) and allocs/op. Of several runs, each behind
 * its date and commit bencher            Bencher's metric format (JSON): latency with its interval,
 * allocations, bytes requested, instructions. Of one run
 *
 * Fractions become decimal numbers there, as these formats have no others.
 */
#ifndef BENCH_RENDER_EXPORT_H
#define BENCH_RENDER_EXPORT_H

#include <stdio.h>

#include "model/report.h"

typedef enum bench_export {
    BENCH_EXPORT_NONE,
    BENCH_EXPORT_GOOGLE_BENCHMARK,
    BENCH_EXPORT_GO,
    BENCH_EXPORT_BENCHER,
} bench_export_t;

/* False for a name that is none of the above. */
bool bench_export_parse(const char *name, bench_export_t *format);

/* Tells whether the format holds several runs. */
bool bench_export_takes_several(bench_export_t format);

/* Writes the cases of the runs that one of the filters selects; without any, all. What was neither
 * timed nor counted is left out. False: out of memory. Errors of the stream are left to the caller.
 */
bool bench_export(bench_export_t format, const bench_report_t *runs, size_t count,
                  const char *const *filters, size_t filter_count, FILE *out);

#endif
