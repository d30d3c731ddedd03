#include "nearest.h"

#include <string.h>

#define WORD_MAX 64

static unsigned least(unsigned a, unsigned b) {
    return a < b ? a : b;
}

/* How many letters must be added, removed, changed, or swapped with the next one: the optimal
 * string alignment distance, row by row. */
static unsigned distance(const char *a, size_t a_length, const char *b, size_t b_length) {
    unsigned rows[3][WORD_MAX + 1];
    for (size_t j = 0; j <= b_length; j++) {
        rows[0][j] = (unsigned)j;
    }
    for (size_t i = 1; i <= a_length; i++) {
        unsigned *row = rows[i % 3];
        const unsigned *above = rows[(i - 1) % 3];
        const unsigned *two_above = rows[(i + 1) % 3];
        row[0] = (unsigned)i;
        for (size_t j = 1; j <= b_length; j++) {
            unsigned change = above[j - 1] + (a[i - 1] != b[j - 1]);
            row[j] = least(change, least(above[j], row[j - 1]) + 1);
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
                row[j] = least(row[j], two_above[j - 2] + 1);
            }
        }
    }
    return rows[a_length % 3][b_length];
}

nearest_t nearest_to(const char *word, size_t length) {
    return (nearest_t){.word = word, .length = length, .distance = 1 + (unsigned)length / 3};
}

void nearest_try(nearest_t *nearest, const char *known) {
    size_t length = strlen(known);
    if (length > WORD_MAX || nearest->length > WORD_MAX) {
        return;
    }
    unsigned found = distance(nearest->word, nearest->length, known, length);
    if (found < nearest->distance) {
        nearest->distance = found;
        nearest->found = known;
    }
}
