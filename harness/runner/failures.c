/* failures.c - each reason once. */
#include "runner/failures.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/problem.h"

static bool was_told(const bench_failures_t *failures, const char *line) {
    for (size_t i = 0; i < failures->told_count; i++) {
        if (strcmp(failures->told[i], line) == 0) {
            return true;
        }
    }
    return false;
}

/* Where memory is short the line is only told again. */
static void remember(bench_failures_t *failures, const char *line) {
    char **told = reallocarray(failures->told, failures->told_count + 1, sizeof *told);
    if (told == NULL) {
        return;
    }
    failures->told = told;
    told[failures->told_count] = strdup(line);
    failures->told_count += told[failures->told_count] != NULL ? 1 : 0;
}

static void drop_digits(char *text) {
    char *to = text;
    for (const char *from = text; *from != '\0'; from++) {
        if (*from < '0' || *from > '9') {
            *to++ = *from;
        }
    }
    *to = '\0';
}

void bench_failures_add(bench_failures_t *failures, const char *label, const char *name,
                        const char *reason) {
    bench_problem_t line;
    bench_problem_t like;
    bench_problem(&line, "%s%s: %s", label, name, reason);
    like = line;
    size_t before_reason = strlen(label) + strlen(name);
    if (before_reason < strlen(like.text)) {
        drop_digits(like.text + before_reason);
    }
    failures->count++;
    if (!was_told(failures, like.text)) {
        if (failures->tell != NULL) {
            failures->tell(failures->context, line.text);
        }
        remember(failures, like.text);
    }
}

void bench_failures_deinit(bench_failures_t *failures) {
    if (failures == NULL) {
        return;
    }
    for (size_t i = 0; i < failures->told_count; i++) {
        free(failures->told[i]);
    }
    free(failures->told);
    *failures = (bench_failures_t){0};
}
