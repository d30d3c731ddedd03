/*
 * vtbench_expect.h - in a unit test of any framework: how many blocks a statement allocates.
 *
 *     #include <vtbench_expect.h>
 *
 *     VTBENCH_EXPECT_ALLOCS(1, text = copy("a"));
 *     VTBENCH_EXPECT_ALLOCS_AT_MOST(3, parse(&tree, "1 + 2"));
 *
 * The library that counts is preloaded:
 *
 *     LD_PRELOAD=$(pkg-config --variable=preload vtbench) ./my_test
 *
 * or, with CMake, `vtbench_count_in_tests(my_test)`. Without it nothing is counted: each
 * expectation is skipped, none passes, and the first one says so on stderr.
 *
 * What counts is malloc, calloc, a realloc that moves, operator new and the like, on the thread
 * that executes the statement. Where an expectation does not hold, stderr has the stacks of the
 * blocks (link with -rdynamic for names, or give the offsets to addr2line -e), and the process
 * aborts, or goes on if the program defines
 *
 *     void vtbench_expectation_failed(const char *file, int line, const char *what);
 *
 * C11 and C++17, gcc and clang, with glibc.
 */
#ifndef VTBENCH_EXPECT_H
#define VTBENCH_EXPECT_H

#include <dlfcn.h>
#include <execinfo.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Exactly so many blocks; fewer are not right either. */
#define VTBENCH_EXPECT_ALLOCS(blocks, ...) VTBENCH__EXPECT(blocks, false, __VA_ARGS__)

/* So many blocks or fewer. */
#define VTBENCH_EXPECT_ALLOCS_AT_MOST(blocks, ...) VTBENCH__EXPECT(blocks, true, __VA_ARGS__)

#ifdef __cplusplus
extern "C" {
#endif
void vtbench_expectation_failed(const char *file, int line, const char *what) __attribute__((weak));
#ifdef __cplusplus
}
#endif

/* ---- how it is made ---- */

#define VTBENCH__EXPECT(blocks, at_most, ...)                                                     \
    do {                                                                                          \
        bool vtbench__counts = vtbench__begin();                                                  \
        uint64_t vtbench__before = vtbench__watched.allocs;                                       \
        __VA_ARGS__;                                                                              \
        if (vtbench__counts) {                                                                    \
            vtbench__end(vtbench__before, (blocks), (at_most), __FILE__, __LINE__, #__VA_ARGS__); \
        }                                                                                         \
    } while (0)

#define VTBENCH__BLOCKS_KEPT 8
#define VTBENCH__FRAMES_KEPT 24

/* A block that was made while something was expected. */
typedef struct vtbench__block {
    size_t size;
    int depth;
    void *frames[VTBENCH__FRAMES_KEPT]; /* innermost first */
} vtbench__block_t;

/* What a thread has allocated, and its last blocks. It only grows, so that expectations may be in
 * each other, and a test may be left in one of them. */
typedef struct vtbench__watch {
    volatile uint64_t allocs; /* the compiler takes malloc for a function that changes no memory */
    unsigned open;            /* expectations */
    vtbench__block_t blocks[VTBENCH__BLOCKS_KEPT];
} vtbench__watch_t;

/* One for all files of a program. */
__attribute__((weak)) __thread vtbench__watch_t vtbench__watched;

/* What the preloaded library calls. */
typedef struct vtbench__listener {
    void (*alloc)(void *block, size_t requested, size_t usable);
    void (*free)(void *block, size_t usable);
    void (*resize)(void *block, size_t old_usable, size_t new_usable);
} vtbench__listener_t;

static inline void vtbench__on_alloc(void *block, size_t requested, size_t usable) {
    vtbench__watch_t *watch = &vtbench__watched;
    (void)block;
    (void)usable;
    if (watch->open > 0) {
        vtbench__block_t *kept = &watch->blocks[watch->allocs % VTBENCH__BLOCKS_KEPT];
        kept->size = requested;
        kept->depth = backtrace(kept->frames, VTBENCH__FRAMES_KEPT);
    }
    watch->allocs = watch->allocs + 1;
}

static inline void vtbench__on_free(void *block, size_t usable) {
    (void)block;
    (void)usable;
}

static inline void vtbench__on_resize(void *block, size_t old_usable, size_t new_usable) {
    (void)block;
    (void)old_usable;
    (void)new_usable;
}

/* Whether a block of this very program is seen: it may have a malloc of its own. */
static inline bool vtbench__sees(void) {
    uint64_t before = vtbench__watched.allocs;
    void *volatile block = malloc(1);
    free(block);
    return vtbench__watched.allocs != before;
}

/* Asks the preloaded library to tell. NULL: it does. Else why it does not. */
static inline const char *vtbench__listen(void) {
    static const vtbench__listener_t listener = {vtbench__on_alloc, vtbench__on_free,
                                                 vtbench__on_resize};
    void *frames[1];
    void (*listen)(const vtbench__listener_t *told);
    void *found = dlsym(NULL, "vtbench_interposer_listen");
    if (found == NULL) {
        return "LD_PRELOAD has no libvtbench_interposer.so";
    }
    (void)backtrace(frames, 1); /* the first walk loads a library */
    memcpy(&listen, &found, sizeof listen);
    listen(&listener);
    return vtbench__sees() ? NULL : "malloc of this program is not the preloaded library's";
}

/* False: nothing is counted, which has been said. */
static inline bool vtbench__begin(void) {
    static int state; /* 0: not known; 1: it counts; 2: it does not */
    if (__atomic_load_n(&state, __ATOMIC_ACQUIRE) == 0) {
        const char *why_not = vtbench__listen();
        if (why_not != NULL) {
            (void)fprintf(stderr,
                          "vtbench_expect.h: allocations are not counted, and no "
                          "expectation of them is tested: %s\n",
                          why_not);
        }
        __atomic_store_n(&state, why_not == NULL ? 1 : 2, __ATOMIC_RELEASE);
    }
    bool counts = __atomic_load_n(&state, __ATOMIC_ACQUIRE) == 1;
    vtbench__watched.open += counts;
    return counts;
}

static inline void vtbench__print_stacks(uint64_t before, uint64_t after) {
    uint64_t kept = after - before < VTBENCH__BLOCKS_KEPT ? after - before : VTBENCH__BLOCKS_KEPT;
    for (uint64_t i = after - kept; i < after; i++) {
        vtbench__block_t *block = &vtbench__watched.blocks[i % VTBENCH__BLOCKS_KEPT];
        (void)fprintf(stderr, "  block %llu, of %zu bytes, is made in:\n",
                      1 + (unsigned long long)(i - before), block->size);
        (void)fflush(stderr);
        if (block->depth > 1) { /* the first frame is vtbench__on_alloc */
            backtrace_symbols_fd(block->frames + 1, block->depth - 1, 2);
        }
    }
}

static inline void vtbench__end(uint64_t before, uint64_t wanted, bool at_most, const char *file,
                                int line, const char *statement) {
    uint64_t after = vtbench__watched.allocs;
    uint64_t made = after - before;
    char what[256];
    vtbench__watched.open--;
    if (made == wanted || (at_most && made < wanted)) {
        return;
    }
    (void)snprintf(what, sizeof what, "%llu blocks are allocated, not %s%llu, by: %.160s",
                   (unsigned long long)made, at_most ? "at most " : "", (unsigned long long)wanted,
                   statement);
    (void)fprintf(stderr, "%s:%d: %s\n", file, line, what);
    vtbench__print_stacks(before, after);
    if (vtbench_expectation_failed == NULL) {
        abort();
    }
    vtbench_expectation_failed(file, line, what);
}

#endif
