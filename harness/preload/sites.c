/* sites.c - stacks, and the places in the code that they are. */
#include "preload.h"

#include <dlfcn.h>
#include <link.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include <unwind.h>

/* ---- stacks ---- */

typedef struct walk {
    const struct dl_find_object *own; /* this library, whose frames come first */
    size_t depth;
    uintptr_t *frames;
} walk_t;

static bool is_in(const struct dl_find_object *object, uintptr_t address) {
    return address >= (uintptr_t)object->dlfo_map_start &&
           address < (uintptr_t)object->dlfo_map_end;
}

static _Unwind_Reason_Code take_frame(struct _Unwind_Context *frame, void *argument) {
    walk_t *walk = argument;
    uintptr_t address = (uintptr_t)_Unwind_GetIP(frame);
    if (address == 0) {
        return _URC_END_OF_STACK;
    }
    if (walk->depth > 0 || !is_in(walk->own, address)) {
        walk->frames[walk->depth++] = address;
    }
    return walk->depth < PRELOAD_FRAMES_MAX ? _URC_NO_REASON : _URC_END_OF_STACK;
}

size_t preload_walk(uintptr_t frames[PRELOAD_FRAMES_MAX]) {
    struct dl_find_object own;
    walk_t walk = {&own, 0, frames};
    if (_dl_find_object(&preload_map, &own) != 0) {
        return 0;
    }
    (void)_Unwind_Backtrace(take_frame, &walk);
    return walk.depth;
}

/* ---- files ---- */

/* The number of a file. Two processes that add one at once may both do so: their places then have
 * the same names, and are one in the end. */
static uint64_t find_file(const char *path) {
    uint32_t count = __atomic_load_n(&preload_map->file_count, __ATOMIC_ACQUIRE);
    for (uint32_t i = 0; i < count && i < PRELOAD_FILES_MAX; i++) {
        if (strncmp(preload_map->files[i], path, PRELOAD_PATH_MAX - 1) == 0) {
            return i;
        }
    }
    uint32_t made = __atomic_fetch_add(&preload_map->file_count, 1, __ATOMIC_ACQ_REL);
    if (made >= PRELOAD_FILES_MAX) {
        preload_add(&preload_map->lost.files, 1);
        return UINT16_MAX;
    }
    preload_copy(preload_map->files[made], path, PRELOAD_PATH_MAX);
    return made;
}

/* The loader has no name for the program itself. */
static const char *program_path(void) {
    static char path[PRELOAD_PATH_MAX];
    if (path[0] == '\0' && readlink("/proc/self/exe", path, sizeof path - 1) < 0) {
        preload_copy(path, "?", sizeof path);
    }
    return path;
}

/* Takes no lock of the loader's, which another thread may hold that waits for this one. */
static uint64_t packed_frame(uintptr_t address) {
    struct dl_find_object found;
    if (_dl_find_object((void *)(address - 1), &found) != 0) {
        return PRELOAD_FRAME(UINT16_MAX, (uint64_t)0);
    }
    const struct link_map *map = found.dlfo_link_map;
    const char *path = map->l_name != NULL && map->l_name[0] != '\0' ? map->l_name : program_path();
    return PRELOAD_FRAME(find_file(path), (uint64_t)(address - map->l_addr));
}

/* ---- places ---- */

static uint64_t mix(uint64_t hash, uint64_t value) {
    hash = (hash ^ value) * UINT64_C(0x9E3779B97F4A7C15);
    return hash ^ hash >> 29;
}

/* The place with that hash, or a free one, which is then its own. 64 bits are taken for the stack:
 * that two of them fall together is less likely than a broken memory. */
static uint32_t claim_site(uint64_t hash, bool *is_new) {
    for (uint32_t i = 0; i < PRELOAD_SITES_MAX; i++) {
        uint32_t place = (uint32_t)(hash + i) % PRELOAD_SITES_MAX;
        uint64_t held = 0;
        *is_new = __atomic_compare_exchange_n(&preload_map->sites[place].hash, &held, hash, false,
                                              __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE);
        if (*is_new || held == hash) {
            return place;
        }
    }
    preload_add(&preload_map->lost.sites, 1);
    return PRELOAD_NO_SITE;
}

static uint32_t find_shared_site(const uintptr_t *frames, size_t depth, uint32_t window,
                                 bool paused) {
    uint64_t packed[PRELOAD_FRAMES_MAX];
    uint64_t hash = mix(mix(depth, window), paused);
    for (size_t i = 0; i < depth; i++) {
        packed[i] = packed_frame(frames[i]);
        hash = mix(hash, packed[i]);
    }
    bool is_new;
    uint32_t place = claim_site(hash == 0 ? 1 : hash, &is_new);
    if (place != PRELOAD_NO_SITE && is_new) {
        preload_site_t *site = &preload_map->sites[place];
        site->window = window;
        site->paused = paused;
        site->depth = (uint32_t)depth;
        memcpy(site->frames, packed, depth * sizeof packed[0]);
        __atomic_store_n(&site->ready, 1, __ATOMIC_RELEASE);
    }
    return place;
}

/* ---- places of this process, by address ---- */

/* What was found before. Two threads may write to one entry: then neither hash is that of the
 * place, or both are, as the check is over both. */
typedef struct known_site {
    uint64_t hash;
    uint64_t check; /* hash ^ place */
} known_site_t;

#define KNOWN_LOG2 16

static known_site_t *known; /* a fork copies it */
static uint64_t loads;      /* how often files were unloaded: addresses may mean others since */

static known_site_t *find_known(uint64_t hash) {
    known_site_t *table = __atomic_load_n(&known, __ATOMIC_ACQUIRE);
    if (table == NULL) {
        void *made = mmap(NULL, sizeof *known << KNOWN_LOG2, PROT_READ | PROT_WRITE,
                          MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
        if (made == MAP_FAILED) {
            return NULL;
        }
        __atomic_store_n(&known, made, __ATOMIC_RELEASE);
        table = made;
    }
    return &table[hash >> (64 - KNOWN_LOG2)];
}

uint32_t preload_find_site(const uintptr_t *frames, size_t depth, uint32_t window, bool paused) {
    uint64_t hash = mix(mix(mix(depth, window), paused), __atomic_load_n(&loads, __ATOMIC_RELAXED));
    for (size_t i = 0; i < depth; i++) {
        hash = mix(hash, frames[i]);
    }
    known_site_t *entry = find_known(hash);
    uint64_t place = entry != NULL ? __atomic_load_n(&entry->check, __ATOMIC_RELAXED) ^ hash : 0;
    if (entry != NULL && __atomic_load_n(&entry->hash, __ATOMIC_RELAXED) == hash &&
        place < PRELOAD_SITES_MAX) {
        return (uint32_t)place;
    }
    uint32_t found = find_shared_site(frames, depth, window, paused);
    if (entry != NULL && found != PRELOAD_NO_SITE) {
        __atomic_store_n(&entry->hash, hash, __ATOMIC_RELAXED);
        __atomic_store_n(&entry->check, hash ^ found, __ATOMIC_RELAXED);
    }
    return found;
}

EXPORT int dlclose(void *handle) {
    static int (*next)(void *handle);
    void *found = preload_find_next("dlclose");
    memcpy(&next, &found, sizeof next);
    int result = next(handle);
    preload_add(&loads, 1);
    return result;
}
