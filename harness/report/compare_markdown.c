/* compare_markdown.c - a comparison to paste into a pull request: a line that says it all, the
 * findings, and everything else folded. */
#include <math.h>

#include "compare_parts.h"
#include "exact_columns.h"
#include "row_instructions.h"
#include "text.h"

/* More findings than these are folded too. */
#define SHOWN_MAX 25

/* One finding: a line of the table. */
typedef struct finding {
    int rank; /* 0 the gravest */
    const bench_row_t *row;
    const char *column;
    char base[BENCH_TEXT_MAX];
    char next[BENCH_TEXT_MAX];
    char says[2 * BENCH_TEXT_MAX];
} finding_t;

enum { RANK_REGRESSION, RANK_UNKNOWN, RANK_IMPROVEMENT, RANK_ADDED, RANK_COUNT };

static const char *or_empty(const char *text) {
    return text != NULL ? text : "";
}

void bench_put_cell(FILE *out, const char *text) {
    fputc(' ', out);
    bench_put_markdown(out, text[0] != '\0' ? text : "–");
    fputs(" |", out);
}

static void put_case_cell(FILE *out, const bench_row_t *row) {
    const char *params = or_empty(row->params);
    fputc(' ', out);
    bench_put_markdown(out, or_empty(row->scenario));
    fputc('/', out);
    bench_put_markdown(out, or_empty(row->contender));
    fputs(params[0] != '\0' ? ";" : "", out);
    bench_put_markdown(out, params);
    fputs(" |", out);
}

static const char *time_text(const bench_row_t *row, char *text) {
    return bench_text_digits(row != NULL ? bench_row_time(row).estimate : NAN, text);
}

/* ---- findings ---- */

static bool find_in_counts(const bench_comparison_t *comparison, finding_t *finding) {
    static const struct {
        int rank;
        const char *says;
    } kinds[] = {
        [BENCH_CHANGE_NONE] = {RANK_COUNT, ""},
        [BENCH_CHANGE_MORE] = {RANK_REGRESSION, "regression"},
        [BENCH_CHANGE_FEWER] = {RANK_IMPROVEMENT, "improvement"},
        [BENCH_CHANGE_ADDED] = {RANK_ADDED, "added: only in the new report"},
        [BENCH_CHANGE_REMOVED] = {RANK_REGRESSION, "removed: only in the base report"},
        [BENCH_CHANGE_UNKNOWN] = {RANK_UNKNOWN, "unknown: not counted in both"},
    };
    const char *column = comparison->column;
    finding->rank = kinds[comparison->allocs].rank;
    finding->column = column;
    snprintf(finding->says, sizeof finding->says, "%s", kinds[comparison->allocs].says);
    if (column[0] != '\0') {
        bench_exact_text(&comparison->base->counts, column, finding->base);
        bench_exact_text(&comparison->next->counts, column, finding->next);
    }
    return comparison->allocs != BENCH_CHANGE_NONE;
}

static bool find_in_witnesses(const bench_comparison_t *comparison, finding_t *finding) {
    if (!bench_comparison_unverified(comparison)) {
        return false;
    }
    finding->rank = RANK_REGRESSION;
    finding->column = "verified";
    snprintf(finding->says, sizeof finding->says, "not verified: %s",
             or_empty(comparison->next->counts.verified));
    return true;
}

static bool find_in_instructions(const bench_comparison_t *comparison, finding_t *finding) {
    bool more = comparison->instructions == BENCH_CHANGE_MORE;
    if (!more && comparison->instructions != BENCH_CHANGE_FEWER) {
        return false;
    }
    finding->rank = more ? RANK_REGRESSION : RANK_IMPROVEMENT;
    finding->column = "instructions_per_op";
    (void)bench_instructions_text(&comparison->base->instructions, finding->base);
    (void)bench_instructions_text(&comparison->next->instructions, finding->next);
    snprintf(finding->says, sizeof finding->says, "%s: %+.1f %%",
             more ? "regression" : "improvement", comparison->instructions_change * 100);
    return true;
}

static bool find_in_times(const bench_comparison_t *comparison, finding_t *finding) {
    char ratio[BENCH_TEXT_MAX];
    char range[BENCH_TEXT_MAX];
    if (comparison->time == BENCH_NOT_RESOLVED) {
        return false;
    }
    finding->rank = comparison->time == BENCH_WORSE ? RANK_REGRESSION : RANK_IMPROVEMENT;
    finding->column = "ns_per_op";
    time_text(comparison->base, finding->base);
    time_text(comparison->next, finding->next);
    snprintf(finding->says, sizeof finding->says, "%s: %.40s times the base %s",
             bench_verdict_name(comparison->time),
             bench_text_digits(comparison->ratio.estimate, ratio),
             bench_text_range(comparison->ratio, range));
    return true;
}

static void put_findings_head(FILE *out) {
    fputs("| case | column | base | new | finding |\n| --- | --- | --- | --- | --- |\n", out);
}

static void put_finding(FILE *out, const finding_t *finding, size_t shown) {
    if (shown == 0) {
        put_findings_head(out);
    } else if (shown == SHOWN_MAX) {
        fputs("\n<details><summary>More findings</summary>\n\n", out);
        put_findings_head(out);
    }
    const char *bold = finding->rank == RANK_REGRESSION ? "**" : "";
    fputc('|', out);
    put_case_cell(out, finding->row);
    bench_put_cell(out, finding->column);
    bench_put_cell(out, finding->base);
    bench_put_cell(out, finding->next);
    fprintf(out, " %s", bold);
    bench_put_markdown(out, finding->says);
    fprintf(out, "%s |\n", bold);
}

/* The graver findings of all cases before the others. */
static void put_findings(const bench_comparison_t *comparisons, size_t count, FILE *out) {
    typedef bool find_t(const bench_comparison_t *comparison, finding_t *finding);
    static find_t *const finders[] = {find_in_counts, find_in_witnesses, find_in_instructions,
                                      find_in_times};
    size_t shown = 0;
    for (int rank = 0; rank < RANK_COUNT; rank++) {
        for (size_t i = 0; i < count; i++) {
            for (size_t j = 0; j < sizeof finders / sizeof finders[0]; j++) {
                finding_t finding = {.row = bench_comparison_case(&comparisons[i])};
                if (finders[j](&comparisons[i], &finding) && finding.rank == rank) {
                    put_finding(out, &finding, shown++);
                }
            }
        }
    }
    fputs(shown > SHOWN_MAX ? "\n</details>\n" : "", out);
    fputs(shown > 0 ? "\n" : "", out);
}

/* ---- every case ---- */

static const char *allocs_text(const bench_row_t *row, char *text) {
    text[0] = '\0';
    return row != NULL && row->counted ? bench_fraction_format(row->counts.allocs_per_op, text)
                                       : text;
}

static void put_case(const bench_comparison_t *comparison, FILE *out) {
    char text[BENCH_TEXT_MAX];
    bool timed = !isnan(comparison->ratio.estimate);
    fputc('|', out);
    put_case_cell(out, bench_comparison_case(comparison));
    bench_put_cell(out, allocs_text(comparison->base, text));
    bench_put_cell(out, allocs_text(comparison->next, text));
    bench_put_cell(out, time_text(comparison->base, text));
    bench_put_cell(out, time_text(comparison->next, text));
    bench_put_cell(out, bench_text_range(comparison->ratio, text));
    bench_put_cell(out, timed ? bench_comparison_verdict(comparison) : "not timed in both");
    bench_put_cell(out, bench_text_percent(comparison->smallest_effect, text));
    fputc('\n', out);
}

static void put_all_cases(const bench_comparison_t *comparisons, size_t count, FILE *out) {
    fprintf(out, "<details><summary>All %zu cases</summary>\n\n", count);
    fputs(
        "| case | allocs base | allocs new | ns base | ns new | ratio | time | could have seen |\n"
        "| --- | ---: | ---: | ---: | ---: | ---: | --- | ---: |\n",
        out);
    for (size_t i = 0; i < count; i++) {
        put_case(&comparisons[i], out);
    }
    fputs("\n</details>\n", out);
}

void bench_comparison_markdown(const bench_comparison_t *comparisons, size_t count,
                               const bench_comparison_print_t *how, FILE *out) {
    if (how->gates != 0) {
        fputs("**", out);
        bench_comparison_put_gate(comparisons, count, how->gates, out);
        fputs("** ", out);
    }
    bench_comparison_put_sum(comparisons, count, out);
    bench_put_environment(how, out);
    fputc('\n', out);
    put_findings(comparisons, count, out);
    if (how->accept != NULL) {
        fprintf(out, "If the new counts are meant to stay:\n\n```sh\n%s\n```\n\n", how->accept);
    }
    put_all_cases(comparisons, count, out);
}
