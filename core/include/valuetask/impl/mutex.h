/* impl/mutex.h - the mutexes of the library: POSIX's, or nothing in the build for one thread.
 * Public as objects of users have them; not for use by hand. */
#ifndef VALUETASK_IMPL_MUTEX_H
#define VALUETASK_IMPL_MUTEX_H

#include "valuetask/impl/atomic.h"

#if VT_THREADS

#include <pthread.h>

typedef pthread_mutex_t vt__mutex_t;
#define VT__MUTEX_INITIALIZER PTHREAD_MUTEX_INITIALIZER

VT__INLINE bool vt__mutex_init(vt__mutex_t *mutex) {
    return pthread_mutex_init(mutex, 0) == 0;
}

VT__INLINE void vt__mutex_deinit(vt__mutex_t *mutex) {
    pthread_mutex_destroy(mutex);
}

VT__INLINE void vt__mutex_lock(vt__mutex_t *mutex) {
    pthread_mutex_lock(mutex);
}

VT__INLINE void vt__mutex_unlock(vt__mutex_t *mutex) {
    pthread_mutex_unlock(mutex);
}

#else

typedef struct vt__mutex {
    char nothing;
} vt__mutex_t;
#define VT__MUTEX_INITIALIZER \
    { 0 }

VT__INLINE bool vt__mutex_init(vt__mutex_t *mutex) {
    mutex->nothing = 0;
    return true;
}

VT__INLINE void vt__mutex_deinit(vt__mutex_t *mutex) {
    (void)mutex;
}

VT__INLINE void vt__mutex_lock(vt__mutex_t *mutex) {
    (void)mutex;
    VT__CHECK_THREAD();
}

VT__INLINE void vt__mutex_unlock(vt__mutex_t *mutex) {
    (void)mutex;
}

#endif

#endif
