/* describe_parts.h - the forms of describe.h: what each prints, and in which order. */
#ifndef CLI_DESCRIBE_PARTS_H
#define CLI_DESCRIBE_PARTS_H

#include "describe.h"
#include "options.h"

typedef struct describe_form {
    const char *name;
    /* Before all commands; each one's, when its table is known; behind them. NULL: nothing. */
    void (*begin)(const describe_command_t *commands, size_t count);
    void (*command)(const describe_command_t *command, const opt_command_t *options);
    void (*end)(void);
} describe_form_t;

extern const describe_form_t describe_man;
extern const describe_form_t describe_bash;
extern const describe_form_t describe_zsh;
extern const describe_form_t describe_fish;

/* Whether a shell is to complete the argument of an option with files. */
bool describe_is_file(const option_t *option);

/* Prints the text, with a text of its own in place of each of some letters. */
void describe_put(const char *text, const char *letters, const char *const *instead);

#endif
