/* shell_text.h - words of a command that is shown to be copied. */
#ifndef CLI_SHELL_TEXT_H
#define CLI_SHELL_TEXT_H

#include <stdio.h>

/* Writes the text as one word of a shell's command, in quotes where it needs them. */
void shell_put_word(FILE *out, const char *text);

/* The path of a file as one word that no command takes for an option; the caller's (free). NULL:
 * out of memory. */
char *shell_path(const char *path);

#endif
