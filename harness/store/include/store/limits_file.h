/*
 * limits_file.h - limits.csv: how much of their exact metrics cases may have, beside the exact.csv
 * that some of them are relative to.
 *
 *     case,metric,toolchain,at_most,why
 *     parse,allocs_per_op,,+5%,the parser is another project's
 *     parse/small,instructions_per_op,gcc 12,1900,
 *
 * `why` is for its readers; whoever writes the file again keeps it. Reading is strict (csv.h): no
 * two lines have the same case, metric and toolchain, every metric names one that can have a limit,
 * every toolchain one that there is.
 */
#ifndef BENCH_STORE_LIMITS_FILE_H
#define BENCH_STORE_LIMITS_FILE_H

#include "model/limit.h"
#include "model/problem.h"

#define BENCH_LIMITS_FILE "limits.csv"

/* Reads such a file. On failure there are no limits. */
bool bench_read_limits(const char *path, bench_limits_t *limits, bench_problem_t *problem);

/* Reads `size` bytes, a NUL after them, as such a file; `source` names them in a problem. */
bool bench_parse_limits(const char *source, const char *text, size_t size, bench_limits_t *limits,
                        bench_problem_t *problem);

/* Makes the table of the limits with the `wanted` ones, of which cases, metrics, toolchain and
 * at_most count. A line of the same cases, metrics and toolchain gets the new limit where it
 * stands, and others come at the end; with at_most NULL the line goes. Of equal wanted ones the
 * first counts. *merged borrows all texts. False: out of memory, and *merged is empty. */
bool bench_limits_merge(const bench_limits_t *limits, const bench_limits_t *wanted,
                        bench_table_t *merged, bench_problem_t *problem);

#endif
