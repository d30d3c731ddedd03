/* Resident memory at its peak: what was touched meanwhile, and nothing that was there before. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cmocka.h>

#include "measure/measure.h"

#define MIB  ((size_t)1 << 20)
#define SIZE (64 * MIB)

/* What the kernel counts late, and what the calls themselves touch. */
#define SLACK (4.0 * (double)MIB)

static void skip_without_peaks(void) {
    if (access("/proc/self/clear_refs", W_OK) != 0) {
        skip();
    }
}

static void touch(void *block) {
    memset(block, 1, SIZE);
    __asm__ volatile("" ::: "memory");
}

static void *map(void) {
    void *block = mmap(NULL, SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    assert_ptr_not_equal(block, MAP_FAILED);
    return block;
}

static void assert_near(double bytes, double expected) {
    if (!(fabs(bytes - expected) <= SLACK)) {
        fail_msg("%.0f bytes, expected %.0f", bytes, expected);
    }
}

static void the_peak_counts_and_not_what_is_left(void **state) {
    (void)state;
    skip_without_peaks();
    double before = bench_resident_begin();
    void *block = map();
    touch(block);
    munmap(block, SIZE);
    assert_near(bench_resident_end(before), (double)SIZE);
}

static void what_was_resident_before_does_not_count(void **state) {
    (void)state;
    skip_without_peaks();
    void *kept = map();
    void *gone = map();
    touch(kept);
    touch(gone);
    munmap(gone, SIZE);
    double before = bench_resident_begin();
    assert_near(bench_resident_end(before), 0);
    munmap(kept, SIZE);
}

/* The allocator keeps the pages of freed blocks, which would be used again unseen. */
static void pages_that_the_allocator_keeps_count_again(void **state) {
    (void)state;
    skip_without_peaks();
    enum { BLOCK = 4096 };
    static void *blocks[SIZE / BLOCK];
    double before = 0;
    for (int round = 0; round < 2; round++) {
        before = bench_resident_begin();
        for (size_t i = 0; i < SIZE / BLOCK; i++) {
            blocks[i] = malloc(BLOCK);
            assert_non_null(blocks[i]);
            memset(blocks[i], 1, BLOCK);
        }
        for (size_t i = 0; i < SIZE / BLOCK; i++) {
            free(blocks[i]);
        }
    }
    assert_near(bench_resident_end(before), (double)SIZE);
}

static void without_a_beginning_nothing_is_known(void **state) {
    (void)state;
    assert_true(isnan(bench_resident_end((double)NAN)));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_peak_counts_and_not_what_is_left),
        cmocka_unit_test(what_was_resident_before_does_not_count),
        cmocka_unit_test(pages_that_the_allocator_keeps_count_again),
        cmocka_unit_test(without_a_beginning_nothing_is_known),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
