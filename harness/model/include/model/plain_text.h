/*
 * plain_text.h - which characters of a text may be shown as they are.
 *
 * Texts come from plugins, files and command lines. A terminal takes some characters as commands:
 * control characters (also those of UTF-8, U+0080 to U+009F), and those that change the direction
 * of what follows. They, and bytes that are no UTF-8, are not plain.
 *
 * Plain functions; nothing is allocated.
 */
#ifndef BENCH_MODEL_PLAIN_TEXT_H
#define BENCH_MODEL_PLAIN_TEXT_H

#include <stdbool.h>
#include <stddef.h>

/* What stands for a character that is not plain. */
#define BENCH_NOT_PLAIN '?'

/* The length in bytes of the first character of a text that is not empty, at least 1; tells in
 * *plain whether it is. */
size_t bench_character(const char *text, bool *plain);

/* Tells whether all characters are plain. */
bool bench_text_is_plain(const char *text);

/* Puts BENCH_NOT_PLAIN in the place of each character that is not, in place. */
void bench_make_plain(char *text);

#endif
