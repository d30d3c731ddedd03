/* steady_state.h - how many allocations a step takes once everything is warm. */
#ifndef TESTS_CORE_STEADY_STATE_H
#define TESTS_CORE_STEADY_STATE_H

#include "helpers.h"

/* Results outside of the completed-task cache and inside. */
enum { UNCACHED = 42, CACHED = 1 };

/* What methods wait for; allocates nothing. */
extern vt_reset_source_t inner;

/* Before anything else here. */
void steady_state_init(void);

/* Runs a step until pools are warm, then counts: exactly. What it takes it must give back. */
void assert_allocates(void (*step)(void), uint64_t expected);

/* The next operation of `inner`, and its completion so many times. */
vt_value_task_t next_inner(void);
void complete_inner(uint32_t times);

/* Takes the outcome, whatever it is. */
void consume(vt_value_task_t value_task);
void consume_task(vt_task_t *task);

#endif
