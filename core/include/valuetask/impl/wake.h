/* impl/wake.h - what wakes a thread that sleeps; public only for its size. What it does:
 * src/wake.h.
 *
 * A count in the build for one thread. Else a semaphore where the C library can wait for one until
 * a time of CLOCK_MONOTONIC, which glibc can from 2.30 on and musl cannot, or a condition variable.
 */
#ifndef VALUETASK_IMPL_WAKE_H
#define VALUETASK_IMPL_WAKE_H

#include "valuetask/impl/atomic.h"

#if !VT_THREADS
typedef struct vt__wake {
    unsigned raised; /* so often, and not waited for yet */
} vt__wake_t;
#else

#include <pthread.h>

#if !defined(VT__WAKE_BY_CONDITION) && \
    (!defined(__GLIBC__) || (__GLIBC__ == 2 && __GLIBC_MINOR__ < 30))
#define VT__WAKE_BY_CONDITION
#endif

#ifdef VT__WAKE_BY_CONDITION
typedef struct vt__wake {
    pthread_mutex_t mutex;
    pthread_cond_t condition; /* on CLOCK_MONOTONIC */
    unsigned raised;          /* so often, and not waited for yet */
} vt__wake_t;
#else
#include <semaphore.h>
typedef struct vt__wake {
    sem_t semaphore;
} vt__wake_t;
#endif

#endif

#endif
