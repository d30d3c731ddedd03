#include "accept_limits.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "limit_files.h"
#include "model/toolchain.h"
#include "render/limits.h"
#include "store/limits_file.h"

#define EVERY "*"
#define NONE  "none"

static bool is_removal(const accept_limits_t *options) {
    return strcmp(options->at_most, NONE) == 0;
}

/* The line for a filter. */
static bench_limit_t line_for(const accept_limits_t *options, const char *filter) {
    return (bench_limit_t){.cases = filter,
                           .metrics = options->metric != NULL ? options->metric : EVERY,
                           .toolchain = options->toolchain != NULL ? options->toolchain : "",
                           .at_most = is_removal(options) ? NULL : options->at_most};
}

void accept_limits_check(const accept_limits_t *options, const bench_choice_t *choice,
                         struct argp_state *state) {
    bench_limit_t read;
    if (options->at_most == NULL) {
        if (options->metric != NULL || options->toolchain != NULL) {
            argp_error(state, "--metric and --toolchain say what --limit is of: give --limit too");
        }
        return;
    }
    const bench_limit_t line = line_for(options, EVERY);
    if (!is_removal(options) && !bench_limit_parse(options->at_most, &read)) {
        argp_error(state,
                   "--limit takes a number (64, 1/2), so much more than committed (+3, +5%%), or "
                   "none, not '%s'",
                   options->at_most);
    } else if (!bench_limit_names_any(&line)) {
        argp_error(state,
                   "--metric takes an exact metric that can have a limit, not '%s'; `vtbench list "
                   "--metrics` has them",
                   line.metrics);
    } else if (line.toolchain[0] != '\0' && !bench_toolchain_is_name(line.toolchain)) {
        argp_error(state,
                   "--toolchain takes gcc or clang and as much of a version as is meant, not "
                   "'%s'",
                   line.toolchain);
    } else if (choice->profiles.count != 0) {
        argp_error(state, "--limit is for the cases of --filter: without --profile");
    }
}

/* ---- what is to be written ---- */

/* The limits that are wanted, and what they change. */
typedef struct wanted {
    bench_limits_t limits;
    bench_limit_change_t *changes; /* of each */
    size_t changed;
} wanted_t;

static void wanted_deinit(wanted_t *wanted) {
    bench_limits_deinit(&wanted->limits);
    free(wanted->changes);
}

static bool differs(const bench_limit_change_t *change) {
    const char *now = change->limit->at_most;
    return change->committed == NULL || now == NULL ? change->committed != now
                                                    : strcmp(change->committed, now) != 0;
}

/* False: out of memory. */
static bool wanted_init(wanted_t *wanted, const accept_limits_t *options,
                        const bench_choice_t *choice, const bench_limits_t *committed) {
    bool all = choice->filter_count == 0;
    size_t count = all ? 1 : choice->filter_count;
    *wanted = (wanted_t){.limits.lines = calloc(count, sizeof *wanted->limits.lines),
                         .changes = calloc(count, sizeof *wanted->changes)};
    if (wanted->limits.lines == NULL || wanted->changes == NULL) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        bench_limit_t *line = &wanted->limits.lines[i];
        *line = line_for(options, all ? EVERY : choice->filters[i]);
        const bench_limit_t *before = bench_limits_same(committed, line);
        wanted->changes[i] = (bench_limit_change_t){line, before != NULL ? before->at_most : NULL};
        wanted->changed += differs(&wanted->changes[i]) ? 1 : 0;
    }
    wanted->limits.count = count;
    return true;
}

/* A limit for no case would never be judged. EXIT_OK, or prints which filter has none. */
static int check_filters(committed_t *committed) {
    bench_choice_t all = committed->choice;
    bench_selection_t *selection = &committed->selection;
    all.filters = NULL;
    all.filter_count = 0;
    int status = cli_find_cases(&all, selection);
    for (size_t i = 0; status == EXIT_OK && i < committed->choice.filter_count; i++) {
        const char *filter = committed->choice.filters[i];
        bool any = false;
        for (size_t j = 0; !any && j < selection->case_count; j++) {
            any = bench_case_match(&selection->cases[j].key, filter);
        }
        if (!any) {
            status = cli_fail(EXIT_USAGE, "no case matches '%s', so it can have no limit", filter);
        }
    }
    return status;
}

/* ---- writing ---- */

static int merge_and_write(const committed_t *committed, const char *file, const wanted_t *wanted) {
    bench_table_t merged;
    bench_problem_t problem;
    if (!bench_limits_merge(&committed->limits, &wanted->limits, &merged, &problem)) {
        return cli_cannot(&problem);
    }
    int status = committed_write(committed, file, &merged);
    if (status == EXIT_OK) {
        size_t count = bench_table_row_count(&merged);
        cli_note("%s has %zu limit%s now", file, count, count == 1 ? "" : "s");
    }
    bench_table_deinit(&merged);
    return status;
}

static int show_and_write(const committed_t *committed, const char *file, const wanted_t *wanted,
                          bool dry_run, bench_format_t format) {
    bool shown =
        bench_print_limit_changes(wanted->changes, wanted->limits.count, file, format, stdout);
    int status = cli_end_document(shown, EXIT_OK);
    if (status != EXIT_OK) {
        return status;
    }
    if (wanted->changed == 0) {
        cli_note("nothing to accept: %s has these limits", file);
        return EXIT_OK;
    }
    if (dry_run) {
        cli_note("nothing is written: this is a dry run");
        return EXIT_OK;
    }
    return merge_and_write(committed, file, wanted);
}

int accept_limits(const accept_limits_t *options, committed_t *committed, bool dry_run,
                  bench_format_t format) {
    char path[FOLDER_PATH_MAX];
    wanted_t wanted = {0};
    const char *file = committed->limits_file != NULL ? committed->limits_file : path;
    limits_path(committed->file, path);
    int status = is_removal(options) ? EXIT_OK : check_filters(committed);
    if (status == EXIT_OK && access(file, F_OK) == 0) {
        bench_problem_t problem;
        status =
            bench_read_limits(file, &committed->limits, &problem) ? EXIT_OK : cli_cannot(&problem);
    }
    if (status == EXIT_OK) {
        status = wanted_init(&wanted, options, &committed->choice, &committed->limits)
                     ? show_and_write(committed, file, &wanted, dry_run, format)
                     : cli_fail(EXIT_CANNOT_MEASURE, "out of memory");
    }
    wanted_deinit(&wanted);
    return status;
}
