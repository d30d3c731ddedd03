#include "interposer.h"

#include <dlfcn.h>
#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <jemalloc/jemalloc.h>

#define EXPORT __attribute__((visibility("default")))

/* The functions that are interposed. Others are called by name: nallocx, malloc_usable_size. */
static struct {
    void *(*malloc)(size_t size);
    void *(*calloc)(size_t count, size_t size);
    void (*free)(void *block);
    void *(*aligned_alloc)(size_t alignment, size_t size);
    int (*posix_memalign)(void **block, size_t alignment, size_t size);
    void *(*memalign)(size_t alignment, size_t size);
    void *(*valloc)(size_t size);
    void *(*mallocx)(size_t size, int flags);
    size_t (*xallocx)(void *block, size_t size, size_t extra, int flags);
    void (*dallocx)(void *block, int flags);
    void (*sdallocx)(void *block, size_t size, int flags);
    void *(*new)(size_t size);
    void *(*new_nothrow)(size_t size, const void *nothrow);
    void *(*new_aligned)(size_t size, size_t alignment);
} next;

static const struct {
    const char *name;
    void *function; /* where its address is stored */
} NAMES[] = {
    {"calloc", &next.calloc},
    {"free", &next.free},
    {"aligned_alloc", &next.aligned_alloc},
    {"posix_memalign", &next.posix_memalign},
    {"memalign", &next.memalign},
    {"valloc", &next.valloc},
    {"mallocx", &next.mallocx},
    {"xallocx", &next.xallocx},
    {"dallocx", &next.dallocx},
    {"sdallocx", &next.sdallocx},
    {"_Znwm", &next.new},
    {"_ZnwmRKSt9nothrow_t", &next.new_nothrow},
    {"_ZnwmSt11align_val_t", &next.new_aligned},
    {"malloc", &next.malloc}, /* last: once it is found, all are */
};

static const interposer_listener_t *listener; /* atomic */
static __thread bool inside __attribute__((tls_model("initial-exec")));

/* At the first call, before there is a second thread. */
static void find_next(void) {
    for (size_t i = 0; i < sizeof NAMES / sizeof NAMES[0]; i++) {
        void *function = dlsym(RTLD_NEXT, NAMES[i].name);
        memcpy(NAMES[i].function, &function, sizeof function);
    }
}

EXPORT interposer_listen_t vtbench_interposer_listen;
void vtbench_interposer_listen(const interposer_listener_t *new_listener) {
    __atomic_store_n(&listener, new_listener, __ATOMIC_RELEASE);
}

/* The listener for this call; NULL: there is none, or the call comes from within another. */
static const interposer_listener_t *enter(void) {
    if (next.malloc == NULL) {
        find_next();
    }
    const interposer_listener_t *told =
        inside ? NULL : __atomic_load_n(&listener, __ATOMIC_ACQUIRE);
    inside = told != NULL || inside;
    return told;
}

static void leave(const interposer_listener_t *told) {
    inside = told == NULL && inside;
}

static void *tell(const interposer_listener_t *told, void *block, size_t requested) {
    if (told != NULL && block != NULL) {
        told->alloc(block, requested, malloc_usable_size(block));
    }
    leave(told);
    return block;
}

static void tell_free(const interposer_listener_t *told, void *block) {
    if (told != NULL && block != NULL) {
        told->free(block, malloc_usable_size(block));
    }
}

/* ---- what gives a block ---- */

EXPORT void *malloc(size_t size) {
    const interposer_listener_t *told = enter();
    return tell(told, next.malloc(size), size);
}

EXPORT void *calloc(size_t count, size_t size) {
    const interposer_listener_t *told = enter();
    return tell(told, next.calloc(count, size), count * size);
}

EXPORT void *aligned_alloc(size_t alignment, size_t size) {
    const interposer_listener_t *told = enter();
    return tell(told, next.aligned_alloc(alignment, size), size);
}

EXPORT int posix_memalign(void **block, size_t alignment, size_t size) {
    const interposer_listener_t *told = enter();
    int error = next.posix_memalign(block, alignment, size);
    (void)tell(told, error == 0 ? *block : NULL, size);
    return error;
}

EXPORT void *memalign(size_t alignment, size_t size) {
    const interposer_listener_t *told = enter();
    return tell(told, next.memalign(alignment, size), size);
}

EXPORT void *valloc(size_t size) {
    const interposer_listener_t *told = enter();
    return tell(told, next.valloc(size), size);
}

EXPORT void *mallocx(size_t size, int flags) {
    const interposer_listener_t *told = enter();
    return tell(told, next.mallocx(size, flags), size);
}

/* ---- what gives one back ---- */

EXPORT void free(void *block) {
    const interposer_listener_t *told = enter();
    tell_free(told, block);
    next.free(block);
    leave(told);
}

EXPORT void dallocx(void *block, int flags) {
    const interposer_listener_t *told = enter();
    tell_free(told, block);
    next.dallocx(block, flags);
    leave(told);
}

EXPORT void sdallocx(void *block, size_t size, int flags) {
    const interposer_listener_t *told = enter();
    tell_free(told, block);
    next.sdallocx(block, size, flags);
    leave(told);
}

/* ---- what changes a size: as jemalloc does it, but so that each step can be told in time ---- */

static bool resized_in_place(const interposer_listener_t *told, void *block, size_t size,
                             int flags) {
    size_t before = malloc_usable_size(block);
    size_t wanted = nallocx(size, flags);
    size_t after = wanted != before ? next.xallocx(block, size, 0, flags) : before;
    if (told != NULL && after == wanted) {
        told->resize(block, before, after);
    }
    return after == wanted;
}

static void *resize(void *block, size_t size, int flags) {
    const interposer_listener_t *told = enter();
    size = size == 0 ? 1 : size;
    if (resized_in_place(told, block, size, flags)) {
        leave(told);
        return block;
    }
    size_t before = malloc_usable_size(block);
    void *moved = next.mallocx(size, flags);
    if (moved != NULL) {
        if (told != NULL) {
            told->alloc(moved, size, malloc_usable_size(moved));
        }
        memcpy(moved, block, before < size ? before : size);
        tell_free(told, block);
        next.dallocx(block, flags);
    }
    leave(told);
    return moved;
}

EXPORT void *realloc(void *block, size_t size) {
    if (block == NULL) {
        return malloc(size);
    }
    void *resized = resize(block, size, 0);
    if (resized == NULL) {
        errno = ENOMEM;
    }
    return resized;
}

EXPORT void *rallocx(void *block, size_t size, int flags) {
    return resize(block, size, flags);
}

EXPORT size_t xallocx(void *block, size_t size, size_t extra, int flags) {
    const interposer_listener_t *told = enter();
    size_t before = malloc_usable_size(block);
    size_t after = next.xallocx(block, size, extra, flags);
    if (told != NULL && after >= size) { /* else it could not be grown */
        told->resize(block, before, after);
    }
    leave(told);
    return after;
}

/* ---- C++: names as the compiler makes them. The other forms come to these or to free. ---- */

EXPORT void *cxx_new(size_t size) __asm__("_Znwm");
EXPORT void *cxx_new_array(size_t size) __asm__("_Znam");
EXPORT void *cxx_new_nothrow(size_t size, const void *nothrow) __asm__("_ZnwmRKSt9nothrow_t");
EXPORT void *cxx_new_aligned(size_t size, size_t alignment) __asm__("_ZnwmSt11align_val_t");
EXPORT void cxx_delete(void *block) __asm__("_ZdlPv");
EXPORT void cxx_delete_array(void *block) __asm__("_ZdaPv");
EXPORT void cxx_delete_sized(void *block, size_t size) __asm__("_ZdlPvm");
EXPORT void cxx_delete_aligned(void *block, size_t alignment) __asm__("_ZdlPvSt11align_val_t");

void *cxx_new(size_t size) {
    const interposer_listener_t *told = enter();
    return tell(told, next.new(size), size);
}

void *cxx_new_array(size_t size) {
    return cxx_new(size);
}

void *cxx_new_nothrow(size_t size, const void *nothrow) {
    const interposer_listener_t *told = enter();
    return tell(told, next.new_nothrow(size, nothrow), size);
}

void *cxx_new_aligned(size_t size, size_t alignment) {
    const interposer_listener_t *told = enter();
    return tell(told, next.new_aligned(size, alignment), size);
}

void cxx_delete(void *block) {
    free(block);
}

void cxx_delete_array(void *block) {
    free(block);
}

void cxx_delete_sized(void *block, size_t size) {
    (void)size;
    free(block);
}

void cxx_delete_aligned(void *block, size_t alignment) {
    (void)alignment;
    free(block);
}
