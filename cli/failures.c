#include "failures.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"

static bool was_said(const failures_t *failures, const char *line) {
    for (size_t i = 0; i < failures->said_count; i++) {
        if (strcmp(failures->said[i], line) == 0) {
            return true;
        }
    }
    return false;
}

/* Where memory is short it is only said again. */
static void remember(failures_t *failures, const char *line) {
    char **said = realloc(failures->said, (failures->said_count + 1) * sizeof *said);
    if (said == NULL) {
        return;
    }
    failures->said = said;
    said[failures->said_count] = strdup(line);
    failures->said_count += said[failures->said_count] != NULL ? 1 : 0;
}

/* Takes the digits out of "OLD: scenario/contender;params: reason" behind the case. */
static void drop_numbers(char *line) {
    char *from = line + strcspn(line, "/");
    from += strcspn(from, ":");
    char *to = from;
    for (; *from != '\0'; from++) {
        if (*from < '0' || *from > '9') {
            *to++ = *from;
        }
    }
    *to = '\0';
}

void failures_add(failures_t *failures, const char *label, const char *text) {
    char line[512];
    (void)snprintf(line, sizeof line, "%s%s", label, text);
    drop_numbers(line);
    failures->count++;
    if (!was_said(failures, line)) {
        cli_fail(0, "%s%s", label, text);
        remember(failures, line);
    }
}

int failures_end(const failures_t *failures) {
    return failures->count == 0 ? EXIT_WELL
                                : cli_fail(EXIT_COULD_NOT, "%zu measurement%s could not be made",
                                           failures->count, failures->count == 1 ? "" : "s");
}

void failures_deinit(failures_t *failures) {
    for (size_t i = 0; i < failures->said_count; i++) {
        free(failures->said[i]);
    }
    free(failures->said);
    *failures = (failures_t){0};
}
