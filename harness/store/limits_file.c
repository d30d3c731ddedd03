/* limits_file.c - the lines of limits.csv. */
#include "store/limits_file.h"

#include <stdlib.h>
#include <string.h>

#include "model/toolchain.h"
#include "store/csv.h"
#include "store/whole_file.h"

/* The first three name a line. */
enum { CASE, METRIC, TOOLCHAIN, AT_MOST, WHY };
#define COLUMNS "case|metric|toolchain|at_most|why"

static const bench_csv_kind_t kind = {
    .name = "a file of limits",
    .columns = "limits: case, metric, toolchain, at_most, why",
    .row = "a limit",
    .made_by = "vtbench accept --limit",
};

/* ---- reading ---- */

static const char *cell_of(const bench_limits_t *limits, size_t row, size_t column) {
    return bench_table_at(&limits->table, row, column)->text;
}

static bool refuse(const bench_limit_t *limit, const char *cell, const char *column,
                   const char *must, bench_problem_t *problem) {
    return bench_problem(problem, "%s has \"%.60s\" as %s, which is not %s", limit->place, cell,
                         column, must);
}

static bool take_line(bench_limits_t *limits, size_t row, bench_problem_t *problem) {
    bench_limit_t *limit = &limits->lines[row];
    *limit = (bench_limit_t){.cases = cell_of(limits, row, CASE),
                             .metrics = cell_of(limits, row, METRIC),
                             .toolchain = cell_of(limits, row, TOOLCHAIN),
                             .at_most = cell_of(limits, row, AT_MOST),
                             .line = row + 2}; /* after the names */
    limit->place =
        bench_table_keep_format(&limits->table, "%s line %zu", limits->file, limit->line);
    if (limit->cases[0] == '\0') {
        return refuse(limit, limit->cases, "case", "a pattern of cases; * is all", problem);
    }
    if (!bench_limit_names_any(limit)) {
        return refuse(limit, limit->metrics, "metric",
                      "an exact metric that can have a limit; `vtbench list --metrics` has them",
                      problem);
    }
    if (limit->toolchain[0] != '\0' && !bench_toolchain_is_name(limit->toolchain)) {
        return refuse(limit, limit->toolchain, "toolchain",
                      "gcc or clang and as much of a version as is meant, or nothing", problem);
    }
    return bench_limit_parse(limit->at_most, limit) ||
           refuse(limit, limit->at_most, "at_most",
                  "a number (64, 1/2), or so much more than committed (+3, +5%)", problem);
}

/* The table has been read. */
static bool take_lines(const char *source, bench_limits_t *limits, bench_problem_t *problem) {
    size_t count = bench_table_row_count(&limits->table);
    bool good = true;
    limits->file = bench_table_keep(&limits->table, source);
    limits->lines = calloc(count + 1, sizeof *limits->lines);
    for (; good && limits->lines != NULL && limits->count < count; limits->count++) {
        good = take_line(limits, limits->count, problem);
    }
    if (limits->lines == NULL || (good && !bench_table_is_whole(&limits->table))) {
        good = bench_out_of_memory(problem, source);
    }
    if (!good) {
        bench_limits_deinit(limits);
    }
    return good;
}

bool bench_parse_limits(const char *source, const char *text, size_t size, bench_limits_t *limits,
                        bench_problem_t *problem) {
    *limits = (bench_limits_t){0};
    bench_table_add_columns(&limits->table, COLUMNS);
    return bench_csv_parse(&kind, source, text, size, &limits->table, problem) &&
           take_lines(source, limits, problem);
}

bool bench_read_limits(const char *path, bench_limits_t *limits, bench_problem_t *problem) {
    *limits = (bench_limits_t){0};
    bench_table_add_columns(&limits->table, COLUMNS);
    return bench_csv_read(&kind, path, &limits->table, problem) &&
           take_lines(path, limits, problem);
}

/* ---- writing ---- */

static void add(bench_table_t *merged, const bench_limit_t *limit, const char *why) {
    if (limit->at_most != NULL) {
        bench_table_add_rest(merged, limit->cases, limit->metrics, limit->toolchain, limit->at_most,
                             why);
    }
}

bool bench_limits_merge(const bench_limits_t *limits, const bench_limits_t *wanted,
                        bench_table_t *merged, bench_problem_t *problem) {
    bench_table_init(merged);
    bench_table_add_columns(merged, COLUMNS);
    for (size_t i = 0; i < limits->count; i++) {
        const bench_limit_t *renewed = bench_limits_same(wanted, &limits->lines[i]);
        add(merged, renewed != NULL ? renewed : &limits->lines[i], cell_of(limits, i, WHY));
    }
    for (size_t i = 0; i < wanted->count; i++) {
        const bench_limit_t *line = &wanted->lines[i];
        if (bench_limits_same(limits, line) == NULL && bench_limits_same(wanted, line) == line) {
            add(merged, line, "");
        }
    }
    bool good = bench_table_is_whole(merged);
    if (!good) {
        bench_table_deinit(merged);
    }
    return good || bench_out_of_memory(problem, "the accepted limits");
}
