/*
 * sample.h - handmade reports, and helpers for tests of files and tables.
 */
#ifndef TEST_HARNESS_SAMPLE_H
#define TEST_HARNESS_SAMPLE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "model/report.h"

/* A report with one row of every kind. Released with bench_report_deinit. */
void sample_report(bench_report_t *report);

/* Adds the contenders `task` and `value_task`, and one floor. sample_report has none of them. */
void sample_contenders(bench_report_t *report);
void sample_floor(bench_report_t *report);

/* Appends a row: counted, verified, not timed by the kernel, with `allocs` allocations (and frees)
 * of 48 bytes. */
bench_row_t *sample_row(bench_report_t *report, const char *scenario, const char *contender,
                        const char *params, bench_fraction_t allocs);

/* Gives a row the times of processes 0, 1, ...: one process per median, with three slices around
 * it. */
void sample_times(bench_row_t *row, const double *medians, size_t count);

/* Gives the row's processes a yardstick with that many ns per step. */
void sample_yardstick(bench_row_t *row, double step);

/* Gives a row `count` latencies of 1 to 8 us in turn, and one of 7654321 ns. */
void sample_latency(bench_row_t *row, bench_latency_kind_t kind, double load, uint64_t processes,
                    uint64_t count);

/* "verified", or the disagreement. */
void sample_verified(bench_row_t *row, const char *text);

/* Creates a temporary folder for a test, and removes it with all its files. `path` holds
 * SAMPLE_PATH_MAX bytes. */
#define SAMPLE_PATH_MAX 512
void sample_folder_create(char *folder);
void sample_folder_remove(const char *folder);
size_t sample_folder_files(const char *folder);

/* `folder`/`name` in a buffer of SAMPLE_PATH_MAX bytes. */
const char *sample_path(const char *folder, const char *name, char *path);

/* The content of a file; free it. */
char *sample_read(const char *path, size_t *size);
void sample_write(const char *path, const char *bytes, size_t size);

/* A site of the row that makes a block an operation, of which so many leaked. */
void sample_followed(bench_row_t *row, const char *made_by, const char *stack, uint64_t leaked);

/* Compares with `name` in the test's data folder. */
void assert_golden(const char *name, const char *text);

#endif
