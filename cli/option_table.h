/* option_table.h - what a command says of its options: one table, from which --help, reading,
 * manual and completions are derived. */
#ifndef CLI_OPTION_TABLE_H
#define CLI_OPTION_TABLE_H

#include <stdbool.h>
#include <stddef.h>

struct argp_state;
typedef struct opt_option option_t;

/* Checks the argument of an option (NULL: it has none) and stores it where `option->to` says. */
typedef void opt_take_t(const option_t *option, char *text, struct argp_state *state);

struct opt_option {
    const char *name;
    const char *argument; /* its name in --help; NULL: there is none */
    const char *doc;
    opt_take_t *take;
    void *to;
    double least, most;  /* of a number */
    int letter;          /* "-o" as well; 0: none */
    bool may_be_without; /* its argument */
    bool repeats;        /* each one adds to those before; else the last one holds */
};

typedef struct opt_command {
    const char *usage; /* of its other arguments; NULL: it has none */
    const char *doc;
    const option_t *options; /* up to one without a name; NULL: none */
    void *context;           /* for the two functions */
    /* Takes an argument that is no option. NULL: argp refuses it. */
    void (*take_argument)(void *context, char *text, struct argp_state *state);
    /* Looks at all options together. NULL: there is nothing to check. */
    void (*check)(void *context, struct argp_state *state);
} opt_command_t;

#define OPT_ROWS_MAX 32

/* The options of a command, and behind them the one that every command has. NULL: there are no
 * more. */
const option_t *opt_row(const opt_command_t *command, size_t index);

/* That one: its argument names a file of options (elsewhere.h). */
extern const option_t opt_file_row;

/* Where set, opt_parse gives its table to this function instead, and ends the process with the
 * status that it gives. */
extern int (*opt_describe)(const opt_command_t *command);

#endif
