/* report_list.c - a run as one list of cases, in an order. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "report_parts.h"
#include "text.h"

bool bench_sort_parse(const char *name, bench_sort_t *sort) {
    static const char *const names[] = {
        [BENCH_SORT_NS] = "ns", [BENCH_SORT_ALLOCS] = "allocs", [BENCH_SORT_RATIO] = "ratio"};
    for (bench_sort_t i = BENCH_SORT_NS; i <= BENCH_SORT_RATIO; i++) {
        if (strcmp(names[i], name) == 0) {
            *sort = i;
            return true;
        }
    }
    return false;
}

typedef struct item {
    const bench_line_t *line;
    const bench_row_t *other; /* NULL: nothing to compare with */
    bench_pair_t pair;
    double number; /* that it is sorted by; infinite: not known */
    size_t place;  /* in the run */
} item_t;

/* ---- the order ---- */

static double number_of(const item_t *item, bench_sort_t sort) {
    double numbers[] = {
        [BENCH_SORT_NONE] = 0,
        [BENCH_SORT_NS] = item->line->time.estimate,
        [BENCH_SORT_ALLOCS] = item->line->row->counted
                                  ? bench_fraction_value(item->line->row->counts.allocs_per_op)
                                  : (double)NAN,
        [BENCH_SORT_RATIO] = item->pair.ratio.estimate,
    };
    return isnan(numbers[sort]) ? (double)INFINITY : numbers[sort];
}

static int by_number(const void *left, const void *right) {
    const item_t *a = left;
    const item_t *b = right;
    int order = (a->number > b->number) - (a->number < b->number);
    return order != 0 ? order : (a->place > b->place) - (a->place < b->place);
}

/* ---- what each is compared with, found in the whole run ---- */

static const bench_row_t *other_of(const bench_report_t *report, const bench_row_t *row,
                                   const char *contender) {
    bench_case_key_t key = row->key;
    if (contender == NULL) {
        return bench_report_compared_with(report, bench_report_find(report, &key));
    }
    key.contender = contender;
    return bench_report_find(report, &key);
}

static void fill(item_t *items, const bench__page_t *page, const bench_report_t *report,
                 bench_sort_t sort, const char *contender) {
    for (size_t i = 0; i < page->report->row_count; i++) {
        item_t *item = &items[i];
        const bench_row_t *row = bench_report_find(report, &page->lines[i].row->key);
        *item = (item_t){
            .line = &page->lines[i], .other = other_of(report, row, contender), .place = i};
        item->pair = bench_pair(&page->pairs, row, item->other);
        item->number = number_of(item, sort);
    }
    qsort(items, page->report->row_count, sizeof *items, by_number);
}

/* ---- for people and for programs ---- */

static const char *verdict_of(const item_t *item) {
    return isnan(item->pair.ratio.estimate)
               ? NULL
               : bench_verdict_name(item->pair.verdict, item->pair.control_differs);
}

static bench_value_t interval_value(bench_value_t value, bench_interval_t interval) {
    value.low = interval.low;
    value.high = interval.high;
    return value;
}

/* "over task" where all are compared with that one. */
static const char *ratio_head(bench_doc_t *doc, const item_t *items, size_t count) {
    const char *name = NULL;
    for (size_t i = 0; i < count; i++) {
        const bench_row_t *other = items[i].other;
        if (other == NULL || bench_case_equal(&other->key, &items[i].line->row->key)) {
            continue;
        }
        if (name != NULL && strcmp(name, other->key.contender) != 0) {
            return "ratio";
        }
        name = other->key.contender;
    }
    return name != NULL ? bench_doc_keep(doc, "over %s", name) : "ratio";
}

static void add_for_people(const bench__page_t *page, const item_t *items) {
    bench_table_t *table =
        bench_doc_table(page->doc, BENCH_EVERYBODY, "case|allocs/op:f|time/op:d");
    bench_table_add_column(table, ratio_head(page->doc, items, page->report->row_count),
                           BENCH_TYPE_RATIO);
    bench_table_add_column(table, "verdict", BENCH_TYPE_TEXT);
    for (size_t i = 0; i < page->report->row_count; i++) {
        const item_t *item = &items[i];
        char name[BENCH_CASE_NAME_MAX];
        char text[BENCH_TEXT_MAX];
        bool empty = bench_time_is_empty(item->line->time, page->empty);
        bench_case_format(&item->line->row->key, name);
        bench_table_add(table, bench_text_value(bench_table_keep(table, name)));
        bench_table_add(table, bench_line_value(item->line, BENCH_METRIC_allocs_per_op));
        bench_table_add(
            table,
            empty ? bench_text_value(bench_table_keep(
                        table, bench_text_below(item->line->time, page->empty, text)))
                  : interval_value(bench_time_value(item->line->time.estimate), item->line->time));
        bench_table_add(
            table, interval_value(bench_ratio_value(item->pair.ratio.estimate), item->pair.ratio));
        bench_table_add(table, bench_text_value(verdict_of(item)));
    }
}

static void add_for_programs(const bench__page_t *page, const item_t *items) {
    bench_table_t *table = bench_doc_data(page->doc, "cases", "scenario|contender|params");
    bench_table_add_columns(table, "allocs_per_op:f|ns_per_op:n|ns_low:n|ns_high:n|compared_with|"
                                   "ratio:r|ratio_low:r|ratio_high:r|verdict");
    for (size_t i = 0; i < page->report->row_count; i++) {
        const item_t *item = &items[i];
        bench_interval_t time = item->line->time;
        bench_interval_t ratio = item->pair.ratio;
        bench_table_add_case(table, &item->line->row->key);
        bench_table_add(table, bench_line_value(item->line, BENCH_METRIC_allocs_per_op));
        bench_table_add_rest(table, time.estimate, time.low, time.high,
                             item->other != NULL ? item->other->key.contender : NULL,
                             ratio.estimate, ratio.low, ratio.high, verdict_of(item));
    }
}

bool bench_print_list(const bench_report_t *report, const bench_report_print_t *how,
                      bench_sort_t sort, const char *contender, FILE *out) {
    bench_doc_t doc = {0};
    bench__page_t page;
    bool good = bench__page_init(&page, &doc, report, how);
    item_t *items = calloc(report->row_count + 1, sizeof *items);
    if (good && items != NULL) {
        fill(items, &page, report, sort, contender);
        bench_doc_fact(&doc, "name", bench_text_value(report->name));
        add_for_programs(&page, items);
        add_for_people(&page, items);
    }
    good = bench_doc_end(&doc, how->format, how->color, out) && good && items != NULL;
    free(items);
    bench__page_deinit(&page);
    return good;
}
