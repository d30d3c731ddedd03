/* report_document.c - a run as a document. */
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "judge/budget.h"
#include "judge/percentiles.h"
#include "metric_columns.h"
#include "render/figures.h"
#include "report_parts.h"
#include "trend.h"
#include "unmeasured.h"

static const char *or_empty(const char *text) {
    return text != NULL ? text : "";
}

/* ---- the head of a page ---- */

static void add_title(bench_doc_t *doc, const bench_report_t *report) {
    bench_doc_title(doc, BENCH_PAGE, 1, BENCH_PLAIN, "Allocation report: %s",
                    or_empty(report->name));
    bench_doc_paragraph(doc, BENCH_PAGE, 0);
    bench_doc_say(doc, "Measured %s, %zu cases, seed %" PRIu64 ".", or_empty(report->created),
                  report->row_count, report->seed);
    if (report->partial) {
        bench_doc_paragraph(doc, BENCH_PAGE, 0);
        BENCH__STRESS(doc, "Partial: the run was stopped before its end.");
    }
}

static void add_alarm(bench_doc_t *doc, size_t count, const char *what) {
    if (count > 0) {
        bench_doc_paragraph(doc, BENCH_PAGE, 0);
        BENCH__STRESS(doc, "%zu %s; each is named below its table.", count, what);
    }
}

/* A table with a title of its own; made at its first row, so that an empty one is not shown. */
static void begin(bench_table_t **table, bench_doc_t *doc, bench_audience_t audience,
                  const char *title, const char *columns) {
    if (*table == NULL) {
        bench_doc_title(doc, audience, 2, BENCH_PLAIN, "%s", title);
        *table = bench_doc_table(doc, audience, columns);
    }
}

static void add_machine(bench_doc_t *doc, const bench_report_t *report) {
    bench_table_t *facts = NULL;
    for (size_t i = 0; i < report->fact_count; i++) {
        begin(&facts, doc, BENCH_PAGE, "Machine", "fact|value");
        bench_table_add_rest(facts, report->facts[i].name, report->facts[i].value);
    }
    bench_table_t *costs = NULL;
    for (size_t i = 0; i < report->overhead_count; i++) {
        begin(&costs, doc, BENCH_PAGE, "What the instruments cost", "instrument|time:d");
        bench_table_add_rest(costs, report->overheads[i].name, report->overheads[i].ns);
    }
}

/* Those that have been drawn. */
static void add_figures(const bench__page_t *page) {
    bench_figures_t figures = {0};
    bool first = true;
    page->doc->failed |= page->how->folder != NULL && !bench_figures_find(page->report, &figures);
    for (size_t i = 0; i < figures.count; i++) {
        const char *path = bench_doc_keep(page->doc, "plots/%s.svg", figures.list[i].name);
        if (access(bench_doc_keep(page->doc, "%s/%s", page->how->folder, path), R_OK) == 0) {
            if (first) {
                bench_doc_title(page->doc, BENCH_PAGE, 2, BENCH_PLAIN, "Figures");
            }
            first = false;
            bench_doc_figure(page->doc, path,
                             bench_doc_keep(page->doc, "%s", figures.list[i].caption));
        }
    }
    bench_figures_deinit(&figures);
}

/* ---- floors and percentiles ---- */

static void add_floors(const bench__page_t *page, bench_audience_t audience) {
    bench_table_t *table = NULL;
    for (size_t i = 0; i < page->report->floor_count; i++) {
        const bench_floor_t *floor = &page->report->floors[i];
        bench_interval_t ratio;
        if (bench_floor_ratio(page->report, floor, &ratio)) {
            bench_value_t times = bench_ratio_value(ratio.estimate);
            times.low = ratio.low;
            times.high = ratio.high;
            begin(&table, page->doc, audience, "Each path over what it cannot do without",
                  "path|floor|times the floor:r|aim:r");
            bench_table_add(table, bench_text_value(floor->path));
            bench_table_add(table, bench_text_value(floor->floor));
            bench_table_add(table, times);
            bench_table_add(table, bench_ratio_value(floor->aim));
        }
    }
    if (table != NULL && audience == BENCH_LONG) {
        bench_doc_gap_for(page->doc, BENCH_LONG);
    }
}

static void add_latencies(const bench__page_t *page, bench_audience_t audience,
                          bench_latency_kind_t kind, double load) {
    if (kind == BENCH_SERVICE) {
        bench_doc_title(page->doc, audience, 3, BENCH_PLAIN, "Service time: closed loop");
    } else {
        bench_doc_title(page->doc, audience, 3, BENCH_PLAIN,
                        "Response time: open loop at %g %% load", load * 100);
    }
    bench_table_t *table =
        bench_doc_table(page->doc, audience, "case|samples:i|p50:d|p90:d|p99:d|p99.9:d|max:d");
    for (size_t i = 0; i < page->report->row_count; i++) {
        const bench_row_t *row = &page->report->rows[i];
        const bench_latency_t *latency = bench_shown_latency(row, kind, load);
        if (latency != NULL) {
            char name[BENCH_CASE_NAME_MAX];
            bench_percentiles_t found = bench_latency_percentiles(latency);
            bench_case_format(&row->key, name);
            bench_table_add_rest(table, bench_table_keep(table, name), (int64_t)found.samples,
                                 found.ns[BENCH_P50], found.ns[BENCH_P90], found.ns[BENCH_P99],
                                 found.ns[BENCH_P999], found.ns[BENCH_MAX]);
        }
    }
    if (audience == BENCH_TERMINAL) {
        bench_doc_gap(page->doc);
    }
}

static bool has_service(const bench_report_t *report) {
    bool any = false;
    for (size_t i = 0; !any && i < report->row_count; i++) {
        any = bench_shown_latency(&report->rows[i], BENCH_SERVICE, NAN) != NULL;
    }
    return any;
}

/* On a terminal only where there was an open loop. */
static void add_percentiles(const bench__page_t *page, bench_audience_t audience) {
    double load = bench_next_load(page->report, 0);
    bool service = has_service(page->report);
    if (isnan(load) && (!service || audience == BENCH_TERMINAL)) {
        return;
    }
    bench_doc_title(page->doc, audience & BENCH_PAGE, 2, BENCH_PLAIN,
                    "Percentiles of single operations");
    bench_doc_paragraph(page->doc, audience & BENCH_PAGE, 0);
    bench_doc_say(page->doc,
                  "Within 1 %%. For the cases of which one operation is long enough to be timed "
                  "alone; percentiles of the others' slices are in percentiles.csv.");
    if (service) {
        add_latencies(page, audience, BENCH_SERVICE, NAN);
    }
    for (; !isnan(load); load = bench_next_load(page->report, load)) {
        add_latencies(page, audience, BENCH_RESPONSE, load);
    }
}

/* ---- the end ---- */

static void add_summary(bench_doc_t *doc, const bench_report_t *report) {
    size_t failures = bench_report_failures(report);
    bench_doc_paragraph(doc, BENCH_TERMINAL, 0);
    bench_doc_say(doc, "%zu cases, %zu broken budgets, %zu leaked, %zu not verified",
                  report->row_count, bench_broken_budgets(report), bench_leaking(report),
                  bench_unverified(report));
    if (failures > 0) {
        bench_doc_say(doc, ", %zu not measured", failures);
    }
    bench_doc_say(doc, "%s",
                  report->partial ? "; partial: the run was stopped before its end" : "");
}

/* Where the files are, and what can be made of them. */
static void add_next(const bench__page_t *page) {
    static const char *const commands[][2] = {
        {"plot", "the figures"},
        {"report", "report.md and report.html again"},
        {"show", "any part of this again"},
    };
    if (page->how->run == NULL) {
        return;
    }
    bench_doc_gap(page->doc);
    bench_doc_paragraph(page->doc, BENCH_TERMINAL, 0);
    bench_doc_say(page->doc, "%s has report.json, report.html, report.md and CSV files. Next:",
                  page->how->run);
    for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++) {
        bench_doc_code(page->doc, BENCH_TERMINAL,
                       bench_doc_keep(page->doc, "vtbench %-6s %s  # %s", commands[i][0],
                                      page->how->word, commands[i][1]));
    }
}

static void add_legend(bench_doc_t *doc, bool instructions) {
    bench_doc_paragraph(doc, BENCH_PAGE, 0);
    bench_doc_say(doc, "Times are medians of per-process medians with their 95 %% order-statistic "
                       "interval; ");
    BENCH__SAY_CODE(doc, "<");
    bench_doc_say(
        doc,
        " marks one below what can be measured: it cannot be told from an empty loop. The spread "
        "is the middle half of the "
        "processes: what memory layout and placement do. A verdict needs an interval that excludes "
        "1, an effect of 1 %%, a rejection by the sign test with Holm's correction over all cases "
        "of the run, and a case that does not differ from itself (its odd slices from its even "
        "ones), else there is ");
    BENCH__SAY_CODE(doc, "no verdict");
    bench_doc_say(doc, ".");
    if (instructions) {
        bench_doc_paragraph(doc, BENCH_PAGE, 0);
        bench_doc_say(doc, "Instructions are exact: one thread, the same in every pass; ");
        BENCH__SAY_CODE(doc, "~");
        bench_doc_say(doc, " marks those that are not.");
    }
}

/* ---- the document ---- */

static void add_data(const bench__page_t *page) {
    bench_doc_fact(page->doc, "name", bench_text_value(or_empty(page->report->name)));
    bench_doc_flag(page->doc, "partial", page->report->partial);
    bench_table_t *table = bench_doc_data(page->doc, "cases", "scenario|contender|params");
    for (bench_file_t file = BENCH_FILE_ALLOCATIONS; file < BENCH_FILES; file++) {
        bench__add_metric_columns(table, file);
    }
    bench_table_add_columns(table, "budget_kept");
    for (size_t i = 0; i < page->report->row_count; i++) {
        bench_table_add_case(table, &page->report->rows[i].key);
        for (bench_file_t file = BENCH_FILE_ALLOCATIONS; file < BENCH_FILES; file++) {
            bench__add_metrics(table, &page->lines[i], file);
        }
        bench_table_add_rest(table, bench_budget_kept(&page->report->rows[i]));
    }
    bench__add_unmeasured_data(page->doc, page->report);
    bench__add_findings_data(page);
    bench__add_screen_data(page);
}

/* ---- what only a screen has ---- */

static void add_view(bench_doc_t *doc, const char *title, const char *name, const char *text) {
    bench_doc_title(doc, BENCH_SCREEN, 2, BENCH_PLAIN, "%s", title);
    bench_doc_view(doc, name, text);
}

static bool has_sites(const bench_report_t *report) {
    bool any = false;
    for (size_t i = 0; !any && i < report->row_count; i++) {
        any = report->rows[i].counts.site_count > 0;
    }
    return any;
}

/* They were told in full before the run. */
static void add_warnings(bench_doc_t *doc, const bench_report_t *report,
                         bench_audience_t audience) {
    const char *topics = bench_report_fact(report, "warnings");
    if (topics[0] != '\0' && strcmp(topics, "none") != 0) {
        bench_doc_paragraph(doc, audience, 0);
        bench_doc_say_styled(doc, BENCH_STRONG, BENCH_MARK_BAD, "Warnings:");
        bench_doc_say(doc, " %s (vtbench doctor says what to do)", topics);
    }
}

static void add_sites_view(const bench__page_t *page) {
    if (has_sites(page->report)) {
        add_view(page->doc, "Where the blocks are made", "flame",
                 "The stacks of all allocations are in sites.folded, for any flame graph tool. "
                 "With JavaScript this page draws them.");
    }
}

static void add_cases_view(bench_doc_t *doc) {
    add_view(doc, "Cases", "controls",
             "A table for each scenario and its parameters. With JavaScript they can be filtered, "
             "sorted and compared with any contender, and each case can be opened.");
}

static void add_blocks(const bench__page_t *page, const bench_page_extras_t *extras) {
    add_title(page->doc, page->report);
    add_alarm(page->doc, bench_broken_budgets(page->report), "broken allocation budgets");
    add_alarm(page->doc, bench_leaking(page->report), "cases leaked");
    add_alarm(page->doc, bench_unverified(page->report), "counts are not verified");
    add_warnings(page->doc, page->report, BENCH_SCREEN);
    bench__add_unmeasured(page->doc, page->report, BENCH_PAGE);
    bench__add_findings(page, BENCH_PAGE);
    bench__add_answers(page);
    bench_doc_fold_on_screen(page->doc, "Machine and instruments");
    add_machine(page->doc, page->report);
    bench_doc_end_fold_on_screen(page->doc);
    bench__add_trend(page->doc, extras->runs, extras->run_count);
    add_view(page->doc, "Who wins where", "tradeoff",
             "With JavaScript a slider shows who wins at each value of a parameter.");
    add_figures(page);
    add_floors(page, BENCH_PAGE);
    bench_doc_fold_on_screen(page->doc, "Percentiles");
    add_percentiles(page, BENCH_PAGE);
    bench_doc_end_fold_on_screen(page->doc);
    add_sites_view(page);
    add_cases_view(page->doc);
    bench__add_scenarios(page);
    add_floors(page, BENCH_LONG);
    add_percentiles(page, BENCH_TERMINAL);
    bench__add_unmeasured(page->doc, page->report, BENCH_TERMINAL);
    bench__add_findings(page, BENCH_TERMINAL);
    add_warnings(page->doc, page->report, BENCH_TERMINAL);
    add_summary(page->doc, page->report);
    add_next(page);
    add_legend(page->doc, page->instructions);
}

bool bench_print_report(const bench_report_t *report, const bench_report_print_t *how, FILE *out) {
    static const bench_page_extras_t none = {0};
    const bench_page_extras_t *extras = how->extras != NULL ? how->extras : &none;
    bench_doc_t doc = {.pictures = extras->pictures};
    bench__page_t page;
    bool good = bench__page_init(&page, &doc, report, how);
    if (good) {
        add_data(&page);
        add_blocks(&page, extras);
    }
    good = bench_doc_end(&doc, how->format, how->color, out) && good;
    bench__page_deinit(&page);
    return good;
}
