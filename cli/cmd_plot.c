#include "figures.h"
#include "remake.h"

/* The tables that gnuplot reads are derived too: they are made again first. */
static int make(const char *folder, const bench_report_t *report) {
    bench_problem_t problem;
    if (!bench_write_tables(report, folder, &problem)) {
        return cli_fail(EXIT_COULD_NOT, "%s", problem.text);
    }
    return figures_make(folder);
}

int cmd_plot(int argc, char **argv) {
    return remake_runs(argc, argv,
                       "Makes every plot of a run again, as SVG and PNG, from its report.json "
                       "alone: nothing is measured. RUN is the folder of a run.",
                       make);
}
