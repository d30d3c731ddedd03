/* text.c - numbers as people read them. */
#include "text.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

/* The power of ten of the first digit, after rounding to 3 digits: 9.996 counts as 10. */
static int magnitude(double value) {
    if (value == 0.0) {
        return 0;
    }
    int power = (int)floor(log10(fabs(value)));
    double scaled = round(fabs(value) / pow(10.0, power - 2));
    return scaled >= 1000.0 ? power + 1 : power;
}

const char *bench_text_digits(double value, char text[BENCH_TEXT_MAX]) {
    text[0] = '\0';
    if (isnan(value)) {
        return text;
    }
    int power = magnitude(value);
    if (power <= 2) {
        snprintf(text, BENCH_TEXT_MAX, "%.*f", power < -12 ? 14 : 2 - power, value);
    } else {
        double unit = pow(10.0, power - 2);
        snprintf(text, BENCH_TEXT_MAX, "%.0f", round(value / unit) * unit);
    }
    return text;
}

const char *bench_text_percent(double share, char text[BENCH_TEXT_MAX]) {
    text[0] = '\0';
    if (!isnan(share)) {
        snprintf(text, BENCH_TEXT_MAX, "%.1f %%", share * 100.0);
    }
    return text;
}

const char *bench_text_range(bench_interval_t interval, char text[BENCH_TEXT_MAX]) {
    char low[BENCH_TEXT_MAX];
    char high[BENCH_TEXT_MAX];
    text[0] = '\0';
    if (!isnan(interval.low) && !isnan(interval.high)) {
        snprintf(text, BENCH_TEXT_MAX, "[%.40s, %.40s]", bench_text_digits(interval.low, low),
                 bench_text_digits(interval.high, high));
    }
    return text;
}

const char *bench_text_bytes(bench_fraction_t bytes, char text[BENCH_TEXT_MAX]) {
    if (bytes.den == 1) {
        return bench_fraction_format(bytes, text);
    }
    snprintf(text, BENCH_TEXT_MAX, "%.6g", bench_fraction_value(bytes));
    return text;
}

bool bench_time_is_empty(bench_interval_t time, double empty) {
    /* With too few processes for an interval the estimate has to do. */
    double low = isnan(time.low) ? time.estimate : time.low;
    return low <= empty;
}

const char *bench_text_below(bench_interval_t time, char text[BENCH_TEXT_MAX]) {
    char bound[BENCH_TEXT_MAX];
    double high = isnan(time.high) ? time.estimate : time.high;
    snprintf(text, BENCH_TEXT_MAX, "< %.40s", bench_text_digits(high, bound));
    return text;
}

const char *bench_text_instructions(const bench_instructions_t *instructions,
                                    char text[BENCH_TEXT_MAX]) {
    double value = bench_fraction_value(instructions->per_op);
    if (instructions->by == BENCH_BY_NONE) {
        text[0] = '\0';
    } else if (!instructions->exact) {
        snprintf(text, BENCH_TEXT_MAX, "~%.0f", value);
    } else if (instructions->per_op.den == 1) {
        snprintf(text, BENCH_TEXT_MAX, "%" PRId64, instructions->per_op.num);
    } else {
        snprintf(text, BENCH_TEXT_MAX, "%.1f", value);
    }
    return text;
}

/* ---- cells ---- */

static const char *fraction_text(bench_fraction_t fraction, size_t places,
                                 char room[BENCH__CELL_MAX]) {
    bench_fraction_format(fraction, room);
    if (strlen(room) > places && fraction.den != 1) {
        bench_text_digits(bench_fraction_value(fraction), room);
    }
    return room;
}

/* "7.21 [7.10, 7.43]" */
static const char *number_text(const bench_value_t *value, char room[BENCH__CELL_MAX]) {
    char digits[BENCH_TEXT_MAX];
    char range[BENCH_TEXT_MAX];
    bench_interval_t interval = {value->number, value->low, value->high};
    bench_text_range(interval, range);
    snprintf(room, BENCH__CELL_MAX, "%.48s%s%s", bench_text_digits(value->number, digits),
             range[0] != '\0' ? " " : "", range);
    return room;
}

const char *bench__cell_text(const bench_value_t *value, size_t places, const char *none,
                             char room[BENCH__CELL_MAX]) {
    if (!bench_value_is_known(value)) {
        return none;
    }
    switch (value->type) {
    case BENCH_TYPE_TEXT:
        return value->text[0] != '\0' ? value->text : none;
    case BENCH_TYPE_FRACTION:
    case BENCH_TYPE_INTEGER:
        return fraction_text(value->fraction, places, room);
    case BENCH_TYPE_SHARE:
        return bench_text_percent(value->number, room);
    case BENCH_TYPE_NUMBER:
    case BENCH_TYPE_RATIO:
        break;
    }
    return number_text(value, room);
}
