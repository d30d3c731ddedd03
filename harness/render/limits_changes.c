/* limits_changes.c - what accepting limits changes, as a document. */
#include <string.h>

#include "render/limits.h"

/* "added", "changed", "removed", "as it was" */
static const char *change_of(const char *before, const char *after) {
    if (before == NULL || after == NULL) {
        return before == after ? "none" : before == NULL ? "added" : "removed";
    }
    return strcmp(before, after) == 0 ? "none" : "changed";
}

static void add(bench_table_t *table, const bench_limit_change_t *change) {
    const bench_limit_t *limit = change->limit;
    bench_table_add_rest(table, limit->cases, limit->metrics, limit->toolchain, change->committed,
                         limit->at_most, change_of(change->committed, limit->at_most));
}

bool bench_print_limit_changes(const bench_limit_change_t *changes, size_t count, const char *file,
                               bench_format_t format, FILE *out) {
    static const char columns[] = "case|metric|toolchain|committed|now|change";
    bench_doc_t doc = {0};
    bench_doc_fact(&doc, "file", bench_text_value(file));
    bench_table_t *data = bench_doc_data(&doc, "limits", columns);
    bench_table_t *table = bench_doc_table(&doc, BENCH_EVERYBODY, columns);
    for (size_t i = 0; i < count; i++) {
        add(data, &changes[i]);
        add(table, &changes[i]);
    }
    return bench_doc_end(&doc, format, false, out);
}
