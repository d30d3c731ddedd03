/* can_time.c - tells whether this process can time. */
#include <stdlib.h>

#include "measure/measure.h"
#include "sources.h"

bool bench_can_time(bench_problem_t *problem) {
    const char *settings = getenv("MALLOC_CONF");
    if (bench__source_is_present()) {
        return bench_problem(problem, "timing: hooks or an interposer count in this process, and "
                                      "slow malloc; unset MALLOC_CONF and LD_PRELOAD");
    }
    if (settings != NULL && settings[0] != '\0') {
        return bench_problem(problem,
                             "timing: MALLOC_CONF changes the allocator that is timed; unset it");
    }
    return true;
}
