/* page.h - report.html: the page of a run. */
#ifndef CLI_PAGE_H
#define CLI_PAGE_H

#include "model/report.h"

/* Writes `folder`/report.html, whole or not at all, with the figures that are in `folder`/plots and
 * the trend over `runs`, the oldest first (fewer than 2: none). */
bool page_write(const bench_report_t *report, const char *folder, const bench_report_t *runs,
                size_t run_count, bench_problem_t *problem);

#endif
