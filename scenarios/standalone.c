/*
 * A scenario as a program of its own, for profilers: no harness, one case, a number of operations.
 * Built once for each scenario, with SCENARIO its object. Prints what a test needs to compare.
 */
#include <argp.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "catalogue.h"

#define OPERATIONS_MAX 1000000000u

typedef struct arguments {
    const char *wanted;
    uint64_t operations;
} arguments_t;

static const scenario_t *const scenario = &SCENARIO;

/* A case's name: the contender, and its parameters behind a ';'. */
static bool is_case(const scenario_case_t *definition, const char *wanted) {
    size_t length = strlen(definition->contender);
    if (strncmp(wanted, definition->contender, length) != 0) {
        return false;
    }
    const char *rest = wanted + length;
    return definition->params[0] == '\0'
               ? rest[0] == '\0'
               : rest[0] == ';' && strcmp(rest + 1, definition->params) == 0;
}

static void print_cases(FILE *out) {
    for (size_t i = 0; i < scenario->case_count; i++) {
        const scenario_case_t *definition = &scenario->cases[i];
        (void)fprintf(out, "%s%s%s\n", definition->contender, definition->params[0] ? ";" : "",
                      definition->params);
    }
}

static error_t parse(int key, char *argument, struct argp_state *state) {
    arguments_t *arguments = state->input;
    char *end;
    switch (key) {
    case 'c':
        arguments->wanted = argument;
        return 0;
    case 'n':
        errno = 0;
        arguments->operations = strtoull(argument, &end, 10);
        if (errno != 0 || *end != '\0' || argument[0] == '-' || arguments->operations == 0 ||
            arguments->operations > OPERATIONS_MAX) {
            argp_error(state, "--ops takes a whole number from 1 to %u", OPERATIONS_MAX);
        }
        return 0;
    case 'l':
        print_cases(stdout);
        exit(0);
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static const scenario_case_t *find(const char *wanted) {
    for (size_t i = 0; wanted != NULL && i < scenario->case_count; i++) {
        if (is_case(&scenario->cases[i], wanted)) {
            return &scenario->cases[i];
        }
    }
    return NULL;
}

static int run_case(const scenario_case_t *definition, uint64_t operations) {
    scenario_run_t *run = definition->setup(definition, 1);
    if (run == NULL) {
        (void)fprintf(stderr, "scenario_%s: cannot set the case up: %s\n", scenario->name,
                      strerror(errno));
        return 3;
    }
    definition->run(run, operations);
    printf("operations %" PRIu64 "\nwrong %" PRIu64 "\n", run->operations, run->wrong);
    if (definition->has_share) {
        printf("synchronous %" PRIu64 "\n", run->synchronous);
    }
    int code = run->wrong == 0 ? 0 : 1;
    definition->teardown(run);
    return code;
}

int main(int argc, char **argv) {
    static const struct argp_option options[] = {
        {"case", 'c', "CONTENDER[;PARAMS]", 0, "The case to run, as --list prints it", 0},
        {"ops", 'n', "N", 0, "Operations to run (default 1000)", 0},
        {"list", 'l', NULL, 0, "Print the cases", 0},
        {0},
    };
    const struct argp argp = {.options = options, .parser = parse, .doc = "Runs one case, alone."};
    arguments_t arguments = {.operations = 1000};
    argp_err_exit_status = 2;
    argp_parse(&argp, argc, argv, 0, NULL, &arguments);
    const scenario_case_t *definition = find(arguments.wanted);
    if (definition == NULL) {
        (void)fprintf(stderr, "scenario_%s: --case must be one of these:\n", scenario->name);
        print_cases(stderr);
        return 2;
    }
    return run_case(definition, arguments.operations);
}
