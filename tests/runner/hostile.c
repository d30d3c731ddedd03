/* A plugin whose cases do forbidden things to their process. */
#include <stdlib.h>
#include <unistd.h>

#include "scenario.h"

static scenario_run_t *setup(const scenario_case_t *self, uint64_t seed) {
    scenario_run_t *run = calloc(1, sizeof *run);
    (void)seed;
    if (run != NULL) {
        run->definition = self;
    }
    return run;
}

static scenario_run_t *setup_nothing(const scenario_case_t *self, uint64_t seed) {
    (void)self;
    (void)seed;
    return NULL;
}

static void run_well(scenario_run_t *run, uint64_t operations) {
    run->operations += operations;
}

static void run_exit(scenario_run_t *run, uint64_t operations) {
    (void)run;
    (void)operations;
    exit(0);
}

static void run_abort(scenario_run_t *run, uint64_t operations) {
    (void)run;
    (void)operations;
    abort();
}

/* Leaves a child process that holds all descriptors except the standard ones, and crashes. */
static void run_orphan(scenario_run_t *run, uint64_t operations) {
    if (fork() == 0) {
        close(STDOUT_FILENO);
        close(STDERR_FILENO);
        sleep(20);
        _exit(0);
    }
    run_abort(run, operations);
}

static void run_wrong(scenario_run_t *run, uint64_t operations) {
    run->operations += operations;
    run->wrong += 7;
}

static void run_lazy(scenario_run_t *run, uint64_t operations) {
    run->operations += operations - 1;
}

static void teardown(scenario_run_t *run) {
    free(run);
}

#define CASE(contender_, setup_, run_)                                                         \
    {                                                                                          \
        .contender = (contender_), .params = "", .budget = SCENARIO_BUDGET(0, 1), .period = 1, \
        .count_operations = 10, .setup = (setup_), .run = (run_), .teardown = teardown         \
    }

static const scenario_case_t cases[] = {
    CASE("well", setup, run_well),
    CASE("exits", setup, run_exit),
    CASE("aborts", setup, run_abort),
    CASE("orphan", setup, run_orphan),
    CASE("wrong", setup, run_wrong),
    CASE("lazy", setup, run_lazy),
    CASE("nothing", setup_nothing, run_well),
};

static const scenario_t hostile = {
    .name = "hostile", .question = "What if?", .cases = cases, .case_count = 7};

/* What happens while the plugin is loaded. */
__attribute__((constructor)) static void begin(void) {
    const char *what = getenv("HOSTILE_CONSTRUCTOR");
    if (what != NULL && what[0] == 'e') {
        exit(3);
    }
    if (what != NULL && what[0] == 'p' && write(STDOUT_FILENO, "loaded\n", 7) != 7) {
        abort();
    }
}

SCENARIO_PLUGIN(&hostile)
