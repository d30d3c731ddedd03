/* figure_data.h - what the scenarios of a run have that can be drawn. */
#ifndef BENCH_FIGURE_DATA_H
#define BENCH_FIGURE_DATA_H

#include "model/report.h"

/* Longer names of parameters are not looked at. */
#define BENCH__KEY_MAX 100

/* Tells whether there is a number of that case: counts or a time. */
bool bench__row_has_numbers(const bench_row_t *row);

/* Of the parameters of a scenario that are numbers in all of its cases the one with most values;
 * of several the first. Tells whether there is one with at least two. */
typedef struct bench__parameter {
    char key[BENCH__KEY_MAX];
    size_t values;   /* that differ */
    size_t settings; /* of the other parameters */
    bool is_share;   /* there is no other, and its values go from 0 to 100 */
} bench__parameter_t;
bool bench__number_parameter(const bench_report_t *report, const char *scenario,
                             bench__parameter_t *parameter);

/* How many panels the latencies of a scenario need: for each setting its service time, and its
 * response time at each load. */
size_t bench__latency_panels(const bench_report_t *report, const char *scenario);

/* How many cases have a ratio to another; how many were timed by several processes; how many floors
 * have a ratio. */
size_t bench__ratios(const bench_report_t *report);
size_t bench__spreads(const bench_report_t *report);
size_t bench__floors(const bench_report_t *report);

#endif
