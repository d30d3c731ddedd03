/* Channels: what is dropped when they are full, waiting to read and to write, peeking, the end. */
#include "counting_malloc.h"
#include "helpers.h"
#include "race.h"

static const vt_cancel_token_t never = {NULL};

static vt_channel_t *channel_of(size_t capacity) {
    vt_channel_t *channel = NULL;
    assert_ok(vt_channel_create(capacity, &channel));
    return channel;
}

/* ---- dropped words ---- */

typedef struct bin {
    uint64_t words[16];
    size_t count;
} bin_t;

static void put_in_bin(void *argument, uint64_t word) {
    bin_t *bin = argument;
    bin->words[bin->count++ % COUNT_OF(bin->words)] = word;
}

static vt_channel_t *dropping(size_t capacity, vt_full_mode_t mode, bin_t *bin) {
    const vt_channel_options_t options = {capacity, mode, put_in_bin, bin};
    vt_channel_t *channel = NULL;
    bin->count = 0;
    assert_ok(vt_channel_create_with(&options, &channel));
    return channel;
}

static void assert_words(vt_channel_t *channel, size_t count, const uint64_t *words) {
    uint64_t word = 0;
    assert_int_equal(vt_channel_count(channel), count);
    for (size_t i = 0; i < count; i++) {
        assert_ok(vt_channel_try_read(channel, &word));
        assert_int_equal(word, words[i]);
    }
}

static void assert_bin(const bin_t *bin, size_t count, const uint64_t *words) {
    assert_int_equal(bin->count, count);
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(bin->words[i], words[i]);
    }
}

TEST(a_full_channel_drops_what_its_mode_says) {
    const struct {
        vt_full_mode_t mode;
        uint64_t kept[2];
        uint64_t dropped[3];
    } cases[] = {
        {VT_FULL_DROP_NEWEST, {1, 5}, {2, 3, 4}},
        {VT_FULL_DROP_OLDEST, {4, 5}, {1, 2, 3}},
        {VT_FULL_DROP_WRITE, {1, 2}, {3, 4, 5}},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        bin_t bin;
        vt_channel_t *channel = dropping(2, cases[i].mode, &bin);
        for (uint64_t word = 1; word <= 4; word++) {
            assert_ok(vt_channel_try_write(channel, word));
        }
        assert_result(vt_channel_write(channel, 5, never), 0);
        assert_bin(&bin, 3, cases[i].dropped);
        assert_result(vt_channel_wait_to_write(channel, never), 1);
        assert_words(channel, 2, cases[i].kept);
        assert_ok(vt_channel_destroy(channel));
    }
}

TEST(a_reader_that_waits_gets_the_word_and_nothing_is_dropped) {
    bin_t bin;
    vt_channel_t *channel = dropping(1, VT_FULL_DROP_WRITE, &bin);
    vt_value_task_t read = vt_channel_read(channel, never);
    assert_ok(vt_channel_try_write(channel, 1));
    assert_ok(vt_channel_try_write(channel, 2));
    assert_result(read, 1);
    assert_ok(vt_channel_try_write(channel, 3));
    assert_bin(&bin, 1, (const uint64_t[]){3});
    assert_words(channel, 1, (const uint64_t[]){2});
    assert_ok(vt_channel_destroy(channel));
}

TEST(words_that_came_back_are_dropped_as_the_others_are) {
    const struct {
        vt_full_mode_t mode;
        uint64_t kept[3];
        uint64_t dropped;
    } cases[] = {
        {VT_FULL_DROP_NEWEST, {1, 2, 4}, 3},
        {VT_FULL_DROP_OLDEST, {2, 3, 4}, 1},
        {VT_FULL_DROP_WRITE, {1, 2, 3}, 4},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        bin_t bin;
        vt_channel_t *channel = dropping(1, cases[i].mode, &bin);
        vt_value_task_t reads[2] = {vt_channel_read(channel, never),
                                    vt_channel_read(channel, never)};
        for (uint64_t word = 1; word <= 3; word++) {
            assert_ok(vt_channel_try_write(channel, word));
        }
        vt_value_task_discard(reads[0]);
        vt_value_task_discard(reads[1]);
        assert_ok(vt_channel_try_write(channel, 4));
        assert_bin(&bin, 1, &cases[i].dropped);
        assert_words(channel, 3, cases[i].kept);
        /* Only words that came back. */
        reads[0] = vt_channel_read(channel, never);
        assert_ok(vt_channel_try_write(channel, 5));
        vt_value_task_discard(reads[0]);
        assert_ok(vt_channel_try_write(channel, 6));
        const uint64_t left = cases[i].mode == VT_FULL_DROP_WRITE ? 5 : 6;
        assert_words(channel, 1, &left);
        assert_ok(vt_channel_destroy(channel));
    }
}

TEST(words_that_are_unread_at_the_end_are_dropped) {
    bin_t bin;
    vt_channel_t *channel = dropping(0, VT_FULL_WAIT, &bin);
    vt_value_task_t read = vt_channel_read(channel, never);
    for (uint64_t word = 1; word <= 3; word++) {
        assert_ok(vt_channel_try_write(channel, word));
    }
    vt_value_task_discard(read);
    assert_int_equal(vt_channel_count(channel), 3);
    assert_ok(vt_channel_destroy(channel));
    assert_bin(&bin, 3, (const uint64_t[]){1, 2, 3});
}

TEST(a_channel_of_huge_capacity_takes_memory_as_it_grows) {
    for (int size = 0; size < 2; size++) {
        vt_channel_t *channel = channel_of(size == 0 ? SIZE_MAX / 1024 : SIZE_MAX - 1);
        for (uint64_t word = 0; word < 1000; word++) {
            assert_ok(vt_channel_try_write(channel, word));
        }
        for (uint64_t word = 0; word < 1000; word++) {
            assert_result(vt_channel_read(channel, never), word);
        }
        assert_ok(vt_channel_destroy(channel));
    }
}

TEST(a_bounded_channel_grows_up_to_its_capacity_and_no_further) {
    vt_channel_t *channel = channel_of(37);
    counting_reset();
    for (uint64_t word = 0; word < 37; word++) {
        assert_ok(vt_channel_try_write(channel, word));
    }
    assert_int_equal(counting_allocations(), 2); /* 16, 32, 37 */
    assert_int_equal(vt_channel_try_write(channel, 37), VT_E_BUSY);
    for (uint64_t word = 0; word < 100; word++) {
        assert_result(vt_channel_read(channel, never), word);
        assert_ok(vt_channel_try_write(channel, 37 + word));
    }
    assert_int_equal(counting_allocations(), 2);
    assert_ok(vt_channel_destroy(channel));
}

/* ---- looking ---- */

TEST(peeking_leaves_the_word_there) {
    vt_channel_t *channel = channel_of(2);
    uint64_t word = 77;
    assert_int_equal(vt_channel_try_peek(channel, &word), VT_E_BUSY);
    assert_int_equal(word, 77);
    vt_value_task_t read = vt_channel_read(channel, never);
    assert_ok(vt_channel_try_write(channel, 1));
    assert_int_equal(vt_channel_count(channel), 0);
    assert_ok(vt_channel_try_write(channel, 2));
    assert_ok(vt_channel_try_peek(channel, &word));
    assert_int_equal(word, 2);
    vt_value_task_discard(read);
    assert_ok(vt_channel_try_peek(channel, &word));
    assert_int_equal(word, 1);
    assert_ok(vt_channel_close(channel));
    assert_words(channel, 2, (const uint64_t[]){1, 2});
    assert_int_equal(vt_channel_try_peek(channel, &word), VT_E_CLOSED);
    assert_ok(vt_channel_destroy(channel));
}

TEST(null_arguments_are_invalid_or_nothing_to_do) {
    vt_channel_t *channel = channel_of(1);
    const vt_channel_options_t wrong = {.capacity = 1, .full_mode = (vt_full_mode_t)4};
    vt_error_t error = test_error(1);
    uint64_t word;
    assert_int_equal(vt_channel_create_with(NULL, &channel), VT_E_INVALID_ARGUMENT);
    assert_int_equal(vt_channel_create_with(&wrong, &channel), VT_E_INVALID_ARGUMENT);
    assert_int_equal(vt_channel_try_peek(NULL, &word), VT_E_INVALID_ARGUMENT);
    assert_int_equal(vt_channel_try_peek(channel, NULL), VT_E_INVALID_ARGUMENT);
    assert_int_equal(vt_channel_count(NULL), 0);
    assert_fault(vt_channel_wait_to_read(NULL, never), vt_error_domain, VT_E_INVALID_ARGUMENT);
    assert_fault(vt_channel_wait_to_write(NULL, never), vt_error_domain, VT_E_INVALID_ARGUMENT);
    assert_int_equal(vt_channel_close_with(channel, NULL), VT_E_INVALID_ARGUMENT);
    assert_int_equal(vt_channel_close_with(NULL, &error), VT_E_INVALID_ARGUMENT);
    vt_task_t *task = vt_channel_completion(NULL);
    assert_task_fault(task, vt_error_domain, VT_E_INVALID_ARGUMENT);
    vt_task_unref(task);
    assert_ok(vt_channel_destroy(channel));
}

/* ---- waiting to read and to write ---- */

TEST(waiting_to_read_ends_with_a_word_or_with_the_end) {
    vt_channel_t *channel = channel_of(1);
    vt_value_task_t waits[2] = {vt_channel_wait_to_read(channel, never),
                                vt_channel_wait_to_read(channel, never)};
    assert_state(waits[0], VT_PENDING);
    assert_ok(vt_channel_try_write(channel, 1));
    assert_result(waits[0], 1);
    assert_result(waits[1], 1);
    assert_result(vt_channel_wait_to_read(channel, never), 1);
    assert_ok(vt_channel_close(channel));
    assert_result(vt_channel_wait_to_read(channel, never), 1); /* a word is left */
    assert_words(channel, 1, (const uint64_t[]){1});
    assert_result(vt_channel_wait_to_read(channel, never), 0);
    assert_ok(vt_channel_destroy(channel));

    channel = channel_of(1);
    waits[0] = vt_channel_wait_to_read(channel, never);
    assert_ok(vt_channel_close(channel));
    assert_result(waits[0], 0);
    assert_ok(vt_channel_destroy(channel));
}

TEST(a_word_for_a_reader_is_not_one_to_wait_for_unless_it_comes_back) {
    vt_channel_t *channel = channel_of(1);
    vt_value_task_t read = vt_channel_read(channel, never);
    vt_value_task_t wait = vt_channel_wait_to_read(channel, never);
    assert_ok(vt_channel_try_write(channel, 1));
    assert_state(wait, VT_PENDING);
    vt_value_task_discard(read);
    assert_result(wait, 1);
    assert_words(channel, 1, (const uint64_t[]){1});
    assert_ok(vt_channel_destroy(channel));
}

TEST(waiting_to_write_ends_with_room_or_with_the_end) {
    vt_channel_t *channel = channel_of(1);
    uint64_t word;
    assert_result(vt_channel_wait_to_write(channel, never), 1);
    assert_ok(vt_channel_try_write(channel, 1));
    vt_value_task_t wait = vt_channel_wait_to_write(channel, never);
    vt_value_task_t write = vt_channel_write(channel, 2, never);
    assert_ok(vt_channel_try_read(channel, &word)); /* the room goes to the writer */
    assert_result(write, 0);
    assert_state(wait, VT_PENDING);
    assert_ok(vt_channel_try_read(channel, &word));
    assert_result(wait, 1);
    assert_ok(vt_channel_try_write(channel, 3));
    wait = vt_channel_wait_to_write(channel, never);
    assert_ok(vt_channel_close(channel));
    assert_result(wait, 0);
    assert_result(vt_channel_wait_to_write(channel, never), 0);
    assert_ok(vt_channel_destroy(channel));
}

TEST(waiting_to_read_or_write_is_canceled_with_the_token_and_can_be_discarded) {
    vt_channel_t *channel = channel_of(1);
    vt_cancel_source_t source;
    assert_ok(vt_cancel_source_init(&source));
    vt_cancel_token_t token = vt_cancel_source_token(&source);
    vt_value_task_discard(vt_channel_wait_to_read(channel, token));
    vt_value_task_t read = vt_channel_wait_to_read(channel, token);
    vt_cancel_source_cancel(&source);
    assert_canceled(read);
    assert_canceled(vt_channel_wait_to_read(channel, token));
    assert_canceled(vt_channel_wait_to_write(channel, token));
    assert_ok(vt_channel_try_write(channel, 1));
    vt_value_task_discard(vt_channel_wait_to_write(channel, never));
    assert_ok(vt_cancel_source_deinit(&source));
    assert_ok(vt_channel_destroy(channel));
}

/* ---- closing with an error, and the completion ---- */

static vt_error_t a_formatted_error(void) {
    return vt_error_format(test_domain, 5, VT_HERE, "number %d", 5);
}

TEST(an_error_at_the_end_comes_to_all_who_wait_and_to_all_who_come_later) {
    int64_t live = counting_live();
    for (int full = 0; full < 2; full++) {
        vt_channel_t *channel = channel_of(1);
        vt_error_t error = a_formatted_error();
        if (full) {
            assert_ok(vt_channel_try_write(channel, 1));
        }
        vt_value_task_t waits[2] = {
            full ? vt_channel_write(channel, 2, never) : vt_channel_read(channel, never),
            full ? vt_channel_wait_to_write(channel, never)
                 : vt_channel_wait_to_read(channel, never),
        };
        assert_ok(vt_channel_close_with(channel, &error));
        error = a_formatted_error();
        assert_int_equal(vt_channel_close_with(channel, &error), VT_E_CLOSED);
        assert_fault(waits[0], test_domain, 5);
        assert_fault(waits[1], test_domain, 5);
        if (full) {
            assert_result(vt_channel_wait_to_read(channel, never), 1);
            assert_words(channel, 1, (const uint64_t[]){1});
        }
        assert_fault(vt_channel_read(channel, never), test_domain, 5);
        assert_fault(vt_channel_write(channel, 3, never), test_domain, 5);
        assert_fault(vt_channel_wait_to_read(channel, never), test_domain, 5);
        assert_fault(vt_channel_wait_to_write(channel, never), test_domain, 5);
        uint64_t word;
        assert_int_equal(vt_channel_try_read(channel, &word), VT_E_CLOSED);
        assert_int_equal(vt_channel_try_write(channel, 3), VT_E_CLOSED);
        assert_ok(vt_channel_destroy(channel));
    }
    assert_int_equal(counting_live(), live);
}

TEST(the_completion_completes_when_the_channel_is_closed_and_empty) {
    int64_t live = counting_live();
    for (int asked = 0; asked < 3; asked++) { /* before, after closing, after the end */
        vt_channel_t *channel = channel_of(0);
        counting_reset();
        vt_task_t *task = asked == 0 ? vt_channel_completion(channel) : NULL;
        assert_ok(vt_channel_try_write(channel, 1));
        assert_ok(vt_channel_close(channel));
        if (asked == 1) {
            task = vt_channel_completion(channel);
        }
        assert_true(task == NULL || vt_task_state(task) == VT_PENDING);
        assert_result(vt_channel_read(channel, never), 1);
        if (asked == 2) {
            task = vt_channel_completion(channel);
        }
        assert_task_result(task, 0);
        assert_int_equal(counting_allocations(), 1);
        vt_task_t *again = vt_channel_completion(channel);
        assert_ptr_equal(again, task);
        vt_task_unref(again);
        assert_int_equal(vt_task_set_result(task, 9), VT_E_ALREADY_COMPLETED);
        assert_ok(vt_channel_destroy(channel));
        assert_task_result(task, 0);
        vt_task_unref(task);
    }
    assert_int_equal(counting_live(), live);
}

TEST(the_completion_faults_with_the_error_and_is_canceled_if_there_is_no_end) {
    int64_t live = counting_live();
    vt_channel_t *channel = channel_of(0);
    vt_error_t error = a_formatted_error();
    vt_task_t *task = vt_channel_completion(channel);
    assert_int_equal(vt_task_set_canceled(task), VT_E_ALREADY_COMPLETED);
    assert_ok(vt_channel_close_with(channel, &error));
    assert_task_fault(task, test_domain, 5);
    vt_task_unref(task);
    assert_ok(vt_channel_destroy(channel));
    channel = channel_of(0);
    task = vt_channel_completion(channel);
    assert_ok(vt_channel_try_write(channel, 1));
    assert_ok(vt_channel_destroy(channel));
    assert_int_equal(vt_task_state(task), VT_CANCELED);
    vt_task_unref(task);
    assert_int_equal(counting_live(), live);
}

/* ---- memory ---- */

TEST(without_memory_the_channel_goes_on) {
    int64_t live = counting_live();
    vt_channel_t *channel = channel_of(40);
    counting_fail_from(1);
    vt_task_t *task = vt_channel_completion(channel);
    assert_task_fault(task, vt_error_domain, VT_E_OUT_OF_MEMORY);
    assert_fault(vt_channel_wait_to_read(channel, never), vt_error_domain, VT_E_OUT_OF_MEMORY);
    counting_fail(0);
    task = vt_channel_completion(channel);
    for (uint64_t word = 0; word < 16; word++) {
        assert_ok(vt_channel_try_write(channel, word));
    }
    counting_fail_from(1);
    assert_int_equal(vt_channel_try_write(channel, 16), VT_E_OUT_OF_MEMORY);
    counting_fail(0);
    assert_int_equal(vt_channel_count(channel), 16);
    assert_ok(vt_channel_close(channel));
    for (uint64_t word = 0; word < 16; word++) {
        assert_result(vt_channel_read(channel, never), word);
    }
    assert_task_result(task, 0);
    vt_task_unref(task);
    assert_ok(vt_channel_destroy(channel));
    assert_int_equal(counting_live(), live);
}

TEST(without_memory_for_the_ring_a_writer_waits_for_the_next_read) {
    vt_channel_t *channel = channel_of(17);
    vt_value_task_t read = vt_channel_read(channel, never);
    for (uint64_t word = 0; word < 17; word++) {
        assert_ok(vt_channel_try_write(channel, word));
    }
    vt_value_task_discard(read); /* 1 word outside of the ring, 16 in it */
    vt_value_task_t write = vt_channel_write(channel, 17, never);
    counting_fail_from(1);
    assert_result(vt_channel_read(channel, never), 0);
    assert_true(counting_has_failed());
    assert_state(write, VT_PENDING);
    assert_int_equal(vt_channel_try_write(channel, 18), VT_E_BUSY); /* overtakes nobody */
    assert_result(vt_channel_read(channel, never), 1);
    counting_fail(0);
    assert_result(write, 0);
    for (uint64_t word = 2; word <= 17; word++) {
        assert_result(vt_channel_read(channel, never), word);
    }
    assert_ok(vt_channel_destroy(channel));
}

/* ---- at the same time ---- */

typedef struct contest {
    vt_channel_t *channel;
    vt_cancel_source_t source;
    vt_value_task_t wait;
    vt_task_t *completion;
    uint64_t word;
} contest_t;

static void begin_wait_to_read(void *shared) {
    contest_t *contest = shared;
    assert_ok(vt_cancel_source_init(&contest->source));
    contest->wait =
        vt_channel_wait_to_read(contest->channel, vt_cancel_source_token(&contest->source));
}

static void write_one(void *shared) {
    contest_t *contest = shared;
    assert_ok(vt_channel_try_write(contest->channel, ++contest->word));
}

static void cancel_it(void *shared) {
    vt_cancel_source_cancel(&((contest_t *)shared)->source);
}

static void woken_or_canceled(void *shared) {
    contest_t *contest = shared;
    uint64_t word;
    uint64_t result = 1;
    vt_status_t status = vt_value_task_get_result(contest->wait, &result, NULL);
    assert_true(status == VT_OK || status == VT_E_CANCELED);
    assert_int_equal(result, 1);
    assert_ok(vt_channel_try_read(contest->channel, &word));
    assert_ok(vt_cancel_source_deinit(&contest->source));
}

TEST(of_a_cancellation_and_a_word_at_once_waiting_to_read_ends_once) {
    contest_t contest = {.channel = channel_of(1)};
    const race_t race = {begin_wait_to_read, cancel_it, write_one, woken_or_canceled, &contest};
    race_run(&race);
    assert_ok(vt_channel_destroy(contest.channel));
}

static void begin_discarded(void *shared) {
    contest_t *contest = shared;
    contest->channel = channel_of(1);
    contest->completion = vt_channel_completion(contest->channel);
    contest->wait = vt_channel_read(contest->channel, never);
    assert_ok(vt_channel_try_write(contest->channel, 1));
}

static void discard_it(void *shared) {
    vt_value_task_discard(((contest_t *)shared)->wait);
}

static void close_it(void *shared) {
    assert_ok(vt_channel_close(((contest_t *)shared)->channel));
}

static void the_word_and_then_the_end(void *shared) {
    contest_t *contest = shared;
    uint64_t word = 0;
    assert_ok(vt_channel_try_read(contest->channel, &word));
    assert_int_equal(word, 1);
    assert_int_equal(vt_channel_try_read(contest->channel, &word), VT_E_CLOSED);
    assert_task_result(contest->completion, 0);
    vt_task_unref(contest->completion);
    assert_ok(vt_channel_destroy(contest->channel));
}

TEST(of_closing_and_the_discard_of_a_read_at_once_the_word_comes_before_the_end) {
    contest_t contest = {.word = 0};
    const race_t race = {begin_discarded, discard_it, close_it, the_word_and_then_the_end,
                         &contest};
    race_run(&race);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_full_channel_drops_what_its_mode_says),
        cmocka_unit_test(a_reader_that_waits_gets_the_word_and_nothing_is_dropped),
        cmocka_unit_test(words_that_came_back_are_dropped_as_the_others_are),
        cmocka_unit_test(words_that_are_unread_at_the_end_are_dropped),
        cmocka_unit_test(a_channel_of_huge_capacity_takes_memory_as_it_grows),
        cmocka_unit_test(a_bounded_channel_grows_up_to_its_capacity_and_no_further),
        cmocka_unit_test(peeking_leaves_the_word_there),
        cmocka_unit_test(null_arguments_are_invalid_or_nothing_to_do),
        cmocka_unit_test(waiting_to_read_ends_with_a_word_or_with_the_end),
        cmocka_unit_test(a_word_for_a_reader_is_not_one_to_wait_for_unless_it_comes_back),
        cmocka_unit_test(waiting_to_write_ends_with_room_or_with_the_end),
        cmocka_unit_test(waiting_to_read_or_write_is_canceled_with_the_token_and_can_be_discarded),
        cmocka_unit_test(an_error_at_the_end_comes_to_all_who_wait_and_to_all_who_come_later),
        cmocka_unit_test(the_completion_completes_when_the_channel_is_closed_and_empty),
        cmocka_unit_test(the_completion_faults_with_the_error_and_is_canceled_if_there_is_no_end),
        cmocka_unit_test(without_memory_the_channel_goes_on),
        cmocka_unit_test(without_memory_for_the_ring_a_writer_waits_for_the_next_read),
        cmocka_unit_test(of_a_cancellation_and_a_word_at_once_waiting_to_read_ends_once),
        cmocka_unit_test(
            of_closing_and_the_discard_of_a_read_at_once_the_word_comes_before_the_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
