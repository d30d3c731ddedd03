#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jemalloc/jemalloc.h>

#include "arena_counts.h"
#include "journal.h"
#include "ledger.h"
#include "measure/measure.h"
#include "sources.h"
#include "verify.h"
#include "window.h"

/* Often enough to tell a one-time event in one pass from a steady state in the others. */
#define PASSES 3

/* Fewer operations than this do not fill pools and lazily made blocks. A case whose operations are
 * slow asks for fewer. */
#define WARM_UP_MIN UINT64_C(64)

/* Holds "pass 2 differs: bytes_requested_per_op A, then B" with two fractions of
 * BENCH_FRACTION_MAX, and what comes behind it. */
#define DISAGREEMENT_MAX 384

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

/* The frames of a stack that lie outside of this one are the harness's own: see site_names.c. */
static __attribute__((noinline)) void bench__run_subject(const bench_subject_t *subject,
                                                         uint64_t operations) {
    bench__walk_outermost(__builtin_frame_address(0));
    subject->run(subject->state, operations);
    __asm__ volatile("" ::: "memory"); /* not a tail call: the frame must stay */
}

/* Step by step where the journal follows. */
static void run_operations(const bench_subject_t *subject, uint64_t operations) {
    if (!bench__journal_follows() || subject->step == 0) {
        bench__run_subject(subject, operations);
        return;
    }
    for (uint64_t done = 0; done < operations; done += subject->step) {
        bench__journal_step();
        bench__run_subject(subject, subject->step);
    }
}

/* One window over `operations` operations. The arenas are read outside of the events' window, so
 * that a call which no event reported shows up as a difference. */
static bool run_window(const bench_subject_t *subject, uint64_t operations, bench__window_t *window,
                       bench_problem_t *problem) {
    static bench__arena_counts_t before; /* too large for a small stack; one window at a time */
    window->operations = operations;
    if (!bench__arena_counts_read(&before, problem) || !bench__window_open(problem)) {
        return false;
    }
    uint64_t misses = misses_of(subject);
    run_operations(subject, operations);
    window->misses = misses_of(subject) - misses;
    bench__window_close(&window->events);
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

/* Right settings do not prove that a witness works: both must see 3 blocks. */
static bool witnesses_see(bench_problem_t *problem) {
    const bench_subject_t probe = {.name = "probe", .run = run_probe, .period = 1};
    static bench__window_t window;
    if (!run_window(&probe, 3, &window, problem)) {
        return false;
    }
    if (window.events.allocs != 3 || window.events.frees != 3) {
        return bench_problem(problem, "the %s saw %u of 3 allocations: use jemalloc 5.3.0",
                             bench__source()->name, (unsigned)window.events.allocs);
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
        passes[i].kernel_timed = subject->kernel_timed;
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
    const bench__tally_t *tally = &pass->twice.events;
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
    int64_t least = passes[0].single.events.peak_live_bytes;
    for (size_t i = 1; i < PASSES; i++) {
        int64_t peak = passes[i].single.events.peak_live_bytes;
        least = peak < least ? peak : least;
    }
    return least;
}

/* c(N) - slope * N, which is 2 c(N) - c(2N): always a whole number. A kernel-timed subject has no
 * slope to take it from: all of its allocations are given per operation. */
static bench_fraction_t intercept(const bench__pass_t *pass, uint64_t single, uint64_t twice) {
    return bench_whole(pass->kernel_timed ? 0 : 2 * (int64_t)single - (int64_t)twice);
}

static uint64_t requests_of(const bench__window_t *window) {
    uint64_t requests = 0;
    for (size_t i = 0; i < window->arenas.class_count; i++) {
        requests += window->arenas.classes[i].requests;
    }
    return requests;
}

static double share_of(const bench_subject_t *subject, const bench__pass_t *pass) {
    return subject->misses == NULL ? NAN : 1 - bench_fraction_value(bench__miss_slope(pass));
}

/* The numbers are those of the first pass; where another differs, the disagreement tells. */
static bool fill_counts(const bench_subject_t *subject, const bench__pass_t *passes,
                        bench_counts_t *counts) {
    const bench__pass_t *pass = &passes[0];
    bench_size_count_t *sizes = calloc(pass->twice.events.class_count + 1, sizeof *sizes);
    if (sizes == NULL) {
        return false;
    }
    *counts = (bench_counts_t){
        .operations = pass->single.operations,
        .resident_bytes_per_op = NAN,
        .allocs_per_op = bench__slope(pass, BENCH__METRIC_ALLOCS),
        .frees_per_op = bench__slope(pass, BENCH__METRIC_FREES),
        .bytes_requested_per_op = bench__slope(pass, BENCH__METRIC_BYTES_REQUESTED),
        .bytes_usable_per_op = bench__slope(pass, BENCH__METRIC_BYTES_USABLE),
        .reallocs_in_place_per_op = bench__slope(pass, BENCH__METRIC_REALLOCS_IN_PLACE),
        .allocs_once = intercept(pass, pass->single.events.allocs, pass->twice.events.allocs),
        .frees_once = intercept(pass, pass->single.events.frees, pass->twice.events.frees),
        .peak_live_bytes = bench_whole(least_peak(passes)),
        .synchronous_share = share_of(subject, pass),
        .witnessed = true,
        .witnesses = {{pass->single.events.allocs, pass->twice.events.allocs},
                      {requests_of(&pass->single), requests_of(&pass->twice)}},
        .size_count = fill_sizes(pass, sizes),
        .sizes = sizes,
    };
    return true;
}

/* ---- following each block ---- */

/* More would take too long; a case that needs more for one period is not followed. */
#define FOLLOWED_MAX UINT64_C(10000)

/* Whole periods and whole steps, at least `least`; 0: not followed. */
static uint64_t followed_operations(const bench_subject_t *subject, uint64_t least,
                                    uint64_t period) {
    if (subject->step == 0) {
        return 0;
    }
    uint64_t operations = round_up(least, period);
    while (operations <= FOLLOWED_MAX && operations % subject->step != 0) {
        operations += period;
    }
    return operations <= FOLLOWED_MAX ? operations : 0;
}

/* As a pass: N operations, then 2N. */
static bool run_followed(const bench_subject_t *subject, uint64_t operations, bench__pass_t *pass,
                         bench_problem_t *problem) {
    pass->kernel_timed = subject->kernel_timed;
    bench__journal_begin();
    bench__journal_window(0);
    bool good = run_window(subject, operations, &pass->single, problem);
    bench__journal_window_ends();
    bench__journal_window(1);
    good = good && run_window(subject, 2 * operations, &pass->twice, problem);
    bench__journal_window_ends();
    return good;
}

/* The blocks that were followed must be those that were counted. False: they are not, and what
 * differs is in `text`. */
static bool ledger_agrees(const bench__pass_t *pass, const bench_counts_t *counts, char *text,
                          size_t size) {
    char followed[BENCH_FRACTION_MAX];
    char counted[BENCH_FRACTION_MAX];
    bench_fraction_t per_op = bench__slope(pass, BENCH__METRIC_ALLOCS);
    if (bench__journal_now()->full) {
        (void)snprintf(text, size, "more blocks than can be followed");
        return false;
    }
    if (!bench__ledger_adds_up(bench__journal_now(), pass, text, size)) {
        return false;
    }
    if (!pass->kernel_timed && !bench_fraction_equal(per_op, counts->allocs_per_op)) {
        (void)snprintf(text, size, "allocs_per_op %s, followed step by step %s",
                       bench_fraction_format(counts->allocs_per_op, counted),
                       bench_fraction_format(per_op, followed));
        return false;
    }
    return true;
}

/* Where passes differ, names the first place whose allocations vary. */
static void add_varying_site(char *disagreement) {
    char site[DISAGREEMENT_MAX / 2];
    size_t used = strlen(disagreement);
    bench__ledger_varying_site(bench__journal_now(), site, sizeof site);
    if (site[0] != '\0') {
        (void)snprintf(disagreement + used, DISAGREEMENT_MAX - used, "; at %s", site);
    }
}

/* Runs the pass that follows blocks. Adds to the disagreement, if any, of the passes before. */
static bool follow(const bench_subject_t *subject, uint64_t operations, bench_counts_t *counts,
                   bench__agreement_t agreement, char *disagreement, bench_problem_t *problem) {
    bench__pass_t *pass = calloc(1, sizeof *pass);
    if (pass == NULL) {
        return bench_out_of_memory(problem, subject->name);
    }
    bool good = run_followed(subject, operations, pass, problem);
    if (good && !bench__ledger_fill(bench__journal_now(), pass, subject, counts)) {
        good = bench_out_of_memory(problem, subject->name);
    }
    if (good && agreement == BENCH__ALL_AGREE) {
        (void)ledger_agrees(pass, counts, disagreement, DISAGREEMENT_MAX);
    } else if (good && agreement == BENCH__PASSES_DIFFER) {
        add_varying_site(disagreement);
    }
    free(pass);
    return good;
}

/* ---- a subject's counts ---- */

static bool fill_verification(const char *disagreement, bench_counts_t *counts) {
    if (disagreement[0] == '\0') {
        counts->verification = BENCH_VERIFIED;
        return true;
    }
    counts->verification = BENCH_UNVERIFIED;
    counts->disagreement = strdup(disagreement);
    return counts->disagreement != NULL;
}

static bool count(const bench_subject_t *subject, uint64_t min_operations, bench__pass_t *passes,
                  bench_counts_t *counts, bench_problem_t *problem) {
    char disagreement[DISAGREEMENT_MAX];
    uint64_t period = subject->period == 0 ? 1 : subject->period;
    uint64_t few = min_operations < WARM_UP_MIN ? min_operations : WARM_UP_MIN;
    uint64_t followed = followed_operations(subject, few, period);
    subject->run(subject->state, round_up(few, period));
    if (!run_passes(subject, round_up(min_operations, period), passes, problem)) {
        return false;
    }
    bench__agreement_t agreement = bench__verify(passes, PASSES, disagreement, sizeof disagreement);
    if (!fill_counts(subject, passes, counts)) {
        return bench_out_of_memory(problem, subject->name);
    }
    if (followed != 0 && !follow(subject, followed, counts, agreement, disagreement, problem)) {
        return false;
    }
    /* Witnesses that agree on what they cannot see have verified nothing. */
    const char *why = subject->unseen != NULL ? subject->unseen : disagreement;
    return fill_verification(why, counts) || bench_out_of_memory(problem, subject->name);
}

bool bench_count(const bench_subject_t *subject, uint64_t min_operations, bench_counts_t *counts,
                 bench_problem_t *problem) {
    (void)bench__journal_end(); /* of the subject before, if its leaks were not asked for */
    if (!bench_can_count(problem)) {
        return false;
    }
    bench__pass_t *passes = calloc(PASSES, sizeof *passes);
    if (passes == NULL) {
        return bench_out_of_memory(problem, subject->name);
    }
    bench_counts_t made;
    bench_counts_init(&made);
    bool good = count(subject, min_operations, passes, &made, problem);
    if (good) {
        *counts = made;
    } else {
        bench_counts_deinit(&made);
    }
    free(passes);
    return good;
}

bool bench_count_leaks(bench_counts_t *counts, bench_problem_t *problem) {
    const bench__journal_t *journal = bench__journal_end();
    return !counts->followed || bench__ledger_add_leaks(journal, counts) ||
           bench_out_of_memory(problem, "counting leaks");
}
