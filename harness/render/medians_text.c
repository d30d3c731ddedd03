#include "medians_text.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static double least_of(const double *medians, size_t count) {
    double least = INFINITY;
    for (size_t i = 0; i < count; i++) {
        least = fmin(least, medians[i]);
    }
    return least;
}

static void put_medians(const double *medians, size_t count, FILE *out) {
    double least = least_of(medians, count);
    int power = least > 0 && isfinite(least) ? (int)floor(log10(least)) - 2 : 0;
    double unit = pow(10, power);
    double base = round(least / unit);
    fprintf(out, "%d %.0f", power, base);
    for (size_t i = 0; i < count; i++) {
        fprintf(out, " %.0f", round(medians[i] / unit) - base);
    }
}

const char *bench__medians_text(bench_doc_t *doc, const bench_row_t *row) {
    double *medians = calloc(row->process_count + 1, sizeof *medians);
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    doc->failed |= medians == NULL || out == NULL;
    if (medians != NULL && out != NULL && row->process_count > 0) {
        bench_row_medians(row, medians);
        put_medians(medians, row->process_count, out);
    }
    if (out != NULL) {
        doc->failed |= fclose(out) != 0;
    }
    const char *kept = bench_doc_keep(doc, "%s", text != NULL ? text : "");
    free(text);
    free(medians);
    return kept;
}
