/* floors_leaf.h - what floors.c calls; in a file of its own, so that no compiler inlines it. */
#ifndef SCENARIO_FLOORS_LEAF_H
#define SCENARIO_FLOORS_LEAF_H

#include <stddef.h>
#include <stdint.h>

typedef struct floor_two_words {
    void *pointer;
    uint64_t word;
} floor_two_words_t;

typedef struct floor_three_words {
    void *pointer;
    uint64_t word;
    void *error;
} floor_three_words_t;

floor_two_words_t floor_call_in_registers(uint64_t value);
floor_three_words_t floor_call_through_memory(uint64_t value);
void *floor_malloc(size_t size);
void floor_free(void *block);

#endif
