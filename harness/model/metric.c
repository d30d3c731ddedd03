/* metric.c - metrics.def as a table. */
#include "model/metric.h"

#include <string.h>

const bench_metric_t bench_metrics[BENCH_METRIC_COUNT] = {
#define METRIC(name, type, unit, certainty, better, pass, file, since, order, doc) \
    {#name,                                                                        \
     BENCH_TYPE_##type,                                                            \
     BENCH_UNIT_##unit,                                                            \
     BENCH_##certainty,                                                            \
     BENCH_##better,                                                               \
     BENCH_PASS_##pass,                                                            \
     BENCH_FILE_##file,                                                            \
     since,                                                                        \
     order,                                                                        \
     doc},
#include "model/metrics.def"
#undef METRIC
};

const bench_metric_t *bench_metric_find(const char *name) {
    for (size_t i = 0; i < BENCH_METRIC_COUNT; i++) {
        if (strcmp(bench_metrics[i].name, name) == 0) {
            return &bench_metrics[i];
        }
    }
    return NULL;
}

const bench_metric_t *bench_metric_in_order(unsigned order) {
    for (size_t i = 0; i < BENCH_METRIC_COUNT; i++) {
        if (bench_metrics[i].order == order && order != 0) {
            return &bench_metrics[i];
        }
    }
    return NULL;
}

const char *bench_unit_name(bench_unit_t unit) {
    static const char *const names[] = {
        [BENCH_UNIT_NONE] = "",
        [BENCH_UNIT_BLOCKS] = "blocks",
        [BENCH_UNIT_BYTES] = "bytes",
        [BENCH_UNIT_NS] = "ns",
        [BENCH_UNIT_INSTRUCTIONS] = "instructions",
    };
    return names[unit];
}
