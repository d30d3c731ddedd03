#include "tally.h"

#include <sched.h>
#include <stdatomic.h>
#include <stdlib.h>

#include <jemalloc/jemalloc.h>

#include "journal.h"

/* A slot of the hash table of size classes. Free where size_class is 0, which no block has. */
struct class_slot {
    _Atomic uint64_t size_class;
    _Atomic uint64_t allocs;
    _Atomic uint64_t resized;
};

/* A thread's own place; only that thread writes to it, but for the last one. */
struct thread_slot {
    _Atomic uint64_t allocs;
    _Atomic uint64_t frees;
    _Atomic uint64_t resized; /* to another class, in place */
    _Atomic unsigned arena;
};

/* Numbers are only summed up by events and read when none is handled, so all of them are relaxed;
 * the order is made by `open` and `running` alone. What follows from others is no number of its
 * own: each is an exchange in every event. */
static struct {
    _Atomic bool open;
    _Atomic unsigned running; /* events being handled */
    _Atomic uint64_t bytes_requested;
    _Atomic uint64_t reallocs_in_place;
    _Atomic int64_t live_bytes;
    _Atomic int64_t peak_live_bytes;
    struct class_slot classes[BENCH__CLASS_MAX];
    struct thread_slot threads[BENCH__THREAD_MAX];
} window;

static void add(_Atomic uint64_t *sum, uint64_t n) {
    (void)atomic_fetch_add_explicit(sum, n, memory_order_relaxed);
}

/* No source waits for events under way when it is stopped, and a late one must not write into the
 * next window. So each event first announces itself and then looks whether the window is open;
 * closing first shuts the window and then waits for the announced. Both are sequentially
 * consistent: either the event sees the window shut, or the closing thread sees the event. */
static bool enter(void) {
    (void)atomic_fetch_add(&window.running, 1);
    return atomic_load(&window.open);
}

/* Pairs with the load in wait_for_events: what was counted before is visible after it. */
static void leave(void) {
    (void)atomic_fetch_sub(&window.running, 1);
}

static void wait_for_events(void) {
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
        uint64_t held = atomic_load_explicit(&slot->size_class, memory_order_relaxed);
        if (held == 0 &&
            atomic_compare_exchange_strong_explicit(&slot->size_class, &held, size_class,
                                                    memory_order_relaxed, memory_order_relaxed)) {
            held = size_class; /* else what another thread took it for */
        }
        if (held == size_class) {
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

/* ---- threads ---- */

static struct thread_slot *own_slot(void) {
    return &window.threads[bench__thread_place()];
}

/* A thread is given its arena at its first call, and keeps it. */
static void note_arena(struct thread_slot *slot) {
    if (atomic_load_explicit(&slot->allocs, memory_order_relaxed) == 0) {
        unsigned arena = 0;
        size_t size = sizeof arena;
        (void)mallctl("thread.arena", &arena, &size, NULL, 0);
        atomic_store_explicit(&slot->arena, arena, memory_order_relaxed);
    }
}

/* ---- events ---- */

static void count_alloc(size_t requested, size_t usable) {
    struct class_slot *slot = find_slot(usable);
    struct thread_slot *own = own_slot();
    add(&window.bytes_requested, requested);
    move_live((int64_t)usable);
    note_arena(own);
    add(&own->allocs, 1);
    if (slot != NULL) {
        add(&slot->allocs, 1);
    }
}

void bench__event_alloc(void *block, size_t requested, size_t usable) {
    if (enter() && block != NULL) {
        count_alloc(requested, usable);
        bench__journal_alloc(block, usable);
    }
    leave();
}

void bench__event_free(void *block, size_t usable) {
    bool counts = enter();
    if (counts && block != NULL) {
        add(&own_slot()->frees, 1);
        move_live(-(int64_t)usable);
    }
    bench__journal_free(block);
    leave();
}

/* The arenas count a block that changes its class, and nothing of one that keeps it. */
static void count_resize(size_t old_usable, size_t new_usable) {
    struct class_slot *slot = find_slot(new_usable);
    move_live((int64_t)new_usable - (int64_t)old_usable);
    add(&own_slot()->resized, 1);
    if (slot != NULL) {
        add(&slot->resized, 1);
    }
}

void bench__event_resize(void *block, size_t old_usable, size_t new_usable) {
    bool counts = enter();
    if (counts) {
        add(&window.reallocs_in_place, 1);
    }
    if (counts && old_usable != new_usable) {
        count_resize(old_usable, new_usable);
    }
    bench__journal_resize(block, new_usable);
    leave();
}

/* ---- the window ---- */

/* No event counts while the window is shut, so relaxed stores are enough. */
static void clear_window(void) {
    atomic_store_explicit(&window.bytes_requested, 0, memory_order_relaxed);
    atomic_store_explicit(&window.reallocs_in_place, 0, memory_order_relaxed);
    atomic_store_explicit(&window.live_bytes, 0, memory_order_relaxed);
    atomic_store_explicit(&window.peak_live_bytes, 0, memory_order_relaxed);
    for (size_t i = 0; i < BENCH__CLASS_MAX; i++) {
        struct class_slot *slot = &window.classes[i];
        atomic_store_explicit(&slot->size_class, 0, memory_order_relaxed);
        atomic_store_explicit(&slot->allocs, 0, memory_order_relaxed);
        atomic_store_explicit(&slot->resized, 0, memory_order_relaxed);
    }
    for (size_t i = 0; i < BENCH__THREAD_MAX; i++) {
        struct thread_slot *slot = &window.threads[i];
        atomic_store_explicit(&slot->allocs, 0, memory_order_relaxed);
        atomic_store_explicit(&slot->frees, 0, memory_order_relaxed);
        atomic_store_explicit(&slot->resized, 0, memory_order_relaxed);
    }
}

void bench__tally_open(void) {
    clear_window();
    atomic_store(&window.open, true);
}

static int by_size_class(const void *left, const void *right) {
    const bench__class_count_t *a = left;
    const bench__class_count_t *b = right;
    return (a->size_class > b->size_class) - (a->size_class < b->size_class);
}

static void copy_classes(bench__tally_t *tally) {
    tally->class_count = 0;
    tally->bytes_usable = 0;
    for (size_t i = 0; i < BENCH__CLASS_MAX; i++) {
        struct class_slot *slot = &window.classes[i];
        if (slot->size_class != 0) {
            tally->classes[tally->class_count++] =
                (bench__class_count_t){slot->size_class, slot->allocs, slot->resized};
            tally->bytes_usable += slot->size_class * slot->allocs;
        }
    }
    qsort(tally->classes, tally->class_count, sizeof tally->classes[0], by_size_class);
}

static void copy_threads(bench__tally_t *tally) {
    tally->thread_count = 0;
    tally->allocs = 0;
    tally->frees = 0;
    for (unsigned i = 0; i < BENCH__THREAD_MAX; i++) {
        struct thread_slot *slot = &window.threads[i];
        uint64_t requests = slot->allocs + slot->resized;
        if (requests + slot->frees != 0) {
            tally->threads[tally->thread_count++] =
                (bench__thread_count_t){i, slot->arena, slot->allocs, slot->frees, requests};
            tally->allocs += slot->allocs;
            tally->frees += slot->frees;
        }
    }
}

void bench__tally_close(bench__tally_t *tally) {
    atomic_store(&window.open, false);
    wait_for_events();
    tally->bytes_requested = window.bytes_requested;
    tally->reallocs_in_place = window.reallocs_in_place;
    tally->live_bytes = window.live_bytes;
    tally->peak_live_bytes = window.peak_live_bytes;
    copy_classes(tally);
    copy_threads(tally);
}

bool bench__tally_is_open(void) {
    return atomic_load(&window.open);
}
