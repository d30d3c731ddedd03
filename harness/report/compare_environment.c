/* compare_environment.c - what two runs were made with, where it differs. */
#include <string.h>

#include "compare_parts.h"
#include "text.h"

/* What numbers hang on beside the code. The revision is what is compared, and the load is another
 * one in each run. */
static const char *const facts[] = {
    "cpu",      "cores",      "kernel", "virtualisation", "governor",         "libc",
    "compiler", "build_type", "flags",  "jemalloc",       "google_benchmark", "witness",
};

typedef struct change {
    const char *fact;
    const char *base;
    const char *next;
} change_t;

#define CHANGES_MAX (sizeof facts / sizeof facts[0])

/* A fact that one of them does not tell is none. */
static size_t find_changes(const bench_comparison_print_t *how, change_t *changes) {
    size_t count = 0;
    for (size_t i = 0; how->base != NULL && how->next != NULL && i < CHANGES_MAX; i++) {
        change_t change = {facts[i], bench_report_fact(how->base, facts[i]),
                           bench_report_fact(how->next, facts[i])};
        if (change.base[0] != '\0' && change.next[0] != '\0' &&
            strcmp(change.base, change.next) != 0) {
            changes[count++] = change;
        }
    }
    return count;
}

static void put_plain(FILE *out, const char *text) {
    fputs(text, out);
}

void bench_put_environment(const bench_comparison_print_t *how, FILE *out) {
    void (*put)(FILE *, const char *) =
        how->format == BENCH_FORMAT_MARKDOWN ? bench_put_markdown : put_plain;
    change_t changes[CHANGES_MAX];
    size_t count = find_changes(how, changes);
    for (size_t i = 0; i < count; i++) {
        fprintf(out, "%s%s ", i == 0 ? "Environment: " : "; ", changes[i].fact);
        put(out, changes[i].base);
        fputs(" -> ", out);
        put(out, changes[i].next);
    }
    fputs(count > 0 ? ".\n" : "", out);
}

void bench_put_environment_json(const bench_comparison_print_t *how, FILE *out) {
    change_t changes[CHANGES_MAX];
    size_t count = find_changes(how, changes);
    fputs("\"environment\":{", out);
    for (size_t i = 0; i < count; i++) {
        fprintf(out, "%s\"%s\":[", i == 0 ? "" : ",", changes[i].fact);
        bench_put_json(out, changes[i].base);
        fputc(',', out);
        bench_put_json(out, changes[i].next);
        fputc(']', out);
    }
    fputs("},\n", out);
}
