/* limit.c - how much of an exact metric cases may have. */
#include "model/limit.h"

#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

/* Of a percentage, decimals among them: their numbers are exact in a fraction. */
#define DIGITS_MAX 9

void bench_limits_deinit(bench_limits_t *limits) {
    free(limits->lines);
    bench_table_deinit(&limits->table);
    *limits = (bench_limits_t){0};
}

/* "2.5%" as 5/2. */
static bool parse_percent(const char *text, bench_fraction_t *number) {
    static const char figures[] = "0123456789";
    size_t whole = strspn(text, figures);
    size_t point = text[whole] == '.' ? 1 : 0;
    size_t decimals = point != 0 ? strspn(text + whole + 1, figures) : 0;
    int64_t num = 0;
    int64_t den = 1;
    if (whole == 0 || decimals < point || whole + decimals > DIGITS_MAX ||
        strcmp(text + whole + point + decimals, "%") != 0) {
        return false;
    }
    for (size_t i = 0; i < whole + point + decimals; i++) {
        if (text[i] != '.') {
            num = 10 * num + (text[i] - '0');
            den *= i > whole ? 10 : 1;
        }
    }
    *number = bench_fraction(num, den);
    return true;
}

bool bench_limit_parse(const char *at_most, bench_limit_t *limit) {
    bench_limit_kind_t kind = BENCH_LIMIT_NUMBER;
    bench_fraction_t number;
    const char *text = at_most[0] == '+' ? at_most + 1 : at_most;
    if (text != at_most) {
        kind = strchr(text, '%') != NULL ? BENCH_LIMIT_PERCENT : BENCH_LIMIT_MORE;
    }
    bool good = kind == BENCH_LIMIT_PERCENT ? parse_percent(text, &number)
                                            : bench_fraction_parse(text, &number);
    if (!good || number.num < 0) {
        return false;
    }
    limit->kind = kind;
    limit->number = number;
    return true;
}

bool bench_metric_is_limited(const bench_metric_t *metric) {
    return metric->certainty == BENCH_EXACT && bench_type_is_exact(metric->type) &&
           metric->better != BENCH_NEITHER && metric->pass != BENCH_PASS_TIME;
}

bool bench_limit_names(const bench_limit_t *limit, const bench_metric_t *metric) {
    return bench_metric_is_limited(metric) && fnmatch(limit->metrics, metric->name, 0) == 0;
}

bool bench_limit_names_any(const bench_limit_t *limit) {
    bool any = false;
    for (size_t i = 0; !any && i < BENCH_METRIC_COUNT; i++) {
        any = bench_limit_names(limit, &bench_metrics[i]);
    }
    return any;
}

const bench_limit_t *bench_limits_same(const bench_limits_t *limits, const bench_limit_t *like) {
    for (size_t i = 0; i < limits->count; i++) {
        const bench_limit_t *line = &limits->lines[i];
        if (strcmp(line->cases, like->cases) == 0 && strcmp(line->metrics, like->metrics) == 0 &&
            strcmp(line->toolchain, like->toolchain) == 0) {
            return line;
        }
    }
    return NULL;
}

bench_fraction_t bench_limit_most(const bench_limit_t *limit, bench_fraction_t committed) {
    const bench_fraction_t unknown = {0, 0};
    bench_fraction_t most = limit->number;
    if (limit->kind != BENCH_LIMIT_NUMBER && !bench_fraction_is_known(committed)) {
        return unknown;
    }
    if (limit->kind == BENCH_LIMIT_MORE) {
        most = bench_fraction_add(committed, limit->number);
    } else if (limit->kind == BENCH_LIMIT_PERCENT) {
        bench_fraction_t times = bench_fraction_multiply(
            bench_fraction_add(bench_whole(100), limit->number), bench_fraction(1, 100));
        most = bench_fraction_multiply(committed, times);
    }
    return most.num == INT64_MAX ? unknown : most;
}
