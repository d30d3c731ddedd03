/*
 * locks.h - the library's own locks, and what fork does with them.
 *
 * The child of a fork has one thread. A lock that another thread held would stay locked for ever,
 * so the forking thread takes all of them before the fork, in the order of the list, and both sides
 * release them. It takes the locks of its own run queues too.
 */
#ifndef VT_SRC_LOCKS_H
#define VT_SRC_LOCKS_H

#include "hidden.h"
#include "valuetask/impl/mutex.h"

/* A thread that holds one of them takes only later ones of the list. */
typedef enum vt__lock {
    VT__LOCK_DEFAULT_POOL,
    VT__LOCK_POOLS,
    VT__LOCK_TIMERS,
    VT__LOCK_ORPHANS,
    VT__LOCK_DELAYS,
    VT__LOCK_TICKETS,
    VT__LOCK_COUNT,
} vt__lock_t;

#if VT_THREADS

VT__HIDDEN extern vt__mutex_t vt__locks[VT__LOCK_COUNT];

static inline void vt__lock(vt__lock_t lock) {
    vt__mutex_lock(&vt__locks[lock]);
}

static inline void vt__unlock(vt__lock_t lock) {
    vt__mutex_unlock(&vt__locks[lock]);
}

/* Calls `run` in the child of every later fork, with all locks held. With the lock held, which
 * guards what `run` changes; one function for each lock. */
VT__HIDDEN void vt__in_child(vt__lock_t lock, void (*run)(void));

#else

static inline void vt__lock(vt__lock_t lock) {
    (void)lock;
    VT__CHECK_THREAD();
}

static inline void vt__unlock(vt__lock_t lock) {
    (void)lock;
}

#endif

#endif
