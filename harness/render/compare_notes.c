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

static bool is_changed(bench_change_t change) {
    return change == BENCH_CHANGE_MORE || change == BENCH_CHANGE_FEWER ||
           change == BENCH_CHANGE_OTHER;
}

static void note_counts(bench__view_t *view, const bench_comparison_t *pair) {
    bench_doc_t *doc = &view->doc;
    const struct kind *kind = &kinds[pair->allocs];
    bench_note_t note = {
        .severity = kind->severity, .key = bench_comparison_row(pair)->key, .label = "counts"};
    note.says = bench_doc_keep(doc, "%s%s", kind->says, side_of(pair, view->how->builds));
    note.phrase = note.says;
    if (is_changed(pair->allocs)) {
        bench__note_columns(view, &note, pair);
        bench__note_sites(doc, &note, pair);
    } else if (pair->allocs == BENCH_CHANGE_NONE && (pair->over & BENCH_LIMITS_COUNTS) != 0) {
        note.severity = BENCH_SEVERITY_REGRESSION;
        bench__note_sites(doc, &note, pair);
    } else if (pair->allocs != BENCH_CHANGE_NONE ||
               (bench_comparison_counted(pair) && !pair->moved)) {
        /* Of what was not compared nothing must read as a result, nor what limits decide about. */
        bench_doc_note(doc, &note);
    }
}

/* A change within the threshold is told of, and is no finding. */
static void note_instructions(bench_doc_t *doc, const bench_comparison_t *pair) {
    char before[BENCH_TEXT_MAX];
    char after[BENCH_TEXT_MAX];
    char change[BENCH_TEXT_MAX];
    bool finding = is_changed(pair->instructions);
    if (!(fabs(pair->instructions_change) > 0)) {
        return;
    }
    const struct kind *kind = &kinds[pair->instructions];
    const bench_instructions_t *base = &pair->base->instructions;
    const bench_instructions_t *new_row = &pair->new_row->instructions;
    const char *difference =
        bench_doc_keep(doc, "%+.6g, %s",
                       bench_fraction_value(bench_fraction_subtract(new_row->per_op, base->per_op)),
                       bench_text_change(1 + pair->instructions_change, change));
    const char *says = finding ? kind->says : "no finding";
    bench_text_instructions(base, before);
    bench_text_instructions(new_row, after);
    bench_doc_note(doc, &(bench_note_t){.severity = finding ? kind->severity : BENCH_SEVERITY_NONE,
                                        .key = pair->base->key,
                                        .label = "instr.",
                                        .phrase = bench_doc_keep(doc, "%s: %s -> %s (%s)", says,
                                                                 before, after, difference),
                                        .column = "instructions_per_op",
                                        .before = bench_doc_keep(doc, "%s", before),
                                        .after = bench_doc_keep(doc, "%s", after),
                                        .says = bench_doc_keep(doc, "%s: %s", says, difference)});
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

static const char *time_text(bench_doc_t *doc, double ns) {
    char text[BENCH_TEXT_MAX];
    return bench_doc_keep(doc, "%s", bench_text_time(ns, text));
}

static const char *no_verdict(bench_doc_t *doc, const bench_comparison_t *pair, bool builds) {
    char effect[BENCH_TEXT_MAX];
    return builds ? bench_doc_keep(doc, "no verdict: the control differs by %s",
                                   bench_text_effect(fabs(pair->control.estimate - 1.0), effect))
                  : "no verdict: the later processes of a run differ from its earlier ones";
}

/* `ratio`: in words. Of builds it is said of every case. */
static const char *not_resolved(bench_doc_t *doc, const bench_comparison_t *pair, bool builds,
                                const char *ratio) {
    char effect[BENCH_TEXT_MAX];
    const char *phrase = "not resolved (too few processes)";
    if (!isnan(pair->smallest_effect)) {
        phrase = bench_doc_keep(doc, "not resolved (could have seen %s)",
                                bench_text_effect(pair->smallest_effect, effect));
    }
    return builds ? bench_doc_keep(doc, "%s: %s", phrase, ratio) : phrase;
}

static void note_time(bench_doc_t *doc, const bench_comparison_t *pair, bool builds) {
    static const bench_severity_t severities[] = {[BENCH_NOT_RESOLVED] = BENCH_SEVERITY_NONE,
                                                  [BENCH_BETTER] = BENCH_SEVERITY_IMPROVEMENT,
                                                  [BENCH_WORSE] = BENCH_SEVERITY_REGRESSION};
    char digits[BENCH_TEXT_MAX];
    char range[BENCH_TEXT_MAX];
    char change[BENCH_TEXT_MAX];
    double before = bench__time_of(pair->base);
    double after = bench__time_of(pair->new_row);
    bench_note_t note = {.severity = severities[pair->time],
                         .key = pair->base->key,
                         .label = "time",
                         .column = "time",
                         .before = time_text(doc, before),
                         .after = time_text(doc, after)};
    const char *times = bench_text_digits(pair->ratio.estimate, digits);
    const char *ratio = bench_doc_keep(
        doc, "%s times %s %s, %s", times, builds ? "OLD" : "the base",
        bench_text_range(pair->ratio, range), bench_text_time_change(before, after, change));
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
    note_counts(view, pair);
    if (!bench__is_limited(view, pair, "instructions_per_op")) {
        note_instructions(&view->doc, pair);
    }
    bench__note_limits(view, pair);
    note_verification(&view->doc, pair);
    if (pair->base != NULL && pair->new_row != NULL) {
        note_time(&view->doc, pair, builds);
    }
}
