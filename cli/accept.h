/*
 * accept.h - the very commands that make new numbers the committed ones, ready for a shell.
 */
#ifndef CLI_ACCEPT_H
#define CLI_ACCEPT_H

#include "cli.h"

/* Writes the counts of now to a committed exact file. Owned by the caller (free); NULL: out of
 * memory. */
char *accept_counts_command(const char *exact_file);

/* Puts the run `next` in the place of the run `base`, both a folder or a report.json; with the
 * exact file in the folder of `base`, where there is one. */
char *accept_run_command(const char *base, const char *next);

/* Says the command on stderr: fewer than `what` (EXIT_FEWER) are to be accepted; else it is only
 * how, where the new counts are meant to stay. */
void accept_say(int code, const char *what, const char *command);

#endif
