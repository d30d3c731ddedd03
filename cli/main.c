#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli.h"
#include "runner/worker.h"

typedef struct command {
    const char *name;
    const char *summary;
    int (*run)(int argc, char **argv);
} command_t;

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
    (void)fputs("\n`vtbench COMMAND --help` tells more of each.\n"
                "Exit codes: 0 all well; 1 a regression or a broken budget; 2 usage; 3 could not "
                "measure, read\nor write; 4 better than the committed limits (to be accepted).\n",
                out);
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
        print_usage(stdout);
        return cli_end_output(EXIT_OK);
    }
    if (strcmp(argv[1], "--version") == 0) {
        (void)printf("vtbench %s\n", VT_VERSION);
        return cli_end_output(EXIT_OK);
    }
    if (strcmp(argv[1], BENCH_WORKER_COMMAND) == 0) {
        return run_worker(argc, argv);
    }
    for (size_t i = 0; i < COMMAND_COUNT; i++) {
        if (strcmp(argv[1], commands[i].name) == 0) {
            return run_command(&commands[i], argc, argv);
        }
    }
    return cli_fail(EXIT_USAGE, "there is no command '%s'; see vtbench --help", argv[1]);
}
