/*
 * row_instructions.h - the instructions of a row: in report.json, and as text for people.
 */
#ifndef BENCH_ROW_INSTRUCTIONS_H
#define BENCH_ROW_INSTRUCTIONS_H

#include "report_json.h"

/* As in report.json: an object, or null where they were not counted. NULL: out of memory. */
json_t *bench_instructions_to_json(const bench_instructions_t *instructions);

/* Reads the field "instructions" of a case. */
bool bench_instructions_read(bench_place_t *place, const json_t *object,
                             bench_instructions_t *instructions);

/* Writes "57", "54.6", or "~5557" where not exact, to `text` of BENCH_TEXT_MAX bytes; "" where not
 * counted. */
const char *bench_instructions_text(const bench_instructions_t *instructions, char *text);

/* Tells whether any row of the report has them: the tables have a column for them only then. */
bool bench_report_has_instructions(const bench_report_t *report);

#endif
