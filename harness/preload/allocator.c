/* allocator.c - the functions of the allocator, as C has them. */
#include <dlfcn.h>
#include <errno.h>
#include <link.h>
#include <malloc.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "preload.h"

bool preload_is_glibc;

/* ---- the ones behind ---- */

static struct {
    void *(*calloc)(size_t count, size_t size);
    void *(*realloc)(void *block, size_t size);
    void (*free)(void *block);
    void *(*aligned_alloc)(size_t alignment, size_t size);
    int (*posix_memalign)(void **block, size_t alignment, size_t size);
    void *(*memalign)(size_t alignment, size_t size);
    void *(*malloc)(size_t size);
} next;

static const struct {
    const char *name;
    void *function; /* where its address is stored */
} NAMES[] = {
    {"calloc", &next.calloc},
    {"realloc", &next.realloc},
    {"free", &next.free},
    {"aligned_alloc", &next.aligned_alloc},
    {"posix_memalign", &next.posix_memalign},
    {"memalign", &next.memalign},
    {"malloc", &next.malloc}, /* last: once it is found, all are */
};

/* A name that is not found costs the loader a message, which is taken back at once, so that none of
 * it is seen. */
void *preload_find_next(const char *name) {
    bool before = preload_own.forwarding;
    preload_own.forwarding = true;
    void *function = dlsym(RTLD_NEXT, name);
    if (function == NULL) {
        (void)dlerror();
        (void)dlerror();
        function = preload_find_loaded(name);
    }
    preload_own.forwarding = before;
    preload_forget_witness();
    return function;
}

/* At the first call, before there is a second thread. Every allocator has these names, so the
 * loader has nothing to complain of, which would allocate. */
static void find_next(void) {
    for (size_t i = 0; i < sizeof NAMES / sizeof NAMES[0]; i++) {
        void *function = preload_find_next(NAMES[i].name);
        memcpy(NAMES[i].function, &function, sizeof function);
    }
    const char *file = strrchr(preload_next_file(), '/');
    preload_is_glibc = file != NULL && strncmp(file, "/libc.so", strlen("/libc.so")) == 0;
    if (preload_is_glibc) {
        preload_find_own();
    }
}

static inline void find_once(void) {
    if (__builtin_expect(next.malloc == NULL, 0)) {
        find_next();
    }
}

/* ---- whose they are ---- */

static const char *file_of(const void *function) {
    struct dl_find_object found;
    if (_dl_find_object((void *)(uintptr_t)function, &found) != 0 ||
        found.dlfo_link_map->l_name == NULL) {
        return "?";
    }
    const char *name = found.dlfo_link_map->l_name;
    return name[0] != '\0' ? name : "the program itself";
}

static const void *address_of_next_malloc(void) {
    const void *address;
    find_once();
    memcpy(&address, &next.malloc, sizeof address);
    return address;
}

const char *preload_next_file(void) {
    return file_of(address_of_next_malloc());
}

/* Tells whether a call of malloc comes here. Its address does not: a program that takes it may have
 * one of its own, which leads on. */
bool preload_malloc_is_bound(const char **file) {
    void *(*bound)(size_t size);
    void *found = dlsym(RTLD_DEFAULT, "malloc");
    bool before = preload_own.forwarding;
    memcpy(&bound, &found, sizeof bound);
    preload_own.forwarding = true; /* this one is not counted */
    preload_own.called = false;
    void *volatile block = bound(1);
    bool comes_here = preload_own.called;
    free(block);
    preload_own.forwarding = before;
    preload_forget_witness();
    if (!comes_here) {
        *file = file_of(found);
    }
    return comes_here;
}

preload_mallctl_t *preload_mallctl(void) {
    static preload_mallctl_t *function;
    static bool looked;
    if (!looked && strstr(preload_next_file(), "jemalloc") != NULL) {
        void *found = preload_find_next("mallctl");
        memcpy(&function, &found, sizeof function);
    }
    looked = true;
    return function;
}

/* ---- what gives a block ---- */

EXPORT void *malloc(size_t size) {
    find_once();
    preload_begin();
    preload_own.called = true;
    void *block = next.malloc(size);
    preload_alloc(block, size);
    preload_end();
    return block;
}

EXPORT void *calloc(size_t count, size_t size) {
    find_once();
    preload_begin();
    void *block = next.calloc(count, size);
    preload_alloc(block, count * size);
    preload_end();
    return block;
}

EXPORT void *aligned_alloc(size_t alignment, size_t size) {
    find_once();
    preload_begin();
    void *block = next.aligned_alloc(alignment, size);
    preload_alloc(block, size);
    preload_end();
    return block;
}

EXPORT int posix_memalign(void **block, size_t alignment, size_t size) {
    find_once();
    preload_begin();
    int error = next.posix_memalign(block, alignment, size);
    preload_alloc(error == 0 ? *block : NULL, size);
    preload_end();
    return error;
}

EXPORT void *memalign(size_t alignment, size_t size) {
    find_once();
    preload_begin();
    void *block = next.memalign(alignment, size);
    preload_alloc(block, size);
    preload_end();
    return block;
}

static size_t page_size(void) {
    return (size_t)sysconf(_SC_PAGESIZE);
}

EXPORT void *valloc(size_t size) {
    return memalign(page_size(), size);
}

EXPORT void *pvalloc(size_t size) {
    size_t page = page_size();
    size_t rounded = (size + page - 1) / page * page;
    if (rounded < size) {
        errno = ENOMEM;
        return NULL;
    }
    return memalign(page, rounded);
}

/* ---- what changes its size, or gives it back ---- */

EXPORT void *realloc(void *block, size_t size) {
    void *resized;
    find_once();
    preload_begin();
    if (block == NULL) {
        resized = next.realloc(NULL, size);
        preload_alloc(resized, size);
    } else {
        preload_block_t before = preload_resize_begins(block);
        resized = next.realloc(block, size);
        preload_resize_ends(before, block, resized, size);
    }
    preload_end();
    return resized;
}

EXPORT void *reallocarray(void *block, size_t count, size_t size) {
    size_t total;
    if (__builtin_mul_overflow(count, size, &total)) {
        errno = ENOMEM;
        return NULL;
    }
    return realloc(block, total);
}

EXPORT void free(void *block) {
    find_once();
    preload_begin();
    preload_free(block);
    next.free(block);
    preload_end();
}
