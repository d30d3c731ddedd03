/* text.c - numbers and strings as text. */
#include "text.h"

#include <math.h>
#include <string.h>

const char *bench_text_number(double value, char *text) {
    text[0] = '\0';
    if (!isnan(value)) {
        snprintf(text, BENCH_TEXT_MAX, "%.10g", value);
    }
    return text;
}

/* The power of ten of the first digit, after rounding to 3 digits: 9.996 counts as 10. */
static int magnitude(double value) {
    if (value == 0.0) {
        return 0;
    }
    int power = (int)floor(log10(fabs(value)));
    double scaled = round(fabs(value) / pow(10.0, power - 2));
    return scaled >= 1000.0 ? power + 1 : power;
}

const char *bench_text_digits(double value, char *text) {
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

const char *bench_text_percent(double share, char *text) {
    text[0] = '\0';
    if (!isnan(share)) {
        snprintf(text, BENCH_TEXT_MAX, "%.1f %%", share * 100.0);
    }
    return text;
}

const char *bench_text_range(bench_interval_t interval, char *text) {
    char low[BENCH_TEXT_MAX];
    char high[BENCH_TEXT_MAX];
    text[0] = '\0';
    if (!isnan(interval.low) && !isnan(interval.high)) {
        snprintf(text, BENCH_TEXT_MAX, "[%.40s, %.40s]", bench_text_digits(interval.low, low),
                 bench_text_digits(interval.high, high));
    }
    return text;
}

const char *bench_text_bytes(bench_fraction_t bytes, char *text) {
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

const char *bench_text_time(bench_interval_t time, double empty, char *text) {
    if (!bench_time_is_empty(time, empty)) {
        return bench_text_digits(time.estimate, text);
    }
    char bound[BENCH_TEXT_MAX];
    double high = isnan(time.high) ? time.estimate : time.high;
    snprintf(text, BENCH_TEXT_MAX, "< %.40s", bench_text_digits(high, bound));
    return text;
}

void bench_put_csv(FILE *out, const char *text) {
    if (strpbrk(text, ",\"\r\n") == NULL) {
        fputs(text, out);
        return;
    }
    fputc('"', out);
    for (; *text != '\0'; text++) {
        if (*text == '"') {
            fputc('"', out);
        }
        fputc(*text, out);
    }
    fputc('"', out);
}

void bench_put_json(FILE *out, const char *text) {
    fputc('"', out);
    for (; *text != '\0'; text++) {
        unsigned char code = (unsigned char)*text;
        if (code < 0x20) {
            fprintf(out, "\\u%04x", code);
            continue;
        }
        if (code == '"' || code == '\\') {
            fputc('\\', out);
        }
        fputc(*text, out);
    }
    fputc('"', out);
}

void bench_put_markdown(FILE *out, const char *text) {
    for (; *text != '\0'; text++) {
        if (*text == '|' || *text == '\\') {
            fputc('\\', out);
        }
        fputc(*text == '\n' || *text == '\r' ? ' ' : *text, out);
    }
}
