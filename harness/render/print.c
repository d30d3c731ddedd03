/* print.c - a document is printed in one of the formats, and ends. */
#include <stdlib.h>
#include <string.h>

#include "document_parts.h"
#include "store/csv.h"

bool bench_format_parse(const char *name, bench_format_t *format) {
    static const char *const names[] = {"table", "json", "csv", "markdown", "long", "html"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (strcmp(names[i], name) == 0) {
            *format = (bench_format_t)i;
            return true;
        }
    }
    return false;
}

/* Tells whether memory was enough for all of it, and every row of its tables is complete. */
static bool is_whole(const bench_doc_t *doc) {
    bool whole = !doc->failed && !doc->texts.failed;
    for (const bench__block_t *block = doc->first; block != NULL; block = block->next) {
        whole = whole && bench_table_is_whole(&block->table);
    }
    return whole;
}

static bool print(const bench_doc_t *doc, bench_format_t format, bool color, FILE *out) {
    const bench__block_t *block = doc->first;
    switch (format) {
    case BENCH_FORMAT_TABLE:
        bench__print_text(doc, BENCH_GLANCE, color, out);
        break;
    case BENCH_FORMAT_LONG:
        bench__print_text(doc, BENCH_LONG, color, out);
        break;
    case BENCH_FORMAT_JSON:
        return bench__print_json(doc, out);
    case BENCH_FORMAT_CSV:
        while (block != NULL && block->kind != BENCH__DATA) {
            block = block->next;
        }
        if (block != NULL) {
            bench_csv_print(&block->table, out);
        }
        break;
    case BENCH_FORMAT_MARKDOWN:
        bench__print_markdown(doc, out);
        break;
    case BENCH_FORMAT_HTML:
        return bench__print_html(doc, out);
    }
    return true;
}

bool bench_doc_end(bench_doc_t *doc, bench_format_t format, bool color, FILE *out) {
    bool good = is_whole(doc) && print(doc, format, color, out);
    for (bench__block_t *block = doc->first, *next; block != NULL; block = next) {
        next = block->next;
        bench_table_deinit(&block->table);
        json_decref(block->json);
        free(block);
    }
    bench_table_deinit(&doc->texts);
    *doc = (bench_doc_t){0};
    return good;
}
