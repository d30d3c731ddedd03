#include "svg.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/whole_file.h"

/* ---- texts ---- */

static void put_escaped(const char *text, FILE *out) {
    for (; *text != '\0'; text++) {
        switch (*text) {
        case '&':
            (void)fputs("&amp;", out);
            break;
        case '<':
            (void)fputs("&lt;", out);
            break;
        case '>':
            (void)fputs("&gt;", out);
            break;
        default:
            (void)fputc(*text, out);
        }
    }
}

/* What a file is about. */
typedef struct about {
    const char *name; /* of the figure: no character of it needs an escape */
    const char *title;
    const char *description;
} about_t;

static void put_element(const char *element, const char *name, const char *text, FILE *out) {
    (void)fprintf(out, "<%s id=\"%s-%s\">", element, name, element);
    put_escaped(text, out);
    (void)fprintf(out, "</%s>\n", element);
}

/* ---- lines ---- */

static bool begins(const char *line, const char *start) {
    line += strspn(line, " \t");
    return strncmp(line, start, strlen(start)) == 0;
}

/* The line after it; at the end an empty one. */
static char *line_after(char *line) {
    char *end = strchr(line, '\n');
    return end != NULL ? end + 1 : line + strlen(line);
}

/* Where what begins with that line goes on, if it shows nothing: a group without content, or with
 * an empty text; else the line itself. */
static char *skip_empty(char *line) {
    char *second = line_after(line);
    char *third = line_after(second);
    if (*second == '\0' || !begins(line, "<g ")) {
        return line;
    }
    if (begins(second, "</g>\n")) {
        return third;
    }
    return begins(second, "<text></text>\n") && begins(third, "</g>\n") ? line_after(third) : line;
}

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

/* Writes what a place of a line has, shorter where there is a shorter way; gives where it ends. */
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

/* A line without the title of a part; of one with a text nothing else is changed. */
static void put_line(const char *line, size_t length, FILE *out) {
    const char *after = line + length;
    const char *title = memmem(line, length, "<title>", strlen("<title>"));
    bool has_text = memmem(line, length, "<text", strlen("<text")) != NULL;
    while (line < after) {
        if (line == title) {
            const char *end = memmem(line, (size_t)(after - line), "</title>", strlen("</title>"));
            line = end != NULL ? end + strlen("</title>") : after;
        } else if (has_text) {
            (void)fputc(*line++, out);
        } else {
            line = put_place(line, out);
        }
    }
}

static void put_lines(char *line, const about_t *about, FILE *out) {
    while (*line != '\0') {
        char *next = skip_empty(line);
        if (next == line) {
            next = line_after(line);
            if (strncmp(line, "<title>", strlen("<title>")) == 0) {
                put_element("title", about->name, about->title, out);
            } else if (strncmp(line, "<desc>", strlen("<desc>")) == 0) {
                put_element("desc", about->name, about->description, out);
            } else if (strncmp(line, "<svg", strlen("<svg")) == 0) {
                (void)fprintf(out, "<svg role=\"img\" aria-labelledby=\"%s-title %s-desc\"\n",
                              about->name, about->name);
            } else {
                put_line(line, (size_t)(next - line), out);
            }
        }
        line = next;
    }
}

bool svg_finish(const char *path, const char *name, const char *title, const char *description) {
    const about_t about = {name, title, description};
    bench_problem_t problem;
    size_t size;
    char *text = bench_read_whole(path, "a figure", &size, &problem);
    FILE *out = text != NULL ? fopen(path, "we") : NULL;
    if (out != NULL) {
        put_lines(text, &about, out);
    }
    bool whole = out != NULL && !ferror(out);
    whole = out != NULL && fclose(out) == 0 && whole;
    free(text);
    return whole;
}
