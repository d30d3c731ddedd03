/* The hooks' window, and the comparison of witnesses and of passes, each tested separately. */
#include <pthread.h>
#include <semaphore.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "clock.h"
#include "measure/measure.h"
#include "sources.h"
#include "verify.h"
#include "window.h"

#define PASSES 3
#define MIB    ((size_t)1 << 20)

/* Threads that allocate all the time: more than a small machine has cores. */
#define BUSY 6

static bench__tally_t tally;

static void *volatile passing;

static void *escape(void *block) {
    passing = block;
    return passing;
}

static void open_window(void) {
    bench_problem_t problem = {""};
    if (!bench__window_open(&problem)) {
        fail_msg("%s", problem.text);
    }
}

static void a_window_holds_only_its_own_calls(void **state) {
    (void)state;
    void *before = escape(malloc(100));
    open_window();
    void *within = escape(malloc(200));
    free(before);
    bench__window_close(&tally);
    free(within);
    assert_int_equal(tally.allocs, 1);
    assert_int_equal(tally.frees, 1);
    assert_int_equal(tally.bytes_requested, 200);
    assert_int_equal(tally.live_bytes, 224 - 112);
    assert_int_equal(tally.peak_live_bytes, 224);
    assert_int_equal(tally.class_count, 1);
}

static void a_second_window_starts_from_zero(void **state) {
    (void)state;
    open_window();
    free(escape(malloc(100)));
    bench__window_close(&tally);
    open_window();
    bench__window_close(&tally);
    assert_int_equal(tally.allocs, 0);
    assert_int_equal(tally.frees, 0);
    assert_int_equal(tally.class_count, 0);
    assert_int_equal(tally.peak_live_bytes, 0);
}

/* All 36 small classes of jemalloc and some large ones fit the table and come out in order. */
static void every_size_class_has_its_count(void **state) {
    (void)state;
    open_window();
    for (size_t bytes = 8; bytes <= ((size_t)8 << 20); bytes += bytes / 8 < 8 ? 8 : bytes / 8) {
        free(escape(malloc(bytes)));
    }
    bench__window_close(&tally);
    uint64_t sum = 0;
    for (size_t i = 0; i < tally.class_count; i++) {
        sum += tally.classes[i].allocs;
        assert_true(i == 0 || tally.classes[i].size_class > tally.classes[i - 1].size_class);
    }
    assert_true(tally.class_count > 60);
    assert_int_equal(sum, tally.allocs);
}

static _Atomic bool quit;

static void *allocate_all_the_time(void *argument) {
    (void)argument;
    while (!quit) {
        void *volatile block = malloc(64);
        free(block);
    }
    return NULL;
}

static uint64_t class_sum(void) {
    uint64_t sum = 0;
    for (size_t i = 0; i < tally.class_count; i++) {
        sum += tally.classes[i].allocs;
    }
    return sum;
}

/* Long enough for the other thread to be inside a callback at the end. */
static void leave_open(uint64_t ns) {
    uint64_t end = bench__clock_ns() + ns;
    while (bench__clock_ns() < end) {
    }
}

/* Removing the hooks does not wait for callbacks. Without the harness's own wait, totals and
 * classes of a window would not match, and the next window would start with stray events. With more
 * threads than cores, some thread is always preempted inside a callback. */
static void busy_threads_do_not_make_windows_inconsistent(void **state) {
    (void)state;
    pthread_t threads[BUSY];
    quit = false;
    for (size_t i = 0; i < BUSY; i++) {
        assert_int_equal(pthread_create(&threads[i], NULL, allocate_all_the_time, NULL), 0);
    }
    uint64_t seen = 0;
    for (int i = 0; i < 400 || seen < 1000; i++) {
        assert_true(i < 100000);
        open_window();
        leave_open(100000);
        bench__window_close(&tally);
        seen += tally.allocs;
        assert_int_equal(class_sum(), tally.allocs);
        assert_int_equal(tally.bytes_usable, 64 * tally.allocs);
        int64_t unpaired = (int64_t)(tally.allocs - tally.frees);
        assert_in_range(unpaired + BUSY, 0, 2 * BUSY);
    }
    quit = true;
    for (size_t i = 0; i < BUSY; i++) {
        (void)pthread_join(threads[i], NULL);
    }
}

struct guest {
    pthread_t thread;
    sem_t started;
    sem_t may_end;
};

static void *call_once_and_end(void *argument) {
    struct guest *guest = argument;
    free(escape(malloc(64)));
    (void)sem_post(&guest->started);
    (void)sem_wait(&guest->may_end);
    return NULL;
}

static void start_guest(struct guest *guest, size_t stack_bytes) {
    pthread_attr_t attributes;
    (void)sem_init(&guest->started, 0, 0);
    (void)sem_init(&guest->may_end, 0, 0);
    (void)pthread_attr_init(&attributes);
    (void)pthread_attr_setstacksize(&attributes, stack_bytes);
    assert_int_equal(pthread_create(&guest->thread, &attributes, call_once_and_end, guest), 0);
    (void)pthread_attr_destroy(&attributes);
    (void)sem_wait(&guest->started);
}

/* If the hooks were installed or removed while such a thread lives, jemalloc would keep a pointer
 * into its stack and crash in the next window. glibc unmaps large stacks at once. */
static void threads_may_end_after_a_window_without_a_call(void **state) {
    (void)state;
    for (int i = 0; i < 20; i++) {
        struct guest guest;
        start_guest(&guest, i % 2 == 0 ? MIB : 64 * MIB);
        open_window();
        free(escape(malloc(100)));
        bench__window_close(&tally);
        (void)sem_post(&guest.may_end);
        (void)pthread_join(guest.thread, NULL);
        assert_int_equal(tally.allocs, 1);
    }
    assert_true(bench__source() == &bench__interposer_source || bench__hooks_source.is_started());
}

/* ---- comparison, on made-up windows ---- */

static bench__pass_t passes[PASSES];
static char text[192];

static void make_window(bench__window_t *window, uint64_t operations, uint64_t allocs) {
    memset(window, 0, sizeof *window);
    window->operations = operations;
    window->events.allocs = allocs;
    window->events.frees = allocs;
    window->events.bytes_requested = 60 * allocs;
    window->events.bytes_usable = 64 * allocs;
    window->events.class_count = 1;
    window->events.classes[0] = (bench__class_count_t){64, allocs, 0};
    window->arenas.class_count = 1;
    window->arenas.classes[0] = (bench__arena_class_t){64, allocs};
}

static void make_passes(void) {
    for (size_t i = 0; i < PASSES; i++) {
        make_window(&passes[i].single, 100, 105);
        make_window(&passes[i].twice, 200, 205);
    }
}

static void assert_agreement(void) {
    assert_int_equal(bench__verify(passes, PASSES, text, sizeof text), BENCH__ALL_AGREE);
    assert_string_equal(text, "");
}

static void assert_witnesses_differ(const char *what) {
    char expected[sizeof text];
    (void)snprintf(expected, sizeof expected, "%s %s", bench_witness(), what);
    assert_int_equal(bench__verify(passes, PASSES, text, sizeof text), BENCH__WITNESSES_DIFFER);
    assert_string_equal(text, expected);
}

static void assert_passes_differ(const char *expected) {
    assert_int_equal(bench__verify(passes, PASSES, text, sizeof text), BENCH__PASSES_DIFFER);
    assert_string_equal(text, expected);
}

static void equal_passes_with_agreeing_witnesses_are_verified(void **state) {
    (void)state;
    make_passes();
    assert_agreement();
}

static void a_class_that_the_hooks_missed_is_named(void **state) {
    (void)state;
    make_passes();
    passes[1].twice.arenas.classes[1] = (bench__arena_class_t){4096, 2};
    passes[1].twice.arenas.class_count = 2;
    assert_witnesses_differ("saw 0 of size 4096, arenas 2");
}

static void a_class_that_the_arenas_missed_is_named(void **state) {
    (void)state;
    make_passes();
    passes[2].single.arenas.class_count = 0;
    assert_witnesses_differ("saw 105 of size 64, arenas 0");
}

static void a_count_that_differs_is_named(void **state) {
    (void)state;
    make_passes();
    passes[0].single.events.classes[0].allocs = 3;
    passes[0].single.arenas.classes[0].requests = 2;
    assert_witnesses_differ("saw 3 of size 64, arenas 2");
}

/* The arenas count a large block that grew in place as a request of its new class. */
static void a_large_block_resized_in_place_agrees(void **state) {
    (void)state;
    make_passes();
    passes[0].single.events.classes[1] = (bench__class_count_t){32768, 0, 7};
    passes[0].single.events.class_count = 2;
    passes[0].single.arenas.classes[1] = (bench__arena_class_t){32768, 7};
    passes[0].single.arenas.class_count = 2;
    assert_agreement();
}

static void a_one_time_difference_gives_the_totals(void **state) {
    (void)state;
    make_passes();
    passes[2].single.events.frees++;
    passes[2].twice.events.frees++;
    assert_passes_differ("pass 3 differs: frees in 100 operations 105, then 106");
}

static void a_difference_in_bytes_alone_is_named(void **state) {
    (void)state;
    make_passes();
    passes[1].twice.events.bytes_requested += 100;
    assert_passes_differ("pass 2 differs: bytes_requested_per_op 60, then 61");
}

static void a_difference_in_a_class_alone_is_named(void **state) {
    (void)state;
    make_passes();
    bench__window_t *window = &passes[1].single;
    window->events.classes[0] = (bench__class_count_t){64, 104, 0};
    window->events.classes[1] = (bench__class_count_t){80, 1, 0};
    window->events.class_count = 2;
    window->arenas.classes[0] = (bench__arena_class_t){64, 104};
    window->arenas.classes[1] = (bench__arena_class_t){80, 1};
    window->arenas.class_count = 2;
    assert_passes_differ("pass 2 differs: size 64 105 times, then 104");
}

static void the_peak_may_differ(void **state) {
    (void)state;
    make_passes();
    passes[1].single.events.peak_live_bytes = 128;
    assert_agreement();
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_window_holds_only_its_own_calls),
        cmocka_unit_test(a_second_window_starts_from_zero),
        cmocka_unit_test(every_size_class_has_its_count),
        cmocka_unit_test(busy_threads_do_not_make_windows_inconsistent),
        cmocka_unit_test(threads_may_end_after_a_window_without_a_call),
        cmocka_unit_test(equal_passes_with_agreeing_witnesses_are_verified),
        cmocka_unit_test(a_class_that_the_hooks_missed_is_named),
        cmocka_unit_test(a_class_that_the_arenas_missed_is_named),
        cmocka_unit_test(a_count_that_differs_is_named),
        cmocka_unit_test(a_large_block_resized_in_place_agrees),
        cmocka_unit_test(a_one_time_difference_gives_the_totals),
        cmocka_unit_test(a_difference_in_bytes_alone_is_named),
        cmocka_unit_test(a_difference_in_a_class_alone_is_named),
        cmocka_unit_test(the_peak_may_differ),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
