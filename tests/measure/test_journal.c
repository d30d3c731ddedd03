/* Lifetimes and call sites of blocks, in programs where they are known. */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "measure/measure.h"

/* Pointers pass through volatile: otherwise the compiler deletes a malloc whose block is only
 * freed. */
static void *volatile passing;

static void *escape(void *block) {
    passing = block;
    return passing;
}

static bench_counts_t count(void (*run)(void *state, uint64_t operations), void *state,
                            uint64_t step) {
    const bench_subject_t subject = {
        .name = "subject", .run = run, .state = state, .period = 1, .step = step};
    bench_counts_t counts;
    bench_problem_t problem = {""};
    if (!bench_count(&subject, 100, &counts, &problem) || !bench_count_leaks(&counts, &problem)) {
        fail_msg("%s", problem.text);
    }
    return counts;
}

static void assert_fraction(bench_fraction_t f, int64_t num, int64_t den) {
    char text[BENCH_FRACTION_MAX];
    char expected[BENCH_FRACTION_MAX];
    assert_string_equal(bench_fraction_format(f, text),
                        bench_fraction_format(bench_fraction(num, den), expected));
}

static void assert_verified(const bench_counts_t *counts) {
    assert_null(counts->disagreement);
    assert_int_equal(counts->verification, BENCH_VERIFIED);
}

static void assert_lifetimes(const bench_counts_t *counts, int same, int next, int later,
                             int kept) {
    assert_true(counts->followed);
    assert_fraction(counts->lifetimes.same_op, same, 1);
    assert_fraction(counts->lifetimes.next_op, next, 1);
    assert_fraction(counts->lifetimes.later, later, 1);
    assert_fraction(counts->lifetimes.kept, kept, 1);
}

/* ---- lifetimes ---- */

#define RING 4

/* Each operation allocates three blocks: one is freed at once, one by the next operation, one three
 * operations later. */
struct ring {
    void *blocks[RING];
    void *last;
    uint64_t done;
};

static void run_ring(void *state, uint64_t operations) {
    struct ring *ring = state;
    for (uint64_t i = 0; i < operations; i++) {
        free(escape(malloc(10)));
        free(ring->last);
        ring->last = escape(malloc(20));
        void **place = &ring->blocks[ring->done++ % RING];
        free(*place);
        *place = escape(malloc(30));
    }
}

static void blocks_are_classified_by_their_lifetime(void **state) {
    (void)state;
    struct ring ring = {.done = 0};
    bench_counts_t counts = count(run_ring, &ring, 1);
    assert_verified(&counts);
    assert_fraction(counts.allocs_per_op, 3, 1);
    assert_lifetimes(&counts, 1, 1, 1, 0);
    for (size_t i = 0; i < RING; i++) {
        free(ring.blocks[i]);
    }
    free(ring.last);
    bench_counts_deinit(&counts);
}

static void a_step_of_several_operations_is_followed_as_one(void **state) {
    (void)state;
    struct ring ring = {.done = 0};
    bench_counts_t counts = count(run_ring, &ring, 8);
    assert_verified(&counts);
    /* Of eight operations, the last block of the second kind and four of the third remain. */
    assert_fraction(counts.lifetimes.same_op, 8 + 7 + 4, 8);
    assert_fraction(counts.lifetimes.next_op, 1 + 4, 8);
    for (size_t i = 0; i < RING; i++) {
        free(ring.blocks[i]);
    }
    free(ring.last);
    bench_counts_deinit(&counts);
}

/* ---- leaks ---- */

struct heap {
    void *blocks[4096];
    size_t count;
};

static __attribute__((noinline)) void *make_and_forget(void) {
    return escape(malloc(48));
}

static void run_leaking(void *state, uint64_t operations) {
    struct heap *heap = state;
    for (uint64_t i = 0; i < operations; i++) {
        heap->blocks[heap->count++] = make_and_forget();
        free(escape(malloc(16)));
    }
}

static const bench_site_t *find_site(const bench_counts_t *counts, const char *stack) {
    for (size_t i = 0; i < counts->site_count; i++) {
        if (strcmp(counts->sites[i].stack, stack) == 0) {
            return &counts->sites[i];
        }
    }
    fail_msg("no site %s", stack);
    return NULL;
}

static void a_leak_is_named_with_its_call_site(void **state) {
    (void)state;
    static struct heap heap;
    bench_counts_t counts = count(run_leaking, &heap, 1);
    assert_verified(&counts);
    assert_lifetimes(&counts, 1, 0, 0, 1);
    assert_int_equal(counts.site_count, 2);
    /* 64 and 128 operations were followed. */
    assert_int_equal(find_site(&counts, "run_leaking;make_and_forget")->leaked, 64 + 128);
    assert_int_equal(find_site(&counts, "run_leaking")->leaked, 0);
    assert_string_equal(find_site(&counts, "run_leaking")->made_by, "workload");
    assert_fraction(find_site(&counts, "run_leaking")->bytes_per_op, 16, 1);
    while (heap.count > 0) {
        free(heap.blocks[--heap.count]);
    }
    bench_counts_deinit(&counts);
}

/* ---- makers ---- */

/* Each is the last call of its caller, so tail calls are prevented. */
#define STAYS __asm__ volatile("" ::: "memory")

static __attribute__((noinline)) void own_make(void) {
    free(escape(malloc(24)));
    STAYS;
}

static __attribute__((noinline)) void box_begin(void) {
    own_make();
    STAYS;
}

static __attribute__((noinline)) void as_box(void) {
    box_begin();
    STAYS;
}

static void run_makers(void *state, uint64_t operations) {
    (void)state;
    for (uint64_t i = 0; i < operations; i++) {
        own_make();
        box_begin();
        as_box();
        free(escape(malloc(8)));
    }
}

static bench_counts_t count_makers(const bench_maker_t *makers, size_t maker_count) {
    const bench_subject_t subject = {.name = "makers",
                                     .run = run_makers,
                                     .period = 1,
                                     .step = 1,
                                     .makers = makers,
                                     .maker_count = maker_count};
    bench_counts_t counts;
    bench_problem_t problem = {""};
    if (!bench_count(&subject, 100, &counts, &problem)) {
        fail_msg("%s", problem.text);
    }
    return counts;
}

static void assert_made_by(const bench_counts_t *counts, const char *stack, const char *made_by) {
    assert_string_equal(find_site(counts, stack)->made_by, made_by);
}

static void the_subject_names_the_purpose_of_its_blocks(void **state) {
    (void)state;
    static const bench_maker_t makers[] = {
        {"box_begin", "box", BENCH_MAKER_NEAREST},
        {"as_box", "conversion", BENCH_MAKER_ANYWHERE},
        {"own_*", "library", BENCH_MAKER_DIRECT},
    };
    bench_counts_t counts = count_makers(makers, 3);
    assert_verified(&counts);
    assert_int_equal(counts.site_count, 4);
    assert_made_by(&counts, "run_makers", "workload");
    assert_made_by(&counts, "run_makers;own_make", "library");
    assert_made_by(&counts, "run_makers;box_begin;own_make", "box");
    assert_made_by(&counts, "run_makers;as_box;box_begin;own_make", "conversion");
    bench_counts_deinit(&counts);
}

static void the_maker_nearest_to_the_allocation_counts(void **state) {
    (void)state;
    static const bench_maker_t makers[] = {
        {"as_box", "far", BENCH_MAKER_NEAREST},
        {"box_begin", "near", BENCH_MAKER_NEAREST},
        {"box_*", "second of the same function", BENCH_MAKER_NEAREST},
    };
    bench_counts_t counts = count_makers(makers, 3);
    assert_made_by(&counts, "run_makers;as_box;box_begin;own_make", "near");
    bench_counts_deinit(&counts);
}

static void a_direct_maker_must_be_the_direct_caller(void **state) {
    (void)state;
    static const bench_maker_t makers[] = {{"box_*", "library", BENCH_MAKER_DIRECT}};
    bench_counts_t counts = count_makers(makers, 1);
    assert_made_by(&counts, "run_makers;box_begin;own_make", "workload");
    bench_counts_deinit(&counts);
}

static void without_makers_every_block_is_the_workload_s(void **state) {
    (void)state;
    bench_counts_t counts = count_makers(NULL, 0);
    for (size_t i = 0; i < counts.site_count; i++) {
        assert_string_equal(counts.sites[i].made_by, "workload");
    }
    bench_counts_deinit(&counts);
}

/* The first journal continues until its leaks are requested or the next count begins. */
static void a_journal_whose_leaks_were_not_asked_for_ends_at_the_next_count(void **state) {
    (void)state;
    bench_counts_t counts = count_makers(NULL, 0);
    bench_counts_deinit(&counts);
    counts = count(run_makers, NULL, 0);
    assert_verified(&counts);
    assert_false(counts.followed);
    bench_counts_deinit(&counts);
}

/* ---- threads ---- */

static void *free_there(void *block) {
    free(block);
    free(escape(malloc(100)));
    return NULL;
}

/* One thread per operation, which frees a block that it did not allocate. */
static void run_with_threads(void *state, uint64_t operations) {
    (void)state;
    for (uint64_t i = 0; i < operations; i++) {
        pthread_t thread;
        if (pthread_create(&thread, NULL, free_there, escape(malloc(1000))) == 0) {
            (void)pthread_join(thread, NULL);
        }
    }
}

/* The first thread adds a block of the loader; its stack is reused by the next threads. */
static void threads_that_come_and_go_are_counted(void **state) {
    (void)state;
    bench_counts_t counts = count(run_with_threads, NULL, 0);
    assert_verified(&counts);
    assert_fraction(counts.allocs_per_op, 2, 1);
    assert_fraction(counts.frees_per_op, 2, 1);
    assert_fraction(counts.bytes_requested_per_op, 1100, 1);
    bench_counts_deinit(&counts);
}

/* A thread that lives as long as the test and frees the blocks that it receives. */
struct freer {
    pthread_t thread;
    pthread_mutex_t mutex;
    pthread_cond_t changed;
    void *block;
    bool quit;
};

static void *free_on_request(void *argument) {
    struct freer *freer = argument;
    (void)pthread_mutex_lock(&freer->mutex);
    while (!freer->quit) {
        if (freer->block != NULL) {
            free(freer->block);
            free(escape(malloc(100)));
            freer->block = NULL;
            (void)pthread_cond_broadcast(&freer->changed);
        } else {
            (void)pthread_cond_wait(&freer->changed, &freer->mutex);
        }
    }
    (void)pthread_mutex_unlock(&freer->mutex);
    return NULL;
}

static void run_for_freer(void *state, uint64_t operations) {
    struct freer *freer = state;
    for (uint64_t i = 0; i < operations; i++) {
        (void)pthread_mutex_lock(&freer->mutex);
        freer->block = malloc(1000);
        (void)pthread_cond_broadcast(&freer->changed);
        while (freer->block != NULL) {
            (void)pthread_cond_wait(&freer->changed, &freer->mutex);
        }
        (void)pthread_mutex_unlock(&freer->mutex);
    }
}

static void each_thread_has_its_own_counts(void **state) {
    (void)state;
    static struct freer freer = {.mutex = PTHREAD_MUTEX_INITIALIZER,
                                 .changed = PTHREAD_COND_INITIALIZER};
    assert_int_equal(pthread_create(&freer.thread, NULL, free_on_request, &freer), 0);
    bench_counts_t counts = count(run_for_freer, &freer, 1);
    assert_verified(&counts);
    assert_int_equal(counts.thread_count, 2);
    const bench_thread_count_t *runner = &counts.threads[0];
    const bench_thread_count_t *other = &counts.threads[1];
    assert_fraction(runner->allocs_per_op, 1, 1);
    assert_fraction(runner->frees_per_op, 0, 1);
    assert_fraction(runner->remote_frees_per_op, 0, 1);
    assert_int_equal(runner->peak_live_bytes, 1024);
    assert_fraction(other->allocs_per_op, 1, 1);
    assert_fraction(other->frees_per_op, 2, 1);
    assert_fraction(other->remote_frees_per_op, 1, 1);
    assert_int_equal(other->peak_live_bytes, 112);
    (void)pthread_mutex_lock(&freer.mutex);
    freer.quit = true;
    (void)pthread_cond_broadcast(&freer.changed);
    (void)pthread_mutex_unlock(&freer.mutex);
    (void)pthread_join(freer.thread, NULL);
    bench_counts_deinit(&counts);
}

#define MIB ((size_t)1 << 20)

/* 8 MiB, that become 6 where they are; then one more. */
static void run_shrinking(void *state, uint64_t operations) {
    (void)state;
    for (uint64_t i = 0; i < operations; i++) {
        void *block = escape(malloc(8 * MIB));
        void *same = escape(realloc(block, 6 * MIB));
        assert_ptr_equal(block, same);
        free(escape(malloc(MIB)));
        free(same);
    }
}

static void a_block_resized_in_place_is_as_large_as_it_is_now(void **state) {
    (void)state;
    bench_counts_t counts = count(run_shrinking, NULL, 1);
    assert_verified(&counts);
    assert_int_equal(counts.thread_count, 1);
    assert_int_equal(counts.threads[0].peak_live_bytes, 8 * MIB);
    bench_counts_deinit(&counts);
}

/* ---- inconsistent counts ---- */

/* Behaves differently if it is run one operation at a time. */
static void run_otherwise(void *state, uint64_t operations) {
    (void)state;
    free(operations == 1 ? escape(malloc(8)) : NULL);
    for (uint64_t i = 0; i < operations; i++) {
        free(escape(malloc(8)));
    }
}

static void a_case_that_differs_while_followed_is_not_verified(void **state) {
    (void)state;
    bench_counts_t counts = count(run_otherwise, NULL, 1);
    assert_string_equal(counts.disagreement, "allocs_per_op 1, followed step by step 2");
    bench_counts_deinit(&counts);
}

static __attribute__((noinline)) void sometimes(uint64_t *random) {
    *random = *random * 6364136223846793005U + 1442695040888963407U;
    if (*random >> 63) {
        free(escape(malloc(64)));
    }
}

static void run_sometimes(void *state, uint64_t operations) {
    for (uint64_t i = 0; i < operations; i++) {
        free(escape(malloc(16)));
        sometimes(state);
    }
}

static void a_difference_between_passes_is_named_with_size_thread_and_call_site(void **state) {
    (void)state;
    uint64_t random = 1;
    bench_counts_t counts = count(run_sometimes, &random, 1);
    assert_non_null(strstr(counts.disagreement, "pass 2 differs: allocs_per_op "));
    assert_non_null(strstr(counts.disagreement, "; size 64 "));
    assert_non_null(strstr(counts.disagreement, "; thread 0 allocated "));
    assert_non_null(strstr(counts.disagreement, "; at run_sometimes;sometimes"));
    bench_counts_deinit(&counts);
}

static void without_a_step_nothing_is_followed(void **state) {
    (void)state;
    bench_counts_t counts = count(run_otherwise, NULL, 0);
    assert_verified(&counts);
    assert_false(counts.followed);
    assert_int_equal(counts.site_count, 0);
    bench_counts_deinit(&counts);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(blocks_are_classified_by_their_lifetime),
        cmocka_unit_test(a_step_of_several_operations_is_followed_as_one),
        cmocka_unit_test(a_leak_is_named_with_its_call_site),
        cmocka_unit_test(the_subject_names_the_purpose_of_its_blocks),
        cmocka_unit_test(the_maker_nearest_to_the_allocation_counts),
        cmocka_unit_test(a_direct_maker_must_be_the_direct_caller),
        cmocka_unit_test(without_makers_every_block_is_the_workload_s),
        cmocka_unit_test(a_journal_whose_leaks_were_not_asked_for_ends_at_the_next_count),
        cmocka_unit_test(threads_that_come_and_go_are_counted),
        cmocka_unit_test(each_thread_has_its_own_counts),
        cmocka_unit_test(a_block_resized_in_place_is_as_large_as_it_is_now),
        cmocka_unit_test(a_case_that_differs_while_followed_is_not_verified),
        cmocka_unit_test(a_difference_between_passes_is_named_with_size_thread_and_call_site),
        cmocka_unit_test(without_a_step_nothing_is_followed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
