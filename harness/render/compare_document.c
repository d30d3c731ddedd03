/* compare_document.c - two runs, or two builds, as a document. */
#include <math.h>
#include <string.h>

#include "compare_parts.h"
#include "limits_document.h"
#include "medians_text.h"
#include "text.h"
#include "unmeasured.h"

/* A speed is not known better than this. */
#define SPEED_DIGITS 0.0005

/* How many cases there are of each kind, by the names for programs and for people. */
#define PARTS 11
typedef struct part {
    const char *name;
    const char *what;
    size_t number;
} part_t;

static void sum_up(const bench__view_t *view, part_t parts[PARTS]) {
    const bench_comparison_tally_t *tally = &view->tally;
    const part_t all[PARTS] = {
        {"compared", "cases compared", tally->compared},
        {"changed", "changed", tally->changed},
        {"not_resolved", "not resolved in time", tally->unresolved},
        {"no_verdict", "without verdict, as the control differs", tally->no_verdict},
        {"not_timed", "not timed", tally->untimed},
        {"added", "added", tally->added},
        {"removed", "removed", tally->removed},
        {"unknown", "not counted in both", tally->unknown},
        {"not_verified", "not verified", tally->unverified},
        {"over_limits", "over a limit", tally->over},
        {"without_instructions", "without instructions to compare", tally->uncomparable},
    };
    memcpy(parts, all, sizeof all);
}

/* ---- for programs ---- */

static void add_gates(bench_doc_t *doc, const char *name, unsigned gates) {
    bench_doc_list(doc, name);
    for (unsigned i = 0; i < BENCH_GATE_COUNT; i++) {
        if ((gates & 1u << i) != 0) {
            bench_doc_item(doc, bench_gate_names[i]);
        }
    }
}

static bench_fraction_t instructions_of(const bench_row_t *row) {
    return row != NULL ? row->instructions.per_op : (bench_fraction_t){0, 0};
}

static const char *verified_of(const bench_row_t *row) {
    return row != NULL ? bench_row_count(row, &bench_metrics[BENCH_METRIC_verified]).text : NULL;
}

static const char *instructions_change(const bench_comparison_t *pair) {
    bool compared = !isnan(pair->instructions_change) || pair->instructions != BENCH_CHANGE_NONE;
    return compared ? bench_change_name(pair->instructions) : "";
}

static void add_cases(bench__view_t *view) {
    bench_table_t *table =
        bench_doc_data(&view->doc, "cases",
                       "scenario|contender|params|change|column|base|new|ns_base:n|ns_new:n|"
                       "ratio:r|ratio_low:r|ratio_high:r|verdict|smallest_effect:s|verified|"
                       "instructions_change|instructions_base:f|instructions_new:f|"
                       "yardstick_ratio:r|processes:i|control:r|control_low:r|control_high:r");
    for (size_t i = 0; i < view->count; i++) {
        const bench_comparison_t *pair = &view->pairs[i];
        const bench_row_t *base = pair->base;
        const bench_row_t *new_row = pair->new_row;
        bench_table_add_case(table, &bench_comparison_row(pair)->key);
        bench_table_add_rest(table, bench_change_name(pair->allocs), pair->column,
                             bench__count_of(&view->doc, base, pair->column),
                             bench__count_of(&view->doc, new_row, pair->column),
                             bench__time_of(base), bench__time_of(new_row), pair->ratio.estimate,
                             pair->ratio.low, pair->ratio.high, bench_comparison_verdict(pair),
                             pair->smallest_effect, verified_of(new_row), instructions_change(pair),
                             instructions_of(base), instructions_of(new_row), pair->yardstick_ratio,
                             (int64_t)pair->processes, pair->control.estimate, pair->control.low,
                             pair->control.high);
    }
}

/* For the drawers of the page. */
static void add_medians(bench__view_t *view) {
    bench_table_t *table = bench_doc_screen_data(
        &view->doc, "medians", "scenario|contender|params|medians_base|medians_new");
    for (size_t i = 0; i < view->count; i++) {
        const bench_comparison_t *pair = &view->pairs[i];
        bench_table_add_case(table, &bench_comparison_row(pair)->key);
        bench_table_add_rest(
            table, pair->base != NULL ? bench__medians_text(&view->doc, pair->base) : "",
            pair->new_row != NULL ? bench__medians_text(&view->doc, pair->new_row) : "");
    }
}

static void add_environment(bench__view_t *view) {
    view->environment = bench_doc_data(&view->doc, "environment", "fact|base|new");
    if (view->how->base != NULL && view->how->new_run != NULL) {
        bench_environment_changes(view->how->base, view->how->new_run, view->environment);
    }
}

static void add_gate_data(bench__view_t *view) {
    bench_table_t *table = bench_doc_data(
        &view->doc, "gates", "gate|exit_code:i|compared:i|regressions:i|missing:i|why");
    for (unsigned i = 0; i < BENCH_GATE_COUNT; i++) {
        const bench_gate_verdict_t *verdict = &view->gate->verdicts[i];
        if (verdict->gate != 0) {
            bench_table_add_rest(table, bench_gate_names[i], (int64_t)verdict->exit_code,
                                 (int64_t)verdict->compared, (int64_t)verdict->regressions,
                                 (int64_t)verdict->missing,
                                 bench_doc_keep(&view->doc, "%s", verdict->why));
        }
    }
}

static void add_data(bench__view_t *view) {
    bench_doc_t *doc = &view->doc;
    unsigned gates = view->how->gates;
    part_t parts[PARTS];
    sum_up(view, parts);
    for (size_t i = 0; i < PARTS; i++) {
        bench_doc_number(doc, parts[i].name, parts[i].number);
    }
    if (view->how->builds) {
        bench_doc_number(doc, "processes", view->tally.processes);
        bench_doc_number(doc, "processes_needed", bench_ab_processes_needed(view->tally.timed));
    } else {
        add_gates(doc, "fail_on", gates);
        add_gates(doc, "failed", view->gate->failed);
        bench_doc_number(doc, "exit_code", (size_t)view->gate->exit_code);
        bench_doc_fact(doc, "half_effect", bench_share_value(view->tally.half_effect));
        bench_doc_fact(doc, "accept", bench_text_value(view->how->accept));
    }
    add_cases(view);
    add_medians(view);
    bench__add_columns(view);
    bench__add_sites(view);
    add_gate_data(view);
    if (!view->how->builds) {
        bench__add_limits(&view->doc, view->how->limits);
    }
    bench__add_runs(view);
    add_environment(view);
}

/* ---- in a few lines ---- */

/* The names of these gates in their order. */
static const char *names_of(bench_doc_t *doc, unsigned gates) {
    const char *names = "";
    for (unsigned i = 0; i < BENCH_GATE_COUNT; i++) {
        if ((gates & 1u << i) != 0) {
            const char *separator = names[0] != '\0' ? ", " : "";
            names = bench_doc_keep(doc, "%s%s%s", names, separator, bench_gate_names[i]);
        }
    }
    return names;
}

/* "Gate on allocs: passes." */
static const char *gate_sentence(bench__view_t *view) {
    static const char *const verdicts[] = {
        ": passes", ": fails on ", ": fails on ",
        ": could not be judged, so does not pass: ", ": fewer than the base, to be accepted: "};
    return bench_doc_keep(&view->doc, "Gate on %s%s%s.", names_of(&view->doc, view->how->gates),
                          verdicts[view->gate->exit_code],
                          names_of(&view->doc, view->gate->failed));
}

/* What a gate could not look at. */
static void say_missing(bench__view_t *view) {
    for (unsigned i = 0; i < BENCH_GATE_COUNT; i++) {
        const bench_gate_verdict_t *verdict = &view->gate->verdicts[i];
        if (verdict->why[0] != '\0') {
            bench_doc_paragraph(&view->doc, BENCH_EVERYBODY, 0);
            bench_doc_say(&view->doc, "Not judged on %s: %s.", bench_gate_names[i], verdict->why);
        }
    }
}

/* "5 cases compared: 2 changed, 1 not resolved in time, 2 not timed." */
static void say_sum(bench__view_t *view) {
    part_t parts[PARTS];
    sum_up(view, parts);
    bench_doc_say(&view->doc, "%zu %s", parts[0].number, parts[0].what);
    if (view->how->builds && view->tally.timed != 0) {
        bench_doc_say(&view->doc, " in %zu processes", view->tally.processes);
    }
    for (size_t i = 1; i < PARTS; i++) {
        if (i < 3 || parts[i].number > 0) {
            bench_doc_say(&view->doc, "%s%zu %s", i == 1 ? ": " : ", ", parts[i].number,
                          parts[i].what);
        }
    }
    bench_doc_say(&view->doc, ".");
}

/* A verdict on time holds both with and without the machine's speed taken out. */
static void say_speed(bench_doc_t *doc, const bench_comparison_tally_t *tally) {
    char percent[BENCH_TEXT_MAX];
    double ratio = tally->yardstick_ratio;
    if (isnan(ratio)) {
        return;
    }
    bench_doc_paragraph(doc, BENCH_EVERYBODY, 0);
    bench_doc_say(doc, "Speed: by the yardstick");
    if (tally->yardsticks < tally->timed) {
        bench_doc_say(doc, " of %zu of %zu timed cases", tally->yardsticks, tally->timed);
    }
    if (fabs(ratio - 1) < SPEED_DIGITS) {
        bench_doc_say(doc, ", the machine was as fast in both runs.");
    } else {
        bench_doc_say(doc, ", the machine was %s %s in the new run.",
                      bench_text_effect(ratio < 1 ? 1 / ratio - 1 : ratio - 1, percent),
                      ratio < 1 ? "faster" : "slower");
    }
}

static void say_unresolved(bench_doc_t *doc, const bench_comparison_tally_t *tally) {
    char half[BENCH_TEXT_MAX];
    if (!isnan(tally->half_effect)) {
        bench_doc_paragraph(doc, BENCH_EVERYBODY, 0);
        bench_doc_say(doc, "Time: could have seen %s in half of the cases; %zu not resolved.",
                      bench_text_effect(tally->half_effect, half),
                      tally->unresolved - tally->too_few);
    }
    if (tally->too_few > 0) {
        bench_doc_paragraph(doc, BENCH_EVERYBODY, 0);
        bench_doc_say(doc,
                      "Time: %zu not resolved (too few processes: %zu timed cases need %u in each "
                      "run).",
                      tally->too_few, tally->timed, bench_processes_needed_in_each(tally->timed));
    }
}

static void say_environment(bench__view_t *view) {
    size_t count = bench_table_row_count(view->environment);
    for (size_t i = 0; i < count; i++) {
        const bench_value_t *fact = bench_table_at(view->environment, i, 0);
        if (i == 0) {
            bench_doc_paragraph(&view->doc, BENCH_EVERYBODY, 0);
            bench_doc_say_styled(&view->doc, BENCH_PLAIN, BENCH_MARK_BAD, "Environment:");
        }
        bench_doc_say(&view->doc, "%s %s %s -> %s%s", i == 0 ? "" : ";", fact[0].text, fact[1].text,
                      fact[2].text, i + 1 == count ? "." : "");
    }
}

static void say_needed(bench_doc_t *doc, const bench_comparison_tally_t *tally) {
    size_t needed = bench_ab_processes_needed(tally->timed);
    if (tally->timed != 0 && tally->processes < needed) {
        bench_doc_paragraph(doc, BENCH_EVERYBODY, 0);
        bench_doc_say(doc,
                      "Time: nothing can be resolved: %zu timed cases need %zu processes "
                      "(--processes %zu).",
                      tally->timed, needed, needed);
    }
}

static void say_summary(bench__view_t *view) {
    bench_doc_t *doc = &view->doc;
    bool builds = view->how->builds;
    bool gated = view->how->gates != 0 && !builds;
    if (gated) {
        bench_doc_paragraph(doc, BENCH_PAGE, 0);
        bench_doc_say_styled(doc, BENCH_STRONG, BENCH_MARK_NONE, "%s", gate_sentence(view));
        bench_doc_say(doc, " ");
        say_sum(view);
    }
    if (builds) {
        say_needed(doc, &view->tally);
    }
    bench_doc_paragraph(doc, gated ? BENCH_TERMINAL : BENCH_EVERYBODY, 0);
    say_sum(view);
    if (!builds) {
        bench__say_runs(view);
        bench__say_limits(doc, view->how->limits);
        say_speed(doc, &view->tally);
        say_unresolved(doc, &view->tally);
        say_environment(view);
    }
    if (gated) {
        bench_doc_paragraph(doc, BENCH_TERMINAL, 0);
        bench_doc_say(doc, "%s", gate_sentence(view));
    }
    say_missing(view);
}

/* ---- every case ---- */

static bench_fraction_t allocs_of(const bench_row_t *row) {
    return row != NULL ? bench_row_allocs(row) : (bench_fraction_t){0};
}

static void add_every_case(bench__view_t *view) {
    bench_doc_view(&view->doc, "rows", "With JavaScript the cases can be filtered by name.");
    bench_table_t *table = bench_doc_table(&view->doc, BENCH_PAGE,
                                           "case|allocs base:f|allocs new:f|time base:d|time new:d|"
                                           "ratio:r|verdict|could have seen:s");
    for (size_t i = 0; i < view->count; i++) {
        char name[BENCH_CASE_NAME_MAX];
        char range[BENCH_TEXT_MAX];
        char effect[BENCH_TEXT_MAX];
        const bench_comparison_t *pair = &view->pairs[i];
        bool timed = !isnan(pair->ratio.estimate);
        bench_case_format(&bench_comparison_row(pair)->key, name);
        bench_text_range(pair->ratio, range);
        bench_table_add(table, bench_text_value(bench_table_keep(table, name)));
        bench_table_add(table, bench_fraction_as_value(allocs_of(pair->base)));
        bench_table_add(table, bench_fraction_as_value(allocs_of(pair->new_row)));
        bench_table_add(table, bench_time_value(bench__time_of(pair->base)));
        bench_table_add(table, bench_time_value(bench__time_of(pair->new_row)));
        bench_table_add(table, bench_text_value(bench_table_keep(table, range)));
        bench_table_add(
            table, bench_text_value(timed ? bench_comparison_verdict(pair) : "not timed in both"));
        bench_text_effect(pair->smallest_effect, effect);
        bench_table_add(table, bench_text_value(bench_table_keep(table, effect)));
    }
}

/* What only a screen has: a title, and where blocks are gained and lost. */
static void add_title(bench__view_t *view) {
    const bench_report_t *base = view->how->base;
    const bench_report_t *new_run = view->how->new_run;
    bool named = base != NULL && new_run != NULL && base->name != NULL && new_run->name != NULL;
    bench_doc_title(&view->doc, BENCH_SCREEN, 1, BENCH_PLAIN, "Comparison%s%s%s%s",
                    named ? ": " : "", named ? base->name : "", named ? " → " : "",
                    named ? new_run->name : "");
}

static void add_sites_view(bench__view_t *view) {
    bool any = false;
    for (size_t i = 0; !any && i < view->count; i++) {
        const bench_comparison_t *pair = &view->pairs[i];
        any = pair->base != NULL && pair->new_row != NULL &&
              (pair->base->counts.site_count > 0 || pair->new_row->counts.site_count > 0);
    }
    if (any && view->tally.changed > 0) {
        bench_doc_title(&view->doc, BENCH_SCREEN, 2, BENCH_PLAIN,
                        "Where blocks are gained and lost");
        bench_doc_view(&view->doc, "flame",
                       "With JavaScript this page draws the stacks that make more or fewer blocks; "
                       "the findings name them too.");
    }
}

static void add_blocks(bench__view_t *view) {
    bench_doc_t *doc = &view->doc;
    add_title(view);
    for (size_t i = 0; i < view->count; i++) {
        if (view->how->builds || bench_comparison_is_finding(&view->pairs[i])) {
            bench__note_case(view, &view->pairs[i]);
        }
    }
    static const char *const runs[] = {"base", "new"};
    static const char *const builds[] = {"OLD", "NEW"};
    bench__add_unmeasured_pairs(doc, view->pairs, view->count, view->how->builds ? builds : runs);
    say_summary(view);
    bench_doc_findings(doc, "base", "new");
    bench_doc_accept(doc, view->how->accept);
    add_sites_view(view);
    bench_doc_fold(doc, bench_doc_keep(doc, "All %zu cases", view->count));
    add_every_case(view);
    bench_doc_end_fold(doc);
}

bool bench_print_comparison(const bench_comparison_t *comparisons, size_t count,
                            const bench_comparison_print_t *how, FILE *out) {
    static const bench_gate_result_t nothing_asked = {0};
    bench__view_t view = {.pairs = comparisons, .count = count, .how = how};
    view.gate = how->gate != NULL ? how->gate : &nothing_asked;
    view.tally = bench_comparison_tally(comparisons, count);
    add_data(&view);
    add_blocks(&view);
    return bench_doc_end(&view.doc, how->format, how->color, out);
}
