/* statements.c - the table of rules, and which of the statements that they make are shown. */
#include "judge/statements.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "statements_parts.h"

typedef struct rule {
    const char *name;
    unsigned needs;
    size_t most;
    const char *doc;
    bench__rule_t *find;
} rule_t;

#define RULE_ROW(name, needs, most, doc) {#name, needs, most, doc, bench__rule_##name},
static const rule_t rules[BENCH_RULE_COUNT] = {BENCH_RULES(RULE_ROW)};
#undef RULE_ROW

const char *bench_rule_name(bench_rule_t rule) {
    return rules[rule].name;
}

const char *bench_rule_doc(bench_rule_t rule) {
    return rules[rule].doc;
}

/* ---- what a report has ---- */

static bool has_number(const char *params) {
    bench_setting_t setting;
    double number;
    while (bench_setting_next(&params, &setting)) {
        if (bench_setting_number(&setting, &number)) {
            return true;
        }
    }
    return false;
}

static unsigned what_is_there(const bench_report_t *report, const bench_pairs_t *pairs) {
    unsigned there = report->floor_count != 0 ? BENCH_NEEDS_FLOORS : 0;
    there |= pairs->count != 0 ? BENCH_NEEDS_TIMES : 0;
    for (size_t i = 0; i < report->row_count; i++) {
        there |= report->rows[i].counted ? BENCH_NEEDS_COUNTS : 0;
        there |= has_number(report->rows[i].key.params) ? BENCH_NEEDS_NUMBERS : 0;
        there |= isnan(report->rows[i].counts.resident_bytes_per_op) ? 0 : BENCH_NEEDS_MEMORY;
    }
    return there;
}

/* ---- choosing ---- */

/* The most telling first; of those that are as telling, as they were found. */
static void order(bench_statement_t *items, size_t count) {
    for (size_t i = 1; i < count; i++) {
        bench_statement_t moved = items[i];
        size_t j = i;
        for (; j > 0 && items[j - 1].weight < moved.weight; j--) {
            items[j] = items[j - 1];
        }
        items[j] = moved;
    }
}

/* Two of a rule say much the same of a scenario; of `saving` those with one verdict. */
static bool are_alike(const bench_statement_t *a, const bench_statement_t *b) {
    return a->rule == b->rule && strcmp(a->at.row->key.scenario, b->at.row->key.scenario) == 0 &&
           (a->rule != BENCH_RULE_saving || a->at.pair.verdict == b->at.pair.verdict);
}

/* Tells whether two groups differ in one setting that is a number. */
static bool are_neighbours(const char *params, const char *others) {
    bench_setting_t setting;
    double number;
    const char *rest = params;
    while (bench_setting_next(&rest, &setting)) {
        if (bench_setting_number(&setting, &number) &&
            bench_settings_differ_in(params, others, &setting)) {
            return true;
        }
    }
    return false;
}

/* Tells whether one of the two says what the other one does: of one contender, or of one rule over
 * one group, but for a number. */
static bool are_same(const bench_statement_t *a, const bench_statement_t *b) {
    const bench_case_key_t *key = &a->at.row->key;
    const bench_case_key_t *other = &b->at.row->key;
    return strcmp(key->contender, other->contender) == 0 ||
           (a->rule == BENCH_RULE_saving && are_neighbours(key->params, other->params));
}

static bool is_new(const bench_statement_t *chosen, size_t count,
                   const bench_statement_t *statement) {
    size_t alike = 0;
    for (size_t i = 0; i < count; i++) {
        alike += are_alike(&chosen[i], statement) ? 1 : 0;
        if (are_alike(&chosen[i], statement) && are_same(&chosen[i], statement)) {
            return false;
        }
    }
    return alike < rules[statement->rule].most;
}

/* Adds to `chosen`, while it has fewer than `most` of a rule. */
static size_t add_new(const bench__found_t *found, size_t most,
                      bench_statement_t chosen[BENCH_STATEMENTS_MAX], size_t count) {
    size_t of_rule[BENCH_RULE_COUNT] = {0};
    for (size_t i = 0; i < count; i++) {
        of_rule[chosen[i].rule]++;
    }
    for (size_t i = 0; i < found->count && count < BENCH_STATEMENTS_MAX; i++) {
        const bench_statement_t *statement = &found->items[i];
        if (of_rule[statement->rule] < most && is_new(chosen, count, statement)) {
            of_rule[statement->rule]++;
            chosen[count++] = *statement;
        }
    }
    return count;
}

/* A rule has more than its share only where the others have nothing more to say. */
static size_t choose(bench__found_t *found, bench_statement_t chosen[BENCH_STATEMENTS_MAX]) {
    order(found->items, found->count);
    size_t count = add_new(found, BENCH_STATEMENTS_OF_RULE_MAX, chosen, 0);
    count = add_new(found, BENCH_STATEMENTS_MAX, chosen, count);
    order(chosen, count);
    return count;
}

size_t bench_statements(const bench_report_t *shown, const bench_pairs_t *pairs,
                        bench_statement_t statements[BENCH_STATEMENTS_MAX]) {
    bench__found_t found = {.report = shown, .pairs = pairs};
    unsigned there = what_is_there(shown, pairs);
    for (size_t i = 0; i < BENCH_RULE_COUNT; i++) {
        if ((rules[i].needs & ~there) == 0) {
            rules[i].find(&found);
        }
    }
    size_t count = found.failed ? SIZE_MAX : choose(&found, statements);
    free(found.items);
    return count;
}
