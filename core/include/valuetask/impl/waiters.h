/* impl/waiters.h - the layout of the waiters of a semaphore; public only for its size. */
#ifndef VALUETASK_IMPL_WAITERS_H
#define VALUETASK_IMPL_WAITERS_H

#include <pthread.h>

#include "valuetask/impl/node_list.h"

struct vt_waiter;

/* The waits in a queue, oldest first, and blocks for the next ones. */
typedef struct vt_waiters {
    pthread_mutex_t mutex;
    struct vt_waiter *first;
    struct vt_waiter *last;
    vt__idle_list_t idle;
    size_t rented; /* waits that were not consumed yet */
} vt_waiters_t;

#endif
