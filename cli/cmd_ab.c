#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "ab.h"
#include "cli.h"
#include "launch.h"
#include "report/ab.h"

/* Short slices, many of them: what disturbs the machine then meets all three subjects. */
#define PROCESSES_DEFAULT 15
#define ROUNDS_DEFAULT    21 /* whole Latin squares of three */
#define SLICE_DEFAULT     0.0005

/* Of functions, in the release preset too: a line of the instruction cache. */
#define CODE_ALIGNMENT 64

typedef struct ab_options {
    selection_t selection; /* filters, and the two plugins */
    sampling_t sampling;
    double threshold;
    unsigned gates;
    bool quiet;
    bench_format_t format;
} ab_options_t;

/* OLD and NEW: their cases, and what was measured of them. */
typedef struct builds {
    selection_t selections[AB_SUBJECTS];
    bench_report_t reports[AB_SUBJECTS];
    size_t common; /* cases that are in both */
    failures_t failures;
} builds_t;

enum { KEY_FORMAT = 256, KEY_FAIL_ON, KEY_THRESHOLD };

static void add_plugin(ab_options_t *options, const char *path, struct argp_state *state) {
    if (options->selection.plugin_count == 2) {
        argp_error(state, "two builds are compared, not more");
    } else {
        options->selection.plugins[options->selection.plugin_count++] = path;
    }
}

static error_t parse(int key, char *argument, struct argp_state *state) {
    ab_options_t *options = state->input;
    if (selection_option(&options->selection, key, argument, state) ||
        sampling_option(&options->sampling, key, argument, state)) {
        return 0;
    }
    switch (key) {
    case KEY_THRESHOLD:
        options->threshold = opt_real(argument, 1, 1000, "threshold", state) / 100;
        return 0;
    case KEY_FAIL_ON:
        options->gates = opt_gates(argument, BENCH_GATE_ALLOCS | BENCH_GATE_TIME, state);
        return 0;
    case KEY_FORMAT:
        options->format = opt_format(argument, state);
        return 0;
    case 'q':
        options->quiet = true;
        return 0;
    case ARGP_KEY_ARG:
        add_plugin(options, argument, state);
        return 0;
    case ARGP_KEY_END:
        if (options->selection.plugin_count != 2) {
            argp_error(state, "two builds of a plugin are needed: OLD.so and NEW.so");
        }
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp_option option_table[] = {
    SELECTION_FILTER,
    SAMPLING_OPTIONS("15; at least 10", "build", "21", "0.0005"),
    {"threshold", KEY_THRESHOLD, "PERCENT", 0,
     "Smaller effects on time are not claimed (default and least 1)", 0},
    {"fail-on", KEY_FAIL_ON, "LIST", 0,
     "What exit code 1 stands for: allocs, time, none (default allocs,time)", 0},
    {"format", KEY_FORMAT, "FORMAT", 0, "table, json, csv or markdown", 0},
    {"quiet", 'q', NULL, 0, "No progress on stderr", 0},
    {0},
};

/* ---- the cases ---- */

/* Loaded here too, so that a wrong file is told of once and before anything is measured. */
static int load(const ab_options_t *options, builds_t *builds) {
    static const ab_subject_t loaded[] = {AB_OLD, AB_NEW};
    for (size_t i = 0; i < 2; i++) {
        selection_t *selection = &builds->selections[loaded[i]];
        *selection = options->selection;
        selection->plugins[0] = options->selection.plugins[i];
        selection->plugin_count = 1;
        selection->copies = true;
        int code = selection_find(selection);
        if (code != EXIT_WELL) {
            return code;
        }
    }
    if (builds->selections[AB_OLD].case_count + builds->selections[AB_NEW].case_count == 0) {
        return cli_fail(EXIT_USAGE, "no case of either build matches the filter");
    }
    return EXIT_WELL;
}

/* The control has rows of OLD's cases. */
static bool prepare(builds_t *builds) {
    const selection_t *old = &builds->selections[AB_OLD];
    const selection_t *new = &builds->selections[AB_NEW];
    for (size_t i = 0; i < old->case_count; i++) {
        builds->common += selection_case(new, &old->cases[i]) != NULL ? 1 : 0;
    }
    return launch_prepare(old, &builds->reports[AB_OLD]) &&
           launch_prepare(old, &builds->reports[AB_AGAIN]) &&
           launch_prepare(new, &builds->reports[AB_NEW]);
}

/* ---- measuring ---- */

static int count_build(builds_t *builds, ab_subject_t build, launch_plan_t plan,
                       progress_t *progress) {
    plan.selection = &builds->selections[build];
    plan.count = true;
    plan.label = build == AB_OLD ? "OLD: " : "NEW: ";
    progress_phase(progress, build == AB_OLD ? "counting OLD" : "counting NEW");
    return plan.selection->case_count == 0
               ? EXIT_WELL
               : launch(&plan, &builds->reports[build], progress, &builds->failures);
}

static int time_builds(const ab_options_t *options, builds_t *builds, launch_plan_t plan,
                       progress_t *progress) {
    char phase[64];
    int code = EXIT_WELL;
    unsigned processes = builds->common == 0 ? 0 : options->sampling.processes;
    plan.ab = true;
    for (unsigned i = 0; i < processes && code == EXIT_WELL && !launch_was_interrupted(); i++) {
        (void)snprintf(phase, sizeof phase, "timing in process %u of %u", i + 1, processes);
        progress_phase(progress, phase);
        plan.process = i;
        code = launch(&plan, builds->reports, progress, &builds->failures);
    }
    return code;
}

/* Counts first, in a process for each build; then times, both in each process. */
static int measure(const ab_options_t *options, builds_t *builds) {
    progress_t progress;
    launch_plan_t plan = {.selection = &options->selection, .sampling = &options->sampling};
    size_t steps = builds->selections[AB_OLD].case_count + builds->selections[AB_NEW].case_count +
                   AB_SUBJECTS * builds->common * options->sampling.processes;
    progress_start(&progress, steps, options->quiet);
    int code = count_build(builds, AB_OLD, plan, &progress);
    if (code == EXIT_WELL && !launch_was_interrupted()) {
        code = count_build(builds, AB_NEW, plan, &progress);
    }
    if (code == EXIT_WELL) {
        code = time_builds(options, builds, plan, &progress);
    }
    progress_end(&progress);
    return code != EXIT_WELL || !launch_was_interrupted()
               ? code
               : cli_fail(EXIT_COULD_NOT, "stopped early: nothing is claimed of a part");
}

/* ---- the verdict ---- */

static int judge(const ab_options_t *options, const builds_t *builds) {
    bench_ab_t ab;
    if (!bench_ab_init(&ab, &builds->reports[AB_OLD], &builds->reports[AB_AGAIN],
                       &builds->reports[AB_NEW], options->threshold)) {
        return cli_fail(EXIT_COULD_NOT, "out of memory");
    }
    bench_print_ab(&ab, options->format, cli_wants_color(STDOUT_FILENO), stdout);
    int code = bench_gate_exit_code(ab.comparisons, ab.count, options->gates);
    bench_ab_deinit(&ab);
    int failed = failures_end(&builds->failures);
    if (failed != EXIT_WELL && code != EXIT_REGRESSION) {
        code = failed;
    }
    return cli_end_output(code);
}

static void warn_of_too_few(const ab_options_t *options, const builds_t *builds) {
    size_t needed = bench_ab_processes_needed(builds->common);
    if (builds->common != 0 && options->sampling.processes < needed) {
        cli_fail(0, "%u processes cannot resolve anything in %zu cases: give --processes %zu",
                 options->sampling.processes, builds->common, needed);
    }
}

static bool is_aligned(const selection_t *selection) {
    for (size_t i = 0; i < selection->case_count; i++) {
        if ((uintptr_t)selection->cases[i].definition->run % CODE_ALIGNMENT != 0) {
            return false;
        }
    }
    return true;
}

static void warn_of_layout(const builds_t *builds) {
    if (!is_aligned(&builds->selections[AB_OLD]) || !is_aligned(&builds->selections[AB_NEW])) {
        cli_fail(0,
                 "functions are not aligned, so each change moves the code behind it within its "
                 "lines, and its times by some per cent: build both with -falign-functions=%d",
                 CODE_ALIGNMENT);
    }
}

static int compare(const ab_options_t *options, builds_t *builds) {
    int code = load(options, builds);
    if (code != EXIT_WELL) {
        return code;
    }
    if (!prepare(builds)) {
        return cli_fail(EXIT_COULD_NOT, "out of memory");
    }
    warn_of_too_few(options, builds);
    warn_of_layout(builds);
    launch_catch_interrupts();
    code = measure(options, builds);
    return code == EXIT_WELL ? judge(options, builds) : code;
}

int cmd_ab(int argc, char **argv) {
    static const struct argp argp = {
        .options = option_table,
        .parser = parse,
        .args_doc = "OLD.so NEW.so",
        .doc = "Compares two builds of a scenario plugin: counts exactly; times side by side in "
               "the same processes, with OLD against a copy of itself as the control."};
    static ab_options_t options = {.sampling = {.processes = PROCESSES_DEFAULT,
                                                .rounds = ROUNDS_DEFAULT,
                                                .slice_seconds = SLICE_DEFAULT,
                                                .seed = SAMPLING_SEED_DEFAULT,
                                                .cpu = -1,
                                                .processes_min = BENCH_AB_PROCESSES_MIN,
                                                .rounds_min = 3},
                                   .threshold = BENCH_EFFECT_FLOOR,
                                   .gates = BENCH_GATE_ALLOCS | BENCH_GATE_TIME,
                                   .format = BENCH_FORMAT_TABLE};
    static builds_t builds;
    cli_parse(&argp, argc, argv, &options);
    for (size_t i = 0; i < AB_SUBJECTS; i++) {
        bench_report_init(&builds.reports[i]);
    }
    int code = compare(&options, &builds);
    for (size_t i = 0; i < AB_SUBJECTS; i++) {
        bench_report_deinit(&builds.reports[i]);
        selection_free(&builds.selections[i]);
    }
    failures_deinit(&builds.failures);
    return code;
}
