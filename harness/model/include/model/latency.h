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
#ifndef BENCH_MODEL_LATENCY_H
#define BENCH_MODEL_LATENCY_H

#include <stdbool.h>

#include "model/histogram.h"

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

#endif
