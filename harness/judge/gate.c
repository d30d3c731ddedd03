/* gate.c - what a comparison fails on, column by column. */
#include "judge/gate.h"

#include <string.h>

const char *const bench_gate_names[BENCH_GATE_COUNT] = {"allocs", "instructions", "time"};

/* What a gate says of one case. */
static int judge(const bench_comparison_t *pair, unsigned gate) {
    bench_change_t change = gate == BENCH_GATE_INSTRUCTIONS ? pair->instructions : pair->allocs;
    bool regression = gate == BENCH_GATE_ALLOCS
                          ? bench_comparison_unverified(pair)
                          : gate == BENCH_GATE_TIME && pair->time == BENCH_WORSE;
    if (regression || pair->allocs == BENCH_CHANGE_REMOVED) {
        return 1;
    }
    if (gate == BENCH_GATE_TIME) {
        return 0;
    }
    switch (change) {
    case BENCH_CHANGE_MORE:
        return 1;
    case BENCH_CHANGE_UNKNOWN: /* of counts, where the base has them */
        return gate == BENCH_GATE_INSTRUCTIONS || pair->base->counted ? 3 : 0;
    case BENCH_CHANGE_FEWER:
        return 4;
    default:
        return 0;
    }
}

/* The most serious of all exit codes is the smallest but 0: 1, then 3, then 4. */
int bench_gate_exit_code(const bench_comparison_t *comparisons, size_t count, unsigned gates) {
    int code = 0;
    for (unsigned i = 0; i < BENCH_GATE_COUNT; i++) {
        for (size_t j = 0; (gates & 1u << i) != 0 && j < count; j++) {
            int found = judge(&comparisons[j], 1u << i);
            code = code == 0 || (found != 0 && found < code) ? found : code;
        }
    }
    return code;
}

unsigned bench_gate_failed(const bench_comparison_t *comparisons, size_t count, unsigned gates) {
    unsigned failed = 0;
    for (unsigned i = 0; i < BENCH_GATE_COUNT; i++) {
        unsigned gate = gates & 1u << i;
        failed |= bench_gate_exit_code(comparisons, count, gate) != 0 ? gate : 0;
    }
    return failed;
}

unsigned bench_gate_find(const char *name, size_t length) {
    for (unsigned i = 0; i < BENCH_GATE_COUNT; i++) {
        if (strlen(bench_gate_names[i]) == length &&
            strncmp(bench_gate_names[i], name, length) == 0) {
            return 1u << i;
        }
    }
    return 0;
}
