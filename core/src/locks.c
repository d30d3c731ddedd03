#include "locks.h"

#include <stddef.h>

#include "thread.h"

vt__mutex_t vt__locks[VT__LOCK_COUNT] = {
    VT__MUTEX_INITIALIZER, VT__MUTEX_INITIALIZER, VT__MUTEX_INITIALIZER,
    VT__MUTEX_INITIALIZER, VT__MUTEX_INITIALIZER, VT__MUTEX_INITIALIZER,
};
_Static_assert(VT__LOCK_COUNT == 6, "each lock is initialized");

static void (*in_child[VT__LOCK_COUNT])(void); /* each guarded by its lock */

void vt__in_child(vt__lock_t lock, void (*run)(void)) {
    in_child[lock] = run;
}

static void before_fork(void) {
    for (int i = 0; i < VT__LOCK_COUNT; i++) {
        vt__lock((vt__lock_t)i);
    }
    for (vt__own_lock_t *lock = vt__thread.own_locks; lock != NULL; lock = lock->next) {
        vt__mutex_lock(&lock->mutex);
    }
}

static void in_parent(void) {
    for (vt__own_lock_t *lock = vt__thread.own_locks; lock != NULL; lock = lock->next) {
        vt__mutex_unlock(&lock->mutex);
    }
    for (int i = VT__LOCK_COUNT - 1; i >= 0; i--) {
        vt__unlock((vt__lock_t)i);
    }
}

static void run_in_child(void) {
    for (int i = 0; i < VT__LOCK_COUNT; i++) {
        if (in_child[i] != NULL) {
            in_child[i]();
        }
    }
    in_parent();
}

/* When the program or its plugin is loaded: before a second thread can hold a lock. */
__attribute__((constructor)) static void handle_forks(void) {
    (void)pthread_atfork(before_fork, in_parent, run_in_child);
}
