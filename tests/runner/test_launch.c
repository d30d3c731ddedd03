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
#include <sys/file.h>
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

/* Counts the cases of the hostile plugin that match, or times them in two processes. */
static void measure(const char *filter, bool time) {
    bench_choice_t choice = {.timeout = 1};
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

#ifdef WITHOUT_JEMALLOC
#define CAN_COUNT false
#else
#define CAN_COUNT true
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

/* ---- cases that cannot be measured ---- */

/* What is said of each, or its beginning; a sanitizer has its own ways with signals. */
static const struct {
    const char *contender;
    const char *why;
    const char *frames; /* of its stack */
    bool by_signal;
} hostile[] = {
    {"exits", "called exit(0) in run", "", false},
    {"exits_in_setup", "called exit(3) in set-up", "", false},
    {"ends", "ended its process with status 0 in run", "", false},
    {"execs", "ended its process with status 0 in run", "", false},
    {"aborts", "ended by signal 6 (Aborted) in run", "run_aborts;abort", true},
    {"aborts_in_teardown", "ended by signal 6 (Aborted) in tear-down", "teardown_aborts;abort",
     true},
    {"crashes", "ended by signal 11 (Segmentation fault) in run", "run_crashes;hostile_write",
     true},
    {"overflows", "ended by signal 11 (Segmentation fault) in run", ", at hostile_recursion", true},
    {"killed", "ended by signal 9 (Killed) in run", "", false},
    {"orphan", "ended by signal 6 (Aborted) in run", "run_orphan;", true},
    {"hangs", "did not come to its end within 1 s in run; --timeout gives it more time", "", false},
    {"stops", "did not come to its end within 1 s in run; --timeout gives it more time", "", false},
    {"wrong", "", "results were wrong", false},
    {"lazy", "run did not add the operations that it was asked for", "", false},
    {"nothing", "could not be set up: setup gives no reason in errno", "", false},
    {"changes", "closed descriptors that are not its own ", "", false}, /* in run, or after it */
};

static const bench_row_t *row_of(const char *contender, const char *params) {
    const bench_row_t *row =
        bench_report_find(&outcome.report, &(bench_case_key_t){"hostile", contender, params});
    assert_non_null(row);
    return row;
}

static void each_is_named(void) {
    size_t failures = 0;
    for (size_t i = 0; i < sizeof hostile / sizeof hostile[0]; i++) {
        bool changes = strcmp(hostile[i].contender, "changes") == 0;
        const char *why =
            row_of(hostile[i].contender, changes ? "what=all_descriptors" : "")->failure;
        const char *wanted = hostile[i].by_signal && !CAN_COUNT ? "" : hostile[i].why;
        const char *frames = hostile[i].by_signal && !CAN_COUNT ? "" : hostile[i].frames;
        if (why == NULL || strncmp(why, wanted, strlen(wanted)) != 0 ||
            strstr(why, frames) == NULL) {
            fail_msg("%s: %s", hostile[i].contender, why != NULL ? why : "no failure");
        }
        failures++;
    }
    for (size_t i = 0; i < outcome.report.row_count; i++) {
        const bench_row_t *row = &outcome.report.rows[i];
        failures -= row->failure != NULL ? 1 : 0;
        if (row->failure == NULL && !row->counted && row->process_count == 0) {
            fail_msg("%s;%s: not measured, and no failure", row->key.contender, row->key.params);
        }
    }
    assert_int_equal(failures, 0);
    assert_true(outcome.good);
}

static void each_case_is_counted_or_named_and_the_others_are_kept(void **state) {
    (void)state;
    if (CAN_COUNT) {
        measure("hostile", false);
        each_is_named();
        assert_true(row_of("well", "")->counted);
        assert_true(row_of("sleeps", "")->counted);
        assert_int_equal(row_of("sleeps", "")->counts.operations, 1);
    }
}

/* Also those that are timed side by side with one that ends their process. */
static void each_case_is_timed_or_named_and_the_others_are_kept(void **state) {
    (void)state;
    measure("hostile", true);
    each_is_named();
    assert_int_equal(row_of("well", "")->process_count, 2);
    assert_int_equal(row_of("well", "")->processes[1].process, 1);
    assert_int_equal(row_of("looks", "after=threads")->process_count, 2);
}

static void a_case_that_ended_a_process_is_not_tried_again(void **state) {
    (void)state;
    measure("hostile/exits", true);
    assert_int_equal(outcome.failures, 1);
}

static void the_parent_does_not_wait_for_a_process_that_outlives_the_worker(void **state) {
    (void)state;
    time_t before = time(NULL);
    measure("hostile/orphan", !CAN_COUNT);
    assert_true(outcome.good);
    assert_true(time(NULL) - before < 10);
}

/* The process that the case leaves behind holds a lock for as long as it lives. */
static void what_a_case_leaves_behind_ends_with_its_process(void **state) {
    (void)state;
    char name[] = "/tmp/test_launch_XXXXXX";
    int file = mkstemp(name);
    assert_int_equal(setenv("HOSTILE_LOCK", name, 1), 0);
    measure("hostile/changes;what=processes", true);
    assert_int_equal(unsetenv("HOSTILE_LOCK"), 0);
    assert_null(row_of("changes", "what=processes")->failure);
    bool free_again = false;
    for (int i = 0; i < 100 && !free_again; i++) {
        free_again = flock(file, LOCK_EX | LOCK_NB) == 0;
        (void)usleep(10000); /* it has been killed, but may not be gone yet */
    }
    close(file);
    (void)unlink(name);
    assert_true(free_again);
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
    (void)usleep(500000);                          /* it measures */
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
        TEST(each_case_is_counted_or_named_and_the_others_are_kept),
        TEST(each_case_is_timed_or_named_and_the_others_are_kept),
        TEST(a_case_that_ended_a_process_is_not_tried_again),
        TEST(the_parent_does_not_wait_for_a_process_that_outlives_the_worker),
        TEST(what_a_case_leaves_behind_ends_with_its_process),
        cmocka_unit_test(a_worker_with_other_settings_or_hooks_refuses_to_time),
        cmocka_unit_test(an_invalid_plan_is_answered_with_a_problem),
        cmocka_unit_test(a_worker_ends_when_its_parent_closes_the_channel),
        cmocka_unit_test(an_invalid_channel_is_a_problem),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
