/* felt.c - slopes of a case's time over the yardstick's, both as logarithms. */
#include "felt.h"

#include <math.h>
#include <stdlib.h>

#include "model/quantile.h"

/* Of the standard normal distribution, two-sided at 5 %. */
#define DEVIATIONS 1.96

/* Processes of a run that are looked at, evenly over it: their pairs grow with the square. */
#define PROCESSES_MOST 100

/* Less than this is the yardstick's own noise: slopes over it would be too flat. */
#define SPEEDS_APART 0.02

/* ---- the machine's speed in the processes of a run ---- */

/* Quartiles of the logarithms of the yardstick's step. */
typedef struct speeds {
    double low, middle, high;
} speeds_t;

static speeds_t speeds_of(const bench_row_t *row, double *room) {
    for (size_t i = 0; i < row->process_count; i++) {
        room[i] = log(row->processes[i].yardstick);
    }
    return (speeds_t){bench_quantile(room, row->process_count, 0.25),
                      bench_median(room, row->process_count),
                      bench_quantile(room, row->process_count, 0.75)};
}

/* Tells whether the speed changed within both runs, and by more than it did between them: nothing
 * is extrapolated. */
static bool speed_changed(speeds_t a, speeds_t b) {
    double within = fmin(a.high - a.low, b.high - b.low);
    return within >= SPEEDS_APART && within >= fabs(a.middle - b.middle);
}

/* ---- slopes ---- */

typedef struct slopes {
    double *of;
    size_t count;
    double variance; /* of Kendall's sum over all pairs */
} slopes_t;

static double log_step(const bench_row_t *row, size_t process) {
    return log(row->processes[process].yardstick);
}

static size_t looked_at(const bench_row_t *row) {
    return row->process_count < PROCESSES_MOST ? row->process_count : PROCESSES_MOST;
}

/* Two processes in which the machine was equally fast have no slope. */
static void add_slopes(slopes_t *slopes, const bench_row_t *row, const double *medians) {
    size_t n = looked_at(row);
    for (size_t i = 0; i < n; i++) {
        for (size_t j = 0; j < i; j++) {
            size_t a = i * row->process_count / n;
            size_t b = j * row->process_count / n;
            double faster = log_step(row, a) - log_step(row, b);
            if (faster != 0) {
                slopes->of[slopes->count++] = log(medians[a] / medians[b]) / faster;
            }
        }
    }
    slopes->variance += (double)(n * (n - 1)) * (double)(2 * n + 5) / 18;
}

static double between_0_and_1(double value) {
    return fmin(fmax(value, 0), 1);
}

static bench__felt_t interval_of(slopes_t *slopes) {
    double *sorted = bench_sorted(slopes->of, slopes->count);
    double width = DEVIATIONS * sqrt(slopes->variance);
    double below = floor(((double)slopes->count - width) / 2);
    size_t rank = below >= 1 ? (size_t)below : 0;
    bench__felt_t felt = {0, 1};
    if (sorted != NULL && rank > 0) {
        felt = (bench__felt_t){between_0_and_1(sorted[rank - 1]),
                               between_0_and_1(sorted[slopes->count - rank])};
    }
    free(sorted);
    return felt;
}

bench__felt_t bench__felt(const bench_row_t *base, const bench_row_t *new_row) {
    if (!bench_row_has_yardstick(base) || !bench_row_has_yardstick(new_row)) {
        return (bench__felt_t){0, 0};
    }
    size_t longer =
        base->process_count > new_row->process_count ? base->process_count : new_row->process_count;
    size_t pairs = looked_at(base) * looked_at(base) + looked_at(new_row) * looked_at(new_row);
    slopes_t slopes = {.of = calloc(pairs, sizeof *slopes.of)};
    double *medians = calloc(longer, sizeof *medians);
    bench__felt_t felt = {0, 1};
    if (slopes.of != NULL && medians != NULL &&
        speed_changed(speeds_of(base, medians), speeds_of(new_row, medians))) {
        bench_row_medians(base, medians);
        add_slopes(&slopes, base, medians);
        bench_row_medians(new_row, medians);
        add_slopes(&slopes, new_row, medians);
        felt = interval_of(&slopes);
    }
    free(medians);
    free(slopes.of);
    return felt;
}
