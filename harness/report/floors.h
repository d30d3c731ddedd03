/*
 * floors.h - each path as a multiple of what it cannot do without.
 *
 * A path is a case; its floor is a sum of other cases of the same run: what was measured of the
 * machine (scenario `floors`), or the same work done by hand. The ratio is taken process by
 * process. Lines whose cases are not all in the run are left out.
 */
#ifndef BENCH_FLOORS_H
#define BENCH_FLOORS_H

#include <stdio.h>

#include "report/report.h"
#include "report/statistics.h"

#define BENCH_FLOOR_TERMS 2

/* "scenario;params;contender" of a case, and how often it is in the sum. */
typedef struct bench_floor_term {
    const char *scenario, *params, *contender;
    double times;
} bench_floor_term_t;

typedef struct bench_floor_line {
    const char *path;  /* in words */
    const char *floor; /* in words */
    bench_floor_term_t of;
    bench_floor_term_t terms[BENCH_FLOOR_TERMS]; /* scenario NULL: none */
    double aim;                                  /* the multiple that is to be reached */
} bench_floor_line_t;

extern const bench_floor_line_t bench_floor_lines[];
extern const size_t bench_floor_line_count;

/* The multiple with its interval; false where a case is missing or was not timed. */
bool bench_floor_ratio(const bench_report_t *report, const bench_floor_line_t *line,
                       bench_interval_t *ratio);

/* Nothing where no line has all its cases. */
void bench_print_floors_text(const bench_report_t *report, FILE *out);
void bench_print_floors_markdown(const bench_report_t *report, FILE *out);

/* path,floor,ratio,ratio_low,ratio_high,aim */
void bench_print_floors_csv(const bench_report_t *report, FILE *out);

#endif
