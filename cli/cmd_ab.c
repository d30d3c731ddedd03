#include <stdlib.h>

#include "cli.h"
#include "judge/exit_code.h"
#include "options.h"
#include "render/compare.h"
#include "runner/run.h"

/* Short slices, many of them: what disturbs the machine then meets all three subjects. */
#define PROCESSES_DEFAULT 15
#define ROUNDS_DEFAULT    21 /* whole Latin squares of three */
#define SLICE_DEFAULT     0.0005

typedef struct ab_options {
    bench_choice_t choice; /* filters, and the two plugins */
    bench_sampling_t sampling;
    double threshold;
    opt_gates_t gates;
    bool quiet;
    bench_format_t format;
} ab_options_t;

static void take_plugin(void *context, char *path, struct argp_state *state) {
    ab_options_t *options = context;
    if (options->choice.plugin_count == 2) {
        argp_error(state, "two builds are compared, not more");
    }
    opt_plugin(&(option_t){.to = &options->choice}, path, state);
}

static void check_plugins(void *context, struct argp_state *state) {
    const ab_options_t *options = context;
    if (options->choice.plugin_count != 2) {
        argp_error(state, "two builds of a plugin are needed: OLD.so and NEW.so");
    }
}

/* ---- measuring ---- */

/* Loaded here too, so that a wrong file is told of once and before anything is measured. */
static int load(ab_options_t *options, bench_builds_t *builds) {
    bench_problem_t problem;
    if (cli_can_measure() != EXIT_OK) {
        return EXIT_CANNOT_MEASURE;
    }
    if (!bench_choice_try(&options->choice, &problem) ||
        !bench_builds_init(builds, &options->choice, &problem)) {
        return cli_cannot(&problem);
    }
    return builds->old_cases.case_count + builds->new_cases.case_count > 0
               ? EXIT_OK
               : cli_fail(EXIT_USAGE, "no case of either build matches the filter");
}

static bool measure(const ab_options_t *options, bench_builds_t *builds, bench_failures_t *failures,
                    bench_problem_t *problem) {
    bench_catch_interrupts();
    return bench_builds_measure(builds, &options->choice, &options->sampling, options->quiet,
                                failures, problem) &&
           (!bench_was_interrupted() ||
            bench_problem(problem, "stopped early: nothing is claimed of a part"));
}

/* ---- the verdict ---- */

static int judge(const ab_options_t *options, const bench_builds_t *builds,
                 const bench_failures_t *failures) {
    size_t count;
    bench_comparison_t *comparisons =
        bench_compare_builds(&builds->reports[BENCH_AB_OLD], &builds->reports[BENCH_AB_AGAIN],
                             &builds->reports[BENCH_AB_NEW], options->threshold, &count);
    if (comparisons == NULL) {
        return cli_fail(EXIT_CANNOT_MEASURE, "out of memory");
    }
    const bench_gated_t gated = {.comparisons = comparisons, .count = count};
    bench_gate_result_t gate = bench_gate_judge(&gated, options->gates.chosen);
    bench_comparison_print_t how = {.format = options->format,
                                    .color = cli_wants_color(),
                                    .builds = true,
                                    .gates = options->gates.chosen,
                                    .gate = &gate};
    bool printed = bench_print_comparison(comparisons, count, &how, stdout);
    free(comparisons);
    int status = bench_exit_worse(gate.exit_code, cli_end_failures(failures));
    return cli_end_document(printed, status);
}

/* The default is enough for the cases that are compared, even if one process points the other way.
 */
static void choose_processes(ab_options_t *options, const bench_builds_t *builds) {
    unsigned suffices = bench_processes_needed(builds->common, 1);
    if (options->sampling.processes == 0) {
        options->sampling.processes = suffices > PROCESSES_DEFAULT ? suffices : PROCESSES_DEFAULT;
    }
}

static void warn_of_too_few(const ab_options_t *options, const bench_builds_t *builds) {
    size_t needed = bench_ab_processes_needed(builds->common);
    if (builds->common != 0 && options->sampling.processes < needed) {
        cli_note("%u processes cannot resolve anything in %zu cases: give --processes %zu",
                 options->sampling.processes, builds->common, needed);
    }
}

static void warn_of_layout(const bench_builds_t *builds) {
    if (!bench_builds_are_aligned(builds)) {
        cli_note("functions are not aligned, so each change moves the code behind it within its "
                 "lines, and its times by some per cent: build both with -falign-functions=%d",
                 BENCH_CODE_ALIGNMENT);
    }
}

/* ---- the command ---- */

static int compare(ab_options_t *options, bench_builds_t *builds) {
    bench_problem_t problem;
    bench_failures_t failures = {.tell = cli_print_line};
    int status = load(options, builds);
    if (status != EXIT_OK) {
        return status;
    }
    choose_processes(options, builds);
    warn_of_too_few(options, builds);
    warn_of_layout(builds);
    status = measure(options, builds, &failures, &problem) ? judge(options, builds, &failures)
                                                           : cli_cannot(&problem);
    bench_failures_deinit(&failures);
    return status;
}

int cmd_ab(int argc, char **argv) {
    static ab_options_t options = {
        .sampling = {.rounds = ROUNDS_DEFAULT,
                     .slice_seconds = SLICE_DEFAULT,
                     .seed = BENCH_SEED_DEFAULT,
                     .cpu = -1},
        .threshold = BENCH_EFFECT_FLOOR,
        .gates = {BENCH_GATE_ALLOCS | BENCH_GATE_TIME, BENCH_GATE_ALLOCS | BENCH_GATE_TIME},
        .format = BENCH_FORMAT_TABLE};
    static const option_t table[] = {
        OPT_FILTER(&options.choice),
        OPT_TIMEOUT(&options.choice),
        OPT_PROCESSES("15; more for over 51 cases; at least 10", BENCH_AB_PROCESSES_MIN,
                      &options.sampling.processes),
        OPT_REPETITIONS("build", "21", 3, &options.sampling.rounds),
        OPT_MIN_TIME("0.0005", &options.sampling.slice_seconds),
        OPT_SEED(&options.sampling.seed),
        OPT_PIN(&options.sampling.cpu),
        {"threshold", "PERCENT", "Smaller effects on time are not claimed (default and least 1)",
         opt_percent, .to = &options.threshold, .least = 1, .most = 1000},
        {"fail-on", "LIST", "What exit code 1 stands for: allocs, time, none (default allocs,time)",
         opt_gates, .to = &options.gates},
        OPT_FORMAT("table, json, csv, markdown or html", &options.format),
        OPT_QUIET(&options.quiet),
        {0},
    };
    static const opt_command_t command = {
        "OLD.so NEW.so",
        "Compares two builds of a scenario plugin: counts exactly; times side by side in the same "
        "processes, with OLD against a copy of itself as the control.",
        table,
        &options,
        take_plugin,
        check_plugins};
    static bench_builds_t builds;
    opt_parse(&command, argc, argv);
    int status = compare(&options, &builds);
    bench_builds_deinit(&builds);
    bench_choice_deinit(&options.choice);
    return status;
}
