/*
 * cancel.h - cancellation: a source, and tokens that say whether it was canceled.
 *
 * The source is the caller's storage and must outlive its tokens and registrations. Nothing here
 * allocates. Any thread may cancel, ask, register and unregister.
 */
#ifndef VALUETASK_CANCEL_H
#define VALUETASK_CANCEL_H

#include <pthread.h>
#include <stdbool.h>

#include "valuetask/timer.h"

VT_BEGIN_DECLS

typedef struct vt_cancel_registration vt_cancel_registration_t;

typedef struct vt_cancel_source {
    pthread_mutex_t mutex;
    pthread_cond_t idle;
    vt_cancel_registration_t *first;
    vt_cancel_registration_t *running; /* its callback runs now, on `runner` */
    pthread_t runner;
    unsigned canceled; /* atomic */
    unsigned timing;   /* atomic; 1: the timer was started or runs */
    vt_timer_t timer;
} vt_cancel_source_t;

/* A token is passed by value. `{0}` is the token that is never canceled. */
typedef struct vt_cancel_token {
    vt_cancel_source_t *source;
} vt_cancel_token_t;

/* What is to run on cancellation: part of the caller's own object. */
struct vt_cancel_registration {
    void (*run)(vt_cancel_registration_t *self);
    vt_cancel_registration_t *next;
    vt_cancel_registration_t **link; /* what points to this one; NULL: not registered */
    vt_cancel_source_t *source;
};

VT_MUST_CHECK vt_status_t vt_cancel_source_init(vt_cancel_source_t *source);

/* VT_E_BUSY while something is registered or its timer runs; the source then goes on.
 * Accepts NULL. */
VT_MUST_CHECK vt_status_t vt_cancel_source_deinit(vt_cancel_source_t *source);

static inline vt_cancel_token_t vt_cancel_source_token(vt_cancel_source_t *source) {
    vt_cancel_token_t token = {source};
    return token;
}

/* Cancels for good, and runs what is registered, one after the other, on this thread. */
void vt_cancel_source_cancel(vt_cancel_source_t *source);

bool vt_cancel_token_is_canceled(vt_cancel_token_t token);

/* Runs `run` when the token is canceled; if it already is, before this returns. The registration
 * must live until it is unregistered. */
VT_MUST_CHECK vt_status_t vt_cancel_token_register(vt_cancel_token_t token,
                                                   vt_cancel_registration_t *registration,
                                                   void (*run)(vt_cancel_registration_t *self));

/* When this returns, the callback is not running and will not run (except: it may be called from
 * inside the callback). True: it never ran. Accepts a registration that is all zero: false. */
bool vt_cancel_registration_unregister(vt_cancel_registration_t *registration);

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

/* Cancels the source after `nanoseconds`, on the library's timer thread. A second call replaces the
 * time. One thread at a time. VT_E_BUSY: the timer is running now. */
VT_MUST_CHECK vt_status_t vt_cancel_source_cancel_after(vt_cancel_source_t *source,
                                                        uint64_t nanoseconds);

VT_END_DECLS

#endif
