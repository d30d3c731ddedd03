/*
 * Benchmarks of your own: each VTBENCH is one way to do the same thing, and its braces hold one
 * operation. vtbench.h describes all that can be said of one.
 */
#include <vtbench.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The function to measure: put your own here, or include its header and link its file. */
static char *join(const char *left, const char *right) {
    size_t size = strlen(left) + strlen(right) + 1;
    char *joined = malloc(size);
    if (joined != NULL) {
        (void)snprintf(joined, size, "%s%s", left, right);
    }
    return joined;
}

/* What an operation may allocate: `allocs` exactly, `at_most` so many or fewer, or nothing said. */
VTBENCH(join_new, .allocs = 1) {
    char *joined = join("left", "right");
    VTBENCH_CHECK(joined != NULL && strcmp(joined, "leftright") == 0);
    VTBENCH_DO_NOT_OPTIMIZE(joined); /* clang would leave out a block that nobody looks at */
    free(joined);
}

/* Another way, whose time is divided by that of the first. */
VTBENCH(join_on_stack, .allocs = 0, .compare_with = "join_new") {
    char joined[16];
    (void)snprintf(joined, sizeof joined, "%s%s", "left", "right");
    VTBENCH_DO_NOT_OPTIMIZE(joined);
}

/* Parameters: a case for each value. What is made in set-up is neither timed nor counted. */
static void *make_text(const vtbench_t *vtbench) {
    return calloc((size_t)vtbench->value + 1, 1);
}

VTBENCH(join_long, .params = "length=8,64,512", .at_most = 1, .set_up = make_text,
        .tear_down = free) {
    char *text = vtbench->state;
    memset(text, 'x', (size_t)vtbench->value);
    char *joined = join(text, text);
    VTBENCH_DO_NOT_OPTIMIZE(joined);
    free(joined);
}
