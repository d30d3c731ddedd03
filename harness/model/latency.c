/* latency.c - what single operations took. */
#include "model/latency.h"

const char *bench_latency_kind_name(bench_latency_kind_t kind) {
    return kind == BENCH_SERVICE ? "service" : "response";
}
