/*
 * html_text.h - texts of others in an HTML page: whatever they hold, they stay texts.
 *
 * Each writes to `out`, whose errors are left to the caller.
 */
#ifndef BENCH_HTML_TEXT_H
#define BENCH_HTML_TEXT_H

#include <stdio.h>

/* As text of an element, or as the value of an attribute in double quotes. What is not plain
 * becomes '?', or a space. */
void bench__html_put(FILE *out, const char *text);

/* Words of the suite itself, in which `accents` mark code. */
void bench__html_put_own(FILE *out, const char *text);

#endif
