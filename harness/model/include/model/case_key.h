/*
 * case_key.h - which case: a scenario, a contender, and the values of the parameters.
 *
 * Its name is "scenario/contender", or "scenario/contender;params" where there are parameters. NULL
 * stands for "".
 *
 * A key is a plain value that borrows its texts, unless bench_case_copy or bench_case_parse made
 * it.
 */
#ifndef BENCH_MODEL_CASE_KEY_H
#define BENCH_MODEL_CASE_KEY_H

#include <stdbool.h>
#include <stddef.h>

typedef struct bench_case_key {
    const char *scenario;
    const char *contender;
    const char *params; /* "key=value" joined by ';', empty where there is none */
} bench_case_key_t;

/* Room for a name; a longer one is cut. */
#define BENCH_CASE_NAME_MAX 256

/* By scenario, params, contender, as strcmp. */
int bench_case_compare(const bench_case_key_t *a, const bench_case_key_t *b);
bool bench_case_equal(const bench_case_key_t *a, const bench_case_key_t *b);

/* Cases of a group share scenario and params: they are the answers to one question. */
bool bench_case_same_group(const bench_case_key_t *a, const bench_case_key_t *b);

/* Writes the name to `name` and returns it. */
const char *bench_case_format(const bench_case_key_t *key, char name[BENCH_CASE_NAME_MAX]);

/* Reads a name; *key owns its texts (bench_case_deinit). False: it is none, or memory is short;
 * *key is then empty. */
bool bench_case_parse(const char *name, bench_case_key_t *key);

/* Tells whether a filter selects the case: a shell pattern over its name, or the name of its
 * scenario. */
bool bench_case_match(const bench_case_key_t *key, const char *filter);

/* Tells whether one of the filters selects the case; without any, all cases are selected. */
bool bench_case_match_any(const bench_case_key_t *key, const char *const *filters, size_t count);

/* Copies the texts; *to owns them. False: out of memory, and *to is empty. */
bool bench_case_copy(bench_case_key_t *to, const bench_case_key_t *from);

/* Releases the texts of a key that owns them and makes it empty. */
void bench_case_deinit(bench_case_key_t *key);

#endif
