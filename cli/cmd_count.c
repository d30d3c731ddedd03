/* cmd_count.c - `count`: the allocations of a program that knows nothing of the suite. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "cli.h"
#include "judge/exit_code.h"
#include "measure/executable.h"
#include "measure/measure.h"
#include "measure/program.h"
#include "options.h"
#include "render/report.h"
#include "run_folder.h"
#include "runner/program.h"
#include "runner/second_witness.h"
#include "shell_text.h"

#define PASSES_MAX 20
#define VALUES_MAX 8

/* A number in the arguments that differs from run to run. */
typedef struct vary {
    char *name; /* NULL: none does */
    size_t count;
    uint64_t values[VALUES_MAX];
} vary_t;

typedef struct count_options {
    const char *out;
    const char *name;
    const char *as; /* the scenario; NULL: the program's file */
    const char **arguments;
    size_t argument_count;
    uint32_t passes;
    uint32_t status; /* that the program is to end with */
    vary_t vary;
    double timeout;
    bool force, leaks, whole, dhat;
    bench_format_t format;
} count_options_t;

/* ---- options ---- */

static void take_program(void *context, char *text, struct argp_state *state) {
    count_options_t *options = context;
    const char **arguments =
        reallocarray(options->arguments, options->argument_count + 2, sizeof *arguments);
    if (arguments == NULL) {
        argp_failure(state, EXIT_CANNOT_MEASURE, 0, "out of memory");
        return;
    }
    options->arguments = arguments;
    arguments[options->argument_count++] = text;
    arguments[options->argument_count] = NULL;
}

static bool take_value(vary_t *vary, const char *text) {
    char *end;
    errno = 0;
    unsigned long long value = strtoull(text, &end, 10);
    bool good = text[0] >= '0' && text[0] <= '9' && *end == '\0' && errno == 0 && value > 0 &&
                value <= INT32_MAX && vary->count < VALUES_MAX;
    if (good) {
        vary->values[vary->count++] = value;
    }
    return good;
}

static void take_vary(const option_t *option, char *text, struct argp_state *state) {
    vary_t *vary = option->to;
    char *values = strchr(text, '=');
    bool good = values != NULL && values != text;
    *vary = (vary_t){0};
    if (good) {
        *values++ = '\0';
        vary->name = text;
    }
    for (char *item; good && (item = strsep(&values, ",")) != NULL;) {
        good = take_value(vary, item);
    }
    if (!good || vary->count < 2) {
        argp_error(state, "--vary takes a name and two or more whole numbers above 0: N=1000,2000");
    }
}

static void take_witness(const option_t *option, char *text, struct argp_state *state) {
    if (strcmp(text, "dhat") != 0) {
        argp_error(state, "--witness takes dhat, not '%s'", text);
    }
    *(bool *)option->to = true;
}

static bool is_varied(const count_options_t *options) {
    char place[64];
    bool found = false;
    (void)snprintf(place, sizeof place, "{%s}", options->vary.name);
    for (size_t i = 1; i < options->argument_count; i++) {
        found |= strstr(options->arguments[i], place) != NULL;
    }
    return found;
}

static void check_combination(void *context, struct argp_state *state) {
    const count_options_t *options = context;
    if (options->argument_count == 0) {
        argp_error(state, "which program? count -- PROGRAM ARGUMENT...");
    } else if (options->vary.name != NULL && !is_varied(options)) {
        argp_error(state, "--vary %s: no argument of the program has {%s}", options->vary.name,
                   options->vary.name);
    }
}

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

static void free_arguments(char **arguments) {
    for (size_t i = 0; arguments != NULL && arguments[i] != NULL; i++) {
        free(arguments[i]);
    }
    free(arguments);
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
        free_arguments(made);
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
    bench_program_end_t ends[PASSES_MAX * VALUES_MAX];
    char *failures[PASSES_MAX * VALUES_MAX];
    bench_program_pass_t items[PASSES_MAX * VALUES_MAX];
} passes_t;

static void passes_deinit(passes_t *passes) {
    for (size_t i = 0; i < passes->count; i++) {
        bench_program_end_deinit(&passes->ends[i]);
        free(passes->failures[i]);
    }
    passes->count = 0;
}

static bool run_once(const count_options_t *options, bool benchmark, uint64_t operations,
                     passes_t *passes, bench_problem_t *problem) {
    char **arguments = make_arguments(options, operations);
    const bench_program_t program = {.arguments = (const char *const *)arguments,
                                     .benchmark = benchmark,
                                     .timeout = options->timeout};
    bench_program_end_t *end = &passes->ends[passes->count];
    bool good = arguments != NULL ? bench_program_run(&program, end, problem)
                                  : bench_out_of_memory(problem, options->arguments[0]);
    free_arguments(arguments);
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
            good = run_once(options, benchmark, operations, passes, problem);
        }
    }
    return good;
}

/* ---- the other witness ---- */

/* `doubt`: what it saw differently in the first pass; owned by the caller; NULL: nothing. */
static bool ask_dhat(const count_options_t *options, const passes_t *passes, char **doubt,
                     bench_problem_t *problem) {
    uint64_t blocks = 0;
    char **arguments = make_arguments(options, passes->items[0].operations);
    bool good = arguments != NULL
                    ? bench_second_witness((const char *const *)arguments, &blocks, problem)
                    : bench_out_of_memory(problem, options->arguments[0]);
    free_arguments(arguments);
    *doubt = good ? bench_program_differs(&passes->items[0], blocks) : NULL;
    return good;
}

/* ---- the report ---- */

static const char *base_name(const char *path) {
    const char *slash = strrchr(path, '/');
    return slash != NULL ? slash + 1 : path;
}

static bool describe(const char *path, const char *name, bool dhat,
                     const bench_program_passes_t *passes, bench_report_t *report,
                     bench_problem_t *problem) {
    char number[16];
    (void)snprintf(number, sizeof number, "%zu", passes->count);
    bench_out_of_memory(problem, "the report");
    return cli_name_report(report, name) && bench_add_environment(report) &&
           bench_report_add_fact(report, "suite", VT_VERSION) &&
           bench_report_add_fact(report, "witness",
                                 dhat ? "preloaded library, dhat" : "preloaded library") &&
           bench_report_add_fact(report, "allocator", base_name(bench_program_allocator(passes))) &&
           bench_report_add_fact(report, "program_runs", number) &&
           bench_add_provenance(report, "program", path, problem);
}

/* ---- what is printed of a whole program ---- */

#define PLACES_SHOWN 3

/* The innermost functions of a stack, that one first: "b < a < main". */
static void format_place(const char *stack, char *text, size_t size) {
    const char *end = stack + strlen(stack);
    size_t used = 0;
    text[0] = '\0';
    for (int i = 0; i < 3 && end > stack && used < size; i++) {
        const char *from = end;
        while (from > stack && from[-1] != ';') {
            from--;
        }
        int length = snprintf(text + used, size - used, "%s%.*s", i > 0 ? " < " : "",
                              (int)(end - from), from);
        used += length > 0 ? (size_t)length : 0;
        end = from > stack ? from - 1 : stack;
    }
}

static void tell_places(const bench_counts_t *counts) {
    char number[BENCH_FRACTION_MAX];
    char place[256];
    for (size_t i = 0; i < counts->site_count && i < PLACES_SHOWN; i++) {
        const bench_site_t *site = &counts->sites[i];
        format_place(site->stack, place, sizeof place);
        cli_note("  %s in %s (%s)", bench_fraction_format(site->allocs_per_op, number), place,
                 site->made_by);
    }
}

/* The numbers that the table, which is about operations, has no place for. */
static void tell_program(const bench_row_t *row) {
    const bench_counts_t *counts = &row->counts;
    char allocs[BENCH_FRACTION_MAX];
    char bytes[BENCH_FRACTION_MAX];
    char frees[BENCH_FRACTION_MAX];
    char kept[BENCH_FRACTION_MAX];
    char peak[BENCH_FRACTION_MAX];
    cli_note("%s: allocations %s, of %s bytes; frees %s; kept to the end %s; most bytes at once %s",
             row->key.scenario, bench_fraction_format(counts->allocs_per_op, allocs),
             bench_fraction_format(counts->bytes_requested_per_op, bytes),
             bench_fraction_format(counts->frees_per_op, frees),
             bench_fraction_format(counts->lifetimes.kept, kept),
             bench_fraction_format(counts->peak_live_bytes, peak));
    tell_places(counts);
}

static int save_and_print(const count_options_t *options, run_folder_t *folder,
                          const bench_report_t *report) {
    int status = run_folder_save(folder, report);
    if (status != EXIT_OK) {
        return status;
    }
    char *word = shell_path(folder->path);
    const bench_report_print_t how = {.format = options->format,
                                      .color = cli_wants_color(),
                                      .width = cli_width(),
                                      .run = folder->path,
                                      .word = word};
    bool printed = word != NULL && bench_print_report(report, &how, stdout);
    free(word);
    status = cli_end_document(printed, cli_judge_rows(report));
    if (report->row_count == 1 && strcmp(report->rows[0].key.contender, "program") == 0) {
        tell_program(&report->rows[0]);
    }
    cli_note("the run is in %s", folder->path);
    return status;
}

/* Of one that has Google Benchmark linked into it the loops cannot be told apart. */
static bool has_loops(const char *path) {
    bench_benchmark_use_t use = bench_executable_benchmark(path);
    if (use == BENCH_BENCHMARK_STATIC) {
        cli_note("%s: Google Benchmark is linked into it statically, so it is counted as a whole; "
                 "link the shared library to have its benchmarks counted each",
                 path);
    }
    return use == BENCH_BENCHMARK_SHARED;
}

static int count_into(const count_options_t *options, const char *path, run_folder_t *folder) {
    static passes_t passes; /* too large for a small stack */
    bench_problem_t problem;
    bench_report_t report;
    int status;
    bool benchmark = !options->whole && has_loops(path);
    if (benchmark && options->dhat) {
        run_folder_abandon(folder);
        return cli_fail(EXIT_USAGE, "--witness sees a whole program, not the loops of a benchmark");
    }
    bench_report_init(&report);
    bool good = run_all(options, benchmark, &passes, &problem);
    char *doubt = NULL;
    good = good && (!options->dhat || ask_dhat(options, &passes, &doubt, &problem));
    const bench_program_passes_t all = {
        .items = passes.items,
        .count = passes.count,
        .scenario = options->as != NULL ? options->as : base_name(options->arguments[0]),
        .benchmark = benchmark,
        .doubt = doubt,
        .leaks = options->leaks};
    if (good && describe(path, folder->name, options->dhat, &all, &report, &problem) &&
        bench_program_add_rows(&all, &report, &problem)) {
        status = save_and_print(options, folder, &report);
    } else {
        status = cli_cannot(&problem);
        run_folder_abandon(folder);
    }
    free(doubt);
    passes_deinit(&passes);
    bench_report_deinit(&report);
    return status;
}

/* What cannot be seen is refused before it runs. */
static int count(const count_options_t *options) {
    bench_problem_t why;
    run_folder_t folder;
    const char *name = options->arguments[0];
    char *path = bench_program_find(name);
    int status = path != NULL ? cli_can_measure()
                              : cli_fail(EXIT_CANNOT_MEASURE, "%s: there is no such program", name);
    if (status == EXIT_OK && !bench_executable_is_seen(path, &why)) {
        status = cli_fail(EXIT_CANNOT_MEASURE, "%s cannot be counted: %s", name, why.text);
    }
    if (status == EXIT_OK) {
        status = run_folder_open(&folder, options->out, options->name, options->force);
    }
    if (status == EXIT_OK) {
        status = count_into(options, path, &folder);
    }
    free(path);
    return status;
}

int cmd_count(int argc, char **argv) {
    static count_options_t options = {.out = "results", .passes = 1, .format = BENCH_FORMAT_TABLE};
    static const option_t table[] = {
        {"as", "SCENARIO", "What the rows are called (default the program's file)", opt_text,
         .to = &options.as},
        {"passes", "N", "Run it so often; what differs is not verified (default 1)", opt_whole,
         .to = &options.passes, .least = 1, .most = PASSES_MAX},
        {"vary", "NAME=A,B",
         "Run it with each of these numbers in place of {NAME}: counts are the slope for each one "
         "more",
         take_vary, .to = &options.vary},
        {"whole", NULL, "A Google Benchmark, or what is linked with it, as any other program",
         opt_set, .to = &options.whole},
        {"leaks", NULL, "Blocks that are there at the program's end have leaked", opt_set,
         .to = &options.leaks},
        {"witness", "dhat", "Run it under valgrind's dhat too, which must see the same",
         take_witness, .to = &options.dhat},
        {"status", "N", "The exit status that the program is to have (default 0)", opt_whole,
         .to = &options.status, .most = 255},
        {"timeout", "SECONDS", "End the program after that time (default none)", opt_real,
         .to = &options.timeout, .least = 0.1, .most = 86400},
        {"out", "DIR", "Folder of runs (default results)", opt_text, .letter = 'o',
         .to = &options.out},
        {"name", "NAME", "Name of the run (default date and time)", opt_text, .letter = 'n',
         .to = &options.name},
        {"force", NULL,
         "Replace a run of that name, once the new one is whole; other files of its folder stay",
         opt_set, .letter = 'F', .to = &options.force},
        OPT_FORMAT_OF_RUN(&options.format),
        {0},
    };
    static const opt_command_t command = {
        .usage = "-- PROGRAM [ARGUMENT...]",
        .doc = "Counts what a program allocates, as it is, in all its processes; of a Google "
               "Benchmark what an iteration of each benchmark does. Writes a run's folder.",
        .options = table,
        .context = &options,
        .take_argument = take_program,
        .check = check_combination};
    opt_parse(&command, argc, argv);
    int status = count(&options);
    free(options.arguments);
    return status;
}
