#include "thread.h"

#include <pthread.h>

VT__THREAD_LOCAL vt__thread_t vt__thread;

static pthread_key_t end_key;

/* Takes the whole list first: a hook may add another one. */
static void thread_ends(void *self) {
    vt__thread_t *thread = self;
    vt__exit_hook_t *hook = thread->exit_hooks;
    thread->exit_hooks = NULL;
    while (hook != NULL) {
        vt__exit_hook_t *next = hook->next;
        void (*run)(void) = hook->run;
        hook->run = NULL;
        run();
        hook = next;
    }
}

static void make_end_key(void) {
    (void)pthread_key_create(&end_key, thread_ends);
}

/* Without memory for the key's value the hook stays unset, and the next caller tries again. */
void vt__thread_add_exit_hook(vt__exit_hook_t *hook, void (*run)(void)) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    (void)pthread_once(&once, make_end_key);
    if (pthread_setspecific(end_key, &vt__thread) == 0) {
        hook->run = run;
        hook->next = vt__thread.exit_hooks;
        vt__thread.exit_hooks = hook;
    }
}
