/* compare_instructions.c - the instructions of two rows side by side. */
#include "compare_instructions.h"

#include <math.h>

#include "row_instructions.h"
#include "text.h"

/* Two numbers are comparable where both are exact and of the same kind. */
static bool are_comparable(const bench_instructions_t *base, const bench_instructions_t *next) {
    return base->exact && next->exact && base->by != BENCH_BY_NONE && base->by == next->by;
}

void bench_compare_instructions(bench_comparison_t *comparison, double threshold) {
    comparison->instructions = BENCH_CHANGE_NONE;
    comparison->instructions_change = NAN;
    if (comparison->base == NULL || comparison->next == NULL) {
        return;
    }
    const bench_instructions_t *base = &comparison->base->instructions;
    const bench_instructions_t *next = &comparison->next->instructions;
    if (!are_comparable(base, next)) {
        comparison->instructions = base->exact ? BENCH_CHANGE_UNKNOWN : BENCH_CHANGE_NONE;
        return;
    }
    double before = bench_fraction_value(base->per_op);
    double more = bench_fraction_value(next->per_op) - before;
    comparison->instructions_change = more / before;
    if (fabs(more) > threshold * before) {
        comparison->instructions = more > 0 ? BENCH_CHANGE_MORE : BENCH_CHANGE_FEWER;
    }
}

int bench_instructions_exit_code(const bench_comparison_t *comparison) {
    switch (comparison->instructions) {
    case BENCH_CHANGE_MORE:
        return 1;
    case BENCH_CHANGE_UNKNOWN:
        return 3;
    case BENCH_CHANGE_FEWER:
        return 4;
    case BENCH_CHANGE_NONE:
    case BENCH_CHANGE_ADDED:
    case BENCH_CHANGE_REMOVED:
        break;
    }
    return comparison->allocs == BENCH_CHANGE_REMOVED ? 1 : 0;
}

const char *bench_instructions_phrase(const bench_comparison_t *comparison, char *text) {
    char before[BENCH_TEXT_MAX];
    char after[BENCH_TEXT_MAX];
    bench_change_t change = comparison->instructions;
    text[0] = '\0';
    if (change == BENCH_CHANGE_MORE || change == BENCH_CHANGE_FEWER) {
        snprintf(text, BENCH_TEXT_MAX, "%s: %.24s -> %.24s (%+.1f %%)",
                 change == BENCH_CHANGE_MORE ? "regression" : "improvement",
                 bench_instructions_text(&comparison->base->instructions, before),
                 bench_instructions_text(&comparison->next->instructions, after),
                 comparison->instructions_change * 100);
    }
    return text;
}
