/* warnings.h - what makes the times of a run worth less, and what to do about it. */
#ifndef CLI_WARNINGS_H
#define CLI_WARNINGS_H

#include "cli.h"
#include "model/report.h"

/* Before the times are measured: looks at the machine and says what is wrong with it on stderr, a
 * line each. */
typedef struct warnings {
    uint64_t stolen, all; /* ticks at the start */
    char topics[256];     /* what was warned of: "noise, governor" */
} warnings_t;

void warnings_before(warnings_t *warnings);

/* After: time that the hypervisor took meanwhile, too few processes for `compared` comparisons.
 * Adds all topics to the report as the fact "warnings". False: out of memory. */
bool warnings_after(warnings_t *warnings, unsigned processes, size_t compared,
                    bench_report_t *report);

#endif
