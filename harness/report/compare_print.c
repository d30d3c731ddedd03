/* compare_print.c - a comparison for people: terminal and Markdown. */
#include <math.h>

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

static size_t timed_cases(const bench_comparison_t *comparisons, size_t count) {
    size_t timed = 0;
    for (size_t i = 0; i < count; i++) {
        timed += isnan(comparisons[i].ratio.estimate) ? 0 : 1;
    }
    return timed;
}

static void put_unresolved(const bench_tally_t *tally, size_t timed, FILE *out) {
    char least[BENCH_TEXT_MAX];
    char most[BENCH_TEXT_MAX];
    if (tally->unresolved > tally->too_few) {
        fprintf(out,
                "Time: %zu not resolved (could have seen %s in the best case, %s in the worst).\n",
                tally->unresolved - tally->too_few, bench_text_percent(tally->least_effect, least),
                bench_text_percent(tally->most_effect, most));
    }
    if (tally->too_few > 0) {
        fprintf(
            out,
            "Time: %zu not resolved (too few processes: %zu timed cases need %u in each run).\n",
            tally->too_few, timed, bench_processes_needed(timed, false));
    }
}

/* What there is none of is left out. */
void bench_put_number_of(size_t number, const char *what, FILE *out) {
    if (number > 0) {
        fprintf(out, ", %zu %s", number, what);
    }
}

static void put_summary(const bench_comparison_t *comparisons, size_t count, FILE *out) {
    bench_tally_t tally = bench_comparison_tally(comparisons, count);
    put_unresolved(&tally, timed_cases(comparisons, count), out);
    fprintf(out, "%zu cases compared: %zu changed, %zu not resolved in time", tally.compared,
            tally.changed, tally.unresolved);
    bench_put_number_of(tally.untimed, "not timed", out);
    bench_put_number_of(tally.added, "added", out);
    bench_put_number_of(tally.removed, "removed", out);
    bench_put_number_of(tally.unknown, "not counted in both", out);
    bench_put_number_of(tally.unverified, "not verified", out);
    fputs(".\n", out);
}

static void print_text(const bench_comparison_t *comparisons, size_t count, bool color, FILE *out) {
    for (size_t i = 0; i < count; i++) {
        if (bench_comparison_finding(&comparisons[i])) {
            put_finding(&comparisons[i], color, out);
        }
    }
    put_summary(comparisons, count, out);
}

void bench_put_cell(FILE *out, const char *text) {
    fputc(' ', out);
    bench_put_markdown(out, text[0] != '\0' ? text : "–");
    fputs(" |", out);
}

static void put_markdown_row(const bench_comparison_t *comparison, FILE *out) {
    char phrase[BENCH_PHRASE_MAX];
    const bench_row_t *row = bench_comparison_case(comparison);
    fputc('|', out);
    bench_put_cell(out, or_empty(row->scenario));
    bench_put_cell(out, or_empty(row->params));
    bench_put_cell(out, or_empty(row->contender));
    bench_put_cell(out, has_count_phrase(comparison) ? bench_count_phrase(comparison, phrase) : "");
    bench_put_cell(out, is_paired(comparison) ? time_phrase(comparison, phrase) : "");
    bench_put_cell(out,
                   bench_comparison_unverified(comparison) ? or_empty(row->counts.verified) : "");
    fputc('\n', out);
}

static void print_markdown(const bench_comparison_t *comparisons, size_t count, FILE *out) {
    bool any = false;
    for (size_t i = 0; i < count; i++) {
        if (!bench_comparison_finding(&comparisons[i])) {
            continue;
        }
        if (!any) {
            fputs("| scenario | params | contender | counts | time | not verified |\n"
                  "| --- | --- | --- | --- | --- | --- |\n",
                  out);
        }
        put_markdown_row(&comparisons[i], out);
        any = true;
    }
    fputs(any ? "\n" : "", out);
    put_summary(comparisons, count, out);
}

void bench_print_comparison(const bench_comparison_t *comparisons, size_t count,
                            bench_format_t format, bool color, FILE *out) {
    switch (format) {
    case BENCH_FORMAT_TABLE:
        print_text(comparisons, count, color, out);
        break;
    case BENCH_FORMAT_JSON:
        bench_comparison_json(comparisons, count, out);
        break;
    case BENCH_FORMAT_CSV:
        bench_comparison_csv(comparisons, count, out);
        break;
    case BENCH_FORMAT_MARKDOWN:
        print_markdown(comparisons, count, out);
        break;
    }
}
