/* compare_notes.c - what is said of one case of two runs, or two builds. */
#include <math.h>

#include "compare_parts.h"
#include "text.h"

/* What is said of a change of exact numbers. */
static const struct kind {
    bench_severity_t severity;
    const char *says;
} kinds[] = {
    [BENCH_CHANGE_NONE] = {BENCH_SEVERITY_NONE, "no difference"},
    [BENCH_CHANGE_MORE] = {BENCH_SEVERITY_REGRESSION, "regression"},
    [BENCH_CHANGE_FEWER] = {BENCH_SEVERITY_IMPROVEMENT, "improvement"},
    [BENCH_CHANGE_ADDED] = {BENCH_SEVERITY_ADDED, "added: only in "},
    [BENCH_CHANGE_REMOVED] = {BENCH_SEVERITY_REGRESSION, "removed: only in "},
    [BENCH_CHANGE_UNKNOWN] = {BENCH_SEVERITY_UNKNOWN, "unknown: not counted in "},
    [BENCH_CHANGE_OTHER] = {BENCH_SEVERITY_REGRESSION, "other"},
};

double bench__time_of(const bench_row_t *row) {
    return row != NULL ? bench_row_time(row).estimate : (double)NAN;
}

const char *bench__count_of(bench_doc_t *doc, const bench_row_t *row, const char *column) {
    char text[BENCH_CHANGE_TEXT_MAX];
    bench_count_text(row, column, text);
    return text[0] != '\0' ? bench_doc_keep(doc, "%s", text) : NULL;
}

/* The side that a change of counts is about; "" where it is about both. */
static const char *side_of(const bench_comparison_t *pair, bool builds) {
    bool unknown = pair->allocs == BENCH_CHANGE_UNKNOWN;
    if (pair->allocs == BENCH_CHANGE_ADDED || (unknown && pair->base->counted)) {
        return builds ? "NEW" : "the new report";
    }
    if (pair->allocs == BENCH_CHANGE_REMOVED || unknown) {
        return builds ? "OLD" : "the base report";
    }
    return "";
}

static void note_counts(bench_doc_t *doc, const bench_comparison_t *pair, bool builds) {
    const struct kind *kind = &kinds[pair->allocs];
    bench_note_t note = {.severity = kind->severity,
                         .key = bench_comparison_row(pair)->key,
                         .label = "counts",
                         .column = pair->column,
                         .before = bench__count_of(doc, pair->base, pair->column),
                         .after = bench__count_of(doc, pair->new_row, pair->column)};
    note.says = bench_doc_keep(doc, "%s%s", kind->says, side_of(pair, builds));
    note.phrase = note.says;
    if (note.before != NULL && note.after != NULL) {
        note.phrase = bench_doc_keep(doc, "%s: %s %s -> %s", kind->says, note.column, note.before,
                                     note.after);
    }
    /* Of what was not compared nothing must read as a result. */
    if (pair->allocs != BENCH_CHANGE_NONE || bench_comparison_counted(pair)) {
        bench_doc_note(doc, &note);
    }
}

static void note_instructions(bench_doc_t *doc, const bench_comparison_t *pair) {
    char before[BENCH_TEXT_MAX];
    char after[BENCH_TEXT_MAX];
    const struct kind *kind = &kinds[pair->instructions];
    if (kind->severity != BENCH_SEVERITY_REGRESSION &&
        kind->severity != BENCH_SEVERITY_IMPROVEMENT) {
        return;
    }
    double percent = pair->instructions_change * 100;
    bench_text_instructions(&pair->base->instructions, before);
    bench_text_instructions(&pair->new_row->instructions, after);
    bench_doc_note(
        doc, &(bench_note_t){.severity = kind->severity,
                             .key = pair->base->key,
                             .label = "instr.",
                             .phrase = bench_doc_keep(doc, "%s: %s -> %s (%+.1f %%)", kind->says,
                                                      before, after, percent),
                             .column = "instructions_per_op",
                             .before = bench_doc_keep(doc, "%s", before),
                             .after = bench_doc_keep(doc, "%s", after),
                             .says = bench_doc_keep(doc, "%s: %+.1f %%", kind->says, percent)});
}

static void note_verification(bench_doc_t *doc, const bench_comparison_t *pair) {
    if (bench_comparison_unverified(pair)) {
        const char *why = pair->new_row->counts.disagreement;
        why = why != NULL ? why : "";
        bench_doc_note(doc, &(bench_note_t){.severity = BENCH_SEVERITY_REGRESSION,
                                            .key = pair->new_row->key,
                                            .label = "verified",
                                            .phrase = why,
                                            .column = "verified",
                                            .says = bench_doc_keep(doc, "not verified: %s", why)});
    }
}

static const char *digits(bench_doc_t *doc, double value) {
    char text[BENCH_TEXT_MAX];
    return bench_doc_keep(doc, "%s", bench_text_digits(value, text));
}

static const char *no_verdict(bench_doc_t *doc, const bench_comparison_t *pair, bool builds) {
    char effect[BENCH_TEXT_MAX];
    return builds ? bench_doc_keep(doc, "no verdict: the control differs by %s",
                                   bench_text_percent(fabs(pair->control.estimate - 1.0), effect))
                  : "no verdict: the later processes of a run differ from its earlier ones";
}

/* `ratio`: in words. Of builds it is said of every case. */
static const char *not_resolved(bench_doc_t *doc, const bench_comparison_t *pair, bool builds,
                                const char *ratio) {
    char effect[BENCH_TEXT_MAX];
    const char *phrase = "not resolved (too few processes)";
    if (!isnan(pair->smallest_effect)) {
        phrase = bench_doc_keep(doc, "not resolved (could have seen %s)",
                                bench_text_percent(pair->smallest_effect, effect));
    }
    return builds ? bench_doc_keep(doc, "%s: %s", phrase, ratio) : phrase;
}

static void note_time(bench_doc_t *doc, const bench_comparison_t *pair, bool builds) {
    static const bench_severity_t severities[] = {[BENCH_NOT_RESOLVED] = BENCH_SEVERITY_NONE,
                                                  [BENCH_BETTER] = BENCH_SEVERITY_IMPROVEMENT,
                                                  [BENCH_WORSE] = BENCH_SEVERITY_REGRESSION};
    char range[BENCH_TEXT_MAX];
    bench_note_t note = {.severity = severities[pair->time],
                         .key = pair->base->key,
                         .label = "time",
                         .column = "ns_per_op",
                         .before = digits(doc, bench__time_of(pair->base)),
                         .after = digits(doc, bench__time_of(pair->new_row))};
    const char *ratio =
        bench_doc_keep(doc, "%s times %s %s", digits(doc, pair->ratio.estimate),
                       builds ? "OLD" : "the base", bench_text_range(pair->ratio, range));
    if (builds) {
        ratio = bench_doc_keep(doc, "%s, %s -> %s ns", ratio, note.before, note.after);
    }
    if (isnan(pair->ratio.estimate)) {
        note.phrase = builds ? "not timed" : "not timed in both";
    } else if (pair->control_differs) {
        note.phrase = no_verdict(doc, pair, builds);
    } else if (pair->time == BENCH_NOT_RESOLVED) {
        note.phrase = not_resolved(doc, pair, builds, ratio);
    } else {
        note.phrase = bench_doc_keep(doc, "%s: %s", bench_comparison_verdict(pair), ratio);
    }
    note.says = note.phrase;
    bench_doc_note(doc, &note);
}

void bench__note_case(bench__view_t *view, const bench_comparison_t *pair) {
    bool builds = view->how->builds;
    note_counts(&view->doc, pair, builds);
    note_instructions(&view->doc, pair);
    note_verification(&view->doc, pair);
    if (pair->base != NULL && pair->new_row != NULL) {
        note_time(&view->doc, pair, builds);
    }
}
