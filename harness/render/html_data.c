/* html_data.c - what a document has for programs, inside of an HTML page, as short as it can be
 * read.
 *
 * Texts come again and again (names of scenarios, frames of stacks): each is there once, and cells
 * have its place. So do cases, which many tables are about. Columns stand one after the other, as
 * the cells of one are alike. */
#include <stdlib.h>
#include <string.h>

#include "document_parts.h"

#define DIGITS 4 /* of real numbers: 3 are shown, and ratios are taken of them */

/* So many equal cells are shorter as one and their number. */
#define RUN_MIN 4

/* ---- what comes again ---- */

typedef struct pool {
    json_t *texts;                     /* in order; a list of places where ';' joins several */
    json_t *places;                    /* text -> place */
    json_t *cases[BENCH_CASE_COLUMNS]; /* their columns */
    json_t *numbers;                   /* places of a case's texts -> its number */
    bool good;
} pool_t;

static json_t *place_of(pool_t *pool, const char *text);

/* What most cells are, a few allocations of an operation, gets the shortest places. */
static void begin_with_digits(pool_t *pool) {
    for (char digit[] = "0"; pool->good && digit[0] <= '9'; digit[0]++) {
        json_decref(place_of(pool, digit));
    }
}

static bool pool_init(pool_t *pool) {
    *pool = (pool_t){json_array(), json_object(), {NULL}, json_object(), true};
    pool->good = pool->texts != NULL && pool->places != NULL && pool->numbers != NULL;
    for (size_t i = 0; i < BENCH_CASE_COLUMNS; i++) {
        pool->cases[i] = json_array();
        pool->good = pool->good && pool->cases[i] != NULL;
    }
    begin_with_digits(pool);
    return pool->good;
}

static void pool_deinit(pool_t *pool) {
    for (size_t i = 0; i < BENCH_CASE_COLUMNS; i++) {
        json_decref(pool->cases[i]);
    }
    json_decref(pool->numbers);
    json_decref(pool->places);
    json_decref(pool->texts);
}

static json_t *places_of_parts(pool_t *pool, const char *text) {
    json_t *parts = json_array();
    for (const char *at = text, *end = text; *end != '\0'; at = end + 1) {
        end = at + strcspn(at, ";");
        char *part = strndup(at, (size_t)(end - at));
        pool->good =
            pool->good && part != NULL && json_array_append_new(parts, place_of(pool, part)) == 0;
        free(part);
    }
    return parts;
}

/* A new reference. NULL: out of memory, or no UTF-8. */
static json_t *place_of(pool_t *pool, const char *text) {
    json_t *place = json_object_get(pool->places, text);
    if (place != NULL) {
        return json_incref(place);
    }
    json_t *said = strchr(text, ';') != NULL ? places_of_parts(pool, text) : json_string(text);
    place = json_integer((json_int_t)json_array_size(pool->texts));
    pool->good = pool->good && json_array_append_new(pool->texts, said) == 0 &&
                 json_object_set(pool->places, text, place) == 0;
    return place;
}

/* The number of the case that a row of a table is about. */
static json_int_t case_of(pool_t *pool, const bench_table_t *table, size_t row) {
    char name[80];
    json_t *places[BENCH_CASE_COLUMNS];
    for (size_t i = 0; i < BENCH_CASE_COLUMNS; i++) {
        places[i] = place_of(pool, bench_table_at(table, row, i)->text);
    }
    (void)snprintf(name, sizeof name, "%lld %lld %lld", (long long)json_integer_value(places[0]),
                   (long long)json_integer_value(places[1]),
                   (long long)json_integer_value(places[2]));
    json_t *number = json_object_get(pool->numbers, name);
    json_int_t count = (json_int_t)json_array_size(pool->cases[0]);
    for (size_t i = 0; i < BENCH_CASE_COLUMNS; i++) {
        pool->good =
            pool->good && (number != NULL || json_array_append(pool->cases[i], places[i]) == 0);
        json_decref(places[i]);
    }
    if (number != NULL) {
        return json_integer_value(number);
    }
    pool->good = pool->good && json_object_set_new(pool->numbers, name, json_integer(count)) == 0;
    return count;
}

/* ---- JSON ---- */

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

/* ---- columns ---- */

/* The cells with each run of equal ones as [cell, number]; takes them over. */
static json_t *with_runs(json_t *cells) {
    json_t *shorter = json_array();
    bool good = shorter != NULL;
    size_t count = json_array_size(cells);
    for (size_t i = 0, next; good && i < count; i = next) {
        json_t *cell = json_array_get(cells, i);
        for (next = i + 1; next < count && json_equal(cell, json_array_get(cells, next));) {
            next++;
        }
        if (next - i >= RUN_MIN) {
            good = json_array_append_new(shorter,
                                         json_pack("[O,I]", cell, (json_int_t)(next - i))) == 0;
        }
        for (size_t j = i; next - i < RUN_MIN && good && j < next; j++) {
            good = json_array_append(shorter, cell) == 0;
        }
    }
    json_decref(cells);
    if (!good) {
        json_decref(shorter);
    }
    return good ? shorter : NULL;
}

static bool put_cells(FILE *out, json_t *cells) {
    json_t *shorter = cells != NULL ? with_runs(cells) : NULL;
    bool good = put(out, shorter);
    json_decref(shorter);
    return good;
}

static bool is_text(bench_type_t type) {
    return type == BENCH_TYPE_TEXT || type == BENCH_TYPE_FRACTION;
}

/* An exact whole number as a text too, as the others of its column are. */
static json_t *cell(pool_t *pool, const bench_value_t *value) {
    json_t *json = bench__json_of_value(value);
    if (!is_text(value->type) || !json_is_string(json)) {
        return json;
    }
    json_t *place = place_of(pool, json_string_value(json));
    json_decref(json);
    return place;
}

static bool put_column(FILE *out, const bench_table_t *table, size_t column, pool_t *pool) {
    json_t *cells = json_array();
    bool good = cells != NULL;
    for (size_t row = 0; good && row < bench_table_row_count(table); row++) {
        good = json_array_append_new(cells, cell(pool, bench_table_at(table, row, column))) == 0;
    }
    fprintf(out, "[\"%s\",\"%s\",", table->columns[column].name,
            is_text(table->columns[column].type) ? "t" : "n");
    good = put_cells(out, cells) && good;
    fputs("]", out);
    return good;
}

/* In place of the columns that name a case: how much its number is larger than that of the row
 * before. */
static bool put_case_column(FILE *out, const bench_table_t *table, pool_t *pool) {
    json_t *steps = json_array();
    bool good = steps != NULL;
    json_int_t before = 0;
    for (size_t row = 0; good && row < bench_table_row_count(table); row++) {
        json_int_t number = case_of(pool, table, row);
        good = json_array_append_new(steps, json_integer(number - before)) == 0;
        before = number;
    }
    fputs("[\"case\",\"c\",", out);
    good = put_cells(out, steps) && good;
    fputs("]", out);
    return good;
}

/* ---- tables ---- */

static bool begins_with_a_case(const bench_table_t *table) {
    static const char *const names[BENCH_CASE_COLUMNS] = {"scenario", "contender", "params"};
    bool begins = table->column_count >= BENCH_CASE_COLUMNS;
    for (size_t i = 0; begins && i < BENCH_CASE_COLUMNS; i++) {
        begins = strcmp(table->columns[i].name, names[i]) == 0;
    }
    return begins;
}

static bool put_table(FILE *out, const bench__block_t *data, pool_t *pool) {
    const bench_table_t *table = &data->table;
    size_t first = begins_with_a_case(table) ? BENCH_CASE_COLUMNS : 0;
    fprintf(out, "\"%s\":[\n", data->text);
    bool good = first == 0 || put_case_column(out, table, pool);
    for (size_t column = first; good && column < table->column_count; column++) {
        fputs(column > 0 ? ",\n" : "", out);
        good = put_column(out, table, column, pool);
    }
    fputs("]", out);
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

static bool put_cases(FILE *out, const pool_t *pool) {
    bool good = true;
    fputs("\"cases\":[", out);
    for (size_t i = 0; good && i < BENCH_CASE_COLUMNS; i++) {
        fputs(i > 0 ? ",\n" : "", out);
        good = put_cells(out, json_incref(pool->cases[i]));
    }
    fputs("]", out);
    return good;
}

bool bench__print_html_data(const bench_doc_t *doc, FILE *out) {
    pool_t pool;
    bool good = pool_init(&pool);
    fputs("{", out);
    good = good && put_facts(doc, out);
    fputs(",\n", out);
    good = good && put_tables(doc, out, &pool);
    fputs(",\n", out);
    good = good && put_cases(out, &pool);
    fputs(",\n\"texts\":", out);
    good = good && put(out, pool.texts) && pool.good;
    fputs("}", out);
    pool_deinit(&pool);
    return good;
}
