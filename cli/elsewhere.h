/*
 * elsewhere.h - options that are not on the command line: from the environment, and from a file.
 *
 * The option --min-time has the variable VTBENCH_MIN_TIME, for every command that has this option.
 * A file has a section for each command:
 *
 *     [check]
 *     profile = core
 *     quiet = yes
 *
 * The command line comes before the environment, and that before the file: an option that is found
 * in one of them is not looked for in the next. An empty variable is as none. An option without an
 * argument takes yes or no, and one that may be without its argument takes these too. What may be
 * given several times takes several lines.
 */
#ifndef CLI_ELSEWHERE_H
#define CLI_ELSEWHERE_H

#include "option_table.h"

#define ELSEWHERE_FILE "vtbench.ini" /* which is read where it is */

/* A value that was found. */
typedef struct elsewhere_value {
    const option_t *option;
    char *text;  /* NULL: without its argument */
    char *place; /* "VTBENCH_QUIET=yes" or "vtbench.ini:3: quiet = yes" */
} elsewhere_value_t;

#define ELSEWHERE_VALUES_MAX 256

typedef struct elsewhere {
    const opt_command_t *command;
    const char *name;         /* of the command */
    bool known[OPT_ROWS_MAX]; /* options that were found already, first on the command line */
    size_t count;
    elsewhere_value_t values[ELSEWHERE_VALUES_MAX];
} elsewhere_t;

/* Adds the values of options that are not known. `file`: NULL: what the environment names, else the
 * usual one, if there is one. EXIT_OK, or prints what is wrong. */
int elsewhere_find(elsewhere_t *elsewhere, const char *file);

/* The places of the values, with commas, in plain text. Owned by the caller (free). NULL: out of
 * memory. */
char *elsewhere_describe(const elsewhere_t *elsewhere);

/* ---- variables ---- */

#define ELSEWHERE_VARIABLE_MAX 64

/* Writes the variable of an option's name, "VTBENCH_MIN_TIME". Gives `text`. */
char *elsewhere_variable(const char *name, char text[ELSEWHERE_VARIABLE_MAX]);

/* Whether an option has a variable: not if that one means something else. */
bool elsewhere_has_variable(const option_t *option);

/* Other variables of vtbench, by names like those of options, up to one without a name. */
typedef struct elsewhere_other {
    const char *name;
    const char *doc; /* NULL: vtbench sets it for its own processes */
} elsewhere_other_t;

extern const elsewhere_other_t elsewhere_others[];

#endif
