/* cmd_remake.c - `plot` and `report`: what is derived from a run's report.json, made again. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "cli.h"
#include "figures.h"
#include "folders.h"
#include "options.h"
#include "render/report.h"
#include "store/report_file.h"

#define RUNS_MAX 1000

typedef struct remake {
    /* Makes what depends on the tables, which are made already. */
    int (*make)(const bench_report_t *report, const char *folder);
    const char *out; /* where to; NULL: the run's own folder */
    size_t run_count;
    const char *runs[RUNS_MAX];
} remake_t;

static void take_run(void *context, char *run, struct argp_state *state) {
    remake_t *all = context;
    if (all->run_count == RUNS_MAX) {
        argp_error(state, "at most %d runs are taken", RUNS_MAX);
    }
    all->runs[all->run_count++] = run;
}

static void check_runs(void *context, struct argp_state *state) {
    const remake_t *all = context;
    if (all->run_count == 0) {
        argp_error(state, "the folder of a run is needed");
    } else if (all->out != NULL && all->run_count > 1) {
        argp_error(state, "--out takes the files of one run, not of several");
    }
}

/* Reading the report makes sure that it is a run. */
static int remake_into(const remake_t *all, const char *run, const char *folder) {
    bench_report_t report;
    bench_problem_t problem;
    bool made =
        bench_report_read(run, &report, &problem) && bench_write_tables(&report, folder, &problem);
    int status = made ? all->make(&report, folder) : cli_cannot(&problem);
    bench_report_deinit(&report);
    return status;
}

static int remake(const remake_t *all, const char *run) {
    size_t first_made;
    if (all->out == NULL) {
        return remake_into(all, run, run);
    }
    if (!folder_make(all->out, &first_made)) {
        return cli_fail(EXIT_CANNOT_MEASURE, "%s: cannot be made: %s; choose another --out",
                        all->out, strerror(errno));
    }
    int status = remake_into(all, run, all->out);
    folder_unmake(all->out, first_made); /* only if nothing was written */
    return status;
}

/* The status of the last that failed. */
static int remake_all(int argc, char **argv, const char *doc,
                      int (*make)(const bench_report_t *report, const char *folder)) {
    static remake_t all;
    static const option_t table[] = {
        {"out", "DIR", "Write to that folder instead, where the run's own is not to be touched",
         opt_text, .letter = 'o', .to = &all.out},
        {0},
    };
    const opt_command_t command = {"RUN...", doc, table, &all, take_run, check_runs};
    int status = EXIT_OK;
    all.make = make;
    opt_parse(&command, argc, argv);
    for (size_t i = 0; i < all.run_count; i++) {
        int one = remake(&all, all.runs[i]);
        status = one != EXIT_OK ? one : status;
    }
    return cli_end_output(status);
}

int cmd_plot(int argc, char **argv) {
    return remake_all(argc, argv,
                      "Makes every plot of a run again, as SVG and PNG, from its report.json "
                      "alone: nothing is measured. RUN is the folder of a run.",
                      figures_make);
}

static int name_report(const bench_report_t *report, const char *folder) {
    char path[FOLDER_PATH_MAX];
    (void)report;
    (void)snprintf(path, sizeof path, "%s/report.md", folder);
    cli_say_path(path);
    return EXIT_OK;
}

int cmd_report(int argc, char **argv) {
    return remake_all(argc, argv,
                      "Makes a run's tables and report.md again, from its report.json alone. RUN "
                      "is the folder of a run.",
                      name_report);
}
