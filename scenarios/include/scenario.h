/*
 * scenario.h - a scenario: a question, and who answers it.
 *
 * A scenario is a question ("what does completing synchronously cost?"). A contender is who answers
 * (`value_task`). A parameter is the knob (`percent=90`). A case is one of each, with its
 * allocation budget. Each scenario is one file that defines one `scenario_t`; catalogue.c lists
 * them all.
 *
 * All contenders of a case do the same work and check the same result.
 *
 * A case is set up once, run any number of times, torn down once, by one thread. Threads that it
 * needs are started in set-up, so that running creates none.
 */
#ifndef SCENARIO_H
#define SCENARIO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct scenario_case scenario_case_t;

/* A case while it is set up. The scenario's own state begins with this. */
typedef struct scenario_run {
    const scenario_case_t *definition;
    uint64_t operations;  /* run so far */
    uint64_t synchronous; /* of these, completed synchronously; kept only where has_share is set */
    uint64_t wrong;       /* results that were not what they had to be; must stay 0 */
} scenario_run_t;

/* What a case may allocate per operation. */
typedef enum scenario_budget_kind {
    SCENARIO_ALLOCS, /* exactly num / den per operation */
    SCENARIO_MISSES, /* exactly one for each operation that does not complete synchronously */
} scenario_budget_kind_t;

typedef struct scenario_budget {
    scenario_budget_kind_t kind;
    uint32_t num, den;
} scenario_budget_t;

struct scenario_case {
    const char *contender;
    const char *params; /* "key=value" joined by ';', "" where there is none */
    scenario_budget_t budget;
    bool kernel_timed; /* counts depend on the kernel's timing: kept out of the exact reference */
    bool has_share;    /* scenario_run_t.synchronous is kept */
    bool batches_only; /* one operation alone is not as one of many (it starts a thread, or many are
                          under way at once): no percentiles of single operations */
    uint64_t period;   /* counts are exact over multiples of this many operations; >= 1 */
    uint64_t batch; /* a timed slice holds whole batches of so many operations; 0: whole periods */
    uint64_t count_operations; /* a good N for the counting pass: milliseconds, not seconds */

    /* Sets up; NULL: it could not be (errno says why). `seed` drives every random choice. */
    scenario_run_t *(*setup)(const scenario_case_t *self, uint64_t seed);
    /* Runs `operations` operations to their end. */
    void (*run)(scenario_run_t *run, uint64_t operations);
    /* Ends it. Accepts NULL. */
    void (*teardown)(scenario_run_t *run);

    /* For the scenario's own use. */
    int variant;
    int argument[2];
};

typedef struct scenario {
    const char *name;
    const char *question; /* one sentence */
    const scenario_case_t *cases;
    size_t case_count;
    bool open_loop; /* operations can be due on a schedule: `vtbench run --open-loop` */
} scenario_t;

/*
 * A plugin is a shared object that exports its scenarios under one name. To put a function of your
 * own into the harness, write a scenario and end its file with SCENARIO_PLUGIN(&my_scenario); build
 * it as a shared object with -fPIC; run it with `vtbench run --plugin ./my_scenario.so`.
 */
#define SCENARIO_PLUGIN_SYMBOL "scenario_plugin"
#define SCENARIO_PLUGIN(...)                                                                 \
    __attribute__((visibility("default"))) extern const scenario_t *const scenario_plugin[]; \
    const scenario_t *const scenario_plugin[] = {__VA_ARGS__, NULL};

#define SCENARIO_BUDGET(n, d) \
    { SCENARIO_ALLOCS, (n), (d) }
#define SCENARIO_BUDGET_MISSES \
    { SCENARIO_MISSES, 0, 1 }

#endif
