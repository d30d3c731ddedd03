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
    [BENCH_FINDING_LIMIT] = {"limit", "over the limit"},
    [BENCH_FINDING_GROWTH] = {"growth", "grown over the limit"},
    [BENCH_FINDING_MORE] = {"more", "more than committed"},
    [BENCH_FINDING_OTHER] = {"other", "other than committed"},
    [BENCH_FINDING_ADDED] = {"added", "not in the committed file"},
    [BENCH_FINDING_REMOVED] = {"removed", "only in the committed file"},
    [BENCH_FINDING_FEWER] = {"fewer", "fewer than committed"},
    [BENCH_FINDING_WITHIN] = {"within", "moved within the limit"},
};

/* "allocs_per_op: 43, committed 40, over the limit 42 (limits.csv line 3: +5%)" */
static void limit_phrase(const bench_finding_t *finding, char text[BENCH_FINDING_PHRASE_MAX]) {
    char before[BENCH_FRACTION_MAX];
    const bench_limited_t *limited = finding->limited;
    bool known = bench_fraction_is_known(limited->committed);
    (void)snprintf(text, BENCH_FINDING_PHRASE_MAX, "%s: %s%s%s, %s the limit %s (%s: %s)",
                   finding->column, finding->now, known ? ", committed " : "",
                   bench_fraction_format(limited->committed, before),
                   bench_limited_is_over(limited) ? "over" : "within", finding->expected,
                   limited->limit->place, limited->limit->at_most);
}

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
    case BENCH_FINDING_LIMIT:
    case BENCH_FINDING_GROWTH:
    case BENCH_FINDING_WITHIN:
        limit_phrase(finding, text);
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
        findings[check->count++] = (bench_finding_t){
            .kind = kind,
            .key = {bench_table_keep(texts, key->scenario), bench_table_keep(texts, key->contender),
                    bench_table_keep(texts, key->params)},
            .column = bench_table_keep(texts, column),
            .expected = bench_table_keep(texts, expected),
            .now = bench_table_keep(texts, now)};
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

/* ---- limits ---- */

static void add_limited(bench_check_t *check, const bench_limited_t *limited) {
    char most[BENCH_FRACTION_MAX];
    char now[BENCH_FRACTION_MAX];
    bench_finding_kind_t kind = BENCH_FINDING_WITHIN;
    size_t count = check->count;
    if (bench_limited_is_over(limited)) {
        kind =
            limited->limit->kind == BENCH_LIMIT_NUMBER ? BENCH_FINDING_LIMIT : BENCH_FINDING_GROWTH;
    }
    add(check, kind, limited->key, limited->metric->name,
        bench_fraction_format(limited->most, most), bench_fraction_format(limited->now, now));
    if (check->count > count) {
        check->findings[count].limited = limited;
    }
}

bool bench_check_limits(bench_check_t *check, const bench_limits_verdict_t *verdict, unsigned asked,
                        bench_problem_t *problem) {
    check->limits = verdict;
    check->asked = asked;
    for (size_t i = 0; i < verdict->count; i++) {
        const bench_limited_t *limited = &verdict->numbers[i];
        if (bench_limited_is_over(limited) || bench_limited_has_moved(limited)) {
            add_limited(check, limited);
        }
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

static bool limits_decide(const bench_check_t *check, const bench_case_key_t *key,
                          const bench_metric_t *metric, const bench_value_t *expected,
                          const bench_value_t *now) {
    return check->limits != NULL && bench_metric_is_limited(metric) &&
           bench_value_is_known(expected) && bench_value_is_known(now) &&
           bench_limits_decide(check->limits, key, metric,
                               bench_fraction_subtract(now->fraction, expected->fraction));
}

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
    bench_case_key_t key = bench_table_case(pair->now, pair->now_row);
    if (change != BENCH_CHANGE_NONE && limits_decide(check, &key, metric, expected, now)) {
        return false;
    }
    if (change != BENCH_CHANGE_NONE) {
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
    if (kind == BENCH_FINDING_WITHIN) {
        return 0;
    }
    return kind == BENCH_FINDING_FEWER ? 4 : 1;
}

static bool lacks_something(const bench_check_t *check) {
    return check->lacks != NULL ||
           (check->limits != NULL && bench_limits_missing(check->limits, check->asked) != 0);
}

int bench_check_exit_code(const bench_check_t *check) {
    int code = lacks_something(check) ? 3 : 0;
    for (size_t i = 0; i < check->count; i++) {
        code = bench_exit_worse(code, exit_code_of(check->findings[i].kind));
    }
    return code;
}

/* Of what accepting new counts does not change. */
static bool stays(const bench_finding_t *finding) {
    switch (finding->kind) {
    case BENCH_FINDING_BUDGET:
    case BENCH_FINDING_LEAK:
    case BENCH_FINDING_UNVERIFIED:
    case BENCH_FINDING_UNMEASURED:
    case BENCH_FINDING_LIMIT:
        return true;
    case BENCH_FINDING_GROWTH:
        return finding->limited->metric->pass != BENCH_PASS_COUNT;
    default:
        return false;
    }
}

bool bench_check_is_acceptable(const bench_check_t *check) {
    bool acceptable = check->count != 0;
    for (size_t i = 0; acceptable && i < check->count; i++) {
        acceptable = !stays(&check->findings[i]);
    }
    return acceptable;
}
