/* check_document.c - the findings of a check as a document. */
#include "limits_document.h"
#include "render/compare.h"

static void add_data(bench_doc_t *doc, const bench_check_t *check, const bench_check_print_t *how) {
    bench_doc_number(doc, "exit_code", (size_t)bench_check_exit_code(check));
    bench_doc_number(doc, "cases", check->case_count);
    bench_doc_number(doc, "compared", check->compared);
    bench_doc_fact(doc, "lacks", bench_text_value(check->lacks));
    bench_doc_fact(doc, "committed", bench_text_value(how->committed));
    bench_doc_fact(doc, "accept", bench_text_value(how->accept));
    bench_table_t *table =
        bench_doc_data(doc, "findings", "scenario|contender|params|finding|column|expected|now");
    for (size_t i = 0; i < check->count; i++) {
        const bench_finding_t *finding = &check->findings[i];
        bench_table_add_case(table, &finding->key);
        bench_table_add_rest(table, bench_finding_words[finding->kind].name, finding->column,
                             finding->expected, finding->now);
    }
    bench__add_limits(doc, check->limits);
}

/* ---- for people ---- */

static bench_severity_t severity_of(bench_finding_kind_t kind) {
    if (kind == BENCH_FINDING_UNMEASURED) {
        return BENCH_SEVERITY_UNKNOWN;
    }
    if (kind == BENCH_FINDING_WITHIN) {
        return BENCH_SEVERITY_ADDED; /* to be told, and no fault */
    }
    return kind == BENCH_FINDING_FEWER ? BENCH_SEVERITY_IMPROVEMENT : BENCH_SEVERITY_REGRESSION;
}

/* On a page, where the numbers have columns of their own. */
static const char *words_for(bench_doc_t *doc, const bench_finding_t *finding) {
    const char *words = bench_finding_words[finding->kind].phrase;
    const bench_limit_t *limit = finding->limited != NULL ? finding->limited->limit : NULL;
    return limit == NULL ? words
                         : bench_doc_keep(doc, "%s: %s, %s", words, limit->at_most, limit->place);
}

static void add_notes(bench_doc_t *doc, const bench_check_t *check) {
    char phrase[BENCH_FINDING_PHRASE_MAX];
    for (size_t i = 0; i < check->count; i++) {
        const bench_finding_t *finding = &check->findings[i];
        bench_note_t note = {.severity = severity_of(finding->kind),
                             .key = finding->key,
                             .phrase =
                                 bench_doc_keep(doc, "%s", bench_finding_phrase(finding, phrase)),
                             .column = finding->column,
                             .before = finding->expected,
                             .after = finding->now,
                             .says = words_for(doc, finding)};
        bench_doc_note(doc, &note);
    }
}

/* "all within budget, verified, 232 as in exact.csv, 37 vary". What was not compared must not read
 * as if it had been. */
static void say_all_well(bench_doc_t *doc, const bench_check_t *check,
                         const bench_check_print_t *how) {
    bench_doc_say(doc, "all within budget, verified");
    if (how->committed == NULL) {
        return;
    }
    if (check->compared == check->case_count) {
        bench_doc_say(doc, ", as in %s", how->committed);
    } else {
        bench_doc_say(doc, ", %zu as in %s, %zu vary and are in no file", check->compared,
                      how->committed, check->case_count - check->compared);
    }
}

/* "269 cases: 2 more than committed, 1 not verified" */
static void say_sum(bench_doc_t *doc, const bench_check_t *check, const bench_check_print_t *how) {
    if (check->lacks != NULL) {
        bench_doc_say(doc, "%s is not here, so nothing was compared", check->lacks);
        return;
    }
    bench_doc_say(doc, "%zu cases: ", check->case_count);
    if (check->count == 0) {
        say_all_well(doc, check, how);
    }
    const char *separator = "";
    for (int kind = 0; kind < BENCH_FINDING_KINDS; kind++) {
        size_t found = 0;
        for (size_t i = 0; i < check->count; i++) {
            found += (int)check->findings[i].kind == kind ? 1 : 0;
        }
        if (found > 0) {
            bench_doc_say(doc, "%s%zu %s", separator, found, bench_finding_words[kind].phrase);
            separator = ", ";
        }
    }
}

static void add_blocks(bench_doc_t *doc, const bench_check_t *check,
                       const bench_check_print_t *how) {
    int code = bench_check_exit_code(check);
    static const char *const verdicts[] = {"Check passes.", "Check fails.", "Check fails.",
                                           "Not everything could be checked.",
                                           "Fewer than committed, to be accepted."};
    add_notes(doc, check);
    bench_doc_paragraph(doc, BENCH_TERMINAL, 0);
    say_sum(doc, check, how);
    bench_doc_paragraph(doc, BENCH_PAGE, 0);
    bench_doc_say_styled(doc, BENCH_STRONG, BENCH_MARK_NONE, "%s", verdicts[code]);
    bench_doc_say(doc, " ");
    say_sum(doc, check, how);
    bench_doc_say(doc, ".");
    bench__say_limits(doc, check->limits);
    bench_doc_findings(doc, "expected", "now");
    bench_doc_accept(doc, how->accept);
}

bool bench_print_check(const bench_check_t *check, const bench_check_print_t *how, FILE *out) {
    bench_doc_t doc = {0};
    add_data(&doc, check, how);
    add_blocks(&doc, check, how);
    return bench_doc_end(&doc, how->format, false, out);
}
