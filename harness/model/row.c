/* row.c - one row of a report. */
#include "model/row.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

void bench_counts_init(bench_counts_t *counts) {
    *counts = (bench_counts_t){.synchronous_share = NAN, .resident_bytes_per_op = NAN};
}

void bench_counts_deinit(bench_counts_t *counts) {
    for (size_t i = 0; i < counts->site_count; i++) {
        free(counts->sites[i].made_by);
        free(counts->sites[i].stack);
        free(counts->sites[i].line);
    }
    free(counts->sites);
    free(counts->threads);
    free(counts->sizes);
    free(counts->disagreement);
    bench_counts_init(counts);
}

void bench_row_init(bench_row_t *row) {
    *row = (bench_row_t){0};
    bench_counts_init(&row->counts);
}

static void deinit_processes(bench_row_t *row) {
    for (size_t i = 0; i < row->process_count; i++) {
        free(row->processes[i].slices);
    }
    free(row->processes);
}

void bench_row_deinit(bench_row_t *row) {
    if (row == NULL) {
        return;
    }
    bench_case_deinit(&row->key);
    free(row->failure);
    bench_counts_deinit(&row->counts);
    deinit_processes(row);
    free(row->latencies);
    bench_row_init(row);
}

/* ---- metrics of the counting pass ---- */

/* Like the fields themselves, from metrics.def. Of a metric that is no field there is nothing to
 * take an offset of. */
#define NO_FIELD                                 SIZE_MAX
#define OFFSET_COUNT_FRACTION(name)              offsetof(bench_counts_t, name)
#define OFFSET_COUNT_INTEGER(name)               offsetof(bench_counts_t, name)
#define OFFSET_COUNT_NUMBER(name)                offsetof(bench_counts_t, name)
#define OFFSET_COUNT_SHARE(name)                 offsetof(bench_counts_t, name)
#define OFFSET_COUNT_TEXT(name)                  NO_FIELD
#define OFFSET_TIME_NUMBER(name)                 NO_FIELD
#define OFFSET_TIME_INTEGER(name)                NO_FIELD
#define OFFSET_TIME_RATIO(name)                  NO_FIELD
#define OFFSET_TIME_SHARE(name)                  NO_FIELD
#define OFFSET_TIME_TEXT(name)                   NO_FIELD
#define OFFSET_COUNT_INSTRUCTIONS_FRACTION(name) NO_FIELD
#define OFFSET_COUNT_INSTRUCTIONS_TEXT(name)     NO_FIELD

static const size_t offsets[BENCH_METRIC_COUNT] = {
#define METRIC(name, type, unit, certainty, better, pass, ...) OFFSET_##pass##_##type(name),
#include "model/metrics.def"
#undef METRIC
};

/* NULL: the counts have no field of this metric. */
static const void *field_of(const bench_counts_t *counts, const bench_metric_t *metric) {
    size_t offset = offsets[metric - bench_metrics];
    return offset == NO_FIELD ? NULL : (const char *)counts + offset;
}

void *bench_counts_field(bench_counts_t *counts, const bench_metric_t *metric) {
    return (void *)field_of(counts, metric);
}

/* Of a runtime that counts nothing but its collections there is nothing to verify. */
static bool has_exact(const bench_counts_t *counts) {
    return bench_fraction_is_known(counts->allocs_per_op) ||
           bench_fraction_is_known(counts->bytes_requested_per_op);
}

static const char *verified_text(const bench_counts_t *counts) {
    return counts->verification == BENCH_VERIFIED ? "verified" : counts->disagreement;
}

bench_value_t bench_row_count(const bench_row_t *row, const bench_metric_t *metric) {
    const void *field = field_of(&row->counts, metric);
    bench_value_t value = bench_unknown_value(metric->type);
    if (!row->counted) {
        return value;
    }
    if (metric == &bench_metrics[BENCH_METRIC_verified]) {
        value.text = has_exact(&row->counts) ? verified_text(&row->counts) : value.text;
    } else if (field != NULL && !bench_type_is_exact(metric->type)) {
        memcpy(&value.number, field, sizeof value.number);
    } else if (field != NULL) {
        memcpy(&value.fraction, field, sizeof value.fraction);
    }
    return value;
}

bench_fraction_t bench_row_allocs(const bench_row_t *row) {
    return row->counted ? row->counts.allocs_per_op : (bench_fraction_t){0};
}

bool bench_row_is_unverified(const bench_row_t *row) {
    return row->counted && row->counts.verification != BENCH_VERIFIED;
}

uint64_t bench_row_leaked(const bench_row_t *row) {
    uint64_t leaked = 0;
    for (size_t i = 0; i < row->counts.site_count; i++) {
        leaked += row->counts.sites[i].leaked;
    }
    return leaked;
}

/* ---- instructions ---- */

static const char *const by_names[] = {
    [BENCH_BY_NONE] = "",
    [BENCH_BY_PERF_EVENT] = "perf_event",
    [BENCH_BY_CALLGRIND] = "callgrind",
};

const char *bench_instructions_by_name(bench_instructions_by_t by) {
    return by_names[by];
}

bool bench_instructions_by_parse(const char *name, bench_instructions_by_t *by) {
    for (size_t i = BENCH_BY_NONE + 1; i < sizeof by_names / sizeof by_names[0]; i++) {
        if (strcmp(by_names[i], name) == 0) {
            *by = (bench_instructions_by_t)i;
            return true;
        }
    }
    return false;
}
