#include "html_picture.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>

#define SPACE " \t\r\n"

/* ---- a tag, or the text between two ---- */

typedef struct token {
    const char *at;
    size_t length; /* 0: the end */
} token_t;

static token_t token_at(const char *at) {
    size_t length = strcspn(at, at[0] == '<' ? ">" : "<");
    return (token_t){at, length + (at[0] == '<' && at[length] == '>' ? 1 : 0)};
}

/* The one behind it; lines without a text are none. */
static token_t after(token_t token) {
    token_t next = token_at(token.at + token.length);
    size_t space = strspn(next.at, SPACE);
    bool line = memchr(next.at, '\n', space) != NULL;
    return line && space == next.length ? token_at(next.at + space) : next;
}

/* ---- characters of a URL ---- */

static void put_character(FILE *out, char c) {
    if (c == '&') {
        fputs("&amp;", out);
    } else if (strchr("%#'", c) != NULL || iscntrl((unsigned char)c)) {
        fprintf(out, "%%%02X", (unsigned)(unsigned char)c);
    } else {
        fputc(c, out);
    }
}

/* Space with a line's end in it is one blank; a tab alone is escaped, as a URL has none. */
static void put_characters(FILE *out, const char *text, size_t length) {
    for (size_t i = 0; i < length;) {
        size_t space = strspn(text + i, SPACE);
        space = space < length - i ? space : length - i;
        if (space > 0 && memchr(text + i, '\n', space) != NULL) {
            fputc(' ', out);
        } else {
            space = 0;
            put_character(out, text[i]);
        }
        i += space > 0 ? space : 1;
    }
}

/* A value between quotes, double ones where they are not in it. Gives its length. */
static size_t put_quoted(FILE *out, const char *text, size_t length) {
    const char *end = memchr(text + 1, text[0], length - 1);
    size_t size = end != NULL ? (size_t)(end - text) - 1 : length - 1;
    char quote = '"';
    if (memchr(text + 1, '"', size) != NULL) {
        quote = '\'';
    }
    put_character(out, quote);
    put_characters(out, text + 1, size);
    put_character(out, quote);
    return end != NULL ? size + 2 : length;
}

/* Space within a tag is one blank, or none at its end. */
static void put_tag(FILE *out, token_t tag) {
    for (size_t i = 0; i < tag.length;) {
        size_t space = strspn(tag.at + i, SPACE);
        if (space > 0) {
            i += space;
            fputs(i < tag.length && strchr("/>", tag.at[i]) == NULL ? " " : "", out);
        } else if (strchr("\"'", tag.at[i]) != NULL) {
            i += put_quoted(out, tag.at + i, tag.length - i);
        } else {
            put_character(out, tag.at[i++]);
        }
    }
}

void bench__html_put_picture(FILE *out, const char *svg) {
    fputs("data:image/svg+xml,", out);
    for (token_t token = token_at(svg); token.length > 0; token = after(token)) {
        if (token.at[0] == '<') {
            put_tag(out, token);
        } else {
            put_characters(out, token.at, token.length);
        }
    }
}
