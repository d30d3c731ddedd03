/* compare_print.c - a comparison for people, on a terminal. */
#include <math.h>

#include "compare_instructions.h"
#include "compare_parts.h"
#include "exact_columns.h"
#include "text.h"

#define RED   "\033[31m"
#define GREEN "\033[32m"
#define BOLD  "\033[1m"
#define PLAIN "\033[0m"

static const char *or_empty(const char *text) {
    return text != NULL ? text : "";
}

const char *bench_count_phrase(const bench_comparison_t *comparison, char *phrase) {
    char before[BENCH_TEXT_MAX];
    char after[BENCH_TEXT_MAX];
    switch (comparison->allocs) {
    case BENCH_CHANGE_NONE:
        return "no difference";
    case BENCH_CHANGE_ADDED:
        return "added: only in the new report";
    case BENCH_CHANGE_REMOVED:
        return "removed: only in the base report";
    case BENCH_CHANGE_UNKNOWN:
        return comparison->base != NULL && comparison->base->counted
                   ? "unknown: not counted in the new report"
                   : "unknown: not counted in the base report";
    case BENCH_CHANGE_MORE:
    case BENCH_CHANGE_FEWER:
        break;
    }
    const char *column = comparison->column;
    bench_exact_text(&comparison->base->counts, column, before);
    bench_exact_text(&comparison->next->counts, column, after);
    snprintf(phrase, BENCH_PHRASE_MAX, "%s: %s %s -> %s",
             comparison->allocs == BENCH_CHANGE_MORE ? "regression" : "improvement", column, before,
             after);
    return phrase;
}

static bool is_paired(const bench_comparison_t *comparison) {
    return comparison->base != NULL && comparison->next != NULL;
}

bool bench_comparison_counted(const bench_comparison_t *comparison) {
    return is_paired(comparison) && comparison->base->exact && comparison->next->exact &&
           comparison->base->counted && comparison->next->counted;
}

/* What is claimed of the counts of rows that nothing was compared of must not read as a result. */
static bool has_count_phrase(const bench_comparison_t *comparison) {
    return comparison->allocs != BENCH_CHANGE_NONE || bench_comparison_counted(comparison);
}

static const char *time_phrase(const bench_comparison_t *comparison, char *phrase) {
    char estimate[BENCH_TEXT_MAX];
    char range[BENCH_TEXT_MAX];
    if (isnan(comparison->ratio.estimate)) {
        return "not timed in both";
    }
    if (comparison->control_differs) {
        return "no verdict: the later processes of a run differ from its earlier ones";
    }
    if (comparison->time != BENCH_NOT_RESOLVED) {
        snprintf(phrase, BENCH_PHRASE_MAX, "%s: %s times the base %s",
                 bench_verdict_name(comparison->time),
                 bench_text_digits(comparison->ratio.estimate, estimate),
                 bench_text_range(comparison->ratio, range));
    } else if (isnan(comparison->smallest_effect)) {
        snprintf(phrase, BENCH_PHRASE_MAX, "not resolved (too few processes)");
    } else {
        snprintf(phrase, BENCH_PHRASE_MAX, "not resolved (could have seen %s)",
                 bench_text_percent(comparison->smallest_effect, estimate));
    }
    return phrase;
}

const char *bench_change_color(bench_change_t change) {
    switch (change) {
    case BENCH_CHANGE_MORE:
    case BENCH_CHANGE_REMOVED:
        return RED;
    case BENCH_CHANGE_FEWER:
        return GREEN;
    case BENCH_CHANGE_NONE:
    case BENCH_CHANGE_ADDED:
    case BENCH_CHANGE_UNKNOWN:
        return "";
    }
    return "";
}

const char *bench_verdict_color(bench_verdict_t verdict) {
    static const char *const colors[] = {"", GREEN, RED};
    return colors[verdict];
}

void bench_put_case_name(FILE *out, const bench_row_t *row, bool color) {
    const char *params = or_empty(row->params);
    fprintf(out, "%s%s%s%s  %s%s\n", color ? BOLD : "", or_empty(row->scenario),
            params[0] != '\0' ? ";" : "", params, or_empty(row->contender), color ? PLAIN : "");
}

void bench_put_phrase(FILE *out, const char *label, const char *phrase, const char *color) {
    if (phrase[0] != '\0') {
        fprintf(out, "  %-8s  %s%s%s\n", label, color, phrase, color[0] != '\0' ? PLAIN : "");
    }
}

static void put_finding(const bench_comparison_t *comparison, bool color, FILE *out) {
    char phrase[BENCH_PHRASE_MAX];
    bench_put_case_name(out, bench_comparison_case(comparison), color);
    if (has_count_phrase(comparison)) {
        bench_put_phrase(out, "counts", bench_count_phrase(comparison, phrase),
                         color ? bench_change_color(comparison->allocs) : "");
    }
    bench_put_phrase(out, "instr.", bench_instructions_phrase(comparison, phrase),
                     color ? bench_change_color(comparison->instructions) : "");
    if (bench_comparison_unverified(comparison)) {
        bench_put_phrase(out, "verified", or_empty(comparison->next->counts.verified),
                         color ? RED : "");
    }
    if (is_paired(comparison)) {
        bench_put_phrase(out, "time", time_phrase(comparison, phrase),
                         color ? bench_verdict_color(comparison->time) : "");
    }
    fputc('\n', out);
}

static void print_text(const bench_comparison_t *comparisons, size_t count,
                       const bench_comparison_print_t *how, FILE *out) {
    for (size_t i = 0; i < count; i++) {
        if (bench_comparison_finding(&comparisons[i])) {
            put_finding(&comparisons[i], how->color, out);
        }
    }
    bench_comparison_put_sum(comparisons, count, out);
    bench_put_environment(how, out);
    if (how->gates != 0) {
        bench_comparison_put_gate(comparisons, count, how->gates, out);
        fputc('\n', out);
    }
}

void bench_print_comparison(const bench_comparison_t *comparisons, size_t count,
                            const bench_comparison_print_t *how, FILE *out) {
    switch (how->format) {
    case BENCH_FORMAT_TABLE:
        print_text(comparisons, count, how, out);
        break;
    case BENCH_FORMAT_JSON:
        bench_comparison_json(comparisons, count, how, out);
        break;
    case BENCH_FORMAT_CSV:
        bench_comparison_csv(comparisons, count, out);
        break;
    case BENCH_FORMAT_MARKDOWN:
        bench_comparison_markdown(comparisons, count, how, out);
        break;
    }
}
