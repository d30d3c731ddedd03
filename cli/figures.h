/* figures.h - figures as SVG and PNG, drawn by one gnuplot script for each kind. */
#ifndef CLI_FIGURES_H
#define CLI_FIGURES_H

#include "cli.h"
#include "render/figures.h"

/* Makes every figure of a run again, in `folder`/plots, from the run's tables, which are in
 * `folder`, and prints their paths. One that the run has no data for is not there afterwards. A
 * figure is whole or not there. EXIT_OK, or says why not. */
int figures_make(const bench_report_t *report, const char *folder);

/* The same of what changed between two runs, in `folder` itself, without printing anything. */
int figures_draw_changes(const char *folder, const bench_figures_t *figures);

/* Removes the figures of a run's folder, and plots itself where nothing else is in it. */
void figures_remove(const char *folder);

#endif
