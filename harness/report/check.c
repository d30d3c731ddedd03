/* check.c - counts against their budgets and against committed exact numbers. */
#include "report/check.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "exact_columns.h"
#include "exact_table.h"
#include "read_file.h"
#include "report/followed.h"

void bench_check_init(bench_check_t *check) {
    *check = (bench_check_t){0};
}

static void deinit_finding(bench_finding_t *finding) {
    free(finding->scenario);
    free(finding->contender);
    free(finding->params);
    free(finding->column);
    free(finding->expected);
    free(finding->now);
}

void bench_check_deinit(bench_check_t *check) {
    for (size_t i = 0; i < check->count; i++) {
        deinit_finding(&check->findings[i]);
    }
    free(check->findings);
    bench_check_init(check);
}

static bool out_of_memory(bench_problem_t *problem) {
    return bench_problem(problem, "the findings do not fit into memory; close other programs");
}

/* Adds a finding of the case that the first cells name; everything is copied. */
static bool add(bench_check_t *check, bench_finding_kind_t kind, char *const *cells,
                const char *column, const char *expected, const char *now) {
    bench_finding_t *findings =
        reallocarray(check->findings, check->count + 1, sizeof *check->findings);
    if (findings == NULL) {
        return false;
    }
    check->findings = findings;
    bench_finding_t finding = {kind,           strdup(cells[0]), strdup(cells[1]), strdup(cells[2]),
                               strdup(column), strdup(expected), strdup(now)};
    if (finding.scenario == NULL || finding.contender == NULL || finding.params == NULL ||
        finding.column == NULL || finding.expected == NULL || finding.now == NULL) {
        deinit_finding(&finding);
        return false;
    }
    findings[check->count++] = finding;
    return true;
}

/* ---- the rows themselves ---- */

static bool check_leak(bench_check_t *check, const bench_row_t *row, char *const *cells) {
    char *leak = NULL;
    size_t size = 0;
    if (bench_row_leaked(row) == 0) {
        return true;
    }
    FILE *out = open_memstream(&leak, &size);
    if (out == NULL) {
        return false;
    }
    bench_put_leak(out, row);
    bool good = fclose(out) == 0 && add(check, BENCH_FINDING_LEAK, cells, "leaked", "0", leak);
    free(leak);
    return good;
}

static bool check_row(bench_check_t *check, const bench_row_t *row) {
    char *const cells[] = {row->scenario, row->contender, row->params};
    char allocs[BENCH_FRACTION_MAX];
    char budget[BENCH_FRACTION_MAX];
    if (!bench_row_within_budget(row) &&
        !add(check, BENCH_FINDING_BUDGET, cells, "allocs_per_op",
             row->budget_kind == BENCH_BUDGET_MISSES ? "one for each miss"
                                                     : bench_fraction_format(row->budget, budget),
             bench_fraction_format(row->counts.allocs_per_op, allocs))) {
        return false;
    }
    if (!check_leak(check, row, cells)) {
        return false;
    }
    return !row->counted || strcmp(row->counts.verified, "verified") == 0 ||
           add(check, BENCH_FINDING_UNVERIFIED, cells, "verified", "verified",
               row->counts.verified);
}

bool bench_check_rows(bench_check_t *check, const bench_report_t *report,
                      bench_problem_t *problem) {
    check->case_count = report->row_count;
    for (size_t i = 0; i < report->row_count; i++) {
        if (!check_row(check, &report->rows[i])) {
            return out_of_memory(problem);
        }
    }
    return true;
}

/* ---- the committed file ---- */

static size_t find_column(const bench_exact_table_t *table, const char *name) {
    char *const *names = bench_exact_table_line(table, 0);
    size_t i = 0;
    while (i < table->column_count && strcmp(names[i], name) != 0) {
        i++;
    }
    return i;
}

static bool read_number(const char *text, double *number) {
    char *end;
    *number = strtod(text, &end);
    return end != text && *end == '\0';
}

static bench_finding_kind_t kind_of(const char *expected, const char *now, bool more_is_better) {
    double before = 0;
    double after = 0;
    if (!read_number(expected, &before) || !read_number(now, &after) || after == before) {
        return BENCH_FINDING_OTHER;
    }
    return (after < before) != more_is_better ? BENCH_FINDING_FEWER : BENCH_FINDING_MORE;
}

/* The columns of counts first, in the order of their weight; then whatever else there is. */
static bool compare_line(bench_check_t *check, const bench_exact_table_t *table,
                         char *const *expected, char *const *now) {
    bool more_is_better;
    const char *name;
    for (size_t i = 0; (name = bench_exact_column(i, &more_is_better)) != NULL; i++) {
        size_t column = find_column(table, name);
        if (column < table->column_count && strcmp(expected[column], now[column]) != 0) {
            return add(check, kind_of(expected[column], now[column], more_is_better), now, name,
                       expected[column], now[column]);
        }
    }
    for (size_t i = BENCH_CASE_COLUMNS; i < table->column_count; i++) {
        if (strcmp(expected[i], now[i]) != 0) {
            return add(check, BENCH_FINDING_OTHER, now, bench_exact_table_line(table, 0)[i],
                       expected[i], now[i]);
        }
    }
    return true;
}

static bool compare_tables(bench_check_t *check, const bench_exact_table_t *committed,
                           const bench_exact_table_t *fresh, bool complete) {
    bool good = true;
    for (size_t i = 1; good && i <= fresh->line_count; i++) {
        char *const *now = bench_exact_table_line(fresh, i);
        char *const *expected = bench_exact_table_find(committed, now);
        good = expected != NULL ? compare_line(check, fresh, expected, now)
                                : add(check, BENCH_FINDING_ADDED, now, "", "", "");
    }
    for (size_t i = 1; good && complete && i <= committed->line_count; i++) {
        char *const *expected = bench_exact_table_line(committed, i);
        good = bench_exact_table_find(fresh, expected) != NULL ||
               add(check, BENCH_FINDING_REMOVED, expected, "", "", "");
    }
    return good;
}

static bool same_columns(const bench_exact_table_t *a, const bench_exact_table_t *b) {
    for (size_t i = 0; i < a->column_count; i++) {
        if (i >= b->column_count ||
            strcmp(bench_exact_table_line(a, 0)[i], bench_exact_table_line(b, 0)[i]) != 0) {
            return false;
        }
    }
    return a->column_count == b->column_count;
}

static bool load_table(const char *path, bench_exact_table_t *table, bench_problem_t *problem) {
    size_t size;
    char *text = bench_read_whole(path, &size);
    if (text == NULL) {
        return bench_problem(problem, "%s: cannot be read: %s; name a file of exact numbers", path,
                             strerror(errno));
    }
    bool good = bench_exact_table_parse(path, text, size, table, problem);
    free(text);
    return good;
}

/* The rows as they would be committed now. */
static bool make_table(const bench_report_t *report, bench_exact_table_t *table,
                       bench_problem_t *problem) {
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    if (out == NULL) {
        return out_of_memory(problem);
    }
    bench_print_exact(report, out);
    bool whole = ferror(out) == 0;
    whole &= fclose(out) == 0;
    bool good = whole ? bench_exact_table_parse("the new counts", text, size, table, problem)
                      : out_of_memory(problem);
    free(text);
    return good;
}

bool bench_check_exact(bench_check_t *check, const bench_report_t *report, const char *committed,
                       bool complete, bench_problem_t *problem) {
    bench_exact_table_t expected = {0};
    bench_exact_table_t now = {0};
    if (!load_table(committed, &expected, problem)) {
        return false;
    }
    if (!make_table(report, &now, problem)) {
        bench_exact_table_deinit(&expected);
        return false;
    }
    bool good = same_columns(&expected, &now);
    if (!good) {
        bench_problem(problem,
                      "%s: not a file of exact numbers of this version; make it again with vtbench "
                      "check --accept",
                      committed);
    } else if (!compare_tables(check, &expected, &now, complete)) {
        good = out_of_memory(problem);
    }
    bench_exact_table_deinit(&expected);
    bench_exact_table_deinit(&now);
    return good;
}

/* ---- what follows ---- */

int bench_check_exit_code(const bench_check_t *check) {
    for (size_t i = 0; i < check->count; i++) {
        if (check->findings[i].kind != BENCH_FINDING_FEWER) {
            return 1;
        }
    }
    return check->count != 0 ? 4 : 0;
}

bool bench_check_is_acceptable(const bench_check_t *check) {
    for (size_t i = 0; i < check->count; i++) {
        bench_finding_kind_t kind = check->findings[i].kind;
        if (kind == BENCH_FINDING_BUDGET || kind == BENCH_FINDING_LEAK ||
            kind == BENCH_FINDING_UNVERIFIED) {
            return false;
        }
    }
    return check->count != 0;
}
