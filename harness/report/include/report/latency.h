/*
 * latency.h - what single operations of a case took, as opposed to slices of many.
 *
 *   service   closed loop: the next operation starts when the last one is done. How long the
 *             operation itself took.
 *   response  open loop: operations are due on a fixed schedule, and the time runs from when one
 *             was due. What a user waits, also behind an operation that was slow.
 *
 * The two answer different questions and are never shown in one table.
 *
 * A row has at most one of each kind and load. Those of several processes are merged.
 */
#ifndef BENCH_REPORT_LATENCY_H
#define BENCH_REPORT_LATENCY_H

#include <stdbool.h>

#include "report/histogram.h"

typedef struct bench_row bench_row_t;

typedef enum bench_latency_kind {
    BENCH_SERVICE,
    BENCH_RESPONSE,
} bench_latency_kind_t;

typedef struct bench_latency {
    bench_latency_kind_t kind;
    double load;        /* of BENCH_RESPONSE: fraction of the case's closed-loop rate; else NaN */
    uint64_t processes; /* that contributed */
    bench_histogram_t histogram; /* ns, not empty */
} bench_latency_t;

/* "service", "response". */
const char *bench_latency_kind_name(bench_latency_kind_t kind);

/* The latency of that kind and load (of a service time it does not matter), or NULL. Borrowed. */
bench_latency_t *bench_row_latency(const bench_row_t *row, bench_latency_kind_t kind, double load);

/* The same, made if it is not there: empty, of no process. NULL: out of memory. Valid until the
 * next is made. */
bench_latency_t *bench_row_add_latency(bench_row_t *row, bench_latency_kind_t kind, double load);

/* Merges all latencies of `from` into those of `to`. False: out of memory; `to` may then hold a
 * part of them. */
bool bench_row_merge_latencies(bench_row_t *to, const bench_row_t *from);

/* Whether every process that timed the row contributed. Single operations are timed only where they
 * are long enough for it: of a case at that limit the slower processes alone would be left, and
 * their times are not the case's. */
bool bench_latency_is_whole(const bench_row_t *row, const bench_latency_t *latency);

#endif
