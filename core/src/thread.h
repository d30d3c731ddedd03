/* thread.h - what the library keeps for each thread, what runs when a thread ends, and the threads
 * of the library itself. */
#ifndef VT_SRC_THREAD_H
#define VT_SRC_THREAD_H

#include <pthread.h>
#include <stdbool.h>

#include "hidden.h"
#include "valuetask/impl/node_list.h"
#include "valuetask/impl/own_lock.h"

/* A function to run when a thread ends. The node is in thread-local storage of the module that
 * needs it; all zero: not in the thread's list. */
typedef struct vt__exit_hook {
    void (*run)(void);
    struct vt__exit_hook *next;
} vt__exit_hook_t;

typedef struct vt__thread {
    vt_executor_t *current;     /* whose continuation runs now */
    struct vt_context *context; /* the async-local values of what runs now; owned */
    unsigned depth; /* continuations nested on this stack; with VT__HAS_CONTEXT if there is one */
    unsigned place_count;
    struct vt__place *places; /* of pools, by number: places.h */
    vt__fifo_t deferred;      /* continuations put off because the stack was deep: run.h */
    vt__exit_hook_t *exit_hooks;
    vt__own_lock_t *own_locks; /* of its run queues: locks.h */
} vt__thread_t;

/* Beside the depth, so that one comparison finds either reason not to go straight on. */
#define VT__HAS_CONTEXT 0x80000000u

/* The initial-exec model makes an access an address, not a call, also in a shared object. */
#define VT__THREAD_LOCAL __thread __attribute__((tls_model("initial-exec")))

VT__HIDDEN extern VT__THREAD_LOCAL vt__thread_t vt__thread;

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

#endif
