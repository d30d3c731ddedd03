#include "floors.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "text.h"

#define MALLOC(n) \
    { "floors", "", "malloc_free", (n) }
#define EXCHANGE(n) \
    { "floors", "", "exchange", (n) }
#define NO_TERM \
    { NULL, NULL, NULL, 0 }

const bench_floor_line_t bench_floor_lines[] = {
    {"completes synchronously, value task",
     "the plain call",
     {"sync_success", "", "value_task", 1},
     {{"sync_success", "", "direct", 1}, NO_TERM},
     1.2},
    {"ten nested synchronous methods, value task",
     "ten plain calls",
     {"await_chain", "depth=10;when=sync", "value_task", 1},
     {{"await_chain", "depth=10;when=sync", "direct", 1}, NO_TERM},
     1.2},
    {"suspends once, value task",
     "malloc+free, 2 exchanges",
     {"async_completion", "on=same_thread", "value_task", 1},
     {MALLOC(1), EXCHANGE(2)},
     2.0},
    {"suspends once, pooled",
     "2 exchanges",
     {"async_completion", "on=same_thread", "value_task_pooled", 1},
     {EXCHANGE(2), NO_TERM},
     3.5},
    {"suspends once, own source",
     "2 exchanges",
     {"async_completion", "on=same_thread", "value_task_source", 1},
     {EXCHANGE(2), NO_TERM},
     3.5},
    {"suspends once, own source",
     "callback with malloc",
     {"async_completion", "on=same_thread", "value_task_source", 1},
     {{"async_completion", "on=same_thread", "callback_malloc", 1}, NO_TERM},
     2.0},
    {"ten nested suspended methods, value task",
     "10 malloc+free, exchanges",
     {"await_chain", "depth=10;when=async", "value_task", 1},
     {MALLOC(10), EXCHANGE(10)},
     1.6},
    {"fails synchronously, value task",
     "malloc+free",
     {"fault", "when=sync", "value_task", 1},
     {MALLOC(1), NO_TERM},
     3.0},
    {"other thread completes, both spinning",
     "cache line there and back",
     {"async_completion", "on=spinning_thread", "value_task", 1},
     {{"floors", "", "cache_line_round_trip", 1}, NO_TERM},
     2.0},
    {"other thread completes, waiting as the pool",
     "futex there and back",
     {"async_completion", "on=other_thread", "value_task", 1},
     {{"floors", "", "futex_round_trip", 1}, NO_TERM},
     0.4},
    {"1,000 outstanding, FIFO, pooled",
     "one outstanding",
     {"concurrency", "outstanding=1000;order=fifo", "value_task_pooled", 1},
     {{"concurrency", "outstanding=1;order=fifo", "value_task_pooled", 1}, NO_TERM},
     1.3},
    {"1,000 outstanding, random order, pooled",
     "the same, FIFO",
     {"concurrency", "outstanding=1000;order=random", "value_task_pooled", 1},
     {{"concurrency", "outstanding=1000;order=fifo", "value_task_pooled", 1}, NO_TERM},
     1.1},
    {"1,000,000 outstanding, value task",
     "1,000 outstanding",
     {"concurrency", "outstanding=1000000;order=fifo", "value_task", 1},
     {{"concurrency", "outstanding=1000;order=fifo", "value_task", 1}, NO_TERM},
     3.0},
    {"1,000,000 outstanding, pooled",
     "1,000 outstanding",
     {"concurrency", "outstanding=1000000;order=fifo", "value_task_pooled", 1},
     {{"concurrency", "outstanding=1000;order=fifo", "value_task_pooled", 1}, NO_TERM},
     3.0},
};

const size_t bench_floor_line_count = sizeof bench_floor_lines / sizeof bench_floor_lines[0];

/* ---- the ratio ---- */

static const bench_row_t *row_of(const bench_report_t *report, const bench_floor_term_t *term) {
    for (size_t i = 0; i < report->row_count; i++) {
        const bench_row_t *row = &report->rows[i];
        if (strcmp(row->scenario, term->scenario) == 0 &&
            strcmp(row->contender, term->contender) == 0 &&
            strcmp(row->params, term->params) == 0) {
            return row->process_count > 0 ? row : NULL;
        }
    }
    return NULL;
}

static double floor_in(const bench_report_t *report, const bench_floor_line_t *line,
                       uint32_t process) {
    double sum = 0;
    for (size_t i = 0; i < BENCH_FLOOR_TERMS && line->terms[i].scenario != NULL; i++) {
        sum += line->terms[i].times * bench_row_median_in(row_of(report, &line->terms[i]), process);
    }
    return sum;
}

static bool has_all(const bench_report_t *report, const bench_floor_line_t *line) {
    bool all = row_of(report, &line->of) != NULL;
    for (size_t i = 0; all && i < BENCH_FLOOR_TERMS && line->terms[i].scenario != NULL; i++) {
        all = row_of(report, &line->terms[i]) != NULL;
    }
    return all;
}

bool bench_floor_ratio(const bench_report_t *report, const bench_floor_line_t *line,
                       bench_interval_t *ratio) {
    if (!has_all(report, line)) {
        return false;
    }
    const bench_row_t *row = row_of(report, &line->of);
    double *times = calloc(2 * row->process_count, sizeof *times);
    if (times == NULL) {
        return false;
    }
    double *floors = times + row->process_count;
    size_t count = 0;
    for (size_t i = 0; i < row->process_count; i++) {
        times[count] = bench_row_median_in(row, row->processes[i].process);
        floors[count] = floor_in(report, line, row->processes[i].process);
        count += isfinite(times[count]) && isfinite(floors[count]) ? 1 : 0;
    }
    *ratio = bench_paired_ratio(times, floors, count);
    free(times);
    return count != 0;
}

/* ---- the tables ---- */

static void put_text_line(FILE *out, const bench_floor_line_t *line, bench_interval_t ratio) {
    char digits[BENCH_TEXT_MAX];
    char range[BENCH_TEXT_MAX];
    fprintf(out, "  %-44s %-25s %7s %14s %4.1f\n", line->path, line->floor,
            bench_text_digits(ratio.estimate, digits), bench_text_range(ratio, range), line->aim);
}

void bench_print_floors_text(const bench_report_t *report, FILE *out) {
    bool any = false;
    for (size_t i = 0; i < bench_floor_line_count; i++) {
        bench_interval_t ratio;
        if (bench_floor_ratio(report, &bench_floor_lines[i], &ratio)) {
            if (!any) {
                fprintf(out,
                        "each path over what it cannot do without\n  %-44s %-25s %7s %14s %4s\n",
                        "path", "floor", "times", "95 % interval", "aim");
            }
            any = true;
            put_text_line(out, &bench_floor_lines[i], ratio);
        }
    }
    fputs(any ? "\n" : "", out);
}

void bench_print_floors_markdown(const bench_report_t *report, FILE *out) {
    bool any = false;
    for (size_t i = 0; i < bench_floor_line_count; i++) {
        const bench_floor_line_t *line = &bench_floor_lines[i];
        char digits[BENCH_TEXT_MAX];
        char range[BENCH_TEXT_MAX];
        bench_interval_t ratio;
        if (!bench_floor_ratio(report, line, &ratio)) {
            continue;
        }
        if (!any) {
            fputs("## Each path over what it cannot do without\n\n"
                  "| path | floor | times the floor | aim |\n| --- | --- | ---: | ---: |\n",
                  out);
        }
        any = true;
        fprintf(out, "| %s | %s | %s %s | %.1f |\n", line->path, line->floor,
                bench_text_digits(ratio.estimate, digits), bench_text_range(ratio, range),
                line->aim);
    }
    fputs(any ? "\n" : "", out);
}

void bench_print_floors_csv(const bench_report_t *report, FILE *out) {
    fputs("path,floor,ratio,ratio_low,ratio_high,aim\n", out);
    for (size_t i = 0; i < bench_floor_line_count; i++) {
        const bench_floor_line_t *line = &bench_floor_lines[i];
        bench_interval_t ratio;
        if (!bench_floor_ratio(report, line, &ratio)) {
            continue;
        }
        bench_put_csv(out, line->path);
        fputc(',', out);
        bench_put_csv(out, line->floor);
        fprintf(out, ",%.4g,", ratio.estimate);
        fprintf(out, isfinite(ratio.low) ? "%.4g,%.4g" : ",", ratio.low, ratio.high);
        fprintf(out, ",%g\n", line->aim);
    }
}
