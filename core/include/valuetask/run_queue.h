/*
 * run_queue.h - an executor that one thread owns and runs: first in, first out.
 *
 * Posting from its own thread is a few plain stores; from another one atomic exchange. It has
 * timers of its own, which any thread may start.
 */
#ifndef VALUETASK_RUN_QUEUE_H
#define VALUETASK_RUN_QUEUE_H

#include "valuetask/impl/node_list.h"
#include "valuetask/impl/own_lock.h"
#include "valuetask/impl/wake.h"
#include "valuetask/inbox.h"
#include "valuetask/timer.h"

VT_BEGIN_DECLS

struct vt_task;
struct vt_value_task;

typedef struct vt_run_queue {
    vt_executor_t executor;
    vt__fifo_t own;     /* what the owner will run; only the owner touches it */
    const void *owner;  /* identifies the owning thread */
    vt_inbox_t inbox;   /* posted by other threads */
    unsigned in_a_row;  /* ran since the owner last looked at the inbox and the timers */
    unsigned running;   /* nested calls of vt_run_queue_run_one */
    size_t outstanding; /* awaits that will be posted here */
    vt_timer_heap_t timers;
    vt__own_lock_t timers_lock; /* in the list of its owner's queues */
    vt__wake_t wake;
} vt_run_queue_t;

/* Makes a queue owned by the calling thread: only that thread may run it; any thread may post.
 * Nothing is allocated. The thread keeps a list of its queues: end the queue before its memory goes
 * and before the thread ends. It works in the child of a fork by its thread. */
VT_MUST_CHECK vt_status_t vt_run_queue_init(vt_run_queue_t *queue);

/* Ends it, on its thread. VT_E_BUSY while something is queued or runs, a timer is started, or a
 * suspended method will come back to it: the queue then goes on. Accepts NULL. */
VT_MUST_CHECK vt_status_t vt_run_queue_deinit(vt_run_queue_t *queue);

/* Runs what is queued, also what is posted meanwhile, until nothing is left. Gives how many ran. */
size_t vt_run_queue_run(vt_run_queue_t *queue);

/* Runs at most one. Gives how many ran: 0 or 1. */
size_t vt_run_queue_run_one(vt_run_queue_t *queue);

/* Runs what is queued, and waits for more, until the task is complete, or the operation of the
 * value task; both stay to be consumed. For the end of main, and wherever a thread that owns a
 * queue would otherwise block: completed on another thread, it wakes this one. May be called by
 * what the queue runs. Allocates nothing. VT_E_DEADLOCK in the build for one thread, where nothing
 * is queued and no timer started: nobody would complete it. VT_E_INVALID_ARGUMENT for NULL, and on
 * another thread than the queue's; for a value task also what on_completed says (source.h), as it
 * is its one consumer. */
VT_MUST_CHECK vt_status_t vt_run_queue_run_until(vt_run_queue_t *queue, struct vt_task *task);
VT_MUST_CHECK vt_status_t vt_run_queue_run_until_value_task(vt_run_queue_t *queue,
                                                            struct vt_value_task value_task);

/* Waits until something is queued or a timer is due. Spins for some microseconds before it
 * sleeps. In the build for one thread nothing is queued meanwhile: without a timer it does not
 * return. */
void vt_run_queue_wait(vt_run_queue_t *queue);

VT_END_DECLS

#endif
