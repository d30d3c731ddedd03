/* svg.h - what gnuplot's SVG lacks. */
#ifndef CLI_SVG_H
#define CLI_SVG_H

#include <stdbool.h>

/* Gives an SVG file that gnuplot wrote a title and a description, which screen readers read (their
 * ids are `name`-title and `name`-desc, so that several can be on one page), and removes what only
 * takes room: empty groups and texts, groups that open again as they were, and titles of its parts,
 * which are shown as tooltips; svg_short.h says the rest shorter. False: it could not be read or
 * written, and is not whole now. */
bool svg_finish(const char *path, const char *name, const char *title, const char *description);

#endif
