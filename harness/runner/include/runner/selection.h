/*
 * selection.h - the cases of one invocation: the suite's or those of plugins, and those of hosts,
 * narrowed by a profile and by filters.
 *
 * A filter is a shell pattern over the name of a case, or the name of a scenario (case_key.h).
 */
#ifndef BENCH_RUNNER_SELECTION_H
#define BENCH_RUNNER_SELECTION_H

#include "runner/host.h"
#include "scenario.h"

/* Names of cases, owned. */
typedef struct bench_names {
    char **items;
    size_t count;
} bench_names_t;

/* Adds a copy of the name. False: out of memory. */
bool bench_names_add(bench_names_t *names, const char *name);
bool bench_names_add_all(bench_names_t *names, const bench_names_t *others);
void bench_names_deinit(bench_names_t *names);

/* What is asked for; all zero: every case of the suite. It owns its texts. */
typedef struct bench_choice {
    char **filters; /* none: every case */
    size_t filter_count;
    char **plugins; /* paths; none: the suite */
    size_t plugin_count;
    bool with_suite;     /* the suite's too where there are plugins */
    bench_host_t *hosts; /* theirs as well, always */
    size_t host_count;
    /* Each plugin is loaded from a copy of its file, so that one file can be loaded several times
     * in a process, each time with its own code, data and symbols. A plugin whose cases are
     * functions of a shared library is refused then. */
    bool copies;
    bench_names_t profiles; /* only scenarios of these parts of the catalogue; none: all */
    bench_names_t left_out; /* cases by name: not these, for they cannot be measured */
    double timeout;         /* seconds that a case's code may take; 0: not said */
} bench_choice_t;

/* Adds a copy of the text. False: out of memory. */
bool bench_choice_add_filter(bench_choice_t *choice, const char *filter);
bool bench_choice_add_profile(bench_choice_t *choice, const char *profile);
bool bench_choice_add_plugin(bench_choice_t *choice, const char *path);
bool bench_choice_add_host(bench_choice_t *choice, const char *path);
void bench_choice_deinit(bench_choice_t *choice);

/* Tells whether no plugin and no host was chosen. */
bool bench_choice_is_suite(const bench_choice_t *choice);

/* Tells whether neither a filter nor a profile narrows it. */
bool bench_choice_is_whole(const bench_choice_t *choice);

/* Removes the rows of cases that its profiles and filters leave out. */
void bench_choice_narrow(const bench_choice_t *choice, bench_report_t *report);

/* The same choice of one of its plugins alone, loaded from a copy; its texts are borrowed. */
bench_choice_t bench_choice_of_copy(const bench_choice_t *choice, size_t plugin);

#define BENCH_NO_PLUGIN SIZE_MAX

typedef struct bench_selected {
    const scenario_t *scenario;
    const scenario_case_t *definition;
    bench_case_key_t key; /* borrowed from these two */
    size_t plugin;        /* of the choice; BENCH_NO_PLUGIN: the suite's or a host's */
    const char *profile;  /* of the scenario in the catalogue; NULL: it is not there */
    const char *place;    /* where it comes from: a path, or "the suite"; borrowed */
    size_t number;        /* among the cases of the choice, those that it leaves out too: the same
                             in each process */
} bench_selected_t;

/* The cases, in the order of the catalogue and then of the choice, but for what belongs together:
 * those of one group, and the groups of one scenario. */
typedef struct bench_selection {
    bench_selected_t *cases;
    size_t case_count;
    void **plugins;               /* the loader's handles, of each plugin of the choice */
    struct bench__hosted **hosts; /* of each host of the choice */
    size_t host_count;
} bench_selection_t;

/* The names of the profiles, from 0 on, up to NULL. */
const char *bench_profile_name(size_t index);

/* The seconds that a plugin may take to be loaded, and a host to answer, where the choice does not
 * say. */
#define BENCH_LOADING_SECONDS 60

/* Loads each plugin in a process of its own that ends right after. The loader is ended by a signal
 * where a file was cut off, and may never come back from a plugin's constructor; here that becomes
 * a problem, before this process loads the file. And asks each host what it is and which cases it
 * has, which is kept in the choice. */
bool bench_choice_try(bench_choice_t *choice, bench_problem_t *problem);

/* Finds the cases; none is no problem. Plugins are loaded and stay so until the process ends. What
 * they print to stdout meanwhile goes to stderr. Two cases of one name are refused. On false
 * *selection is empty. */
bool bench_selection_find(const bench_choice_t *choice, bench_selection_t *selection,
                          bench_problem_t *problem);
void bench_selection_deinit(bench_selection_t *selection);

/* Where the group that begins at `first` ends. */
size_t bench_selection_group_end(const bench_selection_t *selection, size_t first);

/* Tells whether a slice of the case is long on any machine, since it holds at least so many
 * operations: a batch, or a period. */
#define BENCH_LONG_SLICE UINT64_C(100000)
bool bench_selected_is_long(const bench_selected_t *selected);

/* The case of that key, or NULL. Borrowed. */
const bench_selected_t *bench_selection_case(const bench_selection_t *selection,
                                             const bench_case_key_t *key);

/* The benchmark of another suite that does what the case does, as its scenario says; "": none.
 * Borrowed. */
const char *bench_selected_original(const bench_selected_t *selected);

/* Fills what a row says of its case. False: out of memory. */
bool bench_selected_describe(const bench_selected_t *selected, bench_row_t *row);

/* Adds one row for each case, with nothing measured, and the contenders and floors that the
 * scenarios describe. False: out of memory. */
bool bench_selection_describe(const bench_selection_t *selection, bench_report_t *report);

#endif
