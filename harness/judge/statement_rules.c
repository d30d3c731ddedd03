/* statement_rules.c - the rules that look at one group at a time, and at floors. */
#include <math.h>
#include <string.h>

#include "statements_parts.h"

/* Fewer blocks are as telling as a time that differs by a factor of e: they are sure. So is what
 * costs time: nobody expects it. A floor's aim is for those who work on the library. */
#define BLOCKS_WEIGHT    1.0
#define COST_WEIGHT      1.0
#define FLOOR_WEIGHT_MAX 1.0
#define MEMORY_WEIGHT    1.0 /* no table has it */

static double strength(bench_interval_t ratio) {
    return fabs(log(ratio.estimate));
}

/* The next group begins there: the first row of its scenario and params. */
static bool begins_group(const bench_report_t *report, size_t index) {
    size_t first = 0;
    while (!bench_case_same_group(&report->rows[first].key, &report->rows[index].key)) {
        first++;
    }
    return first == index;
}

/* The next row of the group from `index` on that is about an answer; row_count: none. */
static size_t next_answer(const bench_report_t *report, const bench_row_t *group, size_t index) {
    while (index < report->row_count &&
           (!bench_case_same_group(&report->rows[index].key, &group->key) ||
            bench_is_aside(report, &report->rows[index]))) {
        index++;
    }
    return index;
}

/* ---- saving ---- */

static bench_match_t match_with_compared(const bench__found_t *found, const bench_row_t *row) {
    bench_match_t match = {.row = row, .other = bench_report_compared_with(found->report, row)};
    match.pair = bench_pair(found->pairs, match.row, match.other);
    return match;
}

/* 0: nothing is to be said. */
static double saving_weight(const bench_match_t *match) {
    if (isnan(match->pair.ratio.estimate)) {
        return 0;
    }
    int blocks = bench__compare_blocks(match->row, match->other);
    double sure = blocks < 0 ? BLOCKS_WEIGHT : 0;
    double cost = match->pair.verdict == BENCH_WORSE ? COST_WEIGHT : 0;
    return match->pair.verdict == BENCH_NOT_RESOLVED ? sure / 2
                                                     : sure + cost + strength(match->pair.ratio);
}

/* A later contender takes the place of an earlier one only if it is better for sure. */
static bool is_better(const bench__found_t *found, const bench_match_t *match,
                      const bench_match_t *best) {
    if (best->row == NULL) {
        return true;
    }
    int blocks = bench__compare_blocks(match->row, best->row);
    bench_verdict_t verdict = bench_pair(found->pairs, match->row, best->row).verdict;
    return (blocks < 0 && verdict != BENCH_WORSE) || (blocks == 0 && verdict == BENCH_BETTER);
}

static void add_saving(bench__found_t *found, const bench_match_t *match) {
    if (match->row != NULL) {
        bench__found_add(found, &(bench_statement_t){.rule = BENCH_RULE_saving,
                                                     .at = *match,
                                                     .weight = saving_weight(match)});
    }
}

/* Of a group the one that saves most, and the one that costs most time. */
static void find_savings(bench__found_t *found, const bench_row_t *group) {
    bench_match_t best = {0};
    bench_match_t worst = {0};
    size_t i = next_answer(found->report, group, 0);
    for (; i < found->report->row_count; i = next_answer(found->report, group, i + 1)) {
        bench_match_t match = match_with_compared(found, &found->report->rows[i]);
        if (!(saving_weight(&match) > 0)) {
            continue;
        }
        if (match.pair.verdict != BENCH_WORSE) {
            best = is_better(found, &match, &best) ? match : best;
        } else if (worst.row == NULL || match.pair.ratio.estimate > worst.pair.ratio.estimate) {
            worst = match;
        }
    }
    add_saving(found, &best);
    add_saving(found, &worst);
}

void bench__rule_saving(bench__found_t *found) {
    for (size_t i = 0; i < found->report->row_count; i++) {
        if (begins_group(found->report, i)) {
            find_savings(found, &found->report->rows[i]);
        }
    }
}

/* ---- fastest ---- */

/* With fewer there is nobody but the one that it is compared with. */
#define CONTENDERS_MIN 3

/* The row's closest rival; its `row` is NULL where the row is not faster than each other one. */
static bench_match_t closest(const bench__found_t *found, const bench_row_t *row, size_t *count) {
    bench_match_t least = {0};
    *count = 0;
    size_t i = next_answer(found->report, row, 0);
    for (; i < found->report->row_count; i = next_answer(found->report, row, i + 1)) {
        const bench_row_t *other = &found->report->rows[i];
        bench_match_t match = {row, other, bench_pair(found->pairs, row, other)};
        *count += other->process_count != 0 ? 1 : 0;
        if (other == row || other->process_count == 0) {
            continue;
        }
        if (match.pair.verdict != BENCH_BETTER) {
            return (bench_match_t){0};
        }
        if (least.row == NULL || match.pair.ratio.estimate > least.pair.ratio.estimate) {
            least = match;
        }
    }
    return least;
}

/* Where a group has a contender that is faster than all others, only that one passes. */
void bench__rule_fastest(bench__found_t *found) {
    for (size_t i = 0; i < found->report->row_count; i++) {
        const bench_row_t *row = &found->report->rows[i];
        if (row->process_count == 0 || bench_is_aside(found->report, row)) {
            continue;
        }
        size_t count;
        bench_match_t match = closest(found, row, &count);
        if (match.row != NULL && count >= CONTENDERS_MIN) {
            bench__found_add(found, &(bench_statement_t){.rule = BENCH_RULE_fastest,
                                                         .at = match,
                                                         .contenders = count,
                                                         .weight = strength(match.pair.ratio)});
        }
    }
}

/* ---- floor ---- */

void bench__rule_floor(bench__found_t *found) {
    for (size_t i = 0; i < found->report->floor_count; i++) {
        const bench_floor_t *floor = &found->report->floors[i];
        bench_interval_t times;
        if (bench_floor_ratio(found->report, floor, &times) && times.low > floor->aim) {
            bench__found_add(found,
                             &(bench_statement_t){
                                 .rule = BENCH_RULE_floor,
                                 .at.row = bench_report_find(found->report, &floor->of),
                                 .floor = floor,
                                 .times = times,
                                 .weight = fmin(FLOOR_WEIGHT_MAX, log(times.low / floor->aim))});
        }
    }
}

/* ---- memory ---- */

static double resident_of(const bench_row_t *row) {
    return row != NULL ? row->counts.resident_bytes_per_op : (double)NAN;
}

static void find_memory(bench__found_t *found, const bench_row_t *group) {
    bench_match_t match = {.pair.ratio = BENCH_NO_INTERVAL};
    size_t i = next_answer(found->report, group, 0);
    for (; i < found->report->row_count; i = next_answer(found->report, group, i + 1)) {
        const bench_row_t *row = &found->report->rows[i];
        if (isnan(resident_of(row))) {
            continue;
        }
        bool least = match.row == NULL || resident_of(row) < resident_of(match.row);
        bool most = match.other == NULL || resident_of(row) > resident_of(match.other);
        match.row = least ? row : match.row;
        match.other = most ? row : match.other;
    }
    double ratio = resident_of(match.other) / resident_of(match.row);
    if (ratio >= 1 + BENCH_EFFECT_FLOOR) {
        bench__found_add(found, &(bench_statement_t){.rule = BENCH_RULE_memory,
                                                     .at = match,
                                                     .weight = MEMORY_WEIGHT + log(ratio)});
    }
}

void bench__rule_memory(bench__found_t *found) {
    for (size_t i = 0; i < found->report->row_count; i++) {
        if (begins_group(found->report, i)) {
            find_memory(found, &found->report->rows[i]);
        }
    }
}
