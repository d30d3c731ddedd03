/*
 * html_text.h - texts of the suite itself in an HTML page; markup.h has those of others.
 */
#ifndef BENCH_HTML_TEXT_H
#define BENCH_HTML_TEXT_H

#include <stdio.h>

#include "render/markup.h"

/* Words in which `accents` mark code. Errors of `out` are left to the caller. */
void bench__html_put_own(FILE *out, const char *text);

#endif
