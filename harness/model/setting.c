/* setting.c - the params of a case, setting by setting. */
#include "model/setting.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Longer ones are no numbers that anybody would set. */
#define NUMBER_MAX 64

bool bench_setting_next(const char **params, bench_setting_t *setting) {
    if (*params == NULL || **params == '\0') {
        return false;
    }
    const char *text = *params;
    size_t length = strcspn(text, ";");
    const char *equals = memchr(text, '=', length);
    size_t key_length = equals != NULL ? (size_t)(equals - text) : 0;
    const char *value = equals != NULL ? equals + 1 : text;
    *setting = (bench_setting_t){text, key_length, value, length - (size_t)(value - text)};
    *params = text + length + (text[length] == ';' ? 1 : 0);
    return true;
}

static bool is_key(const bench_setting_t *setting, const char *key, size_t length) {
    return setting->key_length == length && memcmp(setting->key, key, length) == 0;
}

bool bench_setting_same_key(const bench_setting_t *a, const bench_setting_t *b) {
    return is_key(a, b->key, b->key_length);
}

bool bench_setting_find(const char *params, const char *key, size_t key_length,
                        bench_setting_t *setting) {
    bench_setting_t next;
    while (bench_setting_next(&params, &next)) {
        if (is_key(&next, key, key_length)) {
            *setting = next;
            return true;
        }
    }
    return false;
}

bool bench_setting_number(const bench_setting_t *setting, double *number) {
    char text[NUMBER_MAX];
    char *end;
    if (setting->value_length == 0 || setting->value_length >= sizeof text ||
        strchr("+-.0123456789", setting->value[0]) == NULL) {
        return false;
    }
    memcpy(text, setting->value, setting->value_length);
    text[setting->value_length] = '\0';
    *number = strtod(text, &end);
    return *end == '\0' && isfinite(*number);
}

static bool same_value(const bench_setting_t *a, const bench_setting_t *b) {
    return a->value_length == b->value_length && memcmp(a->value, b->value, a->value_length) == 0;
}

bool bench_settings_differ_in(const char *a, const char *b, const bench_setting_t *setting) {
    bench_setting_t of_a;
    bench_setting_t of_b;
    bool found = false;
    for (;;) {
        bool more_a = bench_setting_next(&a, &of_a);
        bool more_b = bench_setting_next(&b, &of_b);
        if (!more_a || !more_b) {
            return found && more_a == more_b;
        }
        bool is_it = bench_setting_same_key(&of_a, setting);
        if (!bench_setting_same_key(&of_a, &of_b) || (!is_it && !same_value(&of_a, &of_b))) {
            return false;
        }
        found = found || is_it;
    }
}
