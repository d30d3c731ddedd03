/* A program whose loops are marked: two allocations an operation, and one that is made once. */
#include <stdlib.h>
#include <string.h>

#include <vtbench_markers.h>

static void operate(void) {
    void *volatile block = malloc(10);
    free(block);
    block = malloc(30);
    free(block);
}

/* The loop, three times with other numbers of operations; the first one fills a cache. */
static void run_loop(void) {
    static void *volatile cache;
    for (uint64_t operations = 100; operations <= 300; operations += 100) {
        vtbench_count_begin("operate");
        if (cache == NULL) {
            cache = malloc(1000);
        }
        for (uint64_t i = 0; i < operations; i++) {
            operate();
        }
        void *volatile once = malloc(50);
        free(once);
        vtbench_count_end("operate", operations);
    }
    free(cache);
}

static void run_uneven_loop(void) {
    for (uint64_t operations = 1; operations <= 4; operations++) {
        vtbench_count_begin("uneven");
        for (uint64_t i = 0; i < operations * operations; i++) {
            operate();
        }
        vtbench_count_end("uneven", operations);
    }
}

static void run_nested_loops(void) {
    vtbench_count_begin("outer");
    vtbench_count_begin("inner");
    operate();
    vtbench_count_end("inner", 1);
    vtbench_count_end("outer", 1);
}

int main(int argc, char **argv) {
    void *volatile before = malloc(5000);
    run_loop();
    if (argc > 1 && strcmp(argv[1], "uneven") == 0) {
        run_uneven_loop();
    }
    if (argc > 1 && strcmp(argv[1], "nested") == 0) {
        run_nested_loops();
    }
    free(before);
    return 0;
}
