/* case_key.c - which case. */
#include "model/case_key.h"

#include <fnmatch.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *or_empty(const char *text) {
    return text != NULL ? text : "";
}

static int compare_texts(const char *a, const char *b) {
    return strcmp(or_empty(a), or_empty(b));
}

int bench_case_compare(const bench_case_key_t *a, const bench_case_key_t *b) {
    int order = compare_texts(a->scenario, b->scenario);
    order = order != 0 ? order : compare_texts(a->params, b->params);
    return order != 0 ? order : compare_texts(a->contender, b->contender);
}

/* Most texts that are compared differ in their first byte: a report is searched for a row often. */
static bool are_equal(const char *a, const char *b) {
    a = or_empty(a);
    b = or_empty(b);
    return a[0] == b[0] && strcmp(a, b) == 0;
}

bool bench_case_equal(const bench_case_key_t *a, const bench_case_key_t *b) {
    return are_equal(a->contender, b->contender) && bench_case_same_group(a, b);
}

bool bench_case_same_group(const bench_case_key_t *a, const bench_case_key_t *b) {
    return are_equal(a->params, b->params) && are_equal(a->scenario, b->scenario);
}

const char *bench_case_format(const bench_case_key_t *key, char name[BENCH_CASE_NAME_MAX]) {
    const char *params = or_empty(key->params);
    (void)snprintf(name, BENCH_CASE_NAME_MAX, "%s/%s%s%s", or_empty(key->scenario),
                   or_empty(key->contender), params[0] == '\0' ? "" : ";", params);
    return name;
}

bool bench_case_match(const bench_case_key_t *key, const char *filter) {
    char name[BENCH_CASE_NAME_MAX];
    return strcmp(filter, or_empty(key->scenario)) == 0 ||
           fnmatch(filter, bench_case_format(key, name), 0) == 0;
}

/* Takes the texts over; all or none. */
static bool take(bench_case_key_t *key, char *scenario, char *contender, char *params) {
    *key = (bench_case_key_t){scenario, contender, params};
    if (scenario != NULL && contender != NULL && params != NULL) {
        return true;
    }
    bench_case_deinit(key);
    return false;
}

bool bench_case_parse(const char *name, bench_case_key_t *key) {
    size_t scenario = strcspn(name, "/");
    size_t contender = strcspn(name + scenario + (name[scenario] != '\0'), ";");
    *key = (bench_case_key_t){0};
    if (scenario == 0 || name[scenario] == '\0' || contender == 0) {
        return false;
    }
    const char *rest = name + scenario + 1 + contender;
    return take(key, strndup(name, scenario), strndup(name + scenario + 1, contender),
                strdup(*rest == ';' ? rest + 1 : rest));
}

bool bench_case_match_any(const bench_case_key_t *key, const char *const *filters, size_t count) {
    bool any = count == 0;
    for (size_t i = 0; !any && i < count; i++) {
        any = bench_case_match(key, filters[i]);
    }
    return any;
}

bool bench_case_copy(bench_case_key_t *to, const bench_case_key_t *from) {
    return take(to, strdup(or_empty(from->scenario)), strdup(or_empty(from->contender)),
                strdup(or_empty(from->params)));
}

void bench_case_deinit(bench_case_key_t *key) {
    free((void *)(uintptr_t)key->scenario);
    free((void *)(uintptr_t)key->contender);
    free((void *)(uintptr_t)key->params);
    *key = (bench_case_key_t){0};
}
