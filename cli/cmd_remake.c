/* cmd_remake.c - `plot` and `report`: what is derived from a run's report.json, made again. */
#include <stdio.h>

#include "cli.h"
#include "figures.h"
#include "options.h"
#include "render/report.h"
#include "store/report_file.h"

typedef struct remake {
    int (*make)(const char *folder); /* what depends on the tables, which are made already */
    size_t runs;
    int status; /* of the last that failed */
} remake_t;

/* Reading the report makes sure that it is a run. */
static int remake(const char *folder, int (*make)(const char *folder)) {
    bench_report_t report;
    bench_problem_t problem;
    bool made = bench_report_read(folder, &report, &problem) &&
                bench_write_tables(&report, folder, &problem);
    bench_report_deinit(&report);
    return made ? make(folder) : cli_cannot(&problem);
}

static void take_run(void *context, char *folder, struct argp_state *state) {
    remake_t *all = context;
    int status = remake(folder, all->make);
    (void)state;
    all->runs++;
    all->status = status != EXIT_OK ? status : all->status;
}

static void check_runs(void *context, struct argp_state *state) {
    const remake_t *all = context;
    if (all->runs == 0) {
        argp_error(state, "the folder of a run is needed");
    }
}

static int remake_all(int argc, char **argv, const char *doc, int (*make)(const char *folder)) {
    remake_t all = {.make = make, .status = EXIT_OK};
    const opt_command_t command = {"RUN...", doc, .context = &all, .take_argument = take_run,
                                   .check = check_runs};
    opt_parse(&command, argc, argv);
    return cli_end_output(all.status);
}

int cmd_plot(int argc, char **argv) {
    return remake_all(argc, argv,
                      "Makes every plot of a run again, as SVG and PNG, from its report.json "
                      "alone: nothing is measured. RUN is the folder of a run.",
                      figures_make);
}

static int name_report(const char *folder) {
    (void)printf("%s/report.md\n", folder);
    return EXIT_OK;
}

int cmd_report(int argc, char **argv) {
    return remake_all(argc, argv,
                      "Makes a run's tables and report.md again, from its report.json alone. RUN "
                      "is the folder of a run.",
                      name_report);
}
