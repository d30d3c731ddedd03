/* yardstick.c - a chain of steps of which each needs the one before: nothing that a compiler, a
 * cache or a second unit of the core could speed up. */
#include "measure/measure.h"

/* One multiplication and addition; the empty statement keeps the compiler from joining several. */
static void take_steps(void *state, uint64_t steps) {
    uint64_t value = 1;
    (void)state;
    for (uint64_t i = 0; i < steps; i++) {
        value = value * 6364136223846793005U + 1442695040888963407U;
        __asm__ volatile("" : "+r"(value));
    }
}

bench_subject_t bench_yardstick(void) {
    return (bench_subject_t){.name = "yardstick", .run = take_steps, .period = 1};
}
