/* table.c - columns and rows of values. */
#include "model/table.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void bench_table_init(bench_table_t *table) {
    *table = (bench_table_t){0};
}

void bench_table_deinit(bench_table_t *table) {
    for (size_t i = 0; i < table->text_count; i++) {
        free(table->texts[i]);
    }
    free(table->texts);
    free(table->cells);
    free(table->columns);
    bench_table_init(table);
}

/* Makes room for one item more, doubling at each power of two. NULL, remembered: out of memory. */
static void *grow(bench_table_t *table, void *items, size_t count, size_t size) {
    if ((count & (count - 1)) != 0) {
        return items;
    }
    void *grown = reallocarray(items, count == 0 ? 1 : 2 * count, size);
    table->failed |= grown == NULL;
    return grown;
}

static void add_column(bench_table_t *table, bench_column_t column) {
    bench_column_t *columns =
        grow(table, table->columns, table->column_count, sizeof *table->columns);
    if (columns != NULL) {
        table->columns = columns;
        columns[table->column_count++] = column;
    }
}

void bench_table_add_column(bench_table_t *table, const char *name, bench_type_t type) {
    add_column(table, (bench_column_t){name, type, 0});
}

static bench_type_t type_of(char letter) {
    static const char letters[] = "tfinsrd"; /* in the order of bench_type_t */
    const char *found = strchr(letters, letter);
    return found != NULL ? (bench_type_t)(found - letters) : BENCH_TYPE_TEXT;
}

void bench_table_add_columns(bench_table_t *table, const char *columns) {
    while (*columns != '\0') {
        size_t name = strcspn(columns, ":|");
        size_t length = strcspn(columns, "|");
        const char *type = columns[name] == ':' ? columns + name + 1 : "t";
        add_column(table,
                   (bench_column_t){bench_table_keep_format(table, "%.*s", (int)name, columns),
                                    type_of(*type), (unsigned)strtoul(type + 1, NULL, 10)});
        columns += length + (columns[length] == '|');
    }
}

void bench_table_add_case_columns(bench_table_t *table) {
    bench_table_add_columns(table, "scenario|contender|params");
}

void bench_table_add(bench_table_t *table, bench_value_t value) {
    bench_value_t *cells = grow(table, table->cells, table->cell_count, sizeof *table->cells);
    if (cells != NULL) {
        table->cells = cells;
        cells[table->cell_count++] = value;
    }
}

void bench_table_add_case(bench_table_t *table, const bench_case_key_t *key) {
    bench_table_add(table, bench_text_value(key->scenario != NULL ? key->scenario : ""));
    bench_table_add(table, bench_text_value(key->contender != NULL ? key->contender : ""));
    bench_table_add(table, bench_text_value(key->params != NULL ? key->params : ""));
}

static bench_value_t next_value(bench_type_t type, va_list *arguments) {
    switch (type) {
    case BENCH_TYPE_TEXT:
        return bench_text_value(va_arg(*arguments, const char *));
    case BENCH_TYPE_FRACTION:
        return bench_fraction_as_value(va_arg(*arguments, bench_fraction_t));
    case BENCH_TYPE_INTEGER:
        return bench_whole_value(va_arg(*arguments, int64_t));
    case BENCH_TYPE_NUMBER:
    case BENCH_TYPE_SHARE:
    case BENCH_TYPE_RATIO:
    case BENCH_TYPE_TIME:
        break;
    }
    bench_value_t value = bench_unknown_value(type);
    value.number = va_arg(*arguments, double);
    return value;
}

void bench_table_add_rest(bench_table_t *table, ...) {
    va_list arguments;
    va_start(arguments, table);
    for (size_t i = table->column_count == 0 ? 0 : table->cell_count % table->column_count;
         i < table->column_count; i++) {
        bench_table_add(table, next_value(table->columns[i].type, &arguments));
    }
    va_end(arguments);
}

/* Takes the text over. */
static const char *keep(bench_table_t *table, char *text) {
    char **texts =
        text == NULL ? NULL : grow(table, table->texts, table->text_count, sizeof *table->texts);
    table->failed |= texts == NULL;
    if (texts == NULL) {
        free(text);
        return "";
    }
    table->texts = texts;
    return texts[table->text_count++] = text;
}

const char *bench_table_keep(bench_table_t *table, const char *text) {
    return keep(table, strdup(text));
}

const char *bench_table_keep_format(bench_table_t *table, const char *format, ...) {
    char *text;
    va_list arguments;
    va_start(arguments, format);
    int length = vasprintf(&text, format, arguments);
    va_end(arguments);
    return keep(table, length < 0 ? NULL : text);
}

bool bench_table_is_whole(const bench_table_t *table) {
    return !table->failed &&
           (table->cell_count == 0 ||
            (table->column_count != 0 && table->cell_count % table->column_count == 0));
}

size_t bench_table_row_count(const bench_table_t *table) {
    return table->column_count == 0 ? 0 : table->cell_count / table->column_count;
}

const bench_value_t *bench_table_at(const bench_table_t *table, size_t row, size_t column) {
    return &table->cells[row * table->column_count + column];
}

bench_case_key_t bench_table_case(const bench_table_t *table, size_t row) {
    return (bench_case_key_t){bench_table_at(table, row, 0)->text,
                              bench_table_at(table, row, 1)->text,
                              bench_table_at(table, row, 2)->text};
}

size_t bench_table_find_case(const bench_table_t *table, const bench_case_key_t *key) {
    size_t row = 0;
    size_t count = bench_table_row_count(table);
    for (; row < count; row++) {
        bench_case_key_t here = bench_table_case(table, row);
        if (bench_case_equal(&here, key)) {
            break;
        }
    }
    return row;
}

size_t bench_table_find_column(const bench_table_t *table, const char *name) {
    size_t column = 0;
    while (column < table->column_count && strcmp(table->columns[column].name, name) != 0) {
        column++;
    }
    return column;
}
