#include "verify.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>

#include "sources.h"

static const struct {
    const char *name;
    size_t offset;
} METRICS[BENCH__METRIC_COUNT] = {
    [BENCH__METRIC_ALLOCS] = {"allocs", offsetof(bench__tally_t, allocs)},
    [BENCH__METRIC_FREES] = {"frees", offsetof(bench__tally_t, frees)},
    [BENCH__METRIC_BYTES_REQUESTED] = {"bytes_requested",
                                       offsetof(bench__tally_t, bytes_requested)},
    [BENCH__METRIC_BYTES_USABLE] = {"bytes_usable", offsetof(bench__tally_t, bytes_usable)},
    [BENCH__METRIC_REALLOCS_IN_PLACE] = {"reallocs_in_place",
                                         offsetof(bench__tally_t, reallocs_in_place)},
};

/* Text that grows; what does not fit is cut. */
struct findings {
    char *text;
    size_t size;
};

static void __attribute__((format(printf, 2, 3)))
say(struct findings *out, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(out->text, out->size, format, arguments);
    va_end(arguments);
    size_t used = length < 0 ? 0 : (size_t)length;
    used = used < out->size ? used : out->size - 1;
    out->text += used;
    out->size -= used;
}

static uint64_t total(const bench__window_t *window, bench__metric_t metric) {
    return *(const uint64_t *)((const char *)&window->events + METRICS[metric].offset);
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
    const bench__class_count_t *found = find_class(&window->events, size_class);
    return found == NULL ? 0 : found->allocs;
}

bench_fraction_t bench__per_op(const uint64_t counted[2], const uint64_t operations[2],
                               bool kernel_timed) {
    if (kernel_timed) {
        return bench_fraction((int64_t)(counted[0] + counted[1]),
                              (int64_t)(operations[0] + operations[1]));
    }
    return bench_fraction((int64_t)(counted[1] - counted[0]),
                          (int64_t)(operations[1] - operations[0]));
}

static bench_fraction_t slope(const bench__pass_t *pass, uint64_t single, uint64_t twice) {
    return bench__per_op((uint64_t[]){single, twice},
                         (uint64_t[]){pass->single.operations, pass->twice.operations},
                         pass->kernel_timed);
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

/* What the arenas must have counted if the events are right: calls, and large blocks that
 * changed their class in place (see arena_counts.h). */
static uint64_t expected_requests(const bench__class_count_t *seen) {
    return seen->allocs + seen->resized;
}

static bool class_agrees(uint64_t size_class, uint64_t events, uint64_t arenas,
                         struct findings *out) {
    if (events == arenas) {
        return true;
    }
    const bench__source_t *source = bench__source();
    say(out, "%s saw %" PRIu64 " of size %" PRIu64 ", arenas %" PRIu64,
        source == NULL ? "events" : source->name, events, size_class, arenas);
    return false;
}

/* Adds the thread whose calls differ. Its arena tells: each arena serves one thread, as long as
 * there are enough of them. */
static void name_thread(const bench__window_t *window, struct findings *out) {
    for (unsigned arena = 0; arena < BENCH__ARENA_MAX; arena++) {
        uint64_t requests = 0;
        unsigned thread = 0;
        size_t threads = 0;
        for (size_t i = 0; i < window->events.thread_count; i++) {
            const bench__thread_count_t *count = &window->events.threads[i];
            if (count->arena == arena) {
                requests += count->requests;
                thread = count->thread;
                threads++;
            }
        }
        if (requests != window->arenas.arenas[arena]) {
            if (threads == 0) {
                say(out, ", in arena %u", arena);
            } else {
                say(out, ", on thread %u", thread);
            }
            return;
        }
    }
}

/* Merges both lists, which are ascending. A class that one witness has not seen counts 0 there. */
static bool witnesses_agree(const bench__window_t *window, struct findings *out) {
    size_t i = 0;
    size_t j = 0;
    while (i < window->events.class_count || j < window->arenas.class_count) {
        uint64_t seen =
            i < window->events.class_count ? window->events.classes[i].size_class : UINT64_MAX;
        uint64_t requested =
            j < window->arenas.class_count ? window->arenas.classes[j].size_class : UINT64_MAX;
        uint64_t size_class = seen < requested ? seen : requested;
        uint64_t events = seen == size_class ? expected_requests(&window->events.classes[i++]) : 0;
        uint64_t arenas = requested == size_class ? window->arenas.classes[j++].requests : 0;
        if (!class_agrees(size_class, events, arenas, out)) {
            name_thread(window, out);
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
        say(out, "%s_per_op %s, then %s", METRICS[metric].name, bench_fraction_format(a, before),
            bench_fraction_format(b, after));
        return;
    }
    say(out, "%s in %" PRIu64 " operations %" PRIu64 ", then %" PRIu64, METRICS[metric].name,
        first->single.operations, total(&first->single, metric), total(&other->single, metric));
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

/* Tells whether each class of `one` was allocated as often in the other window. */
static bool classes_agree(const bench__window_t *one, const bench__window_t *other,
                          const char *separator, struct findings *out) {
    for (size_t i = 0; i < one->events.class_count; i++) {
        const bench__class_count_t *seen = &one->events.classes[i];
        uint64_t again = class_allocs(other, seen->size_class);
        if (seen->allocs != again) {
            say(out, "%ssize %" PRIu64 " %" PRIu64 " times, then %" PRIu64, separator,
                seen->size_class, seen->allocs, again);
            return false;
        }
    }
    return true;
}

/* Adds the first thread whose allocations differ; its number is that of the first pass. */
static void name_varying_thread(const bench__window_t *one, const bench__window_t *other,
                                struct findings *out) {
    for (size_t i = 0; i < one->events.thread_count; i++) {
        const bench__thread_count_t *before = &one->events.threads[i];
        uint64_t after = 0;
        for (size_t j = 0; j < other->events.thread_count; j++) {
            after += other->events.threads[j].thread == before->thread
                         ? other->events.threads[j].allocs
                         : 0;
        }
        if (after != before->allocs) {
            say(out, "; thread %u allocated %" PRIu64 ", then %" PRIu64, before->thread,
                before->allocs, after);
            return;
        }
    }
}

/* One direction is enough: with equal totals, a class that only the other pass has takes its
 * allocations from one that this pass has. */
static bool passes_agree(const bench__pass_t *first, const bench__pass_t *other,
                         struct findings *out) {
    bool agree = metrics_agree(first, other, out);
    const char *separator = agree ? "" : "; ";
    if (classes_agree(&first->single, &other->single, separator, out) &&
        classes_agree(&first->twice, &other->twice, separator, out)) {
        return agree;
    }
    name_varying_thread(&first->single, &other->single, out);
    return false;
}

bench__agreement_t bench__verify(const bench__pass_t *passes, size_t pass_count, char *disagreement,
                                 size_t size) {
    struct findings out = {disagreement, size};
    for (size_t i = 0; i < pass_count; i++) {
        if (!witnesses_agree(&passes[i].single, &out) || !witnesses_agree(&passes[i].twice, &out)) {
            return BENCH__WITNESSES_DIFFER;
        }
    }
    for (size_t i = 1; i < pass_count && !passes[0].kernel_timed; i++) {
        out = (struct findings){disagreement, size};
        say(&out, "pass %zu differs: ", i + 1);
        if (!passes_agree(&passes[0], &passes[i], &out)) {
            return BENCH__PASSES_DIFFER;
        }
    }
    disagreement[0] = '\0';
    return BENCH__ALL_AGREE;
}
