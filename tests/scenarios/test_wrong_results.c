/*
 * The cases beside dotnet/performance check what they get: where a function that they call tells
 * something else, they count wrong results, and still end. The linker's --wrap leads their calls
 * through here.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "catalogue.h"
#include "small_methods.h"

enum { OPERATIONS = 20 };

/* What is not told as it is. */
typedef enum lie {
    NOTHING,
    A_VALUE, /* of small_methods.h */
    A_YIELD,
    A_WORD, /* that is written to a channel */
    A_WAIT, /* for a permit */
    A_FREE_PERMIT,
    A_POST,
    A_REGISTRATION,
    A_LINK,
    A_SOURCE,
    A_CANCELLATION,
    A_LIMIT,
    A_TIMER,
} lie_t;

static lie_t now; /* atomic: threads of pools ask too */

static void tell(lie_t lie) {
    __atomic_store_n(&now, lie, __ATOMIC_RELAXED);
}

static bool is_told(lie_t lie) {
    return __atomic_load_n(&now, __ATOMIC_RELAXED) == lie;
}

/* What is added to a true value. */
static uint64_t error_of(lie_t lie) {
    return is_told(lie) ? 1 : 0;
}

/* Declares the function and what stands in its place. */
#define WRAP(returned, name, ...)        \
    returned __real_##name(__VA_ARGS__); \
    returned __wrap_##name(__VA_ARGS__); \
    returned __wrap_##name(__VA_ARGS__)

#define WRAP_OF_VALUE(name)                                   \
    WRAP(vt_task_t *, name, uint64_t value, uint64_t *got) {  \
        return __real_##name(value + error_of(A_VALUE), got); \
    }
WRAP_OF_VALUE(small_await_result)
WRAP_OF_VALUE(small_await_result_anywhere)
WRAP_OF_VALUE(small_await_new_task)
WRAP_OF_VALUE(small_await_new_source)
WRAP_OF_VALUE(small_await_yield_task)
WRAP_OF_VALUE(small_await_yield_value_task)
WRAP_OF_VALUE(small_await_yield_value_task_pooled)
WRAP_OF_VALUE(small_await_delayed_task)
WRAP_OF_VALUE(small_await_delayed_value_task)
WRAP_OF_VALUE(small_await_delayed_value_task_pooled)

#define WRAP_OF_TASK(name)                                    \
    WRAP(vt_task_t *, name, vt_task_t *task, uint64_t *got) { \
        vt_task_t *awaiting = __real_##name(task, got);       \
        *got += error_of(A_VALUE);                            \
        return awaiting;                                      \
    }
WRAP_OF_TASK(small_await_task)
WRAP_OF_TASK(small_await_task_anywhere)

#define WRAP_OF_SOURCE(name)                                                            \
    WRAP(vt_task_t *, name, vt_reset_source_t *source, uint64_t value, uint64_t *got) { \
        return __real_##name(source, value + error_of(A_VALUE), got);                   \
    }
WRAP_OF_SOURCE(small_await_source)
WRAP_OF_SOURCE(small_await_source_anywhere)

WRAP(vt_value_task_t, small_pass, vt_value_task_t value_task) {
    value_task.word += error_of(A_VALUE);
    return __real_small_pass(value_task);
}

WRAP(vt_task_t *, small_empty_task, void) {
    return is_told(A_VALUE) ? vt_task_from_result(1) : __real_small_empty_task();
}

WRAP(vt_value_task_t, small_empty_value_task, void) {
    return is_told(A_VALUE) ? vt_value_task_from_result(1) : __real_small_empty_value_task();
}

WRAP(vt_value_task_t, small_empty_value_task_pooled, void) {
    return is_told(A_VALUE) ? vt_value_task_from_result(1) : __real_small_empty_value_task_pooled();
}

WRAP(vt_task_t *, small_yield_task, uint64_t value) {
    return __real_small_yield_task(value + error_of(A_VALUE));
}

WRAP(vt_value_task_t, small_yield_value_task, uint64_t value) {
    return __real_small_yield_value_task(value + error_of(A_VALUE));
}

WRAP(vt_value_task_t, small_yield_value_task_pooled, uint64_t value) {
    return __real_small_yield_value_task_pooled(value + error_of(A_VALUE));
}

WRAP(vt_value_task_t, vt_yield, void) {
    return is_told(A_YIELD) ? vt_value_task_from_result(1) : __real_vt_yield();
}

WRAP(vt_status_t, vt_channel_try_write, vt_channel_t *channel, uint64_t word) {
    return __real_vt_channel_try_write(channel, word + error_of(A_WORD));
}

WRAP(vt_value_task_t, vt_channel_write, vt_channel_t *channel, uint64_t word,
     vt_cancel_token_t token) {
    return __real_vt_channel_write(channel, word + error_of(A_WORD), token);
}

WRAP(vt_value_task_t, vt_semaphore_wait, vt_semaphore_t *semaphore, vt_cancel_token_t token) {
    return is_told(A_WAIT) ? vt_value_task_from_result(7)
                           : __real_vt_semaphore_wait(semaphore, token);
}

WRAP(vt_value_task_t, vt_semaphore_wait_for, vt_semaphore_t *semaphore, uint64_t nanoseconds,
     vt_cancel_token_t token) {
    return is_told(A_WAIT) ? vt_value_task_from_result(0)
                           : __real_vt_semaphore_wait_for(semaphore, nanoseconds, token);
}

WRAP(bool, vt_semaphore_try_wait, vt_semaphore_t *semaphore) {
    return __real_vt_semaphore_try_wait(semaphore) != is_told(A_FREE_PERMIT);
}

WRAP(vt_status_t, vt_executor_post, vt_executor_t *executor, vt_continuation_t *continuation) {
    return is_told(A_POST) ? VT_E_SHUT_DOWN : __real_vt_executor_post(executor, continuation);
}

WRAP(bool, vt_cancel_registration_unregister, vt_cancel_registration_t *registration) {
    return __real_vt_cancel_registration_unregister(registration) != is_told(A_REGISTRATION);
}

WRAP(vt_status_t, vt_cancel_source_link, vt_cancel_source_t *source, vt_cancel_link_t *link,
     vt_cancel_token_t parent) {
    return is_told(A_LINK) ? VT_E_INVALID_ARGUMENT
                           : __real_vt_cancel_source_link(source, link, parent);
}

WRAP(vt_status_t, vt_cancel_source_create_linked, vt_cancel_token_t parent,
     vt_cancel_source_t **source) {
    return is_told(A_SOURCE) ? VT_E_OUT_OF_MEMORY
                             : __real_vt_cancel_source_create_linked(parent, source);
}

WRAP(void, vt_cancel_source_cancel, vt_cancel_source_t *source) {
    if (!is_told(A_CANCELLATION)) {
        __real_vt_cancel_source_cancel(source);
    }
}

WRAP(vt_status_t, vt_cancel_source_cancel_after, vt_cancel_source_t *source, uint64_t nanoseconds) {
    return is_told(A_LIMIT) ? VT_E_OUT_OF_MEMORY
                            : __real_vt_cancel_source_cancel_after(source, nanoseconds);
}

WRAP(vt_status_t, vt_timer_start, vt_timer_t *timer, vt_executor_t *executor, uint64_t nanoseconds,
     void (*run)(vt_continuation_t *self)) {
    return is_told(A_TIMER) ? VT_E_OUT_OF_MEMORY
                            : __real_vt_timer_start(timer, executor, nanoseconds, run);
}

/* ---- the cases ---- */

/* Of cases whose names begin so: what they must see. */
typedef struct sees {
    const char *scenario, *contender, *params;
    lie_t lie;
} sees_t;

static const sees_t table[] = {
    {"value_task_perf", "", "", A_VALUE},
    {"value_task_perf", "", "test=yielding_method", A_POST},
    {"async_methods", "", "test=empty", A_VALUE},
    {"async_methods", "", "test=single_yield", A_VALUE},
    {"async_methods", "value_task", "test=yield", A_YIELD},
    {"async_methods", "", "", A_POST},
    {"channels", "", "", A_WORD},
    {"channels", "", "channel=unbounded;test=ping_pong", A_POST},
    {"semaphore", "direct", "", A_FREE_PERMIT},
    {"semaphore", "task", "", A_WAIT},
    {"semaphore", "value_task", "", A_WAIT},
    {"cancellation", "", "test=register_unregister", A_REGISTRATION},
    {"cancellation", "", "test=register_cancel", A_REGISTRATION},
    {"cancellation", "", "test=register_cancel", A_CANCELLATION},
    {"cancellation", "in_place", "test=linked", A_LINK},
    {"cancellation", "on_heap", "test=linked", A_SOURCE},
    {"cancellation", "on_heap", "test=linked_2", A_LINK},
    {"cancellation", "on_heap", "test=linked_3", A_LINK},
    {"cancellation", "", "test=cancel_after", A_LIMIT},
    {"timers", "", "", A_TIMER},
    {"thread_pool", "", "", A_POST},
};

static bool begins_with(const char *text, const char *beginning) {
    return strncmp(text, beginning, strlen(beginning)) == 0;
}

static bool is_of(const sees_t *sees, const scenario_t *scenario, const scenario_case_t *of) {
    return strcmp(sees->scenario, scenario->name) == 0 &&
           begins_with(of->contender, sees->contender) && begins_with(of->params, sees->params);
}

/* Wrong results of one life of a case, in which that is not told as it is. */
static uint64_t wrong_results(const scenario_case_t *definition, lie_t lie) {
    scenario_run_t *run = definition->setup(definition, 1);
    assert_non_null(run);
    tell(lie);
    definition->run(run, OPERATIONS);
    tell(NOTHING);
    uint64_t wrong = run->wrong;
    assert_int_equal(run->operations, OPERATIONS);
    definition->teardown(run);
    return wrong;
}

/* How many lies a case was told. */
static size_t check_case(const scenario_t *scenario, const scenario_case_t *definition) {
    size_t count = 0;
    if (wrong_results(definition, NOTHING) != 0) {
        fail_msg("%s/%s;%s is wrong by itself", scenario->name, definition->contender,
                 definition->params);
    }
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        if (is_of(&table[i], scenario, definition)) {
            count++;
            if (wrong_results(definition, table[i].lie) == 0) {
                fail_msg("%s/%s;%s does not see lie %d", scenario->name, definition->contender,
                         definition->params, (int)table[i].lie);
            }
        }
    }
    return count;
}

static void every_case_sees_a_wrong_result(void **state) {
    (void)state;
    for (size_t i = 0; scenario_catalogue[i] != NULL; i++) {
        const scenario_t *scenario = scenario_catalogue[i];
        for (size_t j = 0; scenario->counterparts != NULL && j < scenario->case_count; j++) {
            if (check_case(scenario, &scenario->cases[j]) == 0) {
                fail_msg("%s/%s;%s has no line in the table", scenario->name,
                         scenario->cases[j].contender, scenario->cases[j].params);
            }
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_case_sees_a_wrong_result),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
