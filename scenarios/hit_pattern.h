/*
 * hit_pattern.h - which operations of hit_ratio complete synchronously.
 *
 * A pattern so long that a branch predictor does not learn it, with the share exact over its
 * length; the same for all contenders, also those in other languages.
 */
#ifndef SCENARIO_HIT_PATTERN_H
#define SCENARIO_HIT_PATTERN_H

#include "random.h"

#define HIT_PATTERN 10000

/* `percent` of the pattern are hits (1), shuffled (Fisher and Yates). */
static inline void hit_pattern_fill(uint8_t *hits, int percent, uint64_t seed) {
    for (int i = 0; i < HIT_PATTERN; i++) {
        hits[i] = i < HIT_PATTERN / 100 * percent;
    }
    for (int i = HIT_PATTERN - 1; i > 0; i--) {
        int j = (int)(random_next(&seed) % (uint64_t)(i + 1));
        uint8_t swap = hits[i];
        hits[i] = hits[j];
        hits[j] = swap;
    }
}

#endif
