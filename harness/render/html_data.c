/* html_data.c - what a document has for programs, inside of an HTML page. Texts come again and
 * again (names of scenarios, of contenders): each is there once, and cells have its place. */
#include <stdlib.h>
#include <string.h>

#include "document_parts.h"

#define DIGITS 6 /* of real numbers: what is measured is not known better */

typedef struct pool {
    json_t *texts;  /* in order */
    json_t *places; /* text -> place */
    bool good;
} pool_t;

/* The place of the text, whose reference is taken over. */
static json_t *place_of(pool_t *pool, json_t *text) {
    json_t *place = text != NULL ? json_object_get(pool->places, json_string_value(text)) : NULL;
    if (place != NULL || text == NULL) {
        json_decref(text);
        return json_incref(place);
    }
    place = json_integer((json_int_t)json_array_size(pool->texts));
    pool->good = pool->good && json_object_set(pool->places, json_string_value(text), place) == 0 &&
                 json_array_append_new(pool->texts, text) == 0;
    return place;
}

/* Within a script nothing may begin a tag. */
static bool put(FILE *out, const json_t *value) {
    const size_t flags = JSON_COMPACT | JSON_ENCODE_ANY | JSON_REAL_PRECISION(DIGITS);
    char *text = value != NULL ? json_dumps(value, flags) : NULL;
    for (const char *at = text; at != NULL && *at != '\0'; at++) {
        (void)(*at == '<' ? fputs("\\u003c", out) : fputc(*at, out));
    }
    free(text);
    return text != NULL;
}

/* ---- facts ---- */

static bool put_facts(const bench_doc_t *doc, FILE *out) {
    bool good = true;
    const char *separator = "";
    fputs("\"facts\":{", out);
    for (const bench__block_t *block = doc->first; good && block != NULL; block = block->next) {
        if (block->kind == BENCH__FACT) {
            fprintf(out, "%s\"%s\":", separator, block->text);
            good = put(out, block->json);
            separator = ",";
        }
    }
    fputs("}", out);
    return good;
}

/* ---- tables ---- */

static bool is_text(bench_type_t type) {
    return type == BENCH_TYPE_TEXT || type == BENCH_TYPE_FRACTION;
}

/* An exact whole number as a text too, as the others of its column are. */
static json_t *cell(pool_t *pool, const bench_value_t *value) {
    json_t *json = bench__json_of_value(value);
    return is_text(value->type) && json_is_string(json) ? place_of(pool, json) : json;
}

static void put_columns(FILE *out, const bench_table_t *table) {
    for (size_t i = 0; i < table->column_count; i++) {
        fprintf(out, "%s[\"%s\",\"%s\"]", i > 0 ? "," : "", table->columns[i].name,
                is_text(table->columns[i].type) ? "t" : "n");
    }
}

static bool put_row(FILE *out, const bench_table_t *table, size_t row, pool_t *pool) {
    json_t *cells = json_array();
    bool good = cells != NULL;
    for (size_t column = 0; good && column < table->column_count; column++) {
        good = json_array_append_new(cells, cell(pool, bench_table_at(table, row, column))) == 0;
    }
    good = good && put(out, cells);
    json_decref(cells);
    return good;
}

static bool put_table(FILE *out, const bench__block_t *data, pool_t *pool) {
    bool good = true;
    fprintf(out, "\"%s\":{\"columns\":[", data->text);
    put_columns(out, &data->table);
    fputs("],\"rows\":[", out);
    for (size_t row = 0; good && row < bench_table_row_count(&data->table); row++) {
        fputs(row > 0 ? ",\n" : "\n", out);
        good = put_row(out, &data->table, row, pool);
    }
    fputs("]}", out);
    return good;
}

static bool put_tables(const bench_doc_t *doc, FILE *out, pool_t *pool) {
    bool good = true;
    const char *separator = "";
    fputs("\"tables\":{", out);
    for (const bench__block_t *block = doc->first; good && block != NULL; block = block->next) {
        if (block->kind == BENCH__DATA) {
            fputs(separator, out);
            separator = ",\n";
            good = put_table(out, block, pool);
        }
    }
    fputs("}", out);
    return good;
}

bool bench__print_html_data(const bench_doc_t *doc, FILE *out) {
    pool_t pool = {.texts = json_array(), .places = json_object(), .good = true};
    bool good = pool.texts != NULL && pool.places != NULL;
    fputs("{", out);
    good = good && put_facts(doc, out);
    fputs(",\n", out);
    good = good && put_tables(doc, out, &pool) && pool.good;
    fputs(",\n\"texts\":", out);
    good = good && put(out, pool.texts);
    fputs("}", out);
    json_decref(pool.places);
    json_decref(pool.texts);
    return good;
}
