#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli.h"
#include "describe.h"
#include "nearest.h"
#include "runner/worker.h"

typedef describe_command_t command_t;

#define COMMAND_ROW(name, summary) {#name, summary, cmd_##name},
static const command_t commands[] = {CLI_COMMANDS(COMMAND_ROW)};

#define COMMAND_COUNT (sizeof commands / sizeof commands[0])

static void print_usage(FILE *out) {
    (void)fputs("Usage: vtbench COMMAND [OPTION...]\n"
                "What does each way of handing back an asynchronous result cost, in allocations "
                "and in time?\n\n",
                out);
    for (size_t i = 0; i < COMMAND_COUNT; i++) {
        (void)fprintf(out, "  %-9s %s\n", commands[i].name, commands[i].summary);
    }
    (void)fputs("\n`vtbench help COMMAND` tells more of each.\nExit codes:\n", out);
    for (size_t i = 0; i < CLI_EXIT_STATUS_COUNT; i++) {
        (void)fprintf(out, "  %d  %s\n", cli_exit_statuses[i].status, cli_exit_statuses[i].words);
    }
}

/* A standard stream that is closed becomes one that fails, so that no other file gets its number
 * and its output. */
static void open_standard_streams(void) {
    int descriptor;
    do {
        descriptor = open("/dev/null", O_RDONLY);
    } while (descriptor >= 0 && descriptor <= STDERR_FILENO);
    if (descriptor > STDERR_FILENO) {
        close(descriptor);
    }
}

/* What a plugin prints when the process ends is no result. */
static int run_command(const command_t *command, int argc, char **argv) {
    static char name[64];
    (void)snprintf(name, sizeof name, "vtbench %s", command->name);
    argv[1] = name;
    int status = command->run(argc - 1, argv + 1);
    (void)dup2(STDERR_FILENO, STDOUT_FILENO);
    return status;
}

/* NULL: there is none of that name. */
static const command_t *find_command(const char *name) {
    for (size_t i = 0; i < COMMAND_COUNT; i++) {
        if (strcmp(name, commands[i].name) == 0) {
            return &commands[i];
        }
    }
    return NULL;
}

static int refuse_command(const char *name) {
    nearest_t nearest = nearest_to(name, strlen(name));
    for (size_t i = 0; i < COMMAND_COUNT; i++) {
        nearest_try(&nearest, commands[i].name);
    }
    return nearest.found != NULL
               ? cli_fail(EXIT_USAGE,
                          "there is no command '%s'; did you mean '%s'? See vtbench --help", name,
                          nearest.found)
               : cli_fail(EXIT_USAGE, "there is no command '%s'; see vtbench --help", name);
}

/* `vtbench help COMMAND` is `vtbench COMMAND --help`. */
static int run_help(int argc, char **argv) {
    if (argc < 3) {
        print_usage(stdout);
        return cli_end_output(EXIT_OK);
    }
    const command_t *command = find_command(argv[2]);
    char *arguments[] = {argv[0], argv[2], (char[]){"--help"}, NULL};
    return command != NULL ? run_command(command, 3, arguments) : refuse_command(argv[2]);
}

static int run_worker(int argc, char **argv) {
    bench_problem_t problem;
    if (argc != 3) {
        return cli_fail(EXIT_USAGE, "%s is for vtbench itself; see vtbench --help",
                        BENCH_WORKER_COMMAND);
    }
    return bench_worker_run(argv[2], &problem) ? EXIT_OK : cli_fail(EXIT_USAGE, "%s", problem.text);
}

int main(int argc, char **argv) {
    open_standard_streams();
    (void)signal(SIGPIPE, SIG_IGN); /* a closed output is an error like any other, */
    (void)signal(SIGXFSZ, SIG_IGN); /* and so is a file that may not grow */
    if (argc < 2) {
        print_usage(stderr);
        return EXIT_USAGE;
    }
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0 ||
        strcmp(argv[1], "help") == 0) {
        return run_help(argc, argv);
    }
    if (strcmp(argv[1], "--version") == 0 || strcmp(argv[1], "-V") == 0) {
        cli_print_version(stdout);
        return cli_end_output(EXIT_OK);
    }
    if (strcmp(argv[1], DESCRIBE_COMMAND) == 0) {
        return describe(commands, COMMAND_COUNT, argc - 1, argv + 1);
    }
    if (strcmp(argv[1], BENCH_WORKER_COMMAND) == 0) {
        return run_worker(argc, argv);
    }
    const command_t *command = find_command(argv[1]);
    return command != NULL ? run_command(command, argc, argv) : refuse_command(argv[1]);
}
