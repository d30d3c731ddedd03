#include "hits.h"

#include <stdlib.h>

scenario_run_t *hits_setup(const scenario_case_t *self, uint64_t seed) {
    uint8_t *hits = malloc(HIT_PATTERN);
    suspended_run_t *run =
        hits == NULL ? NULL
                     : (suspended_run_t *)suspended_setup(self, GATE_SAME_THREAD, FETCH_MISS);
    if (run == NULL) {
        free(hits);
        return NULL;
    }
    hit_pattern_fill(hits, self->batch != 0 ? self->batch : self->period, self->argument[0], seed);
    run->hits = hits;
    run->hit_count = HIT_PATTERN;
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
