/* Channels: words in order, who waits to read and to write, closing, canceling. */
#include "counting_malloc.h"
#include "helpers.h"

static const vt_cancel_token_t never = {NULL};

static vt_channel_t *channel_of(size_t capacity) {
    vt_channel_t *channel = NULL;
    assert_ok(vt_channel_create(capacity, &channel));
    return channel;
}

/* ---- one thread ---- */

TEST(words_come_out_as_they_went_in) {
    const size_t capacities[] = {0, 1, 3};
    for (size_t i = 0; i < COUNT_OF(capacities); i++) {
        vt_channel_t *channel = channel_of(capacities[i]);
        size_t at_once = capacities[i] == 0 ? 100 : capacities[i];
        uint64_t next = 0;
        for (int round = 0; round < 10; round++) {
            for (uint64_t word = 0; word < at_once; word++) {
                assert_result(vt_channel_write(channel, next + word, never), 0);
            }
            for (uint64_t word = 0; word < at_once; word++) {
                assert_result(vt_channel_read(channel, never), next + word);
            }
            next += at_once;
        }
        assert_ok(vt_channel_destroy(channel));
    }
}

TEST(an_unbounded_channel_keeps_the_order_when_it_grows) {
    vt_channel_t *channel = channel_of(0);
    uint64_t written = 0;
    uint64_t read = 0;
    /* More in than out, so that the ring has turned whenever it grows. */
    for (int round = 0; round < 200; round++) {
        for (int i = 0; i < 7; i++) {
            assert_ok(vt_channel_try_write(channel, written++));
        }
        for (int i = 0; i < 4; i++) {
            assert_result(vt_channel_read(channel, never), read++);
        }
    }
    while (read != written) {
        assert_result(vt_channel_read(channel, never), read++);
    }
    uint64_t word;
    assert_int_equal(vt_channel_try_read(channel, &word), VT_E_BUSY);
    assert_ok(vt_channel_destroy(channel));
}

TEST(readers_that_wait_get_the_words_in_the_order_in_which_they_came) {
    const size_t capacities[] = {0, 1};
    for (size_t i = 0; i < COUNT_OF(capacities); i++) {
        vt_channel_t *channel = channel_of(capacities[i]);
        vt_value_task_t reads[3];
        for (int r = 0; r < 3; r++) {
            reads[r] = vt_channel_read(channel, never);
            assert_state(reads[r], VT_PENDING);
        }
        for (uint64_t r = 0; r < 3; r++) {
            assert_result(vt_channel_write(channel, 10 + r, never), 0);
            assert_state(reads[r], VT_SUCCEEDED);
        }
        for (uint64_t r = 0; r < 3; r++) {
            assert_result(reads[r], 10 + r);
        }
        assert_ok(vt_channel_destroy(channel));
    }
}

TEST(writers_that_wait_come_in_as_there_is_room_in_the_order_in_which_they_came) {
    vt_channel_t *channel = channel_of(2);
    vt_value_task_t writes[3];
    assert_result(vt_channel_write(channel, 0, never), 0);
    assert_result(vt_channel_write(channel, 1, never), 0);
    for (uint64_t w = 0; w < 3; w++) {
        writes[w] = vt_channel_write(channel, 2 + w, never);
        assert_state(writes[w], VT_PENDING);
    }
    for (uint64_t word = 0; word < 5; word++) {
        assert_result(vt_channel_read(channel, never), word);
        for (uint64_t w = 0; w < 3; w++) {
            assert_state(writes[w], w <= word ? VT_SUCCEEDED : VT_PENDING);
        }
    }
    for (int w = 0; w < 3; w++) {
        assert_result(writes[w], 0);
    }
    assert_ok(vt_channel_destroy(channel));
}

TEST(the_try_forms_say_what_is_in_the_way) {
    vt_channel_t *channel = channel_of(1);
    uint64_t word = 77;
    assert_int_equal(vt_channel_try_read(channel, &word), VT_E_BUSY);
    assert_int_equal(word, 77);
    assert_ok(vt_channel_try_write(channel, 5));
    assert_int_equal(vt_channel_try_write(channel, 6), VT_E_BUSY);
    vt_value_task_t write = vt_channel_write(channel, 7, never);
    assert_ok(vt_channel_try_read(channel, &word)); /* lets the writer in */
    assert_int_equal(word, 5);
    assert_result(write, 0);
    assert_int_equal(vt_channel_try_write(channel, 8), VT_E_BUSY);
    assert_ok(vt_channel_try_read(channel, &word));
    assert_int_equal(word, 7);
    vt_value_task_t read = vt_channel_read(channel, never);
    assert_ok(vt_channel_try_write(channel, 9)); /* goes to the reader */
    assert_result(read, 9);
    assert_int_equal(vt_channel_try_read(channel, &word), VT_E_BUSY);
    assert_ok(vt_channel_close(channel));
    assert_int_equal(vt_channel_try_write(channel, 1), VT_E_CLOSED);
    assert_int_equal(vt_channel_try_read(channel, &word), VT_E_CLOSED);
    assert_ok(vt_channel_destroy(channel));
}

TEST(null_arguments_are_invalid_or_nothing_to_do) {
    vt_channel_t *channel = channel_of(1);
    uint64_t word;
    assert_int_equal(vt_channel_create(1, NULL), VT_E_INVALID_ARGUMENT);
    assert_int_equal(vt_channel_try_write(NULL, 1), VT_E_INVALID_ARGUMENT);
    assert_int_equal(vt_channel_try_read(NULL, &word), VT_E_INVALID_ARGUMENT);
    assert_int_equal(vt_channel_try_read(channel, NULL), VT_E_INVALID_ARGUMENT);
    assert_int_equal(vt_channel_close(NULL), VT_E_INVALID_ARGUMENT);
    assert_fault(vt_channel_write(NULL, 1, never), vt_error_domain, VT_E_INVALID_ARGUMENT);
    assert_fault(vt_channel_read(NULL, never), vt_error_domain, VT_E_INVALID_ARGUMENT);
    assert_ok(vt_channel_destroy(NULL));
    assert_ok(vt_channel_destroy(channel));
}

/* ---- the end ---- */

TEST(closing_faults_the_readers_that_wait) {
    vt_channel_t *channel = channel_of(0);
    vt_value_task_t reads[2] = {vt_channel_read(channel, never), vt_channel_read(channel, never)};
    assert_ok(vt_channel_close(channel));
    assert_int_equal(vt_channel_close(channel), VT_E_CLOSED);
    assert_fault(reads[0], vt_error_domain, VT_E_CLOSED);
    assert_fault(reads[1], vt_error_domain, VT_E_CLOSED);
    assert_fault(vt_channel_read(channel, never), vt_error_domain, VT_E_CLOSED);
    assert_ok(vt_channel_destroy(channel));
}

TEST(closing_faults_the_writers_that_wait_and_leaves_what_was_written_to_be_read) {
    vt_channel_t *channel = channel_of(2);
    assert_ok(vt_channel_try_write(channel, 1));
    assert_ok(vt_channel_try_write(channel, 2));
    vt_value_task_t writes[2] = {vt_channel_write(channel, 3, never),
                                 vt_channel_write(channel, 4, never)};
    assert_ok(vt_channel_close(channel));
    assert_fault(writes[0], vt_error_domain, VT_E_CLOSED);
    assert_fault(writes[1], vt_error_domain, VT_E_CLOSED);
    assert_fault(vt_channel_write(channel, 5, never), vt_error_domain, VT_E_CLOSED);
    assert_result(vt_channel_read(channel, never), 1);
    assert_result(vt_channel_read(channel, never), 2);
    assert_fault(vt_channel_read(channel, never), vt_error_domain, VT_E_CLOSED);
    assert_ok(vt_channel_destroy(channel));
}

TEST(a_channel_with_waits_refuses_to_end_and_one_with_words_does_not) {
    vt_channel_t *channel = channel_of(1);
    vt_value_task_t read = vt_channel_read(channel, never);
    assert_int_equal(vt_channel_destroy(channel), VT_E_BUSY);
    assert_ok(vt_channel_try_write(channel, 1));
    assert_int_equal(vt_channel_destroy(channel), VT_E_BUSY);
    assert_result(read, 1);
    assert_ok(vt_channel_try_write(channel, 2));
    vt_value_task_t write = vt_channel_write(channel, 3, never);
    assert_int_equal(vt_channel_destroy(channel), VT_E_BUSY);
    assert_ok(vt_channel_close(channel));
    assert_int_equal(vt_channel_destroy(channel), VT_E_BUSY);
    assert_fault(write, vt_error_domain, VT_E_CLOSED);
    assert_ok(vt_channel_destroy(channel));
}

typedef struct last_frame {
    VT_FRAME;
    vt_channel_t *channel;
    bool writes;
    unsigned *left; /* who brings it to 0 destroys the channel */
} last_frame_t;

VT_METHOD(last, last_frame_t, frame) {
    vt_status_t status;
    uint64_t got = 0;
    vt_error_t error;
    VT_BEGIN(frame);
    VT_TRY_AWAIT(frame, status, got, error,
                 frame->writes ? vt_channel_write(frame->channel, 9, never)
                               : vt_channel_read(frame->channel, never));
    assert_int_equal(status, VT_E_FAULTED);
    assert_int_equal(error.code, VT_E_CLOSED); // NOLINT: it faulted
    vt_error_release(&error);
    if (--*frame->left == 0) {
        int64_t live = counting_live();
        assert_ok(vt_channel_destroy(frame->channel));
        got = (uint64_t)(live - counting_live());
    }
    VT_RETURN(got);
    VT_END;
}

TEST(the_last_that_closing_lets_go_on_may_destroy_the_channel) {
    for (int writes = 0; writes < 2; writes++) {
        vt_channel_t *channel = channel_of(1);
        vt_value_task_t value_tasks[3];
        unsigned left = COUNT_OF(value_tasks);
        if (writes) {
            assert_ok(vt_channel_try_write(channel, 1));
        }
        for (size_t i = 0; i < COUNT_OF(value_tasks); i++) {
            value_tasks[i] = VT_START(last, .channel = channel, .writes = writes, .left = &left);
        }
        assert_ok(vt_channel_close(channel));
        assert_result(value_tasks[0], 0);
        assert_result(value_tasks[1], 0);
        assert_result(value_tasks[2], 2 + COUNT_OF(value_tasks)); /* with a block for each wait */
    }
}

/* ---- cancellation ---- */

TEST(a_canceled_read_takes_no_word) {
    vt_channel_t *channel = channel_of(1);
    vt_cancel_source_t source;
    assert_ok(vt_cancel_source_init(&source));
    vt_cancel_token_t token = vt_cancel_source_token(&source);
    vt_value_task_t first = vt_channel_read(channel, token);
    vt_value_task_t second = vt_channel_read(channel, never);
    vt_cancel_source_cancel(&source);
    assert_canceled(first);
    assert_state(second, VT_PENDING);
    assert_ok(vt_channel_try_write(channel, 1));
    assert_result(second, 1);
    assert_ok(vt_channel_try_write(channel, 2));
    assert_canceled(vt_channel_read(channel, token));
    assert_result(vt_channel_read(channel, never), 2);
    assert_ok(vt_cancel_source_deinit(&source));
    assert_ok(vt_channel_destroy(channel));
}

TEST(a_canceled_write_writes_nothing) {
    vt_channel_t *channel = channel_of(1);
    vt_cancel_source_t source;
    uint64_t word;
    assert_ok(vt_cancel_source_init(&source));
    vt_cancel_token_t token = vt_cancel_source_token(&source);
    assert_ok(vt_channel_try_write(channel, 1));
    vt_value_task_t first = vt_channel_write(channel, 2, token);
    vt_value_task_t second = vt_channel_write(channel, 3, never);
    vt_cancel_source_cancel(&source);
    assert_canceled(first);
    assert_state(second, VT_PENDING);
    assert_result(vt_channel_read(channel, never), 1);
    assert_result(second, 0);
    assert_result(vt_channel_read(channel, never), 3);
    assert_canceled(vt_channel_write(channel, 4, token));
    assert_int_equal(vt_channel_try_read(channel, &word), VT_E_BUSY);
    assert_ok(vt_cancel_source_deinit(&source));
    assert_ok(vt_channel_destroy(channel));
}

/* ---- memory ---- */

TEST(reading_what_is_there_and_writing_where_there_is_room_allocate_nothing) {
    for (size_t capacity = 0; capacity < 3; capacity++) {
        counting_reset();
        vt_channel_t *channel = channel_of(capacity);
        assert_int_equal(counting_allocations(), 2);
        counting_reset();
        for (uint64_t i = 0; i < 100; i++) {
            assert_result(vt_channel_write(channel, i, never), 0);
            assert_result(vt_channel_read(channel, never), i);
        }
        assert_int_equal(counting_allocations(), 0);
        for (uint64_t i = 0; i < 100; i++) { /* a reader that waits, from the second on warm */
            counting_reset();
            vt_value_task_t read = vt_channel_read(channel, never);
            assert_ok(vt_channel_try_write(channel, i));
            assert_result(read, i);
            assert_int_equal(counting_allocations(), i == 0 ? 1 : 0);
        }
        assert_ok(vt_channel_destroy(channel));
    }
}

TEST(without_memory_an_operation_faults_and_the_channel_goes_on) {
    vt_channel_t *channel = NULL;
    int64_t live = counting_live();
    for (uint64_t n = 1; n <= 2; n++) {
        counting_fail(n);
        assert_int_equal(vt_channel_create(1, &channel), VT_E_OUT_OF_MEMORY);
        counting_fail(0);
        assert_int_equal(counting_live(), live);
    }
    channel = channel_of(0);
    uint64_t written = 0;
    vt_status_t status;
    counting_fail(1);
    do {
        status = vt_channel_try_write(channel, written++);
    } while (status == VT_OK && written < 1000);
    assert_int_equal(status, VT_E_OUT_OF_MEMORY);
    counting_fail(1);
    assert_fault(vt_channel_write(channel, 0, never), vt_error_domain, VT_E_OUT_OF_MEMORY);
    counting_fail(0);
    for (uint64_t word = 0; word + 1 < written; word++) {
        assert_result(vt_channel_read(channel, never), word);
    }
    counting_fail(1);
    assert_fault(vt_channel_read(channel, never), vt_error_domain, VT_E_OUT_OF_MEMORY);
    counting_fail(0);
    assert_ok(vt_channel_destroy(channel));
    channel = channel_of(1);
    assert_ok(vt_channel_try_write(channel, 1));
    counting_fail(1);
    assert_fault(vt_channel_write(channel, 2, never), vt_error_domain, VT_E_OUT_OF_MEMORY);
    counting_fail(0);
    assert_result(vt_channel_read(channel, never), 1);
    vt_value_task_t read = vt_channel_read(channel, never); /* the word that failed is nowhere */
    assert_result(vt_channel_write(channel, 3, never), 0);
    assert_result(read, 3);
    assert_ok(vt_channel_destroy(channel));
    assert_int_equal(counting_live(), live);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_come_out_as_they_went_in),
        cmocka_unit_test(an_unbounded_channel_keeps_the_order_when_it_grows),
        cmocka_unit_test(readers_that_wait_get_the_words_in_the_order_in_which_they_came),
        cmocka_unit_test(
            writers_that_wait_come_in_as_there_is_room_in_the_order_in_which_they_came),
        cmocka_unit_test(the_try_forms_say_what_is_in_the_way),
        cmocka_unit_test(null_arguments_are_invalid_or_nothing_to_do),
        cmocka_unit_test(closing_faults_the_readers_that_wait),
        cmocka_unit_test(
            closing_faults_the_writers_that_wait_and_leaves_what_was_written_to_be_read),
        cmocka_unit_test(a_channel_with_waits_refuses_to_end_and_one_with_words_does_not),
        cmocka_unit_test(the_last_that_closing_lets_go_on_may_destroy_the_channel),
        cmocka_unit_test(a_canceled_read_takes_no_word),
        cmocka_unit_test(a_canceled_write_writes_nothing),
        cmocka_unit_test(reading_what_is_there_and_writing_where_there_is_room_allocate_nothing),
        cmocka_unit_test(without_memory_an_operation_faults_and_the_channel_goes_on),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
