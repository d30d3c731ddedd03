#include "shell_text.h"

#include <string.h>

#define PLAIN_LETTERS "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_@%+=:,./-"

void shell_put_word(FILE *out, const char *text) {
    if (text[0] != '\0' && text[strspn(text, PLAIN_LETTERS)] == '\0') {
        (void)fputs(text, out);
        return;
    }
    (void)fputc('\'', out);
    for (; *text != '\0'; text++) {
        (void)(*text == '\'' ? fputs("'\\''", out) : fputc(*text, out));
    }
    (void)fputc('\'', out);
}
