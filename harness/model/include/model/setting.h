/*
 * setting.h - the params of a case, setting by setting: "on=file;chunk=64" has two.
 *
 * What has no '=' is a value without a key. Settings borrow their texts from the params.
 */
#ifndef BENCH_MODEL_SETTING_H
#define BENCH_MODEL_SETTING_H

#include <stdbool.h>
#include <stddef.h>

typedef struct bench_setting {
    const char *key; /* not terminated, as the value */
    size_t key_length;
    const char *value;
    size_t value_length;
} bench_setting_t;

/* Takes the next setting off *params, which moves behind it; NULL stands for "". False: there is
 * none. */
bool bench_setting_next(const char **params, bench_setting_t *setting);

/* The setting of that key; false: the params have none. */
bool bench_setting_find(const char *params, const char *key, size_t key_length,
                        bench_setting_t *setting);

bool bench_setting_same_key(const bench_setting_t *a, const bench_setting_t *b);

/* The value as a number; false: it is none. */
bool bench_setting_number(const bench_setting_t *setting, double *number);

/* Tells whether two params have the same settings but for the one of that key, which both have. */
bool bench_settings_differ_in(const char *a, const char *b, const bench_setting_t *setting);

#endif
