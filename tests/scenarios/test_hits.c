/* The pattern of hits and misses: what callers and hit_ratio promise of their counts rests on it.
 */
#include "hits.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static suspended_run_t *set_up(uint64_t period, int percent, uint64_t seed) {
    static scenario_case_t definition;
    definition = (scenario_case_t){.contender = "task", .period = period, .argument = {percent}};
    suspended_run_t *run = (suspended_run_t *)hits_setup(&definition, seed);
    assert_non_null(run);
    assert_int_equal(run->hit_count, HIT_PATTERN);
    return run;
}

static void the_share_is_exact_over_each_period(void **state) {
    (void)state;
    const uint64_t periods[] = {100, 1000, HIT_PATTERN};
    const int shares[] = {0, 1, 50, 99, 100};
    for (size_t p = 0; p < 3; p++) {
        for (size_t s = 0; s < 5; s++) {
            suspended_run_t *run = set_up(periods[p], shares[s], 1);
            for (uint64_t from = 0; from < HIT_PATTERN; from += periods[p]) {
                uint64_t hits = 0;
                for (uint64_t i = 0; i < periods[p]; i++) {
                    hits += run->hits[from + i];
                }
                assert_int_equal(hits, periods[p] / 100 * (uint64_t)shares[s]);
            }
            hits_teardown(&run->base);
        }
    }
}

static void the_seed_alone_decides_where_the_misses_are(void **state) {
    (void)state;
    suspended_run_t *run = set_up(100, 50, 1);
    suspended_run_t *same = set_up(100, 50, 1);
    suspended_run_t *other = set_up(100, 50, 2);
    assert_memory_equal(run->hits, same->hits, HIT_PATTERN);
    assert_int_not_equal(memcmp(run->hits, other->hits, HIT_PATTERN), 0);
    assert_int_not_equal(memcmp(run->hits, run->hits + 100, 100), 0); /* no two periods alike */
    hits_teardown(&run->base);
    hits_teardown(&same->base);
    hits_teardown(&other->base);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_share_is_exact_over_each_period),
        cmocka_unit_test(the_seed_alone_decides_where_the_misses_are),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
