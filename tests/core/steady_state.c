#include "steady_state.h"

#include "counting_malloc.h"

enum { WARM_UP = 3, REPEATS = 10 };

vt_reset_source_t inner;

void steady_state_init(void) {
    vt_reset_source_init(&inner, NULL, 0);
}

void assert_allocates(void (*step)(void), uint64_t expected) {
    for (int i = 0; i < WARM_UP; i++) {
        step();
    }
    int64_t live = counting_live();
    counting_reset();
    for (int i = 0; i < REPEATS; i++) {
        step();
    }
    assert_int_equal(counting_allocations(), expected * REPEATS);
    assert_int_equal(counting_live(), live);
}

vt_value_task_t next_inner(void) {
    if (vt_reset_source_reset(&inner) != VT_OK) {
        fail_msg("the inner operation is busy");
    }
    return vt_reset_source_value_task(&inner);
}

void consume(vt_value_task_t value_task) {
    uint64_t result;
    (void)!vt_value_task_get_result(value_task, &result, NULL);
}

void consume_task(vt_task_t *task) {
    (void)!vt_task_get_result(task, NULL, NULL);
    vt_task_unref(task);
}

void complete_inner(uint32_t times) {
    for (uint32_t i = 0; i < times; i++) {
        assert_ok(vt_reset_source_set_result(&inner, 0));
    }
}
