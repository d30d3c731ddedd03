/* medians_text.h - the processes of a row, for the script of an HTML page. */
#ifndef BENCH_MEDIANS_TEXT_H
#define BENCH_MEDIANS_TEXT_H

#include "model/row.h"
#include "render/document.h"

/* "1.41 1.39 1.40": the medians of the processes, ns; "": not timed. Kept by the document. */
const char *bench__medians_text(bench_doc_t *doc, const bench_row_t *row);

#endif
