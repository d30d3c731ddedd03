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

/* A fact that one of them does not tell is none. */
static bool differs(const bench_comparison_print_t *how, const char *fact, const char **base,
                    const char **next) {
    if (how->base == NULL || how->next == NULL) {
        return false;
    }
    *base = bench_report_fact(how->base, fact);
    *next = bench_report_fact(how->next, fact);
    return (*base)[0] != '\0' && (*next)[0] != '\0' && strcmp(*base, *next) != 0;
}

static void put_plain(FILE *out, const char *text) {
    fputs(text, out);
}

void bench_put_environment(const bench_comparison_print_t *how, FILE *out) {
    void (*put)(FILE *, const char *) =
        how->format == BENCH_FORMAT_MARKDOWN ? bench_put_markdown : put_plain;
    const char *base;
    const char *next;
    size_t count = 0;
    for (size_t i = 0; i < sizeof facts / sizeof facts[0]; i++) {
        if (differs(how, facts[i], &base, &next)) {
            fprintf(out, "%s%s ", count++ == 0 ? "Environment: " : "; ", facts[i]);
            put(out, base);
            fputs(" -> ", out);
            put(out, next);
        }
    }
    fputs(count > 0 ? ".\n" : "", out);
}

void bench_put_environment_json(const bench_comparison_print_t *how, FILE *out) {
    const char *base;
    const char *next;
    size_t count = 0;
    fputs("\"environment\":{", out);
    for (size_t i = 0; i < sizeof facts / sizeof facts[0]; i++) {
        if (differs(how, facts[i], &base, &next)) {
            fprintf(out, "%s\"%s\":[", count++ == 0 ? "" : ",", facts[i]);
            bench_put_json(out, base);
            fputc(',', out);
            bench_put_json(out, next);
            fputc(']', out);
        }
    }
    fputs("},\n", out);
}
