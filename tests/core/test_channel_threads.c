/* Channels with several threads: nothing is lost or doubled, whatever comes at the same time. */
#include <sched.h>

#include "helpers.h"
#include "race.h"

static const vt_cancel_token_t never = {NULL};

static vt_channel_t *channel_of(size_t capacity) {
    vt_channel_t *channel = NULL;
    assert_ok(vt_channel_create(capacity, &channel));
    return channel;
}

/* ---- producers and consumers ---- */

typedef struct produce_frame {
    VT_FRAME;
    vt_channel_t *channel;
    uint64_t next;
    uint64_t last;
} produce_frame_t;

VT_METHOD(produce, produce_frame_t, frame) {
    VT_BEGIN(frame);
    for (; frame->next <= frame->last; frame->next++) {
        VT_AWAIT_VOID(frame, vt_channel_write(frame->channel, frame->next, never));
    }
    VT_END;
}

typedef struct consume_frame {
    VT_FRAME;
    vt_channel_t *channel;
    uint64_t sum;
} consume_frame_t;

VT_METHOD(consume, consume_frame_t, frame) {
    uint64_t word = 0;
    vt_status_t status;
    vt_error_t error;
    VT_BEGIN(frame);
    for (;;) {
        VT_TRY_AWAIT(frame, status, word, error, vt_channel_read(frame->channel, never));
        if (status != VT_OK) {
            bool closed = status == VT_E_FAULTED && error.code == VT_E_CLOSED;
            vt_error_release(&error);
            VT_RETURN(closed ? frame->sum : 0);
        }
        frame->sum += word;
    }
    VT_END;
}

typedef struct starter {
    vt_continuation_t continuation;
    vt_channel_t *channel;
    bool produces;
    uint64_t first;
    uint64_t last;
    vt_task_t *task; /* atomic */
} starter_t;

static void start_method(vt_continuation_t *self) {
    starter_t *starter = VT_CONTAINER_OF(self, starter_t, continuation);
    vt_task_t *task = starter->produces
                          ? VT_START_TASK(produce, .channel = starter->channel,
                                          .next = starter->first, .last = starter->last)
                          : VT_START_TASK(consume, .channel = starter->channel);
    __atomic_store_n(&starter->task, task, __ATOMIC_RELEASE);
}

static uint64_t finish(starter_t *starter) {
    uint64_t result = 0;
    while (__atomic_load_n(&starter->task, __ATOMIC_ACQUIRE) == NULL) {
        sched_yield();
    }
    assert_ok(vt_task_get_result(starter->task, &result, NULL));
    vt_task_unref(starter->task);
    return result;
}

TEST(two_producers_and_two_consumers_lose_and_double_no_word) {
    const size_t capacities[] = {0, 1, 4};
    const uint64_t half = 5000;
    for (size_t i = 0; i < COUNT_OF(capacities); i++) {
        vt_thread_pool_t *pool;
        vt_channel_t *channel = channel_of(capacities[i]);
        starter_t starters[4] = {
            {.produces = true, .first = 1, .last = half},
            {.produces = true, .first = half + 1, .last = 2 * half},
        };
        assert_ok(vt_thread_pool_create(2, &pool));
        for (int s = 0; s < 4; s++) {
            starters[s].continuation.run = start_method;
            starters[s].channel = channel;
            assert_ok(vt_executor_post(vt_thread_pool_executor(pool), &starters[s].continuation));
        }
        (void)finish(&starters[0]);
        (void)finish(&starters[1]);
        assert_ok(vt_channel_close(channel));
        uint64_t sum = finish(&starters[2]);
        sum += finish(&starters[3]);
        assert_int_equal(sum, half * (2 * half + 1));
        assert_ok(vt_thread_pool_destroy(pool));
        assert_ok(vt_channel_destroy(channel));
    }
}

TEST(one_producer_and_one_consumer_keep_the_order) {
    const size_t capacities[] = {0, 1, 4};
    const uint64_t count = 5000;
    for (size_t i = 0; i < COUNT_OF(capacities); i++) {
        vt_thread_pool_t *pool;
        vt_channel_t *channel = channel_of(capacities[i]);
        starter_t starter = {.continuation = {.run = start_method},
                             .channel = channel,
                             .produces = true,
                             .first = 1,
                             .last = count};
        assert_ok(vt_thread_pool_create(1, &pool));
        assert_ok(vt_executor_post(vt_thread_pool_executor(pool), &starter.continuation));
        for (uint64_t word = 1; word <= count; word++) {
            vt_task_t *read = vt_value_task_as_task(vt_channel_read(channel, never));
            assert_task_result(read, word);
            vt_task_unref(read);
        }
        (void)finish(&starter);
        assert_ok(vt_thread_pool_destroy(pool));
        assert_ok(vt_channel_destroy(channel));
    }
}

/* ---- races ---- */

typedef struct contest {
    vt_channel_t *channel;
    vt_cancel_source_t source;
    vt_value_task_t wait;
    uint64_t word;
    vt_status_t status; /* of the other side */
} contest_t;

static void cancel_it(void *shared) {
    vt_cancel_source_cancel(&((contest_t *)shared)->source);
}

static void begin_read(void *shared) {
    contest_t *contest = shared;
    assert_ok(vt_cancel_source_init(&contest->source));
    contest->wait = vt_channel_read(contest->channel, vt_cancel_source_token(&contest->source));
}

static void write_one(void *shared) {
    contest_t *contest = shared;
    contest->status = vt_channel_try_write(contest->channel, ++contest->word);
}

static void the_word_was_read_or_is_there(void *shared) {
    contest_t *contest = shared;
    uint64_t word = 0;
    assert_ok(contest->status);
    if (vt_value_task_is_canceled(contest->wait)) {
        assert_canceled(contest->wait);
        assert_ok(vt_channel_try_read(contest->channel, &word));
        assert_int_equal(word, contest->word);
    } else {
        assert_result(contest->wait, contest->word);
        assert_int_equal(vt_channel_try_read(contest->channel, &word), VT_E_BUSY);
    }
    assert_ok(vt_cancel_source_deinit(&contest->source));
}

TEST(of_a_cancellation_and_a_write_at_once_the_word_is_not_lost) {
    contest_t contest = {.channel = channel_of(1)};
    const race_t race = {begin_read, cancel_it, write_one, the_word_was_read_or_is_there, &contest};
    race_run(&race);
    assert_ok(vt_channel_destroy(contest.channel));
}

static void begin_write(void *shared) {
    contest_t *contest = shared;
    assert_ok(vt_cancel_source_init(&contest->source));
    assert_ok(vt_channel_try_write(contest->channel, 1));
    contest->wait = vt_channel_write(contest->channel, 2, vt_cancel_source_token(&contest->source));
}

static void read_one(void *shared) {
    contest_t *contest = shared;
    contest->status = vt_channel_try_read(contest->channel, &contest->word);
}

static void the_second_is_there_if_it_was_written(void *shared) {
    contest_t *contest = shared;
    uint64_t word = 0;
    assert_ok(contest->status);
    assert_int_equal(contest->word, 1);
    if (vt_value_task_is_canceled(contest->wait)) {
        assert_canceled(contest->wait);
        assert_int_equal(vt_channel_try_read(contest->channel, &word), VT_E_BUSY);
    } else {
        assert_result(contest->wait, 0);
        assert_ok(vt_channel_try_read(contest->channel, &word));
        assert_int_equal(word, 2);
    }
    assert_ok(vt_cancel_source_deinit(&contest->source));
}

TEST(of_a_cancellation_and_a_read_at_once_the_write_is_all_or_nothing) {
    contest_t contest = {.channel = channel_of(1)};
    const race_t race = {begin_write, cancel_it, read_one, the_second_is_there_if_it_was_written,
                         &contest};
    race_run(&race);
    assert_ok(vt_channel_destroy(contest.channel));
}

static void begin_full(void *shared) {
    contest_t *contest = shared;
    contest->channel = channel_of(1);
    assert_ok(vt_channel_try_write(contest->channel, 1));
    contest->wait = vt_channel_write(contest->channel, 2, never);
}

static void close_it(void *shared) {
    (void)!vt_channel_close(((contest_t *)shared)->channel);
}

static void what_was_written_is_there_and_then_the_end(void *shared) {
    contest_t *contest = shared;
    uint64_t word = 0;
    assert_ok(contest->status);
    assert_int_equal(contest->word, 1);
    if (vt_value_task_is_faulted(contest->wait)) {
        assert_fault(contest->wait, vt_error_domain, VT_E_CLOSED);
    } else {
        assert_result(contest->wait, 0);
        assert_ok(vt_channel_try_read(contest->channel, &word));
        assert_int_equal(word, 2);
    }
    assert_int_equal(vt_channel_try_read(contest->channel, &word), VT_E_CLOSED);
    assert_ok(vt_channel_destroy(contest->channel));
}

TEST(of_closing_and_a_read_at_once_the_write_that_waits_is_all_or_nothing) {
    contest_t contest = {.word = 0};
    const race_t race = {begin_full, close_it, read_one, what_was_written_is_there_and_then_the_end,
                         &contest};
    race_run(&race);
}

static void begin_open(void *shared) {
    ((contest_t *)shared)->channel = channel_of(1);
}

static void begin_a_read(void *shared) {
    contest_t *contest = shared;
    contest->wait = vt_channel_read(contest->channel, never);
}

static void the_read_has_ended(void *shared) {
    contest_t *contest = shared;
    assert_fault(contest->wait, vt_error_domain, VT_E_CLOSED);
    assert_ok(vt_channel_destroy(contest->channel));
}

TEST(a_read_that_begins_while_the_channel_is_closed_does_not_wait_for_ever) {
    contest_t contest = {.word = 0};
    const race_t race = {begin_open, close_it, begin_a_read, the_read_has_ended, &contest};
    race_run(&race);
}

static void forget(void *shared) {
    ((contest_t *)shared)->word = 0;
}

static void begin_a_write(void *shared) {
    contest_t *contest = shared;
    contest->wait = vt_channel_write(contest->channel, 7, never);
}

static void the_word_arrived(void *shared) {
    contest_t *contest = shared;
    uint64_t word = 0;
    assert_result(contest->wait, 0);
    if (contest->status == VT_E_BUSY) { /* it came too early */
        contest->status = vt_channel_try_read(contest->channel, &contest->word);
    }
    assert_ok(contest->status);
    assert_int_equal(contest->word, 7);
    assert_int_equal(vt_channel_try_read(contest->channel, &word), VT_E_BUSY);
}

TEST(of_a_read_and_a_write_at_once_the_read_gets_the_word_or_is_too_early) {
    contest_t contest = {.channel = channel_of(1)};
    const race_t race = {forget, begin_a_write, read_one, the_word_arrived, &contest};
    race_run(&race);
    assert_ok(vt_channel_destroy(contest.channel));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(two_producers_and_two_consumers_lose_and_double_no_word),
        cmocka_unit_test(one_producer_and_one_consumer_keep_the_order),
        cmocka_unit_test(of_a_cancellation_and_a_write_at_once_the_word_is_not_lost),
        cmocka_unit_test(of_a_cancellation_and_a_read_at_once_the_write_is_all_or_nothing),
        cmocka_unit_test(of_closing_and_a_read_at_once_the_write_that_waits_is_all_or_nothing),
        cmocka_unit_test(a_read_that_begins_while_the_channel_is_closed_does_not_wait_for_ever),
        cmocka_unit_test(of_a_read_and_a_write_at_once_the_read_gets_the_word_or_is_too_early),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
