/*
 * A suspended method that captured a run queue is resumed by the queue's owner and by nobody else,
 * and only the method completes its task. So the owner must not block for that task.
 *
 * The executor in the node of a suspended method is read while the method may run on another thread
 * and write there. What is read then is not one of this thread's queues: only this thread stores
 * these, when a method suspends on it, and it is also the thread that overwrites them, as the
 * method comes back to it. So an answer of true is never out of date, and what else is read does
 * not matter.
 */
#include "deadlock.h"

#include "thread.h"
#include "valuetask/run_queue.h"

/* Of the block of an async method; other tasks have no continuation. */
__attribute__((noinline, no_sanitize("thread"))) static const vt_executor_t *
captured_by(const vt_task_t *task) {
    return *(vt_executor_t *const volatile *)&task->outcome.continuation.executor;
}

/* Every own lock is a run queue's. */
static const vt_executor_t *executor_of(const vt__own_lock_t *lock) {
    return &VT_CONTAINER_OF(lock, const vt_run_queue_t, timers_lock)->executor;
}

bool vt__only_this_thread_completes(const vt_task_t *task) {
    if (vt__atomic_load(&task->completion.claimed, __ATOMIC_RELAXED) != VT__BY_METHOD) {
        return false;
    }
    const vt_executor_t *captured = captured_by(task);
    const vt__own_lock_t *lock = vt__thread.own_locks;
    while (lock != NULL && executor_of(lock) != captured) {
        lock = lock->next;
    }
    return lock != NULL;
}
