/* Combined tasks and waits with a limit: they end where their task ends, also beside other waiters,
 * and those that lose leave nothing behind in a task that goes on. */
#include "counting_malloc.h"
#include "helpers.h"
#include "race.h"

#define MANY        (SANITIZED ? 10000u : 100000u)
#define MILLISECOND UINT64_C(1000000)
#define AN_HOUR     UINT64_C(3600000000000)

static const vt_cancel_token_t never = {NULL};

static void fault(vt_task_t *task, int32_t code) {
    vt_error_t error = vt_error_format(test_domain, code, VT_HERE, "fault %d", code);
    assert_ok(vt_task_set_error(task, &error));
}

/* ---- where they end ---- */

enum { OPERANDS = 3 };

/* Tasks with a waiter each that came first, so that every later one is not the first. */
typedef struct crowd {
    vt_task_t *tasks[OPERANDS];
    probe_t probes[OPERANDS];
    shelf_t shelf; /* the default executor */
} crowd_t;

static void crowd_begin(crowd_t *crowd, unsigned options) {
    shelf_init(&crowd->shelf);
    vt_executor_set_default(&crowd->shelf.executor);
    for (int i = 0; i < OPERANDS; i++) {
        crowd->tasks[i] = vt_task_create(options);
        probe_init(&crowd->probes[i]);
        assert_ok(vt_task_on_completed(crowd->tasks[i], &crowd->probes[i].continuation, 0));
    }
}

static void crowd_end(crowd_t *crowd) {
    for (int i = 0; i < OPERANDS; i++) {
        (void)!vt_task_set_canceled(crowd->tasks[i]);
        vt_task_unref(crowd->tasks[i]);
    }
    (void)shelf_run(&crowd->shelf);
    vt_executor_set_default(NULL);
}

TEST(when_any_names_the_first_also_where_the_tasks_have_other_waiters) {
    crowd_t crowd;
    crowd_begin(&crowd, 0);
    vt_task_t *any = vt_when_any(crowd.tasks, OPERANDS);
    assert_ok(vt_task_set_result(crowd.tasks[2], 1));
    assert_int_equal(vt_task_state(any), VT_SUCCEEDED);
    assert_ok(vt_task_set_result(crowd.tasks[0], 1));
    assert_task_result(any, 2);
    vt_task_unref(any);
    crowd_end(&crowd);
}

TEST(when_all_and_a_wait_end_with_their_task_also_where_it_has_other_waiters) {
    crowd_t crowd;
    crowd_begin(&crowd, 0);
    vt_task_t *all = vt_when_all(crowd.tasks, OPERANDS, NULL);
    vt_task_t *waiting = vt_task_wait_async(crowd.tasks[1], AN_HOUR, never);
    for (uint64_t i = 0; i < OPERANDS; i++) {
        assert_ok(vt_task_set_result(crowd.tasks[i], i));
    }
    assert_int_equal(vt_task_state(all), VT_SUCCEEDED);
    assert_int_equal(vt_task_state(waiting), VT_SUCCEEDED);
    assert_int_equal(crowd.shelf.posts, 0);
    assert_task_result(waiting, 1);
    vt_task_unref(all);
    vt_task_unref(waiting);
    crowd_end(&crowd);
}

/* The completer wants no user's code on its stack: the combined task is complete when it goes on,
 * and its continuation is queued. */
TEST(continuations_of_a_combined_task_are_queued_where_its_task_asks_for_it) {
    crowd_t crowd;
    crowd_begin(&crowd, VT_RUN_CONTINUATIONS_ASYNCHRONOUSLY);
    vt_task_t *combined[] = {vt_when_all(crowd.tasks, 1, NULL), vt_when_any(crowd.tasks, OPERANDS),
                             vt_task_wait_async(crowd.tasks[0], AN_HOUR, never)};
    probe_t probes[COUNT_OF(combined)];
    for (size_t i = 0; i < COUNT_OF(combined); i++) {
        probe_init(&probes[i]);
        assert_ok(vt_task_on_completed(combined[i], &probes[i].continuation, 0));
    }
    assert_ok(vt_task_set_result(crowd.tasks[0], 0));
    for (size_t i = 0; i < COUNT_OF(combined); i++) {
        assert_int_equal(vt_task_state(combined[i]), VT_SUCCEEDED);
        assert_int_equal(probe_runs(&probes[i]), 0);
    }
    (void)shelf_run(&crowd.shelf);
    for (size_t i = 0; i < COUNT_OF(combined); i++) {
        assert_int_equal(probe_runs(&probes[i]), 1);
        vt_task_unref(combined[i]);
    }
    crowd_end(&crowd);
}

/* Runs last, and sees what ran before it. */
typedef struct witness {
    vt_continuation_t continuation;
    const crowd_t *crowd;
    const probe_t *other;
    unsigned posts;
    unsigned others;
} witness_t;

static void look(vt_continuation_t *self) {
    witness_t *witness = VT_CONTAINER_OF(self, witness_t, continuation);
    witness->posts = witness->crowd->shelf.posts;
    witness->others = probe_runs(witness->other);
}

/* Who is only queued need not wait for the continuation of a combined task. */
TEST(a_continuation_of_a_combined_task_runs_after_the_others_of_its_task_are_queued) {
    crowd_t crowd;
    probe_t late;
    probe_t direct;
    crowd_begin(&crowd, 0);
    vt_task_t *any = vt_when_any(crowd.tasks, OPERANDS);
    witness_t witness = {.continuation = {.run = look}, .crowd = &crowd, .other = &direct};
    assert_ok(vt_task_on_completed(any, &witness.continuation, 0));
    probe_init(&late);
    assert_ok(vt_task_on_completed(crowd.tasks[0], &late.continuation, 0));
    probe_init(&direct);
    vt_task_t *waiting = vt_task_wait_async(crowd.tasks[0], VT_FOREVER, never);
    assert_ok(vt_task_on_completed(waiting, &direct.continuation, 0));
    assert_ok(vt_task_set_result(crowd.tasks[0], 0));
    assert_int_equal(witness.posts, 1);
    assert_int_equal(witness.others, 0); /* combined ones in the order in which they came */
    assert_int_equal(probe_runs(&direct), 1);
    vt_task_unref(waiting);
    vt_task_unref(any);
    crowd_end(&crowd);
}

/* A pool whose only thread waits for a combined task. */
typedef struct sleeper {
    vt_continuation_t continuation;
    vt_task_t *combined;
    bool asleep; /* atomic; about to be */
    bool woken;  /* atomic */
} sleeper_t;

static void sleep_on(vt_continuation_t *self) {
    sleeper_t *sleeper = VT_CONTAINER_OF(self, sleeper_t, continuation);
    __atomic_store_n(&sleeper->asleep, true, __ATOMIC_RELEASE);
    vt_task_wait(sleeper->combined);
    __atomic_store_n(&sleeper->woken, true, __ATOMIC_RELEASE);
}

/* The only thread that continuations of timers could go to waits for that very limit. */
TEST(no_thread_of_a_pool_is_needed_for_a_limit_to_come) {
    vt_thread_pool_t *pool;
    vt_task_t *endless = vt_task_create(0);
    assert_ok(vt_thread_pool_create(1, &pool));
    vt_executor_set_default(vt_thread_pool_executor(pool));
    vt_task_t *waiting = vt_task_wait_async(endless, 100 * MILLISECOND, never);
    sleeper_t sleeper = {.continuation = {.run = sleep_on}, .combined = waiting};
    assert_ok(vt_executor_post(vt_thread_pool_executor(pool), &sleeper.continuation));
    assert_task_fault(waiting, vt_error_domain, VT_E_TIMED_OUT);
    vt_executor_set_default(NULL);
    assert_ok(vt_thread_pool_destroy(pool));
    vt_task_unref(waiting);
    assert_ok(vt_task_set_result(endless, 1));
    vt_task_unref(endless);
}

TEST(no_thread_of_a_pool_is_needed_to_end_a_combined_task) {
    for (int kind = 0; kind < 3; kind++) {
        vt_thread_pool_t *pool;
        crowd_t crowd;
        crowd_begin(&crowd, 0);
        assert_ok(vt_thread_pool_create(1, &pool));
        vt_executor_set_default(vt_thread_pool_executor(pool));
        vt_task_t *combined = kind == 0   ? vt_when_any(crowd.tasks, OPERANDS)
                              : kind == 1 ? vt_when_all(crowd.tasks, OPERANDS, NULL)
                                          : vt_task_wait_async(crowd.tasks[0], AN_HOUR, never);
        sleeper_t sleeper = {.continuation = {.run = sleep_on}, .combined = combined};
        assert_ok(vt_executor_post(vt_thread_pool_executor(pool), &sleeper.continuation));
        while (!__atomic_load_n(&sleeper.asleep, __ATOMIC_ACQUIRE)) {
            (void)!vt_task_wait_for(combined, 1000);
        }
        for (int i = 0; i < OPERANDS; i++) {
            assert_ok(vt_task_set_result(crowd.tasks[i], 1));
        }
        while (!__atomic_load_n(&sleeper.woken, __ATOMIC_ACQUIRE)) {
            (void)!vt_task_wait_for(crowd.tasks[0], 1000);
        }
        vt_task_unref(combined);
        vt_executor_set_default(NULL);
        assert_ok(vt_thread_pool_destroy(pool));
        crowd_end(&crowd);
    }
}

/* Each completes within the one before: the stack must not grow with them. */
TEST(a_long_chain_of_combined_tasks_completes_on_a_usual_stack) {
    vt_task_t *first = vt_task_create(0);
    vt_task_t *last = vt_task_ref(first);
    for (uint32_t i = 0; i < MANY; i++) {
        vt_task_t *next = i % 3 == 0   ? vt_when_any(&last, 1)
                          : i % 3 == 1 ? vt_when_all(&last, 1, NULL)
                                       : vt_task_wait_async(last, VT_FOREVER, never);
        vt_task_unref(last);
        last = next;
    }
    assert_ok(vt_task_set_result(first, 1));
    assert_int_equal(vt_task_state(last), VT_SUCCEEDED);
    vt_task_unref(last);
    vt_task_unref(first);
}

/* ---- nothing stays ---- */

static void assert_nothing_stays(void (*step)(vt_task_t *endless, uint64_t number)) {
    vt_task_t *endless = vt_task_create(0);
    step(endless, 0);
    int64_t live = counting_live();
    for (uint64_t i = 1; i <= MANY; i++) {
        step(endless, i);
        assert_int_equal(counting_live(), live);
    }
    assert_ok(vt_task_set_result(endless, 1));
    vt_task_unref(endless);
}

static void any_of_two(vt_task_t *endless, uint64_t number) {
    vt_task_t *task = vt_task_create(0);
    vt_task_t *const tasks[] = {number % 2 == 0 ? endless : task, number % 2 == 0 ? task : endless};
    vt_task_t *any = vt_when_any(tasks, 2);
    assert_ok(vt_task_set_result(task, 1));
    assert_task_result(any, number % 2 == 0 ? 1 : 0);
    vt_task_unref(any);
    vt_task_unref(task);
}

static void any_with_a_completed_one(vt_task_t *endless, uint64_t number) {
    vt_task_t *const tasks[] = {endless, vt_task_from_result(1), endless};
    vt_task_t *any = vt_when_any(tasks, 3);
    assert_task_result(any, 1);
    vt_task_unref(any);
    (void)number;
}

static void wait_until_canceled(vt_task_t *endless, uint64_t number) {
    vt_cancel_source_t source;
    assert_ok(vt_cancel_source_init(&source));
    vt_task_t *waiting = vt_task_wait_async(endless, number % 2 == 0 ? AN_HOUR : VT_FOREVER,
                                            vt_cancel_source_token(&source));
    vt_cancel_source_cancel(&source);
    assert_int_equal(vt_task_state(waiting), VT_CANCELED);
    assert_ok(vt_cancel_source_deinit(&source));
    vt_task_unref(waiting);
}

static void block_in_vain(vt_task_t *endless, uint64_t number) {
    /* Seldom asleep: the kernel takes 50 us for the shortest sleep. */
    assert_int_equal(vt_task_wait_for(endless, number % 16 == 0 ? 1 : 0), VT_E_TIMED_OUT);
}

TEST(nothing_stays_of_when_any_in_a_task_that_does_not_end) {
    assert_nothing_stays(any_of_two);
    assert_nothing_stays(any_with_a_completed_one);
}

TEST(nothing_stays_of_a_canceled_wait_in_a_task_that_does_not_end) {
    assert_nothing_stays(wait_until_canceled);
}

TEST(nothing_stays_of_a_blocking_wait_in_a_task_that_does_not_end) {
    assert_nothing_stays(block_in_vain);
}

/* The block is freed on the timer's thread, a little after its task is complete. */
TEST(nothing_stays_of_a_wait_whose_time_is_over) {
    vt_task_t *endless = vt_task_create(0);
    assert_non_null(vt_executor_default()); /* its block stays */
    int64_t live = counting_live();
    for (uint64_t i = 0; i < MANY / 100; i++) {
        vt_task_t *waiting = vt_task_wait_async(endless, 1 + i % 3 * 20000, never);
        assert_task_fault(waiting, vt_error_domain, VT_E_TIMED_OUT);
        vt_task_unref(waiting);
    }
    for (int i = 0; i < 10000 && counting_live() != live; i++) {
        (void)!vt_task_wait_for(endless, MILLISECOND);
    }
    assert_int_equal(counting_live(), live);
    assert_ok(vt_task_set_result(endless, 1));
    vt_task_unref(endless);
}

/* ---- faults that nobody looks at ---- */

static unsigned reports;
static int32_t codes; /* their sum */

static void note(const vt_error_t *error) {
    reports++;
    codes += error->code;
}

static void expect_reports(void) {
    reports = 0;
    codes = 0;
    vt_task_set_unobserved_hook(note);
}

TEST(every_fault_of_a_dropped_when_all_is_reported_once) {
    vt_task_t *const tasks[] = {vt_task_create(0), vt_task_create(0), vt_task_create(0)};
    expect_reports();
    vt_task_unref(vt_when_all(tasks, 3, NULL));
    fault(tasks[2], 100);
    fault(tasks[0], 1);
    fault(tasks[1], 10);
    for (int i = 0; i < 3; i++) {
        vt_task_unref(tasks[i]);
    }
    assert_int_equal(reports, 3);
    assert_int_equal(codes, 111);
    vt_task_set_unobserved_hook(NULL);
}

TEST(a_fault_that_is_not_in_the_result_of_when_all_is_reported) {
    vt_task_t *const tasks[] = {vt_task_create(0), vt_task_create(0)};
    expect_reports();
    vt_task_t *all = vt_when_all(tasks, 2, NULL);
    fault(tasks[0], 1);
    fault(tasks[1], 10);
    assert_task_fault(all, test_domain, 1);
    vt_task_unref(all);
    vt_task_unref(tasks[0]);
    vt_task_unref(tasks[1]);
    assert_int_equal(reports, 1);
    assert_int_equal(codes, 10);
    vt_task_set_unobserved_hook(NULL);
}

TEST(faults_of_winner_and_losers_of_when_any_are_reported_once) {
    vt_task_t *const tasks[] = {vt_task_create(0), vt_task_create(0), vt_task_create(0)};
    expect_reports();
    vt_task_t *any = vt_when_any(tasks, 3);
    fault(tasks[1], 10);
    assert_task_result(any, 1);
    vt_task_unref(any);
    fault(tasks[0], 1);
    assert_task_fault(tasks[0], test_domain, 1); /* looked at */
    fault(tasks[2], 100);
    for (int i = 0; i < 3; i++) {
        vt_task_unref(tasks[i]);
    }
    assert_int_equal(reports, 2);
    assert_int_equal(codes, 110);
    vt_task_set_unobserved_hook(NULL);
}

TEST(a_fault_after_the_limit_of_a_wait_is_reported_once) {
    int64_t live = counting_live();
    expect_reports();
    vt_cancel_source_t source;
    assert_ok(vt_cancel_source_init(&source));
    vt_task_t *task = vt_task_create(0);
    vt_task_t *waiting = vt_task_wait_async(task, AN_HOUR, vt_cancel_source_token(&source));
    vt_cancel_source_cancel(&source);
    assert_int_equal(vt_task_state(waiting), VT_CANCELED);
    vt_task_unref(waiting);
    fault(task, 7);
    assert_int_equal(reports, 0);
    vt_task_unref(task);
    assert_int_equal(reports, 1);
    assert_int_equal(codes, 7);
    assert_ok(vt_cancel_source_deinit(&source));
    assert_int_equal(counting_live(), live);
    vt_task_set_unobserved_hook(NULL);
}

TEST(a_fault_that_a_dropped_wait_passed_on_is_reported_once) {
    int64_t live = counting_live();
    expect_reports();
    vt_task_t *task = vt_task_create(0);
    vt_task_unref(vt_task_wait_async(task, AN_HOUR, never));
    fault(task, 7);
    vt_task_unref(task);
    assert_int_equal(reports, 1);
    assert_int_equal(counting_live(), live);
    vt_task_set_unobserved_hook(NULL);
}

TEST(a_result_after_the_limit_of_a_wait_leaks_nothing) {
    const char sent[40] = "more than a word";
    int64_t live = counting_live();
    vt_cancel_source_t source;
    assert_ok(vt_cancel_source_init(&source));
    vt_task_t *task = vt_task_create_sized(sizeof sent, 0);
    vt_task_t *waiting = vt_task_wait_async(task, VT_FOREVER, vt_cancel_source_token(&source));
    vt_cancel_source_cancel(&source);
    assert_ok(vt_task_set_result_sized(task, sent, sizeof sent));
    assert_int_equal(vt_task_state(waiting), VT_CANCELED);
    vt_task_unref(waiting);
    vt_task_unref(task);
    assert_ok(vt_cancel_source_deinit(&source));
    assert_int_equal(counting_live(), live);
}

/* ---- whose thread ---- */

/* No user's code on the timer's thread, which every timer of the program needs. */
TEST(code_after_the_limit_of_a_wait_runs_on_the_default_executor) {
    vt_task_t *task = vt_task_create(0);
    vt_task_t *waiting = vt_task_wait_async(task, MILLISECOND, never);
    vt_task_t *any = vt_when_any(&waiting, 1);
    probe_t probes[2];
    probe_init(&probes[0]);
    probe_init(&probes[1]);
    assert_ok(vt_task_on_completed(waiting, &probes[0].continuation, 0));
    assert_ok(vt_task_on_completed(any, &probes[1].continuation, 0));
    for (int i = 0; i < 2; i++) {
        assert_true(probe_wait(&probes[i]));
        assert_ptr_equal(probes[i].executor, vt_executor_default());
    }
    assert_task_fault(waiting, vt_error_domain, VT_E_TIMED_OUT);
    vt_task_unref(any);
    vt_task_unref(waiting);
    assert_ok(vt_task_set_result(task, 1));
    vt_task_unref(task);
}

/* ---- leaving at the same time as others come, leave, and complete ---- */

typedef struct contest {
    vt_task_t *task;
    vt_task_t *other;
    vt_task_t *combined[4];
    vt_cancel_source_t source;
    probe_t probe;
    uint64_t round;
} contest_t;

static void begin_four(void *shared) {
    contest_t *contest = shared;
    contest->task = vt_task_create(0);
    contest->other = vt_task_create(0);
    assert_ok(vt_cancel_source_init(&contest->source));
    vt_cancel_token_t token = vt_cancel_source_token(&contest->source);
    vt_task_t *const tasks[] = {contest->task, contest->other};
    contest->combined[0] = vt_when_any(tasks, 2);
    contest->combined[1] = vt_task_wait_async(contest->task, VT_FOREVER, token);
    contest->combined[2] = vt_when_all(tasks, 2, NULL);
    contest->combined[3] = vt_task_wait_async(contest->task, VT_FOREVER, token);
    probe_init(&contest->probe);
    contest->round++;
}

static void complete_first(void *shared) {
    contest_t *contest = shared;
    assert_ok(vt_task_set_result(contest->task, 42));
}

static void leave(void *shared) {
    contest_t *contest = shared;
    if (contest->round % 2 == 0) {
        vt_cancel_source_cancel(&contest->source);
        assert_ok(vt_task_set_result(contest->other, 43));
    } else {
        assert_ok(vt_task_set_result(contest->other, 43));
        vt_cancel_source_cancel(&contest->source);
    }
}

static void come_and_leave(void *shared) {
    contest_t *contest = shared;
    vt_task_t *const tasks[] = {contest->task, contest->other};
    vt_task_t *any = vt_when_any(tasks, 2);
    vt_task_t *late =
        vt_task_wait_async(contest->task, AN_HOUR, vt_cancel_source_token(&contest->source));
    assert_ok(vt_task_on_completed(contest->task, &contest->probe.continuation, 0));
    (void)!vt_task_wait_for(contest->task, 0);
    leave(shared);
    vt_task_unref(any);
    vt_task_unref(late);
}

static void all_ended(void *shared) {
    contest_t *contest = shared;
    uint64_t index = 2;
    assert_ok(vt_task_get_result(contest->combined[0], &index, NULL));
    assert_in_range(index, 0, 1);
    assert_task_result(contest->combined[2], 2);
    for (int i = 1; i < 4; i += 2) {
        vt_status_t status = vt_task_get_result(contest->combined[i], NULL, NULL);
        assert_true(status == VT_OK || status == VT_E_CANCELED);
    }
    for (int i = 0; i < 4; i++) {
        vt_task_unref(contest->combined[i]);
    }
    assert_ok(vt_cancel_source_deinit(&contest->source));
    vt_task_unref(contest->task);
    vt_task_unref(contest->other);
}

static void all_ended_and_the_probe_too(void *shared) {
    contest_t *contest = shared;
    all_ended(shared);
    assert_true(probe_wait(&contest->probe));
    assert_int_equal(probe_runs(&contest->probe), 1);
}

TEST(leaving_a_task_while_it_completes) {
    contest_t contest = {.round = 0};
    const race_t race = {begin_four, complete_first, leave, all_ended, &contest};
    int64_t live = counting_live();
    race_run_costly(&race, 4);
    assert_int_equal(counting_live(), live);
}

TEST(coming_and_leaving_while_the_task_completes) {
    contest_t contest = {.round = 0};
    const race_t race = {begin_four, complete_first, come_and_leave, all_ended_and_the_probe_too,
                         &contest};
    race_run_costly(&race, 8);
}

/* The oldest waiter leaves, behind so many others that the completer meets it on its way. */
enum { IN_FRONT = 200 };

typedef struct queue {
    vt_task_t *task;
    vt_task_t *waiting;
    vt_cancel_source_t source;
    probe_t probes[IN_FRONT];
} queue_t;

static void begin_queue(void *shared) {
    queue_t *queue = shared;
    queue->task = vt_task_create(0);
    assert_ok(vt_cancel_source_init(&queue->source));
    probe_init(&queue->probes[0]);
    assert_ok(vt_task_on_completed(queue->task, &queue->probes[0].continuation, 0));
    queue->waiting =
        vt_task_wait_async(queue->task, VT_FOREVER, vt_cancel_source_token(&queue->source));
    for (int i = 1; i < IN_FRONT; i++) {
        probe_init(&queue->probes[i]);
        assert_ok(vt_task_on_completed(queue->task, &queue->probes[i].continuation, 0));
    }
}

static void complete_queue(void *shared) {
    assert_ok(vt_task_set_result(((queue_t *)shared)->task, 42));
}

static void leave_queue(void *shared) {
    vt_cancel_source_cancel(&((queue_t *)shared)->source);
}

static void all_ran(void *shared) {
    queue_t *queue = shared;
    vt_status_t status = vt_task_get_result(queue->waiting, NULL, NULL);
    assert_true(status == VT_OK || status == VT_E_CANCELED);
    for (int i = 0; i < IN_FRONT; i++) {
        assert_true(probe_wait(&queue->probes[i]));
        assert_int_equal(probe_runs(&queue->probes[i]), 1);
    }
    assert_ok(vt_cancel_source_deinit(&queue->source));
    vt_task_unref(queue->waiting);
    vt_task_unref(queue->task);
}

TEST(leaving_from_the_far_end_while_the_task_completes) {
    static queue_t queue;
    const race_t race = {begin_queue, complete_queue, leave_queue, all_ran, &queue};
    race_run_costly(&race, 200);
}

/* Two threads come to and leave the same task, which goes on. */
static void begin_endless(void *shared) {
    contest_t *contest = shared;
    contest->round++;
}

static void come_and_go(void *shared) {
    contest_t *contest = shared;
    for (uint64_t i = 0; i < 3; i++) {
        any_of_two(contest->task, i);
        block_in_vain(contest->task, 1);
        wait_until_canceled(contest->task, 1);
    }
}

static void nothing(void *shared) {
    (void)shared;
}

TEST(two_threads_come_and_leave_and_nothing_stays) {
    contest_t contest = {.task = vt_task_create(0)};
    const race_t race = {begin_endless, come_and_go, come_and_go, nothing, &contest};
    int64_t live = counting_live();
    race_run_costly(&race, 16);
    assert_int_equal(counting_live(), live);
    assert_ok(vt_task_set_result(contest.task, 1));
    vt_task_unref(contest.task);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(when_any_names_the_first_also_where_the_tasks_have_other_waiters),
        cmocka_unit_test(when_all_and_a_wait_end_with_their_task_also_where_it_has_other_waiters),
        cmocka_unit_test(continuations_of_a_combined_task_are_queued_where_its_task_asks_for_it),
        cmocka_unit_test(
            a_continuation_of_a_combined_task_runs_after_the_others_of_its_task_are_queued),
        cmocka_unit_test(no_thread_of_a_pool_is_needed_for_a_limit_to_come),
        cmocka_unit_test(no_thread_of_a_pool_is_needed_to_end_a_combined_task),
        cmocka_unit_test(a_long_chain_of_combined_tasks_completes_on_a_usual_stack),
        cmocka_unit_test(nothing_stays_of_when_any_in_a_task_that_does_not_end),
        cmocka_unit_test(nothing_stays_of_a_canceled_wait_in_a_task_that_does_not_end),
        cmocka_unit_test(nothing_stays_of_a_blocking_wait_in_a_task_that_does_not_end),
        cmocka_unit_test(nothing_stays_of_a_wait_whose_time_is_over),
        cmocka_unit_test(every_fault_of_a_dropped_when_all_is_reported_once),
        cmocka_unit_test(a_fault_that_is_not_in_the_result_of_when_all_is_reported),
        cmocka_unit_test(faults_of_winner_and_losers_of_when_any_are_reported_once),
        cmocka_unit_test(a_fault_after_the_limit_of_a_wait_is_reported_once),
        cmocka_unit_test(a_fault_that_a_dropped_wait_passed_on_is_reported_once),
        cmocka_unit_test(a_result_after_the_limit_of_a_wait_leaks_nothing),
        cmocka_unit_test(code_after_the_limit_of_a_wait_runs_on_the_default_executor),
        cmocka_unit_test(leaving_a_task_while_it_completes),
        cmocka_unit_test(coming_and_leaving_while_the_task_completes),
        cmocka_unit_test(leaving_from_the_far_end_while_the_task_completes),
        cmocka_unit_test(two_threads_come_and_leave_and_nothing_stays),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
