/*
 * exact_file.h - exact.csv: the numbers that are the same in every run of one build, as they are
 * committed.
 *
 * Its columns are those of allocations.csv: the case, and every metric that metrics.def puts into
 * that file. Its rows are the cases whose counts do not depend on the kernel's timing.
 */
#ifndef BENCH_STORE_EXACT_FILE_H
#define BENCH_STORE_EXACT_FILE_H

#include "model/report.h"
#include "model/table.h"

/* Makes the table of exact.csv. It borrows the report's texts. Whether memory was enough tells
 * bench_table_is_whole. */
void bench_exact_table(const bench_report_t *report, bench_table_t *table);

/* Writes the exact numbers of a report to `path`, whole or not at all. */
bool bench_write_exact(const bench_report_t *report, const char *path, bench_problem_t *problem);

/* Reads such a file. On failure the table is empty. */
bool bench_read_exact(const char *path, bench_table_t *table, bench_problem_t *problem);

/* Reads `size` bytes, a NUL after them, as such a file; `source` names them in a problem. */
bool bench_parse_exact(const char *source, const char *text, size_t size, bench_table_t *table,
                       bench_problem_t *problem);

#endif
