/* thread.h - what the library keeps for each thread, and what runs when a thread ends. */
#ifndef VT_SRC_THREAD_H
#define VT_SRC_THREAD_H

#include "hidden.h"
#include "valuetask/impl/node_list.h"

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

#endif
