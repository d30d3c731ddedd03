/* medians.c - the medians of the processes that timed some rows. */
#include "medians.h"

#include <math.h>
#include <stdlib.h>

bench__medians_t bench__medians_room(size_t most, size_t rows) {
    bench__medians_t medians = {0, {calloc(most + 1, rows * sizeof(double)), NULL, NULL}};
    for (size_t i = 1; medians.of[0] != NULL && i < rows; i++) {
        medians.of[i] = medians.of[i - 1] + most;
    }
    return medians;
}

bench__medians_t bench__row_medians(const bench_row_t *row, bool steps) {
    bench__medians_t medians = bench__medians_room(row->process_count, 1);
    if (medians.of[0] == NULL || (steps && !bench_row_steps(row, medians.of[0]))) {
        return medians;
    }
    if (!steps) {
        bench_row_medians(row, medians.of[0]);
    }
    medians.count = row->process_count;
    return medians;
}

bench__medians_t bench__common_medians(const bench_row_t *const *rows, size_t row_count) {
    size_t most = rows[0] != NULL ? rows[0]->process_count : 0;
    for (size_t i = 1; i < row_count; i++) {
        most = rows[i] != NULL ? most : 0;
    }
    bench__medians_t medians = bench__medians_room(most, row_count);
    for (size_t i = 0; medians.of[0] != NULL && i < most; i++) {
        bool all = true;
        for (size_t j = 0; j < row_count; j++) {
            double median = bench_row_median_in(rows[j], rows[0]->processes[i].process);
            medians.of[j][medians.count] = median;
            all = all && !isnan(median);
        }
        medians.count += all ? 1 : 0;
    }
    return medians;
}
