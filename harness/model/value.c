/* value.c - a value of any metric. */
#include "model/value.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static bench_value_t number_of(bench_type_t type, double number) {
    return (bench_value_t){.type = type, .number = number, .low = NAN, .high = NAN};
}

bench_value_t bench_text_value(const char *text) {
    return (bench_value_t){.type = BENCH_TYPE_TEXT, .text = text, .low = NAN, .high = NAN};
}

bench_value_t bench_fraction_as_value(bench_fraction_t fraction) {
    return (bench_value_t){
        .type = BENCH_TYPE_FRACTION, .fraction = fraction, .low = NAN, .high = NAN};
}

bench_value_t bench_whole_value(int64_t number) {
    return (bench_value_t){
        .type = BENCH_TYPE_INTEGER, .fraction = bench_whole(number), .low = NAN, .high = NAN};
}

bench_value_t bench_number_value(double number) {
    return number_of(BENCH_TYPE_NUMBER, number);
}

bench_value_t bench_share_value(double share) {
    return number_of(BENCH_TYPE_SHARE, share);
}

bench_value_t bench_ratio_value(double ratio) {
    return number_of(BENCH_TYPE_RATIO, ratio);
}

bench_value_t bench_time_value(double ns) {
    return number_of(BENCH_TYPE_TIME, ns);
}

bool bench_type_is_number(bench_type_t type) {
    return type != BENCH_TYPE_TEXT;
}

bool bench_type_is_exact(bench_type_t type) {
    return type == BENCH_TYPE_FRACTION || type == BENCH_TYPE_INTEGER;
}

bench_value_t bench_unknown_value(bench_type_t type) {
    if (type == BENCH_TYPE_TEXT) {
        return bench_text_value(NULL);
    }
    bench_value_t value = number_of(type, NAN);
    if (bench_type_is_exact(type)) {
        value.fraction = (bench_fraction_t){0, 0};
    }
    return value;
}

bool bench_value_is_known(const bench_value_t *value) {
    if (value->type == BENCH_TYPE_TEXT) {
        return value->text != NULL;
    }
    return bench_type_is_exact(value->type) ? bench_fraction_is_known(value->fraction)
                                            : !isnan(value->number);
}

const char *bench_value_format(const bench_value_t *value, char room[BENCH_VALUE_MAX]) {
    room[0] = '\0';
    if (!bench_value_is_known(value)) {
        return room;
    }
    if (value->type == BENCH_TYPE_TEXT) {
        return value->text;
    }
    if (bench_type_is_exact(value->type)) {
        return bench_fraction_format(value->fraction, room);
    }
    snprintf(room, BENCH_VALUE_MAX, "%.10g", value->number);
    return room;
}

static bool parse_number(const char *text, double *number) {
    char *end;
    *number = strtod(text, &end);
    return end != text && *end == '\0';
}

bool bench_value_parse(bench_type_t type, const char *text, bench_value_t *value) {
    bench_value_t read = bench_unknown_value(type);
    if (type == BENCH_TYPE_TEXT) {
        read.text = text;
    } else if (text[0] != '\0' && bench_type_is_exact(type)) {
        if (!bench_fraction_parse(text, &read.fraction) ||
            (type == BENCH_TYPE_INTEGER && read.fraction.den != 1)) {
            return false;
        }
    } else if (text[0] != '\0' && !parse_number(text, &read.number)) {
        return false;
    }
    *value = read;
    return true;
}
