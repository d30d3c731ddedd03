/* percentiles_print.c - percentiles as CSV, on a terminal, in report.md. */
#include <math.h>
#include <string.h>

#include "percentiles.h"
#include "text.h"

static const char *or_empty(const char *text) {
    return text != NULL ? text : "";
}

/* ---- CSV ---- */

static void put_lines(FILE *out, const bench_row_t *row, const char *kind, double load,
                      const bench_percentiles_t *percentiles) {
    char text[BENCH_TEXT_MAX];
    for (size_t i = 0; i < BENCH_PERCENTILE_COUNT; i++) {
        if (isnan(percentiles->ns[i])) {
            continue;
        }
        bench_put_csv(out, or_empty(row->scenario));
        fputc(',', out);
        bench_put_csv(out, or_empty(row->contender));
        fputc(',', out);
        bench_put_csv(out, or_empty(row->params));
        fprintf(out, ",%s,%s,%s", kind, bench_percentile_names[i],
                bench_text_number(percentiles->ns[i], text));
        fprintf(out, ",%s,%llu\n", bench_text_number(load, text),
                (unsigned long long)percentiles->samples);
    }
}

static void put_row_lines(FILE *out, const bench_row_t *row) {
    const bench_latency_t *service = bench_shown_latency(row, BENCH_SERVICE, NAN);
    bench_percentiles_t percentiles =
        service != NULL ? bench_latency_percentiles(service) : bench_slice_percentiles(row);
    put_lines(out, row, service != NULL ? bench_latency_kind_name(BENCH_SERVICE) : "slice", NAN,
              &percentiles);
    for (size_t i = 0; i < row->latency_count; i++) {
        const bench_latency_t *latency = &row->latencies[i];
        if (latency->kind == BENCH_RESPONSE && bench_latency_is_whole(row, latency)) {
            percentiles = bench_latency_percentiles(latency);
            put_lines(out, row, bench_latency_kind_name(BENCH_RESPONSE), latency->load,
                      &percentiles);
        }
    }
}

void bench_print_percentiles_csv(const bench_report_t *report, FILE *out) {
    fputs("scenario,contender,params,kind,percentile,ns,load,samples\n", out);
    for (size_t i = 0; i < report->row_count; i++) {
        put_row_lines(out, &report->rows[i]);
    }
}

/* ---- tables for people: one for each kind and load ---- */

typedef struct table {
    bench_latency_kind_t kind;
    double load;
} table_t;

static const table_t service_table = {BENCH_SERVICE, NAN};

static size_t lines_of(const bench_report_t *report, table_t table) {
    size_t lines = 0;
    for (size_t i = 0; i < report->row_count; i++) {
        lines += bench_shown_latency(&report->rows[i], table.kind, table.load) != NULL;
    }
    return lines;
}

static void put_title(FILE *out, table_t table) {
    if (table.kind == BENCH_SERVICE) {
        fputs("Service time: closed loop", out);
    } else {
        fprintf(out, "Response time: open loop at %g %% load", table.load * 100);
    }
}

typedef void put_table_t(const bench_report_t *report, table_t table, FILE *out);

static void put_tables(const bench_report_t *report, put_table_t *put, FILE *out) {
    if (lines_of(report, service_table) > 0) {
        put(report, service_table, out);
    }
    for (double load = bench_next_load(report, 0); !isnan(load);
         load = bench_next_load(report, load)) {
        put(report, (table_t){BENCH_RESPONSE, load}, out);
    }
}

/* ---- on a terminal ---- */

/* The longest name of the suite's own, buffered_read/value_task_source;from=pipe;chunk=16384. */
#define NAME_WIDTH 53

static void put_text_line(FILE *out, const bench_row_t *row, const bench_latency_t *latency) {
    char text[BENCH_TEXT_MAX];
    char name[256];
    bench_percentiles_t percentiles = bench_latency_percentiles(latency);
    const char *params = or_empty(row->params);
    snprintf(name, sizeof name, "%s/%s%s%s", or_empty(row->scenario), or_empty(row->contender),
             params[0] != '\0' ? ";" : "", params);
    fprintf(out, "  %-*s", NAME_WIDTH, name);
    for (size_t i = 0; i < BENCH_PERCENTILE_COUNT; i++) {
        bench_text_digits(percentiles.ns[i], text);
        fprintf(out, " %8s", text[0] != '\0' ? text : "-");
    }
    fputc('\n', out);
}

static void put_text_table(const bench_report_t *report, table_t table, FILE *out) {
    put_title(out, table);
    fprintf(out, ", ns\n  %-*s %8s %8s %8s %8s %8s\n", NAME_WIDTH, "case", "p50", "p90", "p99",
            "p99.9", "max");
    for (size_t i = 0; i < report->row_count; i++) {
        const bench_latency_t *latency =
            bench_shown_latency(&report->rows[i], table.kind, table.load);
        if (latency != NULL) {
            put_text_line(out, &report->rows[i], latency);
        }
    }
    fputc('\n', out);
}

void bench_print_percentiles_text(const bench_report_t *report, FILE *out) {
    if (!isnan(bench_next_load(report, 0))) {
        put_tables(report, put_text_table, out);
    }
}

/* ---- report.md ---- */

static void put_cell(FILE *out, const char *text) {
    fputs(" ", out);
    bench_put_markdown(out, text[0] != '\0' ? text : "–");
    fputs(" |", out);
}

static void put_markdown_line(FILE *out, const bench_row_t *row, const bench_latency_t *latency) {
    char text[BENCH_TEXT_MAX];
    bench_percentiles_t percentiles = bench_latency_percentiles(latency);
    fputs("|", out);
    put_cell(out, or_empty(row->scenario));
    put_cell(out, or_empty(row->contender));
    put_cell(out, or_empty(row->params));
    fprintf(out, " %llu |", (unsigned long long)percentiles.samples);
    for (size_t i = 0; i < BENCH_PERCENTILE_COUNT; i++) {
        put_cell(out, bench_text_digits(percentiles.ns[i], text));
    }
    fputc('\n', out);
}

static void put_markdown_table(const bench_report_t *report, table_t table, FILE *out) {
    fputs("\n### ", out);
    put_title(out, table);
    fputs("\n\n| scenario | contender | params | samples | p50 | p90 | p99 | p99.9 | max |\n"
          "| --- | --- | --- | ---: | ---: | ---: | ---: | ---: | ---: |\n",
          out);
    for (size_t i = 0; i < report->row_count; i++) {
        const bench_latency_t *latency =
            bench_shown_latency(&report->rows[i], table.kind, table.load);
        if (latency != NULL) {
            put_markdown_line(out, &report->rows[i], latency);
        }
    }
}

void bench_print_percentiles_markdown(const bench_report_t *report, FILE *out) {
    if (lines_of(report, service_table) == 0 && isnan(bench_next_load(report, 0))) {
        return;
    }
    fputs(
        "## Percentiles of single operations\n\n"
        "Nanoseconds, within 1 %. For the cases of which one operation is long enough to be timed "
        "alone; percentiles\nof the others' slices are in percentiles.csv.\n",
        out);
    put_tables(report, put_markdown_table, out);
    fputc('\n', out);
}
