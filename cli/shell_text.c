#include "shell_text.h"

#include <stdlib.h>
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

char *shell_path(const char *path) {
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    if (out == NULL) {
        return NULL;
    }
    (void)fputs(path[0] == '-' ? "./" : "", out);
    shell_put_word(out, path);
    if (fclose(out) != 0) {
        free(text);
        text = NULL;
    }
    return text;
}
