/*
 * selection.h - the cases of one invocation: the catalogue's and plugins', narrowed by filters.
 *
 * A case's name is "scenario/contender" or "scenario/contender;params". A filter is a shell pattern
 * over it; the bare name of a scenario selects all of that scenario.
 */
#ifndef CLI_SELECTION_H
#define CLI_SELECTION_H

#include "cli.h"
#include "scenario.h"

#define SELECTION_MAX 32 /* filters, and plugins, of one invocation */

typedef struct selected_case {
    const scenario_t *scenario;
    const scenario_case_t *definition;
} selected_case_t;

typedef struct selection {
    /* Asked for; filled by selection_option. */
    const char *filters[SELECTION_MAX];
    size_t filter_count;
    const char *plugins[SELECTION_MAX];
    size_t plugin_count;
    bool copies; /* plugins are loaded from copies of their own: see plugin_load_copy */
    /* What came of it. */
    selected_case_t *cases; /* in catalogue order: cases of one group stand together */
    size_t case_count;
} selection_t;

/* The options --filter and --plugin, for argp tables; their keys are 'f' and 'P'. */
#define SELECTION_FILTER \
    { "filter", 'f', "GLOB", 0, "Only cases whose name matches; may be given several times", 0 }
#define SELECTION_OPTIONS                                                                          \
    SELECTION_FILTER, {                                                                            \
        "plugin", 'P', "FILE.so", 0, "Measure the scenarios of a plugin instead of the suite's", 0 \
    }

/* Takes one of the two options. False: it is another one. */
bool selection_option(selection_t *selection, int key, char *argument, struct argp_state *state);

/* Finds the cases. EXIT_WELL; or says why not and gives the exit code. To find no case is one of
 * the reasons for selection_load, and well for selection_find. */
int selection_load(selection_t *selection);
int selection_find(selection_t *selection);
void selection_free(selection_t *selection);

/* Where the group that begins at `first` ends: cases of the same scenario and params. */
size_t selection_group_end(const selection_t *selection, size_t first);

/* The case of the same scenario, contender and params, in a selection of another plugin. NULL: it
 * has none. */
const selected_case_t *selection_case(const selection_t *selection, const selected_case_t *like);

/* The case's name, in a buffer of SELECTION_NAME_MAX bytes. */
#define SELECTION_NAME_MAX 256
const char *selection_name(const selected_case_t *selected, char name[SELECTION_NAME_MAX]);

/* Fills what a row says of its case. False: out of memory. */
bool selection_describe(const selected_case_t *selected, bench_row_t *row);

#endif
