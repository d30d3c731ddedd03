#include "medians_text.h"

#include <stdio.h>
#include <stdlib.h>

const char *bench__medians_text(bench_doc_t *doc, const bench_row_t *row) {
    double *medians = calloc(row->process_count + 1, sizeof *medians);
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    doc->failed |= medians == NULL || out == NULL;
    if (medians != NULL && out != NULL) {
        bench_row_medians(row, medians);
        for (size_t i = 0; i < row->process_count; i++) {
            fprintf(out, "%s%.4g", i > 0 ? " " : "", medians[i]);
        }
    }
    if (out != NULL) {
        doc->failed |= fclose(out) != 0;
    }
    const char *kept = bench_doc_keep(doc, "%s", text != NULL ? text : "");
    free(text);
    free(medians);
    return kept;
}
