/* metrics_document.c - the table of metrics as a document. */
#include "model/metric.h"
#include "render/metrics.h"

static void add_metrics(bench_table_t *table) {
    static const char *const files[] = {[BENCH_FILE_ALLOCATIONS] = "allocations.csv",
                                        [BENCH_FILE_LATENCY] = "latency.csv",
                                        [BENCH_FILE_INSTRUCTIONS] = "instructions.csv",
                                        [BENCH_FILE_COLLECTIONS] = "collections.csv",
                                        [BENCH_FILE_MEMORY] = "memory.csv"};
    static const char *const types[] = {
        [BENCH_TYPE_TEXT] = "text",       [BENCH_TYPE_FRACTION] = "fraction",
        [BENCH_TYPE_INTEGER] = "integer", [BENCH_TYPE_NUMBER] = "number",
        [BENCH_TYPE_SHARE] = "share",     [BENCH_TYPE_RATIO] = "ratio",
        [BENCH_TYPE_TIME] = "time"};
    static const char *const betters[] = {
        [BENCH_FEWER] = "fewer", [BENCH_MORE] = "more", [BENCH_NEITHER] = ""};
    bench_table_add_columns(table, "metric|file|type|unit|exact|better|is");
    for (size_t i = 0; i < BENCH_METRIC_COUNT; i++) {
        const bench_metric_t *metric = &bench_metrics[i];
        const char *const cells[] = {metric->name,
                                     files[metric->file],
                                     types[metric->type],
                                     bench_unit_name(metric->unit),
                                     metric->certainty == BENCH_EXACT ? "yes" : "no",
                                     betters[metric->better]};
        for (size_t j = 0; j < sizeof cells / sizeof cells[0]; j++) {
            bench_table_add(table, bench_text_value(cells[j]));
        }
        bench_value_t doc = bench_text_value(metric->doc);
        doc.mark = BENCH_MARK_OWN;
        bench_table_add(table, doc);
    }
}

bool bench_print_metrics(bench_format_t format, bool color, FILE *out) {
    bench_doc_t doc = {0};
    add_metrics(bench_doc_data(&doc, "metrics", ""));
    add_metrics(bench_doc_table(&doc, BENCH_EVERYBODY, ""));
    return bench_doc_end(&doc, format, color, out);
}
