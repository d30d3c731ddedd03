/* tables_json.c - the table of a run as JSON: what the CSV columns say, one object per case. */
#include "tables_parts.h"
#include "text.h"

static void put_field(FILE *out, const bench_column_t *column, const bench_line_t *line) {
    char text[BENCH_TEXT_MAX];
    const char *value = column->get(line, text);
    fprintf(out, "\"%s\":", column->name);
    if (column->is_text) {
        bench_put_json(out, value);
    } else {
        fputs(value[0] != '\0' ? value : "null", out);
    }
    fputc(',', out);
}

static void put_fields(FILE *out, bench_columns_t columns, const bench_line_t *line) {
    for (size_t i = 0; i < columns.count; i++) {
        put_field(out, &columns.items[i], line);
    }
}

static void put_object(FILE *out, const bench_report_t *report, const bench_row_t *row,
                       bench_cutoffs_t cutoffs) {
    bench_line_t line = bench_line(report, row, cutoffs);
    fputc('{', out);
    put_fields(out, bench_case_columns, &line);
    put_fields(out, bench_allocations_columns, &line);
    put_fields(out, bench_latency_columns, &line);
    put_fields(out, bench_instructions_columns, &line);
    fputs("\"budget_kept\":", out);
    bench_put_json(out, bench_budget_kept(row));
    fputc('}', out);
}

void bench_print_json(const bench_report_t *report, FILE *out) {
    fputs("{\"name\":", out);
    bench_put_json(out, report->name != NULL ? report->name : "");
    bench_cutoffs_t cutoffs = bench_cutoffs(report);
    fprintf(out, ",\"partial\":%s,\"cases\":[", report->partial ? "true" : "false");
    for (size_t i = 0; i < report->row_count; i++) {
        fputs(i > 0 ? ",\n" : "\n", out);
        put_object(out, report, &report->rows[i], cutoffs);
    }
    fputs("\n]}\n", out);
}
