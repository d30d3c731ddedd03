#include "journal.h"

#include <pthread.h>
#include <stdatomic.h>
#include <string.h>

/* A block that lives. The table is open addressing with linear probing; block 0 is a free place. */
typedef struct live_block {
    uintptr_t block;
    size_t usable;
    uint32_t step;
    uint16_t site;
    uint8_t thread;
    uint8_t window;
} live_block_t;

#define BLOCKS_LOG2 15
#define BLOCKS_MAX  ((size_t)1 << BLOCKS_LOG2)
#define NO_WINDOW   UINT8_MAX /* of a block whose window has ended */

static _Atomic bool follows;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER; /* guards everything below */
static live_block_t blocks[BLOCKS_MAX];
static size_t block_count;
static uint32_t step;
static unsigned window;
static bench__journal_t journal;

/* ---- blocks ---- */

static size_t first_place(uintptr_t block) {
    return (size_t)((block * UINT64_C(0x9E3779B97F4A7C15)) >> (64 - BLOCKS_LOG2));
}

/* The place of a block, or the free place where it would be stored. */
static size_t find_place(uintptr_t block) {
    size_t place = first_place(block);
    while (blocks[place].block != 0 && blocks[place].block != block) {
        place = (place + 1) % BLOCKS_MAX;
    }
    return place;
}

/* Frees a place and moves back the blocks that would no longer be found behind it: Knuth, volume 3,
 * 6.4, algorithm R. */
static void clear_place(size_t place) {
    size_t hole = place;
    for (size_t i = (hole + 1) % BLOCKS_MAX; blocks[i].block != 0; i = (i + 1) % BLOCKS_MAX) {
        size_t home = first_place(blocks[i].block);
        if ((i - home) % BLOCKS_MAX >= (i - hole) % BLOCKS_MAX) {
            blocks[hole] = blocks[i];
            hole = i;
        }
    }
    blocks[hole].block = 0;
    block_count--;
}

/* ---- sites ---- */

static uint64_t hash_of(void *const *frames, size_t depth) {
    uint64_t hash = depth;
    for (size_t i = 0; i < depth; i++) {
        hash = (hash ^ (uintptr_t)frames[i]) * UINT64_C(0x9E3779B97F4A7C15);
        hash ^= hash >> 29;
    }
    return hash;
}

/* A linear search: one case has few sites. */
static size_t find_site(void *const *frames, size_t depth) {
    uint64_t hash = hash_of(frames, depth);
    for (size_t i = 0; i < journal.site_count; i++) {
        const bench__site_t *site = &journal.sites[i];
        if (site->hash == hash && site->depth == depth &&
            memcmp(site->frames, frames, depth * sizeof *frames) == 0) {
            return i;
        }
    }
    if (journal.site_count == BENCH__SITES_MAX) {
        return BENCH__SITES_MAX;
    }
    bench__site_t *site = &journal.sites[journal.site_count];
    memset(site, 0, sizeof *site);
    site->hash = hash;
    site->depth = depth;
    memcpy(site->frames, frames, depth * sizeof *frames);
    return journal.site_count++;
}

/* ---- events ---- */

static void move_live(bench__journal_thread_t *maker, int64_t bytes) {
    maker->live_bytes += bytes;
    if (window == 0 && maker->live_bytes > maker->peak_live_bytes) {
        maker->peak_live_bytes = maker->live_bytes;
    }
}

static void note_block(void *block, size_t usable, size_t site, unsigned thread) {
    blocks[find_place((uintptr_t)block)] = (live_block_t){
        (uintptr_t)block, usable, step, (uint16_t)site, (uint8_t)thread, (uint8_t)window};
    block_count++;
    journal.sites[site].allocs[window]++;
    journal.sites[site].bytes[window] += usable;
    move_live(&journal.threads[thread], (int64_t)usable);
}

void bench__journal_alloc(void *block, size_t usable) {
    void *frames[BENCH__FRAMES_MAX];
    if (!atomic_load_explicit(&follows, memory_order_acquire)) {
        return;
    }
    size_t depth = bench__walk(frames);
    unsigned thread = bench__thread_place();
    pthread_mutex_lock(&lock);
    size_t site = find_site(frames, depth);
    if (site == BENCH__SITES_MAX || block_count >= BLOCKS_MAX / 2) {
        journal.full = true;
    } else {
        note_block(block, usable, site, thread);
    }
    pthread_mutex_unlock(&lock);
}

void bench__journal_resize(void *block, size_t usable) {
    if (!atomic_load_explicit(&follows, memory_order_acquire)) {
        return;
    }
    pthread_mutex_lock(&lock);
    live_block_t *resized = &blocks[find_place((uintptr_t)block)];
    if (resized->block != 0) {
        move_live(&journal.threads[resized->thread], (int64_t)usable - (int64_t)resized->usable);
        resized->usable = usable;
    }
    pthread_mutex_unlock(&lock);
}

static void note_free(const live_block_t *gone, unsigned thread) {
    journal.threads[gone->thread].live_bytes -= (int64_t)gone->usable;
    if (gone->window == NO_WINDOW) {
        return;
    }
    uint32_t age = step - gone->step;
    journal.ages[gone->window][age < BENCH__AGE_LATER ? age : BENCH__AGE_LATER]++;
    journal.threads[thread].remote_frees[gone->window] += gone->thread != thread;
}

void bench__journal_free(void *block) {
    if (block == NULL || !atomic_load_explicit(&follows, memory_order_acquire)) {
        return;
    }
    unsigned thread = bench__thread_place();
    pthread_mutex_lock(&lock);
    size_t place = find_place((uintptr_t)block);
    if (blocks[place].block != 0) {
        note_free(&blocks[place], thread);
        clear_place(place);
    }
    pthread_mutex_unlock(&lock);
}

/* ---- its life ---- */

/* The first walk of the stack may allocate. */
static void prepare(void) {
    static bool prepared;
    void *frames[BENCH__FRAMES_MAX];
    if (!prepared) {
        (void)bench__walk_anew(frames);
        prepared = true;
    }
}

void bench__journal_begin(void) {
    atomic_store(&follows, false);
    prepare();
    pthread_mutex_lock(&lock);
    memset(blocks, 0, sizeof blocks);
    block_count = 0;
    step = 0;
    window = 0;
    journal.site_count = 0;
    journal.full = false;
    memset(journal.ages, 0, sizeof journal.ages);
    memset(journal.threads, 0, sizeof journal.threads);
    pthread_mutex_unlock(&lock);
    atomic_store_explicit(&follows, true, memory_order_release);
}

void bench__journal_window(unsigned next_window) {
    pthread_mutex_lock(&lock);
    window = next_window;
    step++;
    pthread_mutex_unlock(&lock);
}

void bench__journal_window_ends(void) {
    pthread_mutex_lock(&lock);
    for (size_t i = 0; i < BLOCKS_MAX; i++) {
        if (blocks[i].block != 0 && blocks[i].window == window) {
            journal.ages[window][BENCH__AGE_KEPT]++;
            blocks[i].window = NO_WINDOW;
        }
    }
    pthread_mutex_unlock(&lock);
}

void bench__journal_step(void) {
    pthread_mutex_lock(&lock);
    step++;
    pthread_mutex_unlock(&lock);
}

const bench__journal_t *bench__journal_now(void) {
    return &journal;
}

const bench__journal_t *bench__journal_end(void) {
    atomic_store(&follows, false);
    pthread_mutex_lock(&lock);
    for (size_t i = 0; i < BLOCKS_MAX && block_count != 0; i++) {
        if (blocks[i].block != 0) {
            journal.sites[blocks[i].site].leaked++;
            blocks[i].block = 0;
            block_count--;
        }
    }
    pthread_mutex_unlock(&lock);
    return &journal;
}

bool bench__journal_follows(void) {
    return atomic_load_explicit(&follows, memory_order_relaxed);
}
