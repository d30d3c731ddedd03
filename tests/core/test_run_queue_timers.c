/* Timers of a run queue that other threads start. */
#include "counting_malloc.h"
#include "helpers.h"
#include "race.h"

#define MILLISECOND UINT64_C(1000000)
#define AN_HOUR     (UINT64_C(3600000) * MILLISECOND)

typedef struct alarm {
    vt_timer_t timer;
    unsigned runs; /* atomic */
    uint64_t began;
    uint64_t at;
    vt_executor_t *executor;
} alarm_t;

static void alarm_run(vt_continuation_t *self) {
    alarm_t *alarm = VT_CONTAINER_OF(self, alarm_t, timer.continuation);
    alarm->at = vt_now();
    alarm->executor = vt_executor_current();
    __atomic_add_fetch(&alarm->runs, 1u, __ATOMIC_RELEASE);
}

static unsigned runs_of(const alarm_t *alarm) {
    return __atomic_load_n(&alarm->runs, __ATOMIC_ACQUIRE);
}

static void run_until(vt_run_queue_t *queue, const alarm_t *alarm) {
    while (runs_of(alarm) == 0) {
        vt_run_queue_wait(queue);
        vt_run_queue_run(queue);
    }
}

typedef struct order {
    vt_run_queue_t *queue;
    alarm_t *alarm;
    uint64_t after;
    vt_status_t status;
} order_t;

static void *start_there(void *argument) {
    order_t *order = argument;
    order->alarm->began = vt_now();
    order->status =
        vt_timer_start(&order->alarm->timer, &order->queue->executor, order->after, alarm_run);
    return NULL;
}

static void *start_soon(void *argument) {
    sleep_a_moment();
    return start_there(argument);
}

static void start_on_thread(order_t *order) {
    pthread_t thread;
    assert_int_equal(pthread_create(&thread, NULL, start_there, order), 0);
    assert_int_equal(pthread_join(thread, NULL), 0);
    assert_ok(order->status);
}

TEST(a_timer_that_another_thread_started_keeps_the_queue_from_ending) {
    vt_run_queue_t queue;
    alarm_t alarm = {.runs = 0};
    order_t order = {&queue, &alarm, AN_HOUR, VT_E_BUSY};
    assert_ok(vt_run_queue_init(&queue));
    counting_reset();
    start_on_thread(&order);
    assert_int_equal(counting_allocations(), 0);
    assert_int_equal(vt_run_queue_deinit(&queue), VT_E_BUSY);
    assert_int_equal(vt_run_queue_run(&queue), 0);
    assert_true(vt_timer_stop(&alarm.timer));
    assert_false(vt_timer_stop(&alarm.timer));
    assert_ok(vt_run_queue_deinit(&queue));
    assert_int_equal(runs_of(&alarm), 0);
}

TEST(it_runs_on_the_queue_and_not_before_its_time) {
    vt_run_queue_t queue;
    alarm_t alarms[3] = {{.runs = 0}};
    assert_ok(vt_run_queue_init(&queue));
    for (uint64_t i = 0; i < 3; i++) {
        order_t order = {&queue, &alarms[i], (3 - i) * MILLISECOND, VT_E_BUSY};
        start_on_thread(&order);
    }
    for (uint64_t i = 0; i < 3; i++) {
        run_until(&queue, &alarms[i]);
        assert_int_equal(runs_of(&alarms[i]), 1);
        assert_ptr_equal(alarms[i].executor, &queue.executor);
        assert_true(alarms[i].at - alarms[i].began >= (3 - i) * MILLISECOND);
    }
    assert_ok(vt_run_queue_deinit(&queue));
}

/* The owner sleeps with no timer at all, or for one that is far away. */
TEST(a_queue_that_sleeps_hears_of_an_earlier_timer) {
    for (int has_one = 0; has_one < 2; has_one++) {
        vt_run_queue_t queue;
        pthread_t thread;
        alarm_t far_away = {.runs = 0};
        alarm_t alarm = {.runs = 0};
        order_t order = {&queue, &alarm, MILLISECOND, VT_E_BUSY};
        assert_ok(vt_run_queue_init(&queue));
        if (has_one) {
            assert_ok(vt_timer_start(&far_away.timer, &queue.executor, AN_HOUR, alarm_run));
        }
        assert_int_equal(pthread_create(&thread, NULL, start_soon, &order), 0);
        vt_run_queue_wait(&queue); /* once: it ends when the timer is due, not when it came */
        assert_int_equal(vt_run_queue_run(&queue), 1);
        assert_int_equal(runs_of(&alarm), 1);
        assert_int_equal(pthread_join(thread, NULL), 0);
        assert_ok(order.status);
        assert_int_equal(vt_timer_stop(&far_away.timer), has_one);
        assert_ok(vt_run_queue_deinit(&queue));
    }
}

typedef struct contest {
    vt_run_queue_t queue;
    alarm_t alarm;
    uint64_t round;
} contest_t;

static void begin_queue(void *shared) {
    contest_t *contest = shared;
    assert_ok(vt_run_queue_init(&contest->queue));
    contest->alarm = (alarm_t){.runs = 0};
    contest->round++;
}

/* The queue is ended as soon as the timer has run, whatever its starter still does. */
static void run_and_end(void *shared) {
    contest_t *contest = shared;
    run_until(&contest->queue, &contest->alarm);
    assert_ok(vt_run_queue_deinit(&contest->queue));
}

static void start_one(void *shared) {
    contest_t *contest = shared;
    (void)!vt_timer_start(&contest->alarm.timer, &contest->queue.executor,
                          contest->round * 7 % 30000, alarm_run);
}

static void it_ran_once(void *shared) {
    assert_int_equal(runs_of(&((contest_t *)shared)->alarm), 1);
}

TEST(a_timer_that_is_started_while_the_owner_goes_to_sleep_is_not_missed) {
    contest_t contest = {.round = 0};
    const race_t race = {begin_queue, run_and_end, start_one, it_ran_once, &contest};
    race_run_costly(&race, 10); /* the owner sleeps in most rounds */
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_timer_that_another_thread_started_keeps_the_queue_from_ending),
        cmocka_unit_test(it_runs_on_the_queue_and_not_before_its_time),
        cmocka_unit_test(a_queue_that_sleeps_hears_of_an_earlier_timer),
        cmocka_unit_test(a_timer_that_is_started_while_the_owner_goes_to_sleep_is_not_missed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
