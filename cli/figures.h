/* figures.h - the plots of a run, one gnuplot script each. */
#ifndef CLI_FIGURES_H
#define CLI_FIGURES_H

#include "cli.h"

/* Makes every figure of a run's folder again, from its files alone, as SVG and PNG in RUN/plots,
 * and prints their paths. A figure without data in this run is left out, with a note. EXIT_OK, or
 * says why not. */
int figures_make(const char *run);

/* Removes the figures of an earlier run of that folder. */
void figures_remove(const char *run);

#endif
