#include "race.h"

#include <pthread.h>
#include <sched.h>
#include <stdlib.h>

#include "helpers.h"
#include "shared_word.h"

/* So long a thread looks before it lets others run: on a busy machine the other may need the core.
 */
#define LOOKS 2000

/* The largest head start, in turns of an empty loop: about what an operation takes. */
#define HEAD_START UINT64_C(64)

typedef struct meeting {
    const race_t *race;
    shared_word_t begun; /* atomic: the round that may run */
    shared_word_t ended; /* atomic: the last round that the second thread has finished */
    uint64_t rounds;
} meeting_t;

static void wait_for(const shared_word_t *number, uint64_t round) {
    for (unsigned looks = 0; __atomic_load_n(number, __ATOMIC_ACQUIRE) < round; looks++) {
        if (looks >= LOOKS) {
            sched_yield();
        }
    }
}

static void hold_back(uint64_t turns) {
    for (volatile uint64_t i = 0; i < turns; i++) {
    }
}

/* A different head start in each round, for either thread. Knuth's multiplicative hash. */
static uint64_t head_start(uint64_t round, unsigned thread) {
    uint64_t turns = (round * UINT64_C(0x9e3779b97f4a7c15) >> 57) % (2 * (uint64_t)HEAD_START);
    bool mine = (turns & 1) == thread;
    return mine ? turns / 2 : 0;
}

static void *run_second(void *argument) {
    meeting_t *meeting = argument;
    for (uint64_t round = 1; round <= meeting->rounds; round++) {
        wait_for(&meeting->begun, round);
        hold_back(head_start(round, 1));
        meeting->race->second(meeting->race->shared);
        __atomic_store_n(&meeting->ended, round, __ATOMIC_RELEASE);
    }
    return NULL;
}

/* ThreadSanitizer sees from the order of two accesses that they race, however far apart they were.
 */
uint64_t race_rounds(void) {
    const char *asked = getenv("VT_STRESS_ROUNDS");
    uint64_t usual = UNDER_THREAD_SANITIZER ? 10000 : 50000;
    char *end = NULL;
    uint64_t rounds = asked == NULL ? usual : strtoull(asked, &end, 10);
    if (asked != NULL && (*asked < '1' || *asked > '9' || *end != '\0')) {
        fail_msg("VT_STRESS_ROUNDS is no number of rounds: %s",
                 asked); /* none would pass in vain */
    }
    return rounds;
}

static void run(const race_t *race, uint64_t rounds) {
    meeting_t meeting = {race, 0, 0, rounds};
    pthread_t thread;
    assert_int_equal(pthread_create(&thread, NULL, run_second, &meeting), 0);
    for (uint64_t round = 1; round <= rounds; round++) {
        race->before(race->shared);
        __atomic_store_n(&meeting.begun, round, __ATOMIC_RELEASE);
        hold_back(head_start(round, 0));
        race->first(race->shared);
        wait_for(&meeting.ended, round);
        race->after(race->shared);
    }
    pthread_join(thread, NULL);
}

void race_run(const race_t *race) {
    run(race, race_rounds());
}

void race_run_costly(const race_t *race, unsigned cost) {
    run(race, race_rounds() / cost + 1);
}
