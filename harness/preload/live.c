/* live.c - the blocks that live in this process: open addressing with linear probing, in memory of
 * its own, which a fork copies with all else. */
#include "preload.h"

#include <sys/mman.h>

#define FIRST_LOG2 16

static preload_block_t *blocks; /* block 0 is a free place */
static unsigned log2_size;
static size_t count;

static size_t mask(void) {
    return ((size_t)1 << log2_size) - 1;
}

static size_t first_place(uintptr_t block) {
    return (size_t)((block * UINT64_C(0x9E3779B97F4A7C15)) >> (64 - log2_size));
}

/* The place of a block, or the free place where it would be stored. */
static size_t find_place(uintptr_t block) {
    size_t place = first_place(block);
    while (blocks[place].block != 0 && blocks[place].block != block) {
        place = (place + 1) & mask();
    }
    return place;
}

static preload_block_t *make_table(unsigned log2) {
    size_t size = sizeof(preload_block_t) << log2;
    void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE,
                        MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (memory == MAP_FAILED) {
        return NULL;
    }
    if (preload_process != 0) {
        preload_map->processes[preload_process - 1].own_bytes += (int64_t)size;
    }
    return memory;
}

/* At least half of the places stay free. */
static bool make_room(void) {
    if (blocks != NULL && count < mask() / 2) {
        return true;
    }
    unsigned old_log2 = log2_size;
    preload_block_t *old = blocks;
    preload_block_t *made = make_table(old == NULL ? FIRST_LOG2 : old_log2 + 1);
    if (made == NULL) {
        return false;
    }
    blocks = made;
    log2_size = old == NULL ? FIRST_LOG2 : old_log2 + 1;
    for (size_t i = 0; old != NULL && i < (size_t)1 << old_log2; i++) {
        if (old[i].block != 0) {
            blocks[find_place(old[i].block)] = old[i];
        }
    }
    if (old != NULL) {
        (void)munmap(old, sizeof *old << old_log2);
    }
    return true;
}

bool preload_live_put(const preload_block_t *block, preload_block_t *replaced) {
    *replaced = (preload_block_t){0};
    if (!make_room()) {
        return false;
    }
    preload_block_t *place = &blocks[find_place(block->block)];
    *replaced = *place;
    count += place->block == 0;
    *place = *block;
    return true;
}

/* Moves back the blocks that would no longer be found behind the hole: Knuth, volume 3, 6.4,
 * algorithm R. */
static void clear_place(size_t place) {
    size_t hole = place;
    for (size_t i = (hole + 1) & mask(); blocks[i].block != 0; i = (i + 1) & mask()) {
        size_t home = first_place(blocks[i].block);
        if (((i - home) & mask()) >= ((i - hole) & mask())) {
            blocks[hole] = blocks[i];
            hole = i;
        }
    }
    blocks[hole].block = 0;
    count--;
}

int64_t preload_live_bytes(void) {
    int64_t bytes = 0;
    for (size_t i = 0; blocks != NULL && i <= mask(); i++) {
        const preload_block_t *block = &blocks[i];
        bytes += block->block != 0 ? (int64_t)(block->usable + block->beside) : 0;
    }
    return bytes;
}

preload_block_t preload_live_take(uintptr_t block) {
    preload_block_t taken = {0};
    if (blocks != NULL) {
        size_t place = find_place(block);
        taken = blocks[place];
        if (taken.block != 0) {
            clear_place(place);
        }
    }
    return taken;
}
