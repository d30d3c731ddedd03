/*
 * scenario.h - a scenario: a question, and the contenders that answer it.
 *
 * A scenario is a question ("what does completing synchronously cost?"). A contender is one answer
 * (`value_task`). A parameter is a setting (`percent=90`). A case is one of each, with its
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
    uint64_t wrong;       /* wrong results; must stay 0 */
} scenario_run_t;

/* What a case may allocate per operation. */
typedef enum scenario_budget_kind {
    SCENARIO_ALLOCS,    /* exactly num / den per operation */
    SCENARIO_MISSES,    /* exactly one for each operation that does not complete synchronously */
    SCENARIO_NO_BUDGET, /* nothing is promised */
    SCENARIO_AT_MOST,   /* num / den per operation or fewer */
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
    bool batches_only; /* one operation alone differs from one of many (it starts a thread, or many
                          are under way at once): no percentiles of single operations */
    bool spins;        /* two of its threads poll for each other: on one core, where they would take
                          turns of milliseconds, it is not measured */
    uint64_t period;   /* counts are exact over multiples of this many operations; >= 1 */
    uint64_t batch; /* a timed slice holds whole batches of so many operations; 0: whole periods */
    uint64_t count_operations; /* a good N for the counting pass: milliseconds, not seconds */

    /* Sets up. NULL, with errno set, on failure. `seed` drives every random choice: all processes
     * that count have the same, and each that times another one, for all contenders of a group. */
    scenario_run_t *(*setup)(const scenario_case_t *self, uint64_t seed);
    /* Runs `operations` operations to their end. */
    void (*run)(scenario_run_t *run, uint64_t operations);
    /* Ends it. Accepts NULL. */
    void (*teardown)(scenario_run_t *run);

    /* For the scenario's own use. */
    int variant;
    int argument[2];

    bool on_one_core; /* its counts depend on which core its thread runs on: counted on one */
    bool resident;    /* the resident memory is measured that a batch of its operations takes, with
                         what set-up makes for them */
};

/* ---- optional: for people who read the numbers. Each list ends with an empty entry. ---- */

/* How a contender is shown. Of two entries with one name the first counts. */
typedef struct scenario_contender {
    const char *name;          /* as in the cases */
    const char *label;         /* for people: "value task, pooled"; NULL: the name */
    const char *colour;        /* "#0072B2"; NULL: the next free one */
    unsigned symbol;           /* gnuplot's point type; 0: the next free one */
    bool aside;                /* no answer to the question, but a measure for those: no sentence is
                                  about it */
    const char *about;         /* what it is, one sentence */
    const char *compared_with; /* contender of the same question that its time is divided by; NULL:
                                  task; "": none */
} scenario_contender_t;

/* What people call things, for sentences about them. */
typedef struct scenario_words {
    const char *name;  /* of a scenario ("fault"), of a setting with its value ("fault;when=sync"),
                          of a parameter, behind a number ("hit_ratio;percent"), or of one operation
                          ("skynet;") */
    const char *words; /* "fails", "fails synchronously", "% hits", "leaf" */
} scenario_words_t;

/* Which frame of an allocation's stack of calls a function is looked for in. The rules are tried in
 * this order. */
typedef enum scenario_maker_rule {
    SCENARIO_ANYWHERE, /* all frames: for a function that has others make its blocks */
    SCENARIO_NEAREST,  /* all frames; of several matches the one nearest to the allocation */
    SCENARIO_DIRECT,   /* the frame that called the allocator, and no other */
} scenario_maker_rule_t;

/* What a block is for, known by a function that is on the stack when it is allocated. A block that
 * no entry knows was made by the "workload". */
typedef struct scenario_maker {
    const char *function; /* its name, or a shell pattern over names */
    const char *made_by;  /* "box of a suspended method", ... */
    scenario_maker_rule_t rule;
} scenario_maker_t;

/* A case of any scenario, by name. */
typedef struct scenario_key {
    const char *scenario, *contender, *params;
} scenario_key_t;

typedef struct scenario_term {
    scenario_key_t key; /* all NULL: none */
    double times;
} scenario_term_t;

#define SCENARIO_FLOOR_TERMS 2

/* A case as a multiple of its floor: a sum of other cases, which it cannot do without. */
typedef struct scenario_floor {
    const char *path;  /* the case, in words */
    const char *floor; /* the sum, in words */
    scenario_key_t of;
    scenario_term_t terms[SCENARIO_FLOOR_TERMS];
    double aim; /* the multiple that is to be reached */
} scenario_floor_t;

/* A benchmark of another suite that does what a case does. */
typedef struct scenario_counterpart {
    const char *original; /* its full name there */
    scenario_key_t of;    /* the case */
} scenario_counterpart_t;

/* ---- the scenario ---- */

typedef struct scenario {
    const char *name;
    const char *question; /* one sentence */
    const scenario_case_t *cases;
    size_t case_count;
    bool open_loop; /* operations can be due on a schedule: `vtbench run --open-loop` */
    /* Optional (NULL): a plugin's own entries. Those of the suite (catalogue.h) follow them. */
    const scenario_contender_t *contenders;
    const scenario_maker_t *makers;
    const scenario_floor_t *floors;
    const scenario_words_t *words;
    /* Optional too; the suite's do not follow. */
    const scenario_counterpart_t *counterparts;
} scenario_t;

/*
 * A plugin is a shared object that exports its scenarios under one name. To put a function of your
 * own into the harness in a few lines, take vtbench.h, which makes the scenario. Or write one and
 * end its file with SCENARIO_PLUGIN(&my_scenario); build it as a shared object with -fPIC; run it
 * with `vtbench run --plugin ./my_scenario.so`.
 */
/* The number changes whenever scenario_t or scenario_case_t do: a plugin that was built with others
 * is refused. */
#define SCENARIO_PLUGIN_LIST    scenario_plugin_6
#define SCENARIO_PLUGIN_SYMBOL  SCENARIO__TEXT(SCENARIO_PLUGIN_LIST)
#define SCENARIO__TEXT(name)    SCENARIO__TEXT_OF(name)
#define SCENARIO__TEXT_OF(name) #name
#define SCENARIO_PLUGIN(...)                                                                      \
    __attribute__((visibility("default"))) extern const scenario_t *const SCENARIO_PLUGIN_LIST[]; \
    const scenario_t *const SCENARIO_PLUGIN_LIST[] = {__VA_ARGS__, NULL};

#define SCENARIO_BUDGET(n, d) \
    { SCENARIO_ALLOCS, (n), (d) }
#define SCENARIO_BUDGET_AT_MOST(n, d) \
    { SCENARIO_AT_MOST, (n), (d) }
#define SCENARIO_BUDGET_MISSES \
    { SCENARIO_MISSES, 0, 1 }

#endif
