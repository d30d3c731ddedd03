#include "uv_executor.h"

static uv_executor_t *of_executor(vt_executor_t *self) {
    return VT_CONTAINER_OF(self, uv_executor_t, executor);
}

static vt_continuation_t *node_of(uintptr_t word) {
    return (vt_continuation_t *)word; // NOLINT(performance-no-int-to-ptr)
}

static vt_status_t post(vt_executor_t *executor, vt_continuation_t *continuation) {
    uv_executor_t *self = of_executor(executor);
    uintptr_t newest = __atomic_load_n(&self->inbox, __ATOMIC_RELAXED);
    do {
        continuation->next = node_of(newest);
        /* Release pairs with the acquire in run_posted. */
    } while (!__atomic_compare_exchange_n(&self->inbox, &newest, (uintptr_t)continuation, true,
                                          __ATOMIC_RELEASE, __ATOMIC_RELAXED));
    return uv_async_send(&self->wake) == 0 ? VT_OK : VT_E_SHUT_DOWN;
}

/* Oldest first. What these post comes with the loop's next turn, so that none starves the loop. */
static void run_posted(uv_async_t *wake) {
    uv_executor_t *self = wake->data;
    vt_continuation_t *newest =
        node_of(__atomic_exchange_n(&self->inbox, (uintptr_t)0, __ATOMIC_ACQUIRE));
    vt_continuation_t *oldest = NULL;
    while (newest != NULL) {
        vt_continuation_t *next = newest->next;
        newest->next = oldest;
        oldest = newest;
        newest = next;
    }
    while (oldest != NULL) {
        vt_continuation_t *next = oldest->next;
        vt_executor_run(&self->executor, oldest);
        oldest = next;
    }
}

/* ---- timers: started on the loop's thread, stopped on any ---- */

static void run_due(uv_timer_t *clock);

/* With the mutex. libuv counts milliseconds: one more, so that no timer comes too soon. */
static void set_clock(uv_executor_t *self) {
    uint64_t deadline = vt_timer_heap_next(&self->timers);
    uint64_t now = vt_now();
    if (deadline == UINT64_MAX) {
        uv_timer_stop(&self->clock);
        return;
    }
    uint64_t wait = deadline <= now ? 0 : (deadline - now) / 1000000 + 1;
    uv_update_time(self->clock.loop);
    uv_timer_start(&self->clock, run_due, wait, 0);
}

static void run_due(uv_timer_t *clock) {
    uv_executor_t *self = clock->data;
    for (;;) {
        pthread_mutex_lock(&self->timers_mutex);
        vt_timer_t *due = vt_timer_heap_take_due(&self->timers, vt_now());
        if (due == NULL) {
            set_clock(self);
        }
        pthread_mutex_unlock(&self->timers_mutex);
        if (due == NULL) {
            return;
        }
        vt_executor_run(&self->executor, &due->continuation);
    }
}

static bool start_timer(vt_executor_t *executor, vt_timer_t *timer) {
    uv_executor_t *self = of_executor(executor);
    uv_thread_t current = uv_thread_self();
    if (!uv_thread_equal(&current, &self->thread)) {
        return false;
    }
    pthread_mutex_lock(&self->timers_mutex);
    vt_timer_heap_insert(&self->timers, timer);
    set_clock(self);
    pthread_mutex_unlock(&self->timers_mutex);
    return true;
}

/* A clock that is set too early does no harm: it finds nothing due. */
static bool stop_timer(vt_executor_t *executor, vt_timer_t *timer) {
    uv_executor_t *self = of_executor(executor);
    pthread_mutex_lock(&self->timers_mutex);
    bool stopped = timer->link != NULL;
    if (stopped) {
        vt_timer_heap_remove(&self->timers, timer);
    }
    pthread_mutex_unlock(&self->timers_mutex);
    return stopped;
}

/* What will come back: release, so that who sees it at zero sees what they left behind. */
static void operation_started(vt_executor_t *executor) {
    __atomic_fetch_add(&of_executor(executor)->outstanding, 1u, __ATOMIC_RELAXED);
}

static void operation_completed(vt_executor_t *executor) {
    __atomic_fetch_sub(&of_executor(executor)->outstanding, 1u, __ATOMIC_RELEASE);
}

int uv_executor_init(uv_executor_t *self, uv_loop_t *loop) {
    static const vt_executor_ops_t ops = {post, start_timer, stop_timer, operation_started,
                                          operation_completed};
    self->executor.ops = &ops;
    self->outstanding = 0;
    self->thread = uv_thread_self();
    self->inbox = 0;
    self->timers.root = NULL;
    int error = uv_async_init(loop, &self->wake, run_posted);
    if (error != 0) {
        return error;
    }
    (void)uv_timer_init(loop, &self->clock); /* cannot fail */
    self->wake.data = self;
    self->clock.data = self;
    pthread_mutex_init(&self->timers_mutex, NULL);
    self->open_handles = 2;
    return 0;
}

static void closed(uv_handle_t *handle) {
    uv_executor_t *self = handle->data;
    if (--self->open_handles == 0) {
        pthread_mutex_destroy(&self->timers_mutex);
    }
}

vt_status_t uv_executor_deinit(uv_executor_t *self) {
    if (self == NULL) {
        return VT_OK;
    }
    if (__atomic_load_n(&self->inbox, __ATOMIC_ACQUIRE) != 0 || self->timers.root != NULL ||
        __atomic_load_n(&self->outstanding, __ATOMIC_ACQUIRE) != 0) {
        return VT_E_BUSY;
    }
    uv_close((uv_handle_t *)&self->wake, closed);
    uv_close((uv_handle_t *)&self->clock, closed);
    return VT_OK;
}
