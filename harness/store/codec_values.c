/* codec_values.c - single values, written and read. */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "codec_parts.h"

/* ---- texts ---- */

static void put_text(bench_codec_t *codec, const char *key, const char *text) {
    bench__codec_put(codec, key, json_string(text != NULL ? text : ""));
}

void bench_code_text(bench_codec_t *codec, const char *key, char **text) {
    if (!codec->reading) {
        put_text(codec, key, *text);
        return;
    }
    json_t *value = bench__codec_take(codec, key);
    char *copy = json_is_string(value) ? strdup(json_string_value(value)) : NULL;
    if (copy != NULL) {
        *text = copy;
    } else {
        bench_codec_wrong(codec, key,
                          json_is_string(value) ? "does not fit into memory" : "must be a string");
    }
    json_decref(value);
}

void bench_code_text_or_null(bench_codec_t *codec, const char *key, char **text) {
    if (!bench__codec_null(codec, key, *text == NULL)) {
        bench_code_text(codec, key, text);
    }
}

void bench_code_name(bench_codec_t *codec, const char *key, char **text) {
    bench_code_text(codec, key, text);
    if (!codec->failed && (*text == NULL || **text == '\0')) {
        bench_codec_wrong(codec, key, "must not be empty");
    }
}

void bench_code_case(bench_codec_t *codec, bench_case_key_t *key) {
    /* The codec's keys own their texts; those of the model may also borrow them. */
    char *scenario = (char *)key->scenario;
    char *contender = (char *)key->contender;
    char *params = (char *)key->params;
    bench_code_name(codec, "scenario", &scenario);
    bench_code_name(codec, "contender", &contender);
    bench_code_text(codec, "params", &params);
    *key = (bench_case_key_t){scenario, contender, params};
}

/* ---- names of a table ---- */

/* must be "a", "b" or "c" */
static void refuse_name(bench_codec_t *codec, const char *key, const char *const *names) {
    char what[200] = "must be ";
    for (size_t i = 0; names[i] != NULL; i++) {
        size_t used = strlen(what);
        const char *link = names[i + 1] == NULL ? " or " : ", ";
        snprintf(what + used, sizeof what - used, "%s\"%s\"", i > 0 ? link : "", names[i]);
    }
    bench_codec_wrong(codec, key, what);
}

static size_t read_enum(bench_codec_t *codec, const char *key, const char *const *names,
                        size_t value) {
    json_t *read = bench__codec_take(codec, key);
    const char *text = json_string_value(read);
    for (size_t i = 0; text != NULL && names[i] != NULL; i++) {
        if (strcmp(names[i], text) == 0) {
            json_decref(read);
            return i;
        }
    }
    refuse_name(codec, key, names);
    json_decref(read);
    return value;
}

size_t bench_code_enum(bench_codec_t *codec, const char *key, const char *const *names,
                       size_t value) {
    if (codec->reading) {
        return read_enum(codec, key, names, value);
    }
    put_text(codec, key, names[value]);
    return value;
}

bool bench_code_word(bench_codec_t *codec, const char *key, const char *word, bool is) {
    if (codec->reading) {
        const char *text = json_string_value(bench__codec_peek(codec, key));
        is = text != NULL && strcmp(text, word) == 0;
    }
    if (is && codec->reading) {
        json_decref(bench__codec_take(codec, key));
    } else if (is) {
        put_text(codec, key, word);
    }
    return is;
}

/* ---- whole numbers ---- */

void bench_code_flag(bench_codec_t *codec, const char *key, bool *flag) {
    if (!codec->reading) {
        bench__codec_put(codec, key, json_boolean(*flag));
        return;
    }
    json_t *value = bench__codec_take(codec, key);
    if (json_is_boolean(value)) {
        *flag = json_is_true(value);
    } else {
        bench_codec_wrong(codec, key, "must be true or false");
    }
    json_decref(value);
}

static void read_integer(bench_codec_t *codec, const char *key, int64_t *integer) {
    json_t *value = bench__codec_take(codec, key);
    if (json_is_integer(value)) {
        *integer = json_integer_value(value);
    } else {
        bench_codec_wrong(codec, key, "must be a whole number");
    }
    json_decref(value);
}

static void refuse_below(bench_codec_t *codec, const char *key, int64_t min) {
    char what[48] = "must not be negative";
    if (min != 0) {
        snprintf(what, sizeof what, "must be at least %" PRId64, min);
    }
    bench_codec_wrong(codec, key, what);
}

void bench_code_integer(bench_codec_t *codec, const char *key, int64_t min, int64_t *integer) {
    int64_t number = codec->reading ? min : *integer;
    if (codec->reading) {
        read_integer(codec, key, &number);
    }
    if (number < min) {
        refuse_below(codec, key, min);
    } else if (!codec->reading) {
        bench__codec_put(codec, key, json_integer(number));
    } else if (!codec->failed) {
        *integer = number;
    }
}

void bench_code_unsigned(bench_codec_t *codec, const char *key, uint64_t min, uint64_t *integer) {
    if (!codec->reading && *integer > INT64_MAX) {
        bench_codec_wrong(codec, key, "is too large");
        return;
    }
    int64_t number = codec->reading ? 0 : (int64_t)*integer;
    bench_code_integer(codec, key, (int64_t)min, &number);
    *integer = codec->failed ? *integer : (uint64_t)number;
}

void bench_code_u32(bench_codec_t *codec, const char *key, uint32_t *integer) {
    uint64_t number = *integer;
    bench_code_unsigned(codec, key, 0, &number);
    if (number > UINT32_MAX) {
        bench_codec_wrong(codec, key, "is too large");
    } else {
        *integer = (uint32_t)number;
    }
}

void bench_code_u64_as_text(bench_codec_t *codec, const char *key, uint64_t *integer) {
    char canonical[24];
    if (!codec->reading) {
        snprintf(canonical, sizeof canonical, "%" PRIu64, *integer);
        put_text(codec, key, canonical);
        return;
    }
    json_t *value = bench__codec_take(codec, key);
    const char *text = json_is_string(value) ? json_string_value(value) : "";
    uint64_t number = strtoull(text, NULL, 10);
    snprintf(canonical, sizeof canonical, "%" PRIu64, number);
    if (strcmp(text, canonical) == 0) {
        *integer = number;
    } else {
        bench_codec_wrong(codec, key, "must be a whole number as a string");
    }
    json_decref(value);
}

/* ---- fractions ---- */

static bool is_in_lowest_terms(bench_fraction_t fraction) {
    return fraction.den > 0 && fraction.num != INT64_MIN &&
           bench_fraction_equal(bench_fraction(fraction.num, fraction.den), fraction);
}

void bench_code_fraction(bench_codec_t *codec, const char *key, bench_fraction_t *fraction) {
    char text[BENCH_FRACTION_MAX];
    json_t *value = codec->reading ? bench__codec_take(codec, key) : NULL;
    bool good = codec->reading ? json_is_string(value) &&
                                     bench_fraction_parse(json_string_value(value), fraction)
                               : is_in_lowest_terms(*fraction);
    if (!good) {
        bench_codec_wrong(codec, key, "must be a fraction in lowest terms such as \"3/2\"");
    } else if (!codec->reading) {
        put_text(codec, key, bench_fraction_format(*fraction, text));
    }
    json_decref(value);
}

void bench_code_fraction_or_null(bench_codec_t *codec, const char *key,
                                 bench_fraction_t *fraction) {
    if (!bench__codec_null(codec, key, !bench_fraction_is_known(*fraction))) {
        bench_code_fraction(codec, key, fraction);
    }
}

void bench_code_whole_or_null(bench_codec_t *codec, const char *key, bench_fraction_t *fraction) {
    if (bench__codec_null(codec, key, !bench_fraction_is_known(*fraction))) {
        return;
    }
    if (!codec->reading && fraction->den != 1) {
        bench_codec_wrong(codec, key, "must be a whole number");
        return;
    }
    bench_code_integer(codec, key, -INT64_MAX, &fraction->num); /* as fractions have it */
    fraction->den = 1;
}

/* ---- real numbers ---- */

static bool is_within(const bench_range_t *range, double number) {
    return (number >= range->min && number <= range->max) || (range->or_null && isnan(number));
}

static double read_number(bench_codec_t *codec, const char *key, const bench_range_t *range) {
    json_t *value = bench__codec_take(codec, key);
    double number = json_is_number(value) ? json_number_value(value) : (double)NAN;
    if (value != NULL && !json_is_number(value) && !json_is_null(value)) {
        bench_codec_wrong(codec, key, range->must);
    }
    json_decref(value);
    return number;
}

void bench_code_number(bench_codec_t *codec, const char *key, const bench_range_t *range,
                       double *number) {
    double read = codec->reading ? read_number(codec, key, range) : *number;
    if (!is_within(range, read)) {
        bench_codec_wrong(codec, key, range->must);
    } else if (!codec->reading) {
        bench__codec_put(codec, key, isnan(read) ? json_null() : json_real(read));
    } else if (!codec->failed) {
        *number = read;
    }
}
