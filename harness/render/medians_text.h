/* medians_text.h - the processes of a row, for the script of an HTML page. */
#ifndef BENCH_MEDIANS_TEXT_H
#define BENCH_MEDIANS_TEXT_H

#include "model/row.h"
#include "render/document.h"

/* "-2 139 2 0 1": the medians of the processes, 1.41, 1.39 and 1.40 ns. A power of ten; how often
 * the least of them has it, with 3 digits; and how much more often each. "": not timed. Kept by the
 * document. */
const char *bench__medians_text(bench_doc_t *doc, const bench_row_t *row);

#endif
