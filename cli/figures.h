/* figures.h - the plots of a run, one gnuplot script each. */
#ifndef CLI_FIGURES_H
#define CLI_FIGURES_H

#include "cli.h"

/* Makes every figure of a folder of a run's tables again, from these alone, as SVG and PNG in its
 * folder plots, and prints their paths. A figure without data in this run is left out, with a note.
 * A figure is whole or not there. EXIT_OK, or says why not. */
int figures_make(const char *folder);

/* Removes the figures of such a folder, and plots itself where nothing else is in it. */
void figures_remove(const char *folder);

#endif
