/* replay.c - gives files to a fuzz target without a fuzzer: the seeds, and what a fuzzer found,
 * with any compiler. */
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "read_file.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int main(int argc, char **argv) {
    for (int i = 1; i < argc; i++) {
        size_t size;
        char *bytes = bench_read_whole(argv[i], &size);
        if (bytes == NULL) {
            perror(argv[i]);
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
