#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"
#include "worker.h"

static const command_t commands[] = {
    {"run", "measure; write a run's folder; print the table", cmd_run},
    {"compare", "two runs side by side: counts exactly, times by interval", cmd_compare},
    {"ab", "two builds of a plugin, timed side by side, with a control", cmd_ab},
    {"plot", "make a run's plots again, as SVG and PNG", cmd_plot},
    {"report", "make a run's tables and report.md again", cmd_report},
    {"list", "the cases with their parameters and budgets", cmd_list},
    {"check", "count only, against budgets and a committed exact file", cmd_check},
    {"doctor", "what this machine can and cannot measure", cmd_doctor},
};

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

static int run_command(const command_t *command, int argc, char **argv) {
    static char name[64];
    (void)snprintf(name, sizeof name, "vtbench %s", command->name);
    argv[1] = name;
    return command->run(argc - 1, argv + 1);
}

int main(int argc, char **argv) {
    (void)signal(SIGPIPE, SIG_IGN); /* a closed output is an error like any other */
    if (argc < 2) {
        print_usage(stderr);
        return EXIT_USAGE;
    }
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0 ||
        strcmp(argv[1], "help") == 0) {
        print_usage(stdout);
        return cli_end_output(EXIT_WELL);
    }
    if (strcmp(argv[1], "--version") == 0) {
        (void)printf("vtbench %s\n", VT_VERSION);
        return cli_end_output(EXIT_WELL);
    }
    if (strcmp(argv[1], WORKER_COMMAND) == 0) {
        return worker_main(argc - 1, argv + 1);
    }
    for (size_t i = 0; i < COMMAND_COUNT; i++) {
        if (strcmp(argv[1], commands[i].name) == 0) {
            return run_command(&commands[i], argc, argv);
        }
    }
    return cli_fail(EXIT_USAGE, "there is no command '%s'; see vtbench --help", argv[1]);
}
