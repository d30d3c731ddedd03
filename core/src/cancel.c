#include "valuetask/cancel.h"

#include <stdlib.h>
#include <string.h>

#include "certain.h"
#include "valuetask/context.h"

/* ---- waiting for a callback that runs on another thread ---- */

#if VT_THREADS

static bool init_idle(vt_cancel_source_t *source) {
    return pthread_cond_init(&source->idle, NULL) == 0;
}

static void deinit_idle(vt_cancel_source_t *source) {
    pthread_cond_destroy(&source->idle);
}

/* This and the next two with the mutex held. */
static void begin_running(vt_cancel_source_t *source) {
    source->runner = pthread_self();
}

static void tell_idle(vt_cancel_source_t *source) {
    pthread_cond_broadcast(&source->idle);
}

static void wait_while_runs(vt_cancel_source_t *source,
                            const vt_cancel_registration_t *registration) {
    while (source->running == registration && !pthread_equal(source->runner, pthread_self())) {
        pthread_cond_wait(&source->idle, &source->mutex);
    }
}

#else

static bool init_idle(const vt_cancel_source_t *source) {
    (void)source;
    return true;
}

static void deinit_idle(const vt_cancel_source_t *source) {
    (void)source;
}

static void begin_running(const vt_cancel_source_t *source) {
    (void)source;
}

static void tell_idle(const vt_cancel_source_t *source) {
    (void)source;
}

static void wait_while_runs(const vt_cancel_source_t *source,
                            const vt_cancel_registration_t *registration) {
    (void)source;
    (void)registration;
}

#endif

/* ---- what keeps a source of vt_cancel_source_create: its owners together, a call that cancels it,
 * its timer, its link, and each registration. A source in the caller's storage has no holds. ----
 */

/* The analyzer does not understand reference counts. NOLINTBEGIN(clang-analyzer-unix.Malloc) */

typedef struct counted {
    vt_cancel_source_t source;
    vt_cancel_link_t link;
} counted_t;

static bool is_counted(const vt_cancel_source_t *source) {
    return vt__atomic_load(&source->holds, __ATOMIC_RELAXED) != 0;
}

static void hold(vt_cancel_source_t *source) {
    if (is_counted(source)) {
        vt__atomic_fetch_add(&source->holds, 1u, __ATOMIC_RELAXED);
    }
}

static void release(vt_cancel_source_t *source) {
    if (is_counted(source) && vt__atomic_fetch_sub(&source->holds, 1u, __ATOMIC_ACQ_REL) == 1) {
        deinit_idle(source);
        vt__mutex_deinit(&source->mutex);
        counted_t *counted = VT_CONTAINER_OF(source, counted_t, source);
        __asm__("" : "+r"(counted)); /* else gcc warns of callers whose hold is not the last */
        free(counted);
    }
}

/* ---- beginning and end ---- */

vt_status_t vt_cancel_source_init(vt_cancel_source_t *source) {
    if (source == NULL) {
        return VT_E_INVALID_ARGUMENT;
    }
    memset(source, 0, sizeof *source);
    if (!vt__mutex_init(&source->mutex)) {
        return VT_E_OUT_OF_MEMORY;
    }
    if (!init_idle(source)) {
        vt__mutex_deinit(&source->mutex);
        return VT_E_OUT_OF_MEMORY;
    }
    return VT_OK;
}

/* False: it runs now. */
static bool stop_timer(vt_cancel_source_t *source) {
    if (vt__atomic_load(&source->timing, __ATOMIC_ACQUIRE) != 0) {
        if (!vt_timer_stop(&source->timer)) {
            return false;
        }
        vt__atomic_store(&source->timing, 0u, __ATOMIC_RELAXED);
        release(source);
    }
    return true;
}

vt_status_t vt_cancel_source_deinit(vt_cancel_source_t *source) {
    if (source == NULL) {
        return VT_OK;
    }
    if (is_counted(source)) {
        return VT_E_INVALID_ARGUMENT;
    }
    vt__mutex_lock(&source->mutex);
    bool busy = source->first != NULL || source->running != NULL;
    vt__mutex_unlock(&source->mutex);
    /* The timer last: if the source goes on, so does its timer. */
    if (busy || !stop_timer(source)) {
        return VT_E_BUSY;
    }
    deinit_idle(source);
    vt__mutex_deinit(&source->mutex);
    return VT_OK;
}

bool vt_cancel_source_try_reset(vt_cancel_source_t *source) {
    if (source == NULL) {
        return false;
    }
    vt__mutex_lock(&source->mutex);
    bool untouched = source->canceled == 0 && source->first == NULL;
    vt__mutex_unlock(&source->mutex);
    return untouched && stop_timer(source);
}

/* ---- registering and canceling ---- */

/* A callback has no async-local values, whoever cancels. */
static void call(vt_cancel_registration_t *registration) {
    vt_context_t *outer = vt_context_capture();
    vt_context_restore(NULL);
    registration->run(registration);
    vt_context_restore(outer);
}

/* With the mutex held. */
static void unlink_registration(vt_cancel_registration_t *registration) {
    *registration->link = registration->next;
    if (registration->next != NULL) {
        registration->next->link = registration->link;
    }
    registration->link = NULL;
}

void vt_cancel_source_cancel(vt_cancel_source_t *source) {
    hold(source);
    vt__mutex_lock(&source->mutex);
    /* Release pairs with the acquire in is_canceled: a thread that sees it also sees earlier
     * writes. */
    if (vt__atomic_exchange(&source->canceled, 1u, __ATOMIC_ACQ_REL) == 0) {
        begin_running(source);
        while (source->first != NULL) {
            source->running = source->first;
            unlink_registration(source->running);
            vt__mutex_unlock(&source->mutex);
            call(source->running);
            release(source); /* its registration's hold, and not the last */
            vt__mutex_lock(&source->mutex);
            source->running = NULL;
            tell_idle(source);
        }
    }
    vt__mutex_unlock(&source->mutex);
    release(source);
}

bool vt_cancel_token_is_canceled(vt_cancel_token_t token) {
    return token.source != NULL && vt__atomic_load(&token.source->canceled, __ATOMIC_ACQUIRE) != 0;
}

vt_status_t vt_cancel_token_register(vt_cancel_token_t token,
                                     vt_cancel_registration_t *registration,
                                     void (*run)(vt_cancel_registration_t *self)) {
    if (registration == NULL || run == NULL) {
        return VT_E_INVALID_ARGUMENT;
    }
    memset(registration, 0, sizeof *registration);
    registration->run = run;
    vt_cancel_source_t *source = token.source;
    if (source == NULL) {
        return VT_OK; /* a token that is never canceled */
    }
    registration->source = source;
    vt__mutex_lock(&source->mutex);
    bool canceled = source->canceled != 0;
    if (!canceled) {
        hold(source);
        registration->next = source->first;
        registration->link = &source->first;
        if (source->first != NULL) {
            source->first->link = &registration->next;
        }
        source->first = registration;
    }
    vt__mutex_unlock(&source->mutex);
    if (canceled) {
        call(registration);
    }
    return VT_OK;
}

static bool unregister(vt_cancel_registration_t *registration, bool waits) {
    vt_cancel_source_t *source = registration == NULL ? NULL : registration->source;
    if (source == NULL) {
        return false;
    }
    vt__mutex_lock(&source->mutex);
    bool registered = registration->link != NULL;
    if (registered) {
        unlink_registration(registration);
    }
    if (waits) {
        wait_while_runs(source, registration);
    }
    vt__mutex_unlock(&source->mutex);
    if (registered) {
        release(source);
    }
    return registered;
}

bool vt_cancel_registration_unregister(vt_cancel_registration_t *registration) {
    return unregister(registration, true);
}

bool vt_cancel_registration_try_unregister(vt_cancel_registration_t *registration) {
    return unregister(registration, false);
}

/* ---- linked sources, and cancellation after a time ---- */

static void parent_canceled(vt_cancel_registration_t *self) {
    vt_cancel_source_cancel(VT_CONTAINER_OF(self, vt_cancel_link_t, registration)->source);
}

vt_status_t vt_cancel_source_link(vt_cancel_source_t *source, vt_cancel_link_t *link,
                                  vt_cancel_token_t parent) {
    if (source == NULL || link == NULL) {
        return VT_E_INVALID_ARGUMENT;
    }
    link->source = source;
    return vt_cancel_token_register(parent, &link->registration, parent_canceled);
}

void vt_cancel_link_unlink(vt_cancel_link_t *link) {
    if (link != NULL) {
        (void)vt_cancel_registration_unregister(&link->registration);
    }
}

static void time_is_over(vt_continuation_t *self) {
    vt_cancel_source_t *source = VT_CONTAINER_OF(self, vt_cancel_source_t, timer.continuation);
    vt_cancel_source_cancel(source);
    if (is_counted(source)) {
        vt__atomic_store(&source->timing, 0u, __ATOMIC_RELEASE);
        release(source);
    } else {
        /* Last: after this the owner may end the source. */
        vt__atomic_store(&source->timing, 0u, __ATOMIC_RELEASE);
    }
}

vt_status_t vt_cancel_source_cancel_after(vt_cancel_source_t *source, uint64_t nanoseconds) {
    if (source == NULL) {
        return VT_E_INVALID_ARGUMENT;
    }
    if (!stop_timer(source)) {
        return VT_E_BUSY;
    }
    if (vt_cancel_token_is_canceled(vt_cancel_source_token(source))) {
        return VT_OK;
    }
    hold(source);
    vt__atomic_store(&source->timing, 1u, __ATOMIC_RELAXED);
    vt_status_t status =
        vt_timer_start(&source->timer, vt_executor_inline(), nanoseconds, time_is_over);
    if (status != VT_OK) {
        vt__atomic_store(&source->timing, 0u, __ATOMIC_RELAXED);
        release(source);
    }
    return status;
}

/* ---- counted sources ---- */

static void counted_parent_canceled(vt_cancel_registration_t *self) {
    vt_cancel_source_t *source = VT_CONTAINER_OF(self, vt_cancel_link_t, registration)->source;
    vt_cancel_source_cancel(source);
    release(source);
}

vt_status_t vt_cancel_source_create(vt_cancel_source_t **source) {
    return vt_cancel_source_create_linked((vt_cancel_token_t){NULL}, source);
}

vt_status_t vt_cancel_source_create_linked(vt_cancel_token_t parent, vt_cancel_source_t **source) {
    if (source == NULL) {
        return VT_E_INVALID_ARGUMENT;
    }
    counted_t *made = calloc(1, sizeof *made);
    if (made == NULL || vt_cancel_source_init(&made->source) != VT_OK) {
        free(made);
        return VT_E_OUT_OF_MEMORY;
    }
    made->source.owners = 1;
    made->source.holds = parent.source == NULL ? 1 : 2;
    made->link.source = &made->source;
    vt__certainly(
        vt_cancel_token_register(parent, &made->link.registration, counted_parent_canceled));
    *source = &made->source;
    return VT_OK;
}

vt_cancel_source_t *vt_cancel_source_ref(vt_cancel_source_t *source) {
    if (source != NULL) {
        vt__atomic_fetch_add(&source->owners, 1u, __ATOMIC_RELAXED);
    }
    return source;
}

/* Does not wait for a callback that runs: the source may be given up by what it resumes. */
void vt_cancel_source_unref(vt_cancel_source_t *source) {
    if (source == NULL || vt__atomic_fetch_sub(&source->owners, 1u, __ATOMIC_ACQ_REL) != 1) {
        return;
    }
    counted_t *counted = VT_CONTAINER_OF(source, counted_t, source);
    if (vt_cancel_registration_try_unregister(&counted->link.registration)) {
        release(source);
    }
    (void)stop_timer(source);
    release(source);
}

/* NOLINTEND(clang-analyzer-unix.Malloc) */
