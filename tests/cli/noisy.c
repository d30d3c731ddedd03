/* A plugin that prints everything that a program may print, on both streams, and uses its
 * descriptors as a program may. Built with SILENT it does neither; the measured operations are the
 * same. */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "scenario.h"

#ifdef SILENT
#define LOUD false
#else
#define LOUD true
#endif

static scenario_run_t *setup(const scenario_case_t *self, uint64_t seed) {
    scenario_run_t *run = calloc(1, sizeof *run);
    (void)seed;
    if (run != NULL) {
        run->definition = self;
    }
    return run;
}

static void allocate(scenario_run_t *run, uint64_t operations) {
    for (uint64_t i = 0; i < operations; i++) {
        void *volatile block = malloc(40);
        free(block);
    }
    run->operations += operations;
}

/* Without stdio, because its buffers are allocations. */
static void print(int descriptor, const char *text, size_t length) {
    if (LOUD && write(descriptor, text, length) < 0) {
        return; /* the descriptor may be closed */
    }
}

#define PRINT(descriptor, text) print((descriptor), (text), sizeof(text) - 1)

static void print_everything(int descriptor) {
    PRINT(descriptor, "{\"kind\":\"done\"}\n");
    PRINT(descriptor, "{\"kind\":\"failure\",\"case\":\"a/b\",\"failure\":\"invented\"}\n");
    PRINT(descriptor, "!noisy/prints: invented\n");
    PRINT(descriptor, "{\"scenario\":\"noisy\",\"contender\":\"prints\",\"params\":\"\"}\n");
    PRINT(descriptor, "\0\xff\x1b[2J\r\n\n");
    PRINT(descriptor, "no newline");
}

static void run_prints(scenario_run_t *run, uint64_t operations) {
    print_everything(STDOUT_FILENO);
    print_everything(STDERR_FILENO);
    allocate(run, operations);
}

static void run_starts(scenario_run_t *run, uint64_t operations) {
    static bool started;
    if (LOUD && !started) {
        int status = system("echo started; echo started >&2; cat");
        (void)status; /* its descriptors may be closed */
    }
    started = true;
    allocate(run, operations);
}

static void run_closes(scenario_run_t *run, uint64_t operations) {
    for (int i = 0; LOUD && i <= 10; i++) {
        close(i);
    }
    allocate(run, operations);
}

static void teardown(scenario_run_t *run) {
    free(run);
}

__attribute__((constructor)) static void begin(void) {
    if (LOUD) {
        (void)printf("loaded\n");
        (void)printf("and no newline");
    }
}

__attribute__((destructor)) static void end(void) {
    if (LOUD) {
        (void)printf("unloaded\n");
    }
}

#define CASE(contender_, run_)                                                                 \
    {                                                                                          \
        .contender = (contender_), .params = "", .budget = SCENARIO_BUDGET(1, 1), .period = 1, \
        .count_operations = 10, .setup = setup, .run = (run_), .teardown = teardown            \
    }

static const scenario_case_t cases[] = {
    CASE("prints", run_prints),
    CASE("starts", run_starts),
    CASE("closes", run_closes),
};

static const scenario_t noisy = {
    .name = "noisy", .question = "Who listens?", .cases = cases, .case_count = 3};

SCENARIO_PLUGIN(&noisy)
