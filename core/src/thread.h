/* thread.h - what the library keeps for each thread, what runs when a thread ends, and the threads
 * of the library itself. */
#ifndef VT_SRC_THREAD_H
#define VT_SRC_THREAD_H

#include <stdbool.h>

#include "hidden.h"
#include "valuetask/impl/own_lock.h"
#include "valuetask/impl/thread.h"

#if VT_THREADS
#include <pthread.h>
#endif

/* A function to run when a thread ends. The node is in thread-local storage of the module that
 * needs it; all zero: not in the thread's list. */
typedef struct vt__exit_hook {
    void (*run)(void);
    struct vt__exit_hook *next;
} vt__exit_hook_t;

/* Beside the depth, so that one comparison finds any reason not to go straight on: async-local
 * values, or continuations that were put off. */
#define VT__HAS_CONTEXT  0x80000000u
#define VT__HAS_DEFERRED 0x40000000u
#define VT__DEPTH_MARKS  (VT__HAS_CONTEXT | VT__HAS_DEFERRED)

#if VT_THREADS

VT__HIDDEN void vt__thread_add_exit_hook(vt__exit_hook_t *hook, void (*run)(void));

/* Runs `run` on this thread when it ends. A hook that has run may be set again, also by another
 * hook: it then runs in the next round, of which pthreads promises a few. */
static inline void vt__thread_at_exit(vt__exit_hook_t *hook, void (*run)(void)) {
    if (hook->run == NULL) {
        vt__thread_add_exit_hook(hook, run);
    }
}

/* Keeps the plugin that this copy of the library is part of in memory after dlclose: call it before
 * code of the library is left to run on a thread of its own, or when a thread ends. Takes the lock
 * of the dynamic linker, so the caller holds no lock. */
VT__HIDDEN void vt__stay_in_memory(void);

/* The same for the plugin that an object is part of. Nothing to do for an object of the program, on
 * the heap, or on a stack. */
VT__HIDDEN void vt__keep_in_memory(const void *object);

/* Starts a thread of the library, after vt__stay_in_memory. All signals are blocked on it, so that
 * they are left to the program's threads, except those that an instruction of the thread itself
 * raises (SIGSEGV and its kind): a blocked one would end the process without its handler. */
VT__HIDDEN bool vt__thread_start(pthread_t *thread, void *(*run)(void *argument), void *argument);

#else

/* The one thread ends with the process. */
static inline void vt__thread_at_exit(vt__exit_hook_t *hook, void (*run)(void)) {
    (void)hook;
    (void)run;
}

static inline void vt__keep_in_memory(const void *object) {
    (void)object;
}

#endif

#endif
