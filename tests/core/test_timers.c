/* Timers: the heap, those of a run queue, and the timer thread. */
#include <sched.h>

#include "counting_malloc.h"
#include "helpers.h"
#include "race.h"

#define MILLISECOND UINT64_C(1000000)
#define AN_HOUR     (UINT64_C(3600000) * MILLISECOND)

/* ---- the heap ---- */

/* Steele, Lea, Flood 2014: splitmix64. */
static uint64_t random_state;

static uint64_t random_below(uint64_t bound) {
    uint64_t z = random_state += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return (z ^ (z >> 31)) % bound;
}

enum { HEAP_TIMERS = 64 };

typedef struct reference {
    vt_timer_heap_t heap;
    vt_timer_t timers[HEAP_TIMERS];
    bool inside[HEAP_TIMERS];
} reference_t;

static uint64_t earliest(const reference_t *reference) {
    uint64_t deadline = UINT64_MAX;
    for (int i = 0; i < HEAP_TIMERS; i++) {
        if (reference->inside[i] && reference->timers[i].deadline < deadline) {
            deadline = reference->timers[i].deadline;
        }
    }
    return deadline;
}

static void take_the_earliest(reference_t *reference) {
    uint64_t deadline = earliest(reference);
    assert_int_equal(vt_timer_heap_next(&reference->heap), deadline);
    if (deadline == UINT64_MAX) {
        assert_null(vt_timer_heap_take_due(&reference->heap, UINT64_MAX));
        return;
    }
    if (deadline != 0) {
        assert_null(vt_timer_heap_take_due(&reference->heap, deadline - 1));
    }
    vt_timer_t *timer = vt_timer_heap_take_due(&reference->heap, deadline);
    assert_non_null(timer);
    assert_int_equal(timer->deadline, deadline);
    assert_null(timer->link);
    assert_true(reference->inside[timer - reference->timers]);
    reference->inside[timer - reference->timers] = false;
}

TEST(the_heap_gives_what_a_sorted_list_would) {
    const uint64_t spreads[] = {1, 10, 1000000, UINT64_MAX};
    for (size_t s = 0; s < COUNT_OF(spreads); s++) {
        static reference_t reference;
        reference = (reference_t){.heap = {NULL}};
        random_state = s;
        for (int step = 0; step < 20000; step++) {
            size_t i = (size_t)random_below(HEAP_TIMERS);
            if (reference.inside[i]) {
                vt_timer_heap_remove(&reference.heap, &reference.timers[i]);
                assert_null(reference.timers[i].link);
                reference.inside[i] = false;
            } else {
                reference.timers[i].deadline = random_below(spreads[s]);
                vt_timer_heap_insert(&reference.heap, &reference.timers[i]);
                reference.inside[i] = true;
            }
            assert_int_equal(vt_timer_heap_next(&reference.heap), earliest(&reference));
            if (random_below(4) == 0) {
                take_the_earliest(&reference);
            }
        }
        while (earliest(&reference) != UINT64_MAX) {
            take_the_earliest(&reference);
        }
        take_the_earliest(&reference);
    }
}

TEST(an_empty_heap_has_no_deadline) {
    vt_timer_heap_t heap = {NULL};
    assert_int_equal(vt_timer_heap_next(&heap), UINT64_MAX);
    assert_null(vt_timer_heap_take_due(&heap, UINT64_MAX));
}

/* ---- timers that count ---- */

typedef struct alarm {
    vt_timer_t timer;
    unsigned runs; /* atomic */
    unsigned order;
    uint64_t at;
    vt_executor_t *executor;
} alarm_t;

static unsigned alarms_run; /* atomic */

static void alarm_run(vt_continuation_t *self) {
    alarm_t *alarm = VT_CONTAINER_OF(self, alarm_t, timer.continuation);
    alarm->at = vt_now();
    alarm->executor = vt_executor_current();
    alarm->order = __atomic_add_fetch(&alarms_run, 1u, __ATOMIC_RELAXED);
    __atomic_add_fetch(&alarm->runs, 1u, __ATOMIC_RELEASE);
}

static unsigned runs_of(const alarm_t *alarm) {
    return __atomic_load_n(&alarm->runs, __ATOMIC_ACQUIRE);
}

static void alarm_start(alarm_t *alarm, vt_executor_t *executor, uint64_t nanoseconds) {
    *alarm = (alarm_t){.runs = 0};
    assert_ok(vt_timer_start(&alarm->timer, executor, nanoseconds, alarm_run));
}

/* From 1. A thread that was stopped between two starts has moved the deadlines of the later ones.
 */
static unsigned place_by_deadline(const alarm_t alarms[5], size_t index) {
    unsigned place = 1;
    for (size_t i = 0; i < 5; i++) {
        place += alarms[i].timer.deadline < alarms[index].timer.deadline;
    }
    return place;
}

static void alarm_wait(const alarm_t *alarm) {
    while (runs_of(alarm) == 0) {
        sched_yield();
    }
}

TEST(null_arguments_are_invalid_or_nothing_to_do) {
    vt_timer_t timer = {.deadline = 0};
    assert_int_equal(vt_timer_start(NULL, NULL, 0, alarm_run), VT_E_INVALID_ARGUMENT);
    assert_int_equal(vt_timer_start(&timer, NULL, 0, NULL), VT_E_INVALID_ARGUMENT);
    assert_false(vt_timer_stop(NULL));
    assert_false(vt_timer_stop(&timer));
    assert_int_equal(vt_run_queue_init(NULL), VT_E_INVALID_ARGUMENT);
    assert_ok(vt_run_queue_deinit(NULL));
}

/* ---- on a run queue ---- */

TEST(the_timers_of_a_run_queue_run_by_deadline_and_not_before) {
    vt_run_queue_t queue;
    alarm_t alarms[5];
    const uint64_t after[] = {3, 1, 5, 2, 4};
    assert_ok(vt_run_queue_init(&queue));
    alarms_run = 0;
    uint64_t begin = vt_now();
    counting_reset();
    for (size_t i = 0; i < COUNT_OF(alarms); i++) {
        alarm_start(&alarms[i], &queue.executor, after[i] * MILLISECOND);
    }
    size_t ran = 0;
    while (ran < COUNT_OF(alarms)) {
        vt_run_queue_wait(&queue);
        ran += vt_run_queue_run(&queue);
    }
    assert_int_equal(counting_allocations(), 0);
    for (size_t i = 0; i < COUNT_OF(alarms); i++) {
        assert_int_equal(runs_of(&alarms[i]), 1);
        assert_int_equal(alarms[i].order, place_by_deadline(alarms, i));
        assert_ptr_equal(alarms[i].executor, &queue.executor);
        assert_true(alarms[i].at - begin >= after[i] * MILLISECOND);
        assert_false(vt_timer_stop(&alarms[i].timer));
    }
    assert_ok(vt_run_queue_deinit(&queue));
}

TEST(a_run_queue_with_a_timer_refuses_to_end_until_it_is_stopped) {
    vt_run_queue_t queue;
    alarm_t alarms[3];
    assert_ok(vt_run_queue_init(&queue));
    for (int gone = 0; gone < 3; gone++) {
        for (int i = 0; i < 3; i++) {
            alarm_start(&alarms[i], &queue.executor, AN_HOUR);
        }
        for (int i = 0; i < 3; i++) {
            assert_int_equal(vt_run_queue_deinit(&queue), VT_E_BUSY);
            assert_true(vt_timer_stop(&alarms[(gone + i) % 3].timer));
            assert_false(vt_timer_stop(&alarms[(gone + i) % 3].timer));
        }
        assert_int_equal(vt_run_queue_run(&queue), 0);
    }
    assert_ok(vt_run_queue_deinit(&queue));
}

TEST(waiting_on_a_run_queue_ends_at_once_where_something_is_there) {
    vt_run_queue_t queue;
    probe_t probe;
    alarm_t alarm;
    assert_ok(vt_run_queue_init(&queue));
    probe_init(&probe);
    assert_ok(vt_executor_post(&queue.executor, &probe.continuation));
    vt_run_queue_wait(&queue);
    assert_int_equal(vt_run_queue_run(&queue), 1);
    alarm_start(&alarm, &queue.executor, 0);
    vt_run_queue_wait(&queue);
    assert_int_equal(vt_run_queue_run(&queue), 1);
    assert_int_equal(runs_of(&alarm), 1);
    assert_ok(vt_run_queue_deinit(&queue));
}

static vt_run_queue_t shared_queue;
static probe_t shared_probe;

static void *post_soon(void *nothing) {
    for (int i = 0; i < 1000; i++) {
        sched_yield();
    }
    (void)!vt_executor_post(&shared_queue.executor, &shared_probe.continuation);
    return nothing;
}

TEST(a_post_of_another_thread_ends_a_wait_for_a_timer) {
    pthread_t thread;
    alarm_t alarm;
    assert_ok(vt_run_queue_init(&shared_queue));
    probe_init(&shared_probe);
    alarm_start(&alarm, &shared_queue.executor, AN_HOUR);
    assert_int_equal(pthread_create(&thread, NULL, post_soon, NULL), 0);
    while (vt_run_queue_run(&shared_queue) == 0) {
        vt_run_queue_wait(&shared_queue);
    }
    assert_int_equal(probe_runs(&shared_probe), 1);
    assert_true(vt_timer_stop(&alarm.timer));
    assert_int_equal(pthread_join(thread, NULL), 0);
    assert_ok(vt_run_queue_deinit(&shared_queue));
}

/* Posts itself again and again, as a method does that yields, until it is told to stop. */
typedef struct spinner {
    vt_continuation_t continuation;
    vt_executor_t *executor;
    const unsigned *until; /* atomic */
    uint64_t gives_up;     /* when */
} spinner_t;

static void spin_on(vt_continuation_t *self) {
    spinner_t *spinner = VT_CONTAINER_OF(self, spinner_t, continuation);
    if (__atomic_load_n(spinner->until, __ATOMIC_ACQUIRE) == 0 && vt_now() < spinner->gives_up) {
        (void)!vt_executor_post(spinner->executor, self);
    }
}

TEST(a_run_queue_that_is_never_empty_still_comes_to_its_timers) {
    vt_run_queue_t queue;
    alarm_t alarm;
    assert_ok(vt_run_queue_init(&queue));
    alarm_start(&alarm, &queue.executor, MILLISECOND);
    spinner_t spinner = {
        {.run = spin_on}, &queue.executor, &alarm.runs, vt_now() + 5000 * MILLISECOND};
    assert_ok(vt_executor_post(&queue.executor, &spinner.continuation));
    vt_run_queue_run(&queue);
    assert_true(vt_now() < spinner.gives_up);
    assert_int_equal(runs_of(&alarm), 1);
    assert_ok(vt_run_queue_deinit(&queue));
}

TEST(a_run_queue_that_is_never_empty_still_comes_to_what_other_threads_post) {
    pthread_t thread;
    assert_ok(vt_run_queue_init(&shared_queue));
    probe_init(&shared_probe);
    spinner_t spinner = {{.run = spin_on},
                         &shared_queue.executor,
                         &shared_probe.runs,
                         vt_now() + 5000 * MILLISECOND};
    assert_ok(vt_executor_post(&shared_queue.executor, &spinner.continuation));
    assert_int_equal(pthread_create(&thread, NULL, post_soon, NULL), 0);
    vt_run_queue_run(&shared_queue);
    assert_true(vt_now() < spinner.gives_up);
    assert_int_equal(pthread_join(thread, NULL), 0);
    vt_run_queue_run(&shared_queue);
    assert_int_equal(probe_runs(&shared_probe), 1);
    assert_ok(vt_run_queue_deinit(&shared_queue));
}

/* ---- on the timer thread ---- */

TEST(the_timer_thread_posts_to_executors_that_have_no_timers) {
    vt_thread_pool_t *pool;
    alarm_t alarms[20];
    assert_ok(vt_thread_pool_create(1, &pool));
    uint64_t begin = vt_now();
    for (uint64_t i = 0; i < COUNT_OF(alarms); i++) {
        alarm_start(&alarms[i], vt_thread_pool_executor(pool), (20 - i) * MILLISECOND / 4);
    }
    for (uint64_t i = 0; i < COUNT_OF(alarms); i++) {
        alarm_wait(&alarms[i]);
        assert_ptr_equal(alarms[i].executor, vt_thread_pool_executor(pool));
        assert_true(alarms[i].at - begin >= (20 - i) * MILLISECOND / 4);
    }
    assert_ok(vt_thread_pool_destroy(pool));
}

TEST(a_timer_without_an_executor_runs_on_the_default_one) {
    alarm_t alarm;
    alarm_start(&alarm, NULL, 1);
    alarm_wait(&alarm);
    assert_ptr_equal(alarm.executor, vt_executor_default());
}

static alarm_t foreign_alarm;

static void *start_there(void *status) {
    *(vt_status_t *)status =
        vt_timer_start(&foreign_alarm.timer, &shared_queue.executor, MILLISECOND, alarm_run);
    return NULL;
}

TEST(a_timer_of_a_run_queue_that_another_thread_starts_is_posted_to_it) {
    pthread_t thread;
    vt_status_t status = VT_E_BUSY;
    assert_ok(vt_run_queue_init(&shared_queue));
    foreign_alarm = (alarm_t){.runs = 0};
    assert_int_equal(pthread_create(&thread, NULL, start_there, &status), 0);
    assert_int_equal(pthread_join(thread, NULL), 0);
    assert_ok(status);
    while (vt_run_queue_run(&shared_queue) == 0) {
        vt_run_queue_wait(&shared_queue);
    }
    assert_int_equal(runs_of(&foreign_alarm), 1);
    assert_ptr_equal(foreign_alarm.executor, &shared_queue.executor);
    assert_ok(vt_run_queue_deinit(&shared_queue));
}

TEST(a_timer_of_the_inline_executor_runs_on_the_default_one) {
    alarm_t alarm;
    alarm_start(&alarm, vt_executor_inline(), AN_HOUR);
    assert_true(vt_timer_stop(&alarm.timer));
    assert_false(vt_timer_stop(&alarm.timer));
    alarm_start(&alarm, vt_executor_inline(), 1);
    alarm_wait(&alarm);
    assert_ptr_equal(alarm.executor, vt_executor_default());
}

/* ---- users' code never runs on the timer thread ---- */

typedef struct refusing {
    vt_executor_t executor;
    unsigned posts; /* atomic */
} refusing_t;

static vt_status_t refuse(vt_executor_t *self, vt_continuation_t *continuation) {
    (void)continuation;
    __atomic_add_fetch(&VT_CONTAINER_OF(self, refusing_t, executor)->posts, 1u, __ATOMIC_RELEASE);
    return VT_E_SHUT_DOWN;
}

static const vt_executor_ops_t refusing_ops = {.post = refuse};

TEST(a_timer_that_its_executor_refuses_runs_on_the_default_one) {
    refusing_t refusing = {{&refusing_ops}, 0};
    alarm_t alarm;
    alarm_start(&alarm, &refusing.executor, 1);
    alarm_wait(&alarm);
    assert_ptr_equal(alarm.executor, vt_executor_default());
    assert_int_equal(refusing.posts, 1);
}

TEST(a_timer_that_the_default_executor_refuses_runs_on_the_built_in_pool) {
    refusing_t refusing = {{&refusing_ops}, 0};
    vt_executor_t *built_in = vt_executor_default();
    vt_executor_t *const chosen[] = {&refusing.executor, vt_executor_inline()};
    for (size_t i = 0; i < COUNT_OF(chosen); i++) {
        alarm_t alarms[2];
        vt_executor_set_default(chosen[i]);
        alarm_start(&alarms[0], NULL, 1);
        alarm_start(&alarms[1], vt_executor_inline(), 1);
        for (size_t j = 0; j < COUNT_OF(alarms); j++) {
            alarm_wait(&alarms[j]);
            assert_ptr_equal(alarms[j].executor, built_in);
        }
        vt_executor_set_default(NULL);
    }
    assert_int_equal(refusing.posts, 2);
}

/* Blocks the thread that goes on after a limit until a timer has run that was started after it. */
typedef struct limited_frame {
    VT_FRAME;
    vt_cancel_source_t *source;
    vt_task_t *pending;
    alarm_t *alarm;
} limited_frame_t;

VT_METHOD(limited, limited_frame_t, frame) {
    uint64_t result;
    vt_status_t status;
    vt_error_t error = {0};
    VT_BEGIN(frame);
    if (frame->source != NULL) {
        VT_TRY_AWAIT(frame, status, result, error,
                     vt_delay(AN_HOUR, vt_cancel_source_token(frame->source)));
    } else {
        VT_TRY_AWAIT(frame, status, result, error,
                     vt_value_task_from_task(vt_task_wait_async(frame->pending, 1, VT_NEVER)));
    }
    (void)result;
    vt_error_release(&error);
    alarm_start(frame->alarm, vt_executor_default(), 1);
    uint64_t gives_up = vt_now() + 5000 * MILLISECOND;
    while (runs_of(frame->alarm) == 0 && vt_now() < gives_up) {
        sched_yield();
    }
    VT_RETURN(status == VT_OK ? 0 : runs_of(frame->alarm));
    VT_END;
}

TEST(a_method_that_goes_on_after_a_limit_and_blocks_does_not_stop_the_timers) {
    vt_thread_pool_t *pool;
    alarm_t alarm = {.runs = 0};
    assert_ok(vt_thread_pool_create(2, &pool)); /* two, on any machine */
    vt_executor_set_default(vt_thread_pool_executor(pool));
    vt_cancel_source_t source;
    assert_ok(vt_cancel_source_init(&source));
    vt_task_t *task = VT_START_TASK(limited, .source = &source, .alarm = &alarm);
    assert_ok(vt_cancel_source_cancel_after(&source, MILLISECOND));
    assert_task_result(task, 1);
    vt_task_unref(task);
    while (vt_cancel_source_deinit(&source) == VT_E_BUSY) {
        sched_yield();
    }

    vt_task_t *pending = vt_task_create(0);
    alarm.runs = 0;
    task = VT_START_TASK(limited, .pending = pending, .alarm = &alarm);
    assert_task_result(task, 1);
    vt_task_unref(task);
    assert_ok(vt_task_set_result(pending, 0));
    vt_task_unref(pending);
    vt_executor_set_default(NULL);
    while (vt_thread_pool_destroy(pool) == VT_E_BUSY) {
        sched_yield();
    }
}

/* ---- stopping from another thread ---- */

typedef struct contest {
    vt_run_queue_t queue;
    alarm_t alarm;
    uint64_t round;
    bool stopped;
} contest_t;

static void begin_on_queue(void *shared) {
    contest_t *contest = shared;
    alarm_start(&contest->alarm, &contest->queue.executor, contest->round++ * 7 % 2000);
    contest->stopped = false;
}

static void run_some(void *shared) {
    contest_t *contest = shared;
    for (int i = 0; i < 8; i++) {
        vt_run_queue_run(&contest->queue);
    }
}

static void stop_it(void *shared) {
    contest_t *contest = shared;
    contest->stopped = vt_timer_stop(&contest->alarm.timer);
}

static void stopped_or_ran(void *shared) {
    contest_t *contest = shared;
    vt_run_queue_run(&contest->queue);
    assert_int_equal(runs_of(&contest->alarm), contest->stopped ? 0 : 1);
}

TEST(a_timer_of_a_run_queue_that_another_thread_stops_runs_or_is_stopped) {
    contest_t contest = {.round = 0};
    assert_ok(vt_run_queue_init(&contest.queue));
    const race_t race = {begin_on_queue, run_some, stop_it, stopped_or_ran, &contest};
    race_run(&race);
    assert_ok(vt_run_queue_deinit(&contest.queue));
}

TEST(a_timer_of_the_timer_thread_runs_or_is_stopped) {
    for (uint64_t round = 0; round < 3000; round++) {
        alarm_t alarm;
        alarm_start(&alarm, vt_executor_inline(), round * 97 % 100000);
        for (volatile uint64_t i = 0; i < round * 31 % 20000; i++) {
        }
        if (vt_timer_stop(&alarm.timer)) {
            assert_int_equal(runs_of(&alarm), 0);
        } else {
            alarm_wait(&alarm);
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_heap_gives_what_a_sorted_list_would),
        cmocka_unit_test(an_empty_heap_has_no_deadline),
        cmocka_unit_test(null_arguments_are_invalid_or_nothing_to_do),
        cmocka_unit_test(the_timers_of_a_run_queue_run_by_deadline_and_not_before),
        cmocka_unit_test(a_run_queue_with_a_timer_refuses_to_end_until_it_is_stopped),
        cmocka_unit_test(waiting_on_a_run_queue_ends_at_once_where_something_is_there),
        cmocka_unit_test(a_post_of_another_thread_ends_a_wait_for_a_timer),
        cmocka_unit_test(a_run_queue_that_is_never_empty_still_comes_to_its_timers),
        cmocka_unit_test(a_run_queue_that_is_never_empty_still_comes_to_what_other_threads_post),
        cmocka_unit_test(the_timer_thread_posts_to_executors_that_have_no_timers),
        cmocka_unit_test(a_timer_without_an_executor_runs_on_the_default_one),
        cmocka_unit_test(a_timer_of_a_run_queue_that_another_thread_starts_is_posted_to_it),
        cmocka_unit_test(a_timer_of_the_inline_executor_runs_on_the_default_one),
        cmocka_unit_test(a_timer_that_its_executor_refuses_runs_on_the_default_one),
        cmocka_unit_test(a_timer_that_the_default_executor_refuses_runs_on_the_built_in_pool),
        cmocka_unit_test(a_method_that_goes_on_after_a_limit_and_blocks_does_not_stop_the_timers),
        cmocka_unit_test(a_timer_of_a_run_queue_that_another_thread_stops_runs_or_is_stopped),
        cmocka_unit_test(a_timer_of_the_timer_thread_runs_or_is_stopped),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
