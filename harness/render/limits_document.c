/* limits_document.c - what came of limits, as a part of other documents. */
#include "limits_document.h"

#include <string.h>

/* ---- for programs ---- */

static bench_limit_tally_t sum_of(const bench_limit_result_t *result) {
    bench_limit_tally_t sum = {0};
    for (size_t pass = 0; pass < BENCH_PASS_TIME; pass++) {
        sum.judged += result->of[pass].judged;
        sum.over += result->of[pass].over;
    }
    return sum;
}

/* The reasons of a line, one after the other; "": there is none. */
static const char *why(bench_doc_t *doc, const bench_limits_verdict_t *verdict, size_t line) {
    const char *all = "";
    for (unsigned pass = 0; pass < BENCH_PASS_TIME; pass++) {
        const char *missing = bench_limit_missing(verdict, line, (bench_pass_t)pass);
        if (missing != NULL) {
            all = bench_doc_keep(doc, "%s%s%s", all, all[0] != '\0' ? "; " : "", missing);
        }
    }
    return all;
}

static void add_lines(bench_doc_t *doc, const bench_limits_verdict_t *verdict) {
    bench_table_t *table =
        bench_doc_data(doc, "limits",
                       "line:i|case|metric|toolchain|at_most|cases:i|judged:i|over:i|elsewhere|"
                       "not_judged");
    for (size_t i = 0; verdict != NULL && i < verdict->limits->count; i++) {
        const bench_limit_t *limit = &verdict->limits->lines[i];
        const bench_limit_result_t *result = &verdict->results[i];
        bench_limit_tally_t sum = sum_of(result);
        bench_table_add_rest(table, (int64_t)limit->line, limit->cases, limit->metrics,
                             limit->toolchain, limit->at_most, (int64_t)result->cases,
                             (int64_t)sum.judged, (int64_t)sum.over,
                             result->elsewhere ? "yes" : "no", why(doc, verdict, i));
    }
}

void bench__add_limits(bench_doc_t *doc, const bench_limits_verdict_t *verdict) {
    add_lines(doc, verdict);
    bench_table_t *table =
        bench_doc_data(doc, "limited",
                       "scenario|contender|params|metric|committed:f|now:f|limit:f|at_most|line:i|"
                       "verdict");
    for (size_t i = 0; verdict != NULL && i < verdict->count; i++) {
        const bench_limited_t *number = &verdict->numbers[i];
        bool over = bench_limited_is_over(number);
        if (over || bench_limited_has_moved(number)) {
            bench_table_add_case(table, number->key);
            bench_table_add_rest(table, number->metric->name, number->committed, number->now,
                                 number->most, number->limit->at_most, (int64_t)number->limit->line,
                                 over ? "over" : "within");
        }
    }
}

/* ---- for people ---- */

static void say_missing(bench_doc_t *doc, const bench_limits_verdict_t *verdict, size_t line) {
    const bench_limit_t *limit = &verdict->limits->lines[line];
    const char *reason = why(doc, verdict, line);
    if (reason[0] != '\0') {
        bench_doc_paragraph(doc, BENCH_EVERYBODY, 0);
        bench_doc_say(doc, "Limit not judged: %s (%s, %s, %s%s%s): %s.", limit->place, limit->cases,
                      limit->metrics, limit->at_most, limit->toolchain[0] != '\0' ? ", " : "",
                      limit->toolchain, reason);
    }
}

static size_t elsewhere(const bench_limits_verdict_t *verdict) {
    size_t count = 0;
    for (size_t i = 0; i < verdict->limits->count; i++) {
        count += verdict->results[i].elsewhere ? 1 : 0;
    }
    return count;
}

/* "Limits of limits.csv: 26 numbers judged, 1 over, 2 moved within; 1 line for another toolchain
 * than gcc 12.2.0." */
void bench__say_limits(bench_doc_t *doc, const bench_limits_verdict_t *verdict) {
    if (verdict == NULL) {
        return;
    }
    size_t others = elsewhere(verdict);
    bench_doc_paragraph(doc, BENCH_EVERYBODY, 0);
    bench_doc_say(doc, "Limits of %s: %zu number%s judged, %zu over, %zu moved within",
                  verdict->limits->file, verdict->count, verdict->count == 1 ? "" : "s",
                  bench_limits_over(verdict), bench_limits_moved(verdict));
    if (others != 0 && verdict->toolchain[0] != '\0') {
        bench_doc_say(doc, "; %zu line%s for another toolchain than %s", others,
                      others == 1 ? "" : "s", verdict->toolchain);
    }
    bench_doc_say(doc, ".");
    for (size_t i = 0; i < verdict->limits->count; i++) {
        say_missing(doc, verdict, i);
    }
}
