/*
 * relay.h - a method that calls an operation and hands its result on: relay_CALLER_CALLEE.
 *
 * The method starts fetch_CALLEE (fetch.h), awaits it and adds 1: a hit ends with value + 2,
 * without suspending. In a file of their own, as the operations that they call.
 */
#ifndef SCENARIO_RELAY_H
#define SCENARIO_RELAY_H

#include "fetch.h"

#define RELAY_DECLARE(callee)                                                                 \
    vt_task_t *relay_task_##callee(vt_reset_source_t *gate, uint64_t value, fetch_how_t how); \
    vt_value_task_t relay_value_task_##callee(vt_reset_source_t *gate, uint64_t value,        \
                                              fetch_how_t how);                               \
    vt_value_task_t relay_pooled_##callee(vt_reset_source_t *gate, uint64_t value, fetch_how_t how);

RELAY_DECLARE(task)
RELAY_DECLARE(value_task)
RELAY_DECLARE(value_task_pooled)

#endif
