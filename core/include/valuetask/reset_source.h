/*
 * reset_source.h - a source to embed in an object of your own and use again and again.
 *
 * .NET's ManualResetValueTaskSourceCore. One operation at a time, without allocations:
 *
 *     vt_reset_source_init(&self->read, NULL, 0);                 // once
 *     ...
 *     return vt_reset_source_begin(&self->read);                  // the next one, for the consumer
 *     ...
 *     status = vt_reset_source_set_result(&self->read, bytes);    // later, from any thread
 *     ...                                                         // the consumer takes the result
 *
 * The token is the source's version, with 62 bits, so a stale token is found however often the
 * source was reused. Threads: one owner gives out value tasks and resets. Completing, canceling and
 * consuming may race; of several completions one wins.
 */
#ifndef VALUETASK_RESET_SOURCE_H
#define VALUETASK_RESET_SOURCE_H

#include "valuetask/value_task.h"

VT_BEGIN_DECLS

typedef struct vt_reset_source vt_reset_source_t;

struct vt_reset_source {
    vt_operation_t operation;
    /* Called when the operation was consumed: the object may be used again. By the consumer, or by
     * the completer, which consumes for an awaiter (value_task.h) before that runs. May be NULL. */
    void (*recycle)(vt_reset_source_t *self);
    void *storage; /* for wide results, the owner's */
};

/* Makes a source for results of up to 8 bytes, version 0. `recycle` may be NULL; `options`:
 * VT_RUN_CONTINUATIONS_ASYNCHRONOUSLY. Allocates nothing. */
void vt_reset_source_init(vt_reset_source_t *source, void (*recycle)(vt_reset_source_t *self),
                          unsigned options);

/* The same for results of `size` bytes, 9 ... VT_RESULT_SIZE_MAX, kept in `storage`, the
 * owner's. */
VT_MUST_CHECK vt_status_t vt_reset_source_init_sized(vt_reset_source_t *source, void *storage,
                                                     size_t size,
                                                     void (*recycle)(vt_reset_source_t *self),
                                                     unsigned options);

/* Ends the source: completing it gives VT_E_ALREADY_COMPLETED from now on. Releases an error that
 * nobody took. VT_E_BUSY while somebody waits for it or completes it. Accepts NULL. */
VT_MUST_CHECK vt_status_t vt_reset_source_deinit(vt_reset_source_t *source);

/* The token of the current operation, consumed or not. */
static inline uint64_t vt_reset_source_version(const vt_reset_source_t *source) {
    return source->operation.version & ~VT__VERSION_MARKS;
}

/* The current operation. Give it out once per version. */
VT_MUST_CHECK static inline vt_value_task_t vt_reset_source_value_task(vt_reset_source_t *source) {
    vt_value_task_t value_task = {&source->operation.completion.source,
                                  vt_reset_source_version(source)};
    return value_task;
}

/* Begins the next operation: version + 1, everything cleared except the options. VT_E_BUSY while
 * somebody waits for the operation or completes it; it is then unchanged. Resetting a pending
 * operation counts as a completion, and must not race with on_completed of its token. */
VT_MUST_CHECK vt_status_t vt_reset_source_reset(vt_reset_source_t *source);

/* Resets the source and gives out the new operation. If it cannot be reset, the value task faulted
 * with the status of vt_reset_source_reset, and the source is unchanged. Allocates nothing. */
VT_MUST_CHECK vt_value_task_t vt_reset_source_begin(vt_reset_source_t *source);

/* Complete the current operation, once. VT_E_ALREADY_COMPLETED: it was completed before, and keeps
 * its outcome. */
VT_MUST_CHECK vt_status_t vt_reset_source_set_result(vt_reset_source_t *source, uint64_t result);
VT_MUST_CHECK vt_status_t vt_reset_source_set_result_sized(vt_reset_source_t *source,
                                                           const void *result, size_t size);
VT_MUST_CHECK vt_status_t vt_reset_source_set_error(vt_reset_source_t *source,
                                                    vt_error_t *error); /* takes it over */
VT_MUST_CHECK vt_status_t vt_reset_source_set_canceled(vt_reset_source_t *source);

VT_END_DECLS

#endif
