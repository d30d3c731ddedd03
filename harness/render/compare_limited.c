/* compare_limited.c - what is said of the numbers of a case that have limits. */
#include "compare_parts.h"

bool bench__is_limited(const bench__view_t *view, const bench_comparison_t *pair,
                       const char *column) {
    const bench_limits_verdict_t *limits = view->how->limits;
    const bench_metric_t *metric = bench_metric_find(column);
    return limits != NULL && metric != NULL && pair->new_row != NULL &&
           bench_limits_find(limits, &pair->new_row->key, metric) != NULL;
}

static const char *number_text(bench_doc_t *doc, bench_fraction_t number) {
    char text[BENCH_FRACTION_MAX];
    return bench_doc_keep(doc, "%s", bench_fraction_format(number, text));
}

static void note(bench_doc_t *doc, const bench_limited_t *number) {
    bool over = bench_limited_is_over(number);
    const char *says = bench_doc_keep(doc, "%s the limit %s (%s: %s)", over ? "over" : "within",
                                      number_text(doc, number->most), number->limit->place,
                                      number->limit->at_most);
    bench_note_t said = {.severity = over ? BENCH_SEVERITY_REGRESSION : BENCH_SEVERITY_ADDED,
                         .key = *number->key,
                         .label = "limit",
                         .column = number->metric->name,
                         .before = number_text(doc, number->committed),
                         .after = number_text(doc, number->now),
                         .says = says};
    said.phrase = bench_doc_keep(doc, "%s %s -> %s, %s", said.column,
                                 said.before[0] != '\0' ? said.before : "none", said.after, says);
    bench_doc_note(doc, &said);
}

void bench__note_limits(bench__view_t *view, const bench_comparison_t *pair) {
    const bench_limits_verdict_t *limits = view->how->limits;
    for (size_t i = 0; (pair->over != 0 || pair->moved) && i < limits->count; i++) {
        const bench_limited_t *number = &limits->numbers[i];
        if (bench_case_equal(number->key, &pair->new_row->key) &&
            (bench_limited_is_over(number) || bench_limited_has_moved(number))) {
            note(&view->doc, number);
        }
    }
}
