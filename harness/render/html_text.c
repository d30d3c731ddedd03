#include "html_text.h"

#include <stdbool.h>
#include <string.h>

#include "model/plain_text.h"

static const char *reference_of(char c) {
    switch (c) {
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '&':
        return "&amp;";
    case '"':
        return "&quot;";
    case '\'':
        return "&#39;";
    default:
        return NULL;
    }
}

/* Writes one character, or what stands for it. Gives its length. */
static size_t put_character(FILE *out, const char *text) {
    bool plain;
    size_t length = bench_character(text, &plain);
    const char *reference = reference_of(text[0]);
    if (reference != NULL) {
        fputs(reference, out);
    } else if (plain) {
        fwrite(text, 1, length, out);
    } else {
        fputc(strchr("\t\n\r", text[0]) != NULL ? ' ' : BENCH_NOT_PLAIN, out);
    }
    return length;
}

void bench_put_markup(FILE *out, const char *text) {
    while (*text != '\0') {
        text += put_character(out, text);
    }
}

void bench__html_put_own(FILE *out, const char *text) {
    bool code = false;
    while (*text != '\0') {
        if (*text == '`') {
            fputs(code ? "</code>" : "<code>", out);
            code = !code;
            text++;
        } else {
            text += put_character(out, text);
        }
    }
    fputs(code ? "</code>" : "", out);
}
