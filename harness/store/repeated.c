/* repeated.c - what stands twice in a list. */
#include "repeated.h"

#include <stdlib.h>

typedef struct order {
    bench__compare_t *compare;
    const void *context;
} order_t;

/* Equal items stay in their order, so that the later of two is the repeated one. */
static int compare_indices(const void *a, const void *b, void *context) {
    const order_t *order = context;
    size_t left = *(const size_t *)a;
    size_t right = *(const size_t *)b;
    int difference = order->compare(left, right, order->context);
    return difference != 0 ? difference : (left > right) - (left < right);
}

bool bench__find_repeated(size_t count, bench__compare_t *compare, const void *context,
                          size_t *index) {
    size_t *indices = calloc(count + 1, sizeof *indices);
    if (indices == NULL) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        indices[i] = i;
    }
    order_t order = {compare, context};
    qsort_r(indices, count, sizeof *indices, compare_indices, &order);
    *index = count;
    for (size_t i = 1; i < count; i++) {
        if (compare(indices[i - 1], indices[i], context) == 0 && indices[i] < *index) {
            *index = indices[i];
        }
    }
    free(indices);
    return true;
}
