/* exact_merge.c - the lines of two tables of exact numbers become one table. */
#include "store/exact_merge.h"

#include <stdlib.h>
#include <string.h>

/* A line of one of the tables. */
typedef struct line {
    const bench_table_t *table;
    size_t row;
} line_t;

/* There is room for the lines of both. */
typedef struct lines {
    line_t *at;
    size_t count;
} lines_t;

static bool has_row(const bench_table_t *table, size_t row) {
    return row < bench_table_row_count(table);
}

/* The committed lines that stay, with the new numbers where there are some. */
static void take_committed(lines_t *lines, const bench_table_t *committed, const bench_table_t *now,
                           bool whole) {
    for (size_t i = 0; has_row(committed, i); i++) {
        bench_case_key_t key = bench_table_case(committed, i);
        size_t row = bench_table_find_case(now, &key);
        if (has_row(now, row)) {
            lines->at[lines->count++] = (line_t){now, row};
        } else if (!whole) {
            lines->at[lines->count++] = (line_t){committed, i};
        }
    }
}

/* Where the case is among the lines; count: nowhere. */
static size_t find_line(const lines_t *lines, const bench_case_key_t *key) {
    size_t i = 0;
    for (; i < lines->count; i++) {
        bench_case_key_t here = bench_table_case(lines->at[i].table, lines->at[i].row);
        if (bench_case_equal(&here, key)) {
            break;
        }
    }
    return i;
}

/* Behind the nearest case before it, at the beginning where there is none. */
static size_t place_of(const lines_t *lines, const bench_case_key_t *key,
                       const bench_case_order_t *order) {
    size_t i = 0;
    while (i < order->count && !bench_case_equal(&order->keys[i], key)) {
        i++;
    }
    if (i == order->count) {
        return lines->count;
    }
    while (i-- > 0) {
        size_t before = find_line(lines, &order->keys[i]);
        if (before < lines->count) {
            return before + 1;
        }
    }
    return 0;
}

static void insert(lines_t *lines, size_t place, line_t line) {
    memmove(&lines->at[place + 1], &lines->at[place], (lines->count - place) * sizeof lines->at[0]);
    lines->at[place] = line;
    lines->count++;
}

static void take_new(lines_t *lines, const bench_table_t *committed, const bench_table_t *now,
                     const bench_case_order_t *order) {
    for (size_t i = 0; has_row(now, i); i++) {
        bench_case_key_t key = bench_table_case(now, i);
        if (!has_row(committed, bench_table_find_case(committed, &key))) {
            insert(lines, place_of(lines, &key, order), (line_t){now, i});
        }
    }
}

static void fill(bench_table_t *merged, const bench_table_t *columns, const lines_t *lines) {
    bench_table_init(merged);
    for (size_t i = 0; i < columns->column_count; i++) {
        bench_table_add_column(merged, columns->columns[i].name, columns->columns[i].type);
    }
    for (size_t i = 0; i < lines->count; i++) {
        for (size_t column = 0; column < columns->column_count; column++) {
            bench_table_add(merged, *bench_table_at(lines->at[i].table, lines->at[i].row, column));
        }
    }
}

bool bench_exact_merge(const bench_table_t *committed, const bench_table_t *now,
                       const bench_case_order_t *order, bool whole, bench_table_t *merged,
                       bench_problem_t *problem) {
    size_t most = bench_table_row_count(committed) + bench_table_row_count(now);
    lines_t lines = {.at = calloc(most + 1, sizeof lines.at[0])};
    bench_table_init(merged);
    if (lines.at != NULL) {
        take_committed(&lines, committed, now, whole);
        take_new(&lines, committed, now, order);
        fill(merged, now, &lines);
    }
    bool good = lines.at != NULL && bench_table_is_whole(merged);
    free(lines.at);
    if (!good) {
        bench_table_deinit(merged);
        return bench_out_of_memory(problem, "the accepted counts");
    }
    return true;
}
