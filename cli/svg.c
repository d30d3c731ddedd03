#include "svg.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "render/markup.h"
#include "store/whole_file.h"
#include "svg_short.h"

/* ---- texts ---- */

/* What a file is about. */
typedef struct about {
    const char *name; /* of the figure: no character of it needs an escape */
    const char *title;
    const char *description;
} about_t;

static void put_element(const char *element, const char *name, const char *text, FILE *out) {
    (void)fprintf(out, "\n<%s id=\"%s-%s\">", element, name, element);
    bench_put_markup(out, text);
    (void)fprintf(out, "</%s>", element);
}

/* ---- a tag, or the text between two ---- */

typedef struct token {
    const char *at;
    size_t length; /* 0: the end */
    bool new_line; /* it begins a line */
} token_t;

static token_t token_at(const char *at) {
    size_t length = strcspn(at, at[0] == '<' ? ">" : "<");
    return (token_t){at, length + (at[0] == '<' && at[length] == '>' ? 1 : 0), false};
}

/* The one behind it; the end of a line and what begins the next one are none. */
static token_t after(token_t token) {
    token_t next = token_at(token.at + token.length);
    size_t space = strspn(next.at, " \t\r\n");
    if (space == next.length && memchr(next.at, '\n', space) != NULL) {
        next = token_at(next.at + space);
        next.new_line = true;
    }
    return next;
}

static bool begins_with(token_t token, const char *text) {
    return token.length >= strlen(text) && memcmp(token.at, text, strlen(text)) == 0;
}

/* What is behind an element that has a text alone. */
static token_t after_element(token_t token) {
    do {
        token = after(token);
    } while (token.length > 0 && !begins_with(token, "</"));
    return after(token);
}

/* ---- groups ---- */

static bool opens(token_t token) {
    return begins_with(token, "<g ") || begins_with(token, "<g>");
}

static bool closes(token_t token) {
    return begins_with(token, "</g>");
}

/* The title of a part is shown as a tooltip; a text of gnuplot's may be empty. */
static token_t pass_words(token_t token) {
    while (begins_with(token, "<title>") ||
           (begins_with(token, "<text>") && begins_with(after(token), "</text>"))) {
        token = after_element(token);
    }
    return token;
}

/* Passes over groups that show nothing, neither themselves nor what is in them. */
static token_t pass_empty(token_t token) {
    while (opens(token)) {
        token_t inside = pass_empty(pass_words(after(token)));
        if (!closes(inside)) {
            return token;
        }
        token = after(inside);
    }
    return token;
}

#define DEPTH_MAX 32

typedef struct groups {
    size_t depth;
    token_t open[DEPTH_MAX]; /* of deeper ones nothing is known */
} groups_t;

/* Tells whether that opens the innermost group again, which could as well go on. */
static bool goes_on(const groups_t *groups, token_t token) {
    if (groups->depth == 0 || groups->depth > DEPTH_MAX || !opens(token)) {
        return false;
    }
    const token_t *last = &groups->open[groups->depth - 1];
    return last->length == token.length && memcmp(last->at, token.at, token.length) == 0 &&
           memmem(token.at, token.length, " id=", 4) == NULL &&
           memmem(token.at, token.length, " opacity", 8) == NULL;
}

static void count(groups_t *groups, token_t token) {
    if (opens(token)) {
        groups->depth++;
        if (groups->depth <= DEPTH_MAX) {
            groups->open[groups->depth - 1] = token;
        }
    } else if (closes(token) && groups->depth > 0) {
        groups->depth--;
    }
}

/* ---- what can be said shorter ---- */

/* Attributes of every group that are what they would be anyway. */
#define DEFAULTS " stroke-linecap=\"butt\" stroke-linejoin=\"miter\""

/* "rgb(  0, 114, 178)": gives where it ends; NULL: it is none. */
static const char *read_colour(const char *text, unsigned long colour[3]) {
    const size_t start = strlen("rgb(");
    const char *rest = strncmp(text, "rgb(", start) == 0 ? text + start : NULL;
    for (size_t i = 0; rest != NULL && i < 3; i++) {
        char *end;
        colour[i] = strtoul(rest, &end, 10) & 0xff;
        rest = end > rest && *end == (i < 2 ? ',' : ')') ? end + 1 : NULL;
    }
    return rest;
}

/* Writes what a place of a tag has, shorter where there is a shorter way; gives where it ends. */
static const char *put_place(const char *place, FILE *out) {
    unsigned long colour[3];
    const char *end = read_colour(place, colour);
    if (end != NULL) {
        (void)fprintf(out, "#%02lx%02lx%02lx", colour[0], colour[1], colour[2]);
        return end;
    }
    if (strncmp(place, DEFAULTS, strlen(DEFAULTS)) == 0) {
        return place + strlen(DEFAULTS);
    }
    (void)fputc(*place, out);
    return place + 1;
}

/* ---- the file ---- */

static void put_token(token_t token, const about_t *about, FILE *out) {
    const char *at = token.at;
    const char *end = token.at + token.length;
    (void)fputs(token.new_line ? "\n" : "", out);
    if (begins_with(token, "<svg")) {
        (void)fprintf(out, "<svg role=\"img\" aria-labelledby=\"%s-title %s-desc\"", about->name,
                      about->name);
        at += strlen("<svg");
    }
    while (at < end) {
        if (token.at[0] == '<') {
            at = put_place(at, out);
        } else {
            (void)fputc(*at++, out);
        }
    }
}

/* Its own title and description, which stand in no group, give way to those of the figure. */
static token_t put_words(token_t token, const groups_t *groups, const about_t *about, FILE *out) {
    if (groups->depth == 0 && begins_with(token, "<title>")) {
        put_element("title", about->name, about->title, out);
    } else if (groups->depth == 0) {
        put_element("desc", about->name, about->description, out);
    }
    return after_element(token);
}

static void put_figure(const char *text, const about_t *about, FILE *out) {
    groups_t groups = {0};
    for (token_t token = token_at(text); token.length > 0;) {
        if (begins_with(token, "<title>") || begins_with(token, "<desc>")) {
            token = pass_empty(put_words(token, &groups, about, out));
            continue;
        }
        token_t next = pass_empty(after(token));
        if (closes(token) && goes_on(&groups, next)) {
            token = pass_empty(after(next));
            continue;
        }
        count(&groups, token);
        put_token(token, about, out);
        token = next;
    }
    (void)fputc('\n', out);
}

/* The same with its words and without what only takes room; the caller's (free). */
static char *cleaned(const char *text, const about_t *about) {
    char *result = NULL;
    size_t size;
    FILE *out = open_memstream(&result, &size);
    if (out != NULL) {
        put_figure(text, about, out);
    }
    if (out == NULL || fclose(out) != 0) {
        free(result);
        return NULL;
    }
    return result;
}

bool svg_finish(const char *path, const char *name, const char *title, const char *description) {
    const about_t about = {name, title, description};
    bench_problem_t problem;
    size_t size;
    char *text = bench_read_whole(path, "a figure", &size, &problem);
    char *clean = text != NULL ? cleaned(text, &about) : NULL;
    FILE *out = clean != NULL ? fopen(path, "we") : NULL;
    bool whole = out != NULL && svg_shorten(clean, out) && !ferror(out);
    whole = out != NULL && fclose(out) == 0 && whole;
    free(clean);
    free(text);
    return whole;
}
