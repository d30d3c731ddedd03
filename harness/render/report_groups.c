/* report_groups.c - the cases of a run, group by group. */
#include <math.h>
#include <string.h>

#include "judge/budget.h"
#include "report_matrix.h"
#include "text.h"

/* ---- groups of rows ---- */

typedef bool same_t(const bench_case_key_t *a, const bench_case_key_t *b);

static bool same_scenario(const bench_case_key_t *a, const bench_case_key_t *b) {
    return strcmp(a->scenario, b->scenario) == 0;
}

/* The first row from `from` on that is of the same kind as the row at `index`; row_count: none. */
static size_t find(const bench_report_t *report, size_t from, size_t index, same_t *same) {
    while (from < report->row_count && !same(&report->rows[from].key, &report->rows[index].key)) {
        from++;
    }
    return from;
}

static size_t next_of_group(const bench_report_t *report, size_t index) {
    return find(report, index + 1, index, bench_case_same_group);
}

/* ---- the rows of a group ---- */

static bench_value_t kept(bench_table_t *table, const char *text) {
    return bench_text_value(text[0] != '\0' ? bench_table_keep(table, text) : NULL);
}

static bench_value_t bytes_of(bench_table_t *table, const bench_line_t *line,
                              bench_metric_id_t metric) {
    char text[BENCH_TEXT_MAX];
    bench_value_t bytes = bench_line_value(line, metric);
    return bench_value_is_known(&bytes) ? kept(table, bench_text_bytes(bytes.fraction, text))
                                        : bytes;
}

static bench_value_t time_of(bench_table_t *table, const bench_line_t *line, double empty) {
    char text[BENCH_TEXT_MAX];
    bench_value_t time = bench_time_value(line->time.estimate);
    time.low = line->time.low;
    time.high = line->time.high;
    return bench_time_is_empty(line->time, empty)
               ? kept(table, bench_text_below(line->time, empty, text))
               : time;
}

static bench_value_t marked(const char *text, bench_mark_t mark) {
    bench_value_t value = bench_text_value(text);
    value.mark = mark;
    return value;
}

/* The contender that the times of a group are divided by: that of all rows that have one; "another"
 * where they differ. */
static const char *reference_of(const bench__page_t *page, size_t first) {
    const char *name = NULL;
    for (size_t i = first; i < page->report->row_count; i = next_of_group(page->report, i)) {
        const bench_row_t *row = &page->report->rows[i];
        const bench_row_t *other = bench_report_compared_with(page->report, row);
        if (other == NULL || other == row) {
            continue;
        }
        if (name != NULL && strcmp(name, other->key.contender) != 0) {
            return "another";
        }
        name = other->key.contender;
    }
    return name != NULL ? name : "task";
}

/* The longest name of the first suite, value_task_static_error, has 23 letters. A page has room for
 * more. */
static bench_table_t *add_table(const bench__page_t *page, const char *reference, bool wide) {
    bench_table_t *table =
        bench_doc_table(page->doc, wide ? BENCH_PAGE : BENCH_LONG,
                        wide ? "contender|allocs/op:f|bytes/op requested:n|bytes/op usable:n"
                             : "contender:t23|allocs/op:f9|requested B/op:n8");
    if (page->instructions) {
        bench_table_add_columns(table, wide ? "instructions/op:n" : "instr/op:n8");
    }
    if (wide) {
        bench_table_add_columns(
            table, bench_doc_keep(page->doc,
                                  "time/op:d|spread:s|ratio to %s:r|verdict|budget kept|verified",
                                  reference));
    } else { /* where there is room for a short name */
        bench_table_add_columns(table, strcmp(reference, "task") == 0
                                           ? "time/op:d20|vs task:r7|verdict"
                                           : "time/op:d20|ratio:r7|verdict");
    }
    return table;
}

static void add_row(const bench__page_t *page, bench_table_t *table, const bench_line_t *line,
                    bool wide) {
    static const bench_mark_t marks[] = {[BENCH_NOT_RESOLVED] = BENCH_MARK_NONE,
                                         [BENCH_BETTER] = BENCH_MARK_GOOD,
                                         [BENCH_WORSE] = BENCH_MARK_BAD};
    char text[BENCH_TEXT_MAX];
    const bench_row_t *row = line->row;
    bench_value_t ratio = bench_line_value(line, BENCH_METRIC_ratio_to_task);
    ratio.low = wide ? ratio.low : (double)NAN;
    bench_table_add(table, bench_text_value(row->key.contender));
    bench_table_add(table, bench_line_value(line, BENCH_METRIC_allocs_per_op));
    bench_table_add(table, bytes_of(table, line, BENCH_METRIC_bytes_requested_per_op));
    if (wide) {
        bench_table_add(table, bytes_of(table, line, BENCH_METRIC_bytes_usable_per_op));
    }
    if (page->instructions) {
        bench_table_add(table, kept(table, bench_text_instructions(&row->instructions, text)));
    }
    bench_table_add(table, time_of(table, line, page->empty));
    if (wide) {
        bench_table_add(table, bench_line_value(line, BENCH_METRIC_layout_spread));
    }
    bench_table_add(table, ratio);
    bench_table_add(table, marked(bench_line_verdict(line), wide ? 0 : marks[line->verdict]));
    if (wide) {
        bool within = bench_row_within_budget(row);
        bool verified = !bench_row_is_unverified(row);
        const char *answer = verified ? "yes" : "no";
        bench_table_add(table, marked(bench_budget_kept(row), within ? 0 : BENCH_MARK_BAD));
        bench_table_add(table, marked(row->counted ? answer : NULL, verified ? 0 : BENCH_MARK_BAD));
    }
}

static void add_rows(const bench__page_t *page, size_t first, bool wide) {
    bench_table_t *table = add_table(page, reference_of(page, first), wide);
    bench_doc_of_group(page->doc, &page->report->rows[first].key);
    for (size_t i = first; i < page->report->row_count; i = next_of_group(page->report, i)) {
        add_row(page, table, &page->lines[i], wide);
    }
}

/* ---- what is said below a group ---- */

/* What most of a row's blocks come to, where that is one thing. */
static const char *fate(const bench_row_t *row) {
    const bench_lifetimes_t *lives = &row->counts.lifetimes;
    if (bench_fraction_equal(lives->same_op, row->counts.allocs_per_op)) {
        return "freed within the operation";
    }
    if (bench_fraction_equal(lives->next_op, row->counts.allocs_per_op)) {
        return "freed within the next operation";
    }
    return lives->kept.num > 0 ? "some kept to the end" : "some freed later";
}

/* A piece of the sentence about a group: of the first row that has something to say with the words
 * that it begins with, then the contender. */
static void say_contender(bench_doc_t *doc, const bench_row_t *row, bool first, const char *begin,
                          const char *separator) {
    if (first) {
        bench_doc_paragraph(doc, BENCH_PAGE, 0);
    }
    bench_doc_say(doc, "%s", first ? begin : separator);
    BENCH__SAY_CODE(doc, row->key.contender);
}

/* "`task` 1 completed task (freed within the operation)". False: nothing is to be said. */
static bool say_parts(bench_doc_t *doc, const bench_row_t *row, bool first) {
    bench_part_t parts[BENCH_PARTS_MAX];
    size_t count = bench_row_parts(row, parts);
    if (count == 0) {
        return false;
    }
    say_contender(doc, row, first, "Blocks per operation: ", "; ");
    for (size_t i = 0; i < count; i++) {
        char text[BENCH_FRACTION_MAX];
        bench_doc_say(doc, " %s%s %s", i == 0 ? "" : "+ ",
                      bench_fraction_format(parts[i].allocs_per_op, text), parts[i].made_by);
    }
    bench_doc_say(doc, " (%s)", fate(row));
    return true;
}

/* Which part of the operations was done at once, where the case has such a thing. */
static bool say_share(bench_doc_t *doc, const bench_row_t *row, bool first) {
    if (!isfinite(row->counts.synchronous_share)) {
        return false;
    }
    say_contender(doc, row, first, "Completed synchronously: ", ", ");
    bench_doc_say(doc, " %.4g %%", row->counts.synchronous_share * 100);
    return true;
}

/* What memory an operation takes, where the case asks for it. */
static bool say_resident(bench_doc_t *doc, const bench_row_t *row, bool first) {
    char text[BENCH_TEXT_MAX];
    double bytes = row->counts.resident_bytes_per_op;
    if (isnan(bytes)) {
        return false;
    }
    say_contender(doc, row, first, "Resident memory per operation: ", ", ");
    bench_doc_say(doc, " %s bytes", bench_text_digits(bytes, text));
    return true;
}

/* One sentence about all rows of a group that have something to say. */
static void say_of_group(const bench__page_t *page, size_t first,
                         bool (*say)(bench_doc_t *, const bench_row_t *, bool)) {
    bool any = false;
    for (size_t i = first; i < page->report->row_count; i = next_of_group(page->report, i)) {
        any |= say(page->doc, &page->report->rows[i], !any);
    }
    if (any) {
        bench_doc_say(page->doc, ".");
    }
}

/* Below a matrix, which has several groups, the params are named too. */
static void add_alarm(bench_doc_t *doc, bench_audience_t audience, const bench_row_t *row,
                      const char *what, const char *text) {
    bool named = audience == BENCH_GLANCE && row->key.params[0] != '\0';
    bench_doc_paragraph(doc, audience, 4);
    BENCH__STRESS(doc, "%s:", what);
    bench_doc_say(doc, " ");
    BENCH__SAY_CODE(doc, row->key.contender);
    bench_doc_say(doc, "%s%s: %s", named ? ";" : "", named ? row->key.params : "", text);
}

static void add_alarms(bench_doc_t *doc, bench_audience_t audience, const bench_row_t *row) {
    char text[BENCH_BROKEN_TEXT_MAX];
    const char *leak = bench_row_leak(row, &doc->texts);
    if (!bench_row_within_budget(row)) {
        add_alarm(doc, audience, row, "Budget broken", bench_broken_budget(row, text));
    }
    if (leak != NULL) {
        add_alarm(doc, audience, row, "Leaked", leak);
    }
    if (bench_row_is_unverified(row)) {
        const char *why = row->counts.disagreement;
        add_alarm(doc, audience, row, "Not verified", why != NULL ? why : "");
    }
}

/* ---- groups and scenarios ---- */

static void add_group(const bench__page_t *page, size_t first) {
    const bench_case_key_t *key = &page->report->rows[first].key;
    bool params = key->params[0] != '\0';
    bench_doc_title(page->doc, BENCH_LONG, 2, BENCH_PLAIN, "%s%s%s", key->scenario,
                    params ? ";" : "", key->params);
    bench_doc_title(page->doc, params ? BENCH_PAGE : 0, 3, BENCH_CODE, "%s", key->params);
    add_rows(page, first, false);
    add_rows(page, first, true);
    say_of_group(page, first, say_share);
    say_of_group(page, first, say_parts);
    say_of_group(page, first, say_resident);
    for (size_t i = first; i < page->report->row_count; i = next_of_group(page->report, i)) {
        add_alarms(page->doc, BENCH_PAGE | BENCH_LONG, &page->report->rows[i]);
    }
    bench_doc_gap_for(page->doc, BENCH_LONG);
}

/* Rows of matrices that are seen at a glance, of all scenarios together. */
#define GLANCE_ROWS 60

typedef struct glance {
    size_t rows;     /* so far */
    size_t left_out; /* the first row of a scenario that has no room, and none behind it has */
    unsigned marks;  /* what is in the cells */
} glance_t;

static size_t groups_of_scenario(const bench_report_t *report, size_t first) {
    size_t groups = 0;
    for (size_t i = first; i < report->row_count; i = find(report, i + 1, first, same_scenario)) {
        groups += find(report, 0, i, bench_case_same_group) == i ? 1 : 0;
    }
    return groups;
}

/* The first scenario is seen however long it is. What is wrong is seen of all of them. */
static void add_glance(const bench__page_t *page, size_t first, glance_t *glance) {
    const bench_report_t *report = page->report;
    size_t rows = groups_of_scenario(report, first);
    if (glance->rows != 0 && glance->rows + rows > GLANCE_ROWS && first < glance->left_out) {
        glance->left_out = first;
    }
    if (first < glance->left_out) {
        glance->rows += rows;
        glance->marks |= bench__add_matrix(page, first);
    }
    for (size_t i = first; i < report->row_count; i = find(report, i + 1, first, same_scenario)) {
        add_alarms(page->doc, BENCH_GLANCE, &report->rows[i]);
    }
    if (first < glance->left_out) {
        bench_doc_gap_for(page->doc, BENCH_GLANCE);
    }
}

static void say_what_is_left_out(const bench__page_t *page, const glance_t *glance) {
    const bench_report_t *report = page->report;
    const char *text = "Measured too, and without room here (vtbench show RUN --filter NAME):";
    const char *separator = " ";
    for (size_t i = glance->left_out; i < report->row_count; i++) {
        if (find(report, 0, i, same_scenario) == i) {
            text =
                bench_doc_keep(page->doc, "%s%s%s", text, separator, report->rows[i].key.scenario);
            separator = ", ";
        }
    }
    if (glance->left_out < report->row_count) {
        bench_doc_wrap(page->doc, BENCH_GLANCE, page->width, 0, text);
        bench_doc_gap_for(page->doc, BENCH_GLANCE);
    }
}

/* The groups of a scenario are together, wherever its rows are. */
void bench__add_scenarios(const bench__page_t *page) {
    const bench_report_t *report = page->report;
    glance_t glance = {.left_out = report->row_count};
    for (size_t i = 0; i < report->row_count; i++) {
        if (find(report, 0, i, same_scenario) != i) {
            continue;
        }
        add_glance(page, i, &glance);
        bench_doc_title(page->doc, BENCH_PAGE, 2, BENCH_CODE, "%s", report->rows[i].key.scenario);
        for (size_t j = i; j < report->row_count; j = find(report, j + 1, i, same_scenario)) {
            if (find(report, 0, j, bench_case_same_group) == j) {
                add_group(page, j);
            }
        }
    }
    say_what_is_left_out(page, &glance);
    bench__add_matrix_legend(page, glance.marks);
}
