/* test_callgrind.c - callgrind counts exactly. The program restarts itself under valgrind in a
 * temporary folder. The test is skipped if valgrind or its header is missing. */
#include "measure/instructions.h"

#include <dirent.h>
#include <pthread.h>
#include <setjmp.h>
#include <spawn.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#define SKIPPED 77

static const char *folder;

static bench_instructions_t count(const bench_subject_t *subject) {
    bench_instruction_counter_t counter;
    bench_instructions_t instructions = {0};
    bench_problem_t problem = {""};
    if (!bench_instruction_counter_open(BENCH_BY_CALLGRIND, folder, &counter, &problem) ||
        !bench_count_instructions(&counter, subject, &instructions, &problem)) {
        fail_msg("%s", problem.text);
    }
    bench_instruction_counter_close(&counter);
    return instructions;
}

/* The loops differ only in ten instructions that every processor has. */
static __attribute__((noinline)) void run_short(void *state, uint64_t operations) {
    (void)state;
    for (uint64_t i = 0; i < operations; i++) {
        __asm__ volatile("nop");
    }
}

static __attribute__((noinline)) void run_long(void *state, uint64_t operations) {
    (void)state;
    for (uint64_t i = 0; i < operations; i++) {
        __asm__ volatile(
            "nop\n\tnop\n\tnop\n\tnop\n\tnop\n\tnop\n\tnop\n\tnop\n\tnop\n\tnop\n\tnop");
    }
}

/* How much larger `a` is. A compiler may unroll the loops, so neither need be a whole number. */
static bench_fraction_t difference(bench_instructions_t a, bench_instructions_t b) {
    return bench_fraction(a.per_op.num * b.per_op.den - b.per_op.num * a.per_op.den,
                          a.per_op.den * b.per_op.den);
}

static void ten_more_instructions_are_counted_as_ten(void **state) {
    (void)state;
    const bench_subject_t small = {.name = "short", .run = run_short, .period = 1};
    const bench_subject_t large = {.name = "long", .run = run_long, .period = 1};
    bench_instructions_t before = count(&small);
    bench_instructions_t after = count(&large);
    assert_true(before.exact && after.exact);
    assert_int_equal(after.by, BENCH_BY_CALLGRIND);
    assert_true(bench_fraction_equal(difference(after, before), bench_whole(10)));
}

/* Every fourth operation is long. */
static void run_period(void *state, uint64_t operations) {
    run_short(state, operations / 4 * 3);
    run_long(state, operations / 4);
}

static void a_number_over_a_period_is_a_fraction(void **state) {
    (void)state;
    const bench_subject_t small = {.name = "short", .run = run_short, .period = 1};
    const bench_subject_t mixed = {.name = "mixed", .run = run_period, .period = 4};
    bench_instructions_t instructions = count(&mixed);
    assert_true(instructions.exact);
    assert_true(
        bench_fraction_equal(difference(instructions, count(&small)), bench_fraction(10, 4)));
}

static void run_blocks(void *state, uint64_t operations) {
    (void)state;
    for (uint64_t i = 0; i < operations; i++) {
        void *volatile block = malloc(100);
        free(block);
    }
}

static void run_many_blocks(void *state, uint64_t operations) {
    for (uint64_t i = 0; i < operations; i++) {
        run_blocks(state, 100);
    }
}

static void housekeeping_of_the_allocator_changes_no_number(void **state) {
    (void)state;
    const bench_subject_t few = {.name = "blocks", .run = run_blocks, .period = 1};
    const bench_subject_t many = {.name = "many blocks", .run = run_many_blocks, .period = 1};
    bench_instructions_t first = count(&few);
    for (int i = 0; i < 10; i++) {
        bench_instructions_t again = count(&few);
        assert_true(again.exact);
        assert_true(bench_fraction_equal(again.per_op, first.per_op));
        assert_true(count(&many).exact);
    }
}

static void an_unsteady_case_is_never_exact(void **state) {
    (void)state;
    const bench_subject_t subject = {
        .name = "kernel's", .run = run_long, .period = 1, .kernel_timed = true};
    bench_instructions_t instructions = count(&subject);
    assert_int_equal(instructions.by, BENCH_BY_CALLGRIND);
    assert_false(instructions.exact);
}

/* Does more work in each window than in the previous one. */
static void run_more_and_more(void *state, uint64_t operations) {
    uint64_t *window = state;
    ++*window;
    run_long(NULL, operations * (100 + *window));
}

static void passes_that_differ_are_not_exact(void **state) {
    (void)state;
    uint64_t window = 0;
    const bench_subject_t subject = {
        .name = "growing", .run = run_more_and_more, .state = &window, .period = 1};
    bench_instructions_t instructions = count(&subject);
    assert_int_equal(instructions.by, BENCH_BY_CALLGRIND);
    assert_false(instructions.exact);
    assert_int_equal(window, 7); /* the warm-up, and three passes with two windows each */
}

/* A second thread that only waits to be ended. */
static void *wait_for_end(void *barrier) {
    pthread_barrier_wait(barrier);
    return NULL;
}

static void with_a_second_thread_nothing_is_exact(void **state) {
    (void)state;
    const bench_subject_t subject = {.name = "beside", .run = run_long, .period = 1};
    pthread_barrier_t barrier;
    pthread_t thread;
    assert_int_equal(pthread_barrier_init(&barrier, NULL, 2), 0);
    assert_int_equal(pthread_create(&thread, NULL, wait_for_end, &barrier), 0);
    bench_instructions_t instructions = count(&subject);
    pthread_barrier_wait(&barrier);
    pthread_join(thread, NULL);
    pthread_barrier_destroy(&barrier);
    assert_int_equal(instructions.by, BENCH_BY_CALLGRIND);
    assert_false(instructions.exact);
}

typedef struct spinner {
    atomic_uint_fast64_t asked, done;
} spinner_t;

static void *spin(void *state) {
    spinner_t *spinner = state;
    uint64_t next = 1;
    while (next != 0) {
        uint64_t asked = atomic_load(&spinner->asked);
        if (asked >= next) {
            atomic_store(&spinner->done, next);
            next = asked == UINT64_MAX ? 0 : next + 1;
        }
    }
    return NULL;
}

static void run_spinning(void *state, uint64_t operations) {
    spinner_t *spinner = state;
    for (uint64_t i = 0; i < operations; i++) {
        uint64_t turn = atomic_fetch_add(&spinner->asked, 1) + 1;
        while (atomic_load(&spinner->done) < turn) {
            /* spins */
        }
    }
}

static void threads_that_spin_have_no_number(void **state) {
    (void)state;
    spinner_t spinner = {0, 0};
    pthread_t thread;
    const bench_subject_t subject = {
        .name = "spinning", .run = run_spinning, .state = &spinner, .period = 1};
    assert_int_equal(pthread_create(&thread, NULL, spin, &spinner), 0);
    assert_int_equal(count(&subject).by, BENCH_BY_NONE);
    atomic_store(&spinner.asked, UINT64_MAX);
    pthread_join(thread, NULL);
}

static void a_missing_folder_is_reported_in_one_line(void **state) {
    (void)state;
    const bench_subject_t subject = {.name = "short", .run = run_short, .period = 1};
    bench_instruction_counter_t counter;
    bench_instructions_t instructions;
    bench_problem_t problem = {""};
    assert_true(bench_instruction_counter_open(BENCH_BY_CALLGRIND, "/nowhere", &counter, &problem));
    assert_false(bench_count_instructions(&counter, &subject, &instructions, &problem));
    assert_non_null(strstr(problem.text, "/nowhere"));
    assert_null(strchr(problem.text, '\n'));
}

static int run_under_valgrind(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ten_more_instructions_are_counted_as_ten),
        cmocka_unit_test(a_number_over_a_period_is_a_fraction),
        cmocka_unit_test(housekeeping_of_the_allocator_changes_no_number),
        cmocka_unit_test(an_unsteady_case_is_never_exact),
        cmocka_unit_test(passes_that_differ_are_not_exact),
        cmocka_unit_test(with_a_second_thread_nothing_is_exact),
        cmocka_unit_test(threads_that_spin_have_no_number),
        cmocka_unit_test(a_missing_folder_is_reported_in_one_line),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

static void remove_folder(const char *path) {
    DIR *entries = opendir(path);
    const struct dirent *entry;
    while (entries != NULL && (entry = readdir(entries)) != NULL) {
        (void)unlinkat(dirfd(entries), entry->d_name, 0);
    }
    if (entries != NULL) {
        (void)closedir(entries);
    }
    (void)rmdir(path);
}

static int start_again(const char *own) {
    char program[4096] = "";
    char out[128];
    const char *const arguments[] = {"valgrind", BENCH_CALLGRIND_OPTIONS, out, program, own, NULL};
    pid_t pid;
    int status = 1;
    (void)snprintf(out, sizeof out, "--callgrind-out-file=%s/" BENCH_CALLGRIND_FILE, own);
    if (readlink("/proc/self/exe", program, sizeof program - 1) < 0 ||
        setenv("MALLOC_CONF", BENCH_INSTRUCTIONS_MALLOC_CONF, 1) != 0 ||
        posix_spawnp(&pid, "valgrind", NULL, NULL, (char *const *)(uintptr_t)arguments, environ) !=
            0 ||
        waitpid(pid, &status, 0) != pid) {
        perror("valgrind");
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}

/* The argument is the folder; without an argument this is the first start. */
int main(int argc, char **argv) {
    char own[] = "/tmp/test-callgrind-XXXXXX";
    bench_problem_t problem;
    if (argc == 2) {
        folder = argv[1];
        return run_under_valgrind();
    }
    if (!bench_can_count_instructions(BENCH_BY_CALLGRIND, &problem)) {
        (void)printf("skipped: %s\n", problem.text);
        return SKIPPED;
    }
    if (mkdtemp(own) == NULL) {
        perror(own);
        return 1;
    }
    int code = start_again(own);
    remove_folder(own);
    return code;
}
