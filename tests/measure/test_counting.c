/* Programs with known allocations give exactly the expected numbers. */
#include <malloc.h>
#include <math.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <jemalloc/jemalloc.h>

#include "measure/instructions.h"
#include "sources.h"
#include "tally.h"

#define MIB ((size_t)1 << 20)

/* Pointers pass through volatile: otherwise the compiler deletes a malloc whose block is only
 * freed. */
static void *volatile passing;

static void *escape(void *block) {
    passing = block;
    return passing;
}

static bench_counts_t count(const bench_subject_t *subject, uint64_t operations) {
    bench_counts_t counts;
    bench_problem_t problem = {""};
    if (!bench_count(subject, operations, &counts, &problem)) {
        fail_msg("%s: %s", subject->name, problem.text);
    }
    return counts;
}

static void release(bench_counts_t *counts) {
    bench_counts_deinit(counts);
}

static void assert_fraction(bench_fraction_t f, int64_t num, int64_t den) {
    char text[BENCH_FRACTION_MAX];
    char expected[BENCH_FRACTION_MAX];
    assert_string_equal(bench_fraction_format(f, text),
                        bench_fraction_format(bench_fraction(num, den), expected));
}

static const char *said(const bench_counts_t *counts) {
    return counts->disagreement == NULL ? "verified" : counts->disagreement;
}

static void assert_verified(const bench_counts_t *counts) {
    assert_string_equal(said(counts), "verified");
    assert_int_equal(counts->verification, BENCH_VERIFIED);
}

/* ---- how many operations ---- */

static void run_and_add(void *state, uint64_t operations) {
    *(uint64_t *)state += operations;
}

/* A warm-up, three passes of N and 2N, and one that follows blocks. */
static void a_subject_that_asks_for_few_operations_gets_few(void **state) {
    (void)state;
    static const struct {
        uint64_t asked, period, run;
    } cases[] = {{1, 1, 13}, {1, 5, 65}, {10, 1, 130}, {1000, 1, 64 + 9000 + 192}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        uint64_t run = 0;
        const bench_subject_t subject = {.name = "few",
                                         .run = run_and_add,
                                         .state = &run,
                                         .period = cases[i].period,
                                         .step = cases[i].period};
        bench_counts_t counts = count(&subject, cases[i].asked);
        assert_int_equal(run, cases[i].run);
        release(&counts);
    }
}

static void run_two_and_one(void *state, uint64_t operations) {
    (void)state;
    free(escape(malloc(10)));
    for (uint64_t i = 0; i < operations; i++) {
        free(escape(malloc(10)));
        free(escape(malloc(100)));
    }
}

static void what_each_witness_saw_is_kept(void **state) {
    (void)state;
    const bench_subject_t subject = {.name = "two", .run = run_two_and_one, .period = 1};
    bench_counts_t counts = count(&subject, 10);
    assert_true(counts.witnessed);
    for (size_t window = 0; window < 2; window++) {
        assert_int_equal(counts.witnesses.events[window], 2 * (window + 1) * 10 + 1);
        assert_int_equal(counts.witnesses.arenas[window], 2 * (window + 1) * 10 + 1);
    }
    release(&counts);
}

static void what_is_not_seen_is_not_verified(void **state) {
    (void)state;
    uint64_t run = 0;
    const bench_subject_t subject = {.name = "unseen",
                                     .run = run_and_add,
                                     .state = &run,
                                     .period = 1,
                                     .unseen = "the plugin defines malloc itself"};
    bench_counts_t counts = count(&subject, 10);
    assert_int_equal(counts.verification, BENCH_UNVERIFIED);
    assert_string_equal(said(&counts), "the plugin defines malloc itself");
    release(&counts);
}

/* ---- each allocating function ---- */

static void op_malloc_tiny(void) {
    free(escape(malloc(1)));
}
static void op_malloc_large(void) {
    free(escape(malloc(8 * MIB)));
}
static void op_calloc(void) {
    free(escape(calloc(3, 20)));
}
static void op_realloc_of_null(void) {
    free(escape(realloc(escape(NULL), 100)));
}
static void op_aligned_alloc(void) {
    free(escape(aligned_alloc(64, 64)));
}
static void op_aligned_to_page(void) {
    free(escape(aligned_alloc(4096, 4096)));
}
static void op_posix_memalign(void) {
    void *block = NULL;
    assert_int_equal(posix_memalign(&block, 64, 200), 0);
    free(escape(block));
}
static void op_memalign(void) {
    free(escape(memalign(32, 40)));
}
static void op_valloc(void) {
    free(escape(valloc(100)));
}
static void op_mallocx(void) {
    dallocx(escape(mallocx(300, 0)), 0);
}
static void op_realloc_in_place(void) {
    free(escape(realloc(escape(malloc(100)), 105)));
}
static void op_realloc_moved(void) {
    free(escape(realloc(escape(malloc(64)), 1000)));
}
static void op_rallocx_moved(void) {
    free(escape(rallocx(escape(malloc(64)), 1000, 0)));
}
static void op_shrink_large_in_place(void) {
    void *block = escape(malloc(8 * MIB));
    void *same = escape(realloc(block, 6 * MIB));
    assert_ptr_equal(block, same);
    free(same);
}
static void op_grow_large_in_place(void) {
    void *block = escape(malloc(8 * MIB));
    void *shrunk = escape(realloc(block, 6 * MIB));
    void *grown = escape(realloc(shrunk, 8 * MIB));
    assert_ptr_equal(block, grown);
    free(grown);
}
/* A small block has no room to grow. */
static void op_grow_in_vain(void) {
    void *block = escape(malloc(64));
    assert_int_equal(xallocx(block, 1000, 0, 0), 64);
    free(block);
}
static void op_free_of_null(void) {
    free(escape(NULL));
}

/* Expected per operation. The size classes are those of jemalloc with 16-byte quanta and 4 KiB
 * pages. */
struct expectation {
    const char *name;
    void (*operate)(void);
    int64_t allocs;
    int64_t frees;
    int64_t requested;
    int64_t usable;
    int64_t peak;
    uint64_t sizes[3]; /* one block each, ended by 0 */
    int64_t in_place;  /* reallocs */
};

static const struct expectation EXPECTATIONS[] = {
    {"malloc 1 byte", op_malloc_tiny, 1, 1, 1, 8, 8, {8}, 0},
    {"malloc 8 MiB", op_malloc_large, 1, 1, 8 << 20, 8 << 20, 8 << 20, {8 << 20}, 0},
    {"calloc", op_calloc, 1, 1, 60, 64, 64, {64}, 0},
    {"realloc of NULL", op_realloc_of_null, 1, 1, 100, 112, 112, {112}, 0},
    {"aligned_alloc", op_aligned_alloc, 1, 1, 64, 64, 64, {64}, 0},
    {"aligned to a page", op_aligned_to_page, 1, 1, 4096, 4096, 4096, {4096}, 0},
    {"posix_memalign", op_posix_memalign, 1, 1, 200, 256, 256, {256}, 0},
    {"memalign", op_memalign, 1, 1, 40, 64, 64, {64}, 0},
    {"valloc", op_valloc, 1, 1, 100, 4096, 4096, {4096}, 0},
    {"mallocx", op_mallocx, 1, 1, 300, 320, 320, {320}, 0},
    {"realloc in place", op_realloc_in_place, 1, 1, 100, 112, 112, {112}, 1},
    {"realloc moved", op_realloc_moved, 2, 2, 1064, 1088, 1088, {64, 1024}, 0},
    {"rallocx moved", op_rallocx_moved, 2, 2, 1064, 1088, 1088, {64, 1024}, 0},
    {"shrink in place", op_shrink_large_in_place, 1, 1, 8 << 20, 8 << 20, 8 << 20, {8 << 20}, 1},
    {"grow in place", op_grow_large_in_place, 1, 1, 8 << 20, 8 << 20, 8 << 20, {8 << 20}, 2},
    {"grow in vain", op_grow_in_vain, 1, 1, 64, 64, 64, {64}, 0},
    {"free of NULL", op_free_of_null, 0, 0, 0, 0, 0, {0}, 0},
};

static void run_expectation(void *state, uint64_t operations) {
    const struct expectation *expected = state;
    for (uint64_t i = 0; i < operations; i++) {
        expected->operate();
    }
}

static void assert_sizes(const bench_counts_t *counts, const uint64_t *sizes) {
    size_t n = 0;
    for (; sizes[n] != 0; n++) {
        assert_true(n < counts->size_count);
        assert_int_equal(counts->sizes[n].size_class, sizes[n]);
        assert_fraction(counts->sizes[n].allocs_per_op, 1, 1);
    }
    assert_int_equal(counts->size_count, n);
}

static void check_expectation(const struct expectation *expected) {
    const bench_subject_t subject = {
        .name = expected->name, .run = run_expectation, .state = (void *)expected, .period = 1};
    bench_counts_t counts = count(&subject, 50);
    print_message("%s: %s\n", expected->name, said(&counts));
    assert_verified(&counts);
    assert_int_equal(counts.operations, 50);
    assert_fraction(counts.allocs_per_op, expected->allocs, 1);
    assert_fraction(counts.frees_per_op, expected->frees, 1);
    assert_fraction(counts.bytes_requested_per_op, expected->requested, 1);
    assert_fraction(counts.bytes_usable_per_op, expected->usable, 1);
    assert_fraction(counts.reallocs_in_place_per_op, expected->in_place, 1);
    assert_fraction(counts.allocs_once, 0, 1);
    assert_fraction(counts.peak_live_bytes, expected->peak, 1);
    assert_sizes(&counts, expected->sizes);
    release(&counts);
}

static void every_allocating_function_is_counted_exactly(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof EXPECTATIONS / sizeof EXPECTATIONS[0]; i++) {
        check_expectation(&EXPECTATIONS[i]);
    }
}

/* ---- fractions and one-time costs ---- */

struct pattern {
    uint64_t done;  /* operations so far */
    unsigned in;    /* this many allocations ... */
    unsigned every; /* ... per that many operations */
};

static void run_pattern(void *state, uint64_t operations) {
    struct pattern *pattern = state;
    for (uint64_t i = 0; i < operations; i++) {
        bool now = pattern->done++ % pattern->every == 0;
        for (unsigned k = 0; now && k < pattern->in; k++) {
            free(escape(malloc(32)));
        }
    }
}

static void check_pattern(unsigned in, unsigned every) {
    struct pattern pattern = {0, in, every};
    const bench_subject_t subject = {
        .name = "pattern", .run = run_pattern, .state = &pattern, .period = every};
    bench_counts_t counts = count(&subject, 101);
    assert_verified(&counts);
    assert_int_equal(counts.operations % every, 0);
    assert_true(counts.operations >= 101 && counts.operations < 101 + every);
    assert_fraction(counts.allocs_per_op, in, every);
    assert_fraction(counts.bytes_requested_per_op, 32 * (int64_t)in, every);
    assert_fraction(counts.allocs_once, 0, 1);
    release(&counts);
}

static void fractions_are_exact(void **state) {
    (void)state;
    check_pattern(1, 2);
    check_pattern(3, 2);
    check_pattern(1, 1000);
    check_pattern(7, 13);
}

static void run_with_set_up(void *state, uint64_t operations) {
    (void)state;
    void *first = escape(malloc(1000));
    void *second = escape(malloc(2000));
    for (uint64_t i = 0; i < operations; i++) {
        free(escape(malloc(64)));
    }
    free(first);
    free(second);
}

static void allocations_that_do_not_grow_with_n_are_allocs_once(void **state) {
    (void)state;
    const bench_subject_t subject = {
        .name = "set-up", .run = run_with_set_up, .state = NULL, .period = 1};
    bench_counts_t counts = count(&subject, 100);
    assert_verified(&counts);
    assert_fraction(counts.allocs_per_op, 1, 1);
    assert_fraction(counts.allocs_once, 2, 1);
    assert_fraction(counts.frees_once, 2, 1);
    assert_int_equal(counts.size_count, 1);
    assert_fraction(counts.peak_live_bytes, 1024 + 2048 + 64, 1);
    release(&counts);
}

static void run_pile(void *state, uint64_t operations) {
    void **blocks = state;
    for (uint64_t i = 0; i < operations; i++) {
        blocks[i] = escape(malloc(48));
    }
    for (uint64_t i = 0; i < operations; i++) {
        free(blocks[i]);
    }
}

static void the_peak_is_relative_to_the_start_of_n_operations(void **state) {
    (void)state;
    static void *blocks[400];
    void *alive_before = escape(malloc(1 * MIB));
    const bench_subject_t subject = {.name = "pile", .run = run_pile, .state = blocks, .period = 1};
    bench_counts_t counts = count(&subject, 200);
    assert_fraction(counts.peak_live_bytes, 200L * 48, 1);
    free(alive_before);
    release(&counts);
}

/* ---- operations that did not complete synchronously ---- */

/* One operation in four is a miss. */
struct misses {
    uint64_t done;
    uint64_t misses;
};

static void run_with_misses(void *state, uint64_t operations) {
    struct misses *kept = state;
    for (uint64_t i = 0; i < operations; i++) {
        kept->misses += kept->done++ % 4 == 0;
    }
}

static void the_synchronous_share_is_of_the_counted_operations(void **state) {
    (void)state;
    struct misses kept = {0, 0};
    bench_subject_t subject = {.name = "misses",
                               .run = run_with_misses,
                               .state = &kept,
                               .period = 4,
                               .misses = &kept.misses};
    bench_counts_t counts = count(&subject, 100);
    assert_true(counts.synchronous_share == 0.75);
    release(&counts);
    subject.misses = NULL;
    counts = count(&subject, 100);
    assert_true(isnan(counts.synchronous_share));
    release(&counts);
}

/* ---- kernel-timed ---- */

/* Each call allocates one block more than the previous one. */
static void run_more_each_time(void *state, uint64_t operations) {
    uint64_t *calls = state;
    (void)operations;
    for (uint64_t i = 0; i < *calls; i++) {
        free(escape(malloc(16)));
    }
    ++*calls;
}

/* The warm-up is call 0; the windows of 100 and 200 operations are calls 1 and 2. */
static void kernel_timed_counts_are_means_and_may_differ_between_passes(void **state) {
    (void)state;
    uint64_t calls = 0;
    const bench_subject_t subject = {.name = "kernel's",
                                     .run = run_more_each_time,
                                     .state = &calls,
                                     .period = 1,
                                     .kernel_timed = true};
    bench_counts_t counts = count(&subject, 100);
    assert_verified(&counts);
    assert_fraction(counts.allocs_per_op, 1 + 2, 300);
    assert_fraction(counts.allocs_once, 0, 1);
    release(&counts);
}

/* ---- threads ---- */

/* A worker that existed before: it allocates blocks on request, and the requesting thread frees
 * them. */
struct worker {
    pthread_t thread;
    pthread_mutex_t mutex;
    pthread_cond_t changed;
    uint64_t wanted;
    bool quit;
    void *blocks[400];
};

static void make_blocks(struct worker *worker) {
    for (uint64_t i = 0; i < worker->wanted; i++) {
        worker->blocks[i] = malloc(64);
        free(escape(malloc(500)));
    }
    worker->wanted = 0;
}

static void *work(void *argument) {
    struct worker *worker = argument;
    (void)pthread_mutex_lock(&worker->mutex);
    while (!worker->quit) {
        if (worker->wanted != 0) {
            make_blocks(worker);
            (void)pthread_cond_broadcast(&worker->changed);
        } else {
            (void)pthread_cond_wait(&worker->changed, &worker->mutex);
        }
    }
    (void)pthread_mutex_unlock(&worker->mutex);
    return NULL;
}

static void run_on_worker(void *state, uint64_t operations) {
    struct worker *worker = state;
    (void)pthread_mutex_lock(&worker->mutex);
    worker->wanted = operations;
    (void)pthread_cond_broadcast(&worker->changed);
    while (worker->wanted != 0) {
        (void)pthread_cond_wait(&worker->changed, &worker->mutex);
    }
    (void)pthread_mutex_unlock(&worker->mutex);
    for (uint64_t i = 0; i < operations; i++) {
        free(worker->blocks[i]);
    }
}

static void stop_worker(struct worker *worker) {
    (void)pthread_mutex_lock(&worker->mutex);
    worker->quit = true;
    (void)pthread_cond_broadcast(&worker->changed);
    (void)pthread_mutex_unlock(&worker->mutex);
    (void)pthread_join(worker->thread, NULL);
}

static void blocks_of_another_thread_freed_here_are_counted(void **state) {
    (void)state;
    static struct worker worker = {.mutex = PTHREAD_MUTEX_INITIALIZER,
                                   .changed = PTHREAD_COND_INITIALIZER};
    assert_int_equal(pthread_create(&worker.thread, NULL, work, &worker), 0);
    const bench_subject_t subject = {
        .name = "worker", .run = run_on_worker, .state = &worker, .period = 1};
    bench_counts_t counts = count(&subject, 200);
    stop_worker(&worker);
    assert_verified(&counts);
    assert_fraction(counts.allocs_per_op, 2, 1);
    assert_fraction(counts.frees_per_op, 2, 1);
    assert_fraction(counts.bytes_requested_per_op, 564, 1);
    assert_fraction(counts.allocs_once, 0, 1);
    assert_fraction(counts.peak_live_bytes, 200 * 64 + 512, 1);
    release(&counts);
}

/* ---- counts that vary ---- */

/* One allocation or none, depending on the top bit of a linear congruential generator. */
static void run_by_chance(void *state, uint64_t operations) {
    uint64_t *random = state;
    for (uint64_t i = 0; i < operations; i++) {
        *random = *random * 6364136223846793005U + 1442695040888963407U;
        if (*random >> 63) {
            free(escape(malloc(64)));
        }
    }
}

static void a_difference_between_passes_is_named(void **state) {
    (void)state;
    uint64_t random = 42;
    const bench_subject_t subject = {
        .name = "chance", .run = run_by_chance, .state = &random, .period = 1};
    bench_counts_t counts = count(&subject, 1000);
    print_message("%s\n", said(&counts));
    assert_ptr_equal(strstr(said(&counts), "pass 2 differs: allocs_per_op "), said(&counts));
    assert_non_null(strstr(said(&counts), ", then "));
    release(&counts);
}

/* Allocates half as much again after the warm-up (64 operations) and pass 1 (100 and 200). */
static void run_change(void *state, uint64_t operations) {
    uint64_t *done = state;
    for (uint64_t i = 0; i < operations; i++) {
        bool changed = (*done)++ >= 64 + 300;
        free(escape(malloc(64)));
        if (changed && i % 2 == 0) {
            free(escape(malloc(64)));
        }
    }
}

static void the_text_gives_both_numbers(void **state) {
    (void)state;
    uint64_t done = 0;
    const bench_subject_t subject = {
        .name = "change", .run = run_change, .state = &done, .period = 1};
    bench_counts_t counts = count(&subject, 100);
    assert_string_equal(said(&counts),
                        "pass 2 differs: allocs_per_op 1, then 3/2; size 64 100 times, then 150; "
                        "thread 0 allocated 100, then 150");
    release(&counts);
}

/* An explicit thread cache serves mallocx without the arena, so one witness misses the call. */
static void run_behind_an_arena(void *state, uint64_t operations) {
    unsigned cache = *(unsigned *)state;
    for (uint64_t i = 0; i < operations; i++) {
        int flags = MALLOCX_TCACHE(cache);
        dallocx(escape(mallocx(64, flags)), flags);
    }
}

static void a_call_that_one_witness_misses_is_named(void **state) {
    (void)state;
    unsigned cache = 0;
    size_t size = sizeof cache;
    assert_int_equal(mallctl("tcache.create", &cache, &size, NULL, 0), 0);
    const bench_subject_t subject = {
        .name = "cached", .run = run_behind_an_arena, .state = &cache, .period = 1};
    bench_counts_t counts = count(&subject, 100);
    char expected[96];
    (void)snprintf(expected, sizeof expected, "%s saw 100 of size 64, arenas 0, on thread 0",
                   bench_witness());
    assert_string_equal(said(&counts), expected);
    assert_fraction(counts.allocs_per_op, 1, 1);
    release(&counts);
    assert_int_equal(mallctl("tcache.destroy", NULL, NULL, &cache, sizeof cache), 0);
}

static void run_looking_for_hooks(void *state, uint64_t operations) {
    (void)operations;
    unsigned *open = state;
    *open += bench__tally_is_open() ? 1U : 0U;
}

static void hooks_are_open_only_while_counting(void **state) {
    (void)state;
    unsigned open = 0;
    const bench_subject_t subject = {
        .name = "hooks", .run = run_looking_for_hooks, .state = &open, .period = 1};
    bench_counts_t counts = count(&subject, 10);
    assert_int_equal(open, 6); /* 3 passes of 2 windows; the warm-up has none */
    assert_false(bench__tally_is_open());
    release(&counts);
}

static size_t allocated_bytes(void) {
    uint64_t epoch = 1;
    size_t bytes = 0;
    size_t size = sizeof bytes;
    assert_int_equal(mallctl("epoch", NULL, NULL, &epoch, sizeof epoch), 0);
    assert_int_equal(mallctl("stats.allocated", &bytes, &size, NULL, 0), 0);
    return bytes;
}

static void a_process_with_hooks_neither_times_nor_counts_instructions(void **state) {
    (void)state;
    bench_instruction_counter_t counter;
    bench_problem_t problem = {""};
    assert_true(bench__source_is_present());
    assert_false(bench_can_time(&problem));
    assert_non_null(strstr(problem.text, "hooks or an interposer count"));
    problem.text[0] = '\0';
    assert_false(bench_instruction_counter_open(BENCH_BY_CALLGRIND, "", &counter, &problem));
    assert_non_null(strstr(problem.text, "hooks or an interposer count"));
}

static void a_hundred_counts_leave_nothing_behind(void **state) {
    (void)state;
    struct pattern pattern = {0, 1, 2};
    const bench_subject_t subject = {
        .name = "pattern", .run = run_pattern, .state = &pattern, .period = 2};
    size_t before = allocated_bytes();
    for (int i = 0; i < 100; i++) {
        bench_counts_t counts = count(&subject, 10);
        release(&counts);
    }
    assert_int_equal(allocated_bytes(), before);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_subject_that_asks_for_few_operations_gets_few),
        cmocka_unit_test(what_each_witness_saw_is_kept),
        cmocka_unit_test(what_is_not_seen_is_not_verified),
        cmocka_unit_test(every_allocating_function_is_counted_exactly),
        cmocka_unit_test(fractions_are_exact),
        cmocka_unit_test(allocations_that_do_not_grow_with_n_are_allocs_once),
        cmocka_unit_test(the_peak_is_relative_to_the_start_of_n_operations),
        cmocka_unit_test(the_synchronous_share_is_of_the_counted_operations),
        cmocka_unit_test(kernel_timed_counts_are_means_and_may_differ_between_passes),
        cmocka_unit_test(blocks_of_another_thread_freed_here_are_counted),
        cmocka_unit_test(a_difference_between_passes_is_named),
        cmocka_unit_test(the_text_gives_both_numbers),
        cmocka_unit_test(a_call_that_one_witness_misses_is_named),
        cmocka_unit_test(hooks_are_open_only_while_counting),
        cmocka_unit_test(a_process_with_hooks_neither_times_nor_counts_instructions),
        cmocka_unit_test(a_hundred_counts_leave_nothing_behind),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
