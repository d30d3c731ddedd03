/* check.c - counts against their budgets and against committed exact numbers. */
#include "judge/check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "judge/budget.h"
#include "judge/change.h"
#include "judge/exit_code.h"

const bench_finding_words_t bench_finding_words[BENCH_FINDING_KINDS] = {
    [BENCH_FINDING_BUDGET] = {"budget", "not in their budget"},
    [BENCH_FINDING_LEAK] = {"leak", "leaked"},
    [BENCH_FINDING_UNVERIFIED] = {"unverified", "not verified"},
    [BENCH_FINDING_UNMEASURED] = {"unmeasured", "not measured"},
    [BENCH_FINDING_MORE] = {"more", "more than committed"},
    [BENCH_FINDING_OTHER] = {"other", "other than committed"},
    [BENCH_FINDING_ADDED] = {"added", "not in the committed file"},
    [BENCH_FINDING_REMOVED] = {"removed", "only in the committed file"},
    [BENCH_FINDING_FEWER] = {"fewer", "fewer than committed"},
};

const char *bench_finding_phrase(const bench_finding_t *finding,
                                 char text[BENCH_FINDING_PHRASE_MAX]) {
    const size_t room = BENCH_FINDING_PHRASE_MAX;
    switch (finding->kind) {
    case BENCH_FINDING_BUDGET:
        (void)snprintf(text, room, "%s allocations per operation, budget %s", finding->now,
                       finding->expected);
        break;
    case BENCH_FINDING_LEAK:
        (void)snprintf(text, room, "leaked %s", finding->now);
        break;
    case BENCH_FINDING_UNVERIFIED:
        (void)snprintf(text, room, "%s", finding->now);
        break;
    case BENCH_FINDING_UNMEASURED:
        (void)snprintf(text, room, "not measured: %s", finding->now);
        break;
    case BENCH_FINDING_ADDED:
    case BENCH_FINDING_REMOVED:
        (void)snprintf(text, room, "%s", bench_finding_words[finding->kind].phrase);
        break;
    default:
        (void)snprintf(text, room, "%s: %s, committed %s", finding->column, finding->now,
                       finding->expected);
    }
    return text;
}

void bench_check_deinit(bench_check_t *check) {
    free(check->findings);
    bench_table_deinit(&check->texts);
    *check = (bench_check_t){0};
}

/* Memory that ran short is remembered with the texts. */
static bool end(const bench_check_t *check, bench_problem_t *problem) {
    return !check->texts.failed || bench_out_of_memory(problem, "the findings of the check");
}

/* Adds a finding; everything is copied. */
static void add(bench_check_t *check, bench_finding_kind_t kind, const bench_case_key_t *key,
                const char *column, const char *expected, const char *now) {
    bench_finding_t *findings = reallocarray(check->findings, check->count + 1, sizeof *findings);
    bench_table_t *texts = &check->texts;
    texts->failed |= findings == NULL;
    if (findings != NULL) {
        check->findings = findings;
        findings[check->count++] = (bench_finding_t){kind,
                                                     {bench_table_keep(texts, key->scenario),
                                                      bench_table_keep(texts, key->contender),
                                                      bench_table_keep(texts, key->params)},
                                                     bench_table_keep(texts, column),
                                                     bench_table_keep(texts, expected),
                                                     bench_table_keep(texts, now)};
    }
}

/* ---- the rows themselves ---- */

static void check_row(bench_check_t *check, const bench_row_t *row) {
    char allocs[BENCH_FRACTION_MAX];
    char budget[BENCH_BUDGET_TEXT_MAX];
    const char *leak = bench_row_leak(row, &check->texts);
    if (row->failure != NULL) {
        add(check, BENCH_FINDING_UNMEASURED, &row->key, "", "", row->failure);
    }
    if (!bench_row_within_budget(row)) {
        add(check, BENCH_FINDING_BUDGET, &row->key, "allocs_per_op",
            bench_budget_format(row, budget),
            bench_fraction_format(row->counts.allocs_per_op, allocs));
    }
    if (leak != NULL) {
        add(check, BENCH_FINDING_LEAK, &row->key, "leaked", "0", leak);
    }
    if (bench_row_is_unverified(row)) {
        const char *why = row->counts.disagreement;
        add(check, BENCH_FINDING_UNVERIFIED, &row->key, "verified", "verified",
            why != NULL ? why : "not verified");
    }
}

bool bench_check_rows(bench_check_t *check, const bench_report_t *report,
                      bench_problem_t *problem) {
    check->case_count = report->row_count;
    for (size_t i = 0; i < report->row_count; i++) {
        check_row(check, &report->rows[i]);
    }
    return end(check, problem);
}

/* ---- committed numbers ---- */

static bench_finding_kind_t kind_of(bench_change_t change) {
    if (change == BENCH_CHANGE_MORE) {
        return BENCH_FINDING_MORE;
    }
    return change == BENCH_CHANGE_FEWER ? BENCH_FINDING_FEWER : BENCH_FINDING_OTHER;
}

/* A line of both tables. */
typedef struct pair {
    const bench_table_t *committed;
    const bench_table_t *now;
    size_t committed_row;
    size_t now_row;
} pair_t;

/* Compares one column; true: it differs. */
static bool differs(bench_check_t *check, const pair_t *pair, const bench_metric_t *metric) {
    char before[BENCH_VALUE_MAX];
    char after[BENCH_VALUE_MAX];
    size_t column = bench_table_find_column(pair->now, metric->name);
    if (column == pair->now->column_count) {
        return false;
    }
    const bench_value_t *expected = bench_table_at(pair->committed, pair->committed_row, column);
    const bench_value_t *now = bench_table_at(pair->now, pair->now_row, column);
    bench_change_t change = bench_metric_change(metric, expected, now);
    if (change != BENCH_CHANGE_NONE) {
        bench_case_key_t key = bench_table_case(pair->now, pair->now_row);
        add(check, kind_of(change), &key, metric->name, bench_value_format(expected, before),
            bench_value_format(now, after));
    }
    return change != BENCH_CHANGE_NONE;
}

/* The metrics that have an order first, in it; then whatever else there is. */
static void compare_line(bench_check_t *check, const pair_t *pair) {
    const bench_metric_t *metric;
    bool found = false;
    for (unsigned order = 1; !found && (metric = bench_metric_in_order(order)) != NULL; order++) {
        found = differs(check, pair, metric);
    }
    for (size_t i = 0; !found && i < BENCH_METRIC_COUNT; i++) {
        found = bench_metrics[i].order == 0 && differs(check, pair, &bench_metrics[i]);
    }
}

static bool is_unmeasured(const bench_check_t *check, const bench_case_key_t *key) {
    bool found = false;
    for (size_t i = 0; !found && i < check->count; i++) {
        found = check->findings[i].kind == BENCH_FINDING_UNMEASURED &&
                bench_case_equal(&check->findings[i].key, key);
    }
    return found;
}

bool bench_check_exact(bench_check_t *check, const bench_table_t *committed,
                       const bench_table_t *now, bool complete, bench_problem_t *problem) {
    for (size_t i = 0; i < bench_table_row_count(now); i++) {
        bench_case_key_t key = bench_table_case(now, i);
        pair_t pair = {committed, now, bench_table_find_case(committed, &key), i};
        if (is_unmeasured(check, &key)) {
            continue; /* it has no numbers */
        }
        if (pair.committed_row < bench_table_row_count(committed)) {
            compare_line(check, &pair);
            check->compared++;
        } else {
            add(check, BENCH_FINDING_ADDED, &key, "", "", "");
        }
    }
    for (size_t i = 0; complete && i < bench_table_row_count(committed); i++) {
        bench_case_key_t key = bench_table_case(committed, i);
        if (bench_table_find_case(now, &key) == bench_table_row_count(now) &&
            !is_unmeasured(check, &key)) {
            add(check, BENCH_FINDING_REMOVED, &key, "", "", "");
        }
    }
    return end(check, problem);
}

/* ---- what follows ---- */

static int exit_code_of(bench_finding_kind_t kind) {
    if (kind == BENCH_FINDING_UNMEASURED) {
        return 3;
    }
    return kind == BENCH_FINDING_FEWER ? 4 : 1;
}

int bench_check_exit_code(const bench_check_t *check) {
    int code = check->lacks != NULL ? 3 : 0;
    for (size_t i = 0; i < check->count; i++) {
        code = bench_exit_worse(code, exit_code_of(check->findings[i].kind));
    }
    return code;
}

bool bench_check_is_acceptable(const bench_check_t *check) {
    for (size_t i = 0; i < check->count; i++) {
        bench_finding_kind_t kind = check->findings[i].kind;
        if (kind == BENCH_FINDING_BUDGET || kind == BENCH_FINDING_LEAK ||
            kind == BENCH_FINDING_UNVERIFIED || kind == BENCH_FINDING_UNMEASURED) {
            return false;
        }
    }
    return check->count != 0;
}
