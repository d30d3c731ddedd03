/* document.c - a document is built. */
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "document_parts.h"
#include "model/plain_text.h"

/* Appends a copy. NULL, remembered: out of memory. */
static bench__block_t *add(bench_doc_t *doc, bench__block_t block) {
    bench__block_t *added = malloc(sizeof *added);
    doc->failed |= added == NULL;
    if (added != NULL) {
        *added = block;
        *(doc->last != NULL ? &doc->last->next : &doc->first) = added;
        doc->last = added;
    }
    return added;
}

static const char *keep(bench_doc_t *doc, const char *format, va_list arguments) {
    char *text = NULL;
    doc->failed |= vasprintf(&text, format, arguments) < 0;
    const char *kept = doc->failed ? "" : bench_table_keep(&doc->texts, text);
    free(text);
    return kept;
}

/* The text that the arguments behind `format` make, kept. */
#define KEEP(text, doc, format)                \
    do {                                       \
        va_list arguments;                     \
        va_start(arguments, format);           \
        (text) = keep(doc, format, arguments); \
        va_end(arguments);                     \
    } while (0)

const char *bench_doc_keep(bench_doc_t *doc, const char *format, ...) {
    const char *text;
    KEEP(text, doc, format);
    return text;
}

/* ---- for people ---- */

void bench_doc_title(bench_doc_t *doc, bench_audience_t audience, unsigned level,
                     bench_style_t style, const char *format, ...) {
    bench__block_t block = {
        .kind = BENCH__TITLE, .audience = audience, .level = level, .style = style};
    KEEP(block.text, doc, format);
    add(doc, block);
}

void bench_doc_paragraph(bench_doc_t *doc, bench_audience_t audience, unsigned indent) {
    add(doc, (bench__block_t){.kind = BENCH__PARAGRAPH, .audience = audience, .level = indent});
}

/* A piece is for whom its paragraph is. */
static void add_span(bench_doc_t *doc, bench_style_t style, bench_mark_t mark, const char *text) {
    bench_audience_t audience = doc->last != NULL ? doc->last->audience : BENCH_EVERYBODY;
    add(doc,
        (bench__block_t){
            .kind = BENCH__SPAN, .audience = audience, .style = style, .mark = mark, .text = text});
}

void bench_doc_say(bench_doc_t *doc, const char *format, ...) {
    const char *text;
    KEEP(text, doc, format);
    add_span(doc, BENCH_PLAIN, BENCH_MARK_NONE, text);
}

void bench_doc_say_styled(bench_doc_t *doc, bench_style_t style, bench_mark_t mark,
                          const char *format, ...) {
    const char *text;
    KEEP(text, doc, format);
    add_span(doc, style, mark, text);
}

/* How many bytes of the text, up to a blank or its end, take at most so many places; one word at
 * least. */
static size_t line_of(const char *text, size_t places) {
    size_t end = 0;
    size_t parted = 0;
    for (size_t i = 0; text[end] != '\0' && (i <= places || parted == 0); i++) {
        bool plain;
        parted = text[end] == ' ' ? end : parted;
        end += bench_character(text + end, &plain);
        parted = text[end] == '\0' && i < places ? end : parted;
    }
    return parted != 0 ? parted : end;
}

void bench_doc_wrap(bench_doc_t *doc, bench_audience_t audience, unsigned width, unsigned indent,
                    const char *text) {
    for (bool first = true; text[0] != '\0'; first = false) {
        unsigned before = first ? 0 : indent;
        size_t length = line_of(text, width > before ? width - before : 1);
        bench_doc_paragraph(doc, audience, before);
        bench_doc_say(doc, "%.*s", (int)length, text);
        text += length + (text[length] == ' ' ? 1 : 0);
    }
}

/* What is filled where memory is short goes with the texts. */
static bench_table_t *add_table(bench_doc_t *doc, bench__block_t block, const char *columns) {
    bench__block_t *added = add(doc, block);
    bench_table_t *table = added != NULL ? &added->table : &doc->texts;
    bench_table_add_columns(table, columns);
    return table;
}

bench_table_t *bench_doc_table(bench_doc_t *doc, bench_audience_t audience, const char *columns) {
    return add_table(doc, (bench__block_t){.kind = BENCH__TABLE, .audience = audience}, columns);
}

void bench_doc_of_group(bench_doc_t *doc, const bench_case_key_t *group) {
    if (doc->last != NULL) {
        doc->last->group = group;
    }
}

static void add_for(bench_doc_t *doc, bench_audience_t audience, bench__block_kind_t kind,
                    const char *text, const char *detail) {
    add(doc, (bench__block_t){.kind = kind, .audience = audience, .text = text, .detail = detail});
}

/* What is on a page alone, with its texts. */
static void add_to_page(bench_doc_t *doc, bench__block_kind_t kind, const char *text,
                        const char *detail) {
    add_for(doc, BENCH_PAGE, kind, text, detail);
}

void bench_doc_findings(bench_doc_t *doc, const char *before, const char *after) {
    add_to_page(doc, BENCH__FINDINGS, before, after);
}

void bench_doc_note(bench_doc_t *doc, const bench_note_t *note) {
    add(doc, (bench__block_t){.kind = BENCH__NOTE, .audience = BENCH_TERMINAL, .note = *note});
}

void bench_doc_figure(bench_doc_t *doc, const char *path, const char *caption) {
    add_to_page(doc, BENCH__FIGURE, caption, path);
}

void bench_doc_code(bench_doc_t *doc, bench_audience_t audience, const char *text) {
    add(doc, (bench__block_t){.kind = BENCH__CODE, .audience = audience, .text = text});
}

void bench_doc_accept(bench_doc_t *doc, const char *command) {
    if (command != NULL) {
        bench_doc_paragraph(doc, BENCH_PAGE, 0);
        bench_doc_say(doc, "If the new counts are meant to stay:");
        bench_doc_code(doc, BENCH_PAGE, command);
    }
}

void bench_doc_fold(bench_doc_t *doc, const char *summary) {
    add_to_page(doc, BENCH__FOLD, summary, NULL);
}

void bench_doc_end_fold(bench_doc_t *doc) {
    add_to_page(doc, BENCH__END_FOLD, NULL, NULL);
}

void bench_doc_fold_on_screen(bench_doc_t *doc, const char *summary) {
    add_for(doc, BENCH_SCREEN, BENCH__FOLD, summary, NULL);
}

void bench_doc_end_fold_on_screen(bench_doc_t *doc) {
    add_for(doc, BENCH_SCREEN, BENCH__END_FOLD, NULL, NULL);
}

void bench_doc_view(bench_doc_t *doc, const char *name, const char *text) {
    add_for(doc, BENCH_SCREEN, BENCH__VIEW, name, text);
}

void bench_doc_gap(bench_doc_t *doc) {
    bench_doc_gap_for(doc, BENCH_TERMINAL);
}

void bench_doc_gap_for(bench_doc_t *doc, bench_audience_t audience) {
    add(doc, (bench__block_t){.kind = BENCH__GAP, .audience = audience});
}

/* ---- for programs ---- */

static void add_fact(bench_doc_t *doc, const char *name, json_t *json) {
    doc->failed |= json == NULL;
    if (add(doc, (bench__block_t){.kind = BENCH__FACT, .text = name, .json = json}) == NULL) {
        json_decref(json);
    }
}

/* One without a value is null, also where it would be a text. */
void bench_doc_fact(bench_doc_t *doc, const char *name, bench_value_t value) {
    add_fact(doc, name, bench_value_is_known(&value) ? bench__json_of_value(&value) : json_null());
}

void bench_doc_number(bench_doc_t *doc, const char *name, size_t number) {
    add_fact(doc, name, json_integer((json_int_t)number));
}

void bench_doc_flag(bench_doc_t *doc, const char *name, bool flag) {
    add_fact(doc, name, json_boolean(flag));
}

void bench_doc_list(bench_doc_t *doc, const char *name) {
    add_fact(doc, name, json_array());
}

void bench_doc_item(bench_doc_t *doc, const char *text) {
    doc->failed = doc->failed || json_array_append_new(doc->last->json, json_string(text)) != 0;
}

bench_table_t *bench_doc_data(bench_doc_t *doc, const char *name, const char *columns) {
    return add_table(doc, (bench__block_t){.kind = BENCH__DATA, .text = name}, columns);
}

bench_table_t *bench_doc_screen_data(bench_doc_t *doc, const char *name, const char *columns) {
    const bench__block_t data = {.kind = BENCH__DATA, .audience = BENCH_SCREEN, .text = name};
    return add_table(doc, data, columns);
}

/* ---- for renderers ---- */

const bench__block_t *bench__block_for(const bench__block_t *block, bench_audience_t audience) {
    while (block != NULL && (block->audience & audience) == 0) {
        block = block->next;
    }
    return block;
}

bool bench__paragraph_goes_on(const bench__block_t *block) {
    return (block->kind != BENCH__PARAGRAPH && block->kind != BENCH__SPAN) ||
           (block->next != NULL && block->next->kind == BENCH__SPAN);
}
