/* budget.c - what the counts of a row promise. */
#include "judge/budget.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

/* Both sides of the "misses" budget are the same count divided twice, once as a fraction and once
 * as a double: they differ by rounding only, while one operation in 10^8 would differ by more. */
#define SHARE_TOLERANCE 1e-9

bool bench_row_within_budget(const bench_row_t *row) {
    if (!row->counted) {
        return true;
    }
    switch (row->budget_kind) {
    case BENCH_BUDGET_NONE:
        return true;
    case BENCH_BUDGET_ALLOCS:
        return bench_fraction_equal(row->counts.allocs_per_op, row->budget);
    case BENCH_BUDGET_AT_MOST:
        return bench_fraction_is_known(row->counts.allocs_per_op) &&
               bench_fraction_compare(row->counts.allocs_per_op, row->budget) <= 0;
    case BENCH_BUDGET_MISSES:
        /* A share that was not measured is NaN: the promise is then not shown to hold. */
        return fabs(bench_fraction_value(row->counts.allocs_per_op) -
                    (1.0 - row->counts.synchronous_share)) <= SHARE_TOLERANCE;
    }
    return false;
}

const char *bench_budget_kept(const bench_row_t *row) {
    if (!row->counted || row->budget_kind == BENCH_BUDGET_NONE) {
        return "";
    }
    return bench_row_within_budget(row) ? "yes" : "no";
}

const char *bench_budget_format(const bench_row_t *row, char text[BENCH_BUDGET_TEXT_MAX]) {
    char number[BENCH_FRACTION_MAX];
    if (row->budget_kind == BENCH_BUDGET_MISSES) {
        return "one for each that does not complete synchronously";
    }
    (void)snprintf(text, BENCH_BUDGET_TEXT_MAX, "%s%s",
                   row->budget_kind == BENCH_BUDGET_AT_MOST ? "at most " : "",
                   bench_fraction_format(row->budget, number));
    return row->budget_kind == BENCH_BUDGET_NONE ? "" : text;
}

const char *bench_broken_budget(const bench_row_t *row, char text[BENCH_BROKEN_TEXT_MAX]) {
    char made[BENCH_FRACTION_MAX];
    char promised[BENCH_BUDGET_TEXT_MAX];
    (void)snprintf(text, BENCH_BROKEN_TEXT_MAX, "allocates %s per operation, promised %s",
                   bench_fraction_format(row->counts.allocs_per_op, made),
                   bench_budget_format(row, promised));
    return text;
}

size_t bench_broken_budgets(const bench_report_t *report) {
    size_t broken = 0;
    for (size_t i = 0; i < report->row_count; i++) {
        broken += !bench_row_within_budget(&report->rows[i]);
    }
    return broken;
}

size_t bench_leaking(const bench_report_t *report) {
    size_t leaking = 0;
    for (size_t i = 0; i < report->row_count; i++) {
        leaking += bench_row_leaked(&report->rows[i]) != 0;
    }
    return leaking;
}

size_t bench_unverified(const bench_report_t *report) {
    size_t unverified = 0;
    for (size_t i = 0; i < report->row_count; i++) {
        unverified += bench_row_is_unverified(&report->rows[i]);
    }
    return unverified;
}

bench_fault_t bench_row_fault(const bench_row_t *row) {
    if (!bench_row_within_budget(row)) {
        return BENCH_FAULT_BUDGET;
    }
    if (bench_row_leaked(row) != 0) {
        return BENCH_FAULT_LEAK;
    }
    return bench_row_is_unverified(row) ? BENCH_FAULT_UNVERIFIED : BENCH_FAULT_NONE;
}

/* ---- what made the blocks ---- */

static bench_part_t *find_part(bench_part_t *parts, size_t *count, const char *made_by) {
    for (size_t i = 0; i < *count; i++) {
        if (strcmp(parts[i].made_by, made_by) == 0) {
            return &parts[i];
        }
    }
    if (*count == BENCH_PARTS_MAX) {
        return &parts[BENCH_PARTS_MAX - 1];
    }
    parts[*count] = (bench_part_t){made_by, {0, 1}, {0, 1}};
    return &parts[(*count)++];
}

size_t bench_row_parts(const bench_row_t *row, bench_part_t parts[BENCH_PARTS_MAX]) {
    size_t count = 0;
    for (size_t i = 0; i < row->counts.site_count; i++) {
        const bench_site_t *site = &row->counts.sites[i];
        if (site->allocs_per_op.num != 0) {
            bench_part_t *part = find_part(parts, &count, site->made_by);
            part->allocs_per_op = bench_fraction_add(part->allocs_per_op, site->allocs_per_op);
            part->bytes_per_op = bench_fraction_add(part->bytes_per_op, site->bytes_per_op);
        }
    }
    return count;
}

const char *bench_row_leak(const bench_row_t *row, bench_table_t *texts) {
    for (size_t i = 0; i < row->counts.site_count; i++) {
        const bench_site_t *site = &row->counts.sites[i];
        if (site->leaked != 0) {
            bool known = site->line != NULL;
            return bench_table_keep_format(texts, "%" PRIu64 " block%s made in %s%s%s%s",
                                           site->leaked, site->leaked == 1 ? "" : "s", site->stack,
                                           known ? " (" : "", known ? site->line : "",
                                           known ? ")" : "");
        }
    }
    return NULL;
}
