/* cli.h - what the commands of vtbench share: exit codes, messages, the table of commands. */
#ifndef CLI_H
#define CLI_H

#include <argp.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "report/tables.h"

typedef enum exit_code {
    EXIT_WELL = 0,
    EXIT_REGRESSION = 1, /* or a broken budget */
    EXIT_USAGE = 2,
    EXIT_COULD_NOT = 3, /* measure, read or write */
    EXIT_FEWER = 4,     /* better than what is committed: to be accepted */
} exit_code_t;

typedef struct command {
    const char *name;
    const char *summary;
    int (*run)(int argc, char **argv); /* argv[0] is "vtbench NAME"; gives an exit code */
} command_t;

int cmd_run(int argc, char **argv);
int cmd_compare(int argc, char **argv);
int cmd_ab(int argc, char **argv);
int cmd_plot(int argc, char **argv);
int cmd_report(int argc, char **argv);
int cmd_list(int argc, char **argv);
int cmd_check(int argc, char **argv);
int cmd_doctor(int argc, char **argv);

/* One line on stderr: "vtbench: ...". Gives `code`, so that a command can end with it. */
int cli_fail(int code, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Parses with argp, errors ending the process with EXIT_USAGE. */
void cli_parse(const struct argp *argp, int argc, char **argv, void *input);

/* Option values: a number within bounds, or argp_error, which ends the process. */
uint64_t opt_number(const char *text, uint64_t low, uint64_t high, const char *option,
                    struct argp_state *state);
double opt_real(const char *text, double low, double high, const char *option,
                struct argp_state *state);
bench_format_t opt_format(const char *text, struct argp_state *state);

/* "allocs,time" as bits of bench_gate_t, of those that are possible. */
unsigned opt_gates(const char *text, unsigned possible, struct argp_state *state);

/* Whether stdout (or stderr) wants colour: a terminal, and NO_COLOR is not set. */
bool cli_wants_color(int descriptor);

/* Flushes stdout; EXIT_COULD_NOT with a message where it could not be written, else `code`. */
int cli_end_output(int code);

#endif
