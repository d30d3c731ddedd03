// clang-format off
/*
 * executor.h - where continuations run.
 *
 * A continuation is a function and an object that is its state. It is intrusive: the node is part
 * of the object that waits. So registering, queueing and posting never allocate. A node is in one
 * list at a time, and belongs to the holder of that list until it runs.
 *
 * An executor is anything that can take a continuation and run it later: one function. The library
 * brings three: inline (here), run queue (run_queue.h), thread pool (thread_pool.h). Your own event
 * loop becomes one in a dozen lines; inbox.h has the list for them:
 *
 *     typedef struct my_loop { vt_executor_t executor; ... } my_loop_t;
 *     static vt_status_t my_post(vt_executor_t *executor, vt_continuation_t *continuation) {
 *         my_loop_t *loop = (my_loop_t *)executor;      // executor is the first member
 *         my_loop_push(loop, continuation);             // continuation->next is yours for now
 *         return VT_OK;
 *     }
 *     // later, on the loop: vt_executor_run(&loop->executor, continuation);
 *
 * Threads of the library (of pools, and the timer thread) block all signals but those that an
 * instruction of the thread itself raises, such as SIGSEGV.
 *
 * After fork the child has one thread, and no thread of a pool or of timers. There
 * - posting to a thread pool that the parent had started, the built-in one too, gives
 *   VT_E_SHUT_DOWN; what would have come back to it goes on where it completes;
 * - a timer that neither a run queue nor an event loop keeps gives VT_E_SHUT_DOWN if the parent had
 *   started the timer thread or the built-in pool, and a delay faults with it;
 * - what the parent had queued to a pool, or started on its timer thread, never runs;
 * - the run queues of the forking thread go on, with their timers, and so do the library's own
 *   locks. The lock of an object (a cancel source, a semaphore) that another thread was using is
 *   as with any mutex: use in the child only what no other thread used at the fork;
 * - new thread pools can be created. A program that forks before it uses the library (a daemon)
 *   notices none of this.
 *
 * dlclose. A thread that ends, and the library's threads, run code of the library. As a shared
 * object it therefore stays loaded for good. A copy of the static library in a plugin keeps the
 * plugin loaded from its first thread, timer, async-local value or pooled method on, and so does a
 * pooled method of the plugin's with the shared library: dlclose then leaves code and data where
 * they are. Other code of the plugin (methods that are suspended, callbacks, timers, async-local
 * values with a release function) is the plugin's to end before.
 *
 * The build for one thread (the CMake option VT_THREADS=OFF; VT_THREADS is 0 then). The library has
 * no atomic operation, lock or thread, and one thread alone may use it, and complete and post what
 * it uses; the checked build (checked.h) traps where another one comes in. All else is the same, but
 * - there is no thread pool, and the default executor is the one that was set, or NULL: what must be
 *   queued and has no executor then runs where it completes;
 * - a timer runs on an executor that keeps timers: the one it names; for NULL and the inline one the
 *   current one, else the default one. Where there is none: VT_E_SHUT_DOWN, with which a delay
 *   faults;
 * - what would block until something else completes it gives VT_E_DEADLOCK: vt_task_wait, and
 *   vt_run_queue_run_until of a queue with nothing queued and no timer;
 * - nothing is done when a thread ends or at a fork, and a plugin with a copy may be unloaded. The
 *   blocks of its pooled methods then stay allocated: trim their pools before (pool.h).
 * Both builds may be in one process where their symbols are hidden from each other.
 */
// clang-format on
#ifndef VALUETASK_EXECUTOR_H
#define VALUETASK_EXECUTOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "valuetask/status.h"

VT_BEGIN_DECLS

typedef struct vt_executor vt_executor_t;
typedef struct vt_continuation vt_continuation_t;

/* Aligned to 8 bytes also where a pointer has 4: the low bits of its address mark how it waits. */
struct vt_continuation {
    /* Called once. The node is free by then: `run` may register it again, or release its memory. */
    VT__ALIGNAS(8) void (*run)(vt_continuation_t *self);
    vt_continuation_t *next; /* for the holder of the node */
    vt_executor_t *executor; /* captured at registration; NULL: run where the completion happens */
    struct vt_context *context; /* captured at registration: the async-local values it runs with */
};

/* The object that a member is part of. */
#define VT_CONTAINER_OF(pointer, type, member) \
    ((type *)(void *)((char *)(pointer)-offsetof(type, member)))

struct vt_timer;

typedef struct vt_executor_ops {
    /* Takes the continuation, to run it later and not on the caller's stack. Any thread.
     * VT_E_SHUT_DOWN: not taken. */
    vt_status_t (*post)(vt_executor_t *self, vt_continuation_t *continuation);
    /* Optional, for executors with their own timers (timer_heap.h): posts the timer's continuation
     * at its deadline. False: not from this thread; the library's timer thread posts it. NULL:
     * always the timer thread. */
    bool (*start_timer)(vt_executor_t *self, struct vt_timer *timer);
    /* Takes back a timer that start_timer took. False: it was posted already. Any thread. */
    bool (*stop_timer)(vt_executor_t *self, struct vt_timer *timer);
    /* Optional. Started: something will be posted here later, as an await captured this executor or
     * a timer of the library's thread names it. Completed: it has run, or will not come. While more
     * have started than completed, the executor must not end. Any thread; an await starts on a
     * thread that runs the executor, and completes there.
     * (.NET: SynchronizationContext.OperationStarted, OperationCompleted.) */
    void (*operation_started)(vt_executor_t *self);
    void (*operation_completed)(vt_executor_t *self);
} vt_executor_ops_t;

struct vt_executor {
    const vt_executor_ops_t *ops;
};

/* Posts; it runs with the async-local values of now. VT_E_INVALID_ARGUMENT for NULL; else what the
 * executor says. Not for a continuation that a source was given by on_completed, which has its
 * values already: vt_continuation_dispatch (source.h). */
VT_MUST_CHECK vt_status_t vt_executor_post(vt_executor_t *executor,
                                           vt_continuation_t *continuation);

/* Runs a continuation with `executor` as the current one of this thread. For the loops of
 * executors. */
void vt_executor_run(vt_executor_t *executor, vt_continuation_t *continuation);

/* The executor that runs this thread's code; NULL: none. An await captures it. */
vt_executor_t *vt_executor_current(void);

/* The executor of continuations that must be queued and have none of their own: the one that was
 * set, or a thread pool with one thread per core, which starts at first use. NULL: it could not be
 * started, or the build is for one thread. */
vt_executor_t *vt_executor_default(void);

/* Sets the default executor; NULL: the built-in one again. The caller keeps ownership, and must set
 * another one before it ends this one. */
void vt_executor_set_default(vt_executor_t *executor);

/* ---- inline: one shared executor that runs what is posted at once ---- */

/* Unlike every other executor it runs on the caller's stack. It is never the current executor. A
 * timer that names it runs on the default executor. */
vt_executor_t *vt_executor_inline(void);

VT_END_DECLS

#endif
