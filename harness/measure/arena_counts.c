#include "arena_counts.h"

#include <stdio.h>
#include <string.h>

#include <jemalloc/jemalloc.h>

#define STRINGIFY(x) #x
#define EXPAND(x)    STRINGIFY(x)

/* The pseudo arena whose statistics are the sums over all arenas. */
#define ALL_ARENAS "stats.arenas." EXPAND(MALLCTL_ARENAS_ALL)

/* jemalloc keeps small and large classes in two lists; both are read in the same way. */
struct class_list {
    const char *count;    /* unsigned: how many classes */
    const char *size;     /* size_t: of class 0 */
    const char *requests; /* uint64_t: of class 0 */
    size_t size_index;    /* where in the name's components the class stands */
    size_t requests_index;
};

static const struct class_list LISTS[] = {
    {"arenas.nbins", "arenas.bin.0.size", ALL_ARENAS ".bins.0.nrequests", 2, 4},
    {"arenas.nlextents", "arenas.lextent.0.size", ALL_ARENAS ".lextents.0.nrequests", 2, 4},
};

/* Components of the longest name above. */
#define NAME_DEPTH 6

/* A name of jemalloc's, looked up once and then read for each class. */
struct lookup {
    size_t mib[NAME_DEPTH];
    size_t depth;
    size_t index;
};

static bool look_up(struct lookup *lookup, const char *name, size_t index) {
    lookup->depth = NAME_DEPTH;
    lookup->index = index;
    return mallctlnametomib(name, lookup->mib, &lookup->depth) == 0;
}

static bool read_class(struct lookup *lookup, size_t class_index, void *value, size_t size) {
    lookup->mib[lookup->index] = class_index;
    return mallctlbymib(lookup->mib, lookup->depth, value, &size, NULL, 0) == 0;
}

static bool append_class(struct lookup *size, struct lookup *requests, size_t class_index,
                         bench__arena_counts_t *counts) {
    bench__arena_class_t *entry = &counts->classes[counts->class_count];
    size_t bytes = 0;
    if (!read_class(size, class_index, &bytes, sizeof bytes) ||
        !read_class(requests, class_index, &entry->requests, sizeof entry->requests)) {
        return false;
    }
    entry->size_class = bytes;
    counts->class_count++;
    return true;
}

static bool append_list(const struct class_list *list, bench__arena_counts_t *counts) {
    struct lookup size;
    struct lookup requests;
    unsigned count = 0;
    size_t length = sizeof count;
    if (mallctl(list->count, &count, &length, NULL, 0) != 0 ||
        count > BENCH__CLASS_MAX - counts->class_count ||
        !look_up(&size, list->size, list->size_index) ||
        !look_up(&requests, list->requests, list->requests_index)) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        if (!append_class(&size, &requests, i, counts)) {
            return false;
        }
    }
    return true;
}

/* ---- by arena ---- */

#define ARENA_INDEX 2 /* where in a name's components the arena stands */

static bool is_initialized(unsigned arena) {
    char name[48];
    bool initialized = false;
    size_t size = sizeof initialized;
    (void)snprintf(name, sizeof name, "arena.%u.initialized", arena);
    return mallctl(name, &initialized, &size, NULL, 0) == 0 && initialized;
}

static bool add_list(const struct class_list *list, unsigned arena, uint64_t *sum) {
    struct lookup requests;
    unsigned count = 0;
    size_t length = sizeof count;
    if (mallctl(list->count, &count, &length, NULL, 0) != 0 ||
        !look_up(&requests, list->requests, list->requests_index)) {
        return false;
    }
    requests.mib[ARENA_INDEX] = arena;
    for (size_t i = 0; i < count; i++) {
        uint64_t of_class = 0;
        if (!read_class(&requests, i, &of_class, sizeof of_class)) {
            return false;
        }
        *sum += of_class;
    }
    return true;
}

static bool read_arena(unsigned arena, uint64_t *requests) {
    bool good = true;
    *requests = 0;
    for (size_t i = 0; good && i < sizeof LISTS / sizeof LISTS[0] && is_initialized(arena); i++) {
        good = add_list(&LISTS[i], arena, requests);
    }
    return good;
}

/* Small classes are all below large ones, so the lists in their order are ascending. */
bool bench__arena_counts_read(bench__arena_counts_t *counts, bench_problem_t *problem) {
    uint64_t epoch = 1;
    counts->class_count = 0;
    bool good = mallctl("epoch", NULL, NULL, &epoch, sizeof epoch) == 0;
    for (size_t i = 0; good && i < sizeof LISTS / sizeof LISTS[0]; i++) {
        good = append_list(&LISTS[i], counts);
    }
    for (unsigned i = 0; good && i < BENCH__ARENA_MAX; i++) {
        good = read_arena(i, &counts->arenas[i]);
    }
    return good || bench_problem(problem, "this jemalloc gives no request counters per size class: "
                                          "install jemalloc 5.3.0 with statistics");
}

void bench__arena_counts_subtract(bench__arena_counts_t *after,
                                  const bench__arena_counts_t *before) {
    size_t kept = 0;
    for (size_t i = 0; i < after->class_count; i++) {
        uint64_t requests = after->classes[i].requests - before->classes[i].requests;
        if (requests != 0) {
            after->classes[kept++] = (bench__arena_class_t){after->classes[i].size_class, requests};
        }
    }
    after->class_count = kept;
    for (size_t i = 0; i < BENCH__ARENA_MAX; i++) {
        after->arenas[i] -= before->arenas[i];
    }
}
