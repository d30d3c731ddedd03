#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <jemalloc/jemalloc.h>

#include "arena_counts.h"
#include "hooks.h"
#include "measure/measure.h"
#include "verify.h"

/* Often enough to tell a one-time event in one pass from a steady state in the others. */
#define PASSES 3

/* Fewer operations than this do not fill pools and lazily made blocks. */
#define WARM_UP_MIN 64

/* "pass 2 differs: bytes_requested_per_op A, then B" with two fractions of BENCH_FRACTION_MAX. */
#define VERDICT_MAX 192

static bool read_flag(const char *name, bool *value) {
    size_t size = sizeof *value;
    return mallctl(name, value, &size, NULL, 0) == 0;
}

/* jemalloc is linked, but another allocator may stand before it (valgrind's, a sanitizer's, a
 * preloaded one): then malloc leaves jemalloc's counter of this thread where it is. Read through
 * volatile, as the compiler takes malloc for a function that changes no memory. */
static bool malloc_is_jemalloc(void) {
    volatile uint64_t *counter = NULL;
    size_t size = sizeof counter;
    if (mallctl("thread.allocatedp", (void *)&counter, &size, NULL, 0) != 0) {
        return false;
    }
    uint64_t before = *counter;
    void *volatile block = malloc(100);
    uint64_t after = *counter;
    free(block);
    return after > before;
}

static bool settings_are_right(bench_problem_t *problem) {
    bool statistics = false;
    bool thread_cache = true;
    if (!malloc_is_jemalloc()) {
        return bench_problem(problem,
                             "malloc is not jemalloc's: run without valgrind, sanitizers and "
                             "LD_PRELOAD of another allocator");
    }
    if (!read_flag("config.stats", &statistics) || !statistics) {
        return bench_problem(problem, "jemalloc was built without statistics: install one with "
                                      "--enable-stats, as Debian's libjemalloc2");
    }
    if (!read_flag("opt.tcache", &thread_cache) || thread_cache) {
        return bench_problem(problem, "jemalloc's thread cache is on: start the process with "
                                      "MALLOC_CONF=" BENCH_COUNTING_MALLOC_CONF);
    }
    return true;
}

static uint64_t misses_of(const bench_subject_t *subject) {
    return subject->misses == NULL ? 0 : *subject->misses;
}

/* One window over `operations` operations. The arenas are read outside of the hooks' window, so
 * that a call between the two readings that the hooks missed shows. */
static bool run_window(const bench_subject_t *subject, uint64_t operations, bench__window_t *window,
                       bench_problem_t *problem) {
    static bench__arena_counts_t before; /* too large for a small stack; one window at a time */
    window->operations = operations;
    if (!bench__arena_counts_read(&before, problem) || !bench__hooks_open(problem)) {
        return false;
    }
    uint64_t misses = misses_of(subject);
    subject->run(subject->state, operations);
    window->misses = misses_of(subject) - misses;
    bench__hooks_close(&window->hooks);
    if (!bench__arena_counts_read(&window->arenas, problem)) {
        return false;
    }
    bench__arena_counts_subtract(&window->arenas, &before);
    return true;
}

static void run_probe(void *state, uint64_t operations) {
    (void)state;
    for (uint64_t i = 0; i < operations; i++) {
        void *volatile block = malloc(100);
        free(block);
    }
}

/* The settings may be right and yet a witness blind: both must see 3 blocks. */
static bool witnesses_see(bench_problem_t *problem) {
    const bench_subject_t probe = {.name = "probe", .run = run_probe, .period = 1};
    static bench__window_t window;
    if (!run_window(&probe, 3, &window, problem)) {
        return false;
    }
    if (window.hooks.allocs != 3 || window.hooks.frees != 3) {
        return bench_problem(problem,
                             "jemalloc's hooks saw %u of 3 allocations: use jemalloc 5.3.0",
                             (unsigned)window.hooks.allocs);
    }
    if (window.arenas.class_count != 1 || window.arenas.classes[0].requests != 3) {
        return bench_problem(problem,
                             "jemalloc's request counters missed allocations: use jemalloc "
                             "5.3.0 and no other thread at work while counting");
    }
    return true;
}

bool bench_can_count(bench_problem_t *problem) {
    return settings_are_right(problem) && witnesses_see(problem);
}

/* The smallest multiple of step that is at least n, and at least one step. */
static uint64_t round_up(uint64_t n, uint64_t step) {
    return n <= step ? step : (n + step - 1) / step * step;
}

static bool run_passes(const bench_subject_t *subject, uint64_t operations, bench__pass_t *passes,
                       bench_problem_t *problem) {
    for (size_t i = 0; i < PASSES; i++) {
        passes[i].varies = subject->varies;
        if (!run_window(subject, operations, &passes[i].single, problem) ||
            !run_window(subject, 2 * operations, &passes[i].twice, problem)) {
            return false;
        }
    }
    return true;
}

/* The classes that grow with N. One that is used once per call of run shows in allocs_once alone.
 */
static size_t fill_sizes(const bench__pass_t *pass, bench_size_count_t *sizes) {
    const bench__tally_t *tally = &pass->twice.hooks;
    size_t count = 0;
    for (size_t i = 0; i < tally->class_count; i++) {
        uint64_t size_class = tally->classes[i].size_class;
        bench_fraction_t per_op = bench__class_slope(pass, size_class);
        if (per_op.num != 0) {
            sizes[count++] = (bench_size_count_t){size_class, per_op};
        }
    }
    return count;
}

/* The peak is the only number that other threads' timing may move, when a free on one thread races
 * with an allocation on another. That can only pile up more than the operations themselves need, so
 * the least of the passes is given, and a difference is no disagreement. */
static int64_t least_peak(const bench__pass_t *passes) {
    int64_t least = passes[0].single.hooks.peak_live_bytes;
    for (size_t i = 1; i < PASSES; i++) {
        int64_t peak = passes[i].single.hooks.peak_live_bytes;
        least = peak < least ? peak : least;
    }
    return least;
}

/* c(N) - slope * N, which is 2 c(N) - c(2N): always a whole number. What varies has no line to take
 * it from: all of it is given as per operation. */
static int64_t intercept(const bench__pass_t *pass) {
    if (pass->varies) {
        return 0;
    }
    return 2 * (int64_t)pass->single.hooks.allocs - (int64_t)pass->twice.hooks.allocs;
}

/* The numbers are those of the first pass; where another differs, `verified` says so. */
static bool fill_counts(const bench__pass_t *passes, bench_counts_t *counts) {
    const bench__pass_t *pass = &passes[0];
    char verdict[VERDICT_MAX];
    bench__verify(passes, PASSES, verdict, sizeof verdict);
    bench_size_count_t *sizes = calloc(pass->twice.hooks.class_count + 1, sizeof *sizes);
    char *verified = strdup(verdict);
    if (sizes == NULL || verified == NULL) {
        free(sizes);
        free(verified);
        return false;
    }
    *counts = (bench_counts_t){
        .operations = pass->single.operations,
        .allocs_per_op = bench__slope(pass, BENCH__METRIC_ALLOCS),
        .frees_per_op = bench__slope(pass, BENCH__METRIC_FREES),
        .bytes_requested_per_op = bench__slope(pass, BENCH__METRIC_BYTES_REQUESTED),
        .bytes_usable_per_op = bench__slope(pass, BENCH__METRIC_BYTES_USABLE),
        .allocs_once = intercept(pass),
        .peak_live_bytes = least_peak(passes),
        .size_count = fill_sizes(pass, sizes),
        .sizes = sizes,
        .verified = verified,
    };
    return true;
}

static double share_of(const bench_subject_t *subject, const bench__pass_t *pass) {
    return subject->misses == NULL ? NAN : 1 - bench_fraction_value(bench__miss_slope(pass));
}

bool bench_count(const bench_subject_t *subject, uint64_t min_operations, bench_counts_t *counts,
                 double *synchronous_share, bench_problem_t *problem) {
    if (!bench_can_count(problem)) {
        return false;
    }
    bench__pass_t *passes = calloc(PASSES, sizeof *passes);
    if (passes == NULL) {
        return bench_problem(problem, "%s: out of memory", subject->name);
    }
    uint64_t period = subject->period == 0 ? 1 : subject->period;
    subject->run(subject->state, round_up(WARM_UP_MIN, period));
    bool good = run_passes(subject, round_up(min_operations, period), passes, problem);
    if (good && !fill_counts(passes, counts)) {
        good = bench_problem(problem, "%s: out of memory", subject->name);
    }
    if (good && synchronous_share != NULL) {
        *synchronous_share = share_of(subject, &passes[0]);
    }
    free(passes);
    return good;
}
