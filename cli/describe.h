/*
 * describe.h - manual pages and completions of shells, from the same tables as --help.
 *
 * `vtbench describe FORM` is for the build, which installs what it prints: the completion of a
 * shell
 * ("bash", "zsh", "fish"), or a page of the manual ("man", or "man COMMAND").
 */
#ifndef CLI_DESCRIBE_H
#define CLI_DESCRIBE_H

#include <stddef.h>

#define DESCRIBE_COMMAND "describe"

/* A command, as main.c lists it. */
typedef struct describe_command {
    const char *name;
    const char *summary;
    int (*run)(int argc, char **argv);
} describe_command_t;

/* Runs `vtbench describe`: argv[1] is the form, argv[2] a command's name. Gives an exit status. */
int describe(const describe_command_t *commands, size_t count, int argc, char **argv);

#endif
