/*
 * race.h - two threads that meet again and again: what each round does at the same time.
 *
 *     before(shared)     alone
 *     first(shared)      at the same time, each on a thread of its own
 *     second(shared)
 *     after(shared)      alone, when both are done; may assert
 */
#ifndef TESTS_CORE_RACE_H
#define TESTS_CORE_RACE_H

#include <stdbool.h>
#include <stdint.h>

typedef struct race {
    void (*before)(void *shared);
    void (*first)(void *shared);
    void (*second)(void *shared);
    void (*after)(void *shared);
    void *shared;
} race_t;

/* Rounds of every race: VT_STRESS_ROUNDS in the environment asks for other than those of every day,
 * which are fewer under ThreadSanitizer. scripts/test asks for more in release. */
uint64_t race_rounds(void);

/* Runs that many rounds; who is a little later varies from round to round. */
void race_run(const race_t *race);

/* As many fewer, where a round takes the time of `cost` usual ones. */
void race_run_costly(const race_t *race, unsigned cost);

#endif
