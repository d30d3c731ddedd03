/*
 * jemalloc's hooks as a source of events.
 *
 * Installing and removing hooks is not harmless. Both make jemalloc 5.3.0 put every thread into a
 * state that the thread leaves at its next call of the allocator; a thread that ends without such a
 * call stays in jemalloc's list of threads, and the next install, removal or new thread follows a
 * dangling pointer. So in a process that was started for counting the hooks are installed once,
 * before main and thus before any thread (sources.c), and stay. Elsewhere they are installed and
 * removed with the window, and only while the process has no other thread.
 */
#include <errno.h>
#include <string.h>

#include <jemalloc/jemalloc.h>

#include "host.h"
#include "journal.h"
#include "sources.h"
#include "tally.h"

/* The interface of experimental.hooks.install, as in the hook.h of jemalloc 5.2 to 5.3.1, which is
 * not installed. The order of the enumerators is the interface. */
enum {
    HOOK_ALLOC_MALLOC,
    HOOK_ALLOC_POSIX_MEMALIGN,
    HOOK_ALLOC_ALIGNED_ALLOC,
    HOOK_ALLOC_CALLOC,
    HOOK_ALLOC_MEMALIGN,
    HOOK_ALLOC_VALLOC,
    HOOK_ALLOC_MALLOCX,
    HOOK_ALLOC_REALLOC,
    HOOK_ALLOC_RALLOCX,
};

struct jemalloc_hooks {
    void (*alloc)(void *extra, int type, void *result, uintptr_t raw, uintptr_t args[3]);
    void (*dalloc)(void *extra, int type, void *address, uintptr_t args[3]);
    void (*expand)(void *extra, int type, void *address, size_t old_usable, size_t new_usable,
                   uintptr_t raw, uintptr_t args[4]);
    void *extra;
};

static void *handle; /* of the installed hooks, NULL where there are none */

/* The size that the caller asked for: each function has it at another place in its arguments. */
static size_t requested(int type, const uintptr_t args[3]) {
    switch (type) {
    case HOOK_ALLOC_CALLOC:
        return args[0] * args[1];
    case HOOK_ALLOC_POSIX_MEMALIGN:
        return args[2];
    case HOOK_ALLOC_ALIGNED_ALLOC:
    case HOOK_ALLOC_MEMALIGN:
    case HOOK_ALLOC_REALLOC:
    case HOOK_ALLOC_RALLOCX:
        return args[1];
    default: /* malloc, valloc, mallocx */
        return args[0];
    }
}

static void on_alloc(void *extra, int type, void *result, uintptr_t raw, uintptr_t args[3]) {
    (void)extra;
    (void)raw;
    if (result != NULL && bench__tally_is_open()) {
        bench__event_alloc(result, requested(type, args), malloc_usable_size(result));
    }
}

static void on_dalloc(void *extra, int type, void *address, uintptr_t args[3]) {
    (void)extra;
    (void)type;
    (void)args;
    if (address != NULL && (bench__tally_is_open() || bench__journal_follows())) {
        bench__event_free(address, malloc_usable_size(address));
    }
}

static void on_expand(void *extra, int type, void *address, size_t old_usable, size_t new_usable,
                      uintptr_t raw, uintptr_t args[4]) {
    (void)extra;
    (void)type;
    (void)raw;
    if (new_usable >= args[1]) { /* else an xallocx that could not grow the block */
        bench__event_resize(address, old_usable, new_usable);
    }
}

bool bench__started_for_counting(void) {
    bool thread_cache = true;
    size_t size = sizeof thread_cache;
    return mallctl("opt.tcache", &thread_cache, &size, NULL, 0) == 0 && !thread_cache;
}

static int install(void) {
    struct jemalloc_hooks hooks = {on_alloc, on_dalloc, on_expand, NULL};
    size_t size = sizeof handle;
    int error = mallctl("experimental.hooks.install", (void *)&handle, &size, &hooks, sizeof hooks);
    if (error != 0) {
        handle = NULL;
    }
    return error;
}

static bool start(bench_problem_t *problem) {
    if (handle != NULL) {
        return true;
    }
    if (!bench__host_has_one_thread()) {
        return bench_problem(problem,
                             "jemalloc's hooks cannot be installed while other threads run: "
                             "start the process with tcache:false in MALLOC_CONF");
    }
    int error = install();
    if (error == ENOENT) {
        return bench_problem(problem, "this jemalloc has no experimental.hooks (they are in 5.2 to "
                                      "5.3.1): install jemalloc 5.3.0");
    }
    return error == 0 || bench_problem(problem,
                                       "jemalloc's hooks cannot be installed (%s): four others are "
                                       "there already",
                                       strerror(error));
}

/* With other threads, hooks cannot be removed: they stay, and their events are ignored. */
static void stop(void) {
    if (handle != NULL && !bench__started_for_counting() && bench__host_has_one_thread()) {
        (void)mallctl("experimental.hooks.remove", NULL, NULL, (void *)&handle, sizeof handle);
        handle = NULL;
    }
}

static bool is_started(void) {
    return handle != NULL;
}

const bench__source_t bench__hooks_source = {"hooks", start, stop, is_started};
