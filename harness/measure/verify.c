#include "verify.h"

#include <inttypes.h>
#include <stdio.h>

static const struct {
    const char *name;
    size_t offset;
} METRICS[BENCH__METRIC_COUNT] = {
    [BENCH__METRIC_ALLOCS] = {"allocs", offsetof(bench__tally_t, allocs)},
    [BENCH__METRIC_FREES] = {"frees", offsetof(bench__tally_t, frees)},
    [BENCH__METRIC_BYTES_REQUESTED] = {"bytes_requested",
                                       offsetof(bench__tally_t, bytes_requested)},
    [BENCH__METRIC_BYTES_USABLE] = {"bytes_usable", offsetof(bench__tally_t, bytes_usable)},
};

/* Text that grows by "a; b". */
struct findings {
    char *text;
    size_t size;
};

static uint64_t total(const bench__window_t *window, bench__metric_t metric) {
    return *(const uint64_t *)((const char *)&window->hooks + METRICS[metric].offset);
}

static const bench__class_count_t *find_class(const bench__tally_t *tally, uint64_t size_class) {
    for (size_t i = 0; i < tally->class_count; i++) {
        if (tally->classes[i].size_class == size_class) {
            return &tally->classes[i];
        }
    }
    return NULL;
}

static uint64_t class_allocs(const bench__window_t *window, uint64_t size_class) {
    const bench__class_count_t *found = find_class(&window->hooks, size_class);
    return found == NULL ? 0 : found->allocs;
}

static bench_fraction_t slope(const bench__pass_t *pass, uint64_t single, uint64_t twice) {
    if (pass->varies) {
        return bench_fraction((int64_t)(single + twice),
                              (int64_t)(pass->single.operations + pass->twice.operations));
    }
    int64_t growth = (int64_t)(twice - single);
    return bench_fraction(growth, (int64_t)(pass->twice.operations - pass->single.operations));
}

bench_fraction_t bench__slope(const bench__pass_t *pass, bench__metric_t metric) {
    return slope(pass, total(&pass->single, metric), total(&pass->twice, metric));
}

bench_fraction_t bench__miss_slope(const bench__pass_t *pass) {
    return slope(pass, pass->single.misses, pass->twice.misses);
}

bench_fraction_t bench__class_slope(const bench__pass_t *pass, uint64_t size_class) {
    return slope(pass, class_allocs(&pass->single, size_class),
                 class_allocs(&pass->twice, size_class));
}

/* What the arenas must have counted where the hooks are right: calls, and large blocks that changed
 * their class in place (see arena_counts.h). */
static uint64_t expected_requests(const bench__class_count_t *seen) {
    return seen->allocs + seen->resized;
}

static bool class_agrees(uint64_t size_class, uint64_t hooks, uint64_t arenas, char *text,
                         size_t size) {
    if (hooks == arenas) {
        return true;
    }
    (void)snprintf(text, size, "hooks saw %" PRIu64 " of size %" PRIu64 ", arenas %" PRIu64, hooks,
                   size_class, arenas);
    return false;
}

/* Walks both ascending lists as one; a class that only one witness knows has 0 at the other. */
static bool witnesses_agree(const bench__window_t *window, char *text, size_t size) {
    size_t i = 0;
    size_t j = 0;
    while (i < window->hooks.class_count || j < window->arenas.class_count) {
        uint64_t seen =
            i < window->hooks.class_count ? window->hooks.classes[i].size_class : UINT64_MAX;
        uint64_t requested =
            j < window->arenas.class_count ? window->arenas.classes[j].size_class : UINT64_MAX;
        uint64_t size_class = seen < requested ? seen : requested;
        uint64_t hooks = seen == size_class ? expected_requests(&window->hooks.classes[i++]) : 0;
        uint64_t arenas = requested == size_class ? window->arenas.classes[j++].requests : 0;
        if (!class_agrees(size_class, hooks, arenas, text, size)) {
            return false;
        }
    }
    return true;
}

/* "allocs_per_op 1, then 3/2" where the slope differs, else the totals that do. */
static void describe_metric(const bench__pass_t *first, const bench__pass_t *other,
                            bench__metric_t metric, struct findings *out) {
    char before[BENCH_FRACTION_MAX];
    char after[BENCH_FRACTION_MAX];
    bench_fraction_t a = bench__slope(first, metric);
    bench_fraction_t b = bench__slope(other, metric);
    if (!bench_fraction_equal(a, b)) {
        (void)snprintf(out->text, out->size, "%s_per_op %s, then %s", METRICS[metric].name,
                       bench_fraction_format(a, before), bench_fraction_format(b, after));
        return;
    }
    (void)snprintf(out->text, out->size, "%s in %" PRIu64 " operations %" PRIu64 ", then %" PRIu64,
                   METRICS[metric].name, first->single.operations, total(&first->single, metric),
                   total(&other->single, metric));
}

static bool metrics_agree(const bench__pass_t *first, const bench__pass_t *other,
                          struct findings *out) {
    for (bench__metric_t metric = 0; metric < BENCH__METRIC_COUNT; metric++) {
        if (total(&first->single, metric) != total(&other->single, metric) ||
            total(&first->twice, metric) != total(&other->twice, metric)) {
            describe_metric(first, other, metric, out);
            return false;
        }
    }
    return true;
}

/* Every class that `one` has, in the other window too, as often. */
static bool classes_agree(const bench__window_t *one, const bench__window_t *other,
                          struct findings *out) {
    for (size_t i = 0; i < one->hooks.class_count; i++) {
        const bench__class_count_t *seen = &one->hooks.classes[i];
        uint64_t again = class_allocs(other, seen->size_class);
        if (seen->allocs != again) {
            (void)snprintf(out->text, out->size,
                           "size %" PRIu64 " %" PRIu64 " times, then %" PRIu64, seen->size_class,
                           seen->allocs, again);
            return false;
        }
    }
    return true;
}

/* One direction is enough: with equal totals, a class that only the other pass has takes its
 * allocations from one that this pass has. */
static bool passes_agree(const bench__pass_t *first, const bench__pass_t *other,
                         struct findings *out) {
    return metrics_agree(first, other, out) && classes_agree(&first->single, &other->single, out) &&
           classes_agree(&first->twice, &other->twice, out);
}

void bench__verify(const bench__pass_t *passes, size_t pass_count, char *text, size_t size) {
    for (size_t i = 0; i < pass_count; i++) {
        if (!witnesses_agree(&passes[i].single, text, size) ||
            !witnesses_agree(&passes[i].twice, text, size)) {
            return;
        }
    }
    for (size_t i = 1; i < pass_count && !passes[0].varies; i++) {
        int used = snprintf(text, size, "pass %zu differs: ", i + 1);
        struct findings rest = {text + used, size - (size_t)used};
        if (!passes_agree(&passes[0], &passes[i], &rest)) {
            return;
        }
    }
    (void)snprintf(text, size, "verified");
}
