#include "thread.h"

#include <pthread.h>

__thread vt__thread_t vt__thread __attribute__((tls_model("initial-exec")));

static pthread_key_t end_key;

static void thread_ends(void *self) {
    vt__thread_t *thread = self;
    thread->ends_cleanly = false;
    vt_context_restore(NULL);
    vt__places_release(thread);
}

static void make_end_key(void) {
    (void)pthread_key_create(&end_key, thread_ends);
}

void vt__thread_enlist(vt__thread_t *thread) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    if (!thread->ends_cleanly) {
        (void)pthread_once(&once, make_end_key);
        thread->ends_cleanly = pthread_setspecific(end_key, thread) == 0;
    }
}
