/* replay.c - runs a fuzz target on files, without a fuzzer and with any compiler: on the seeds, and
 * on inputs that a fuzzer found. */
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "store/whole_file.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int main(int argc, char **argv) {
    for (int i = 1; i < argc; i++) {
        size_t size;
        bench_problem_t problem;
        char *bytes = bench_read_whole(argv[i], "a seed", &size, &problem);
        if (bytes == NULL) {
            fprintf(stderr, "%s\n", problem.text);
            return 1;
        }
        (void)LLVMFuzzerTestOneInput((const uint8_t *)bytes, size);
        free(bytes);
    }
    if (argc == 1) {
        fputs("usage: report_replay FILE...\n", stderr);
        return 2;
    }
    return 0;
}
