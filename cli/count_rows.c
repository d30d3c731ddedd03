#include "count_rows.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "cli.h"
#include "measure/program.h"
#include "runner/program.h"
#include "runner/program_benchmarks.h"

/* A benchmark that runs alone does its iterations once, twice and four times: two make a slope, and
 * the third tells whether that is one. What grows with the logarithm, as a vector, is found by it.
 */
#define ALONE_RUNS 3

/* ---- one run of the program ---- */

/* Puts the value into each place that is for it. Owned by the caller. */
static char *fill_in(const char *argument, const char *name, uint64_t value) {
    char place[64];
    char *text = NULL;
    size_t size;
    (void)snprintf(place, sizeof place, "{%s}", name);
    FILE *out = open_memstream(&text, &size);
    for (const char *next; out != NULL && (next = strstr(argument, place)) != NULL;) {
        (void)fprintf(out, "%.*s%llu", (int)(next - argument), argument, (unsigned long long)value);
        argument = next + strlen(place);
    }
    if (out != NULL) {
        (void)fputs(argument, out);
        if (fclose(out) != 0) {
            free(text);
            text = NULL;
        }
    }
    return text;
}

/* The arguments for a value of --vary. NULL: out of memory. */
static char **make_arguments(const count_options_t *options, uint64_t value) {
    char **made = calloc(options->argument_count + 1, sizeof *made);
    bool good = made != NULL;
    for (size_t i = 0; good && i < options->argument_count; i++) {
        const char *argument = options->arguments[i];
        made[i] = options->vary.name == NULL || i == 0
                      ? strdup(argument)
                      : fill_in(argument, options->vary.name, value);
        good = made[i] != NULL;
    }
    if (!good) {
        bench_program_arguments_free(made);
        made = NULL;
    }
    return made;
}

/* What a program that ended otherwise than it should counted is not what was asked for. */
static char *failure_of(const count_options_t *options, const bench_program_end_t *end) {
    char *text = NULL;
    int length = 0;
    if (end->incomplete != NULL) {
        length = asprintf(&text, "incomplete: %s", end->incomplete);
    } else if (WIFSIGNALED(end->status)) {
        length = asprintf(&text, "it was ended by signal %d (%s)", WTERMSIG(end->status),
                          strsignal(WTERMSIG(end->status)));
    } else if ((uint32_t)WEXITSTATUS(end->status) != options->status) {
        length = asprintf(&text, "it ended with status %d; --status takes the one that is meant",
                          WEXITSTATUS(end->status));
    }
    return length >= 0 ? text : NULL;
}

/* ---- all runs ---- */

typedef struct passes {
    size_t count;
    bench_program_end_t ends[COUNT_PASSES_MAX * COUNT_VALUES_MAX];
    char *failures[COUNT_PASSES_MAX * COUNT_VALUES_MAX];
    bench_program_pass_t items[COUNT_PASSES_MAX * COUNT_VALUES_MAX];
} passes_t;

static void passes_deinit(passes_t *passes) {
    for (size_t i = 0; i < passes->count; i++) {
        bench_program_end_deinit(&passes->ends[i]);
        free(passes->failures[i]);
    }
    passes->count = 0;
}

/* The arguments are the callee's; NULL: there was no memory for them. */
static bool run_once(const count_options_t *options, bool benchmark, char **arguments,
                     uint64_t operations, passes_t *passes, bench_problem_t *problem) {
    const bench_program_t program = {.arguments = (const char *const *)arguments,
                                     .benchmark = benchmark,
                                     .timeout = options->timeout};
    bench_program_end_t *end = &passes->ends[passes->count];
    bool good = arguments != NULL ? bench_program_run(&program, end, problem)
                                  : bench_out_of_memory(problem, options->arguments[0]);
    bench_program_arguments_free(arguments);
    if (good) {
        char *failure = failure_of(options, end);
        passes->failures[passes->count] = failure;
        passes->items[passes->count++] = (bench_program_pass_t){
            .map = end->map, .operations = operations, .failure = failure, .results = end->results};
        if (failure != NULL) {
            cli_note("%s: %s", options->arguments[0], failure);
        }
    }
    return good;
}

static bool run_all(const count_options_t *options, bool benchmark, passes_t *passes,
                    bench_problem_t *problem) {
    size_t values = options->vary.name == NULL ? 1 : options->vary.count;
    bool good = true;
    for (uint32_t pass = 0; good && pass < options->passes; pass++) {
        for (size_t i = 0; good && i < values; i++) {
            uint64_t operations = options->vary.name == NULL ? 1 : options->vary.values[i];
            good = run_once(options, benchmark, make_arguments(options, operations), operations,
                            passes, problem);
        }
    }
    return good;
}

/* One benchmark of those that are linked into the program. */
static bool run_alone(const count_options_t *options, const char *name, passes_t *passes,
                      bench_problem_t *problem) {
    const char *const *given = (const char *const *)options->arguments;
    uint64_t once = bench_program_iterations(given);
    bool good = true;
    for (uint32_t pass = 0; good && pass < options->passes; pass++) {
        for (unsigned i = 0; good && i < ALONE_RUNS; i++) {
            uint64_t iterations = once << i;
            char **arguments = bench_program_benchmark_arguments(given, name, iterations);
            good = run_once(options, true, arguments, iterations, passes, problem);
        }
    }
    return good;
}

/* ---- the other witness ---- */

/* `doubt`: what it saw differently in the first pass; owned by the caller; NULL: nothing. */
static bool ask_witness(const count_options_t *options, const passes_t *passes, char **doubt,
                        bench_problem_t *problem) {
    char **arguments = make_arguments(options, passes->items[0].operations);
    bench_program_seen_t seen = {.by = bench_second_witness_name(options->witness),
                                 .brings_cxx = bench_second_witness_brings_cxx(options->witness)};
    bool good = arguments != NULL
                    ? bench_second_witness_ask(options->witness, (const char *const *)arguments,
                                               &seen.calls, problem)
                    : bench_out_of_memory(problem, options->arguments[0]);
    bench_program_arguments_free(arguments);
    *doubt = good ? bench_program_differs(&passes->items[0], &seen) : NULL;
    return good;
}

/* ---- rows ---- */

static const char *base_name(const char *path) {
    const char *slash = strrchr(path, '/');
    return slash != NULL ? slash + 1 : path;
}

static bool add_rows(const count_options_t *options, bench_program_passes_t *all,
                     const passes_t *passes, count_told_t *told, bench_report_t *report,
                     bench_problem_t *problem) {
    all->items = passes->items;
    all->count = passes->count;
    all->scenario = options->as != NULL ? options->as : base_name(options->arguments[0]);
    all->leaks = options->leaks;
    told->runs += all->count;
    (void)snprintf(told->allocator, sizeof told->allocator, "%s",
                   base_name(bench_program_allocator(all)));
    told->by = told->by != NULL ? told->by : bench_program_told_by(all);
    return bench_program_add_rows(all, report, problem);
}

bool count_as_it_is(const count_options_t *options, bool benchmark, count_told_t *told,
                    bench_report_t *report, bench_problem_t *problem) {
    static passes_t passes; /* too large for a small stack */
    char *doubt = NULL;
    bool good = run_all(options, benchmark, &passes, problem) &&
                (options->witness == NULL || ask_witness(options, &passes, &doubt, problem));
    bench_program_passes_t all = {.benchmark = benchmark, .doubt = doubt};
    good = good && add_rows(options, &all, &passes, told, report, problem);
    free(doubt);
    passes_deinit(&passes);
    return good;
}

static bool count_alone(const count_options_t *options, const char *name, count_told_t *told,
                        bench_report_t *report, bench_problem_t *problem) {
    static passes_t passes;
    bench_program_passes_t all = {.alone = name};
    bool good = run_alone(options, name, &passes, problem) &&
                add_rows(options, &all, &passes, told, report, problem);
    passes_deinit(&passes);
    return good;
}

bool count_each_alone(const count_options_t *options, count_told_t *told, bench_report_t *report,
                      bench_problem_t *problem) {
    bench_program_benchmarks_t benchmarks;
    bool good = bench_program_benchmarks_list((const char *const *)options->arguments, &benchmarks,
                                              problem);
    for (size_t i = 0; good && i < benchmarks.count; i++) {
        good = count_alone(options, benchmarks.names[i], told, report, problem);
    }
    bench_program_benchmarks_deinit(&benchmarks);
    return good;
}
