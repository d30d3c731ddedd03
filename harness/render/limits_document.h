/*
 * limits_document.h - what came of limits, as a part of other documents.
 */
#ifndef BENCH_LIMITS_DOCUMENT_H
#define BENCH_LIMITS_DOCUMENT_H

#include "judge/limits.h"
#include "render/document.h"

/* For programs: the array `limits`, line by line, and `limited`, the numbers that are over their
 * limit or moved within it. Empty without limits (NULL). */
void bench__add_limits(bench_doc_t *doc, const bench_limits_verdict_t *verdict);

/* For people: how many numbers were held against how many lines, and each line that could not be
 * judged, with the reason. Nothing without limits. */
void bench__say_limits(bench_doc_t *doc, const bench_limits_verdict_t *verdict);

#endif
