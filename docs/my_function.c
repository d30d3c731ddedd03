/* Two ways to copy a word, and what each may allocate: my_function.md. */
#include <vtbench.h>

#include <stdlib.h>
#include <string.h>

VTBENCH(copy, .allocs = 1) {
    char *word = malloc(sizeof "allocation");
    VTBENCH_CHECK(word != NULL && memcpy(word, "allocation", sizeof "allocation") == word);
    VTBENCH_DO_NOT_OPTIMIZE(word);
    free(word);
}

VTBENCH(copy_to_stack, .compare_with = "copy", .allocs = 0) {
    char word[16];
    memcpy(word, "allocation", sizeof "allocation");
    VTBENCH_DO_NOT_OPTIMIZE(word);
}
