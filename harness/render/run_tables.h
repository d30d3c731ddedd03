/*
 * run_tables.h - the tables that are derived from a report, each in a file of its own.
 */
#ifndef BENCH_RUN_TABLES_H
#define BENCH_RUN_TABLES_H

#include "model/report.h"
#include "model/table.h"

/* The names of the files: "allocations.csv", ...; NULL: there are no more. */
const char *bench__run_table(size_t index);

/* Tells whether the script of an HTML page has it too; `index` is of one that there is. */
bool bench__run_table_is_on_screen(size_t index);

/* Fills the empty table at `index` with its columns and rows. */
void bench__fill_run_table(bench_table_t *table, const bench_report_t *report, size_t index);

#endif
