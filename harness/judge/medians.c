/* medians.c - the medians of the processes that timed some rows. */
#include "medians.h"

#include <math.h>
#include <stdlib.h>

#include "model/quantile.h"

bench__medians_t bench__medians_room(size_t most, size_t rows) {
    bench__medians_t medians = {0, {calloc(most + 1, rows * sizeof(double)), NULL, NULL}};
    for (size_t i = 1; medians.of[0] != NULL && i < rows; i++) {
        medians.of[i] = medians.of[i - 1] + most;
    }
    return medians;
}

bench__medians_t bench__row_medians(const bench_row_t *row, double felt) {
    bench__medians_t medians = bench__medians_room(row->process_count, 1);
    if (medians.of[0] == NULL || (felt != 0 && !bench_row_has_yardstick(row))) {
        return medians;
    }
    bench_row_medians(row, medians.of[0]);
    for (size_t i = 0; felt != 0 && i < row->process_count; i++) {
        medians.of[0][i] /= pow(row->processes[i].yardstick, felt);
    }
    medians.count = row->process_count;
    return medians;
}

/* ---- in common ---- */

bool bench__same_processes(const bench_row_t *a, const bench_row_t *b) {
    bool same = a->process_count == b->process_count;
    for (size_t i = 0; same && i < a->process_count; i++) {
        same = a->processes[i].process == b->processes[i].process;
    }
    return same;
}

typedef struct place {
    uint32_t process;
    const bench_process_samples_t *samples;
} place_t;

static int by_process(const void *left, const void *right) {
    uint32_t a = ((const place_t *)left)->process;
    uint32_t b = ((const place_t *)right)->process;
    return (a > b) - (a < b);
}

/* The processes of a row by number: as they arrived they may stand in any order. Owned; NULL: out
 * of memory. */
static place_t *ordered(const bench_row_t *row) {
    place_t *order = calloc(row->process_count + 1, sizeof *order);
    for (size_t i = 0; order != NULL && i < row->process_count; i++) {
        order[i] = (place_t){row->processes[i].process, &row->processes[i]};
    }
    if (order != NULL) {
        qsort(order, row->process_count, sizeof *order, by_process);
    }
    return order;
}

/* The median of that process; NaN where the row was not timed in it. */
static double median_in(const place_t *order, size_t count, uint32_t process) {
    const place_t key = {process, NULL};
    const place_t *found =
        order != NULL ? bsearch(&key, order, count, sizeof *order, by_process) : NULL;
    return found != NULL ? bench_median(found->samples->slices, found->samples->slice_count)
                         : (double)NAN;
}

/* Fills one column: the medians of the processes of the first row, in its order. */
static void fill_column(const bench_row_t *first, const bench_row_t *row, double *column) {
    place_t *order = ordered(row);
    for (size_t i = 0; i < first->process_count; i++) {
        column[i] = median_in(order, row->process_count, first->processes[i].process);
    }
    free(order);
}

/* Leaves those alone that all rows have. */
static void keep_whole(bench__medians_t *medians, size_t most, size_t row_count) {
    for (size_t i = 0; i < most; i++) {
        bool all = true;
        for (size_t j = 0; j < row_count; j++) {
            medians->of[j][medians->count] = medians->of[j][i];
            all = all && !isnan(medians->of[j][i]);
        }
        medians->count += all ? 1 : 0;
    }
}

bench__medians_t bench__common_medians(const bench_row_t *const *rows, size_t row_count) {
    size_t most = rows[0] != NULL ? rows[0]->process_count : 0;
    for (size_t i = 1; i < row_count; i++) {
        most = rows[i] != NULL ? most : 0;
    }
    bench__medians_t medians = bench__medians_room(most, row_count);
    if (medians.of[0] != NULL && most != 0) {
        for (size_t j = 0; j < row_count; j++) {
            fill_column(rows[0], rows[j], medians.of[j]);
        }
        keep_whole(&medians, most, row_count);
    }
    return medians;
}
