/*
 * impl/thread.h - what the library keeps for each thread; public as the paths that are inlined into
 * callers read it.
 *
 * Not for use by hand.
 */
#ifndef VALUETASK_IMPL_THREAD_H
#define VALUETASK_IMPL_THREAD_H

#include "valuetask/impl/node_list.h"

VT_BEGIN_DECLS

/* One of each thread; in the build for one thread one.
 *
 * The initial-exec model makes an access an address, not a call, also in a shared object. glibc has
 * room for such variables of what is loaded while the program runs; musl does not load it. */
#if !VT_THREADS
#define VT__THREAD_LOCAL
#elif defined(__GLIBC__)
#define VT__THREAD_LOCAL __thread __attribute__((tls_model("initial-exec")))
#else
#define VT__THREAD_LOCAL __thread
#endif

typedef struct vt__thread {
    vt_executor_t *current;     /* whose continuation runs now */
    struct vt_context *context; /* the async-local values of what runs now; owned */
    unsigned depth;             /* continuations nested on this stack; with VT__DEPTH_MARKS */
    unsigned home_count;
    const void *home_of;     /* what the homes of this thread have there; VT__NO_HOMES */
    vt__idle_list_t **homes; /* the idle blocks of each home pool, by the number of the pool */
    vt__fifo_t deferred;     /* continuations put off because the stack was deep: run.h */
    struct vt__exit_hook *exit_hooks;
    struct vt__own_lock *own_locks; /* of its run queues: locks.h */
} vt__thread_t;

/* Of a thread without homes: what no pool has. */
#define VT__NO_HOMES ((const void *)1)

/* Not at the start of the variable. gcc's UndefinedBehaviorSanitizer tests by the flags of an
 * addition whether an address is NULL. The one that makes the variable's address sets none where
 * the linker knows the offset, as it then makes another instruction of it. */
typedef struct vt__thread_variable {
    void *unused;
    vt__thread_t thread;
} vt__thread_variable_t;

extern VT__THREAD_LOCAL vt__thread_variable_t vt__thread_variable;
#define vt__thread vt__thread_variable.thread

/* Identifies the thread. */
VT__INLINE const void *vt__this_thread(void) {
    return &vt__thread_variable;
}

/* An await on such a thread has nothing to remember: no executor and no async-local values. */
VT__INLINE bool vt__is_plain(const vt__thread_t *thread) {
    return VT__LIKELY(((uintptr_t)thread->current | (uintptr_t)thread->context) == 0);
}

VT_END_DECLS

#endif
