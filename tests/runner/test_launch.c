/*
 * Measuring processes, from their plan to their end. Like vtbench, this program starts itself as
 * its worker.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "channel.h"
#include "message.h"
#include "runner/run.h"
#include "runner/worker.h"

typedef struct lines {
    size_t count;
    char last[512];
} lines_t;

static void keep(void *context, const char *line) {
    lines_t *lines = context;
    lines->count++;
    strncpy(lines->last, line, sizeof lines->last - 1);
}

/* The result of one run. */
typedef struct outcome {
    bool good;
    bench_problem_t problem;
    lines_t lines;
    size_t failures;
    bench_report_t report;
} outcome_t;

static outcome_t outcome;

/* Counts one case of the hostile plugin, or times it in two processes. */
static void measure(const char *filter, bool time) {
    bench_choice_t choice = {0};
    bench_selection_t selection;
    outcome = (outcome_t){0};
    bench_failures_t failures = {.tell = keep, .context = &outcome.lines};
    assert_true(bench_choice_add_filter(&choice, filter));
    assert_true(bench_choice_add_plugin(&choice, HOSTILE_PLUGIN));
    assert_true(bench_selection_find(&choice, &selection, &outcome.problem));
    assert_true(bench_selection_describe(&selection, &outcome.report));
    bench_run_t run = {
        .choice = &choice,
        .selection = &selection,
        .count = !time,
        .time = time,
        .sampling = {.processes = 2, .rounds = 3, .slice_seconds = 1e-4, .seed = 1, .cpu = -1},
        .quiet = true};
    outcome.good = bench_run(&run, &outcome.report, &failures, &outcome.problem);
    outcome.failures = failures.count;
    bench_failures_deinit(&failures);
    bench_selection_deinit(&selection);
    bench_choice_deinit(&choice);
}

static int tear_down(void **state) {
    (void)state;
    bench_report_deinit(&outcome.report);
    return 0;
}

static void problem_is(const char *text) {
    assert_false(outcome.good);
    assert_string_equal(outcome.problem.text, text);
}

/* Cases are counted one by one and timed together. Where nothing is counted, they are timed. */
#ifdef WITHOUT_JEMALLOC
#define CAN_COUNT            false
#define LAST_CASE(contender) "hostile/*"
#else
#define CAN_COUNT            true
#define LAST_CASE(contender) "hostile/" contender
#endif

/* ---- what goes well ---- */

static void a_case_is_counted(void **state) {
    (void)state;
    measure("hostile/well", false);
    if (!CAN_COUNT) {
        assert_true(outcome.good);
        assert_int_equal(outcome.failures, 1);
        assert_string_equal(outcome.lines.last,
                            "counting: malloc is not jemalloc's: run without valgrind, sanitizers "
                            "and LD_PRELOAD of another allocator");
        assert_false(outcome.report.rows[0].counted);
        return;
    }
    assert_true(outcome.good);
    assert_int_equal(outcome.failures, 0);
    assert_true(outcome.report.rows[0].counted);
    assert_false(outcome.report.partial);
}

static void a_case_is_timed_in_each_process(void **state) {
    (void)state;
    measure("hostile/well", true);
    assert_true(outcome.good);
    assert_int_equal(outcome.report.rows[0].process_count, 2);
    assert_int_equal(outcome.report.rows[0].processes[1].process, 1);
    assert_int_equal(outcome.report.rows[0].processes[1].slice_count, 3);
    assert_true(outcome.report.rows[0].processes[1].yardstick > 0);
}

/* ---- failing runs ---- */

static void a_failing_case_is_reported_once_and_counted_in_each_process(void **state) {
    (void)state;
    measure("hostile/wrong", true);
    assert_true(outcome.good);
    assert_int_equal(outcome.failures, 2);
    assert_int_equal(outcome.lines.count, 1);
    assert_non_null(strstr(outcome.lines.last, "hostile/wrong: "));
    assert_int_equal(outcome.report.rows[0].process_count, 0);
}

static void each_reason_reaches_the_parent(void **state) {
    (void)state;
    measure("hostile/lazy", !CAN_COUNT);
    assert_non_null(strstr(outcome.lines.last, "hostile/lazy: run did not add the operations"));
    bench_report_deinit(&outcome.report);
    measure("hostile/nothing", !CAN_COUNT);
    assert_string_equal(outcome.lines.last, "hostile/nothing: could not be set up: setup gives no "
                                            "reason in errno");
}

static void code_that_ends_its_process_is_named(void **state) {
    (void)state;
    measure("hostile/exits", !CAN_COUNT);
    problem_is("a measuring process ended with status 0 before it was done; the last case that it "
               "set up: " LAST_CASE("exits") "; measured code must not end its process");
}

static void code_that_crashes_is_named(void **state) {
    (void)state;
    measure("hostile/aborts", true);
    problem_is("a measuring process was ended by signal 6 (Aborted); the last case that it set "
               "up: hostile/*");
}

static void the_parent_does_not_wait_for_a_process_that_outlives_the_worker(void **state) {
    (void)state;
    time_t before = time(NULL);
    measure("hostile/orphan", !CAN_COUNT);
    problem_is("a measuring process was ended by signal 6 (Aborted); the last case that it set "
               "up: " LAST_CASE("orphan"));
    assert_true(time(NULL) - before < 10);
}

/* ---- a single worker ---- */

typedef struct worker {
    pid_t pid;
    bench__reader_t reader;
} worker_t;

static bench_plan_t plan_of(bench_mode_t mode, const char *filter) {
    bench_plan_t plan = {.mode = mode,
                         .sampling = {.rounds = 3, .slice_seconds = 1e-4, .seed = 1, .cpu = -1}};
    assert_true(bench_choice_add_filter(&plan.choice, filter));
    return plan;
}

/* Starts a worker in the current environment and sends it the line. */
static worker_t start(const char *line) {
    worker_t worker;
    int ends[2];
    char number[16];
    posix_spawn_file_actions_t actions;
    assert_true(bench__channel_open(ends));
    (void)snprintf(number, sizeof number, "%d", ends[1]);
    char *arguments[] = {"test", BENCH_WORKER_COMMAND, number, NULL};
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, ends[1], ends[1]);
    assert_int_equal(posix_spawn(&worker.pid, "/proc/self/exe", &actions, NULL, arguments, environ),
                     0);
    posix_spawn_file_actions_destroy(&actions);
    close(ends[1]);
    assert_true(bench__channel_send(ends[0], line));
    bench__reader_init(&worker.reader, ends[0], worker.pid);
    return worker;
}

static worker_t start_plan(bench_plan_t *plan) {
    bench_problem_t problem;
    char *line = bench__plan_to_json(plan, &problem);
    assert_non_null(line);
    worker_t worker = start(line);
    free(line);
    bench__plan_deinit(plan);
    return worker;
}

static void end(worker_t *worker) {
    int status;
    close(worker->reader.end);
    bench__reader_deinit(&worker->reader);
    assert_int_equal(waitpid(worker->pid, &status, 0), worker->pid);
}

/* Expects a problem that contains the text as the next message. */
static void says_problem(worker_t *worker, const char *text) {
    bench__message_t message;
    bench_problem_t problem;
    const char *line = bench__reader_next(&worker->reader);
    assert_non_null(line);
    assert_true(bench__message_from_json(line, &message, &problem));
    assert_int_equal(message.kind, BENCH__MESSAGE_PROBLEM);
    if (strstr(message.text, text) == NULL) {
        fail_msg("%s lacks: %s", message.text, text);
    }
    bench__message_deinit(&message);
}

static void a_worker_with_other_settings_or_hooks_refuses_to_time(void **state) {
    static const char *const settings[] = {"tcache:false", "narenas:1",
                                           "tcache:false,narenas:1,background_thread:false"};
    static const bench_mode_t modes[] = {BENCH_MODE_TIME, BENCH_MODE_AB};
    (void)state;
    for (size_t i = 0; i < 6; i++) {
        bench_plan_t plan = plan_of(modes[i % 2], "sync_success/direct");
        assert_int_equal(setenv("MALLOC_CONF", settings[i / 2], 1), 0);
        worker_t worker = start_plan(&plan);
        says_problem(&worker, "unset");
        end(&worker);
    }
    assert_int_equal(unsetenv("MALLOC_CONF"), 0);
}

static void an_invalid_plan_is_answered_with_a_problem(void **state) {
    static const char *const lines[] = {"", "{}", "measure everything", "{\"mode\":\"time\"}",
                                        "\xff\xfe"};
    (void)state;
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
        worker_t worker = start(lines[i]);
        says_problem(&worker, "the plan of a measuring process: ");
        end(&worker);
    }
}

static void a_worker_ends_when_its_parent_closes_the_channel(void **state) {
    (void)state;
    bench_plan_t plan = plan_of(BENCH_MODE_TIME, "sync_success");
    plan.sampling.rounds = 100000;
    plan.sampling.slice_seconds = 60;
    assert_true(bench_choice_add_filter(&plan.choice, "fault"));
    worker_t worker = start_plan(&plan);
    assert_non_null(bench__reader_next(&worker.reader)); /* it is about to measure */
    assert_int_equal(kill(worker.pid, SIGINT), 0); /* and the signal makes it check its channel */
    time_t before = time(NULL);
    end(&worker);
    assert_true(time(NULL) - before < 60);
}

static void an_invalid_channel_is_a_problem(void **state) {
    static const char *const texts[] = {"", "x", "-1", "3x", "99999999999", "12345"};
    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        bench_problem_t problem = {""};
        assert_false(bench_worker_run(texts[i], &problem));
        assert_non_null(strstr(problem.text, "no channel to a parent"));
    }
    assert_true(signal(SIGINT, SIG_DFL) != SIG_ERR);
}

static int run_worker(const char *descriptor) {
    bench_problem_t problem;
    return bench_worker_run(descriptor, &problem) ? 0 : 2;
}

#define TEST(name) cmocka_unit_test_teardown(name, tear_down)

int main(int argc, char **argv) {
    if (argc == 3 && strcmp(argv[1], BENCH_WORKER_COMMAND) == 0) {
        return run_worker(argv[2]);
    }
    const struct CMUnitTest tests[] = {
        TEST(a_case_is_counted),
        TEST(a_case_is_timed_in_each_process),
        TEST(a_failing_case_is_reported_once_and_counted_in_each_process),
        TEST(each_reason_reaches_the_parent),
        TEST(code_that_ends_its_process_is_named),
        TEST(code_that_crashes_is_named),
        TEST(the_parent_does_not_wait_for_a_process_that_outlives_the_worker),
        cmocka_unit_test(a_worker_with_other_settings_or_hooks_refuses_to_time),
        cmocka_unit_test(an_invalid_plan_is_answered_with_a_problem),
        cmocka_unit_test(a_worker_ends_when_its_parent_closes_the_channel),
        cmocka_unit_test(an_invalid_channel_is_a_problem),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
