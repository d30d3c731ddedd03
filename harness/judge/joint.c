/* joint.c - the largest deviation over all cases, when whole processes change places. */
#include "joint.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "felt.h"
#include "medians.h"
#include "model/quantile.h"

/* At a level of 5 % the share that is drawn is off by a third of a per cent (standard deviation).
 */
#define DRAWS 4000

/* A case in one unit: of each process its rank among all, those of the new run first, around 0 and
 * in such a unit that their sum over a draw has a standard deviation of 1. */
typedef struct scores {
    double *of;
    size_t case_index;
    double observed;
    size_t reached; /* by so many draws */
} scores_t;

typedef struct joint {
    const bench__both_t *reference; /* its processes are those of the two runs */
    size_t n, m;                    /* processes of the new run and of the base */
    scores_t *cases;                /* the largest deviation first */
    size_t count;
    double *room; /* of the scores of all cases */
    double *largest;
    size_t *order; /* of processes: the first n are drawn */
    uint64_t random;
} joint_t;

/* ---- scores ---- */

/* Equal values share the mean of their ranks. */
static double rank_of(double value, const double *sorted, size_t count) {
    size_t below = 0;
    size_t not_above = count;
    for (size_t low = 0, high = count; low < high;) {
        size_t middle = (low + high) / 2;
        low = sorted[middle] < value ? middle + 1 : low;
        high = sorted[middle] < value ? high : middle;
        below = low;
    }
    for (size_t low = below, high = count; low < high;) {
        size_t middle = (low + high) / 2;
        low = sorted[middle] <= value ? middle + 1 : low;
        high = sorted[middle] <= value ? high : middle;
        not_above = low;
    }
    return 1 + (double)below + ((double)(not_above - below) - 1) / 2;
}

/* False: out of memory, or a process has no such time. */
static bool fill_unit(const joint_t *joint, const bench__both_t *pair, double felt,
                      double *scores) {
    size_t all = joint->n + joint->m;
    bench__medians_t of_new = bench__row_medians(pair->new_row, felt);
    bench__medians_t of_base = bench__row_medians(pair->base, felt);
    bool good = of_new.count == joint->n && of_base.count == joint->m;
    if (good) {
        memcpy(scores, of_new.of[0], joint->n * sizeof *scores);
        memcpy(scores + joint->n, of_base.of[0], joint->m * sizeof *scores);
    }
    free(of_new.of[0]);
    free(of_base.of[0]);
    double *sorted = good ? bench_sorted(scores, all) : NULL;
    double deviation = sqrt((double)joint->n * (double)joint->m * (double)(all + 1) / 12);
    for (size_t i = 0; sorted != NULL && i < all; i++) {
        scores[i] = (rank_of(scores[i], sorted, all) - (double)(all + 1) / 2) / deviation;
    }
    free(sorted);
    return sorted != NULL;
}

/* For the least and the most that the case may feel of the machine's speed. */
static bool fill_case(const joint_t *joint, const bench__both_t *pair, double *scores) {
    bench__felt_t felt = bench__felt(pair->base, pair->new_row);
    return bench__same_processes(pair->base, joint->reference->base) &&
           bench__same_processes(pair->new_row, joint->reference->new_row) &&
           fill_unit(joint, pair, felt.least, scores) &&
           fill_unit(joint, pair, felt.most, scores + joint->n + joint->m);
}

/* The smaller deviation of both units; 0 where they point to different sides. */
static double deviation_of(const joint_t *joint, const double *scores) {
    double at_least = 0;
    double at_most = 0;
    const double *of_most = scores + joint->n + joint->m;
    for (size_t i = 0; i < joint->n; i++) {
        at_least += scores[joint->order[i]];
        at_most += of_most[joint->order[i]];
    }
    return at_least * at_most > 0 ? fmin(fabs(at_least), fabs(at_most)) : 0;
}

/* ---- draws ---- */

/* xorshift64* */
static size_t random_below(joint_t *joint, size_t limit) {
    joint->random ^= joint->random >> 12;
    joint->random ^= joint->random << 25;
    joint->random ^= joint->random >> 27;
    return (size_t)((joint->random * 2685821657736338717u >> 32) * limit >> 32);
}

static void draw(joint_t *joint) {
    size_t all = joint->n + joint->m;
    for (size_t i = 0; i < joint->n; i++) {
        size_t j = i + random_below(joint, all - i);
        size_t drawn = joint->order[j];
        joint->order[j] = joint->order[i];
        joint->order[i] = drawn;
    }
}

/* A case is held against the largest deviation of itself and of those that deviate less. */
static void count_reached(joint_t *joint) {
    for (size_t d = 0; d < DRAWS; d++) {
        double largest = 0;
        draw(joint);
        for (size_t i = joint->count; i-- > 0;) {
            scores_t *one = &joint->cases[i];
            largest = fmax(largest, deviation_of(joint, one->of));
            one->reached += largest >= one->observed ? 1 : 0;
        }
        joint->largest[d] = largest;
    }
}

/* ---- of two runs ---- */

static int by_deviation(const void *a, const void *b) {
    double of_a = ((const scores_t *)a)->observed;
    double of_b = ((const scores_t *)b)->observed;
    return (of_a < of_b) - (of_a > of_b);
}

/* The timed case that most processes timed; NULL: there is none. */
static const bench__both_t *find_reference(const bench__both_t *pairs, size_t count,
                                           const double *p) {
    const bench__both_t *best = NULL;
    for (size_t i = 0; i < count; i++) {
        if (!isinf(p[i]) &&
            (best == NULL || pairs[i].base->process_count + pairs[i].new_row->process_count >
                                 best->base->process_count + best->new_row->process_count)) {
            best = &pairs[i];
        }
    }
    return best;
}

static bool make_room(joint_t *joint, size_t count) {
    size_t all = joint->n + joint->m;
    joint->cases = calloc(count, sizeof *joint->cases);
    joint->room = calloc(count, 2 * all * sizeof *joint->room);
    joint->largest = calloc(DRAWS, sizeof *joint->largest);
    joint->order = calloc(all, sizeof *joint->order);
    for (size_t i = 0; joint->order != NULL && i < all; i++) {
        joint->order[i] = i;
    }
    return joint->cases != NULL && joint->room != NULL && joint->largest != NULL &&
           joint->order != NULL;
}

static void take_cases(joint_t *joint, const bench__both_t *pairs, size_t count, const double *p) {
    size_t width = 2 * (joint->n + joint->m);
    for (size_t i = 0; i < count; i++) {
        double *scores = joint->room + joint->count * width;
        if (!isinf(p[i]) && fill_case(joint, &pairs[i], scores)) {
            joint->cases[joint->count++] = (scores_t){scores, i, 0, 0};
        }
    }
    for (size_t i = 0; i < joint->count; i++) {
        scores_t *one = &joint->cases[i];
        one->observed = p[one->case_index] < 1 ? deviation_of(joint, one->of) : 0;
    }
    qsort(joint->cases, joint->count, sizeof *joint->cases, by_deviation);
}

/* Each is at least what a larger deviation got. Never above Bonferroni's, which needs no draws. */
static void write_adjusted(const joint_t *joint, double *adjusted) {
    double least = 0;
    for (size_t i = 0; i < joint->count; i++) {
        const scores_t *one = &joint->cases[i];
        least = fmax(least, (double)(one->reached + 1) / (DRAWS + 1));
        adjusted[one->case_index] = fmin(adjusted[one->case_index], least);
    }
}

static double level_of(const joint_t *joint, double at_least) {
    double quantile = bench_quantile(joint->largest, DRAWS, 1 - BENCH_FAMILY_LEVEL);
    double level = erfc(quantile / sqrt(2.0));
    return joint->count != 0 && level > at_least ? fmin(level, BENCH_FAMILY_LEVEL) : at_least;
}

double bench__joint_adjust(const bench__both_t *pairs, size_t count, const double *p,
                           double *adjusted) {
    size_t timed = 0;
    for (size_t i = 0; i < count; i++) {
        timed += isinf(p[i]) ? 0 : 1;
    }
    for (size_t i = 0; i < count; i++) {
        adjusted[i] = isinf(p[i]) ? p[i] : fmin(1.0, p[i] * (double)timed);
    }
    double level = BENCH_FAMILY_LEVEL / (double)(timed == 0 ? 1 : timed);
    joint_t joint = {.random = 0x9e3779b97f4a7c15u};
    if (timed > 1 && pairs != NULL) {
        joint.reference = find_reference(pairs, count, p);
        joint.n = joint.reference->new_row->process_count;
        joint.m = joint.reference->base->process_count;
    }
    if (joint.reference != NULL && make_room(&joint, count)) {
        take_cases(&joint, pairs, count, p);
        count_reached(&joint);
        write_adjusted(&joint, adjusted);
        level = level_of(&joint, level);
    }
    free(joint.cases);
    free(joint.room);
    free(joint.largest);
    free(joint.order);
    return level;
}
