/* Blocks that the library makes for a scenario have a maker in makers.def, in every build: where a
 * compiler inlines the function that is named there, its blocks would pass for the workload's. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "catalogue.h"
#include "measure/measure.h"
#include "valuetask.h"

#define MAKERS_MAX 64

static bench_maker_t makers[MAKERS_MAX];
static size_t maker_count;

static void take_makers(void) {
    const bench_maker_rule_t rules[] = {
        [SCENARIO_ANYWHERE] = BENCH_MAKER_ANYWHERE,
        [SCENARIO_NEAREST] = BENCH_MAKER_NEAREST,
        [SCENARIO_DIRECT] = BENCH_MAKER_DIRECT,
    };
    maker_count = 0;
    for (const scenario_maker_t *maker = scenario_makers; maker->function != NULL; maker++) {
        assert_true(maker_count < MAKERS_MAX);
        makers[maker_count++] =
            (bench_maker_t){maker->function, maker->made_by, rules[maker->rule]};
    }
}

/* Its name ends the stacks: see site_names.c. */
static void bench_run_case(void *state, uint64_t operations) {
    scenario_run_t *run = state;
    run->definition->run(run, operations);
    __asm__ volatile("" ::: "memory"); /* not a tail call: the frame must stay */
}

/* What the library makes where nothing idle is left, or a thread is slow: by functions of its own
 * that have other names than the ones that users call. */
static void bench_run_rarely(void *state, uint64_t operations) {
    static const vt_async_local_t local;
    vt_event_t event;
    uint64_t result;
    vt_error_t error;
    (void)state;
    for (uint64_t i = 0; i < operations; i++) {
        assert_int_equal(vt_event_init(&event, VT_EVENT_AUTOMATIC, false), VT_OK);
        vt_value_task_t waiting = vt_event_wait(&event, VT_NEVER);
        vt_event_set(&event);
        assert_int_equal(vt_value_task_get_result(waiting, &result, &error), VT_OK);
        assert_int_equal(vt_event_deinit(&event), VT_OK);
        assert_int_equal(vt_async_local_set(&local, &event), VT_OK);
    }
    __asm__ volatile("" ::: "memory"); /* not a tail call: the frame must stay */
}

static void what_the_library_makes_rarely_is_its_own(void **state) {
    (void)state;
    bench_counts_t counts;
    bench_problem_t problem = {""};
    const bench_subject_t subject = {.name = "rarely",
                                     .run = bench_run_rarely,
                                     .period = 1,
                                     .step = 1,
                                     .makers = makers,
                                     .maker_count = maker_count};
    take_makers();
    if (!bench_count(&subject, 4, &counts, &problem)) {
        fail_msg("%s", problem.text);
    }
    /* a waiter, a value, a context; from one place or several, as the compiler inlines */
    assert_true(bench_fraction_equal(counts.allocs_per_op, bench_whole(3)));
    assert_int_not_equal(counts.site_count, 0);
    for (size_t i = 0; i < counts.site_count; i++) {
        assert_string_equal(counts.sites[i].made_by, "library");
    }
    bench_counts_deinit(&counts);
}

static bench_counts_t count(const scenario_case_t *definition) {
    bench_counts_t counts;
    bench_problem_t problem = {""};
    scenario_run_t *run = definition->setup(definition, 1);
    assert_non_null(run);
    const bench_subject_t subject = {.name = definition->contender,
                                     .run = bench_run_case,
                                     .state = run,
                                     .period = definition->period,
                                     .step = definition->batch == 0 ? definition->period
                                                                    : definition->batch,
                                     .makers = makers,
                                     .maker_count = maker_count};
    if (!bench_count(&subject, definition->period, &counts, &problem)) {
        fail_msg("%s", problem.text);
    }
    definition->teardown(run);
    return counts;
}

/* These call malloc themselves. */
static bool allocates_itself(const scenario_case_t *definition) {
    return strcmp(definition->contender, "malloc_free") == 0 ||
           strcmp(definition->contender, "callback_malloc") == 0 ||
           strcmp(definition->contender, "value_task_new_source") == 0;
}

static void check_case(const scenario_t *scenario, const scenario_case_t *definition) {
    bench_counts_t counts = count(definition);
    for (size_t i = 0; i < counts.site_count; i++) {
        bool of_workload = strcmp(counts.sites[i].made_by, "workload") == 0;
        if (of_workload != allocates_itself(definition)) {
            fail_msg("%s/%s;%s: %s was made by: %s", scenario->name, definition->contender,
                     definition->params, counts.sites[i].stack, counts.sites[i].made_by);
        }
    }
    bench_counts_deinit(&counts);
}

static bool is_left_out(const scenario_case_t *definition) {
    return definition->kernel_timed || definition->batch > 4000;
}

static void every_block_has_its_maker(void **state) {
    (void)state;
    take_makers();
    for (size_t i = 0; scenario_catalogue[i] != NULL; i++) {
        const scenario_t *scenario = scenario_catalogue[i];
        for (size_t j = 0; j < scenario->case_count; j++) {
            if (!is_left_out(&scenario->cases[j])) {
                check_case(scenario, &scenario->cases[j]);
            }
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_block_has_its_maker),
        cmocka_unit_test(what_the_library_makes_rarely_is_its_own),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
