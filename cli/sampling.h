/*
 * sampling.h - how much is timed, and how: the options that `run` and `ab` share.
 */
#ifndef CLI_SAMPLING_H
#define CLI_SAMPLING_H

#include "cli.h"

typedef struct sampling {
    unsigned processes; /* to time in; 0: not given */
    unsigned rounds;    /* slices of each case in a process; 0: not given */
    double slice_seconds;
    uint64_t seed;                      /* of every shuffled order */
    int cpu;                            /* for all of them; -1: not pinned */
    unsigned processes_min, rounds_min; /* fewer are refused */
} sampling_t;

#define SAMPLING_SEED_DEFAULT 1

enum { SAMPLING_KEY_MIN_TIME = 512, SAMPLING_KEY_SEED, SAMPLING_KEY_PIN };

/* The options for argp tables, with what --help says of the defaults, and of whom slices are. */
#define SAMPLING_OPTIONS(processes, what, rounds, slice)                                          \
    {"processes", 'p', "N", 0, "Processes to time in (default " processes ")", 0},                \
        {"repetitions",                                                                           \
         'r',                                                                                     \
         "N",                                                                                     \
         0,                                                                                       \
         "Slices of each " what " in a process (default " rounds ")",                             \
         0},                                                                                      \
        {"min-time", SAMPLING_KEY_MIN_TIME, "S", 0, "Seconds of a slice (default " slice ")", 0}, \
        {"seed", SAMPLING_KEY_SEED, "N", 0, "Of every shuffled order (default 1)", 0}, {          \
        "pin", SAMPLING_KEY_PIN, "CPU", 0, "Run the measuring processes on this CPU alone", 0     \
    }

/* Takes one of these options. False: it is another one. */
bool sampling_option(sampling_t *sampling, int key, const char *argument, struct argp_state *state);

#endif
