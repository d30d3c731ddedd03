/* report.c - a run in memory. */
#include "report/report.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

void bench_report_init(bench_report_t *report) {
    *report = (bench_report_t){0};
}

void bench_report_deinit(bench_report_t *report) {
    if (report == NULL) {
        return;
    }
    free(report->name);
    free(report->created);
    for (size_t i = 0; i < report->fact_count; i++) {
        free(report->facts[i].name);
        free(report->facts[i].value);
    }
    free(report->facts);
    for (size_t i = 0; i < report->overhead_count; i++) {
        free(report->overheads[i].name);
    }
    free(report->overheads);
    for (size_t i = 0; i < report->row_count; i++) {
        bench_row_deinit(&report->rows[i]);
    }
    free(report->rows);
    bench_report_init(report);
}

static bench_fact_t *find_fact(const bench_report_t *report, const char *name) {
    for (size_t i = 0; i < report->fact_count; i++) {
        if (strcmp(report->facts[i].name, name) == 0) {
            return &report->facts[i];
        }
    }
    return NULL;
}

static bench_overhead_t *find_overhead(const bench_report_t *report, const char *name) {
    for (size_t i = 0; i < report->overhead_count; i++) {
        if (strcmp(report->overheads[i].name, name) == 0) {
            return &report->overheads[i];
        }
    }
    return NULL;
}

const char *bench_report_fact(const bench_report_t *report, const char *name) {
    const bench_fact_t *fact = find_fact(report, name);
    return fact != NULL ? fact->value : "";
}

double bench_report_overhead(const bench_report_t *report, const char *name) {
    const bench_overhead_t *overhead = find_overhead(report, name);
    return overhead != NULL ? overhead->ns : NAN;
}

const bench_row_t *bench_report_find(const bench_report_t *report, const bench_row_t *like) {
    for (size_t i = 0; i < report->row_count; i++) {
        if (bench_row_same_case(&report->rows[i], like)) {
            return &report->rows[i];
        }
    }
    return NULL;
}

static bool replace_value(bench_fact_t *fact, const char *value) {
    char *copy = strdup(value);
    if (copy == NULL) {
        return false;
    }
    free(fact->value);
    fact->value = copy;
    return true;
}

bool bench_report_add_fact(bench_report_t *report, const char *name, const char *value) {
    bench_fact_t *known = find_fact(report, name);
    if (known != NULL) {
        return replace_value(known, value);
    }
    bench_fact_t *facts =
        reallocarray(report->facts, report->fact_count + 1, sizeof *report->facts);
    if (facts == NULL) {
        return false;
    }
    report->facts = facts;
    bench_fact_t fact = {strdup(name), strdup(value)};
    if (fact.name == NULL || fact.value == NULL) {
        free(fact.name);
        free(fact.value);
        return false;
    }
    facts[report->fact_count++] = fact;
    return true;
}

bool bench_report_add_overhead(bench_report_t *report, const char *name, double ns) {
    bench_overhead_t *known = find_overhead(report, name);
    if (known != NULL) {
        known->ns = ns;
        return true;
    }
    bench_overhead_t *overheads =
        reallocarray(report->overheads, report->overhead_count + 1, sizeof *report->overheads);
    if (overheads == NULL) {
        return false;
    }
    report->overheads = overheads;
    bench_overhead_t overhead = {strdup(name), ns};
    if (overhead.name == NULL) {
        return false;
    }
    overheads[report->overhead_count++] = overhead;
    return true;
}

bench_row_t *bench_report_add_row(bench_report_t *report) {
    bench_row_t *rows = reallocarray(report->rows, report->row_count + 1, sizeof *report->rows);
    if (rows == NULL) {
        return NULL;
    }
    report->rows = rows;
    bench_row_t *row = &rows[report->row_count++];
    bench_row_init(row);
    return row;
}
