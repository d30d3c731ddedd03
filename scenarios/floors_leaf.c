#include "floors_leaf.h"

#include <stdlib.h>

floor_two_words_t floor_call_in_registers(uint64_t value) {
    return (floor_two_words_t){NULL, value + 1};
}

floor_three_words_t floor_call_through_memory(uint64_t value) {
    return (floor_three_words_t){NULL, value + 1, NULL};
}

/* Not inlined, so that no compiler removes the pair. */
void *floor_malloc(size_t size) {
    return malloc(size);
}

void floor_free(void *block) {
    free(block);
}
