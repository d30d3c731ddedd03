/* shell_text.h - words of a command that is shown to be copied. */
#ifndef CLI_SHELL_TEXT_H
#define CLI_SHELL_TEXT_H

#include <stdio.h>

/* Writes the text as one word of a shell's command, in quotes where it needs them. */
void shell_put_word(FILE *out, const char *text);

#endif
