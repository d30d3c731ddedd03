/*
 * report.h - a run as a document, and the files that are derived from its report.json.
 */
#ifndef BENCH_RENDER_REPORT_H
#define BENCH_RENDER_REPORT_H

#include "model/report.h"
#include "render/document.h"

/* Shows a run: for people its tables with floors and percentiles, and on a page the machine and the
 * figures; for programs every metric of every case. `folder`: where figures are looked for, NULL
 * for nowhere. False: out of memory. */
bool bench_print_report(const bench_report_t *report, const char *folder, bench_format_t format,
                        bool color, FILE *out);

/* Writes every file that is derived from report.json into the folder (docs/result-format.md), each
 * whole or not at all. report.md links to the figures that are in `folder`/plots. */
bool bench_write_tables(const bench_report_t *report, const char *folder, bench_problem_t *problem);

/* The names of those files, one after the other; NULL: there are no more. */
const char *bench_table_file(size_t index);

#endif
