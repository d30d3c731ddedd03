/*
 * hit_pattern.h - which operations complete synchronously where a share of them does; the same for
 * all contenders, also those in other languages.
 */
#ifndef SCENARIO_HIT_PATTERN_H
#define SCENARIO_HIT_PATTERN_H

#include "random.h"

/* So long that a branch predictor does not learn it. */
#define HIT_PATTERN 10000

/* Over so many the share is exact, which is short enough for a slice. Which misses follow each
 * other differs from one to the next, so counts are of whole patterns. */
#define HIT_PERIOD 1000

/* Fisher and Yates. */
static inline void hit_pattern_shuffle(uint8_t *hits, uint64_t count, uint64_t *seed) {
    for (uint64_t i = count - 1; i > 0; i--) {
        uint64_t j = random_next(seed) % (i + 1);
        uint8_t swap = hits[i];
        hits[i] = hits[j];
        hits[j] = swap;
    }
}

/* `percent` of each period of the pattern are hits (1), shuffled. A period is a hundred, or a
 * multiple that divides HIT_PATTERN. */
static inline void hit_pattern_fill(uint8_t *hits, uint64_t period, int percent, uint64_t seed) {
    for (uint64_t i = 0; i < HIT_PATTERN; i++) {
        hits[i] = i % period < period / 100 * (uint64_t)percent;
    }
    for (uint64_t i = 0; i < HIT_PATTERN; i += period) {
        hit_pattern_shuffle(hits + i, period, &seed);
    }
}

#endif
