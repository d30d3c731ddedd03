/* can_time.c - whether times of this process are worth anything. */
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
        return bench_problem(problem, "timing: MALLOC_CONF makes the allocator another one than "
                                      "users have; unset it");
    }
    return true;
}
