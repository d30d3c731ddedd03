/* gate.c - what a comparison fails on, column by column. */
#include <string.h>

#include "compare_instructions.h"
#include "compare_parts.h"

static int judge_allocs(const bench_comparison_t *comparison) {
    if (comparison->allocs == BENCH_CHANGE_MORE || comparison->allocs == BENCH_CHANGE_REMOVED ||
        bench_comparison_unverified(comparison)) {
        return 1;
    }
    if (comparison->allocs == BENCH_CHANGE_UNKNOWN && comparison->base->counted) {
        return 3;
    }
    return comparison->allocs == BENCH_CHANGE_FEWER ? 4 : 0;
}

static int judge_time(const bench_comparison_t *comparison) {
    return comparison->time == BENCH_WORSE || comparison->allocs == BENCH_CHANGE_REMOVED ? 1 : 0;
}

/* In the order in which a gate looks at them: from what is certain to what is noisy. `judge` gives
 * the exit code of one case. */
static const struct gate {
    const char *name;
    unsigned bit;
    int (*judge)(const bench_comparison_t *comparison);
} known[] = {
    {"allocs", BENCH_GATE_ALLOCS, judge_allocs},
    {"instructions", BENCH_GATE_INSTRUCTIONS, bench_instructions_exit_code},
    {"time", BENCH_GATE_TIME, judge_time},
};

#define KNOWN_COUNT (sizeof known / sizeof known[0])

/* The smaller code is the graver finding: 1, then 3, then 4. */
static int graver(int a, int b) {
    return a == 0 || (b != 0 && b < a) ? b : a;
}

static int judge_all(const struct gate *gate, const bench_comparison_t *comparisons, size_t count) {
    int code = 0;
    for (size_t i = 0; i < count; i++) {
        code = graver(code, gate->judge(&comparisons[i]));
    }
    return code;
}

int bench_gate_exit_code(const bench_comparison_t *comparisons, size_t count, unsigned gates) {
    int code = 0;
    for (size_t i = 0; i < KNOWN_COUNT; i++) {
        if ((gates & known[i].bit) != 0) {
            code = graver(code, judge_all(&known[i], comparisons, count));
        }
    }
    return code;
}

unsigned bench_gate_failed(const bench_comparison_t *comparisons, size_t count, unsigned gates) {
    unsigned failed = 0;
    for (size_t i = 0; i < KNOWN_COUNT; i++) {
        if ((gates & known[i].bit) != 0 && judge_all(&known[i], comparisons, count) != 0) {
            failed |= known[i].bit;
        }
    }
    return failed;
}

unsigned bench_gate_find(const char *name, size_t length) {
    for (size_t i = 0; i < KNOWN_COUNT; i++) {
        if (strlen(known[i].name) == length && strncmp(known[i].name, name, length) == 0) {
            return known[i].bit;
        }
    }
    return 0;
}

void bench_gate_put_names(FILE *out, unsigned gates, const char *quote) {
    const char *separator = "";
    for (size_t i = 0; i < KNOWN_COUNT; i++) {
        if ((gates & known[i].bit) != 0) {
            fprintf(out, "%s%s%s%s", separator, quote, known[i].name, quote);
            separator = ", ";
        }
    }
}
