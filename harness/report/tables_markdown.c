/* tables_markdown.c - report.md: the run for people. */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "floors.h"
#include "percentiles.h"
#include "report/followed.h"
#include "row_instructions.h"
#include "tables_parts.h"
#include "text.h"

static const char *or_dash(const char *text) {
    return text[0] != '\0' ? text : "–";
}

static const char *or_empty(const char *text) {
    return text != NULL ? text : "";
}

static void put_cell(FILE *out, const char *text) {
    fputs(" ", out);
    bench_put_markdown(out, or_dash(text));
    fputs(" |", out);
}

static void put_title(FILE *out, const bench_report_t *report) {
    fputs("# Allocation report: ", out);
    bench_put_markdown(out, or_empty(report->name));
    fputs("\n\nMeasured ", out);
    bench_put_markdown(out, or_empty(report->created));
    fprintf(out, ", %zu cases, seed %llu.\n\n", report->row_count,
            (unsigned long long)report->seed);
    if (report->partial) {
        fputs("**Partial: the run was stopped before its end.**\n\n", out);
    }
}

static void put_alarms(FILE *out, const bench_report_t *report) {
    size_t broken = bench_broken_budgets(report);
    size_t unverified = bench_unverified(report);
    if (broken > 0) {
        fprintf(out, "**%zu broken allocation budgets; each is named below its table.**\n\n",
                broken);
    }
    if (unverified > 0) {
        fprintf(out, "**%zu counts are not verified; each is named below its table.**\n\n",
                unverified);
    }
}

static void put_machine(FILE *out, const bench_report_t *report) {
    if (report->fact_count == 0) {
        return;
    }
    fputs("## Machine\n\n| fact | value |\n| --- | --- |\n", out);
    for (size_t i = 0; i < report->fact_count; i++) {
        fputs("|", out);
        put_cell(out, report->facts[i].name);
        put_cell(out, report->facts[i].value);
        fputs("\n", out);
    }
    fputs("\n", out);
}

static void put_overheads(FILE *out, const bench_report_t *report) {
    if (report->overhead_count == 0) {
        return;
    }
    fputs("## What the instruments cost\n\n| instrument | ns |\n| --- | ---: |\n", out);
    for (size_t i = 0; i < report->overhead_count; i++) {
        char text[BENCH_TEXT_MAX];
        fputs("|", out);
        put_cell(out, report->overheads[i].name);
        put_cell(out, bench_text_digits(report->overheads[i].ns, text));
        fputs("\n", out);
    }
    fputs("\n", out);
}

static bool figure_exists(const char *folder, const char *name) {
    char *path;
    if (asprintf(&path, "%s/plots/%s.svg", folder, name) < 0) {
        return false;
    }
    bool exists = access(path, R_OK) == 0;
    free(path);
    return exists;
}

static void put_figures(FILE *out, const char *folder) {
    static const struct {
        const char *name;
        const char *caption;
    } figures[] = {
        {"allocations", "Allocations per operation"},
        {"bytes", "Bytes per operation"},
        {"time", "Time per operation"},
        {"tradeoff", "Where the lines cross"},
        {"processes", "Spread over processes"},
    };
    bool first = true;
    for (size_t i = 0; i < sizeof figures / sizeof figures[0]; i++) {
        if (figure_exists(folder, figures[i].name)) {
            fputs(first ? "## Figures\n\n" : "", out);
            first = false;
            fprintf(out, "![%s](plots/%s.svg)\n\n", figures[i].caption, figures[i].name);
        }
    }
}

static void put_fraction(FILE *out, const bench_row_t *row, bench_fraction_t fraction) {
    char text[BENCH_FRACTION_MAX];
    put_cell(out, row->counted ? bench_fraction_format(fraction, text) : "");
}

static void put_bytes(FILE *out, const bench_row_t *row, bench_fraction_t fraction) {
    char text[BENCH_TEXT_MAX];
    put_cell(out, row->counted ? bench_text_bytes(fraction, text) : "");
}

/* "7.21 [7.10, 7.43]" */
static void put_with_range(FILE *out, const char *estimate, bench_interval_t interval) {
    char range[BENCH_TEXT_MAX];
    char cell[2 * BENCH_TEXT_MAX];
    bench_text_range(interval, range);
    snprintf(cell, sizeof cell, "%s%s%s", estimate, range[0] != '\0' ? " " : "", range);
    put_cell(out, cell);
}

static void put_times(FILE *out, const bench_line_t *line, double empty) {
    char text[BENCH_TEXT_MAX];
    if (bench_time_is_empty(line->time, empty)) {
        bench_text_time(line->time, empty, text);
        strncat(text, " ns", BENCH_TEXT_MAX - strlen(text) - 1);
        put_cell(out, text);
    } else {
        put_with_range(out, bench_text_digits(line->time.estimate, text), line->time);
    }
    put_cell(out, bench_text_percent(line->spread, text));
    put_with_range(out, bench_text_digits(line->ratio.estimate, text), line->ratio);
    put_cell(out, bench_line_verdict(line));
}

static const char *verified_text(const bench_row_t *row) {
    if (!row->counted) {
        return "";
    }
    return bench_row_unverified(row) ? "**no**" : "yes";
}

static const char *kept_text(const bench_row_t *row) {
    return bench_row_within_budget(row) ? bench_budget_kept(row) : "**no**";
}

/* A column that is there only in a run that counted them. */
static void put_instructions(FILE *out, const bench_report_t *report, const bench_row_t *row) {
    char text[BENCH_TEXT_MAX];
    if (bench_report_has_instructions(report)) {
        put_cell(out, bench_instructions_text(&row->instructions, text));
    }
}

static void put_row(FILE *out, const bench_report_t *report, const bench_row_t *row,
                    bench_cutoffs_t cutoffs) {
    bench_line_t line = bench_line(report, row, cutoffs);
    fputs("|", out);
    put_cell(out, or_empty(row->contender));
    put_fraction(out, row, row->counts.allocs_per_op);
    put_bytes(out, row, row->counts.bytes_requested_per_op);
    put_bytes(out, row, row->counts.bytes_usable_per_op);
    put_instructions(out, report, row);
    put_times(out, &line, bench_report_overhead(report, "empty_operation"));
    put_cell(out, kept_text(row));
    put_cell(out, verified_text(row));
    fputs("\n", out);
}

static void put_notes(FILE *out, const bench_row_t *row) {
    if (!bench_row_within_budget(row)) {
        fprintf(out, "\n**Budget broken:** `%s` ", or_empty(row->contender));
        bench_put_broken_budget(out, row);
        fputs(".\n", out);
    }
    if (bench_row_leaked(row) != 0) {
        fprintf(out, "\n**Leaked:** `%s`: ", or_empty(row->contender));
        bench_put_leak(out, row);
        fputs(".\n", out);
    }
    if (bench_row_unverified(row)) {
        fprintf(out, "\n**Not verified:** `%s`: ", or_empty(row->contender));
        bench_put_markdown(out, or_empty(row->counts.verified));
        fputs("\n", out);
    }
}

/* Which part of the operations was done at once, where the case has such a thing. */
static void put_shares(FILE *out, const bench_report_t *report, size_t first) {
    const char *before = "\nCompleted synchronously: ";
    for (size_t i = first; i < report->row_count; i = bench_next_of_group(report, i)) {
        const bench_row_t *row = &report->rows[i];
        if (isfinite(row->synchronous_share)) {
            fprintf(out, "%s`%s` %.4g %%", before, or_empty(row->contender),
                    row->synchronous_share * 100);
            before = ", ";
        }
    }
    fputs(before[0] == ',' ? ".\n" : "", out);
}

/* What made the blocks, and how long they lived. */
static void put_ledger(FILE *out, const bench_report_t *report, size_t first) {
    const char *before = "\nBlocks per operation: ";
    for (size_t i = first; i < report->row_count; i = bench_next_of_group(report, i)) {
        const bench_row_t *row = &report->rows[i];
        bench_part_t parts[BENCH_PARTS_MAX];
        if (bench_row_parts(row, parts) != 0) {
            fprintf(out, "%s`%s` ", before, or_empty(row->contender));
            (void)bench_put_parts(out, row);
            before = "; ";
        }
    }
    fputs(before[0] == ';' ? ".\n" : "", out);
}

static void put_group(FILE *out, const bench_report_t *report, size_t first,
                      bench_cutoffs_t cutoffs) {
    const char *params = or_empty(report->rows[first].params);
    if (params[0] != '\0') {
        fprintf(out, "### `%s`\n\n", params);
    }
    bool instructions = bench_report_has_instructions(report);
    fprintf(out,
            "| contender | allocs/op | bytes/op requested | bytes/op usable | %sns/op | spread "
            "| ratio to task | verdict | budget kept | verified |\n"
            "| --- | ---: | ---: | ---: | %s---: | ---: | ---: | --- | --- | --- |\n",
            instructions ? "instructions/op | " : "", instructions ? "---: | " : "");
    for (size_t i = first; i < report->row_count; i = bench_next_of_group(report, i)) {
        put_row(out, report, &report->rows[i], cutoffs);
    }
    put_shares(out, report, first);
    put_ledger(out, report, first);
    for (size_t i = first; i < report->row_count; i = bench_next_of_group(report, i)) {
        put_notes(out, &report->rows[i]);
    }
    fputs("\n", out);
}

/* The groups of a scenario are together under its heading, wherever its rows are. */
static void put_scenario(FILE *out, const bench_report_t *report, size_t first,
                         bench_cutoffs_t cutoffs) {
    const char *scenario = or_empty(report->rows[first].scenario);
    fprintf(out, "## `%s`\n\n", scenario);
    for (size_t i = first; i < report->row_count; i++) {
        if (strcmp(or_empty(report->rows[i].scenario), scenario) == 0 &&
            bench_first_of_group(report, i)) {
            put_group(out, report, i, cutoffs);
        }
    }
}

void bench_print_markdown(const bench_report_t *report, const char *folder, FILE *out) {
    put_title(out, report);
    put_alarms(out, report);
    put_machine(out, report);
    put_overheads(out, report);
    if (folder != NULL) {
        put_figures(out, folder);
    }
    bench_print_floors_markdown(report, out);
    bench_cutoffs_t cutoffs = bench_cutoffs(report);
    bench_print_percentiles_markdown(report, out);
    for (size_t i = 0; i < report->row_count; i++) {
        if (bench_first_of_scenario(report, i)) {
            put_scenario(out, report, i, cutoffs);
        }
    }
    fputs("Times are medians of per-process medians with their 95 % order-statistic interval; `<` "
          "marks "
          "one that\ncannot be told from an empty loop. The spread is the middle half of the "
          "processes: what memory layout and placement do. A verdict needs an interval that\n"
          "excludes 1, an effect of 1 %, a rejection by the sign test with Holm's correction over "
          "all cases of the run, and a\ncase that does not differ from itself (its odd slices "
          "from its even ones), else there is `no verdict`.\n",
          out);
    if (bench_report_has_instructions(report)) {
        fputs("Instructions are exact: one thread, the same in every pass; `~` marks those that "
              "are not.\n",
              out);
    }
}
