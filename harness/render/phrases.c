/* phrases.c - the statements of a run as sentences. */
#include "phrases.h"

#include <math.h>

#include "text.h"
#include "words.h"

#define KEEP(...) bench_doc_keep(doc, __VA_ARGS__)

/* ---- pieces ---- */

/* "0.206 times its time [0.179, 0.209]": with the whole interval, or nothing of it. */
static const char *times_text(bench_doc_t *doc, bench_interval_t ratio, const char *of) {
    char digits[BENCH_TEXT_MAX];
    char range[BENCH_TEXT_MAX];
    return KEEP("%s times %s %s", bench_text_digits(ratio.estimate, digits), of,
                bench_text_range(ratio, range));
}

/* "no block", "1 block", "1/10 of a block", "10 blocks" */
static const char *blocks_text(bench_doc_t *doc, bench_fraction_t blocks) {
    char text[BENCH_FRACTION_MAX];
    bench_fraction_format(blocks, text);
    if (blocks.num == 0) {
        return "no block";
    }
    return KEEP("%s %s", text,
                blocks.num == blocks.den  ? "block"
                : blocks.num < blocks.den ? "of a block"
                                          : "blocks");
}

static const char *saved_text(bench_doc_t *doc, const bench_match_t *match) {
    return blocks_text(doc, bench_fraction_subtract(match->other->counts.allocs_per_op,
                                                    match->row->counts.allocs_per_op));
}

/* The group before a colon; nothing where it has no words without its number. */
static const char *place_text(bench_doc_t *doc, const bench_report_t *report,
                              const bench_statement_t *statement, const bench_setting_t *but) {
    const char *words = bench__group_words(doc, report, &statement->at.row->key, but);
    return words[0] != '\0' ? KEEP("%s: ", words) : "";
}

/* ---- a sentence for each rule ---- */

/* "value_task allocates nothing where task allocates 1": exact, so it may say "as much". */
static const char *allocates_text(bench_doc_t *doc, const bench_match_t *match) {
    char own_text[BENCH_FRACTION_MAX];
    char other_text[BENCH_FRACTION_MAX];
    bench_fraction_t own = match->row->counts.allocs_per_op;
    bench_fraction_t other = match->other->counts.allocs_per_op;
    if (bench_fraction_equal(own, other)) {
        return own.num == 0 ? KEEP("allocates nothing, as %s", match->other->key.contender)
                            : KEEP("allocates %s, as %s", bench_fraction_format(own, own_text),
                                   match->other->key.contender);
    }
    return KEEP("allocates %s where %s allocates %s",
                own.num == 0 ? "nothing" : bench_fraction_format(own, own_text),
                match->other->key.contender,
                other.num == 0 ? "nothing" : bench_fraction_format(other, other_text));
}

static const char *saving(bench_doc_t *doc, const bench_report_t *report,
                          const bench_statement_t *statement) {
    const bench_match_t *match = &statement->at;
    const char *place = place_text(doc, report, statement, NULL);
    const char *name = match->row->key.contender;
    if (!bench_fraction_is_known(bench_row_allocs(match->row)) ||
        !bench_fraction_is_known(bench_row_allocs(match->other))) {
        const char *of = KEEP("the time of %s", match->other->key.contender);
        return KEEP("%s%s takes %s", place, name, times_text(doc, match->pair.ratio, of));
    }
    const char *allocates = allocates_text(doc, match);
    if (match->pair.verdict == BENCH_NOT_RESOLVED) {
        return KEEP("%s%s %s; between their times nothing is resolved", place, name, allocates);
    }
    bool fewer = bench_fraction_compare(match->row->counts.allocs_per_op,
                                        match->other->counts.allocs_per_op) < 0;
    bool mixed = fewer == (match->pair.verdict == BENCH_WORSE);
    return KEEP("%s%s %s, %s takes %s", place, name, allocates, mixed ? "but" : "and",
                times_text(doc, match->pair.ratio, "its time"));
}

static const char *crossing(bench_doc_t *doc, const bench_report_t *report,
                            const bench_statement_t *statement) {
    const char *scenario = statement->at.row->key.scenario;
    const char *place = place_text(doc, report, statement, &statement->low);
    const char *pair = KEEP("%s falls below %s", statement->at.row->key.contender,
                            statement->at.other->key.contender);
    if (isnan(statement->crossing)) {
        return KEEP("%s%s between %s and %s", place, pair,
                    bench__setting_value(doc, &statement->low),
                    bench__setting_words(doc, report, scenario, &statement->high));
    }
    return KEEP("%s%s at %s [%s, %s]", place, pair,
                bench__number_words(doc, report, scenario, &statement->low, statement->crossing),
                bench__setting_value(doc, &statement->low),
                bench__setting_value(doc, &statement->high));
}

/* "19 % of its time [15, 22] with 1,000 under way": what is saved, in per cent. */
static const char *share_saved(bench_doc_t *doc, bench_interval_t ratio) {
    char share[BENCH_TEXT_MAX];
    char low[BENCH_TEXT_MAX];
    char high[BENCH_TEXT_MAX];
    return KEEP("%s %% of its time [%s, %s]", bench_text_digits(100 * (1 - ratio.estimate), share),
                bench_text_digits(100 * (1 - ratio.high), low),
                bench_text_digits(100 * (1 - ratio.low), high));
}

static const char *onset(bench_doc_t *doc, const bench_report_t *report,
                         const bench_statement_t *statement) {
    const char *scenario = statement->at.row->key.scenario;
    const char *at = saved_text(doc, &statement->at);
    const char *to = saved_text(doc, &statement->to);
    bench_fraction_t first = bench_fraction_subtract(statement->at.other->counts.allocs_per_op,
                                                     statement->at.row->counts.allocs_per_op);
    bench_fraction_t last = bench_fraction_subtract(statement->to.other->counts.allocs_per_op,
                                                    statement->to.row->counts.allocs_per_op);
    return KEEP("%s%s saves %s over %s and no resolvable time with %s; %s%s%s with %s",
                place_text(doc, report, statement, &statement->low),
                statement->at.row->key.contender, at, statement->at.other->key.contender,
                bench__setting_words(doc, report, scenario, &statement->low),
                bench_fraction_equal(first, last) ? "" : to,
                bench_fraction_equal(first, last) ? "" : " and ",
                share_saved(doc, statement->to.pair.ratio),
                bench__setting_words(doc, report, scenario, &statement->high));
}

static const char *fastest(bench_doc_t *doc, const bench_report_t *report,
                           const bench_statement_t *statement) {
    const char *of = KEEP("the time of the next, %s,", statement->at.other->key.contender);
    return KEEP("%s%s is the fastest of %zu, with %s", place_text(doc, report, statement, NULL),
                statement->at.row->key.contender, statement->contenders,
                times_text(doc, statement->at.pair.ratio, of));
}

static const char *floor_text(bench_doc_t *doc, const bench_report_t *report,
                              const bench_statement_t *statement) {
    char aim[BENCH_TEXT_MAX];
    (void)report;
    return KEEP("%s: takes %s, where %s are the aim", statement->floor->path,
                times_text(doc, statement->times, statement->floor->floor),
                bench_text_digits(statement->floor->aim, aim));
}

static const char *memory(bench_doc_t *doc, const bench_report_t *report,
                          const bench_statement_t *statement) {
    char least[BENCH_TEXT_MAX];
    char most[BENCH_TEXT_MAX];
    const bench_match_t *match = &statement->at;
    return KEEP("%s%s takes %s bytes of resident memory per %s where %s takes %s",
                place_text(doc, report, statement, NULL), match->row->key.contender,
                bench_text_digits(match->row->counts.resident_bytes_per_op, least),
                bench__operation_words(doc, report, match->row->key.scenario),
                match->other->key.contender,
                bench_text_digits(match->other->counts.resident_bytes_per_op, most));
}

const char *bench__phrase(bench_doc_t *doc, const bench_report_t *report,
                          const bench_statement_t *statement) {
    static const char *(*const phrases[BENCH_RULE_COUNT])(bench_doc_t *, const bench_report_t *,
                                                          const bench_statement_t *) = {
        [BENCH_RULE_saving] = saving,    [BENCH_RULE_crossing] = crossing,
        [BENCH_RULE_onset] = onset,      [BENCH_RULE_fastest] = fastest,
        [BENCH_RULE_floor] = floor_text, [BENCH_RULE_memory] = memory,
    };
    return phrases[statement->rule](doc, report, statement);
}
