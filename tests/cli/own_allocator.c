/* A plugin that allocates once an operation. Built in several ways, it does so with an allocator
 * that it brings itself. */
#include <stddef.h>
#include <stdint.h>

#include "scenario.h"

extern void *malloc(size_t size);
extern void free(void *block);

#if defined(HIDDEN)
#define OWN __attribute__((visibility("hidden")))
#elif defined(EXPORTED)
#define OWN __attribute__((visibility("default")))
#endif

#if defined(OWN) || defined(OTHER_NAME)
/* Enough for this plugin: blocks are used one at a time. */
static char room[4096];
#endif

#ifdef OWN
OWN void *malloc(size_t size) {
    return size <= sizeof room ? room : NULL;
}

OWN void free(void *block) {
    (void)block;
}
#endif

#if defined(OTHER_NAME)
static __attribute__((noinline)) void *mi_malloc(size_t size) {
    return size <= sizeof room ? room : NULL;
}
#define ALLOCATE    mi_malloc
#define FREE(block) ((void)(block))
#elif defined(LIBC)
extern void *__libc_malloc(size_t size);
extern void __libc_free(void *block);
#define ALLOCATE __libc_malloc
#define FREE     __libc_free
#else
#define ALLOCATE malloc
#define FREE     free
#endif

static scenario_run_t *setup(const scenario_case_t *self, uint64_t seed) {
    static scenario_run_t run;
    (void)seed;
    run = (scenario_run_t){.definition = self};
    return &run;
}

static void run_once(scenario_run_t *run, uint64_t operations) {
    for (uint64_t i = 0; i < operations; i++) {
        void *volatile block = ALLOCATE(40);
        FREE(block);
    }
    run->operations += operations;
}

static void teardown(scenario_run_t *run) {
    (void)run;
}

static const scenario_case_t cases[] = {{.contender = "once",
                                         .params = "",
                                         .budget = SCENARIO_BUDGET(ALLOCATIONS, 1),
                                         .period = 1,
                                         .count_operations = 100,
                                         .setup = setup,
                                         .run = run_once,
                                         .teardown = teardown}};

static const scenario_t own = {
    .name = "own", .question = "Who sees it?", .cases = cases, .case_count = 1};

SCENARIO_PLUGIN(&own)
