/* wide_fetch.h - an operation with results of 8, 16, 64 and 256 bytes, one method in another. */
#ifndef SCENARIO_WIDE_FETCH_H
#define SCENARIO_WIDE_FETCH_H

#include "valuetask.h"

#define WIDE_DECLARE(bytes)                                    \
    typedef struct wide_##bytes {                              \
        uint64_t words[(bytes) / 8];                           \
    } wide_##bytes##_t;                                        \
    VT_DEFINE_VALUE_TASK(wide_task_##bytes, wide_##bytes##_t); \
    wide_##bytes##_t wide_direct_##bytes(uint64_t value);      \
    vt_task_t *wide_fetch_task_##bytes(uint64_t value);        \
    wide_task_##bytes##_t wide_fetch_##bytes(uint64_t value);

WIDE_DECLARE(8)
WIDE_DECLARE(16)
WIDE_DECLARE(64)
WIDE_DECLARE(256)

#endif
