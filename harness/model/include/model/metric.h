/*
 * metric.h - what is known of every metric: the rows of metrics.def.
 */
#ifndef BENCH_MODEL_METRIC_H
#define BENCH_MODEL_METRIC_H

#include <stddef.h>

#include "model/value.h"

typedef enum bench_unit {
    BENCH_UNIT_NONE,
    BENCH_UNIT_BLOCKS,
    BENCH_UNIT_BYTES,
    BENCH_UNIT_NS,
    BENCH_UNIT_INSTRUCTIONS,
} bench_unit_t;

typedef enum bench_certainty { BENCH_EXACT, BENCH_NOISY } bench_certainty_t;

typedef enum bench_better { BENCH_FEWER, BENCH_MORE, BENCH_NEITHER } bench_better_t;

/* The kind of measuring process that makes a metric. */
typedef enum bench_pass {
    BENCH_PASS_COUNT,
    BENCH_PASS_COUNT_INSTRUCTIONS,
    BENCH_PASS_TIME
} bench_pass_t;

typedef enum bench_file {
    BENCH_FILE_ALLOCATIONS,
    BENCH_FILE_LATENCY,
    BENCH_FILE_INSTRUCTIONS,
    BENCH_FILE_COLLECTIONS,
    BENCH_FILE_MEMORY,
    BENCH_FILES
} bench_file_t;

/* BENCH_METRIC_allocs_per_op, ...: indices of bench_metrics. */
typedef enum bench_metric_id {
#define METRIC(name, ...) BENCH_METRIC_##name,
#include "model/metrics.def"
#undef METRIC
    BENCH_METRIC_COUNT
} bench_metric_id_t;

typedef struct bench_metric {
    const char *name;
    bench_type_t type;
    bench_unit_t unit;
    bench_certainty_t certainty;
    bench_better_t better;
    bench_pass_t pass;
    bench_file_t file;
    int since;
    unsigned order;
    const char *doc;
} bench_metric_t;

extern const bench_metric_t bench_metrics[BENCH_METRIC_COUNT];

/* The metric of that name; NULL: there is none. */
const bench_metric_t *bench_metric_find(const char *name);

/* The metric that a comparison of counts looks at in that place, from 1 on; NULL past the last. */
const bench_metric_t *bench_metric_in_order(unsigned order);

/* "blocks", "bytes", "ns", "instructions", "". */
const char *bench_unit_name(bench_unit_t unit);

#endif
