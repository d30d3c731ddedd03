/* svg_short.c - what a figure of gnuplot's says again and again, said once. */
#include "svg_short.h"

#include <ctype.h>
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define SPACE " \t\r\n"

static bool begins_with(const char *text, const char *beginning) {
    return strncmp(text, beginning, strlen(beginning)) == 0;
}

static const char *skip_space(const char *at) {
    return at + strspn(at, SPACE);
}

/* ---- names ---- */

/* A name is made of what it stands for, so that several figures can be on one page: there the same
 * name means the same. */
#define NAME_LENGTH 5
#define NAMES_MAX   200
#define MEANING_MAX 200

typedef struct names {
    char kind; /* the letter that each begins with */
    size_t count;
    struct name {
        char text[NAME_LENGTH + 1];
        char meaning[MEANING_MAX];
    } list[NAMES_MAX];
} names_t;

static void make_name(char kind, const char *meaning, char name[NAME_LENGTH + 1]) {
    static const char digits[] = "0123456789abcdefghijklmnopqrstuvwxyz";
    uint64_t hash = UINT64_C(14695981039346656037); /* FNV-1a */
    while (*meaning != '\0') {
        hash = (hash ^ (unsigned char)*meaning++) * UINT64_C(1099511628211);
    }
    name[0] = kind;
    for (size_t i = 1; i < NAME_LENGTH; i++, hash /= sizeof digits - 1) {
        name[i] = digits[hash % (sizeof digits - 1)];
    }
    name[NAME_LENGTH] = '\0';
}

/* NULL: there is no room, or the name stands for something else; it stays as it is then. */
static const char *name_of(names_t *names, const char *meaning) {
    char text[NAME_LENGTH + 1];
    size_t i = 0;
    make_name(names->kind, meaning, text);
    while (i < names->count && strcmp(names->list[i].text, text) != 0) {
        i++;
    }
    if (i < names->count) {
        return strcmp(names->list[i].meaning, meaning) == 0 ? names->list[i].text : NULL;
    }
    if (i == NAMES_MAX || strlen(meaning) >= MEANING_MAX) {
        return NULL;
    }
    memcpy(names->list[i].text, text, sizeof text);
    memcpy(names->list[i].meaning, meaning, strlen(meaning) + 1);
    names->count++;
    return names->list[i].text;
}

typedef struct figure {
    FILE *out;
    names_t styles; /* of texts: attributes as CSS */
    names_t marks;  /* elements */
} figure_t;

/* ---- coordinates ---- */

static void put_coordinate(double value, FILE *out) {
    double rounded = round(value * 10) / 10;
    (void)fprintf(out, "%.*f", rounded == round(rounded) ? 0 : 1, rounded == 0 ? 0 : rounded);
}

/* Writes the value of an attribute up to its quote with shorter numbers; gives where it ends. */
static const char *put_coordinates(const char *at, char quote, FILE *out) {
    while (*at != '\0' && *at != quote) {
        char *end = (char *)(uintptr_t)at;
        double value = strchr("+-.0123456789", *at) != NULL ? strtod(at, &end) : 0;
        const char *next = skip_space(at);
        if (end != at) {
            put_coordinate(value, out);
            at = end;
        } else if (next != at && (isalpha((unsigned char)*next) || *next == quote)) {
            at = next; /* a letter ends a number as well */
        } else {
            (void)fputc(*at++, out);
        }
    }
    return at;
}

/* Passes over "translate(12.00,25.86)" and writes it as attributes; NULL: it is none. */
static const char *read_place(const char *at, double place[2]) {
    static const char translate[] = "translate(";
    char *end = NULL;
    if (!begins_with(at, translate)) {
        return NULL;
    }
    place[0] = strtod(at + strlen(translate), &end);
    place[1] = *end == ',' ? strtod(end + 1, &end) : 0;
    return *end == ')' ? end + 1 : NULL;
}

static void put_place(const double place[2], FILE *out) {
    (void)fputs(" x=\"", out);
    put_coordinate(place[0], out);
    (void)fputs("\" y=\"", out);
    put_coordinate(place[1], out);
    (void)fputs("\"", out);
}

/* ---- texts ---- */

/* Attributes `fill="#000000" font-size="12.00"` as CSS, up to the end of their tag. False: they are
 * none, or too long. */
static bool read_style(const char *at, char css[MEANING_MAX]) {
    size_t used = 0;
    css[0] = '\0';
    for (at = skip_space(at); *at != '>'; at = skip_space(at)) {
        size_t name = strcspn(at, "=> ");
        size_t value = begins_with(at + name, "=\"") ? strcspn(at + name + 2, "\"<>") : 0;
        bool size = begins_with(at, "font-size=");
        if (value == 0 || at[name + 2 + value] != '"') {
            return false;
        }
        int length =
            size ? snprintf(css + used, MEANING_MAX - used, "font-size:%gpx;", atof(at + name + 2))
                 : snprintf(css + used, MEANING_MAX - used, "%.*s:%.*s;", (int)name, at, (int)value,
                            at + name + 2);
        used += length > 0 ? (size_t)length : 0;
        if (length < 0 || used >= MEANING_MAX) {
            return false;
        }
        at += name + value + 3;
    }
    return used > 0;
}

/* A group that is a text and no more becomes that text. Gives what is behind it; NULL: it is none.
 */
static const char *put_text(figure_t *figure, const char *at) {
    static const char group[] = "<g transform=\"";
    double place[2];
    char css[MEANING_MAX];
    const char *rest = begins_with(at, group) ? read_place(at + strlen(group), place) : NULL;
    if (rest == NULL || *rest != '"' || !read_style(rest + 1, css)) {
        return NULL;
    }
    const char *text = skip_space(strchr(rest, '>') + 1);
    const char *end = begins_with(text, "<text>") ? strstr(text, "</text>") : NULL;
    const char *behind = end != NULL ? skip_space(end + strlen("</text>")) : "";
    const char *style = begins_with(behind, "</g>") ? name_of(&figure->styles, css) : NULL;
    if (style == NULL) {
        return NULL;
    }
    (void)fprintf(figure->out, "<text class=\"%s\"", style);
    put_place(place, figure->out);
    (void)fwrite(text + strlen("<text"), 1, (size_t)(behind - text) - strlen("<text"), figure->out);
    return behind + strlen("</g>");
}

/* ---- marks ---- */

/* <use xlink:href='#gpPt4' transform='translate(20.00,72.01) scale(4.05)' color='#e69f00'/> becomes
 * a mark at a place. Gives what is behind it; NULL: it is none. */
static const char *put_mark(figure_t *figure, const char *at) {
    static const char use[] = "<use xlink:href='#gpPt";
    static const char transform[] = "' transform='";
    double place[2];
    char meaning[MEANING_MAX];
    const char *shape = at + strlen(use);
    size_t digits = begins_with(at, use) ? strspn(shape, "0123456789") : 0;
    const char *rest = digits > 0 && begins_with(shape + digits, transform)
                           ? read_place(shape + digits + strlen(transform), place)
                           : NULL;
    const char *end = rest != NULL && begins_with(rest, " scale(") ? strstr(rest, "/>") : NULL;
    if (end == NULL || (size_t)(end - rest) >= MEANING_MAX / 2) {
        return NULL;
    }
    (void)snprintf(meaning, sizeof meaning, "<use xlink:href='#gpPt%.*s' transform='%.*s/>",
                   (int)digits, shape, (int)(end - rest - 1), rest + 1);
    const char *mark = name_of(&figure->marks, meaning);
    if (mark == NULL) {
        return NULL;
    }
    (void)fprintf(figure->out, "<use xlink:href=\"#%s\"", mark);
    put_place(place, figure->out);
    (void)fputs("/>", figure->out);
    return end + strlen("/>");
}

/* ---- definitions ---- */

/* Tells whether something says #NAME' or #NAME), from `at` up to `end`. */
static bool is_said(const char *at, const char *end, const char *name, size_t length) {
    for (; (at = memchr(at, '#', (size_t)(end - at))) != NULL; at++) {
        if (strncmp(at + 1, name, length) == 0 && strchr("')\"", at[1 + length]) != NULL) {
            return true;
        }
    }
    return false;
}

/* The end of an element of definitions, with the space behind it. */
static const char *element_end(const char *at) {
    const char *end = begins_with(at, "<filter") ? strstr(at, "</filter>") : strstr(at, "/>");
    return end != NULL ? skip_space(strchr(end, '>') + 1) : at + strlen(at);
}

/* An element is used by what is behind all of them, or by a later one that is used. */
static bool is_used(const char *element, const char *end, const char *all) {
    const char *id = strstr(element, " id='");
    if (id == NULL || id >= element_end(element)) {
        return true;
    }
    id += strlen(" id='");
    size_t length = strcspn(id, "'");
    bool used = is_said(end, all, id, length);
    for (const char *later = element_end(element); !used && later < end;
         later = element_end(later)) {
        used = is_said(later, element_end(later), id, length) && is_used(later, end, all);
    }
    return used;
}

/* Gives what is behind the definitions; NULL: there are none here. */
static const char *put_definitions(figure_t *figure, const char *at) {
    const char *end = begins_with(at, "<defs>") ? strstr(at, "</defs>") : NULL;
    if (end == NULL) {
        return NULL;
    }
    const char *all = end + strlen(end);
    const char *element = skip_space(at + strlen("<defs>"));
    (void)fputs("<defs>\n", figure->out);
    for (; element < end; element = element_end(element)) {
        if (is_used(element, end, all)) {
            (void)fwrite(element, 1, (size_t)(element_end(element) - element), figure->out);
        }
    }
    return end;
}

/* ---- the figure ---- */

/* What the names mean; the shapes of the marks are defined already. */
static void put_meanings(const figure_t *figure) {
    (void)fputs("<defs>\n<style>\n", figure->out);
    for (size_t i = 0; i < figure->styles.count; i++) {
        (void)fprintf(figure->out, ".%s{%s}\n", figure->styles.list[i].text,
                      figure->styles.list[i].meaning);
    }
    (void)fputs("</style>\n", figure->out);
    for (size_t i = 0; i < figure->marks.count; i++) {
        (void)fprintf(figure->out, "<g id=\"%s\">%s</g>\n", figure->marks.list[i].text,
                      figure->marks.list[i].meaning);
    }
    (void)fputs("</defs>\n", figure->out);
}

/* The value of an attribute that is coordinates; gives its quote. NULL: none begins here. */
static const char *coordinates_at(const char *at) {
    static const char *const names[] = {" d=", " points = "};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        const char *quote = begins_with(at, names[i]) ? at + strlen(names[i]) : NULL;
        if (quote != NULL && (*quote == '\'' || *quote == '"')) {
            return quote;
        }
    }
    return NULL;
}

/* Copies a tag, or what is between two. */
static const char *put_rest(figure_t *figure, const char *at) {
    bool tag = *at == '<';
    do {
        const char *quote = tag ? coordinates_at(at) : NULL;
        tag = tag && *at != '>';
        if (quote != NULL) {
            (void)fprintf(figure->out, "%s%c", begins_with(at, " d") ? " d=" : " points=", *quote);
            at = put_coordinates(quote + 1, *quote, figure->out);
        } else {
            (void)fputc(*at++, figure->out);
        }
    } while (*at != '\0' && *at != '<');
    return at;
}

bool svg_shorten(const char *text, FILE *out) {
    figure_t *figure = calloc(1, sizeof *figure);
    if (figure == NULL) {
        return false;
    }
    figure->out = out;
    figure->styles.kind = 't';
    figure->marks.kind = 'm';
    for (const char *at = text; *at != '\0';) {
        if (begins_with(at, "</svg>")) {
            put_meanings(figure);
        }
        const char *behind = put_text(figure, at);
        behind = behind != NULL ? behind : put_mark(figure, at);
        behind = behind != NULL ? behind : put_definitions(figure, at);
        at = behind != NULL ? behind : put_rest(figure, at);
    }
    free(figure);
    return true;
}
