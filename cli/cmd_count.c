/* cmd_count.c - `count`: the allocations of a program that knows nothing of the suite. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"
#include "count_rows.h"
#include "judge/exit_code.h"
#include "measure/executable.h"
#include "measure/measure.h"
#include "options.h"
#include "run_folder.h"
#include "runner/program.h"
#include "shell_text.h"

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

static bool take_value(count_vary_t *vary, const char *text) {
    char *end;
    errno = 0;
    unsigned long long value = strtoull(text, &end, 10);
    bool good = text[0] >= '0' && text[0] <= '9' && *end == '\0' && errno == 0 && value > 0 &&
                value <= INT32_MAX && vary->count < COUNT_VALUES_MAX;
    if (good) {
        vary->values[vary->count++] = value;
    }
    return good;
}

static void take_vary(const option_t *option, char *text, struct argp_state *state) {
    count_vary_t *vary = option->to;
    char *values = strchr(text, '=');
    bool good = values != NULL && values != text;
    *vary = (count_vary_t){0};
    if (good) {
        *values++ = '\0';
        vary->name = text;
    }
    for (char *item; good && (item = strsep(&values, ",")) != NULL;) {
        good = take_value(vary, item);
    }
    if (!good || vary->count < 2) {
        opt_refuse(state, "--vary takes a name and two or more whole numbers above 0: N=1000,2000");
    }
}

static void take_witness(const option_t *option, char *text, struct argp_state *state) {
    const bench_second_witness_t *witness = bench_second_witness_find(text);
    if (witness == NULL) {
        opt_refuse(state, "--witness takes " BENCH_SECOND_WITNESSES ", not '%s'", text);
    }
    *(const bench_second_witness_t **)option->to = witness;
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

/* ---- the report ---- */

static bool describe(const char *path, const char *name, const bench_second_witness_t *witness,
                     const count_told_t *told, bench_report_t *report, bench_problem_t *problem) {
    char number[24];
    char witnesses[64];
    (void)snprintf(number, sizeof number, "%zu", told->runs);
    (void)snprintf(witnesses, sizeof witnesses, "preloaded library%s%s%s%s",
                   told->by != NULL ? ", " : "", told->by != NULL ? told->by : "",
                   witness != NULL ? ", " : "",
                   witness != NULL ? bench_second_witness_name(witness) : "");
    bench_out_of_memory(problem, "the report");
    return cli_name_report(report, name) && bench_add_environment(report) &&
           bench_report_add_fact(report, "suite", VT_VERSION) &&
           bench_report_add_fact(report, "witness", witnesses) &&
           bench_report_add_fact(report, "allocator", told->allocator) &&
           bench_report_add_fact(report, "program_runs", number) && opt_add_fact(report) &&
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

/* Loops are those of a Google Benchmark that calls the shared library. One that has it linked into
 * it is run for each of its benchmarks. */
static int count_into(const count_options_t *options, const char *path, run_folder_t *folder) {
    bench_problem_t problem;
    bench_report_t report;
    count_told_t told = {0};
    bench_benchmark_use_t use =
        options->whole ? BENCH_BENCHMARK_NONE : bench_executable_benchmark(path);
    if (use != BENCH_BENCHMARK_NONE && (options->witness != NULL || options->vary.name != NULL)) {
        run_folder_abandon(folder);
        return cli_fail(EXIT_USAGE,
                        "%s is for a whole program, not for the loops of a Google "
                        "Benchmark; add --whole",
                        options->witness != NULL ? "--witness" : "--vary");
    }
    bench_report_init(&report);
    bool good =
        use == BENCH_BENCHMARK_STATIC
            ? count_each_alone(options, &told, &report, &problem)
            : count_as_it_is(options, use == BENCH_BENCHMARK_SHARED, &told, &report, &problem);
    good = good && describe(path, folder->name, options->witness, &told, &report, &problem);
    int status = good ? save_and_print(options, folder, &report) : cli_cannot(&problem);
    if (!good) {
        run_folder_abandon(folder);
    }
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
         .to = &options.passes, .least = 1, .most = COUNT_PASSES_MAX},
        {"vary", "NAME=A,B",
         "Run it with each of these numbers in place of {NAME}: counts are the slope for each one "
         "more",
         take_vary, .to = &options.vary},
        {"whole", NULL, "A Google Benchmark, or what is linked with it, as any other program",
         opt_set, .to = &options.whole},
        {"leaks", NULL, "Blocks that are there at the program's end have leaked", opt_set,
         .to = &options.leaks},
        {"witness", "TOOL",
         "Run it once more, under " BENCH_SECOND_WITNESSES ", which must see the same",
         take_witness, .to = &options.witness},
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
