/* history.c - a metric of each case over several runs, as a document. */
#include "render/history.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "judge/line.h"
#include "judge/steps.h"
#include "trend.h"

static const char *or_empty(const char *text) {
    return text != NULL ? text : "";
}

typedef struct page {
    bench_doc_t *doc;
    const bench_history_t *history;
    bench_line_t **lines; /* of each run, for each of its rows */
} page_t;

static const bench_metric_t *metric_of(const page_t *page) {
    return &bench_metrics[page->history->metric];
}

static bool is_selected(const page_t *page, const bench_case_key_t *key) {
    return bench_case_match_any(key, page->history->filters, page->history->filter_count);
}

static bench_value_t value_in(const page_t *page, size_t run, const bench_case_key_t *key) {
    const bench_report_t *report = &page->history->runs[run];
    const bench_row_t *row = bench_report_find(report, key);
    return row != NULL
               ? bench_line_value(&page->lines[run][row - report->rows], page->history->metric)
               : bench_unknown_value(metric_of(page)->type);
}

/* ---- for programs ---- */

static void add_data(const page_t *page) {
    const bench_history_t *history = page->history;
    bench_table_t *table =
        bench_doc_data(page->doc, "history", "scenario|contender|params|run|created|revision");
    bench_table_add_column(table, metric_of(page)->name, metric_of(page)->type);
    bench_table_add_columns(table, "low:n|high:n");
    for (size_t i = 0; i < history->count; i++) {
        const bench_report_t *run = &history->runs[i];
        for (size_t j = 0; j < run->row_count; j++) {
            bench_value_t value = bench_line_value(&page->lines[i][j], page->history->metric);
            if (is_selected(page, &run->rows[j].key) && bench_value_is_known(&value)) {
                bench_table_add_case(table, &run->rows[j].key);
                bench_table_add(table, bench_text_value(or_empty(run->name)));
                bench_table_add(table, bench_text_value(or_empty(run->created)));
                bench_table_add(table, bench_text_value(bench_report_fact(run, "git_revision")));
                bench_table_add(table, value);
                bench_table_add(table, bench_number_value(value.low));
                bench_table_add(table, bench_number_value(value.high));
            }
        }
    }
}

/* ---- steps ---- */

typedef struct steps {
    const page_t *page;
    bench_table_t *data;
    size_t count;
} steps_t;

static void count_step(void *context, const bench_step_t *step) {
    steps_t *steps = context;
    steps->count += is_selected(steps->page, &step->row->key) ? 1 : 0;
}

static void add_step(void *context, const bench_step_t *step) {
    steps_t *steps = context;
    const bench_report_t *run = &steps->page->history->runs[step->run];
    if (is_selected(steps->page, &step->row->key)) {
        bench_table_add_case(steps->data, &step->row->key);
        bench_table_add_rest(steps->data, step->before, step->after, or_empty(run->name),
                             or_empty(run->created), bench_report_fact(run, "git_revision"));
    }
}

static void find_steps(const page_t *page, bench_step_found_t *found, steps_t *steps) {
    bench_find_steps(page->history->runs, page->history->count, page->history->metric, found,
                     steps);
}

#define STEP_COLUMNS "scenario|contender|params|before:f|after:f|run|created|revision"

static void add_steps(const page_t *page) {
    steps_t steps = {.page = page};
    find_steps(page, count_step, &steps);
    steps.data = bench_doc_data(page->doc, "steps", STEP_COLUMNS);
    find_steps(page, add_step, &steps);
    bench_doc_title(page->doc, BENCH_EVERYBODY, 2, BENCH_PLAIN, "%zu step%s", steps.count,
                    steps.count == 1 ? "" : "s");
    if (steps.count == 0) {
        bench_doc_paragraph(page->doc, BENCH_EVERYBODY, 0);
        bench_doc_say(page->doc, "%s",
                      page->history->count < 2 ? "Of one run there is no change."
                      : metric_of(page)->certainty == BENCH_EXACT
                          ? "No exact number changed."
                          : "It is not exact: of two runs `vtbench compare` says what differs.");
        return;
    }
    steps.data = bench_doc_table(page->doc, BENCH_EVERYBODY, STEP_COLUMNS);
    find_steps(page, add_step, &steps);
}

/* ---- the newest runs side by side ---- */

static void add_runs(const page_t *page) {
    bench_table_t *table =
        bench_doc_table(page->doc, BENCH_EVERYBODY, "run|created|revision|cases:i");
    for (size_t i = 0; i < page->history->count; i++) {
        const bench_report_t *run = &page->history->runs[i];
        bench_table_add_rest(table, or_empty(run->name), or_empty(run->created),
                             bench_report_fact(run, "git_revision"), (int64_t)run->row_count);
    }
    bench_doc_gap(page->doc);
}

/* Whether people are to see the case: it changed, or was asked for. */
static bool is_shown(const page_t *page, const bench_case_key_t *key, size_t first) {
    const bench_value_t none = bench_unknown_value(metric_of(page)->type);
    bench_value_t seen = none;
    bool all = page->history->filter_count != 0 || metric_of(page)->certainty != BENCH_EXACT;
    bool changed = false;
    for (size_t i = first; i < page->history->count; i++) {
        bench_value_t value = value_in(page, i, key);
        if (bench_value_is_known(&value)) {
            changed = changed || all ||
                      (bench_value_is_known(&seen) &&
                       !bench_fraction_equal(seen.fraction, value.fraction));
            seen = value;
        }
    }
    return changed && is_selected(page, key);
}

static bench_type_t shown_type(const page_t *page) {
    return metric_of(page)->unit == BENCH_UNIT_NS ? BENCH_TYPE_TIME : metric_of(page)->type;
}

static void add_line(const page_t *page, bench_table_t *table, const bench_case_key_t *key,
                     size_t first) {
    char name[BENCH_CASE_NAME_MAX];
    bench_table_add(table, bench_text_value(bench_table_keep(table, bench_case_format(key, name))));
    for (size_t i = first; i < page->history->count; i++) {
        bench_value_t value = value_in(page, i, key);
        value.type = shown_type(page);
        value.low = value.high = NAN; /* there is no room for intervals */
        bench_table_add(table, value);
    }
}

/* A case stands in the place of the newest run that has it. */
static bool is_in_a_newer_run(const page_t *page, size_t run, const bench_case_key_t *key) {
    bool found = false;
    for (size_t i = run + 1; !found && i < page->history->count; i++) {
        found = bench_report_find(&page->history->runs[i], key) != NULL;
    }
    return found;
}

static size_t add_values(const page_t *page, size_t first) {
    bench_table_t *table = bench_doc_table(page->doc, BENCH_EVERYBODY, "case");
    size_t left_out = 0;
    for (size_t i = first; i < page->history->count; i++) {
        bench_table_add_column(table, or_empty(page->history->runs[i].name), shown_type(page));
    }
    for (size_t i = page->history->count; i > first; i--) {
        const bench_report_t *run = &page->history->runs[i - 1];
        for (size_t j = 0; j < run->row_count; j++) {
            const bench_case_key_t *key = &run->rows[j].key;
            if (is_in_a_newer_run(page, i - 1, key)) {
                continue;
            }
            if (is_shown(page, key, first)) {
                add_line(page, table, key, first);
            } else {
                left_out += is_selected(page, key) ? 1 : 0;
            }
        }
    }
    return left_out;
}

/* A case and its values take so many places of a line. */
#define NAME_PLACES  32
#define VALUE_PLACES 14

static void add_matrix(const page_t *page, unsigned width) {
    size_t room = width > NAME_PLACES + VALUE_PLACES ? (width - NAME_PLACES) / VALUE_PLACES : 1;
    size_t count = page->history->count;
    size_t first = count > room ? count - room : 0;
    bench_doc_title(page->doc, BENCH_EVERYBODY, 2, BENCH_PLAIN, "%s of %s%zu run%s",
                    metric_of(page)->name, first > 0 ? "the newest " : "", count - first,
                    count - first == 1 ? "" : "s");
    size_t left_out = add_values(page, first);
    bench_doc_gap(page->doc);
    if (left_out > 0) {
        bench_doc_paragraph(page->doc, BENCH_EVERYBODY, 0);
        bench_doc_say(page->doc,
                      "%zu cases that did not change are left out; --filter '*' shows "
                      "them.",
                      left_out);
        bench_doc_gap(page->doc);
    }
}

/* ---- the document ---- */

static bool judge(page_t *page) {
    bool good = page->lines != NULL;
    for (size_t i = 0; good && i < page->history->count; i++) {
        page->lines[i] = bench_lines(&page->history->runs[i]);
        good = page->lines[i] != NULL;
    }
    return good;
}

bool bench_print_history(const bench_history_t *history, bench_format_t format, bool color,
                         unsigned width, FILE *out) {
    bench_doc_t doc = {0};
    page_t page = {&doc, history, calloc(history->count + 1, sizeof(bench_line_t *))};
    bool good = judge(&page);
    if (good) {
        bench_doc_title(&doc, BENCH_PAGE, 1, BENCH_PLAIN, "History of %s", metric_of(&page)->name);
        add_data(&page);
        add_runs(&page);
        add_matrix(&page, width);
        add_steps(&page);
        bench__add_trend(&doc, history->runs, history->count);
    }
    good = bench_doc_end(&doc, format, color, out) && good;
    for (size_t i = 0; page.lines != NULL && i < history->count; i++) {
        free(page.lines[i]);
    }
    free(page.lines);
    return good;
}
