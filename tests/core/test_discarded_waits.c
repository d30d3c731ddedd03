/* Waits that are dropped keep nothing of what they waited for: by discard, by an await that finds
 * no block, by as_task without memory; before, after and while they are served. */
#include <sched.h>

#include "builders.h"
#include "counting_malloc.h"
#include "helpers.h"
#include "race.h"

static const vt_cancel_token_t never = {NULL};
static const uint64_t long_time = UINT64_C(3600) * 1000000000;

static vt_channel_t *channel_of(size_t capacity) {
    vt_channel_t *channel = NULL;
    assert_ok(vt_channel_create(capacity, &channel));
    return channel;
}

static void give(vt_semaphore_t *semaphore, size_t permits) {
    assert_ok(vt_semaphore_release(semaphore, permits));
}

/* All permits are back, and nobody waits. */
static void end_semaphore(vt_semaphore_t *semaphore, size_t permits) {
    for (size_t i = 0; i < permits; i++) {
        assert_true(vt_semaphore_try_wait(semaphore));
    }
    assert_false(vt_semaphore_try_wait(semaphore));
    assert_ok(vt_semaphore_deinit(semaphore));
}

/* These words are in the channel and no others, and nobody waits. */
static void end_channel(vt_channel_t *channel, size_t count, const uint64_t *words) {
    uint64_t word = 0;
    for (size_t i = 0; i < count; i++) {
        assert_ok(vt_channel_try_read(channel, &word));
        assert_int_equal(word, words[i]);
    }
    assert_int_equal(vt_channel_try_read(channel, &word), VT_E_BUSY);
    assert_ok(vt_channel_destroy(channel));
}

/* ---- discarded ---- */

TEST(a_discarded_wait_takes_no_permit) {
    vt_semaphore_t semaphore;
    assert_ok(vt_semaphore_init(&semaphore, 0));
    vt_value_task_t first = vt_semaphore_wait(&semaphore, never);
    vt_value_task_t second = vt_semaphore_wait(&semaphore, never);
    vt_value_task_discard(first);
    assert_misuse(first, VT_E_STALE_TOKEN);
    give(&semaphore, 1);
    assert_result(second, 0);
    vt_value_task_discard(vt_semaphore_wait(&semaphore, never));
    give(&semaphore, 1);
    end_semaphore(&semaphore, 1);
}

TEST(a_permit_that_nobody_took_goes_to_the_next_or_back) {
    vt_semaphore_t semaphore;
    assert_ok(vt_semaphore_init(&semaphore, 0));
    vt_value_task_t first = vt_semaphore_wait(&semaphore, never);
    vt_value_task_t second = vt_semaphore_wait(&semaphore, never);
    give(&semaphore, 1);
    assert_state(second, VT_PENDING);
    vt_value_task_discard(first);
    assert_state(second, VT_SUCCEEDED);
    vt_value_task_discard(second);
    end_semaphore(&semaphore, 1);
}

TEST(a_wait_that_is_awaited_cannot_be_discarded) {
    vt_semaphore_t semaphore;
    probe_t probe;
    probe_init(&probe);
    assert_ok(vt_semaphore_init(&semaphore, 0));
    vt_value_task_t wait = vt_semaphore_wait(&semaphore, never);
    assert_ok(vt_value_task_on_completed(wait, &probe.continuation, 0));
    assert_int_equal(wait.source->ops->discard(wait.source, wait.word), VT_E_ALREADY_AWAITED);
    give(&semaphore, 1);
    assert_int_equal(probe_runs(&probe), 1);
    assert_result(wait, 0);
    assert_int_equal(wait.source->ops->discard(wait.source, wait.word), VT_E_STALE_TOKEN);
    assert_ok(vt_semaphore_deinit(&semaphore));
}

TEST(ending_a_wait_unread_gives_its_permit_back_too) {
    vt_semaphore_t semaphore;
    assert_ok(vt_semaphore_init(&semaphore, 0));
    vt_value_task_t wait = vt_semaphore_wait(&semaphore, never);
    assert_int_equal(wait.source->ops->get_result(wait.source, wait.word, NULL, 0, NULL),
                     VT_E_NOT_COMPLETED);
    give(&semaphore, 1);
    assert_ok(wait.source->ops->get_result(wait.source, wait.word, NULL, 0, NULL));
    assert_misuse(wait, VT_E_STALE_TOKEN);
    end_semaphore(&semaphore, 1);
}

TEST(a_discarded_read_takes_no_word) {
    for (size_t capacity = 0; capacity < 2; capacity++) {
        vt_channel_t *channel = channel_of(capacity);
        vt_value_task_discard(vt_channel_read(channel, never));
        assert_ok(vt_channel_try_write(channel, 1));
        end_channel(channel, 1, (const uint64_t[]){1});
    }
}

TEST(words_that_nobody_took_are_there_again_in_their_order) {
    enum { READS = 4 };
    const uint64_t words[] = {1, 2, 3, 4, 5, 6};
    const int orders[][READS] = {{0, 1, 2, 3}, {3, 2, 1, 0}, {2, 0, 3, 1}};
    for (size_t order = 0; order < COUNT_OF(orders); order++) {
        for (size_t capacity = 0; capacity < 3; capacity += 2) {
            vt_channel_t *channel = channel_of(capacity);
            vt_value_task_t reads[READS];
            for (int i = 0; i < READS; i++) {
                reads[i] = vt_channel_read(channel, never);
            }
            for (uint64_t word = 1; word <= COUNT_OF(words); word++) {
                assert_ok(vt_channel_try_write(channel, word));
            }
            for (int i = 0; i < READS; i++) {
                vt_value_task_discard(reads[orders[order][i]]);
            }
            end_channel(channel, COUNT_OF(words), words);
        }
    }
}

TEST(a_word_that_nobody_took_goes_to_the_reader_that_waits) {
    vt_channel_t *channel = channel_of(1);
    vt_value_task_t first = vt_channel_read(channel, never);
    vt_value_task_t second = vt_channel_read(channel, never);
    assert_ok(vt_channel_try_write(channel, 7));
    vt_value_task_discard(first);
    assert_result(second, 7);
    end_channel(channel, 0, NULL);
}

TEST(a_word_that_nobody_took_can_be_read_after_the_channel_was_closed) {
    vt_channel_t *channel = channel_of(1);
    uint64_t word = 0;
    vt_value_task_t read = vt_channel_read(channel, never);
    assert_ok(vt_channel_try_write(channel, 7));
    assert_ok(vt_channel_close(channel));
    vt_value_task_discard(read);
    assert_ok(vt_channel_try_read(channel, &word));
    assert_int_equal(word, 7);
    assert_int_equal(vt_channel_try_read(channel, &word), VT_E_CLOSED);
    assert_ok(vt_channel_destroy(channel));
}

TEST(a_discarded_write_is_withdrawn) {
    vt_channel_t *channel = channel_of(1);
    assert_ok(vt_channel_try_write(channel, 1));
    vt_value_task_discard(vt_channel_write(channel, 2, never));
    vt_value_task_t third = vt_channel_write(channel, 3, never);
    assert_result(vt_channel_read(channel, never), 1);
    assert_result(third, 0);
    vt_value_task_t fourth = vt_channel_write(channel, 4, never);
    assert_result(vt_channel_read(channel, never), 3);
    vt_value_task_discard(fourth); /* too late: the word is in the channel */
    end_channel(channel, 1, (const uint64_t[]){4});
}

TEST(a_discarded_wait_lets_go_of_its_token) {
    vt_semaphore_t semaphore;
    vt_cancel_source_t source;
    vt_channel_t *channel = channel_of(1);
    assert_ok(vt_semaphore_init(&semaphore, 0));
    assert_ok(vt_cancel_source_init(&source));
    vt_cancel_token_t token = vt_cancel_source_token(&source);
    vt_value_task_discard(vt_semaphore_wait(&semaphore, token));
    vt_value_task_discard(vt_channel_read(channel, token));
    assert_ok(vt_channel_try_write(channel, 1));
    vt_value_task_discard(vt_channel_write(channel, 2, token));
    vt_value_task_discard(vt_delay(long_time, token));
    assert_ok(vt_cancel_source_deinit(&source));
    end_channel(channel, 1, (const uint64_t[]){1});
    end_semaphore(&semaphore, 0);
}

TEST(a_discarded_wait_frees_its_block_for_the_next) {
    vt_semaphore_t semaphore;
    assert_ok(vt_semaphore_init(&semaphore, 0));
    vt_value_task_discard(vt_delay(long_time, never));
    counting_reset();
    for (int i = 0; i < 20; i++) {
        vt_value_task_discard(vt_semaphore_wait(&semaphore, never));
        vt_value_task_discard(vt_delay(long_time, never));
    }
    assert_int_equal(counting_allocations(), 1);
    end_semaphore(&semaphore, 0);
}

/* ---- awaits that find no block ---- */

typedef struct place {
    vt_semaphore_t semaphore;
    vt_mutex_t mutex;
    vt_channel_t *words; /* unbounded, empty */
    vt_channel_t *full;  /* of one word, which is in it */
} place_t;

static void place_begin(place_t *place) {
    assert_ok(vt_semaphore_init(&place->semaphore, 0));
    assert_ok(vt_mutex_init(&place->mutex));
    assert_true(vt_mutex_try_lock(&place->mutex));
    place->words = channel_of(0);
    place->full = channel_of(1);
    assert_ok(vt_channel_try_write(place->full, 1));
}

/* Serves every wait, then takes back what was left over: all of it, if no wait was served. */
static void place_end(place_t *place, bool was_served) {
    end_semaphore(&place->semaphore, was_served ? 0 : 1);
    assert_int_equal(vt_mutex_try_lock(&place->mutex), !was_served);
    assert_ok(vt_mutex_deinit(&place->mutex));
    end_channel(place->words, was_served ? 0 : 1, (const uint64_t[]){9});
    end_channel(place->full, was_served ? 1 : 0, (const uint64_t[]){2});
}

typedef struct waits_frame {
    VT_FRAME;
    place_t *place;
    int what;
} waits_frame_t;

enum { SEMAPHORE, MUTEX, READ, WRITE, WAIT_COUNT };

static vt_value_task_t wait_of(place_t *place, int what) {
    switch (what) {
    case SEMAPHORE:
        return vt_semaphore_wait(&place->semaphore, never);
    case MUTEX:
        return vt_mutex_lock(&place->mutex, never);
    case READ:
        return vt_channel_read(place->words, never);
    default:
        return vt_channel_write(place->full, 2, never);
    }
}

static void serve(place_t *place) {
    uint64_t word;
    give(&place->semaphore, 1);
    vt_mutex_unlock(&place->mutex);
    assert_ok(vt_channel_try_write(place->words, 9));
    assert_ok(vt_channel_try_read(place->full, &word));
    assert_int_equal(word, 1);
}

VT_METHOD(waits, waits_frame_t, frame) {
    uint64_t got = 0;
    VT_BEGIN(frame);
    VT_AWAIT(frame, got, wait_of(frame->place, frame->what));
    VT_RETURN(got);
    VT_END;
}

TEST(an_await_whose_storage_is_busy_keeps_nothing) {
    static VT_STORAGE(waits) storage;
    place_t place;
    place_t other;
    place_begin(&place);
    place_begin(&other);
    vt_value_task_t holder = VT_START_IN(waits, &storage, .place = &other, .what = READ);
    for (int what = 0; what < WAIT_COUNT; what++) {
        assert_fault(VT_START_IN(waits, &storage, .place = &place, .what = what), vt_error_domain,
                     VT_E_BUSY);
    }
    serve(&place);
    place_end(&place, false);
    vt_value_task_t value_task = wait_of(&other, WRITE);
    serve(&other);
    assert_result(holder, 9);
    assert_result(value_task, 0);
    assert_true(vt_semaphore_try_wait(&other.semaphore));
    assert_true(vt_mutex_try_lock(&other.mutex));
    place_end(&other, true);
}

/* Everything once by a way of starting methods, with one allocation or all after it failing. */
static void run_place(int way) {
    static VT_STORAGE(waits) storages[WAIT_COUNT];
    vt_value_task_t waiting[WAIT_COUNT];
    bool served[WAIT_COUNT];
    uint64_t fail = 1;
    for (bool all = false;; all = !all, fail += all ? 0 : 1) {
        place_t place;
        place_begin(&place);
        if (all) {
            counting_fail_from(fail);
        } else {
            counting_fail(fail);
        }
        for (int what = 0; what < WAIT_COUNT; what++) {
            waiting[what] = START_BY(way, &storages[what], waits, .place = &place, .what = what);
        }
        bool has_failed = counting_has_failed();
        counting_fail(0);
        serve(&place);
        for (int what = 0; what < WAIT_COUNT; what++) {
            uint64_t result;
            vt_status_t status = vt_value_task_get_result(waiting[what], &result, NULL);
            served[what] = status == VT_OK;
            assert_true(served[what] || (has_failed && status == VT_E_FAULTED));
        }
        /* What was not given to a wait is there. */
        assert_int_equal(vt_semaphore_try_wait(&place.semaphore), !served[SEMAPHORE]);
        assert_ok(vt_semaphore_deinit(&place.semaphore));
        assert_int_equal(vt_mutex_try_lock(&place.mutex), !served[MUTEX]);
        assert_ok(vt_mutex_deinit(&place.mutex));
        end_channel(place.words, served[READ] ? 0 : 1, (const uint64_t[]){9});
        end_channel(place.full, served[WRITE] ? 1 : 0, (const uint64_t[]){2});
        (void)vt_pool_trim(VT_METHOD_POOL(waits));
        if (!has_failed) {
            return;
        }
    }
}

TEST(whatever_allocation_fails_every_permit_comes_back_and_no_word_is_lost) {
    for (int way = 0; way < WAY_COUNT; way++) {
        run_place(way);
    }
}

TEST(as_task_without_memory_keeps_nothing) {
    for (int served = 0; served < 2; served++) {
        place_t place;
        vt_value_task_t waiting[WAIT_COUNT];
        place_begin(&place);
        for (int what = 0; what < WAIT_COUNT; what++) {
            waiting[what] = wait_of(&place, what);
        }
        if (served) {
            serve(&place);
        }
        for (int what = 0; what < WAIT_COUNT; what++) {
            counting_fail_from(1);
            vt_task_t *task = vt_value_task_as_task(waiting[what]);
            counting_fail(0);
            if (!served || what == READ) { /* the result 0 needs no memory */
                assert_task_fault(task, vt_error_domain, VT_E_OUT_OF_MEMORY);
            } else {
                assert_task_result(task, 0);
            }
            vt_task_unref(task);
        }
        if (!served) {
            serve(&place);
        }
        end_semaphore(&place.semaphore, served ? 0 : 1);
        assert_int_equal(vt_mutex_try_lock(&place.mutex), !served);
        assert_ok(vt_mutex_deinit(&place.mutex));
        end_channel(place.words, 1, (const uint64_t[]){9});
        end_channel(place.full, served ? 1 : 0, (const uint64_t[]){2});
    }
}

/* ---- at the same time ---- */

typedef struct contest {
    vt_semaphore_t semaphore;
    vt_channel_t *channel;
    vt_cancel_source_t source;
    vt_value_task_t wait;
    uint64_t word;
} contest_t;

static void begin_wait(void *shared) {
    contest_t *contest = shared;
    contest->wait = vt_semaphore_wait(&contest->semaphore, never);
}

static void discard_it(void *shared) {
    vt_value_task_discard(((contest_t *)shared)->wait);
}

static void release_one(void *shared) {
    give(&((contest_t *)shared)->semaphore, 1);
}

static void the_permit_is_there(void *shared) {
    contest_t *contest = shared;
    assert_true(vt_semaphore_try_wait(&contest->semaphore));
    assert_false(vt_semaphore_try_wait(&contest->semaphore));
}

TEST(of_a_discard_and_a_release_at_once_the_permit_is_not_lost) {
    contest_t contest = {.word = 0};
    assert_ok(vt_semaphore_init(&contest.semaphore, 0));
    const race_t race = {begin_wait, discard_it, release_one, the_permit_is_there, &contest};
    race_run(&race);
    assert_ok(vt_semaphore_deinit(&contest.semaphore));
}

static void begin_read(void *shared) {
    contest_t *contest = shared;
    contest->wait = vt_channel_read(contest->channel, never);
}

static void write_one(void *shared) {
    contest_t *contest = shared;
    assert_ok(vt_channel_try_write(contest->channel, ++contest->word));
}

static void the_word_is_there(void *shared) {
    contest_t *contest = shared;
    uint64_t word = 0;
    assert_ok(vt_channel_try_read(contest->channel, &word));
    assert_int_equal(word, contest->word);
    assert_int_equal(vt_channel_try_read(contest->channel, &word), VT_E_BUSY);
}

TEST(of_a_discard_and_a_write_at_once_the_word_is_not_lost) {
    contest_t contest = {.channel = channel_of(1)};
    const race_t race = {begin_read, discard_it, write_one, the_word_is_there, &contest};
    race_run(&race);
    assert_ok(vt_channel_destroy(contest.channel));
}

static void begin_wait_with_token(void *shared) {
    contest_t *contest = shared;
    assert_ok(vt_cancel_source_init(&contest->source));
    contest->wait =
        vt_semaphore_wait(&contest->semaphore, vt_cancel_source_token(&contest->source));
}

static void cancel_it(void *shared) {
    vt_cancel_source_cancel(&((contest_t *)shared)->source);
}

static void nobody_waits(void *shared) {
    contest_t *contest = shared;
    assert_ok(vt_cancel_source_deinit(&contest->source));
    give(&contest->semaphore, 1);
    the_permit_is_there(contest);
}

TEST(of_a_discard_and_a_cancellation_at_once_the_wait_ends_once) {
    contest_t contest = {.word = 0};
    assert_ok(vt_semaphore_init(&contest.semaphore, 0));
    const race_t race = {begin_wait_with_token, discard_it, cancel_it, nobody_waits, &contest};
    race_run(&race);
    assert_ok(vt_semaphore_deinit(&contest.semaphore));
}

/* Waits for several permits; gives them back, or the wait up. */
static void take_or_discard(vt_semaphore_t *semaphore, size_t permits) {
    vt_value_task_t wait = vt_semaphore_wait_many(semaphore, permits, never);
    uint64_t result;
    if (vt_value_task_is_completed(wait)) {
        assert_ok(vt_value_task_get_result(wait, &result, NULL));
        give(semaphore, permits);
    } else {
        vt_value_task_discard(wait);
    }
}

static void take_two_then_three(void *shared) {
    take_or_discard(&((contest_t *)shared)->semaphore, 2);
    take_or_discard(&((contest_t *)shared)->semaphore, 3);
}

static void take_one_then_two(void *shared) {
    take_or_discard(&((contest_t *)shared)->semaphore, 1);
    take_or_discard(&((contest_t *)shared)->semaphore, 2);
}

static void do_nothing(void *shared) {
    (void)shared;
}

static void three_permits_are_there(void *shared) {
    contest_t *contest = shared;
    assert_true(vt_semaphore_try_wait_many(&contest->semaphore, 3));
    assert_false(vt_semaphore_try_wait(&contest->semaphore));
    give(&contest->semaphore, 3);
}

TEST(of_waits_for_several_permits_that_collect_and_give_up_at_once_none_loses_one) {
    contest_t contest = {.word = 0};
    assert_ok(vt_semaphore_init_max(&contest.semaphore, 3, 3));
    const race_t race = {do_nothing, take_two_then_three, take_one_then_two,
                         three_permits_are_there, &contest};
    race_run(&race);
    assert_ok(vt_semaphore_deinit(&contest.semaphore));
}

static void begin_delay(void *shared) {
    contest_t *contest = shared;
    assert_ok(vt_cancel_source_init(&contest->source));
    contest->wait = vt_delay(20000, vt_cancel_source_token(&contest->source));
}

static void the_token_is_free(void *shared) {
    contest_t *contest = shared;
    /* The timer may be running still. */
    while (vt_cancel_source_deinit(&contest->source) == VT_E_BUSY) {
        sched_yield();
    }
}

TEST(of_a_discard_and_a_cancellation_or_the_end_of_a_delay_at_once_it_ends_once) {
    contest_t contest = {.word = 0};
    const race_t race = {begin_delay, discard_it, cancel_it, the_token_is_free, &contest};
    race_run_costly(&race, 10);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_discarded_wait_takes_no_permit),
        cmocka_unit_test(a_permit_that_nobody_took_goes_to_the_next_or_back),
        cmocka_unit_test(a_wait_that_is_awaited_cannot_be_discarded),
        cmocka_unit_test(ending_a_wait_unread_gives_its_permit_back_too),
        cmocka_unit_test(a_discarded_read_takes_no_word),
        cmocka_unit_test(words_that_nobody_took_are_there_again_in_their_order),
        cmocka_unit_test(a_word_that_nobody_took_goes_to_the_reader_that_waits),
        cmocka_unit_test(a_word_that_nobody_took_can_be_read_after_the_channel_was_closed),
        cmocka_unit_test(a_discarded_write_is_withdrawn),
        cmocka_unit_test(a_discarded_wait_lets_go_of_its_token),
        cmocka_unit_test(a_discarded_wait_frees_its_block_for_the_next),
        cmocka_unit_test(an_await_whose_storage_is_busy_keeps_nothing),
        cmocka_unit_test(whatever_allocation_fails_every_permit_comes_back_and_no_word_is_lost),
        cmocka_unit_test(as_task_without_memory_keeps_nothing),
        cmocka_unit_test(of_a_discard_and_a_release_at_once_the_permit_is_not_lost),
        cmocka_unit_test(of_a_discard_and_a_write_at_once_the_word_is_not_lost),
        cmocka_unit_test(of_a_discard_and_a_cancellation_at_once_the_wait_ends_once),
        cmocka_unit_test(
            of_waits_for_several_permits_that_collect_and_give_up_at_once_none_loses_one),
        cmocka_unit_test(
            of_a_discard_and_a_cancellation_or_the_end_of_a_delay_at_once_it_ends_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
