/* A test with expectations. With an argument, the last one does not hold. */
#include <vtbench_expect.h>

#include <stdlib.h>

static void *volatile kept;

void make(size_t size);

__attribute__((noinline)) void make(size_t size) {
    kept = malloc(size);
    free(kept);
}

static void make_two(void) {
    VTBENCH_EXPECT_ALLOCS(1, make(8));
    make(9);
}

int main(int argc, char **argv) {
    (void)argv;
    VTBENCH_EXPECT_ALLOCS(0, kept = NULL);
    VTBENCH_EXPECT_ALLOCS(1, make(7));
    VTBENCH_EXPECT_ALLOCS_AT_MOST(3, make_two());
    VTBENCH_EXPECT_ALLOCS(argc > 1 ? 1 : 2, make_two());
    return 0;
}
