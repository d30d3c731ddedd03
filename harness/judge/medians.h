/*
 * medians.h - the medians of the processes that timed some rows, side by side.
 */
#ifndef BENCH_MEDIANS_H
#define BENCH_MEDIANS_H

#include "model/row.h"

/* `count` medians of each row. Released with free(medians.of[0]). Without any where memory is
 * short. */
typedef struct bench__medians {
    size_t count;
    double *of[3];
} bench__medians_t;

/* Room for `most` medians of each of so many rows, to be filled. */
bench__medians_t bench__medians_room(size_t most, size_t rows);

/* All medians of a row over each process's own yardstick to the power of `felt`: 0 gives ns, 1
 * steps (felt.h). None where something is felt and there is no yardstick. */
bench__medians_t bench__row_medians(const bench_row_t *row, double felt);

/* Tells whether two rows of one run were timed in the same processes, told in the same order. */
bool bench__same_processes(const bench_row_t *a, const bench_row_t *b);

/* The medians of the processes that timed all of these rows, paired; none where a row is NULL. */
bench__medians_t bench__common_medians(const bench_row_t *const *rows, size_t row_count);

#endif
