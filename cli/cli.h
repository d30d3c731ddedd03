/* cli.h - what the commands of vtbench share: exit statuses, messages, the table of commands, and
 * the beginning and the end of those that measure. */
#ifndef CLI_H
#define CLI_H

#include <stdio.h>

#include "runner/failures.h"
#include "runner/selection.h"

/* What a command ends with: name, number, words for its users. */
#define CLI_EXIT_STATUSES(STATUS)                                                  \
    STATUS(EXIT_OK, 0, "all well, and everything that was asked for was measured") \
    STATUS(EXIT_REGRESSION, 1, "a regression or a broken budget")                  \
    STATUS(EXIT_USAGE, 2, "usage")                                                 \
    STATUS(EXIT_CANNOT_MEASURE, 3, "could not measure, read, write or judge")      \
    STATUS(EXIT_FEWER, 4, "better than what is committed, to be accepted")

#define CLI_EXIT_STATUS(name, number, words) name = (number),
typedef enum exit_status { CLI_EXIT_STATUSES(CLI_EXIT_STATUS) } exit_status_t;

typedef struct cli_exit_status {
    exit_status_t status;
    const char *words;
} cli_exit_status_t;

#define CLI_COUNT_STATUS(name, number, words) +1
#define CLI_EXIT_STATUS_COUNT                 ((size_t)(0 CLI_EXIT_STATUSES(CLI_COUNT_STATUS)))
extern const cli_exit_status_t cli_exit_statuses[CLI_EXIT_STATUS_COUNT];

/* What the program does, in one line. */
#define CLI_SUMMARY "count the allocations of each case, and time its operations"

/* The commands, as --help lists them: name, summary. Each is a function cmd_NAME, whose argv[0] is
 * "vtbench NAME", and which gives an exit status. */
#define CLI_COMMANDS(COMMAND)                                                    \
    COMMAND(run, "measure; write a run's folder; print what it says")            \
    COMMAND(show, "print a saved run again: all of it, a part, sorted")          \
    COMMAND(compare, "two runs side by side: counts exactly, times by interval") \
    COMMAND(ab, "two builds of a plugin, timed side by side, with a control")    \
    COMMAND(plot, "make a run's plots again, as SVG and PNG")                    \
    COMMAND(report, "make a run's tables, report.md and report.html again")      \
    COMMAND(history, "a metric over many runs, and where it changed")            \
    COMMAND(list, "the cases with their parameters and budgets")                 \
    COMMAND(check, "count only, against budgets and a committed exact file")     \
    COMMAND(accept, "take counts as the committed ones")                         \
    COMMAND(count, "the allocations of any program or Google Benchmark")         \
    COMMAND(new, "a file of benchmarks of your own to begin with")               \
    COMMAND(doctor, "what this machine can and cannot measure")

#define CLI_DECLARE(name, summary) int cmd_##name(int argc, char **argv);
CLI_COMMANDS(CLI_DECLARE)

/* The version of the program and of what it measures with, a line each. */
void cli_print_version(FILE *out);

/* One line on stderr: "vtbench: ...", in plain text. Gives `status`, so that a command can end with
 * it. */
int cli_fail(int status, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* The same of what does not end the command. */
#define cli_note(...) ((void)cli_fail(EXIT_OK, __VA_ARGS__))

/* Prints the problem; EXIT_CANNOT_MEASURE. */
int cli_cannot(const bench_problem_t *problem);

/* Prints the path of a file that was written, a line on stdout in plain text. */
void cli_say_path(const char *path);

/* Tells whether stdout is to be coloured: a terminal that knows colours, and NO_COLOR is not set.
 */
bool cli_wants_color(void);

/* How many places a line of stdout has: as COLUMNS says, or the terminal itself; 80 where neither
 * does. */
unsigned cli_width(void);

/* Ends a command that has printed a document: `printed` is what its function said. Flushes stdout;
 * EXIT_CANNOT_MEASURE with a message where the document could not be made or written, else
 * `status`. */
int cli_end_document(bool printed, int status);

/* Flushes stdout; EXIT_CANNOT_MEASURE with a message where it could not be written, else `status`.
 */
int cli_end_output(int status);

/* ---- commands that measure ---- */

/* Tells whether this process can start measuring ones. EXIT_OK; or prints why not. */
int cli_can_measure(void);

/* Finds the cases of a choice. EXIT_OK; or prints why not: there is none, or a plugin or host could
 * not be loaded. */
int cli_find_cases(bench_choice_t *choice, bench_selection_t *selection);

/* A line on stderr, for the runner to call. */
void cli_print_line(void *context, const char *line);

/* Gives the report of a run its name and date. False: out of memory. */
bool cli_name_report(bench_report_t *report, const char *name);

/* Looks at what was counted once more, by the same rules as `check`: a line for each finding that
 * was not told while measuring. The exit status. */
int cli_judge_rows(const bench_report_t *report);

/* Prints how many failures there were, if any. EXIT_CANNOT_MEASURE, or EXIT_OK where there was
 * none. */
int cli_end_failures(const bench_failures_t *failures);

#endif
