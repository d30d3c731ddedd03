#include "hooks.h"

#include <errno.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <jemalloc/jemalloc.h>

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

/* A slot of the hash table of size classes. Free where size_class is 0, which no block has. */
struct class_slot {
    _Atomic uint64_t size_class;
    _Atomic uint64_t allocs;
    _Atomic uint64_t resized;
};

/* Numbers are only summed up by callbacks and read when none runs, so all of them are relaxed; the
 * order is made by `open` and `running` alone. */
static struct {
    _Atomic bool open;
    _Atomic unsigned running; /* callbacks under way */
    void *handle;             /* of the installed hooks, NULL where there are none */
    _Atomic uint64_t allocs;
    _Atomic uint64_t frees;
    _Atomic uint64_t bytes_requested;
    _Atomic uint64_t bytes_usable;
    _Atomic int64_t live_bytes;
    _Atomic int64_t peak_live_bytes;
    struct class_slot classes[BENCH__CLASS_MAX];
} window;

static void add(_Atomic uint64_t *sum, uint64_t n) {
    (void)atomic_fetch_add_explicit(sum, n, memory_order_relaxed);
}

/* jemalloc's removal of a hook does not wait for callbacks under way, and a late one must not write
 * into the next window. So each callback first announces itself and then looks whether the window
 * is open; closing first shuts the window and then waits for the announced. Both are sequentially
 * consistent: either the callback sees the window shut, or the closing thread sees the callback. */
static bool enter(void) {
    (void)atomic_fetch_add(&window.running, 1);
    return atomic_load(&window.open);
}

/* Pairs with the load in wait_for_callbacks: what was counted before is visible after it. */
static void leave(void) {
    (void)atomic_fetch_sub(&window.running, 1);
}

static void wait_for_callbacks(void) {
    while (atomic_load(&window.running) != 0) {
        (void)sched_yield();
    }
}

/* Multiplicative hashing (Knuth): the top 9 bits of the product index the 512 slots. */
static size_t first_slot(uint64_t size_class) {
    return (size_t)((size_class * 0x9E3779B97F4A7C15U) >> 55);
}

/* The slot of a class, taken on first use. NULL where the table is full: the class then goes
 * uncounted and the second witness will disagree. */
static struct class_slot *find_slot(uint64_t size_class) {
    size_t start = first_slot(size_class);
    for (size_t i = 0; i < BENCH__CLASS_MAX; i++) {
        struct class_slot *slot = &window.classes[(start + i) % BENCH__CLASS_MAX];
        uint64_t held = 0;
        if (atomic_compare_exchange_strong_explicit(&slot->size_class, &held, size_class,
                                                    memory_order_relaxed, memory_order_relaxed) ||
            held == size_class) {
            return slot;
        }
    }
    return NULL;
}

static void move_live(int64_t bytes) {
    int64_t live =
        bytes + atomic_fetch_add_explicit(&window.live_bytes, bytes, memory_order_relaxed);
    int64_t peak = atomic_load_explicit(&window.peak_live_bytes, memory_order_relaxed);
    while (live > peak &&
           !atomic_compare_exchange_weak_explicit(&window.peak_live_bytes, &peak, live,
                                                  memory_order_relaxed, memory_order_relaxed)) {
    }
}

/* The size that the caller asked for stands elsewhere in each function's arguments. */
static uint64_t requested(int type, const uintptr_t args[3]) {
    switch (type) {
    case HOOK_ALLOC_CALLOC:
        return (uint64_t)args[0] * args[1];
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

static void count_alloc(int type, void *block, const uintptr_t args[3]) {
    uint64_t usable = malloc_usable_size(block);
    add(&window.allocs, 1);
    add(&window.bytes_requested, requested(type, args));
    add(&window.bytes_usable, usable);
    move_live((int64_t)usable);
    struct class_slot *slot = find_slot(usable);
    if (slot != NULL) {
        add(&slot->allocs, 1);
    }
}

/* A call that found no memory gives NULL and allocates nothing. */
static void on_alloc(void *extra, int type, void *result, uintptr_t raw, uintptr_t args[3]) {
    (void)extra;
    (void)raw;
    if (enter() && result != NULL) {
        count_alloc(type, result, args);
    }
    leave();
}

/* Called before the block goes, so that its size can still be asked for. */
static void on_dalloc(void *extra, int type, void *address, uintptr_t args[3]) {
    (void)extra;
    (void)type;
    (void)args;
    if (enter() && address != NULL) {
        add(&window.frees, 1);
        move_live(-(int64_t)malloc_usable_size(address));
    }
    leave();
}

static void on_expand(void *extra, int type, void *address, size_t old_usable, size_t new_usable,
                      uintptr_t raw, uintptr_t args[4]) {
    (void)extra;
    (void)type;
    (void)address;
    (void)raw;
    (void)args;
    if (enter() && old_usable != new_usable) {
        move_live((int64_t)new_usable - (int64_t)old_usable);
        struct class_slot *slot = find_slot(new_usable);
        if (slot != NULL) {
            add(&slot->resized, 1);
        }
    }
    leave();
}

/* No callback counts while the window is shut, so plain stores do. */
static void clear_window(void) {
    atomic_store_explicit(&window.allocs, 0, memory_order_relaxed);
    atomic_store_explicit(&window.frees, 0, memory_order_relaxed);
    atomic_store_explicit(&window.bytes_requested, 0, memory_order_relaxed);
    atomic_store_explicit(&window.bytes_usable, 0, memory_order_relaxed);
    atomic_store_explicit(&window.live_bytes, 0, memory_order_relaxed);
    atomic_store_explicit(&window.peak_live_bytes, 0, memory_order_relaxed);
    for (size_t i = 0; i < BENCH__CLASS_MAX; i++) {
        struct class_slot *slot = &window.classes[i];
        atomic_store_explicit(&slot->size_class, 0, memory_order_relaxed);
        atomic_store_explicit(&slot->allocs, 0, memory_order_relaxed);
        atomic_store_explicit(&slot->resized, 0, memory_order_relaxed);
    }
}

static int install(void) {
    struct jemalloc_hooks hooks = {on_alloc, on_dalloc, on_expand, NULL};
    size_t size = sizeof window.handle;
    return mallctl("experimental.hooks.install", (void *)&window.handle, &size, &hooks,
                   sizeof hooks);
}

static bool started_for_counting(void) {
    bool thread_cache = true;
    size_t size = sizeof thread_cache;
    return mallctl("opt.tcache", &thread_cache, &size, NULL, 0) == 0 && !thread_cache;
}

/* See hooks.h: the one moment at which installing is safe for sure. A failure shows again, with its
 * reason, when a window is opened. */
static __attribute__((constructor)) void install_before_main(void) {
    if (started_for_counting() && install() != 0) {
        window.handle = NULL;
    }
}

/* Each thread is a folder in /proc/self/task, beside the links that every folder has. */
static bool is_only_thread(void) {
    struct stat status;
    return stat("/proc/self/task", &status) == 0 && status.st_nlink == 2 + 1;
}

static bool install_now(bench_problem_t *problem) {
    if (!is_only_thread()) {
        return bench_problem(problem,
                             "jemalloc's hooks cannot be installed while other threads run: "
                             "start the process with tcache:false in MALLOC_CONF");
    }
    int error = install();
    if (error == 0) {
        return true;
    }
    window.handle = NULL;
    if (error == ENOENT) {
        return bench_problem(problem, "this jemalloc has no experimental.hooks (they are in 5.2 to "
                                      "5.3.1): install jemalloc 5.3.0");
    }
    return bench_problem(problem,
                         "jemalloc's hooks cannot be installed (%s): four others are there "
                         "already",
                         strerror(error));
}

bool bench__hooks_open(bench_problem_t *problem) {
    clear_window();
    if (window.handle == NULL && !install_now(problem)) {
        return false;
    }
    atomic_store(&window.open, true);
    return true;
}

/* Threads that came within the window forbid removal; the hooks then stay, with the gate shut. */
static void remove_if_safe(void) {
    if (!started_for_counting() && is_only_thread()) {
        (void)mallctl("experimental.hooks.remove", NULL, NULL, (void *)&window.handle,
                      sizeof window.handle);
        window.handle = NULL;
    }
}

static int by_size_class(const void *left, const void *right) {
    const bench__class_count_t *a = left;
    const bench__class_count_t *b = right;
    return (a->size_class > b->size_class) - (a->size_class < b->size_class);
}

static void copy_classes(bench__tally_t *tally) {
    tally->class_count = 0;
    for (size_t i = 0; i < BENCH__CLASS_MAX; i++) {
        struct class_slot *slot = &window.classes[i];
        if (slot->size_class != 0) {
            tally->classes[tally->class_count++] =
                (bench__class_count_t){slot->size_class, slot->allocs, slot->resized};
        }
    }
    qsort(tally->classes, tally->class_count, sizeof tally->classes[0], by_size_class);
}

void bench__hooks_close(bench__tally_t *tally) {
    atomic_store(&window.open, false);
    wait_for_callbacks();
    remove_if_safe();
    tally->allocs = window.allocs;
    tally->frees = window.frees;
    tally->bytes_requested = window.bytes_requested;
    tally->bytes_usable = window.bytes_usable;
    tally->live_bytes = window.live_bytes;
    tally->peak_live_bytes = window.peak_live_bytes;
    copy_classes(tally);
}

bool bench__hooks_are_open(void) {
    return atomic_load(&window.open);
}

bool bench__hooks_are_installed(void) {
    return window.handle != NULL;
}
