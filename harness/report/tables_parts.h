/*
 * tables_parts.h - the parts of the tables that are shared between their formats.
 */
#ifndef BENCH_TABLES_PARTS_H
#define BENCH_TABLES_PARTS_H

#include "columns.h"

/* Cases of a group share scenario and params: they are the answers to one question. */
bool bench_same_group(const bench_row_t *a, const bench_row_t *b);

/* Tells whether no earlier row is of the same group, of the same scenario. */
bool bench_first_of_group(const bench_report_t *report, size_t index);
bool bench_first_of_scenario(const bench_report_t *report, size_t index);

/* The next row of the group of rows[index], row_count where there is none. */
size_t bench_next_of_group(const bench_report_t *report, size_t index);

/* How many counted rows break their budget, how many are not verified. */
size_t bench_broken_budgets(const bench_report_t *report);
size_t bench_unverified(const bench_report_t *report);

/* Tells whether the row was counted and its witnesses disagree. */
bool bench_row_unverified(const bench_row_t *row);

/* "yes", "no"; "" where nothing was promised or nothing counted. */
const char *bench_budget_kept(const bench_row_t *row);

/* "allocates 1 per operation, promised 0": of a row that breaks its budget. */
void bench_put_broken_budget(FILE *out, const bench_row_t *row);

/* The formats. `folder`: where figures are looked for, NULL for nowhere. */
void bench_print_csv(const bench_report_t *report, FILE *out);
void bench_print_json(const bench_report_t *report, FILE *out);
void bench_print_text(const bench_report_t *report, bool color, FILE *out);
void bench_print_markdown(const bench_report_t *report, const char *folder, FILE *out);

/* Writes every CSV file of a run into the folder. */
bool bench_write_csv_files(const bench_report_t *report, const char *folder,
                           bench_problem_t *problem);

#endif
