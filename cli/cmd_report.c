#include <stdio.h>

#include "remake.h"

static int make(const char *folder, const bench_report_t *report) {
    bench_problem_t problem;
    if (!bench_write_tables(report, folder, &problem)) {
        return cli_fail(EXIT_COULD_NOT, "%s", problem.text);
    }
    (void)printf("%s/report.md\n", folder);
    return EXIT_WELL;
}

int cmd_report(int argc, char **argv) {
    return remake_runs(argc, argv,
                       "Makes a run's tables and report.md again, from its report.json alone. RUN "
                       "is the folder of a run.",
                       make);
}
