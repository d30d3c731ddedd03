/* accept.c - what must be true of counts that are to be accepted. */
#include "judge/accept.h"

#include "judge/budget.h"

/* A case that the new run lacks was perhaps not asked for: it says nothing about the base's. */
static bool may_be_taken(const bench_comparison_t *pair) {
    const bench_row_t *row = pair->new_row;
    return row != NULL && row->failure == NULL && pair->allocs != BENCH_CHANGE_UNKNOWN &&
           bench_row_fault(row) == BENCH_FAULT_NONE;
}

bool bench_is_acceptable(const bench_comparison_t *comparisons, size_t count,
                         const bench_report_t *base, const bench_report_t *new_run) {
    bool good = !base->partial && !new_run->partial;
    bool changed = false;
    for (size_t i = 0; good && i < count; i++) {
        good = may_be_taken(&comparisons[i]);
        changed |= comparisons[i].allocs != BENCH_CHANGE_NONE;
    }
    return good && changed;
}
