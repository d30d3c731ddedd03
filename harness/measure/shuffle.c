#include "measure/shuffle.h"

#include <stdlib.h>

uint64_t bench_random_next(uint64_t *state) {
    uint64_t z = (*state += 0x9E3779B97F4A7C15U);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9U;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBU;
    return z ^ (z >> 31);
}

/* The bias of the remainder is below count / 2^64: nothing, for a handful of contenders. */
void bench_shuffle(size_t *order, size_t count, uint64_t *state) {
    for (size_t i = 0; i < count; i++) {
        size_t j = (size_t)(bench_random_next(state) % (i + 1));
        order[i] = order[j];
        order[j] = i;
    }
}

bool bench_latin_square(size_t *square, size_t count, uint64_t *state) {
    size_t *shuffled = calloc(3 * count + 1, sizeof *shuffled);
    if (shuffled == NULL) {
        return false;
    }
    size_t *rows = shuffled;
    size_t *columns = rows + count;
    size_t *numbers = columns + count;
    bench_shuffle(rows, count, state);
    bench_shuffle(columns, count, state);
    bench_shuffle(numbers, count, state);
    for (size_t i = 0; i < count * count; i++) {
        square[i] = numbers[(rows[i / count] + columns[i % count]) % count];
    }
    free(shuffled);
    return true;
}
