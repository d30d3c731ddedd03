/*
 * fetch.h - the asynchronous operation under test, once for each contender.
 *
 * fetch(gate, value, how): a hit ends at once with value + 1; a miss suspends until the gate, a
 * source that allocates nothing, is completed with a value, and ends with that + 1; either may fail
 * instead. All contenders do this and nothing else. They stand in a file of their own, so that no
 * compiler can see through the call.
 */
#ifndef SCENARIO_FETCH_H
#define SCENARIO_FETCH_H

#include "valuetask.h"
#include "wide_value_task.h"

typedef enum fetch_how {
    FETCH_HIT,       /* succeed at once */
    FETCH_MISS,      /* suspend, then succeed */
    FETCH_FAIL,      /* fail at once */
    FETCH_MISS_FAIL, /* suspend, then fail */
} fetch_how_t;

/* What a plain function gives back: two words, as a value task has. */
typedef struct fetch_direct {
    int64_t status; /* a vt_status_t; VT_E_NOT_COMPLETED: the callback will be called */
    uint64_t result;
} fetch_direct_t;

/* The error of every failing contender. */
extern const vt_static_error_t fetch_error;

/* `direct`: a callback. */
typedef struct fetch_callback {
    struct fetch_pending *pending; /* fetch_callback_malloc's */
    void (*done)(struct fetch_callback *self, vt_status_t status, uint64_t result);
    void (*opened)(struct fetch_callback *self, uint64_t value); /* the gate's side */
    bool fail;
} fetch_callback_t;

/* `value_task_source`: an operation object with a source of its own, completed by its callback. */
typedef struct fetch_operation {
    vt_reset_source_t source;
    fetch_callback_t callback;
} fetch_operation_t;

fetch_direct_t fetch_direct(fetch_callback_t *callback, uint64_t value, fetch_how_t how);
/* The same by hand with an operation of its own on the heap: what C programs do. */
fetch_direct_t fetch_callback_malloc(fetch_callback_t *callback, uint64_t value, fetch_how_t how);
vt_task_t *fetch_task(vt_reset_source_t *gate, uint64_t value, fetch_how_t how);
vt_value_task_t fetch_value_task(vt_reset_source_t *gate, uint64_t value, fetch_how_t how);
vt_value_task_t fetch_value_task_pooled(vt_reset_source_t *gate, uint64_t value, fetch_how_t how);
vt_value_task_t fetch_value_task_pooled_in(vt_pool_t *pool, vt_reset_source_t *gate, uint64_t value,
                                           fetch_how_t how);
size_t fetch_block_size(void); /* of the pools given to it */
void fetch_pool_trim(void);    /* frees the idle blocks of fetch_value_task_pooled */
vt_value_task_t fetch_value_task_static_error(vt_reset_source_t *gate, uint64_t value,
                                              fetch_how_t how);
wide_value_task_t fetch_value_task_wide(vt_reset_source_t *gate, uint64_t value, fetch_how_t how);

void fetch_operation_init(fetch_operation_t *operation);
vt_value_task_t fetch_value_task_source(fetch_operation_t *operation, uint64_t value,
                                        fetch_how_t how);

#endif
