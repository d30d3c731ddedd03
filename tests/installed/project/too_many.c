/* Breaks its budget. */
#include <vtbench.h>

#include <stdlib.h>

VTBENCH(two_blocks, .at_most = 1) {
    void *first = malloc(1);
    void *second = malloc(1);
    VTBENCH_DO_NOT_OPTIMIZE(first);
    VTBENCH_DO_NOT_OPTIMIZE(second);
    free(first);
    free(second);
}
