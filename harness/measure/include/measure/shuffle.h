/*
 * shuffle.h - orders that look random and come back with the same seed.
 *
 * The generator is splitmix64 (Steele, Lea, Flood: "Fast splittable pseudorandom number
 * generators", 2014): one word of state, any seed is good, the same numbers on every machine.
 */
#ifndef BENCH_MEASURE_SHUFFLE_H
#define BENCH_MEASURE_SHUFFLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The next number; moves *state on. */
uint64_t bench_random_next(uint64_t *state);

/* Fills order with 0 .. count-1 in a shuffled order (Fisher-Yates); moves *state on. */
void bench_shuffle(size_t *order, size_t count, uint64_t *state);

/* Fills `square`, count rows of count numbers, so that each row and each column has each of
 * 0 .. count-1 once: a Latin square, its rows, columns and numbers shuffled. A row is the order of
 * one round; over all rows each subject has been in each place, so that what a place does (the
 * first slice after a pause, the one after an expensive slice) affects all subjects alike. False:
 * out of memory.
 */
bool bench_latin_square(size_t *square, size_t count, uint64_t *state);

#endif
