/*
 * phrases.h - the statements of a run (judge/statements.h) as sentences.
 */
#ifndef BENCH_PHRASES_H
#define BENCH_PHRASES_H

#include "judge/statements.h"
#include "render/document.h"

/* The sentence, kept in the document. */
const char *bench__phrase(bench_doc_t *doc, const bench_report_t *report,
                          const bench_statement_t *statement);

#endif
