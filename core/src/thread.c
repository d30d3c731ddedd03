#ifndef _GNU_SOURCE
#define _GNU_SOURCE /* dladdr, RTLD_NODELETE */
#endif

#include "thread.h"

#include <dlfcn.h>
#include <link.h>
#include <signal.h>
#include <sys/auxv.h>

VT__THREAD_LOCAL vt__thread_variable_t vt__thread_variable = {.thread = {.home_of = VT__NO_HOMES}};

/* ---- staying in memory ---- */

/* Weak: a static executable may have neither, and needs neither. dlopen itself is looked up, as the
 * linker warns of each static executable that names it. */
#pragma weak dladdr
#pragma weak dlsym

typedef void *open_t(const char *name, int mode);

/* Whether what is loaded at `base` is the program, and so is never unloaded. */
static bool is_program(const void *base) {
    const ElfW(Ehdr) *header = base;
    return getauxval(AT_PHDR) == (uintptr_t)base + header->e_phoff;
}

void vt__keep_in_memory(const void *object) {
    open_t *open_module = NULL;
    Dl_info module;
    if (dladdr == NULL || dlsym == NULL || dladdr(object, &module) == 0 ||
        is_program(module.dli_fbase)) {
        return;
    }
    *(void **)&open_module = dlsym(RTLD_DEFAULT, "dlopen"); /* as POSIX says */
    if (open_module != NULL) {
        (void)open_module(module.dli_fname, RTLD_LAZY | RTLD_NOLOAD | RTLD_NODELETE);
    }
}

/* Two threads may both do it. No thread waits for the other: one may be in a constructor, and so
 * hold the lock that the other one's dlopen waits for. */
void vt__stay_in_memory(void) {
    static bool kept; /* atomic */
    if (!vt__atomic_load(&kept, __ATOMIC_RELAXED)) {
        vt__keep_in_memory(&kept);
        vt__atomic_store(&kept, true, __ATOMIC_RELAXED);
    }
}

/* ---- when a thread ends ---- */

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
    vt__stay_in_memory();
    (void)pthread_once(&once, make_end_key);
    if (pthread_setspecific(end_key, &vt__thread) == 0) {
        hook->run = run;
        hook->next = vt__thread.exit_hooks;
        vt__thread.exit_hooks = hook;
    }
}

/* ---- threads of the library ---- */

bool vt__thread_start(pthread_t *thread, void *(*run)(void *argument), void *argument) {
    static const int raised_by_instructions[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP, SIGSYS};
    sigset_t blocked;
    sigset_t before;
    sigfillset(&blocked);
    for (size_t i = 0; i < sizeof raised_by_instructions / sizeof raised_by_instructions[0]; i++) {
        sigdelset(&blocked, raised_by_instructions[i]);
    }
    pthread_sigmask(SIG_SETMASK, &blocked, &before); /* the new thread inherits it */
    bool started = pthread_create(thread, NULL, run, argument) == 0;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return started;
}
