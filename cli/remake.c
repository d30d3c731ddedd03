#include "remake.h"

typedef struct remake {
    int (*make)(const char *folder, const bench_report_t *report);
    int code;
} remake_t;

static int remake_one(const remake_t *remake, const char *folder) {
    bench_report_t report;
    bench_problem_t problem;
    if (!bench_report_read(folder, &report, &problem)) {
        return cli_fail(EXIT_COULD_NOT, "%s", problem.text);
    }
    int code = remake->make(folder, &report);
    bench_report_deinit(&report);
    return code;
}

static error_t parse(int key, char *argument, struct argp_state *state) {
    remake_t *remake = state->input;
    if (key == ARGP_KEY_ARG) {
        int code = remake_one(remake, argument);
        remake->code = code == EXIT_WELL ? remake->code : code;
        return 0;
    }
    if (key == ARGP_KEY_NO_ARGS) {
        argp_error(state, "the folder of a run is needed");
    }
    return ARGP_ERR_UNKNOWN;
}

int remake_runs(int argc, char **argv, const char *doc,
                int (*make)(const char *folder, const bench_report_t *report)) {
    const struct argp argp = {.parser = parse, .args_doc = "RUN...", .doc = doc};
    remake_t remake = {make, EXIT_WELL};
    cli_parse(&argp, argc, argv, &remake);
    return cli_end_output(remake.code);
}
