/* spread.c - how far the processes of a run are apart: of one case, and of all cases of a group. */
#include <math.h>
#include <stdlib.h>

#include "judge/times.h"
#include "medians.h"
#include "model/quantile.h"

/* Quartiles of fewer say nothing. */
#define SPREAD_PROCESSES_MIN 4

static double middle_half(const double *values, size_t count) {
    return bench_quantile(values, count, 0.75) - bench_quantile(values, count, 0.25);
}

double bench_row_spread(const bench_row_t *row) {
    bench__medians_t medians = bench__row_medians(row, 0);
    double spread =
        middle_half(medians.of[0], medians.count) / bench_median(medians.of[0], medians.count);
    free(medians.of[0]);
    return row->process_count < SPREAD_PROCESSES_MIN ? (double)NAN : spread;
}

/* ---- what a group has in common ---- */

/* The logarithms of a row's medians, process by process, around their own median. False: it was not
 * timed in `count` processes, or not in these units, or memory is short. */
static bool deviations_of(const bench_row_t *row, double felt, size_t count, double *deviations) {
    bench__medians_t medians = bench__row_medians(row, felt);
    bool good = medians.of[0] != NULL && medians.count == count;
    double middle = good ? log(bench_median(medians.of[0], count)) : 0;
    for (size_t i = 0; good && i < count; i++) {
        deviations[i] = log(medians.of[0][i]) - middle;
    }
    free(medians.of[0]);
    return good;
}

/* What differs from slice to slice and what differs from process to process cannot be told apart.
 */
static bool has_single_slices(const bench_row_t *row) {
    size_t single = 0;
    for (size_t i = 0; i < row->process_count; i++) {
        single += row->processes[i].slice_count < 2 ? 1 : 0;
    }
    return 2 * single > row->process_count;
}

/* Fills the deviations of the rows of a group, one after the other; how many there are. */
static size_t fill_group(const bench_report_t *report, const bench_row_t *of, double felt,
                         double *deviations) {
    size_t filled = 0;
    for (size_t i = 0; i < report->row_count; i++) {
        const bench_row_t *row = &report->rows[i];
        if (bench_case_same_group(&row->key, &of->key) && bench__same_processes(row, of) &&
            deviations_of(row, felt, of->process_count, deviations + filled * of->process_count)) {
            filled++;
        }
    }
    return filled;
}

/* The median over the rows in each process, and how far that is spread over the processes. */
static double spread_in_common(const double *deviations, size_t rows, size_t processes) {
    double *column = calloc(rows + 1, sizeof *column);
    double *common = calloc(processes + 1, sizeof *common);
    bool good = column != NULL && common != NULL && rows > 0;
    for (size_t p = 0; good && p < processes; p++) {
        for (size_t i = 0; i < rows; i++) {
            column[i] = deviations[i * processes + p];
        }
        common[p] = bench_median(column, rows);
    }
    double spread = good ? middle_half(common, processes) : (double)INFINITY;
    free(column);
    free(common);
    return spread;
}

static double spread_of(const bench_report_t *report, const bench_row_t *row, double felt,
                        double *room) {
    if (has_single_slices(row)) {
        bool good = deviations_of(row, felt, row->process_count, room);
        return good ? spread_in_common(room, 1, row->process_count) : (double)INFINITY;
    }
    size_t rows = fill_group(report, row, felt, room);
    return rows > 1 ? spread_in_common(room, rows, row->process_count) : 0;
}

static size_t size_of_group(const bench_report_t *report, const bench_row_t *row) {
    size_t size = 0;
    for (size_t i = 0; i < report->row_count; i++) {
        size += bench_case_same_group(&report->rows[i].key, &row->key) ? 1 : 0;
    }
    return size;
}

double bench_row_shared_spread(const bench_report_t *report, const bench_row_t *row) {
    if (row->process_count < SPREAD_PROCESSES_MIN) {
        return 0;
    }
    double *room = calloc(size_of_group(report, row) + 1, row->process_count * sizeof *room);
    double spread = room != NULL ? spread_of(report, row, 0, room) : (double)INFINITY;
    if (room != NULL && bench_row_has_yardstick(row)) {
        spread = fmin(spread, spread_of(report, row, 1, room));
    }
    free(room);
    return exp(spread) - 1;
}
