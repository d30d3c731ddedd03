/*
 * markup.h - texts of others in HTML and SVG: whatever they hold, they stay texts.
 */
#ifndef BENCH_RENDER_MARKUP_H
#define BENCH_RENDER_MARKUP_H

#include <stdio.h>

/* As text of an element, or as the value of an attribute in quotes. What is not plain becomes '?',
 * or a space. Errors of `out` are left to the caller. */
void bench_put_markup(FILE *out, const char *text);

#endif
