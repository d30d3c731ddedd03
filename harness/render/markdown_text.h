/*
 * markdown_text.h - texts of others in Markdown: they stay texts.
 *
 * No text ends its cell or its line, and none becomes markup: no HTML, link, code or emphasis, and
 * no mention of a person or an issue, which a forge would tell of. A control character becomes a
 * question mark, one that ends a line a space.
 */
#ifndef BENCH_MARKDOWN_TEXT_H
#define BENCH_MARKDOWN_TEXT_H

#include <stdio.h>

/* Within a line. */
void bench__markdown_put(FILE *out, const char *text);

/* At the beginning of a paragraph, where more signs have a meaning. */
void bench__markdown_put_first(FILE *out, const char *text);

/* As code in a line, and as a block of one line of shell. */
void bench__markdown_put_code(FILE *out, const char *text);
void bench__markdown_put_shell(FILE *out, const char *text);

/* Within an HTML element. */
void bench__markdown_put_html(FILE *out, const char *text);

#endif
