/* families.c - Holm's correction over all comparisons, or over two families of them. */
#include "judge/families.h"

#include <math.h>
#include <stdlib.h>

#include "judge/statistics.h"

bool bench_are_few(size_t processes, size_t most) {
    return 4 * processes < 3 * most;
}

size_t bench_processes_of_both(const bench_row_t *row, const bench_row_t *other) {
    size_t of_row = row != NULL ? row->process_count : 0;
    size_t of_other = other != NULL ? other->process_count : 0;
    return of_row < of_other ? of_row : of_other;
}

static size_t most_processes(const bench_report_t *report) {
    size_t most = 0;
    for (size_t i = 0; i < report->row_count; i++) {
        size_t processes = report->rows[i].process_count;
        most = processes > most ? processes : most;
    }
    return most;
}

/* Leaves the p-values of one family; gives how many these are. */
static size_t pick(const bench_judged_t *judged, size_t count, size_t most, bool few, double *p) {
    size_t picked = 0;
    for (size_t i = 0; i < count; i++) {
        bool of_family = !isinf(judged[i].p) && bench_are_few(judged[i].processes, most) == few;
        p[i] = of_family ? judged[i].p : (double)INFINITY;
        picked += of_family ? 1 : 0;
    }
    return picked;
}

bench_cutoffs_t bench_find_cutoffs(const bench_report_t *report, const bench_judged_t *judged,
                                   size_t count) {
    bench_cutoffs_t cutoffs = {most_processes(report), -1, -1};
    double *p = calloc(count + 1, sizeof *p);
    if (p != NULL) {
        bool two = pick(judged, count, cutoffs.most, true, p) != 0;
        double level = two ? BENCH_FAMILY_LEVEL / 2 : BENCH_FAMILY_LEVEL;
        cutoffs.few = bench_holm_at(level, p, count);
        (void)pick(judged, count, cutoffs.most, false, p);
        cutoffs.others = bench_holm_at(level, p, count);
    }
    free(p);
    return cutoffs;
}

double bench_cutoff(const bench_cutoffs_t *cutoffs, const bench_row_t *row,
                    const bench_row_t *other) {
    return bench_are_few(bench_processes_of_both(row, other), cutoffs->most) ? cutoffs->few
                                                                             : cutoffs->others;
}
