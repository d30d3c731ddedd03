/*
 * html_picture.h - an SVG file as an image in an HTML page.
 */
#ifndef BENCH_HTML_PICTURE_H
#define BENCH_HTML_PICTURE_H

#include <stdio.h>

/* The text of an SVG file as the URL of an image, for an attribute in single quotes. A browser runs
 * nothing in an image, and loads nothing for it. Errors of `out` are left to the caller. */
void bench__html_put_picture(FILE *out, const char *svg);

#endif
