#include "failures.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"

static bool was_said(const failures_t *failures, const char *name) {
    for (size_t i = 0; i < failures->said_count; i++) {
        if (strcmp(failures->said[i], name) == 0) {
            return true;
        }
    }
    return false;
}

/* Where memory is short it is only said again. */
static void remember(failures_t *failures, const char *name) {
    char **said = realloc(failures->said, (failures->said_count + 1) * sizeof *said);
    if (said == NULL) {
        return;
    }
    failures->said = said;
    said[failures->said_count] = strdup(name);
    failures->said_count += said[failures->said_count] != NULL ? 1 : 0;
}

/* "OLD: scenario/contender;params" of "OLD: scenario/contender;params: reason". */
static int length_of_case(const char *text) {
    size_t slash = strcspn(text, "/");
    return (int)(slash + strcspn(text + slash, ":"));
}

void failures_add(failures_t *failures, const char *label, const char *text) {
    char name[512];
    (void)snprintf(name, sizeof name, "%s%.*s", label, length_of_case(text), text);
    failures->count++;
    if (!was_said(failures, name)) {
        cli_fail(0, "%s%s", label, text);
        remember(failures, name);
    }
}

int failures_end(const failures_t *failures) {
    return failures->count == 0
               ? EXIT_WELL
               : cli_fail(EXIT_COULD_NOT, "%zu measurements could not be made", failures->count);
}

void failures_deinit(failures_t *failures) {
    for (size_t i = 0; i < failures->said_count; i++) {
        free(failures->said[i]);
    }
    free(failures->said);
    *failures = (failures_t){0};
}
