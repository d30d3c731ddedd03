/* print_json.c - a document as JSON: one object; in it each table is an array of objects, a line
 * each. */
#include <math.h>

#include "document_parts.h"

json_t *bench__json_of_value(const bench_value_t *value) {
    char room[BENCH_VALUE_MAX];
    if (!bench_value_is_known(value)) {
        return bench_type_is_number(value->type) ? json_null() : json_string("");
    }
    if (value->type == BENCH_TYPE_INTEGER) {
        return json_integer(value->fraction.num);
    }
    if (value->type == BENCH_TYPE_TEXT || value->type == BENCH_TYPE_FRACTION) {
        return json_string(bench_value_format(value, room));
    }
    return isfinite(value->number) ? json_real(value->number) : json_null();
}

/* Digits as in CSV. */
static bool put_json(FILE *out, const json_t *value) {
    const size_t flags = JSON_COMPACT | JSON_ENCODE_ANY | JSON_REAL_PRECISION(10);
    return value != NULL && json_dumpf(value, out, flags) == 0;
}

static bool put_row(FILE *out, const bench_table_t *table, size_t row) {
    json_t *object = json_object();
    bool good = object != NULL;
    for (size_t column = 0; good && column < table->column_count; column++) {
        json_t *value = bench__json_of_value(bench_table_at(table, row, column));
        good = json_object_set_new(object, table->columns[column].name, value) == 0;
    }
    good = good && put_json(out, object);
    json_decref(object);
    return good;
}

static bool put_table(FILE *out, const bench_table_t *table) {
    bool good = true;
    fputc('[', out);
    for (size_t row = 0; good && row < bench_table_row_count(table); row++) {
        fputs(row > 0 ? ",\n" : "\n", out);
        good = put_row(out, table, row);
    }
    fputs("\n]", out);
    return good;
}

bool bench__print_json(const bench_doc_t *doc, FILE *out) {
    bool good = true;
    const char *separator = "{";
    for (const bench__block_t *block = doc->first; good && block != NULL; block = block->next) {
        bool data = block->kind == BENCH__FACT || block->kind == BENCH__DATA;
        if (data && block->audience == 0) {
            fprintf(out, "%s\"%s\":", separator, block->text);
            separator = ",";
            good = block->kind == BENCH__DATA ? put_table(out, &block->table)
                                              : put_json(out, block->json);
        }
    }
    fputs("}\n", out);
    return good;
}
