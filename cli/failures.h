/*
 * failures.h - what could not be measured: said once for each case and reason, however many
 * processes meet it.
 */
#ifndef CLI_FAILURES_H
#define CLI_FAILURES_H

#include <stddef.h>

typedef struct failures {
    size_t count; /* measurements */
    char **said;  /* lines that were printed, without the numbers in their reasons; owned */
    size_t said_count;
} failures_t;

/* One measurement failed: `text` is "CASE: REASON". Printed on stderr behind `label` unless the
 * same line was, but for numbers in the reason: "7 results were wrong". */
void failures_add(failures_t *failures, const char *label, const char *text);

/* Says how many there were, if any. EXIT_COULD_NOT, or EXIT_WELL where there was none. */
int failures_end(const failures_t *failures);

/* Releases what it owns and makes it empty. */
void failures_deinit(failures_t *failures);

#endif
