/* loaded.c - a function in whatever file is loaded, also one that the program's own names cannot
 * reach: a C program that loads a C++ plugin has no C++ library of its own. Reads what the loader
 * keeps, and takes no lock and no memory. */
#include <dlfcn.h>
#include <link.h>
#include <string.h>

#include "preload.h"

/* A file's names: its DT_GNU_HASH, which every file of today has. */
typedef struct names {
    const ElfW(Sym) * symbols;
    const char *texts;
    const uint32_t
        *hash; /* buckets, first symbol, words of a filter, its shift; then these three */
} names_t;

static names_t names_of(const struct link_map *map) {
    names_t names = {0};
    for (const ElfW(Dyn) *entry = map->l_ld; entry != NULL && entry->d_tag != DT_NULL; entry++) {
        const void *pointer = (const void *)entry->d_un.d_ptr;
        if (entry->d_tag == DT_SYMTAB) {
            names.symbols = pointer;
        } else if (entry->d_tag == DT_STRTAB) {
            names.texts = pointer;
        } else if (entry->d_tag == DT_GNU_HASH) {
            names.hash = pointer;
        }
    }
    return names;
}

/* The kernel's own file has addresses that nobody relocated. */
static bool is_whole(const names_t *names, const struct link_map *map) {
    return names->symbols != NULL && names->texts != NULL && names->hash != NULL &&
           (uintptr_t)names->hash >= map->l_addr;
}

static uint32_t hash_of(const char *name) {
    uint32_t hash = 5381;
    for (; *name != '\0'; name++) {
        hash = hash * 33 + (unsigned char)*name;
    }
    return hash;
}

static void *find_in(const struct link_map *map, const char *name) {
    names_t names = names_of(map);
    if (!is_whole(&names, map)) {
        return NULL;
    }
    uint32_t bucket_count = names.hash[0];
    uint32_t first = names.hash[1];
    const uint32_t *buckets = names.hash + 4 + names.hash[2] * (sizeof(ElfW(Addr)) / 4);
    const uint32_t *chain = buckets + bucket_count;
    uint32_t hash = hash_of(name);
    uint32_t index = bucket_count > 0 ? buckets[hash % bucket_count] : 0;
    for (bool is_last = index < first; !is_last; index++) {
        const ElfW(Sym) *symbol = &names.symbols[index];
        uint32_t its_hash = chain[index - first];
        if ((its_hash | 1) == (hash | 1) && symbol->st_shndx != SHN_UNDEF &&
            strcmp(names.texts + symbol->st_name, name) == 0) {
            return (void *)(map->l_addr + symbol->st_value);
        }
        is_last = (its_hash & 1) != 0;
    }
    return NULL;
}

void *preload_find_loaded(const char *name) {
    struct dl_find_object own;
    if (_dl_find_object(&preload_map, &own) != 0) {
        return NULL;
    }
    const struct link_map *map = own.dlfo_link_map;
    while (map->l_prev != NULL) {
        map = map->l_prev;
    }
    void *found = NULL;
    for (; found == NULL && map != NULL; map = map->l_next) {
        found = map != own.dlfo_link_map ? find_in(map, name) : NULL;
    }
    return found;
}
