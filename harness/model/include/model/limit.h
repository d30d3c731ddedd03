/*
 * limit.h - how much of an exact metric cases may have: a line of limits.csv.
 *
 * A limit holds for the cases that one pattern selects, for the metrics that another one names, and
 * for one toolchain or any. It is a number ("64", "1/2"), or it is relative to what is committed:
 * so much more ("+3", "+1/2"), or so many per cent ("+5%", "+2.5%").
 *
 * Where several lines hold for a metric of a case the last one decides, so that exceptions stand
 * below their rule.
 */
#ifndef BENCH_MODEL_LIMIT_H
#define BENCH_MODEL_LIMIT_H

#include "model/metric.h"
#include "model/table.h"

typedef enum bench_limit_kind {
    BENCH_LIMIT_NUMBER,  /* at most `number` */
    BENCH_LIMIT_MORE,    /* at most `number` more than committed */
    BENCH_LIMIT_PERCENT, /* at most `number` per cent more than committed */
} bench_limit_kind_t;

/* A line. Its texts are borrowed. */
typedef struct bench_limit {
    const char *cases;     /* a filter, as bench_case_match takes it */
    const char *metrics;   /* a shell pattern over their names */
    const char *toolchain; /* "gcc", "gcc 12", "clang 14.0.6"; "": any */
    const char *at_most;   /* as it is written */
    const char *place;     /* "limits.csv line 3" */
    size_t line;
    bench_limit_kind_t kind;
    bench_fraction_t number; /* not below 0 */
} bench_limit_t;

/* The lines of a file. All zero: none. */
typedef struct bench_limits {
    const char *file; /* its name; NULL: there is none */
    size_t count;
    bench_limit_t *lines; /* owned, in their order */
    bench_table_t table;  /* the file, which has their texts */
} bench_limits_t;

void bench_limits_deinit(bench_limits_t *limits);

/* Reads what a limit comes to: the kind and the number. False for anything else; *limit is then
 * untouched. */
bool bench_limit_parse(const char *at_most, bench_limit_t *limit);

/* Tells whether a metric can have a limit: an exact number of which fewer or more is better. */
bool bench_metric_is_limited(const bench_metric_t *metric);

/* Tells whether the limit names the metric, or any. */
bool bench_limit_names(const bench_limit_t *limit, const bench_metric_t *metric);
bool bench_limit_names_any(const bench_limit_t *limit);

/* The first line of the same cases, metrics and toolchain; NULL: there is none. Borrowed. */
const bench_limit_t *bench_limits_same(const bench_limits_t *limits, const bench_limit_t *like);

/* The most that the limit allows where so much is committed; not known where that is needed and not
 * known, or no fraction holds it. */
bench_fraction_t bench_limit_most(const bench_limit_t *limit, bench_fraction_t committed);

#endif
