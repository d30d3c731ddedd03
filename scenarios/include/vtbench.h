/*
 * vtbench.h - a benchmark in a few lines: what one operation is, and what it may allocate.
 *
 *     #include <vtbench.h>
 *
 *     VTBENCH(split_line, .allocs = 4) {
 *         char **words = split("a b c");
 *         free_words(words);
 *     }
 *
 *     VTBENCH(split_line_arena, .compare_with = "split_line", .at_most = 1) {
 *         ...
 *     }
 *
 *     cc -O2 -g -shared -fPIC $(pkg-config --cflags vtbench) my_split.c -o my_split.so
 *     vtbench check --plugin ./my_split.so
 *     vtbench run --plugin ./my_split.so
 *
 * The braces hold one operation; vtbench runs it as often as it needs. All operations of a file
 * answer one question and are compared with each other: they are the contenders of a scenario
 * (scenario.h), which has the file's name. `vtbench new FILE.c` writes such a file.
 *
 * C11 and C++17, gcc and clang, nothing but libc. The file becomes a plugin as scenario.h describes
 * it; several files may be linked into one. An object that is made when the plugin is loaded (a
 * parameter's list) stays until the process ends.
 */
#ifndef VTBENCH_H
#define VTBENCH_H

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "scenario.h"

#define VTBENCH_PARAMS_MAX 4  /* of one benchmark */
#define VTBENCH_VALUES_MAX 64 /* of one parameter */
#define VTBENCH_FILES_MAX  64 /* in one plugin */

/* ---- what a body sees ---- */

/* A case while it runs; a body knows it as `vtbench`. */
typedef struct vtbench {
    scenario_run_t run; /* `run.synchronous` may be counted by the body (has_share in scenario.h) */
    __extension__ union {
        int64_t value;                      /* of the first parameter */
        int64_t values[VTBENCH_PARAMS_MAX]; /* of each; a word counts as its place in the list */
    };
    const char *texts[VTBENCH_PARAMS_MAX]; /* the same as they were written */
    void *state;                           /* what `set_up` gave */
    uint64_t seed;                         /* for every random choice */
    unsigned thread;                       /* 0, 1, ... of `threads` */
} vtbench_t;

/* Keeps the compiler from leaving out what was computed. */
#define VTBENCH_DO_NOT_OPTIMIZE(value) __asm__ volatile("" : : "r,m"(value) : "memory")

/* A result that must hold; where it does not, the case is reported as wrong and has no numbers. */
#define VTBENCH_CHECK(condition) ((condition) ? (void)0 : (void)vtbench->run.wrong++)

/* ---- what can be said of a benchmark: VTBENCH(name, .option = value, ...), in any order ---- */

typedef struct vtbench_options {
    /* Parameters, each with a list or a range: one case for each combination of values.
     * "words=1,10,100", "size=8..4096*2" (8, 16, 32, ...), "percent=0..100+25", "n=1..4",
     * "order=fifo,random;size=1,2". */
    const char *params;

    /* What an operation may allocate: exactly so many blocks (`allocs`), or so many or fewer
     * (`at_most`). Fractions are written as such: 1.0 / 3. Neither: nothing is promised. */
    double allocs;
    double at_most;

    /* The benchmark of the same file that times are divided by and judged against. NULL: none.
     * It belongs to the name: of two benchmarks of one name, in two files, the first one's counts.
     */
    const char *compare_with;

    /* How many operations one execution of the body does; 0: one. */
    uint64_t operations;

    /* How many threads execute the body at the same time, each with a vtbench_t of its own and one
     * state; 0: the calling one. They are started in set-up; time is that of all operations over
     * their number. */
    unsigned threads;

    /* Makes what the bodies of a case need, which is not measured. NULL, with errno set, fails. */
    void *(*set_up)(const vtbench_t *vtbench);
    /* Ends it. `free`, for example. */
    void (*tear_down)(void *state);

    /* Everything else that scenario.h says of cases and contenders: `.definition.kernel_timed =
     * true`, `.definition.count_operations = 10` (slow operations; default 1000),
     * `.contender.label = "split, arena"`. */
    scenario_case_t definition;
    scenario_contender_t contender;
    /* Called for each case before it is used: what differs by value, its budget for one. */
    void (*adjust)(const vtbench_t *vtbench, scenario_case_t *definition);
} vtbench_options_t;

/* A benchmark; its body, in braces, follows. The functions that allocate are reported below
 * NAME_operations. */
#define VTBENCH(...)                                \
    VTBENCH__DEFINE(VTBENCH__FIRST(__VA_ARGS__, 0), \
                    VTBENCH__SETTINGS((*vtbench__options), __VA_ARGS__))

/* Optional, once in a file: the name of its scenario, and what scenario.h has of one besides cases
 * and contenders. VTBENCH_SCENARIO(split, .question = "What does it cost to split a line?") */
#define VTBENCH_SCENARIO(...)                         \
    VTBENCH__DESCRIBE(VTBENCH__FIRST(__VA_ARGS__, 0), \
                      VTBENCH__SETTINGS((*vtbench__scenario), __VA_ARGS__))

/* Adds a scenario_t that was written by hand to the same plugin. */
#define VTBENCH_ADD(scenario)                                             \
    __attribute__((constructor)) static void vtbench__add_by_hand(void) { \
        vtbench__list(scenario);                                          \
    }

/*
 * ---- how it is made ----
 *
 * Each VTBENCH is a constructor of the plugin: when the loader comes back, the list that it looks
 * for is filled. An option is an assignment, so that C and C++ take the same ones, in any order.
 */

#define VTBENCH__FIRST(first, ...) first

#define VTBENCH__COUNT(...) \
    VTBENCH__COUNT_(__VA_ARGS__, 16, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0, 0)
#define VTBENCH__COUNT_(a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, count, ...) count
#define VTBENCH__JOIN(a, b)                                                         VTBENCH__JOIN_(a, b)
#define VTBENCH__JOIN_(a, b)                                                        a##b

#define VTBENCH__SETTINGS(to, ...) \
    VTBENCH__JOIN(VTBENCH__SET_, VTBENCH__COUNT(__VA_ARGS__))(to, __VA_ARGS__)
/* clang-format off */
#define VTBENCH__SET_1(to, name)
#define VTBENCH__SET_2(to, name, option) to option;
#define VTBENCH__SET_3(to, name, option, ...) to option; VTBENCH__SET_2(to, name, __VA_ARGS__)
#define VTBENCH__SET_4(to, name, option, ...) to option; VTBENCH__SET_3(to, name, __VA_ARGS__)
#define VTBENCH__SET_5(to, name, option, ...) to option; VTBENCH__SET_4(to, name, __VA_ARGS__)
#define VTBENCH__SET_6(to, name, option, ...) to option; VTBENCH__SET_5(to, name, __VA_ARGS__)
#define VTBENCH__SET_7(to, name, option, ...) to option; VTBENCH__SET_6(to, name, __VA_ARGS__)
#define VTBENCH__SET_8(to, name, option, ...) to option; VTBENCH__SET_7(to, name, __VA_ARGS__)
#define VTBENCH__SET_9(to, name, option, ...) to option; VTBENCH__SET_8(to, name, __VA_ARGS__)
#define VTBENCH__SET_10(to, name, option, ...) to option; VTBENCH__SET_9(to, name, __VA_ARGS__)
#define VTBENCH__SET_11(to, name, option, ...) to option; VTBENCH__SET_10(to, name, __VA_ARGS__)
#define VTBENCH__SET_12(to, name, option, ...) to option; VTBENCH__SET_11(to, name, __VA_ARGS__)
#define VTBENCH__SET_13(to, name, option, ...) to option; VTBENCH__SET_12(to, name, __VA_ARGS__)
#define VTBENCH__SET_14(to, name, option, ...) to option; VTBENCH__SET_13(to, name, __VA_ARGS__)
#define VTBENCH__SET_15(to, name, option, ...) to option; VTBENCH__SET_14(to, name, __VA_ARGS__)
#define VTBENCH__SET_16(to, name, option, ...) to option; VTBENCH__SET_15(to, name, __VA_ARGS__)
/* clang-format on */

/* The body is inlined into its loop. No operation reads from a register what another one wrote to
 * memory, and none is moved out of the loop. */
#define VTBENCH__DEFINE(name_, ...)                                                                \
    __attribute__((always_inline)) static inline void VTBENCH__JOIN(name_, _operation)(vtbench_t * \
                                                                                       vtbench);   \
    static void VTBENCH__JOIN(name_, _operations)(vtbench_t * vtbench, uint64_t executions) {      \
        for (uint64_t i = 0; i < executions; i++) {                                                \
            VTBENCH__JOIN(name_, _operation)(vtbench);                                             \
            __asm__ volatile("" : : : "memory");                                                   \
        }                                                                                          \
    }                                                                                              \
    __attribute__((constructor)) static void VTBENCH__JOIN(vtbench__add_, name_)(void) {           \
        vtbench_options_t *vtbench__options = vtbench__options_create(VTBENCH__TEXT(name_));       \
        __VA_ARGS__                                                                                \
        vtbench__add(vtbench__options, VTBENCH__JOIN(name_, _operations));                         \
    }                                                                                              \
    static inline void VTBENCH__JOIN(name_, _operation)(vtbench_t * vtbench __attribute__((unused)))

#define VTBENCH__DESCRIBE(name_, ...)                                    \
    __attribute__((constructor)) static void vtbench__describe(void) {   \
        scenario_t *vtbench__scenario = &vtbench__this_file()->scenario; \
        vtbench__scenario->name = VTBENCH__TEXT(name_);                  \
        __VA_ARGS__                                                      \
    }

#define VTBENCH__TEXT(name)  VTBENCH__TEXT_(name)
#define VTBENCH__TEXT_(name) #name

#ifdef __cplusplus
#define VTBENCH__AS(type, value) (reinterpret_cast<type>(value))
#define VTBENCH__TO(type, value) (static_cast<type>(value))
extern "C" {
#else
#define VTBENCH__AS(type, value) ((type)(value)) /* of pointers */
#define VTBENCH__TO(type, value) ((type)(value)) /* of numbers */
#endif
/* The plugin's list, one for all its files. */
__attribute__((weak, visibility("default")))
const scenario_t *SCENARIO_PLUGIN_LIST[VTBENCH_FILES_MAX + 1];
#ifdef __cplusplus
}
#endif

typedef void vtbench__loop_t(vtbench_t *vtbench, uint64_t executions);

/* The values of a parameter. */
typedef struct vtbench__param {
    char key[32];
    size_t count;
    int64_t values[VTBENCH_VALUES_MAX];
    char texts[VTBENCH_VALUES_MAX][24];
} vtbench__param_t;

/* A benchmark. */
typedef struct vtbench__entry {
    vtbench_options_t options; /* first */
    vtbench__loop_t *loop;
    size_t param_count;
    vtbench__param_t params[VTBENCH_PARAMS_MAX];
} vtbench__entry_t;

/* What a case has beside its scenario_case_t. */
typedef struct vtbench__case {
    const vtbench__entry_t *entry;
    size_t places[VTBENCH_PARAMS_MAX]; /* of its values */
} vtbench__case_t;

/* The benchmarks of a file. */
typedef struct vtbench__file {
    scenario_t scenario;
    char name[64];
    size_t contender_count;
    scenario_contender_t *contenders;
    scenario_case_t *definitions;
    vtbench__case_t *cases;
} vtbench__file_t;

/* ---- lists that grow while the plugin is loaded ---- */

static inline void *vtbench__resize(void *block, size_t count, size_t size) {
    void *resized = realloc(block, count * size);
    if (resized == NULL) {
        (void)fputs("vtbench.h: out of memory\n", stderr);
        abort();
    }
    return resized;
}

static inline void vtbench__list(const scenario_t *scenario) {
    size_t count = 0;
    while (SCENARIO_PLUGIN_LIST[count] != NULL) {
        if (SCENARIO_PLUGIN_LIST[count++] == scenario) {
            return;
        }
    }
    if (count == VTBENCH_FILES_MAX) {
        (void)fputs("vtbench.h: a plugin has room for 64 files with benchmarks\n", stderr);
        abort();
    }
    SCENARIO_PLUGIN_LIST[count] = scenario;
}

/* "src/my-split.c" is "my_split". */
static inline void vtbench__name_file(char *name, size_t size, const char *path) {
    const char *slash = strrchr(path, '/');
    const char *from = slash != NULL ? slash + 1 : path;
    size_t length = strcspn(from, ".");
    size_t used = 0;
    for (; used < length && used + 1 < size; used++) {
        bool plain = strchr("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789",
                            from[used]) != NULL;
        name[used] = (char)(plain ? from[used] : '_');
    }
    name[used] = '\0';
}

/* That of the file which includes this. */
static inline vtbench__file_t *vtbench__this_file(void) {
    static vtbench__file_t file;
    if (file.name[0] == '\0') {
        vtbench__name_file(file.name, sizeof file.name, __BASE_FILE__);
        file.scenario.name = file.name;
        file.scenario.question = "What does each of these cost?";
        vtbench__list(&file.scenario);
    }
    return &file;
}

/* ---- parameters ---- */

/* False: there are too many. */
static inline bool vtbench__add_value(vtbench__param_t *param, const char *text, size_t length) {
    size_t place = param->count;
    char *end;
    if (place == VTBENCH_VALUES_MAX || length == 0 || length >= sizeof param->texts[0]) {
        return false;
    }
    memcpy(param->texts[place], text, length);
    param->texts[place][length] = '\0';
    param->values[place] = strtoll(param->texts[place], &end, 10);
    if (*end != '\0') {
        param->values[place] = VTBENCH__TO(int64_t, place);
    }
    param->count++;
    return true;
}

static inline bool vtbench__add_range(vtbench__param_t *param, long long first, long long last,
                                      char step, long long by) {
    char text[24];
    bool grows = step == '*' ? by > 1 && first > 0 : by > 0;
    bool good = grows && first <= last;
    for (long long value = first; good && value <= last;) {
        int length = snprintf(text, sizeof text, "%lld", value);
        good = vtbench__add_value(param, text, VTBENCH__TO(size_t, length));
        bool over = step == '*' ? value > last / by : value > last - by;
        if (over) {
            break;
        }
        value = step == '*' ? value * by : value + by;
    }
    return good;
}

/* "1,10,100", or "8..4096*2". */
static inline bool vtbench__read_values(vtbench__param_t *param, const char *text, size_t length) {
    char copy[256];
    long long first;
    long long last;
    long long by = 1;
    char step = '+';
    int size = 0;
    if (length >= sizeof copy) {
        return false;
    }
    memcpy(copy, text, length);
    copy[length] = '\0';
    if (strstr(copy, "..") != NULL) {
        int read =
            sscanf(copy, "%20lld..%20lld%n%c%20lld%n", &first, &last, &size, &step, &by, &size);
        return (read == 2 || read == 4) && copy[size] == '\0' && (step == '+' || step == '*') &&
               vtbench__add_range(param, first, last, step, by);
    }
    for (const char *at = copy;; at++) {
        size_t item = strcspn(at, ",");
        if (!vtbench__add_value(param, at, item)) {
            return false;
        }
        at += item;
        if (*at == '\0') {
            return true;
        }
    }
}

/* False: the text cannot be understood. */
static inline bool vtbench__read_params(vtbench__entry_t *entry, const char *text) {
    while (text != NULL && *text != '\0') {
        size_t key = strcspn(text, "=;");
        size_t length = strcspn(text, ";");
        vtbench__param_t *param = &entry->params[entry->param_count];
        if (entry->param_count == VTBENCH_PARAMS_MAX || key == 0 || key >= sizeof param->key ||
            text[key] != '=') {
            return false;
        }
        memcpy(param->key, text, key);
        entry->param_count++;
        if (!vtbench__read_values(param, text + key + 1, length - key - 1)) {
            return false;
        }
        text += length + (text[length] == ';' ? 1 : 0);
    }
    return true;
}

/* "words=10;order=fifo" of these values. */
static inline char *vtbench__params_text(const vtbench__case_t *one) {
    const vtbench__entry_t *entry = one->entry;
    char *text = VTBENCH__AS(char *, vtbench__resize(NULL, VTBENCH_PARAMS_MAX, 64));
    char *end = text;
    *end = '\0';
    for (size_t i = 0; i < entry->param_count; i++) {
        end += sprintf(end, "%s%s=%s", i > 0 ? ";" : "", entry->params[i].key,
                       entry->params[i].texts[one->places[i]]);
    }
    return text;
}

/* ---- running ---- */

static inline void vtbench__fill(vtbench_t *vtbench, const vtbench__case_t *one) {
    for (size_t i = 0; i < one->entry->param_count; i++) {
        vtbench->values[i] = one->entry->params[i].values[one->places[i]];
        vtbench->texts[i] = one->entry->params[i].texts[one->places[i]];
    }
}

typedef struct vtbench__crew vtbench__crew_t;

/* A thread that executes bodies. */
typedef struct vtbench__member {
    vtbench_t vtbench;
    vtbench__crew_t *crew;
    pthread_t thread;
} vtbench__member_t;

struct vtbench__crew {
    vtbench_t vtbench; /* first: what the harness has */
    vtbench__loop_t *loop;
    uint64_t operations; /* of one execution, by all threads */
    pthread_mutex_t lock;
    pthread_cond_t changed;
    uint64_t round;      /* grows with each run */
    uint64_t executions; /* of each thread in this round */
    unsigned working;
    bool ends;
    unsigned count; /* 0: the calling thread alone */
    vtbench__member_t *members;
};

static inline void *vtbench__work(void *argument) {
    vtbench__member_t *self = VTBENCH__AS(vtbench__member_t *, argument);
    vtbench__crew_t *crew = self->crew;
    (void)pthread_mutex_lock(&crew->lock);
    for (uint64_t seen = 0; !crew->ends;) {
        if (crew->round == seen) {
            (void)pthread_cond_wait(&crew->changed, &crew->lock);
            continue;
        }
        seen = crew->round;
        (void)pthread_mutex_unlock(&crew->lock);
        crew->loop(&self->vtbench, crew->executions);
        (void)pthread_mutex_lock(&crew->lock);
        crew->working--;
        (void)pthread_cond_broadcast(&crew->changed);
    }
    (void)pthread_mutex_unlock(&crew->lock);
    return NULL;
}

static inline void vtbench__run_threads(vtbench__crew_t *crew, uint64_t executions) {
    (void)pthread_mutex_lock(&crew->lock);
    crew->executions = executions;
    crew->working = crew->count;
    crew->round++;
    (void)pthread_cond_broadcast(&crew->changed);
    while (crew->working > 0) {
        (void)pthread_cond_wait(&crew->changed, &crew->lock);
    }
    (void)pthread_mutex_unlock(&crew->lock);
    crew->vtbench.run.wrong = 0;
    crew->vtbench.run.synchronous = 0;
    for (unsigned i = 0; i < crew->count; i++) {
        crew->vtbench.run.wrong += crew->members[i].vtbench.run.wrong;
        crew->vtbench.run.synchronous += crew->members[i].vtbench.run.synchronous;
    }
}

static inline void vtbench__run(scenario_run_t *run, uint64_t operations) {
    vtbench__crew_t *crew = VTBENCH__AS(vtbench__crew_t *, run);
    if (crew->count > 0) {
        vtbench__run_threads(crew, operations / crew->operations);
    } else {
        crew->loop(&crew->vtbench, operations / crew->operations);
    }
    run->operations += operations;
}

/* ---- setting up ---- */

static inline void vtbench__end_threads(vtbench__crew_t *crew) {
    (void)pthread_mutex_lock(&crew->lock);
    crew->ends = true;
    (void)pthread_cond_broadcast(&crew->changed);
    (void)pthread_mutex_unlock(&crew->lock);
    for (unsigned i = 0; i < crew->count; i++) {
        (void)pthread_join(crew->members[i].thread, NULL);
    }
    free(crew->members);
}

static inline bool vtbench__start_threads(vtbench__crew_t *crew, unsigned count) {
    crew->members = VTBENCH__AS(vtbench__member_t *, calloc(count, sizeof *crew->members));
    for (; crew->members != NULL && crew->count < count; crew->count++) {
        vtbench__member_t *member = &crew->members[crew->count];
        member->crew = crew;
        member->vtbench = crew->vtbench;
        member->vtbench.thread = crew->count;
        if (pthread_create(&member->thread, NULL, vtbench__work, member) != 0) {
            break;
        }
    }
    if (crew->count < count) {
        vtbench__end_threads(crew);
        return false;
    }
    return true;
}

static inline void vtbench__tear_down(scenario_run_t *run) {
    vtbench__crew_t *crew = VTBENCH__AS(vtbench__crew_t *, run);
    if (crew == NULL) {
        return;
    }
    const vtbench__case_t *one = &vtbench__this_file()->cases[run->definition->variant];
    if (crew->count > 0) {
        vtbench__end_threads(crew);
    }
    if (one->entry->options.tear_down != NULL) {
        one->entry->options.tear_down(crew->vtbench.state);
    }
    free(crew);
}

static inline scenario_run_t *vtbench__set_up(const scenario_case_t *self, uint64_t seed) {
    const vtbench__case_t *one = &vtbench__this_file()->cases[self->variant];
    const vtbench_options_t *options = &one->entry->options;
    vtbench__crew_t *crew = VTBENCH__AS(vtbench__crew_t *, calloc(1, sizeof *crew));
    if (crew == NULL) {
        return NULL;
    }
    crew->vtbench.run.definition = self;
    crew->vtbench.seed = seed;
    vtbench__fill(&crew->vtbench, one);
    crew->loop = one->entry->loop;
    crew->operations = options->operations * (options->threads > 0 ? options->threads : 1);
    (void)pthread_mutex_init(&crew->lock, NULL);
    (void)pthread_cond_init(&crew->changed, NULL);
    if (options->set_up != NULL &&
        (crew->vtbench.state = options->set_up(&crew->vtbench)) == NULL) {
        free(crew);
        return NULL;
    }
    if (options->threads > 0 && !vtbench__start_threads(crew, options->threads)) {
        crew->count = 0;
        vtbench__tear_down(&crew->vtbench.run);
        return NULL;
    }
    return &crew->vtbench.run;
}

/* ---- adding cases ---- */

static inline vtbench_options_t *vtbench__options_create(const char *name) {
    vtbench__entry_t *entry =
        VTBENCH__AS(vtbench__entry_t *, vtbench__resize(NULL, 1, sizeof *entry));
    memset(VTBENCH__AS(void *, entry), 0, sizeof *entry);
    entry->options.allocs = -1;
    entry->options.at_most = -1;
    entry->options.definition.contender = name;
    entry->options.definition.count_operations = 1000;
    entry->options.definition.budget.kind = SCENARIO_NO_BUDGET;
    entry->options.definition.budget.den = 1;
    entry->options.contender.name = name;
    return &entry->options;
}

/* The fraction that a number stands for. None has the denominator 0, which is refused. */
static inline void vtbench__promise(scenario_budget_t *budget, scenario_budget_kind_t kind,
                                    double allocs) {
    budget->kind = kind;
    budget->den = 0;
    for (uint32_t den = 1; den <= 10000 && allocs < 1e5; den++) {
        double over = allocs * den - VTBENCH__TO(double, VTBENCH__TO(uint32_t, allocs * den + 0.5));
        if (over < 1e-9 && over > -1e-9) {
            budget->num = VTBENCH__TO(uint32_t, allocs * den + 0.5);
            budget->den = den;
            return;
        }
    }
}

/* The parts of a case that are the same for all values. */
static inline void vtbench__complete(vtbench_options_t *options) {
    scenario_case_t *definition = &options->definition;
    options->operations += options->operations == 0 ? 1 : 0;
    uint64_t together = options->operations * (options->threads > 0 ? options->threads : 1);
    uint64_t period = definition->period > 0 ? definition->period : 1;
    definition->period = (period + together - 1) / together * together;
    definition->batches_only = definition->batches_only || together > 1 || options->threads > 0;
    definition->setup = vtbench__set_up;
    definition->run = vtbench__run;
    definition->teardown = vtbench__tear_down;
    if (options->allocs >= 0 && options->at_most >= 0) {
        definition->budget.den = 0; /* one of them is meant */
    } else if (options->allocs >= 0) {
        vtbench__promise(&definition->budget, SCENARIO_ALLOCS, options->allocs);
    } else if (options->at_most >= 0) {
        vtbench__promise(&definition->budget, SCENARIO_AT_MOST, options->at_most);
    }
    options->contender.compared_with = options->compare_with != NULL ? options->compare_with : "";
}

static inline void vtbench__add_contender(vtbench__file_t *file,
                                          const scenario_contender_t *contender) {
    size_t count = ++file->contender_count;
    file->contenders = VTBENCH__AS(scenario_contender_t *,
                                   vtbench__resize(file->contenders, count + 1, sizeof *contender));
    file->contenders[count - 1] = *contender;
    memset(VTBENCH__AS(void *, &file->contenders[count]), 0, sizeof *contender);
    file->scenario.contenders = file->contenders;
}

static inline void vtbench__add_case(vtbench__file_t *file, const vtbench__case_t *one,
                                     const char *params) {
    size_t count = ++file->scenario.case_count;
    file->definitions = VTBENCH__AS(
        scenario_case_t *, vtbench__resize(file->definitions, count, sizeof *file->definitions));
    file->cases =
        VTBENCH__AS(vtbench__case_t *, vtbench__resize(file->cases, count, sizeof *file->cases));
    scenario_case_t *definition = &file->definitions[count - 1];
    vtbench_t values;
    memset(VTBENCH__AS(void *, &values), 0, sizeof values);
    *definition = one->entry->options.definition;
    definition->params = params;
    definition->variant = VTBENCH__TO(int, count - 1);
    file->cases[count - 1] = *one;
    file->scenario.cases = file->definitions;
    vtbench__fill(&values, one);
    if (one->entry->options.adjust != NULL) {
        one->entry->options.adjust(&values, definition);
    }
}

/* The next combination of values, the last parameter's first. False: there is none. */
static inline bool vtbench__next(vtbench__case_t *one) {
    for (size_t i = one->entry->param_count; i-- > 0;) {
        if (++one->places[i] < one->entry->params[i].count) {
            return true;
        }
        one->places[i] = 0;
    }
    return false;
}

static inline void vtbench__add(vtbench_options_t *options, vtbench__loop_t *loop) {
    vtbench__file_t *file = vtbench__this_file();
    vtbench__entry_t *entry = VTBENCH__AS(vtbench__entry_t *, options);
    vtbench__case_t one;
    memset(VTBENCH__AS(void *, &one), 0, sizeof one);
    one.entry = entry;
    entry->loop = loop;
    vtbench__complete(options);
    vtbench__add_contender(file, &options->contender);
    if (!vtbench__read_params(entry, options->params)) {
        entry->param_count = 0;
        vtbench__add_case(file, &one, "?"); /* which is refused */
        return;
    }
    do {
        vtbench__add_case(file, &one, vtbench__params_text(&one));
    } while (vtbench__next(&one));
}

#endif
