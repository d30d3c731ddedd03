/*
 * callgrind.h - what it takes to start a measuring process under valgrind's callgrind.
 */
#ifndef CLI_CALLGRIND_H
#define CLI_CALLGRIND_H

#include <stdbool.h>
#include <stddef.h>

/* A folder of its own for callgrind's files, and the arguments that name it. */
typedef struct callgrind {
    char folder[512];
    char out[640];        /* --callgrind-out-file=... */
    char folder_arg[640]; /* --folder=..., for the worker */
    char program[4096];   /* this program: /proc/self/exe would be valgrind there */
} callgrind_t;

/* Makes the folder, in TMPDIR or /tmp. False, with errno: it could not be made. */
bool callgrind_prepare(callgrind_t *callgrind);

/* Removes the folder and whatever is in it. */
void callgrind_remove(const callgrind_t *callgrind);

/* Fills the arguments up to and with the program to run, at most `max`; gives how many. */
size_t callgrind_arguments(const callgrind_t *callgrind, const char **arguments, size_t max);

#endif
