/* impl/own_lock.h - a lock of an object that one thread owns, in that thread's list of them; public
 * only for its size. The forking thread takes its own locks before the fork: src/locks.h. */
#ifndef VALUETASK_IMPL_OWN_LOCK_H
#define VALUETASK_IMPL_OWN_LOCK_H

#include "valuetask/impl/mutex.h"

typedef struct vt__own_lock {
    vt__mutex_t mutex;
    struct vt__own_lock *next;
} vt__own_lock_t;

#endif
