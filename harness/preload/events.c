/* events.c - what each call changes in the shared memory. */
#include "preload.h"

#include <malloc.h>
#include <sched.h>

/* ---- one thread at a time ---- */

static bool locked; /* guards live blocks */

static void lock(void) {
    while (__atomic_test_and_set(&locked, __ATOMIC_ACQUIRE)) {
        (void)sched_yield();
    }
}

static void unlock(void) {
    __atomic_clear(&locked, __ATOMIC_RELEASE);
}

void preload_before_fork(void) {
    preload_own.inside = true;
    lock();
}

void preload_after_fork(void) {
    unlock();
    preload_own.inside = false;
}

/* Begins the library's own work; NULL: there is nobody to tell, or it comes from within such work:
 * a signal handler's call, which is named as lost. */
static preload_mapping_t *enter(void) {
    preload_mapping_t *map = preload_connect();
    if (map == NULL || preload_own.forwarding) {
        return NULL;
    }
    if (preload_own.inside) {
        preload_add(&map->lost.nested, 1);
        return NULL;
    }
    preload_own.inside = true;
    return map;
}

static void leave(void) {
    preload_own.inside = false;
}

/* ---- sums ---- */

static void move_live(int64_t *live, int64_t *peak, int64_t bytes) {
    int64_t now = bytes + __atomic_fetch_add(live, bytes, __ATOMIC_RELAXED);
    int64_t most = __atomic_load_n(peak, __ATOMIC_RELAXED);
    while (now > most && !__atomic_compare_exchange_n(peak, &most, now, true, __ATOMIC_RELAXED,
                                                      __ATOMIC_RELAXED)) {
    }
}

/* The sums of the open window that this call belongs to. NULL: none is open. */
static preload_sums_t *window_sums(preload_mapping_t *map) {
    preload_window_t *window = preload_window(map);
    if (window == NULL) {
        return NULL;
    }
    return preload_own.paused ? &window->paused : &window->sums;
}

static void sum_alloc(preload_sums_t *sums, uint64_t requested, uint64_t usable) {
    if (sums == NULL) {
        return;
    }
    preload_add(&sums->allocs, 1);
    preload_add(&sums->bytes_requested, requested);
    preload_add(&sums->bytes_usable, usable);
    preload_add(&sums->classes[preload_class(requested)], 1);
    move_live(&sums->live_bytes, &sums->peak_live_bytes, (int64_t)usable);
}

static void sum_free(preload_sums_t *sums, uint64_t usable) {
    if (sums != NULL) {
        preload_add(&sums->frees, 1);
        move_live(&sums->live_bytes, &sums->peak_live_bytes, -(int64_t)usable);
    }
}

static void sum_resize(preload_sums_t *sums, int64_t bytes) {
    if (sums != NULL) {
        preload_add(&sums->reallocs_in_place, 1);
        move_live(&sums->live_bytes, &sums->peak_live_bytes, bytes);
    }
}

/* ---- threads and processes ---- */

/* jemalloc's counter of this thread, as it was before this event. */
static void find_witness(uint64_t usable) {
    const uint64_t *counter = NULL;
    size_t size = sizeof counter;
    preload_mallctl_t *mallctl = preload_mallctl();
    if (mallctl != NULL && mallctl("thread.allocatedp", &counter, &size, NULL, 0) == 0) {
        preload_own.witness = counter;
        preload_own.witnessed = *counter - usable;
        preload_add(&preload_map->witnessed_threads, 1);
    }
}

static uint32_t own_place(preload_mapping_t *map, uint64_t usable) {
    if (preload_own.place == 0) {
        uint32_t index = __atomic_fetch_add(&map->thread_count, 1, __ATOMIC_RELAXED);
        if (index >= PRELOAD_THREADS_MAX) {
            preload_add(&map->lost.threads, 1);
            index = PRELOAD_THREADS_MAX - 1;
        }
        preload_own.place = index + 1;
        (void)__atomic_fetch_add(&preload_threads_seen, 1, __ATOMIC_RELAXED);
        map->threads[index].process =
            preload_process != 0 ? map->processes[preload_process - 1].process : 0;
        find_witness(usable);
    }
    return preload_own.place;
}

/* jemalloc counts what each call asks for, in its size classes. */
static void ask_witness(preload_mapping_t *map, uint64_t usable) {
    if (preload_own.witness != NULL) {
        uint64_t now = *preload_own.witness;
        preload_add(&map->witnessed_bytes, now - preload_own.witnessed);
        preload_add(&map->witness_expected, usable);
        preload_own.witnessed = now;
    }
}

void preload_forget_witness(void) {
    if (preload_own.witness != NULL) {
        preload_own.witnessed = *preload_own.witness;
    }
}

/* What lives changed by so many bytes of a block of that maker. */
static void move_maker(preload_mapping_t *map, const preload_block_t *block, int64_t bytes) {
    preload_thread_t *thread = &map->threads[block->thread - 1];
    move_live(&thread->live_bytes, &thread->peak_live_bytes, bytes);
    if (block->process != 0) {
        preload_process_t *process = &map->processes[block->process - 1];
        move_live(&process->live_bytes, &process->peak_live_bytes, bytes);
    }
    if (block->site != PRELOAD_NO_SITE) {
        preload_add(&map->sites[block->site].live_bytes, (uint64_t)bytes);
    }
}

/* ---- blocks ---- */

static void note_gone(preload_mapping_t *map, const preload_block_t *gone) {
    preload_thread_t *own = &map->threads[own_place(map, 0) - 1];
    sum_free(&map->sums, gone->usable);
    sum_free(window_sums(map), gone->usable);
    preload_add(&own->frees, 1);
    preload_add(&own->remote_frees, gone->thread != preload_own.place);
    move_maker(map, gone, -(int64_t)gone->usable);
    if (gone->site != PRELOAD_NO_SITE) {
        preload_add(&map->sites[gone->site].live, (uint64_t)-1);
    }
}

/* What a fork has copied belongs to the process that made it. */
static void note_free(preload_mapping_t *map, const preload_block_t *gone) {
    if (gone->block == 0) {
        preload_add(&map->lost.unseen_allocs, 1);
    } else if (gone->process != preload_process) {
        preload_add(&map->inherited_frees, 1);
    } else {
        note_gone(map, gone);
    }
}

static void put(preload_mapping_t *map, const preload_block_t *block) {
    preload_block_t replaced;
    lock();
    bool good = preload_live_put(block, &replaced);
    unlock();
    if (!good) {
        preload_add(&map->lost.blocks, 1);
    } else if (replaced.block != 0) {
        preload_add(&map->lost.unseen_frees, 1);
    }
}

int64_t preload_seen_in_use(void) {
    lock();
    int64_t bytes = preload_live_bytes();
    unlock();
    return bytes;
}

static preload_block_t take(uintptr_t block) {
    lock();
    preload_block_t taken = preload_live_take(block);
    unlock();
    return taken;
}

static uint32_t find_site(preload_mapping_t *map) {
    uintptr_t frames[PRELOAD_FRAMES_MAX];
    size_t depth = preload_walk(frames);
    uint32_t window = __atomic_load_n(&map->open_window, __ATOMIC_ACQUIRE);
    return preload_find_site(frames, depth, window, window != 0 && preload_own.paused);
}

/* What the allocator calls meanwhile is its own; before it has started it may know no size. */
static uint64_t usable_size(uintptr_t address, uint64_t requested) {
    preload_own.forwarding = true;
    uint64_t usable = malloc_usable_size((void *)address);
    preload_own.forwarding = false;
    return usable > requested ? usable : requested;
}

/* Of glibc: the head of its chunk, a word. A chunk with a mapping of its own, of whole pages, has a
 * head of two, in the first of which is how much an alignment left in front of it. */
static uint32_t beside(uintptr_t address, uint64_t usable) {
    if (!preload_is_glibc || usable % (2 * sizeof(size_t)) == sizeof(size_t)) {
        return sizeof(size_t);
    }
    const size_t *head = (const size_t *)address - 2;
    return (uint32_t)(2 * sizeof(size_t) + head[0]);
}

static void note_alloc(preload_mapping_t *map, uintptr_t address, uint64_t requested) {
    uint64_t usable = usable_size(address, requested);
    preload_block_t block = {.block = address,
                             .usable = usable,
                             .process = preload_process,
                             .beside = beside(address, usable)};
    block.thread = own_place(map, usable);
    block.site = find_site(map);
    put(map, &block);
    sum_alloc(&map->sums, requested, usable);
    sum_alloc(window_sums(map), requested, usable);
    preload_add(&map->threads[block.thread - 1].allocs, 1);
    if (block.site != PRELOAD_NO_SITE) {
        preload_add(&map->sites[block.site].allocs, 1);
        preload_add(&map->sites[block.site].bytes, usable);
        preload_add(&map->sites[block.site].live, 1);
    }
    move_maker(map, &block, (int64_t)usable);
    ask_witness(map, usable);
}

void preload_alloc(void *block, size_t requested) {
    preload_mapping_t *map = block != NULL ? enter() : NULL;
    if (map != NULL) {
        note_alloc(map, (uintptr_t)block, requested);
        preload_own.last = block;
        leave();
    }
}

void preload_free(void *block) {
    preload_mapping_t *map = block != NULL ? enter() : NULL;
    if (map != NULL) {
        preload_block_t gone = take((uintptr_t)block);
        note_free(map, &gone);
        leave();
    }
}

/* ---- blocks that change their size ---- */

preload_block_t preload_resize_begins(void *block) {
    preload_block_t taken = {0};
    preload_mapping_t *map = enter();
    if (map != NULL) {
        taken = take((uintptr_t)block);
        leave();
    }
    return taken;
}

static void note_in_place(preload_mapping_t *map, preload_block_t block, uint64_t requested) {
    uint64_t usable = usable_size(block.block, requested);
    int64_t more = (int64_t)usable - (int64_t)block.usable;
    block.usable = usable;
    block.beside = beside(block.block, usable);
    put(map, &block);
    sum_resize(&map->sums, more);
    sum_resize(window_sums(map), more);
    move_maker(map, &block, more);
    ask_witness(map, usable);
}

/* A copy that a fork made is a block of this process's once it changes. */
static void note_resized(preload_mapping_t *map, preload_block_t before, void *old, void *now,
                         size_t requested) {
    if (now == NULL && requested != 0) {
        put(map, &before); /* it failed: the block is as it was */
    } else if (now == old && before.block != 0 && before.process == preload_process) {
        note_in_place(map, before, requested);
    } else {
        if (now != NULL) {
            note_alloc(map, (uintptr_t)now, requested);
        }
        note_free(map, &before);
    }
}

void preload_resize_ends(preload_block_t before, void *old, void *now, size_t requested) {
    preload_mapping_t *map = enter();
    if (map != NULL) {
        note_resized(map, before, old, now, requested);
        leave();
    }
}
