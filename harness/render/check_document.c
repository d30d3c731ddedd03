/* check_document.c - the findings of a check as a document. */
#include "render/compare.h"

static void add_data(bench_doc_t *doc, const bench_check_t *check, const bench_check_print_t *how) {
    bench_doc_number(doc, "exit_code", (size_t)bench_check_exit_code(check));
    bench_doc_number(doc, "cases", check->case_count);
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
}

/* ---- for people ---- */

static const char *phrase_of(bench_doc_t *doc, const bench_finding_t *finding) {
    switch (finding->kind) {
    case BENCH_FINDING_BUDGET:
        return bench_doc_keep(doc, "%s allocations per operation, budget %s", finding->now,
                              finding->expected);
    case BENCH_FINDING_LEAK:
        return bench_doc_keep(doc, "leaked %s", finding->now);
    case BENCH_FINDING_UNVERIFIED:
        return finding->now;
    case BENCH_FINDING_UNMEASURED:
        return bench_doc_keep(doc, "not measured: %s", finding->now);
    case BENCH_FINDING_ADDED:
    case BENCH_FINDING_REMOVED:
        return bench_finding_words[finding->kind].phrase;
    default:
        return bench_doc_keep(doc, "%s: %s, committed %s", finding->column, finding->now,
                              finding->expected);
    }
}

static bench_severity_t severity_of(bench_finding_kind_t kind) {
    if (kind == BENCH_FINDING_UNMEASURED) {
        return BENCH_SEVERITY_UNKNOWN;
    }
    return kind == BENCH_FINDING_FEWER ? BENCH_SEVERITY_IMPROVEMENT : BENCH_SEVERITY_REGRESSION;
}

static void add_notes(bench_doc_t *doc, const bench_check_t *check) {
    for (size_t i = 0; i < check->count; i++) {
        const bench_finding_t *finding = &check->findings[i];
        bench_note_t note = {.severity = severity_of(finding->kind),
                             .key = finding->key,
                             .phrase = phrase_of(doc, finding),
                             .column = finding->column,
                             .before = finding->expected,
                             .after = finding->now,
                             .says = bench_finding_words[finding->kind].phrase};
        bench_doc_note(doc, &note);
    }
}

/* "269 cases: 2 more than committed, 1 not verified" */
static void say_sum(bench_doc_t *doc, const bench_check_t *check, const bench_check_print_t *how) {
    bench_doc_say(doc, "%zu cases: ", check->case_count);
    if (check->count == 0) {
        bench_doc_say(doc, "all within budget, verified%s%s",
                      how->committed != NULL ? ", as in " : "",
                      how->committed != NULL ? how->committed : "");
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
    const char *verdict = code == 0   ? "Check passes."
                          : code == 3 ? "Not all could be measured."
                          : code == 4 ? "Fewer than committed, to be accepted."
                                      : "Check fails.";
    add_notes(doc, check);
    bench_doc_paragraph(doc, BENCH_TERMINAL, 0);
    say_sum(doc, check, how);
    bench_doc_paragraph(doc, BENCH_PAGE, 0);
    bench_doc_say_styled(doc, BENCH_STRONG, BENCH_MARK_NONE, "%s", verdict);
    bench_doc_say(doc, " ");
    say_sum(doc, check, how);
    bench_doc_say(doc, ".");
    bench_doc_findings(doc, "expected", "now");
    bench_doc_accept(doc, how->accept);
}

bool bench_print_check(const bench_check_t *check, const bench_check_print_t *how, FILE *out) {
    bench_doc_t doc = {0};
    add_data(&doc, check, how);
    add_blocks(&doc, check, how);
    return bench_doc_end(&doc, how->format, false, out);
}
