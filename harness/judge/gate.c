/* gate.c - what a comparison fails on, column by column. */
#include "judge/gate.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "judge/budget.h"
#include "judge/exit_code.h"

const char *const bench_gate_names[BENCH_GATE_COUNT] = {"allocs", "instructions", "time"};

/* ---- one case ---- */

/* The most serious first. */
typedef enum outcome {
    OUTCOME_REGRESSION,
    OUTCOME_UNMEASURED, /* in one of the runs, for a reason of its own */
    OUTCOME_ELSEWHERE,  /* on another processor */
    OUTCOME_ONE_SIDED,  /* one of the runs does not have the column */
    OUTCOME_TOO_FEW,    /* processes for any verdict */
    OUTCOME_NO_VERDICT, /* the control differs */
    OUTCOME_FEWER,
    OUTCOME_PASSED,
    OUTCOME_NONE, /* the case does not have the column, or is new */
    OUTCOMES
} outcome_t;

static outcome_t outcome_of_change(bench_change_t change, outcome_t unchanged) {
    switch (change) {
    case BENCH_CHANGE_MORE:
    case BENCH_CHANGE_OTHER:
    case BENCH_CHANGE_REMOVED:
        return OUTCOME_REGRESSION;
    case BENCH_CHANGE_UNKNOWN:
        return OUTCOME_ONE_SIDED;
    case BENCH_CHANGE_FEWER:
        return OUTCOME_FEWER;
    case BENCH_CHANGE_ADDED:
        return OUTCOME_NONE;
    case BENCH_CHANGE_NONE:
        break;
    }
    return unchanged;
}

/* What is wrong in the new run alone is a regression too. */
static outcome_t allocs_of(const bench_comparison_t *pair) {
    if (pair->new_row != NULL && bench_row_fault(pair->new_row) != BENCH_FAULT_NONE) {
        return OUTCOME_REGRESSION;
    }
    return outcome_of_change(pair->allocs,
                             bench_comparison_counted(pair) ? OUTCOME_PASSED : OUTCOME_NONE);
}

static outcome_t instructions_of(const bench_comparison_t *pair) {
    return outcome_of_change(pair->instructions,
                             isnan(pair->instructions_change) ? OUTCOME_NONE : OUTCOME_PASSED);
}

static outcome_t time_of(const bench_comparison_t *pair) {
    if (isnan(pair->ratio.estimate)) {
        bool timed = pair->base->process_count != 0 || pair->new_row->process_count != 0;
        return timed ? OUTCOME_ONE_SIDED : OUTCOME_NONE;
    }
    if (pair->control_differs) {
        return OUTCOME_NO_VERDICT;
    }
    if (pair->time == BENCH_NOT_RESOLVED && isnan(pair->smallest_effect)) {
        return OUTCOME_TOO_FEW;
    }
    return pair->time == BENCH_WORSE ? OUTCOME_REGRESSION : OUTCOME_PASSED;
}

bool bench_are_of_two_processors(const bench_gated_t *gated) {
    return gated->base != NULL && gated->new_run != NULL && !gated->across_machines &&
           strcmp(bench_report_fact(gated->base, "cpu"),
                  bench_report_fact(gated->new_run, "cpu")) != 0;
}

/* What the limits of a gate count, as bits; 0: it has none. */
static unsigned passes_of(bench_gate_t gate) {
    return gate == BENCH_GATE_ALLOCS         ? BENCH_LIMITS_COUNTS
           : gate == BENCH_GATE_INSTRUCTIONS ? BENCH_LIMITS_INSTRUCTIONS
                                             : 0;
}

static outcome_t outcome_of(const bench_comparison_t *pair, bench_gate_t gate, bool elsewhere) {
    if (pair->new_row == NULL || (pair->over & passes_of(gate)) != 0) {
        return OUTCOME_REGRESSION;
    }
    if (pair->new_row->failure != NULL || (pair->base != NULL && pair->base->failure != NULL)) {
        return OUTCOME_UNMEASURED;
    }
    if (gate == BENCH_GATE_ALLOCS) {
        return allocs_of(pair);
    }
    if (pair->base == NULL) {
        return OUTCOME_NONE;
    }
    outcome_t outcome = gate == BENCH_GATE_INSTRUCTIONS ? instructions_of(pair) : time_of(pair);
    return elsewhere && outcome != OUTCOME_NONE ? OUTCOME_ELSEWHERE : outcome;
}

/* ---- one gate ---- */

/* Appends one reason to those that are there. */
__attribute__((format(printf, 2, 3))) static void give_reason(bench_gate_verdict_t *verdict,
                                                              const char *format, ...) {
    size_t used = strlen(verdict->why);
    va_list arguments;
    va_start(arguments, format);
    if (used > 0) {
        (void)snprintf(verdict->why + used, sizeof verdict->why - used, "; ");
        used = strlen(verdict->why);
    }
    (void)vsnprintf(verdict->why + used, sizeof verdict->why - used, format, arguments);
    va_end(arguments);
}

static const struct {
    outcome_t outcome;
    const char *what;
} missing_words[] = {
    {OUTCOME_UNMEASURED, "not measured"},
    {OUTCOME_ELSEWHERE, "on another processor (--across-machines compares them)"},
    {OUTCOME_ONE_SIDED, "in one of the runs only"},
    {OUTCOME_TOO_FEW, "too few processes"},
    {OUTCOME_NO_VERDICT, "the control differs"},
};

static void explain_missing(bench_gate_verdict_t *verdict, const size_t tally[OUTCOMES],
                            size_t count) {
    for (size_t i = 0; i < sizeof missing_words / sizeof missing_words[0]; i++) {
        size_t missing = tally[missing_words[i].outcome];
        verdict->missing += missing;
        if (missing != 0) {
            give_reason(verdict, "%zu of %zu cases: %s", missing, count, missing_words[i].what);
        }
    }
}

static void explain_partial(bench_gate_verdict_t *verdict, const bench_report_t *report,
                            const char *which) {
    if (report != NULL && report->partial) {
        give_reason(verdict, "the %s run is partial: it was stopped before its end", which);
    }
}

static void explain_limits(bench_gate_verdict_t *verdict, const bench_gated_t *gated,
                           bench_gate_t gate) {
    size_t missing = gated->limits != NULL && passes_of(gate) != 0
                         ? bench_limits_missing(gated->limits, passes_of(gate))
                         : 0;
    if (missing != 0) {
        give_reason(verdict, "%zu limit%s not judged", missing, missing == 1 ? "" : "s");
    }
}

static bench_gate_verdict_t judge(const bench_gated_t *gated, bench_gate_t gate) {
    bench_gate_verdict_t verdict = {.gate = gate};
    size_t tally[OUTCOMES] = {0};
    bool elsewhere = bench_are_of_two_processors(gated);
    for (size_t i = 0; i < gated->count; i++) {
        tally[outcome_of(&gated->comparisons[i], gate, elsewhere)]++;
    }
    verdict.regressions = tally[OUTCOME_REGRESSION];
    verdict.compared = verdict.regressions + tally[OUTCOME_FEWER] + tally[OUTCOME_PASSED];
    explain_missing(&verdict, tally, gated->count);
    if (verdict.compared + verdict.missing == 0) {
        give_reason(&verdict, "no case of both runs has %s to compare",
                    gate == BENCH_GATE_ALLOCS ? "exact counts" : bench_gate_names[gate / 2]);
    }
    explain_limits(&verdict, gated, gate);
    explain_partial(&verdict, gated->base, "base");
    explain_partial(&verdict, gated->new_run, "new");
    if (verdict.regressions != 0) {
        verdict.exit_code = 1;
    } else if (verdict.why[0] != '\0') {
        verdict.exit_code = 3;
    } else {
        verdict.exit_code = tally[OUTCOME_FEWER] != 0 ? 4 : 0;
    }
    return verdict;
}

/* ---- all gates ---- */

bench_gate_result_t bench_gate_judge(const bench_gated_t *gated, unsigned gates) {
    bench_gate_result_t result = {0};
    for (unsigned i = 0; i < BENCH_GATE_COUNT; i++) {
        if ((gates & 1u << i) != 0) {
            result.verdicts[i] = judge(gated, (bench_gate_t)(1u << i));
            int code = result.verdicts[i].exit_code;
            result.exit_code = bench_exit_worse(result.exit_code, code);
            result.failed |= code != 0 ? 1u << i : 0;
        }
    }
    return result;
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
