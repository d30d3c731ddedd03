/* row_latency.c - the latencies of a row: found, made, merged. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "model/row.h"

/* Loads are percentages when they are asked for: they differ by far more, or by rounding only. */
#define LOAD_TOLERANCE 1e-9

bench_latency_t *bench_row_latency(const bench_row_t *row, bench_latency_kind_t kind, double load) {
    for (size_t i = 0; i < row->latency_count; i++) {
        bench_latency_t *latency = &row->latencies[i];
        if (latency->kind == kind &&
            (kind == BENCH_SERVICE || fabs(latency->load - load) <= LOAD_TOLERANCE)) {
            return latency;
        }
    }
    return NULL;
}

bench_latency_t *bench_row_add_latency(bench_row_t *row, bench_latency_kind_t kind, double load) {
    bench_latency_t *latency = bench_row_latency(row, kind, load);
    if (latency != NULL) {
        return latency;
    }
    bench_latency_t *latencies =
        realloc(row->latencies, (row->latency_count + 1) * sizeof *latencies);
    if (latencies == NULL) {
        return NULL;
    }
    row->latencies = latencies;
    latency = &latencies[row->latency_count++];
    memset(latency, 0, sizeof *latency);
    latency->kind = kind;
    latency->load = kind == BENCH_SERVICE ? (double)NAN : load;
    return latency;
}

bool bench_row_merge_latencies(bench_row_t *to, const bench_row_t *from) {
    for (size_t i = 0; i < from->latency_count; i++) {
        const bench_latency_t *measured = &from->latencies[i];
        bench_latency_t *sum = bench_row_add_latency(to, measured->kind, measured->load);
        if (sum == NULL) {
            return false;
        }
        bench_histogram_merge(&sum->histogram, &measured->histogram);
        sum->processes += measured->processes;
    }
    return true;
}

bool bench_latency_is_whole(const bench_row_t *row, const bench_latency_t *latency) {
    return latency->processes >= row->process_count;
}
