/*
 * count_rows.h - runs a program as `count` was asked to, and makes the rows of what was counted.
 */
#ifndef CLI_COUNT_ROWS_H
#define CLI_COUNT_ROWS_H

#include <stddef.h>
#include <stdint.h>

#include "model/report.h"
#include "render/report.h"
#include "runner/second_witness.h"

#define COUNT_PASSES_MAX 20
#define COUNT_VALUES_MAX 8

/* A number in the arguments that differs from run to run. */
typedef struct count_vary {
    char *name; /* NULL: none does */
    size_t count;
    uint64_t values[COUNT_VALUES_MAX];
} count_vary_t;

typedef struct count_options {
    const char *out;
    const char *name;
    const char *as; /* the scenario; NULL: the program's file */
    const char **arguments;
    size_t argument_count;
    uint32_t passes;
    uint32_t status; /* that the program is to end with */
    count_vary_t vary;
    double timeout;
    const bench_second_witness_t *witness; /* NULL: none is asked */
    bool force, leaks, whole;
    bench_format_t format;
} count_options_t;

/* What is told of all runs; they are gone once their rows are made. */
typedef struct count_told {
    size_t runs;
    char allocator[128];
    const char *by; /* which told of itself; NULL: none did */
} count_told_t;

/* Runs it as it is: its row, or those of its loops. `benchmark`: they are a Google Benchmark's. */
bool count_as_it_is(const count_options_t *options, bool benchmark, count_told_t *told,
                    bench_report_t *report, bench_problem_t *problem);

/* Runs each benchmark that is linked into the program alone: a row for each. */
bool count_each_alone(const count_options_t *options, count_told_t *told, bench_report_t *report,
                      bench_problem_t *problem);

#endif
