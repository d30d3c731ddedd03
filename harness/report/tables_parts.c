/* tables_parts.c - groups of cases, budgets and witnesses, for the tables of every format. */
#include "tables_parts.h"

#include <string.h>

static bool same_text(const char *a, const char *b) {
    return strcmp(a != NULL ? a : "", b != NULL ? b : "") == 0;
}

bool bench_same_group(const bench_row_t *a, const bench_row_t *b) {
    return same_text(a->scenario, b->scenario) && same_text(a->params, b->params);
}

bool bench_first_of_group(const bench_report_t *report, size_t index) {
    for (size_t i = 0; i < index; i++) {
        if (bench_same_group(&report->rows[i], &report->rows[index])) {
            return false;
        }
    }
    return true;
}

bool bench_first_of_scenario(const bench_report_t *report, size_t index) {
    for (size_t i = 0; i < index; i++) {
        if (same_text(report->rows[i].scenario, report->rows[index].scenario)) {
            return false;
        }
    }
    return true;
}

size_t bench_next_of_group(const bench_report_t *report, size_t index) {
    size_t next = index + 1;
    while (next < report->row_count &&
           !bench_same_group(&report->rows[index], &report->rows[next])) {
        next++;
    }
    return next;
}

bool bench_row_unverified(const bench_row_t *row) {
    return row->counted && !same_text(row->counts.verified, "verified");
}

size_t bench_broken_budgets(const bench_report_t *report) {
    size_t broken = 0;
    for (size_t i = 0; i < report->row_count; i++) {
        broken += !bench_row_within_budget(&report->rows[i]);
    }
    return broken;
}

size_t bench_unverified(const bench_report_t *report) {
    size_t unverified = 0;
    for (size_t i = 0; i < report->row_count; i++) {
        unverified += bench_row_unverified(&report->rows[i]);
    }
    return unverified;
}

const char *bench_budget_kept(const bench_row_t *row) {
    if (!row->counted || row->budget_kind == BENCH_BUDGET_NONE) {
        return "";
    }
    return bench_row_within_budget(row) ? "yes" : "no";
}

void bench_put_broken_budget(FILE *out, const bench_row_t *row) {
    char made[BENCH_FRACTION_MAX];
    char promised[BENCH_FRACTION_MAX];
    bench_fraction_format(row->counts.allocs_per_op, made);
    if (row->budget_kind == BENCH_BUDGET_ALLOCS) {
        fprintf(out, "allocates %s per operation, promised %s", made,
                bench_fraction_format(row->budget, promised));
    } else {
        fprintf(out,
                "allocates %s per operation, promised one for each that does not complete "
                "synchronously",
                made);
    }
}
