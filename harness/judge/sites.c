/* sites.c - the call sites of two rows, paired. */
#include "judge/sites.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* The weight of a frame this far out is below that of rounding. */
#define FRAMES_SEEN 24

/* More sites than these are not paired by similarity: a run has at most as many. */
#define SITES_PAIRED 1024

/* ---- stacks ---- */

typedef struct frame {
    const char *name; /* not terminated */
    size_t length;
    double weight;
} frame_t;

/* The named frames, innermost first, each half as heavy as the one before. */
static size_t take_frames(const char *stack, frame_t frames[FRAMES_SEEN]) {
    size_t count = 0;
    double weight = 1;
    const char *end = stack + strlen(stack);
    while (end > stack && count < FRAMES_SEEN) {
        const char *begin = end;
        while (begin > stack && begin[-1] != ';') {
            begin--;
        }
        size_t length = strcspn(begin, ".;");
        if (length != 0 && !(length == 1 && *begin == '?')) {
            frames[count++] = (frame_t){begin, length, weight};
            weight /= 2;
        }
        end = begin > stack ? begin - 1 : stack;
    }
    return count;
}

static double sum_of(const frame_t *frames, size_t count) {
    double sum = 0;
    for (size_t i = 0; i < count; i++) {
        sum += frames[i].weight;
    }
    return sum;
}

static bool same_function(const frame_t *a, const frame_t *b) {
    return a->length == b->length && memcmp(a->name, b->name, a->length) == 0;
}

/* What both have in common, and how much of each it is. */
typedef struct common {
    double weight; /* of the pairs: that of the heavier frame of each */
    double of_a;
    double of_b;
} common_t;

static common_t with_pair(common_t common, const frame_t *a, const frame_t *b) {
    common.weight += fmax(a->weight, b->weight);
    common.of_a += a->weight;
    common.of_b += b->weight;
    return common;
}

static common_t heavier(common_t a, common_t b) {
    return a.weight >= b.weight ? a : b;
}

/* The heaviest common subsequence, row by row. */
static common_t find_common(const frame_t *a, size_t a_count, const frame_t *b, size_t b_count) {
    common_t best[FRAMES_SEEN + 1] = {{0}};
    for (size_t i = 0; i < a_count; i++) {
        common_t diagonal = {0};
        for (size_t j = 0; j < b_count; j++) {
            common_t above = best[j + 1];
            best[j + 1] = heavier(above, best[j]);
            if (same_function(&a[i], &b[j])) {
                best[j + 1] = heavier(best[j + 1], with_pair(diagonal, &a[i], &b[j]));
            }
            diagonal = above;
        }
    }
    return best[b_count];
}

double bench_stack_similarity(const char *a, const char *b) {
    frame_t a_frames[FRAMES_SEEN];
    frame_t b_frames[FRAMES_SEEN];
    size_t a_count = take_frames(a, a_frames);
    size_t b_count = take_frames(b, b_frames);
    common_t common = find_common(a_frames, a_count, b_frames, b_count);
    double alone =
        sum_of(a_frames, a_count) - common.of_a + sum_of(b_frames, b_count) - common.of_b;
    return common.weight == 0 ? 0 : common.weight / (common.weight + alone / 2);
}

/* ---- pairs ---- */

/* Sites of one row, each with its partner in the other row; NULL: it has none. */
typedef struct side {
    const bench_site_t *sites;
    size_t count;
    const bench_site_t **partners;
} side_t;

static void pair(side_t *base, size_t i, side_t *new_row, size_t j) {
    base->partners[i] = &new_row->sites[j];
    new_row->partners[j] = &base->sites[i];
}

/* Tells whether two sites may still become one. */
static bool are_free(const side_t *base, size_t i, const side_t *new_row, size_t j) {
    return base->partners[i] == NULL && new_row->partners[j] == NULL &&
           strcmp(base->sites[i].made_by, new_row->sites[j].made_by) == 0;
}

static int by_stack(const void *left, const void *right) {
    const bench_site_t *const *a = left;
    const bench_site_t *const *b = right;
    int order = strcmp((*a)->stack, (*b)->stack);
    return order != 0 ? order : strcmp((*a)->made_by, (*b)->made_by);
}

static void sort_sites(const side_t *side, const bench_site_t **sorted) {
    for (size_t i = 0; i < side->count; i++) {
        sorted[i] = &side->sites[i];
    }
    qsort(sorted, side->count, sizeof(const bench_site_t *), by_stack);
}

/* False: out of memory. */
static bool pair_equal(side_t *base, side_t *new_row) {
    size_t i = 0;
    size_t j = 0;
    size_t most = base->count + new_row->count + 1;
    const bench_site_t **sorted = calloc(most, sizeof *sorted); // NOLINT: pointers
    const bench_site_t **others = sorted != NULL ? sorted + base->count : NULL;
    if (sorted == NULL) {
        return false;
    }
    sort_sites(base, sorted);
    sort_sites(new_row, others);
    while (i < base->count && j < new_row->count) {
        int order = by_stack(&sorted[i], &others[j]);
        if (order == 0) {
            pair(base, (size_t)(sorted[i] - base->sites), new_row,
                 (size_t)(others[j] - new_row->sites));
        }
        i += order <= 0 ? 1 : 0;
        j += order >= 0 ? 1 : 0;
    }
    free(sorted);
    return true;
}

typedef struct candidate {
    size_t base;
    size_t new_row;
    double similarity;
    bool same_numbers;
} candidate_t;

static bool make_the_same(const bench_site_t *a, const bench_site_t *b) {
    return bench_fraction_equal(a->allocs_per_op, b->allocs_per_op) &&
           bench_fraction_equal(a->bytes_per_op, b->bytes_per_op);
}

/* The most similar first, of equally similar ones those that make the same, then in their order. */
static int by_similarity(const void *left, const void *right) {
    const candidate_t *a = left;
    const candidate_t *b = right;
    if (a->similarity != b->similarity) {
        return a->similarity > b->similarity ? -1 : 1;
    }
    if (a->same_numbers != b->same_numbers) {
        return a->same_numbers ? -1 : 1;
    }
    if (a->base != b->base) {
        return a->base < b->base ? -1 : 1;
    }
    return (a->new_row > b->new_row) - (a->new_row < b->new_row);
}

static size_t free_ones(const side_t *side) {
    size_t count = 0;
    for (size_t i = 0; i < side->count; i++) {
        count += side->partners[i] == NULL ? 1 : 0;
    }
    return count;
}

static size_t find_candidates(const side_t *base, const side_t *new_row, candidate_t *found) {
    size_t count = 0;
    for (size_t i = 0; i < base->count; i++) {
        for (size_t j = 0; base->partners[i] == NULL && j < new_row->count; j++) {
            const bench_site_t *a = &base->sites[i];
            const bench_site_t *b = &new_row->sites[j];
            double similarity =
                are_free(base, i, new_row, j) ? bench_stack_similarity(a->stack, b->stack) : 0;
            if (similarity >= BENCH_STACKS_SIMILAR) {
                found[count++] = (candidate_t){i, j, similarity, make_the_same(a, b)};
            }
        }
    }
    return count;
}

/* False: out of memory. */
static bool pair_similar(side_t *base, side_t *new_row) {
    size_t of_base = free_ones(base);
    size_t of_new = free_ones(new_row);
    if (of_base > SITES_PAIRED || of_new > SITES_PAIRED) {
        return true;
    }
    candidate_t *found = calloc(of_base * of_new + 1, sizeof *found);
    if (found == NULL) {
        return false;
    }
    size_t count = find_candidates(base, new_row, found);
    qsort(found, count, sizeof *found, by_similarity);
    for (size_t i = 0; i < count; i++) {
        if (are_free(base, found[i].base, new_row, found[i].new_row)) {
            pair(base, found[i].base, new_row, found[i].new_row);
        }
    }
    free(found);
    return true;
}

/* ---- changes ---- */

/* What is not there, or not known, is nothing. */
static bench_fraction_t or_nothing(bench_fraction_t number) {
    return bench_fraction_is_known(number) ? number : bench_whole(0);
}

static bench_fraction_t blocks_of(const bench_site_t *site) {
    return site != NULL ? or_nothing(site->allocs_per_op) : bench_whole(0);
}

static bench_fraction_t bytes_of(const bench_site_t *site) {
    return site != NULL ? or_nothing(site->bytes_per_op) : bench_whole(0);
}

static void add_change(bench_site_change_t *changes, size_t *count, const bench_site_t *base,
                       const bench_site_t *new_row) {
    bench_site_change_t change = {base, new_row,
                                  bench_fraction_subtract(blocks_of(new_row), blocks_of(base)),
                                  bench_fraction_subtract(bytes_of(new_row), bytes_of(base))};
    if (change.blocks.num != 0 || change.usable_bytes.num != 0) {
        changes[(*count)++] = change;
    }
}

static bench_site_change_t *collect(const side_t *base, const side_t *new_row, size_t *count) {
    size_t most = base->count + new_row->count;
    bench_site_change_t *changes = calloc(most + 1, sizeof *changes);
    *count = changes != NULL ? 0 : most;
    for (size_t j = 0; changes != NULL && j < new_row->count; j++) {
        add_change(changes, count, new_row->partners[j], &new_row->sites[j]);
    }
    for (size_t i = 0; changes != NULL && i < base->count; i++) {
        if (base->partners[i] == NULL) {
            add_change(changes, count, &base->sites[i], NULL);
        }
    }
    return changes;
}

const bench_site_t *bench_site_change_site(const bench_site_change_t *change) {
    return change->new_row != NULL ? change->new_row : change->base;
}

bool bench_sites_are_known(const bench_row_t *base, const bench_row_t *new_row) {
    return base != NULL && new_row != NULL && base->counted && new_row->counted &&
           base->counts.followed && new_row->counts.followed;
}

bench_site_change_t *bench_site_changes(const bench_row_t *base, const bench_row_t *new_row,
                                        size_t *count) {
    *count = 0;
    if (!bench_sites_are_known(base, new_row)) {
        return NULL;
    }
    side_t old_side = {base->counts.sites, base->counts.site_count, NULL};
    side_t new_side = {new_row->counts.sites, new_row->counts.site_count, NULL};
    size_t most = old_side.count + new_side.count;
    const bench_site_t **partners = calloc(most + 1, sizeof *partners); // NOLINT: pointers
    old_side.partners = partners;
    new_side.partners = partners != NULL ? partners + old_side.count : NULL;
    *count = most;
    bool paired =
        partners != NULL && pair_equal(&old_side, &new_side) && pair_similar(&old_side, &new_side);
    bench_site_change_t *changes = paired ? collect(&old_side, &new_side, count) : NULL;
    free(partners);
    return changes;
}
