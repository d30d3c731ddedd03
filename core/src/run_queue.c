#ifndef _GNU_SOURCE
#define _GNU_SOURCE /* sem_clockwait */
#endif

#include "valuetask/run_queue.h"
#include "spin.h"
#include "thread.h"
#include "wake.h"

static bool is_owner(const vt_run_queue_t *queue) {
    return queue->owner == vt__this_thread();
}

static vt_status_t run_queue_post(vt_executor_t *self, vt_continuation_t *continuation) {
    vt_run_queue_t *queue = VT_CONTAINER_OF(self, vt_run_queue_t, executor);
    if (is_owner(queue)) {
        vt__fifo_put(&queue->own, continuation);
        return VT_OK;
    }
    /* An owner that is awake may have run the node and ended the queue by now. One that sleeps does
     * nothing until this wakes it. */
    if (vt_inbox_push(&queue->inbox, continuation)) {
        vt__wake_raise(&queue->wake);
    }
    return VT_OK;
}

/* Not atomic: an await starts and completes on the owner's thread. The queue keeps its own timers,
 * so the timer thread does not call these; and no post fails. */
static void run_queue_operation_started(vt_executor_t *self) {
    VT_CONTAINER_OF(self, vt_run_queue_t, executor)->outstanding++;
}

static void run_queue_operation_completed(vt_executor_t *self) {
    VT_CONTAINER_OF(self, vt_run_queue_t, executor)->outstanding--;
}

/* Moves what other threads posted to the owner's list, oldest first. */
static void collect(vt_run_queue_t *queue) {
    vt_continuation_t *node = vt_inbox_take(&queue->inbox);
    while (node != NULL) {
        vt_continuation_t *next = node->next;
        vt__fifo_put(&queue->own, node);
        node = next;
    }
}

/* ---- timers: any thread starts and stops them ---- */

static bool has_timers(const vt_run_queue_t *queue) {
    return vt__atomic_load(&queue->timers.root, __ATOMIC_RELAXED) != NULL;
}

/* Wakes the owner if it sleeps. */
static void wake(vt_run_queue_t *queue) {
    if (vt_inbox_wake(&queue->inbox)) {
        vt__wake_raise(&queue->wake);
    }
}

/* Keeps the mutex to the end: until it is released, the owner cannot run the timer and end the
 * queue. */
static bool run_queue_start_timer(vt_executor_t *self, vt_timer_t *timer) {
    vt_run_queue_t *queue = VT_CONTAINER_OF(self, vt_run_queue_t, executor);
    vt__mutex_lock(&queue->timers_lock.mutex);
    vt_timer_heap_insert(&queue->timers, timer);
    if (queue->timers.root == timer && !is_owner(queue)) {
        wake(queue);
    }
    vt__mutex_unlock(&queue->timers_lock.mutex);
    return true;
}

static bool run_queue_stop_timer(vt_executor_t *self, vt_timer_t *timer) {
    vt_run_queue_t *queue = VT_CONTAINER_OF(self, vt_run_queue_t, executor);
    vt__mutex_lock(&queue->timers_lock.mutex);
    bool stopped = timer->link != NULL;
    if (stopped) {
        vt_timer_heap_remove(&queue->timers, timer);
    }
    vt__mutex_unlock(&queue->timers_lock.mutex);
    return stopped;
}

static void collect_due(vt_run_queue_t *queue) {
    if (!has_timers(queue)) {
        return;
    }
    uint64_t now = vt_now();
    vt_timer_t *due;
    vt__mutex_lock(&queue->timers_lock.mutex);
    while ((due = vt_timer_heap_take_due(&queue->timers, now)) != NULL) {
        vt__fifo_put(&queue->own, &due->continuation);
    }
    vt__mutex_unlock(&queue->timers_lock.mutex);
}

static uint64_t next_deadline(vt_run_queue_t *queue) {
    vt__mutex_lock(&queue->timers_lock.mutex);
    uint64_t deadline = vt_timer_heap_next(&queue->timers);
    vt__mutex_unlock(&queue->timers_lock.mutex);
    return deadline;
}

/* The owner's list is for its forks: locks.c. */
static void unlist(const vt_run_queue_t *queue) {
    vt__own_lock_t **link = &vt__thread.own_locks;
    while (*link != NULL && *link != &queue->timers_lock) {
        link = &(*link)->next;
    }
    if (*link != NULL) {
        *link = queue->timers_lock.next;
    }
}

vt_status_t vt_run_queue_init(vt_run_queue_t *queue) {
    static const vt_executor_ops_t ops = {run_queue_post, run_queue_start_timer,
                                          run_queue_stop_timer, run_queue_operation_started,
                                          run_queue_operation_completed};
    if (queue == NULL) {
        return VT_E_INVALID_ARGUMENT;
    }
    unlist(queue); /* one that was given up, and never ended */
    queue->executor.ops = &ops;
    queue->own = (vt__fifo_t){NULL, NULL};
    queue->owner = vt__this_thread();
    vt_inbox_init(&queue->inbox);
    queue->in_a_row = 0;
    queue->running = 0;
    queue->outstanding = 0;
    queue->timers.root = NULL;
    (void)vt__mutex_init(&queue->timers_lock.mutex);
    vt__wake_init(&queue->wake);
    queue->timers_lock.next = vt__thread.own_locks;
    vt__thread.own_locks = &queue->timers_lock;
    return VT_OK;
}

vt_status_t vt_run_queue_deinit(vt_run_queue_t *queue) {
    if (queue == NULL) {
        return VT_OK;
    }
    if (queue->running != 0 || queue->outstanding != 0 || queue->own.head != NULL ||
        next_deadline(queue) != UINT64_MAX || !vt_inbox_is_empty(&queue->inbox)) {
        return VT_E_BUSY;
    }
    unlist(queue);
    vt__wake_deinit(&queue->wake);
    vt__mutex_deinit(&queue->timers_lock.mutex);
    return VT_OK;
}

/* So many of its own continuations run before the owner looks at the inbox and the timers, as its
 * list may never become empty. */
#define MAX_IN_A_ROW 64

size_t vt_run_queue_run_one(vt_run_queue_t *queue) {
    if (queue->own.head == NULL || ++queue->in_a_row >= MAX_IN_A_ROW) {
        queue->in_a_row = 0;
        collect(queue);
        collect_due(queue);
    }
    vt_continuation_t *continuation = vt__fifo_take(&queue->own);
    if (continuation == NULL) {
        return 0;
    }
    queue->running++;
    vt_executor_run(&queue->executor, continuation);
    queue->running--;
    return 1;
}

size_t vt_run_queue_run(vt_run_queue_t *queue) {
    size_t count = 0;
    while (vt_run_queue_run_one(queue) != 0) {
        count++;
    }
    return count;
}

static bool has_something(const void *object) {
    const vt_run_queue_t *queue = object;
    return !vt_inbox_is_empty(&queue->inbox);
}

/* Whether something is queued or a timer is due. */
static bool is_ready(vt_run_queue_t *queue) {
    if (queue->own.head != NULL) {
        return true;
    }
    uint64_t deadline = has_timers(queue) ? next_deadline(queue) : UINT64_MAX;
    return (deadline != UINT64_MAX && deadline <= vt_now()) || vt__spin(has_something, queue);
}

/* With the inbox marked as asleep. Reads the deadline after the mark was set: a thread that starts
 * an earlier timer after that finds the mark, under the same mutex. */
static void sleep_marked(vt_run_queue_t *queue) {
    if (!vt__wake_wait_until(&queue->wake, next_deadline(queue))) {
        /* The deadline has come. If a poster took the mark away, it raises this: wait for that. */
        if (!vt_inbox_wake(&queue->inbox)) {
            vt__wake_wait(&queue->wake);
        }
    }
}

void vt_run_queue_wait(vt_run_queue_t *queue) {
    while (!is_ready(queue)) {
        if (!vt_inbox_sleep(&queue->inbox)) {
            return;
        }
        sleep_marked(queue);
    }
}
