/* Stacks that were walked before are recognised, and no others. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "walk.h"

#define FRAMES BENCH__FRAMES_MAX

static size_t walks;
static void *last[FRAMES]; /* from the caller of `leaf` on */
static size_t last_depth;

/* Both walks begin here, at addresses of their own, and find the same from there on. */
static __attribute__((noinline)) void leaf(void) {
    void *known[FRAMES];
    void *anew[FRAMES];
    size_t depth = bench__walk(known);
    assert_int_equal(depth, bench__walk_anew(anew));
    assert_true(depth > 2);
    assert_memory_equal(known + 1, anew + 1, (depth - 1) * sizeof *known);
    memcpy(last, known + 1, (depth - 1) * sizeof *known);
    last_depth = depth - 1;
    walks++;
}

/* Of the same shape: the leaf begins at the same place of the stack. Their comments keep the
 * compiler from making one of the two. */
static __attribute__((noinline)) void by_one(void) {
    leaf();
    __asm__ volatile("# one" ::: "memory");
}

static __attribute__((noinline)) void by_other(void) {
    leaf();
    __asm__ volatile("# other" ::: "memory");
}

static __attribute__((noinline)) void deeper(size_t levels) {
    if (levels == 0) {
        leaf();
    } else {
        deeper(levels - 1);
    }
    __asm__ volatile("" ::: "memory");
}

static __attribute__((noinline)) void run_all(void) {
    void *of_one[FRAMES];
    bench__walk_outermost(__builtin_frame_address(0));
    for (size_t i = 0; i < 4; i++) {
        by_one();
        memcpy(of_one, last, sizeof of_one);
        by_other();
        assert_true(of_one[0] != last[0]);
        for (size_t levels = 0; levels < 40; levels++) {
            deeper(levels);
        }
    }
}

static void a_stack_is_known_by_its_return_addresses(void **state) {
    (void)state;
    run_all();
    assert_int_equal(walks, 4 * 42);
    bench__walk_outermost((const void *)UINTPTR_MAX);
}

static __attribute__((noinline)) void run_one(void) {
    bench__walk_outermost(__builtin_frame_address(0));
    by_one();
    __asm__ volatile("" ::: "memory");
}

/* The leaf's caller, the outermost function, and the one that called it. */
static void a_stack_ends_at_the_outermost_function(void **state) {
    (void)state;
    run_one();
    assert_int_equal(last_depth, 3);
    run_one();
    assert_int_equal(last_depth, 3);
    bench__walk_outermost((const void *)UINTPTR_MAX);
    by_one();
    assert_true(last_depth > 3);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_stack_is_known_by_its_return_addresses),
        cmocka_unit_test(a_stack_ends_at_the_outermost_function),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
