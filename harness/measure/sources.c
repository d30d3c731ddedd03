#include "sources.h"

#include <stdlib.h>
#include <string.h>

#include <jemalloc/jemalloc.h>

#include "measure/measure.h"

/* Looks the name up and calls nothing. */
static bool jemalloc_has_hooks(void) {
    size_t mib[3];
    size_t depth = 3;
    return mallctlnametomib("experimental.hooks.install", mib, &depth) == 0;
}

const bench__source_t *bench__source(void) {
    const char *name = getenv("VTBENCH_WITNESS");
    if (name == NULL || name[0] == '\0') {
        return jemalloc_has_hooks() ? &bench__hooks_source : &bench__interposer_source;
    }
    if (strcmp(name, bench__hooks_source.name) == 0) {
        return &bench__hooks_source;
    }
    return strcmp(name, bench__interposer_source.name) == 0 ? &bench__interposer_source : NULL;
}

/* Installing hooks is certainly safe only before main (hooks.c). Where it fails, opening a window
 * fails again, with the reason. */
static __attribute__((constructor)) void install_before_main(void) {
    bench_problem_t ignored;
    if (bench__started_for_counting() && bench__source() == &bench__hooks_source) {
        (void)bench__hooks_source.start(&ignored);
    }
}

bool bench__source_is_present(void) {
    return bench__hooks_source.is_started() || bench__interposer_is_loaded();
}

const char *bench_witness(void) {
    const bench__source_t *source = bench__source();
    return source == NULL ? "none" : source->name;
}
