/*
 * options.h - the options of a command: one table, of which --help and the reading are derived.
 *
 *     static const char *out = "results";
 *     static const option_t options[] = {
 *         {"out", "DIR", "Folder of runs", opt_text, .letter = 'o', .to = &out},
 *         OPT_QUIET(&quiet),
 *         {0},
 *     };
 *     static const opt_command_t command = {.doc = "Measures.", .options = options};
 *     opt_parse(&command, argc, argv);
 *
 * What is not on the command line may come from the environment or a file (elsewhere.h); a line on
 * stderr says so. A value that is out of bounds ends the process with EXIT_USAGE.
 */
#ifndef CLI_OPTIONS_H
#define CLI_OPTIONS_H

#include <argp.h>
#include <sched.h>
#include <stdint.h>

#include "model/report.h"
#include "model/row.h"
#include "option_table.h"

void opt_parse(const opt_command_t *command, int argc, char **argv);

/* Refuses a value, with EXIT_USAGE, and says where it came from. For the functions that take one.
 */
_Noreturn void opt_refuse(struct argp_state *state, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Adds the fact `options` to a report: what was not on the command line. False: out of memory. */
bool opt_add_fact(bench_report_t *report);

/* Refuses an argument that is no option. */
void opt_no_case(void *context, char *text, struct argp_state *state);

/* ---- what options take, and what `to` points to ---- */

opt_take_t opt_set;           /* nothing; a bool becomes true */
opt_take_t opt_text;          /* const char *, borrowed */
opt_take_t opt_whole;         /* uint32_t or int, from `least` to `most` */
opt_take_t opt_seed;          /* uint64_t */
opt_take_t opt_real;          /* double, from `least` to `most` */
opt_take_t opt_percent;       /* the same, over 100 */
opt_take_t opt_thresholds;    /* bench_thresholds_t: "time=2,instructions=1" */
opt_take_t opt_format;        /* bench_format_t, but for BENCH_FORMAT_LONG */
opt_take_t opt_format_of_run; /* bench_format_t */
opt_take_t opt_gates;         /* opt_gates_t: "allocs,time" */
opt_take_t opt_instructions;  /* opt_instructions_t */
opt_take_t opt_filter;        /* bench_choice_t */
opt_take_t opt_profile;       /* bench_choice_t */
opt_take_t opt_plugin;        /* bench_choice_t */
opt_take_t opt_host;          /* bench_choice_t */

typedef struct opt_gates {
    unsigned chosen;
    unsigned possible; /* bits of bench_gate_t */
} opt_gates_t;

typedef struct opt_instructions {
    bool asked;
    bench_instructions_by_t by; /* nobody: it is not said who */
} opt_instructions_t;

/* ---- rows that several commands have ---- */

#define OPT_FILTER(choice)                                                                         \
    {                                                                                              \
        "filter", "GLOB", "Only cases whose name matches; may be given several times", opt_filter, \
            .repeats = true, .letter = 'f', .to = (choice)                                         \
    }
#define OPT_PROFILE(choice)                                                                       \
    {                                                                                             \
        "profile", "NAME",                                                                        \
            "Only that part of the suite, such as core; may be given several times", opt_profile, \
            .repeats = true, .to = (choice)                                                       \
    }
#define OPT_PLUGIN(choice)                                                               \
    {                                                                                    \
        "plugin", "FILE.so", "Measure the scenarios of a plugin instead of the suite's", \
            opt_plugin, .repeats = true, .letter = 'P', .to = (choice)                   \
    }
#define OPT_HOST(choice)                                                                         \
    {                                                                                            \
        "host", "PROGRAM", "Measure the cases of a host too: another runtime's (docs/hosts.md)", \
            opt_host, .repeats = true, .to = (choice)                                            \
    }
#define OPT_FORMAT(formats, format) \
    { "format", "FORMAT", formats, opt_format, .to = (format) }
#define OPT_FORMAT_OF_RUN(format)                                                                \
    {                                                                                            \
        "format", "FORMAT",                                                                      \
            "Of what is printed: table (a matrix for each scenario, and findings), long, json, " \
            "csv, markdown or html",                                                             \
            opt_format_of_run, .to = (format)                                                    \
    }
#define OPT_QUIET(quiet) \
    { "quiet", NULL, "No progress on stderr", opt_set, .letter = 'q', .to = (quiet) }
#define OPT_BASELINE_FOLDER(out)                                                          \
    {                                                                                     \
        "out", "DIR", "Folder of runs that has the baseline (default results)", opt_text, \
            .letter = 'o', .to = (out)                                                    \
    }
#define OPT_LIMITS(file, doc) \
    { "limits", "FILE", doc, opt_text, .to = (file) }
#define OPT_INSTRUCTIONS(instructions, what)                                              \
    {                                                                                     \
        "instructions", "BY",                                                             \
            what ", by perf_event or callgrind (default: perf_event where there is one)", \
            opt_instructions, .to = (instructions), .may_be_without = true                \
    }
#define OPT_TIMEOUT(choice)                                                                    \
    {                                                                                          \
        "timeout", "SECONDS",                                                                  \
            "What a call of a case's code may take (default 60, or 20 times the longest one)", \
            opt_real, .to = &(choice)->timeout, .least = 0.1, .most = 86400                    \
    }
#define OPT_SEED(seed) \
    { "seed", "N", "Of every shuffled order (default 1)", opt_seed, .to = (seed) }
#define OPT_PIN(cpu)                                                              \
    {                                                                             \
        "pin", "CPU", "Run the measuring processes on this CPU alone", opt_whole, \
            .to = (cpu), .most = CPU_SETSIZE - 1                                  \
    }

/* With what --help says of the default; of slices, of whom they are; and the least that is taken.
 */
#define OPT_PROCESSES(default_text, minimum, processes)                                 \
    {                                                                                   \
        "processes", "N", "Processes to time in (default " default_text ")", opt_whole, \
            .letter = 'p', .to = (processes), .least = (minimum), .most = 1000          \
    }
#define OPT_REPETITIONS(what, default_text, minimum, rounds)                                   \
    {                                                                                          \
        "repetitions", "N", "Slices of each " what " in a process (default " default_text ")", \
            opt_whole, .letter = 'r', .to = (rounds), .least = (minimum), .most = 100000       \
    }
#define OPT_MIN_TIME(default_text, seconds)                                         \
    {                                                                               \
        "min-time", "S", "Seconds of a slice (default " default_text ")", opt_real, \
            .to = (seconds), .least = 1e-5, .most = 60                              \
    }

#endif
