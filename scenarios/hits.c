#include "hits.h"

#include <stdlib.h>

#include "random.h"

/* Fisher and Yates. */
static void shuffle(uint8_t *hits, uint64_t count, uint64_t *seed) {
    for (uint64_t i = count - 1; i > 0; i--) {
        uint64_t j = random_next(seed) % (i + 1);
        uint8_t swap = hits[i];
        hits[i] = hits[j];
        hits[j] = swap;
    }
}

/* `percent` of each period are hits, shuffled. */
static void fill_pattern(uint8_t hits[HITS_PATTERN], uint64_t period, uint64_t percent,
                         uint64_t seed) {
    for (uint64_t i = 0; i < HITS_PATTERN; i++) {
        hits[i] = i % period < period / 100 * percent;
    }
    for (uint64_t i = 0; i < HITS_PATTERN; i += period) {
        shuffle(hits + i, period, &seed);
    }
}

scenario_run_t *hits_setup(const scenario_case_t *self, uint64_t seed) {
    uint8_t *hits = malloc(HITS_PATTERN);
    suspended_run_t *run =
        hits == NULL ? NULL
                     : (suspended_run_t *)suspended_setup(self, GATE_SAME_THREAD, FETCH_MISS);
    if (run == NULL) {
        free(hits);
        return NULL;
    }
    fill_pattern(hits, self->period, (uint64_t)self->argument[0], seed);
    run->hits = hits;
    run->hit_count = HITS_PATTERN;
    return &run->base;
}

void hits_teardown(scenario_run_t *base) {
    if (base != NULL) {
        suspended_run_t *run = (suspended_run_t *)base;
        const uint8_t *hits = run->hits;
        suspended_teardown(base);
        free((void *)(uintptr_t)hits);
    }
}
