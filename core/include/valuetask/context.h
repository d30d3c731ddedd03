/*
 * context.h - async-local values: what belongs to a flow of control, not to a thread.
 *
 * .NET's AsyncLocal<T> and ExecutionContext. A value that is set here is seen by everything that
 * the same flow does from then on, also after an await that goes on on another thread, and by the
 * async methods that it starts. What an async method sets is gone for its caller when the method
 * returns.
 *
 *     static vt_async_local_t request_id;
 *     ...
 *     status = vt_async_local_set(&request_id, id);
 *     ...
 *     log("%s", (char *)vt_async_local_get(&request_id));
 *
 * A context is an immutable, counted map, and each thread has a current one; NULL is the empty
 * context. Flowing it costs nothing while it is empty. In the body of an async method set with
 * VT_SET_LOCAL (async.h), so that the caller's context comes back when the body returns.
 */
#ifndef VALUETASK_CONTEXT_H
#define VALUETASK_CONTEXT_H

#include "valuetask/status.h"

VT_BEGIN_DECLS

typedef struct vt_context vt_context_t;

/* A name for a value; its address is its identity. Static or longer-lived than every context. */
typedef struct vt_async_local {
    /* Called when the last context that holds the value is gone, on whatever thread that is. May be
     * NULL. */
    void (*release)(void *value);
} vt_async_local_t;

/* The value in the current context; NULL where it was never set. */
void *vt_async_local_get(const vt_async_local_t *local);

/* Sets it in the current context, for what this flow does from now on. At most 2 allocations.
 * VT_E_OUT_OF_MEMORY: nothing changed, and the value is still the caller's. */
VT_MUST_CHECK vt_status_t vt_async_local_set(const vt_async_local_t *local, void *value);

/* The current context, one more owner. NULL is the empty one. */
vt_context_t *vt_context_capture(void);

/* Makes a context the current one; takes over the caller's share of it. */
void vt_context_restore(vt_context_t *context);

/* One owner more, one less. Accept NULL. Any thread. */
vt_context_t *vt_context_ref(vt_context_t *context);
void vt_context_unref(vt_context_t *context);

VT_END_DECLS

#endif
