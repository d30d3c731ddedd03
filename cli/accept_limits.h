/* accept_limits.h - `accept --limit`: limits are written beside the committed counts. */
#ifndef CLI_ACCEPT_LIMITS_H
#define CLI_ACCEPT_LIMITS_H

#include "committed.h"
#include "render/document.h"

typedef struct accept_limits {
    const char *at_most;   /* "none": without a limit; NULL: counts are accepted, and no limits */
    const char *metric;    /* NULL: every one */
    const char *toolchain; /* NULL: any */
} accept_limits_t;

/* Looks at these options together, for opt_command_t. */
void accept_limits_check(const accept_limits_t *options, const bench_choice_t *choice,
                         struct argp_state *state);

/* Gives each filter of the choice, or all cases, this limit: a line that is there gets it where it
 * stands, others come at the end. Shows the difference first. EXIT_OK, or prints why not. */
int accept_limits(const accept_limits_t *options, committed_t *committed, bool dry_run,
                  bench_format_t format);

#endif
