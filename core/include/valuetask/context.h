/*
 * context.h - async-local values: they follow a flow of control, not a thread.
 *
 * .NET's AsyncLocal<T> and ExecutionContext. The flow that sets a value sees it from then on, also
 * after an await that resumes on another thread, and so do the async methods that it starts. The
 * caller of an async method does not see what the method sets.
 *
 *     static vt_async_local_t request_id;
 *     ...
 *     status = vt_async_local_set(&request_id, id);
 *     ...
 *     log("%s", (char *)vt_async_local_get(&request_id));
 *
 * A context is an immutable, counted map, and each thread has a current one; NULL is the empty
 * context. An empty context costs nothing. In the body of an async method use VT_SET_LOCAL
 * (async.h), which restores the caller's context when the body returns.
 */
#ifndef VALUETASK_CONTEXT_H
#define VALUETASK_CONTEXT_H

#include "valuetask/status.h"

VT_BEGIN_DECLS

typedef struct vt_context vt_context_t;

/* A name for a value: its address. It must outlive every context that has a value for it. */
typedef struct vt_async_local {
    /* Called when the last context with the value is released, on any thread. May be NULL. */
    void (*release)(void *value);
} vt_async_local_t;

/* The value in the current context; NULL if it has none. */
void *vt_async_local_get(const vt_async_local_t *local);

/* Sets the value in the current context. At most 2 allocations. VT_E_OUT_OF_MEMORY: nothing
 * changed, and the value is still the caller's. */
VT_MUST_CHECK vt_status_t vt_async_local_set(const vt_async_local_t *local, void *value);

/* The current context, with one more owner. NULL is the empty one. */
vt_context_t *vt_context_capture(void);

/* Makes a context the current one; takes over the caller's reference. */
void vt_context_restore(vt_context_t *context);

/* Add and remove an owner. Accept NULL. Any thread. */
vt_context_t *vt_context_ref(vt_context_t *context);
void vt_context_unref(vt_context_t *context);

VT_END_DECLS

#endif
