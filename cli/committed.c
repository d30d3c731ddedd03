#include "committed.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "shell_text.h"
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

/* ---- the counts ---- */

bool committed_count(const committed_t *committed, bench_report_t *report,
                     bench_failures_t *failures, bench_problem_t *problem) {
    const bench_run_t run = {
        .choice = &committed->choice,
        .selection = &committed->selection,
        .count = true,
        .sampling = {.rounds = 1, .slice_seconds = 0.001, .seed = BENCH_SEED_DEFAULT, .cpu = -1},
        .quiet = committed->quiet};
    if (!bench_selection_describe(&committed->selection, report)) {
        return bench_problem(problem, "out of memory");
    }
    return bench_run(&run, report, failures, problem) &&
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

bool committed_compare(const char *file, const bench_report_t *report, bool complete,
                       bench_check_t *found, bench_problem_t *problem) {
    bench_table_t committed;
    bench_table_t now;
    if (!bench_read_exact(file, &committed, problem)) {
        return false;
    }
    bench_exact_table(report, &now);
    bool good = bench_table_is_whole(&now)
                    ? bench_check_exact(found, &committed, &now, complete, problem)
                    : bench_out_of_memory(problem, "the new counts");
    bench_table_deinit(&now);
    bench_table_deinit(&committed);
    return good;
}

/* ---- accepting them ---- */

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
}
