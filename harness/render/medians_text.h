/* medians_text.h - the processes of a row, for the script of an HTML page. */
#ifndef BENCH_MEDIANS_TEXT_H
#define BENCH_MEDIANS_TEXT_H

#include "model/row.h"
#include "render/document.h"

/* "-2 141 139 140": the medians of the processes, 1.41 ns and so on, as a power of ten and how
 * often each has it, the least one with 3 digits; "": not timed. Kept by the document. */
const char *bench__medians_text(bench_doc_t *doc, const bench_row_t *row);

#endif
