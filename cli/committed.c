#include "committed.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "limit_files.h"
#include "measure/measure.h"
#include "shell_text.h"
#include "store/csv.h"
#include "store/exact_file.h"
#include "store/report_file.h"

/* ---- the file ---- */

void committed_check(const committed_t *committed, struct argp_state *state) {
    if (committed->against != NULL && committed->baseline != NULL) {
        argp_error(state, "--against and --baseline exclude each other");
    } else if (committed->baseline != NULL && !run_folder_is_name(committed->baseline)) {
        argp_error(state, "--baseline takes the name of a run, not '%s'; --against takes a file",
                   committed->baseline);
    }
}

bool committed_is_named(const committed_t *committed) {
    return committed->against != NULL || committed->baseline != NULL;
}

int committed_find(committed_t *committed) {
    committed->file = committed->against != NULL ? committed->against : committed->path;
    const char *name = committed->baseline != NULL ? committed->baseline : COMMITTED_DEFAULT;
    return run_folder_path(committed->out, name, COMMITTED_FILE, committed->path);
}

int committed_read_limits(committed_t *committed, bool beside) {
    const bench_metric_t *instructions = &bench_metrics[BENCH_METRIC_instructions_per_op];
    int status =
        limits_read(committed->limits_file, beside ? committed->file : NULL, &committed->limits);
    bool any = !committed->instructions.asked;
    for (size_t i = 0; !any && i < committed->limits.count; i++) {
        any = bench_limit_names(&committed->limits.lines[i], instructions);
    }
    return status != EXIT_OK || any
               ? status
               : cli_fail(EXIT_CANNOT_MEASURE,
                          "--instructions counts them for limits on them, and there is none%s%s",
                          committed->limits.file != NULL ? " in " : "",
                          committed->limits.file != NULL ? committed->limits.file : "");
}

/* ---- the counts ---- */

/* Whose code is counted: a limit may be for one compiler alone. */
static bool describe(const committed_t *committed, bench_report_t *report,
                     bench_problem_t *problem) {
    const bench_choice_t *choice = &committed->choice;
    if (committed->limits.count == 0) {
        return true;
    }
    return (bench_add_environment(report) || bench_out_of_memory(problem, "the environment")) &&
           (choice->plugin_count == 0 ||
            bench_add_provenance(report, "plugin", choice->plugins[0], problem));
}

bool committed_count(const committed_t *committed, bench_report_t *report,
                     bench_failures_t *failures, bench_problem_t *problem) {
    const bench_run_t run = {
        .choice = &committed->choice,
        .selection = &committed->selection,
        .count = true,
        .instructions = committed->instructions.by,
        .sampling = {.rounds = 1, .slice_seconds = 0.001, .seed = BENCH_SEED_DEFAULT, .cpu = -1},
        .quiet = committed->quiet};
    if (!bench_selection_describe(&committed->selection, report)) {
        return bench_problem(problem, "out of memory");
    }
    return describe(committed, report, problem) && bench_run(&run, report, failures, problem) &&
           (!report->partial || bench_problem(problem, "stopped early"));
}

int committed_read_run(const committed_t *committed, const char *run, bench_report_t *report) {
    bench_problem_t problem;
    if (!bench_report_read(run, report, &problem)) {
        return cli_cannot(&problem);
    }
    if (report->partial) {
        return cli_fail(EXIT_CANNOT_MEASURE,
                        "%s is partial: it was stopped before its end; take a whole run", run);
    }
    bench_choice_narrow(&committed->choice, report);
    return report->row_count > 0 ? EXIT_OK
                                 : cli_fail(EXIT_USAGE, "no case of %s matches the filter", run);
}

int committed_hold(committed_t *committed, const bench_report_t *report, const bench_table_t *exact,
                   bool whole, bench_check_t *found) {
    bench_problem_t problem;
    bool comparable;
    const char *beside = exact != NULL ? committed->file : NULL;
    if (committed->limits.file == NULL) {
        return EXIT_OK;
    }
    int status =
        limits_read_base(&committed->limits, beside, report, &committed->base, &comparable);
    if (status != EXIT_OK) {
        return status;
    }
    const bench_limited_runs_t runs = {.now = report,
                                       .committed = exact,
                                       .base = comparable ? &committed->base : NULL,
                                       .whole = whole,
                                       .named = committed->limits_file != NULL};
    unsigned asked =
        BENCH_LIMITS_COUNTS | (committed->instructions.asked ? BENCH_LIMITS_INSTRUCTIONS : 0);
    return bench_limits_judge(&committed->limits, &runs, &committed->verdict, &problem) &&
                   bench_check_limits(found, &committed->verdict, asked, &problem)
               ? EXIT_OK
               : cli_cannot(&problem);
}

bool committed_compare(const bench_table_t *exact, const bench_report_t *report, bool complete,
                       bench_check_t *found, bench_problem_t *problem) {
    bench_table_t now;
    bench_exact_table(report, &now);
    bool good = bench_table_is_whole(&now)
                    ? bench_check_exact(found, exact, &now, complete, problem)
                    : bench_out_of_memory(problem, "the new counts");
    bench_table_deinit(&now);
    return good;
}

/* ---- accepting them ---- */

int committed_write(const committed_t *committed, const char *file, const bench_table_t *table) {
    char folder[RUN_FOLDER_MAX];
    bench_problem_t problem;
    size_t first_made = 0;
    bool own = committed->against == NULL && file != committed->limits_file;
    (void)snprintf(folder, sizeof folder, "%s", committed->path);
    *strrchr(folder, '/') = '\0';
    if (own && !folder_make(folder, &first_made)) {
        return cli_fail(EXIT_CANNOT_MEASURE, "%s: cannot be made: %s; choose another --out", folder,
                        strerror(errno));
    }
    if (bench_csv_write(table, file, &problem)) {
        return EXIT_OK;
    }
    folder_unmake(folder, first_made);
    return cli_cannot(&problem);
}

static void put_option(FILE *out, const char *name, const char *value) {
    (void)fprintf(out, " --%s=", name);
    shell_put_word(out, value);
}

static void put_command(FILE *out, const committed_t *committed) {
    (void)fputs("vtbench accept", out);
    if (committed->against != NULL) {
        put_option(out, "against", committed->against);
    } else {
        put_option(out, "baseline",
                   committed->baseline != NULL ? committed->baseline : COMMITTED_DEFAULT);
        if (strcmp(committed->out, RUNS_DEFAULT) != 0) {
            put_option(out, "out", committed->out);
        }
    }
    if (committed->limits_file != NULL) {
        put_option(out, "limits", committed->limits_file);
    }
    for (size_t i = 0; i < committed->choice.plugin_count; i++) {
        put_option(out, "plugin", committed->choice.plugins[i]);
    }
    for (size_t i = 0; i < committed->choice.host_count; i++) {
        put_option(out, "host", committed->choice.hosts[i].path);
    }
    for (size_t i = 0; i < committed->choice.profiles.count; i++) {
        put_option(out, "profile", committed->choice.profiles.items[i]);
    }
    for (size_t i = 0; i < committed->choice.filter_count; i++) {
        put_option(out, "filter", committed->choice.filters[i]);
    }
}

char *committed_accept_command(const committed_t *committed) {
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    if (out != NULL) {
        put_command(out, committed);
    }
    if (out == NULL || fclose(out) != 0) {
        free(text);
        return NULL;
    }
    return text;
}

void committed_deinit(committed_t *committed) {
    bench_selection_deinit(&committed->selection);
    bench_choice_deinit(&committed->choice);
    bench_limits_verdict_deinit(&committed->verdict);
    bench_limits_deinit(&committed->limits);
    bench_report_deinit(&committed->base);
}
