/* ab_print.c - two builds for people: terminal and Markdown. */
#include <math.h>

#include "ab_parts.h"
#include "text.h"

static const char *or_empty(const char *text) {
    return text != NULL ? text : "";
}

/* What is said of the counts; "" where nothing is: they depend on the kernel's timing. */
static const char *counts_phrase(const bench_comparison_t *comparison, char *phrase) {
    switch (comparison->allocs) {
    case BENCH_CHANGE_ADDED:
        return "added: only in NEW";
    case BENCH_CHANGE_REMOVED:
        return "removed: only in OLD";
    case BENCH_CHANGE_UNKNOWN:
        return comparison->base->counted ? "unknown: not counted in NEW"
                                         : "unknown: not counted in OLD";
    case BENCH_CHANGE_NONE:
    case BENCH_CHANGE_MORE:
    case BENCH_CHANGE_FEWER:
        break;
    }
    return bench_comparison_counted(comparison) ? bench_count_phrase(comparison, phrase) : "";
}

/* "1.05 times OLD [1.04, 1.06], 7.02 -> 7.37 ns" */
static void put_ratio(const bench_ab_line_t *line, char *phrase, size_t room) {
    char ratio[BENCH_TEXT_MAX];
    char range[BENCH_TEXT_MAX];
    char old[BENCH_TEXT_MAX];
    char next[BENCH_TEXT_MAX];
    snprintf(phrase, room, "%.24s times OLD %.64s, %.24s -> %.24s ns",
             bench_text_digits(line->time->ratio.estimate, ratio),
             bench_text_range(line->time->ratio, range),
             bench_text_digits(bench_row_time(line->comparison->base).estimate, old),
             bench_text_digits(bench_row_time(line->comparison->next).estimate, next));
}

static const char *time_phrase(const bench_ab_line_t *line, char *phrase) {
    const bench_ab_time_t *time = line->time;
    char effect[BENCH_TEXT_MAX];
    char ratio[BENCH_PHRASE_MAX / 2];
    if (line->comparison->base == NULL || line->comparison->next == NULL) {
        return "";
    }
    if (time->processes == 0) {
        return "not timed";
    }
    put_ratio(line, ratio, sizeof ratio);
    if (time->control_differs) {
        snprintf(phrase, BENCH_PHRASE_MAX, "no verdict: the control differs by %.40s",
                 bench_text_percent(fabs(time->control.estimate - 1.0), effect));
    } else if (time->verdict != BENCH_NOT_RESOLVED) {
        snprintf(phrase, BENCH_PHRASE_MAX, "%s: %s", bench_verdict_name(time->verdict), ratio);
    } else if (isnan(time->smallest_effect)) {
        snprintf(phrase, BENCH_PHRASE_MAX, "not resolved (too few processes): %s", ratio);
    } else {
        snprintf(phrase, BENCH_PHRASE_MAX, "not resolved (could have seen %.40s): %s",
                 bench_text_percent(time->smallest_effect, effect), ratio);
    }
    return phrase;
}

static void print_case(const bench_ab_line_t *line, bool color, FILE *out) {
    char phrase[BENCH_PHRASE_MAX];
    const bench_comparison_t *comparison = line->comparison;
    bench_put_case_name(out, bench_comparison_case(comparison), color);
    bench_put_phrase(out, "counts", counts_phrase(comparison, phrase),
                     color ? bench_change_color(comparison->allocs) : "");
    if (bench_comparison_unverified(comparison)) {
        bench_put_phrase(out, "verified", or_empty(comparison->next->counts.verified),
                         color ? bench_change_color(BENCH_CHANGE_MORE) : "");
    }
    bench_put_phrase(out, "time", time_phrase(line, phrase),
                     color ? bench_verdict_color(line->time->verdict) : "");
    fputc('\n', out);
}

static void put_summary(const bench_ab_t *ab, FILE *out) {
    bench_ab_tally_t tally = bench_ab_tally(ab);
    size_t needed = bench_ab_processes_needed(tally.timed);
    if (tally.timed != 0 && tally.processes < needed) {
        fprintf(out,
                "Time: nothing can be resolved: %zu timed cases need %zu processes (--processes "
                "%zu).\n",
                tally.timed, needed, needed);
    }
    fprintf(out, "%zu cases compared", tally.cases.compared);
    if (tally.timed != 0) {
        fprintf(out, " in %zu processes", tally.processes);
    }
    fprintf(out, ": %zu changed, %zu not resolved in time", tally.cases.changed,
            tally.not_resolved);
    bench_put_number_of(tally.no_verdict, "without verdict, as the control differs", out);
    bench_put_number_of(tally.cases.untimed, "not timed", out);
    bench_put_number_of(tally.cases.added, "added", out);
    bench_put_number_of(tally.cases.removed, "removed", out);
    bench_put_number_of(tally.cases.unknown, "not counted in both", out);
    bench_put_number_of(tally.cases.unverified, "not verified", out);
    fputs(".\n", out);
}

static void print_text(const bench_ab_t *ab, bool color, FILE *out) {
    for (size_t i = 0; i < ab->count; i++) {
        print_case(&(bench_ab_line_t){&ab->comparisons[i], &ab->times[i]}, color, out);
    }
    put_summary(ab, out);
}

static void put_markdown_row(const bench_ab_line_t *line, FILE *out) {
    char phrase[BENCH_PHRASE_MAX];
    const bench_comparison_t *comparison = line->comparison;
    const bench_row_t *row = bench_comparison_case(comparison);
    fputc('|', out);
    bench_put_cell(out, or_empty(row->scenario));
    bench_put_cell(out, or_empty(row->params));
    bench_put_cell(out, or_empty(row->contender));
    bench_put_cell(out, counts_phrase(comparison, phrase));
    bench_put_cell(out, time_phrase(line, phrase));
    bench_put_cell(out, bench_comparison_unverified(comparison)
                            ? or_empty(comparison->next->counts.verified)
                            : "");
    fputc('\n', out);
}

static void print_markdown(const bench_ab_t *ab, FILE *out) {
    fputs("| scenario | params | contender | counts | time | not verified |\n"
          "| --- | --- | --- | --- | --- | --- |\n",
          out);
    for (size_t i = 0; i < ab->count; i++) {
        put_markdown_row(&(bench_ab_line_t){&ab->comparisons[i], &ab->times[i]}, out);
    }
    fputc('\n', out);
    put_summary(ab, out);
}

void bench_print_ab(const bench_ab_t *ab, bench_format_t format, bool color, FILE *out) {
    switch (format) {
    case BENCH_FORMAT_TABLE:
        print_text(ab, color, out);
        break;
    case BENCH_FORMAT_JSON:
        bench_ab_json(ab, out);
        break;
    case BENCH_FORMAT_CSV:
        bench_ab_csv(ab, out);
        break;
    case BENCH_FORMAT_MARKDOWN:
        print_markdown(ab, out);
        break;
    }
}
