/* text.c - numbers as people read them. */
#include "text.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "model/plain_text.h"

#define TENFOLD 10.0

size_t bench_text_places(const char *text) {
    size_t places = 0;
    for (bool plain; *text != '\0'; places++) {
        text += bench_character(text, &plain);
    }
    return places;
}

/* The power of ten of the first digit, after rounding to 3 digits: 9.996 counts as 10. 0 where
 * there is none. */
static int magnitude(double value) {
    if (value == 0.0 || !isfinite(value)) {
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

/* ---- parts and changes ---- */

const char *bench_text_percent(double share, char text[BENCH_TEXT_MAX]) {
    char digits[BENCH_TEXT_MAX];
    text[0] = '\0';
    if (share >= TENFOLD) {
        snprintf(text, BENCH_TEXT_MAX, "%.40s times", bench_text_digits(share, digits));
    } else if (!isnan(share)) {
        snprintf(text, BENCH_TEXT_MAX, "%.1f %%", share * 100.0);
    }
    return text;
}

const char *bench_text_effect(double effect, char text[BENCH_TEXT_MAX]) {
    char digits[BENCH_TEXT_MAX];
    if (!(1 + effect >= TENFOLD)) {
        return bench_text_percent(effect, text);
    }
    snprintf(text, BENCH_TEXT_MAX, "a factor of %.40s", bench_text_digits(1 + effect, digits));
    return text;
}

const char *bench_text_change(double ratio, char text[BENCH_TEXT_MAX]) {
    if (ratio >= TENFOLD || isnan(ratio)) {
        return bench_text_percent(ratio, text);
    }
    snprintf(text, BENCH_TEXT_MAX, "%+.1f %%", (ratio - 1) * 100.0);
    return text;
}

/* ---- others ---- */

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

/* ---- times ---- */

typedef struct unit {
    const char *name;
    double ns;
} unit_t;

/* The first in which the time has at most 3 digits before the point, after rounding. */
static const unit_t *unit_of(double ns) {
    static const unit_t units[] = {{"ns", 1}, {"µs", 1e3}, {"ms", 1e6}, {"s", 1e9}};
    const size_t last = sizeof units / sizeof units[0] - 1;
    size_t i = 0;
    while (i < last && magnitude(ns / units[i].ns) >= 3) {
        i++;
    }
    return &units[i];
}

static const char *time_in(double ns, const unit_t *unit, char text[BENCH_TEXT_MAX]) {
    char digits[BENCH_TEXT_MAX];
    if (ns < BENCH_TIME_LEAST) {
        snprintf(text, BENCH_TEXT_MAX, "< %g", BENCH_TIME_LEAST / unit->ns);
        return text;
    }
    snprintf(text, BENCH_TEXT_MAX, "%.40s", bench_text_digits(ns / unit->ns, digits));
    return text;
}

const char *bench_text_time(double ns, char text[BENCH_TEXT_MAX]) {
    return bench_text_time_range((bench_interval_t){ns, NAN, NAN}, text);
}

const char *bench_text_time_range(bench_interval_t time, char text[BENCH_TEXT_MAX]) {
    char estimate[BENCH_TEXT_MAX];
    char low[BENCH_TEXT_MAX];
    char high[BENCH_TEXT_MAX];
    const unit_t *unit = unit_of(time.estimate);
    text[0] = '\0';
    if (isnan(time.estimate)) {
        return text;
    }
    time_in(time.estimate, unit, estimate);
    if (isnan(time.low) || isnan(time.high)) {
        snprintf(text, BENCH_TEXT_MAX, "%.24s %s", estimate, unit->name);
    } else {
        snprintf(text, BENCH_TEXT_MAX, "%.24s %s [%.24s, %.24s]", estimate, unit->name,
                 time_in(time.low, unit, low), time_in(time.high, unit, high));
    }
    return text;
}

const char *bench_text_time_change(double before, double after, char text[BENCH_TEXT_MAX]) {
    char old_text[BENCH_TEXT_MAX];
    char new_text[BENCH_TEXT_MAX];
    const unit_t *unit = unit_of(fmax(before, after));
    text[0] = '\0';
    if (isnan(before) || isnan(after)) {
        return text;
    }
    if (fmax(before, after) >= 1e3 * fmin(before, after)) {
        snprintf(text, BENCH_TEXT_MAX, "%.40s -> %.40s", bench_text_time(before, old_text),
                 bench_text_time(after, new_text));
    } else {
        snprintf(text, BENCH_TEXT_MAX, "%.40s -> %.40s %s", time_in(before, unit, old_text),
                 time_in(after, unit, new_text), unit->name);
    }
    return text;
}

/* fmax passes over what is not known. */
static double least_measured(double empty) {
    return fmax(BENCH_TIME_LEAST, empty);
}

bool bench_time_is_empty(bench_interval_t time, double empty) {
    /* With too few processes for an interval the estimate has to do. */
    double low = isnan(time.low) ? time.estimate : time.low;
    return low <= least_measured(empty);
}

const char *bench_text_below(bench_interval_t time, double empty, char text[BENCH_TEXT_MAX]) {
    char bound[BENCH_TEXT_MAX];
    double high = isnan(time.high) ? time.estimate : time.high;
    snprintf(text, BENCH_TEXT_MAX, "< %.40s",
             bench_text_time(fmax(high, least_measured(empty)), bound));
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
    case BENCH_TYPE_TIME:
        return bench_text_time_range((bench_interval_t){value->number, value->low, value->high},
                                     room);
    case BENCH_TYPE_NUMBER:
    case BENCH_TYPE_RATIO:
        break;
    }
    return number_text(value, room);
}
