// clang-format off
/*
 * cancel.h - cancellation: a source, and tokens that say whether it was canceled.
 *
 * The source is the caller's storage (vt_cancel_source_init), or a counted block of its own
 * (vt_cancel_source_create). It must outlive its tokens and registrations. Nothing but _create
 * allocates. Any thread may cancel, ask, register and unregister.
 *
 * In an async method use a counted source: the frame moves when the method first suspends, and what
 * was canceled may resume the method inside the callback, where a source in one's own storage
 * cannot end yet. A method with a limit of its own, which its caller's token cancels too:
 *
 *     status = vt_cancel_source_create_linked(frame->token, &frame->limit);
 *     ...
 *     status = vt_cancel_source_cancel_after(frame->limit, nanoseconds);
 *     ...
 *     VT_TRY_AWAIT(frame, status, result, error,
 *                  fetch(vt_cancel_source_token(frame->limit)));
 *     vt_cancel_source_unref(frame->limit);             // also inside the callback
 *
 * A callback has no async-local values (context.h), whoever cancels: neither those of who
 * registered it, nor those of who cancels.
 */
// clang-format on
#ifndef VALUETASK_CANCEL_H
#define VALUETASK_CANCEL_H

#include <stdbool.h>

#include "valuetask/impl/mutex.h"
#include "valuetask/timer.h"

VT_BEGIN_DECLS

typedef struct vt_cancel_registration vt_cancel_registration_t;

typedef struct vt_cancel_source {
    vt__mutex_t mutex;
    vt_cancel_registration_t *first;
    vt_cancel_registration_t *running; /* its callback runs now */
#if VT_THREADS
    pthread_t runner;    /* the thread that it runs on */
    pthread_cond_t idle; /* it has run */
#endif
    unsigned canceled; /* atomic */
    unsigned timing;   /* atomic; 1: the timer was started or runs */
    unsigned owners;   /* atomic; of a counted source */
    unsigned holds;    /* atomic; what keeps a counted source; 0: the caller's storage */
    vt_timer_t timer;
} vt_cancel_source_t;

/* A token is passed by value. */
typedef struct vt_cancel_token {
    vt_cancel_source_t *source;
} vt_cancel_token_t;

/* The token that is never canceled; also `{0}`. */
#ifdef __cplusplus
#define VT_NEVER (vt_cancel_token_t{})
#else
#define VT_NEVER ((vt_cancel_token_t){NULL})
#endif

/* What is to run on cancellation: part of the caller's own object. */
struct vt_cancel_registration {
    void (*run)(vt_cancel_registration_t *self);
    vt_cancel_registration_t *next;
    vt_cancel_registration_t **link; /* what points to this one; NULL: not registered */
    vt_cancel_source_t *source;
};

VT_MUST_CHECK vt_status_t vt_cancel_source_init(vt_cancel_source_t *source);

/* VT_E_BUSY while something is registered, and while its timer or a callback runs, also on this
 * thread; the source then goes on. VT_E_INVALID_ARGUMENT for a counted source. Accepts NULL. */
VT_MUST_CHECK vt_status_t vt_cancel_source_deinit(vt_cancel_source_t *source);

/* Makes a counted source with one owner. 1 allocation. VT_E_OUT_OF_MEMORY. */
VT_MUST_CHECK vt_status_t vt_cancel_source_create(vt_cancel_source_t **source);

/* The same, canceled with `parent` too (.NET's CreateLinkedTokenSource). The parent must outlive
 * the last owner. */
VT_MUST_CHECK vt_status_t vt_cancel_source_create_linked(vt_cancel_token_t parent,
                                                         vt_cancel_source_t **source);

/* Add and remove an owner of a counted source. When the last one is gone, its timer is stopped, its
 * link is taken off, and it is freed; if a callback of it runs or something is registered, after
 * that. Never waits. Accept NULL. */
vt_cancel_source_t *vt_cancel_source_ref(vt_cancel_source_t *source);
void vt_cancel_source_unref(vt_cancel_source_t *source);

/* Makes a source usable again that was not canceled: stops its timer (.NET's TryReset). False: it
 * was canceled, its time has come, or something is registered (.NET drops registrations; here their
 * owners would not hear of it). One thread at a time. */
bool vt_cancel_source_try_reset(vt_cancel_source_t *source);

static inline vt_cancel_token_t vt_cancel_source_token(vt_cancel_source_t *source) {
    vt_cancel_token_t token = {source};
    return token;
}

/* Cancels for good, and runs what is registered, one after the other, on this thread. */
void vt_cancel_source_cancel(vt_cancel_source_t *source);

bool vt_cancel_token_is_canceled(vt_cancel_token_t token);

/* Runs `run` when the token is canceled; if it already is, before this returns. The registration
 * must live until it is unregistered. VT_E_INVALID_ARGUMENT for NULL; nothing else fails. */
VT_MUST_CHECK vt_status_t vt_cancel_token_register(vt_cancel_token_t token,
                                                   vt_cancel_registration_t *registration,
                                                   void (*run)(vt_cancel_registration_t *self));

/* When this returns, the callback is not running and will not run (except: it may be called from
 * inside the callback). True: it never ran. Accepts a registration that is all zero: false. */
bool vt_cancel_registration_unregister(vt_cancel_registration_t *registration);

/* The same without waiting (.NET's Unregister). False: the callback may be running, and then the
 * registration must live until it returns. */
bool vt_cancel_registration_try_unregister(vt_cancel_registration_t *registration);

/* ---- linked sources, and cancellation after a time ---- */

/* Cancels `source` when `parent` is canceled; any number of parents (.NET's linked token source).
 * The link is the caller's storage and must live until it is unlinked. */
typedef struct vt_cancel_link {
    vt_cancel_registration_t registration;
    vt_cancel_source_t *source;
} vt_cancel_link_t;

VT_MUST_CHECK vt_status_t vt_cancel_source_link(vt_cancel_source_t *source, vt_cancel_link_t *link,
                                                vt_cancel_token_t parent);
void vt_cancel_link_unlink(vt_cancel_link_t *link);

/* Cancels the source after `nanoseconds`, on the default executor. A second call replaces the time.
 * One thread at a time. VT_E_BUSY: the timer is running now. VT_E_OUT_OF_MEMORY, VT_E_SHUT_DOWN: as
 * for vt_timer_start. */
VT_MUST_CHECK vt_status_t vt_cancel_source_cancel_after(vt_cancel_source_t *source,
                                                        uint64_t nanoseconds);

VT_END_DECLS

#endif
