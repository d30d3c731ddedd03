/*
 * The inbox is marked as asleep whenever the loop does not run its nodes. So of all posters that
 * come between two runs, one finds the mark, and only that one calls uv_async_send; libuv runs
 * run_posted after that call is done with the handle. Until then the inbox holds the poster's node,
 * and deinit says that the executor is busy. A poster that did not find the mark touches nothing
 * after its push.
 */
#include "valuetask/uv.h"

#include "valuetask/timer.h"

static vt_uv_executor_t *of_executor(vt_executor_t *self) {
    return VT_CONTAINER_OF(self, vt_uv_executor_t, executor);
}

/* ---- posting ---- */

static vt_status_t post(vt_executor_t *executor, vt_continuation_t *continuation) {
    vt_uv_executor_t *self = of_executor(executor);
    if (vt_inbox_push(&self->inbox, continuation)) {
        (void)uv_async_send(&self->wake); /* fails only for a handle that is not an async */
    }
    return VT_OK;
}

/* Oldest first. What these post comes in the next turn of the loop. */
static void run_posted(uv_async_t *wake) {
    vt_uv_executor_t *self = wake->data;
    vt_continuation_t *node;
    self->taken = vt_inbox_take_and_sleep(&self->inbox);
    while ((node = self->taken) != NULL) {
        self->taken = node->next;
        vt_executor_run(&self->executor, node);
    }
}

/* ---- timers: started on the loop's thread, stopped on any ---- */

static void run_due(uv_timer_t *clock);

/* With the mutex. libuv counts milliseconds: one more, so that no timer runs too early. */
static void set_clock(vt_uv_executor_t *self) {
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
    vt_uv_executor_t *self = clock->data;
    for (;;) {
        vt__mutex_lock(&self->timers_mutex);
        vt_timer_t *due = vt_timer_heap_take_due(&self->timers, vt_now());
        if (due == NULL) {
            set_clock(self);
        }
        vt__mutex_unlock(&self->timers_mutex);
        if (due == NULL) {
            return;
        }
        vt_executor_run(&self->executor, &due->continuation);
    }
}

static bool start_timer(vt_executor_t *executor, vt_timer_t *timer) {
    vt_uv_executor_t *self = of_executor(executor);
    uv_thread_t current = uv_thread_self();
    if (!uv_thread_equal(&current, &self->thread)) {
        return false;
    }
    vt__mutex_lock(&self->timers_mutex);
    vt_timer_heap_insert(&self->timers, timer);
    set_clock(self);
    vt__mutex_unlock(&self->timers_mutex);
    return true;
}

/* The clock stays as it is, since only the loop's thread may set it: it then finds nothing due. */
static bool stop_timer(vt_executor_t *executor, vt_timer_t *timer) {
    vt_uv_executor_t *self = of_executor(executor);
    vt__mutex_lock(&self->timers_mutex);
    bool stopped = timer->link != NULL;
    if (stopped) {
        vt_timer_heap_remove(&self->timers, timer);
    }
    vt__mutex_unlock(&self->timers_mutex);
    return stopped;
}

static bool has_timers(vt_uv_executor_t *self) {
    vt__mutex_lock(&self->timers_mutex);
    bool has = self->timers.root != NULL;
    vt__mutex_unlock(&self->timers_mutex);
    return has;
}

/* ---- what will come back; release pairs with the acquire in deinit ---- */

static void operation_started(vt_executor_t *executor) {
    vt__atomic_fetch_add(&of_executor(executor)->outstanding, 1u, __ATOMIC_RELAXED);
}

static void operation_completed(vt_executor_t *executor) {
    vt__atomic_fetch_sub(&of_executor(executor)->outstanding, 1u, __ATOMIC_RELEASE);
}

/* ---- beginning and end ---- */

int vt_uv_executor_init(vt_uv_executor_t *self, uv_loop_t *loop) {
    static const vt_executor_ops_t ops = {post, start_timer, stop_timer, operation_started,
                                          operation_completed};
    self->executor.ops = &ops;
    self->outstanding = 0;
    self->thread = uv_thread_self();
    vt_inbox_init(&self->inbox);
    (void)vt_inbox_sleep(&self->inbox); /* it is empty */
    self->taken = NULL;
    self->timers.root = NULL;
    int error = uv_async_init(loop, &self->wake, run_posted);
    if (error != 0) {
        return error;
    }
    (void)uv_timer_init(loop, &self->clock); /* cannot fail */
    self->wake.data = self;
    self->clock.data = self;
    (void)vt__mutex_init(&self->timers_mutex);
    self->open_handles = 2;
    return 0;
}

static void closed(uv_handle_t *handle) {
    vt_uv_executor_t *self = handle->data;
    if (--self->open_handles == 0) {
        vt__mutex_deinit(&self->timers_mutex);
    }
}

vt_status_t vt_uv_executor_deinit(vt_uv_executor_t *self) {
    if (self == NULL) {
        return VT_OK;
    }
    if (!vt_inbox_is_asleep(&self->inbox) || self->taken != NULL || has_timers(self) ||
        vt__atomic_load(&self->outstanding, __ATOMIC_ACQUIRE) != 0) {
        return VT_E_BUSY;
    }
    uv_close((uv_handle_t *)&self->wake, closed);
    uv_close((uv_handle_t *)&self->clock, closed);
    return VT_OK;
}
