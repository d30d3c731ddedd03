/*
 * Plays a Google Benchmark that is linked into its program: it has the function by which that is
 * known, and does what its flags and its variable ask for. The first argument may say otherwise.
 */
#include <regex.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void start_keep_running(void) __asm__("_ZN9benchmark5State16StartKeepRunningEv");
void start_keep_running(void) {}

static void *volatile kept;

static void allocate(uint64_t count) {
    for (uint64_t i = 0; i < count; i++) {
        kept = malloc(100);
        free(kept);
    }
}

static void two(uint64_t iterations) {
    allocate(5); /* its set-up */
    allocate(2 * iterations);
}

static void none(uint64_t iterations) {
    allocate(5);
    (void)iterations;
}

static void grows(uint64_t iterations) {
    for (; iterations > 0; iterations /= 2) {
        allocate(1);
    }
}

static const struct {
    const char *name;
    void (*run)(uint64_t iterations);
    uint64_t fixed; /* its iterations, whatever is asked for; 0: what is asked for */
} BENCHMARKS[] = {
    {"two<int (*)[3]>/8|a+b", two, 0},
    {"two", two, 0},
    {"not_two", two, 0},
    {"none", none, 0},
    {"grows", grows, 0},
    {"fixed/iterations:50", two, 50},
};

/* What the last of these flags says; "" where there is none. */
static const char *flag(int argc, char **argv, const char *name) {
    const char *value = "";
    for (int i = 1; i < argc; i++) {
        if (strncmp(argv[i], name, strlen(name)) == 0) {
            value = argv[i] + strlen(name);
        }
    }
    return value;
}

static void run_one(const char *name, void (*body)(uint64_t iterations), uint64_t iterations) {
    const char *path = getenv("BENCHMARK_OUT");
    FILE *out = path != NULL ? fopen(path, "w") : NULL;
    body(iterations);
    if (out != NULL) {
        (void)fprintf(out, "{\"benchmarks\":[{\"name\":\"%s\",\"iterations\":%ju}]}", name,
                      (uintmax_t)iterations);
        (void)fclose(out);
    }
}

int main(int argc, char **argv) {
    const char *first = argc > 1 ? argv[1] : "";
    const char *last = argv[argc - 1];
    uint64_t iterations = strtoul(flag(argc, argv, "--benchmark_min_time="), NULL, 10);
    bool lists = strcmp(last, "--benchmark_list_tests=true") == 0;
    regex_t filter;
    if (strcmp(last, "--help") == 0) {
        (void)puts(strcmp(first, "old") == 0 ? "--benchmark_min_time=<float>"
                                             : "--benchmark_min_time=`<integer>x` OR `<float>s`");
        return 0;
    }
    if (regcomp(&filter, flag(argc, argv, "--benchmark_filter="), REG_EXTENDED | REG_NOSUB) != 0) {
        return 1;
    }
    for (size_t i = 0; i < sizeof BENCHMARKS / sizeof BENCHMARKS[0]; i++) {
        const char *name = BENCHMARKS[i].name;
        if (strcmp(first, "empty") == 0 || regexec(&filter, name, 0, NULL, 0) != 0) {
            continue;
        }
        if (lists) {
            (void)puts(name);
        } else {
            run_one(name, BENCHMARKS[i].run,
                    BENCHMARKS[i].fixed != 0 ? BENCHMARKS[i].fixed : iterations);
        }
    }
    regfree(&filter);
    return 0;
}
