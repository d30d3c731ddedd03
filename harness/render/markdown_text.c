#include "markdown_text.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>

#include "model/plain_text.h"

/* ---- characters ---- */

/* Writes one character, or what stands for it. Gives its length. */
static size_t put_character(FILE *out, const char *text) {
    bool plain;
    size_t length = bench_character(text, &plain);
    if (plain) {
        fwrite(text, 1, length, out);
    } else {
        fputc(strchr("\t\n\r", text[0]) != NULL ? ' ' : BENCH_NOT_PLAIN, out);
    }
    return length;
}

static void put_characters(FILE *out, const char *text) {
    while (*text != '\0') {
        text += put_character(out, text);
    }
}

/* Of UTF-8 each byte of a letter that is not ASCII. */
static bool is_letter(char c) {
    return isalnum((unsigned char)c) || (unsigned char)c >= 0x80;
}

/* ---- within a line ---- */

/* Underscores within a word are no emphasis. `begin` is where the text begins. */
static bool is_within_word(const char *begin, const char *at) {
    const char *before = at;
    while (before > begin && before[-1] == '_') {
        before--;
    }
    return before > begin && is_letter(before[-1]) && is_letter(at[strspn(at, "_")]);
}

/* Tells whether the character would be markup there. Ranges "[1, 2]", "a < b" and "~5" are not. */
static bool is_markup(const char *begin, const char *at) {
    switch (at[0]) {
    case '\\':
    case '|':
    case '`':
    case '*':
    case '$':
        return true;
    case '_':
        return !is_within_word(begin, at);
    case '~':
        return !isdigit((unsigned char)at[1]);
    case '<':
        return isalpha((unsigned char)at[1]) || (at[1] != '\0' && strchr("/!?", at[1]) != NULL);
    case ']':
        return at[1] != '\0' && strchr("([:", at[1]) != NULL;
    default:
        return false;
    }
}

static bool begins_with(const char *text, const char *with) {
    return strncmp(text, with, strlen(with)) == 0;
}

/* How much of what begins here must be parted from what follows, so that a forge makes no link of
 * it; 0: nothing. */
static size_t link_part(const char *begin, const char *at) {
    bool begins_word = at == begin || !is_letter(at[-1]);
    if (at[0] == '@') {
        return is_letter(at[1]) ? 1 : 0;
    }
    if (at[0] == '#') {
        return isdigit((unsigned char)at[1]) ? 1 : 0;
    }
    if (begins_with(at, "://")) {
        return 1;
    }
    return begins_word && begins_with(at, "www.") ? 3 : 0;
}

void bench__markdown_put(FILE *out, const char *text) {
    for (const char *at = text; *at != '\0';) {
        size_t part = link_part(text, at);
        if (part > 0) {
            fprintf(out, "%.*s<!-- -->", (int)part, at);
            at += part;
        } else if (at[0] == '&' && (is_letter(at[1]) || at[1] == '#')) {
            fputs("&amp;", out);
            at++;
        } else {
            fputs(is_markup(text, at) ? "\\" : "", out);
            at += put_character(out, at);
        }
    }
}

void bench__markdown_put_first(FILE *out, const char *text) {
    fputs(text[0] != '\0' && strchr("#>+-=", text[0]) != NULL ? "\\" : "", out);
    bench__markdown_put(out, text);
}

/* ---- code ---- */

/* Writes one more grave accent than the text has in a row, and at least so many. */
static void put_fence(FILE *out, const char *text, size_t least) {
    while (*text != '\0') {
        size_t run = strspn(text, "`");
        least = run >= least ? run + 1 : least;
        text += run > 0 ? run : 1;
    }
    for (size_t i = 0; i < least; i++) {
        fputc('`', out);
    }
}

/* A space parts an accent at an end from the fence. */
void bench__markdown_put_code(FILE *out, const char *text) {
    size_t length = strlen(text);
    bool apart = length > 0 && (text[0] == '`' || text[length - 1] == '`');
    put_fence(out, text, 1);
    fputs(apart ? " " : "", out);
    put_characters(out, text);
    fputs(apart ? " " : "", out);
    put_fence(out, text, 1);
}

void bench__markdown_put_shell(FILE *out, const char *text) {
    put_fence(out, text, 3);
    fputs("sh\n", out);
    put_characters(out, text);
    fputc('\n', out);
    put_fence(out, text, 3);
    fputc('\n', out);
}

/* ---- HTML ---- */

void bench__markdown_put_html(FILE *out, const char *text) {
    while (*text != '\0') {
        const char *name = text[0] == '<' ? "&lt;" : text[0] == '>' ? "&gt;" : "&amp;";
        if (strchr("<>&", text[0]) != NULL) {
            fputs(name, out);
            text++;
        } else {
            text += put_character(out, text);
        }
    }
}
