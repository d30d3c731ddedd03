/* What becomes of blocks, in programs where that is known by construction. */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "measure/measure.h"

/* Blocks pass through volatile, or the compiler deletes a malloc whose block is only freed. */
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
    if (!bench_count(&subject, 100, &counts, NULL, &problem) ||
        !bench_count_leaks(&counts, &problem)) {
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

/* Each operation makes three blocks: one goes at once, one with the next operation, one three
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

static void blocks_are_told_apart_by_how_long_they_live(void **state) {
    (void)state;
    struct ring ring = {.done = 0};
    bench_counts_t counts = count(run_ring, &ring, 1);
    assert_string_equal(counts.verified, "verified");
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
    assert_string_equal(counts.verified, "verified");
    /* In eight operations, the last block of the second kind and four of the third remain. */
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

static void what_is_never_freed_is_named_with_its_place(void **state) {
    (void)state;
    static struct heap heap;
    bench_counts_t counts = count(run_leaking, &heap, 1);
    assert_string_equal(counts.verified, "verified");
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

/* ---- threads ---- */

static void *free_there(void *block) {
    free(block);
    free(escape(malloc(100)));
    return NULL;
}

/* One thread for each operation, which frees a block that it did not make. */
static void run_with_threads(void *state, uint64_t operations) {
    (void)state;
    for (uint64_t i = 0; i < operations; i++) {
        pthread_t thread;
        if (pthread_create(&thread, NULL, free_there, escape(malloc(1000))) == 0) {
            (void)pthread_join(thread, NULL);
        }
    }
}

/* A thread's own block (of the loader) comes with the first one; its stack is kept for the next. */
static void threads_that_come_and_go_are_counted(void **state) {
    (void)state;
    bench_counts_t counts = count(run_with_threads, NULL, 0);
    assert_string_equal(counts.verified, "verified");
    assert_fraction(counts.allocs_per_op, 2, 1);
    assert_fraction(counts.frees_per_op, 2, 1);
    assert_fraction(counts.bytes_requested_per_op, 1100, 1);
    bench_counts_deinit(&counts);
}

/* A thread that lives as long as the test and frees what it is given. */
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
    assert_string_equal(counts.verified, "verified");
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

/* ---- what does not add up ---- */

/* Does something else where it is run one operation at a time. */
static void run_otherwise(void *state, uint64_t operations) {
    (void)state;
    free(operations == 1 ? escape(malloc(8)) : NULL);
    for (uint64_t i = 0; i < operations; i++) {
        free(escape(malloc(8)));
    }
}

static void what_differs_where_it_is_followed_is_not_verified(void **state) {
    (void)state;
    bench_counts_t counts = count(run_otherwise, NULL, 1);
    assert_string_equal(counts.verified, "allocs_per_op 1, followed step by step 2");
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

static void what_varies_is_named_with_size_thread_and_place(void **state) {
    (void)state;
    uint64_t random = 1;
    bench_counts_t counts = count(run_sometimes, &random, 1);
    assert_non_null(strstr(counts.verified, "pass 2 differs: allocs_per_op "));
    assert_non_null(strstr(counts.verified, "; size 64 "));
    assert_non_null(strstr(counts.verified, "; thread 0 allocated "));
    assert_non_null(strstr(counts.verified, "; at run_sometimes;sometimes"));
    bench_counts_deinit(&counts);
}

static void without_a_step_nothing_is_followed(void **state) {
    (void)state;
    bench_counts_t counts = count(run_otherwise, NULL, 0);
    assert_string_equal(counts.verified, "verified");
    assert_false(counts.followed);
    assert_int_equal(counts.site_count, 0);
    bench_counts_deinit(&counts);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(blocks_are_told_apart_by_how_long_they_live),
        cmocka_unit_test(a_step_of_several_operations_is_followed_as_one),
        cmocka_unit_test(what_is_never_freed_is_named_with_its_place),
        cmocka_unit_test(threads_that_come_and_go_are_counted),
        cmocka_unit_test(each_thread_has_its_own_counts),
        cmocka_unit_test(what_differs_where_it_is_followed_is_not_verified),
        cmocka_unit_test(what_varies_is_named_with_size_thread_and_place),
        cmocka_unit_test(without_a_step_nothing_is_followed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
