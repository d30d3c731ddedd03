/*
 * A sanitizer brings an allocator of its own, so its build links this in place of jemalloc: every
 * name is unknown, as it is to a jemalloc without that feature. Counting then refuses by itself;
 * timing and all else needs no jemalloc.
 */
#include <errno.h>

#include <jemalloc/jemalloc.h>

int mallctl(const char *name, void *old_value, size_t *old_size, void *new_value, size_t new_size) {
    (void)name;
    (void)old_value;
    (void)old_size;
    (void)new_value;
    (void)new_size;
    return ENOENT;
}

int mallctlnametomib(const char *name, size_t *mib, size_t *depth) {
    (void)name;
    (void)mib;
    (void)depth;
    return ENOENT;
}

int mallctlbymib(const size_t *mib, size_t depth, void *old_value, size_t *old_size,
                 void *new_value, size_t new_size) {
    (void)mib;
    (void)depth;
    (void)old_value;
    (void)old_size;
    (void)new_value;
    (void)new_size;
    return ENOENT;
}
