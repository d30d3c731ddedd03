/* builders.h - the ways to start an async method, as values to loop over. */
#ifndef TESTS_CORE_BUILDERS_H
#define TESTS_CORE_BUILDERS_H

#include "valuetask.h"

typedef enum builder { BUILDER_VALUE_TASK, BUILDER_POOLED, BUILDER_TASK, BUILDER_COUNT } builder_t;

/* Starts a method with the builder asked for, as a value task in every case. */
#define START_WITH(builder, method, ...)                                    \
    ((builder) == BUILDER_VALUE_TASK ? VT_START(method, __VA_ARGS__)        \
     : (builder) == BUILDER_POOLED   ? VT_START_POOLED(method, __VA_ARGS__) \
                                     : vt_value_task_from_task(VT_START_TASK(method, __VA_ARGS__)))

/* The same and a fourth: in a block of the caller's. */
enum { IN_PLACE = BUILDER_COUNT, WAY_COUNT };

#define START_BY(way, storage, method, ...)                          \
    ((way) == IN_PLACE ? VT_START_IN(method, (storage), __VA_ARGS__) \
                       : START_WITH((builder_t)(way), method, __VA_ARGS__))

#endif
