/* tables_text.c - the table of a run for a terminal: 100 columns, one block per scenario and
 * params. */
#include <string.h>

#include "floors.h"
#include "percentiles.h"
#include "row_instructions.h"
#include "tables_parts.h"
#include "text.h"

#define RED   "\033[31m"
#define GREEN "\033[32m"
#define BOLD  "\033[1m"
#define PLAIN "\033[0m"

/* The longest name of the first suite, value_task_static_error, has 23 letters. With a column more
 * the others move together, so that the table keeps its width. */
#define ROW_FORMAT  "  %-23s  %9s  %8s  %8s  %16s  %7s  %s%s%s\n"
#define WIDE_FORMAT "  %-23s %9s %8s %8s %8s %16s %7s %s%s%s\n"

typedef struct style {
    FILE *out;
    bool color;
    double empty;            /* what an operation that does nothing takes, ns */
    bench_cutoffs_t cutoffs; /* see verdicts.h */
    bool instructions;       /* has a column for them */
} style_t;

/* What stands in one line of the table. */
typedef struct cells {
    const char *contender, *allocs, *bytes, *instructions, *time, *range, *ratio, *verdict;
    const char *color; /* of the verdict, "" for none */
} cells_t;

static void put_cells(const style_t *style, const cells_t *cells) {
    const char *plain = cells->color[0] != '\0' ? PLAIN : "";
    if (style->instructions) {
        fprintf(style->out, WIDE_FORMAT, cells->contender, cells->allocs, cells->bytes,
                cells->instructions, cells->time, cells->range, cells->ratio, cells->color,
                cells->verdict, plain);
    } else {
        fprintf(style->out, ROW_FORMAT, cells->contender, cells->allocs, cells->bytes, cells->time,
                cells->range, cells->ratio, cells->color, cells->verdict, plain);
    }
}

static const char *shade(const style_t *style, const char *code) {
    return style->color ? code : "";
}

static const char *verdict_shade(const style_t *style, const bench_line_t *line) {
    if (!line->judged || line->verdict == BENCH_NOT_RESOLVED) {
        return "";
    }
    return shade(style, line->verdict == BENCH_WORSE ? RED : GREEN);
}

/* A fraction where it is short enough to be read, else the decimal number; "-" where not counted.
 */
static const char *count_text(const bench_row_t *row, bench_fraction_t fraction, char *text) {
    if (!row->counted) {
        return "-";
    }
    bench_fraction_format(fraction, text);
    if (strlen(text) > 8 && fraction.den != 1) {
        bench_text_digits(bench_fraction_value(fraction), text);
    }
    return text;
}

static const char *bytes_text(const bench_row_t *row, bench_fraction_t fraction, char *text) {
    return row->counted ? bench_text_bytes(fraction, text) : "-";
}

static const char *or_dash(const char *text) {
    return text[0] != '\0' ? text : "-";
}

static void put_notes(const style_t *style, const bench_row_t *row) {
    if (!bench_row_within_budget(row)) {
        fprintf(style->out, "    %sBUDGET BROKEN%s: ", shade(style, RED), shade(style, PLAIN));
        bench_put_broken_budget(style->out, row);
        fputc('\n', style->out);
    }
    if (bench_row_unverified(row)) {
        fprintf(style->out, "    %sNOT VERIFIED%s: %s\n", shade(style, RED), shade(style, PLAIN),
                row->counts.verified != NULL ? row->counts.verified : "");
    }
}

static void put_row(const style_t *style, const bench_report_t *report, const bench_row_t *row) {
    char allocs[BENCH_TEXT_MAX];
    char bytes[BENCH_TEXT_MAX];
    char time[BENCH_TEXT_MAX];
    char range[BENCH_TEXT_MAX];
    char ratio[BENCH_TEXT_MAX];
    char instructions[BENCH_TEXT_MAX];
    bench_line_t line = bench_line(report, row, style->cutoffs);
    const cells_t cells = {
        .contender = row->contender != NULL ? row->contender : "",
        .allocs = count_text(row, row->counts.allocs_per_op, allocs),
        .bytes = bytes_text(row, row->counts.bytes_requested_per_op, bytes),
        .instructions = or_dash(bench_instructions_text(&row->instructions, instructions)),
        .time = or_dash(bench_text_time(line.time, style->empty, time)),
        .range = or_dash(bench_text_range(line.time, range)),
        .ratio = or_dash(bench_text_digits(line.ratio.estimate, ratio)),
        .verdict = or_dash(bench_line_verdict(&line)),
        .color = verdict_shade(style, &line),
    };
    put_cells(style, &cells);
    put_notes(style, row);
}

static void put_heading(const style_t *style, const bench_row_t *row) {
    const char *params = row->params != NULL ? row->params : "";
    fprintf(style->out, "%s%s%s%s%s\n", shade(style, BOLD),
            row->scenario != NULL ? row->scenario : "", params[0] != '\0' ? ";" : "", params,
            shade(style, PLAIN));
    static const cells_t names = {"contender",     "allocs/op", "bytes/op", "instr/op", "ns/op",
                                  "95 % interval", "vs task",   "verdict",  ""};
    put_cells(style, &names);
}

static void put_group(const style_t *style, const bench_report_t *report, size_t first) {
    put_heading(style, &report->rows[first]);
    for (size_t i = first; i < report->row_count; i = bench_next_of_group(report, i)) {
        put_row(style, report, &report->rows[i]);
    }
    fputc('\n', style->out);
}

static void put_summary(const style_t *style, const bench_report_t *report) {
    size_t broken = bench_broken_budgets(report);
    size_t unverified = bench_unverified(report);
    fprintf(style->out, "%zu cases, %zu broken budgets, %zu not verified", report->row_count,
            broken, unverified);
    fputs(report->partial ? "; partial: the run was stopped before its end\n" : "\n", style->out);
}

void bench_print_text(const bench_report_t *report, bool color, FILE *out) {
    style_t style = {.out = out,
                     .color = color,
                     .empty = bench_report_overhead(report, "empty_operation"),
                     .cutoffs = bench_cutoffs(report),
                     .instructions = bench_report_has_instructions(report)};
    for (size_t i = 0; i < report->row_count; i++) {
        if (bench_first_of_group(report, i)) {
            put_group(&style, report, i);
        }
    }
    bench_print_floors_text(report, out);
    bench_print_percentiles_text(report, out);
    put_summary(&style, report);
}
