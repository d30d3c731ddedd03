/* impl/waiters.h - the layout of the waits of a semaphore or event; public only for its size. */
#ifndef VALUETASK_IMPL_WAITERS_H
#define VALUETASK_IMPL_WAITERS_H

#include "valuetask/impl/mutex.h"
#include "valuetask/impl/node_list.h"

struct vt_waiter;
struct vt_waiters;
struct vt__batch;

/* Waits in the order in which they came. */
typedef struct vt__wait_queue {
    struct vt_waiter *first;
    struct vt_waiter *last;
} vt__wait_queue_t;

/* What all queues of an object share: the mutex, and blocks for the next waits. */
typedef struct vt_waiters {
    vt__mutex_t mutex;
    vt__idle_list_t idle;
    size_t rented; /* waits that were not consumed yet */
    /* Takes back what a wait was given and nobody took; with the mutex. True: keeps its block. */
    bool (*take_back)(struct vt_waiters *waiters, struct vt_waiter *waiter,
                      struct vt__batch *batch);
} vt_waiters_t;

#endif
