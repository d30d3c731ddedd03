/* Cancellation, further: one source after another, after a time, and what unregistering says. */
#include <sched.h>

#include "counting_malloc.h"
#include "helpers.h"
#include "race.h"

#define MILLISECOND UINT64_C(1000000)
#define AN_HOUR     (UINT64_C(3600000) * MILLISECOND)

static const vt_cancel_token_t never = {NULL};

typedef struct listener {
    vt_cancel_registration_t registration;
    unsigned runs; /* atomic */
    bool answer;   /* of unregistering from inside */
} listener_t;

static void listen_run(vt_cancel_registration_t *self) {
    listener_t *listener = VT_CONTAINER_OF(self, listener_t, registration);
    listener->answer = vt_cancel_registration_unregister(self);
    __atomic_add_fetch(&listener->runs, 1u, __ATOMIC_RELEASE);
}

static unsigned runs_of(const listener_t *listener) {
    return __atomic_load_n(&listener->runs, __ATOMIC_ACQUIRE);
}

static bool is_canceled(vt_cancel_source_t *source) {
    return vt_cancel_token_is_canceled(vt_cancel_source_token(source));
}

/* ---- what unregistering says ---- */

TEST(unregistering_says_whether_the_callback_never_ran) {
    vt_cancel_source_t source;
    listener_t listeners[3] = {{.runs = 0}};
    vt_cancel_registration_t zero = {0};
    assert_false(vt_cancel_registration_unregister(NULL));
    assert_false(vt_cancel_registration_unregister(&zero));
    assert_ok(vt_cancel_source_init(&source));
    vt_cancel_token_t token = vt_cancel_source_token(&source);
    assert_ok(vt_cancel_token_register(token, &listeners[0].registration, listen_run));
    assert_ok(vt_cancel_token_register(token, &listeners[1].registration, listen_run));
    assert_true(vt_cancel_registration_unregister(&listeners[0].registration));
    assert_false(vt_cancel_registration_unregister(&listeners[0].registration));
    listeners[1].answer = true;
    vt_cancel_source_cancel(&source);
    assert_int_equal(runs_of(&listeners[0]), 0);
    assert_int_equal(runs_of(&listeners[1]), 1);
    assert_false(listeners[1].answer);
    assert_false(vt_cancel_registration_unregister(&listeners[1].registration));
    assert_ok(vt_cancel_token_register(token, &listeners[2].registration, listen_run));
    assert_int_equal(runs_of(&listeners[2]), 1);
    assert_false(vt_cancel_registration_unregister(&listeners[2].registration));
    assert_ok(vt_cancel_source_deinit(&source));
}

typedef struct contest {
    vt_cancel_source_t source;
    vt_cancel_source_t parent;
    vt_cancel_link_t link;
    listener_t listener;
    unsigned runs_then; /* when unregistering returned */
    bool never_ran;
} contest_t;

static void begin_registered(void *shared) {
    contest_t *contest = shared;
    assert_ok(vt_cancel_source_init(&contest->source));
    contest->listener = (listener_t){.runs = 0};
    assert_ok(vt_cancel_token_register(vt_cancel_source_token(&contest->source),
                                       &contest->listener.registration, listen_run));
}

static void unregister_it(void *shared) {
    contest_t *contest = shared;
    contest->never_ran = vt_cancel_registration_unregister(&contest->listener.registration);
    contest->runs_then = runs_of(&contest->listener);
}

static void cancel_it(void *shared) {
    vt_cancel_source_cancel(&((contest_t *)shared)->source);
}

static void the_answer_is_true(void *shared) {
    contest_t *contest = shared;
    assert_int_equal(runs_of(&contest->listener), contest->never_ran ? 0 : 1);
    assert_int_equal(runs_of(&contest->listener), contest->runs_then);
    assert_ok(vt_cancel_source_deinit(&contest->source));
}

TEST(unregistering_while_another_thread_cancels_says_what_happened) {
    contest_t contest = {.runs_then = 0};
    const race_t race = {begin_registered, unregister_it, cancel_it, the_answer_is_true, &contest};
    race_run(&race);
}

/* ---- one source after another ---- */

TEST(a_linked_source_is_canceled_with_any_of_its_parents_and_not_the_other_way_round) {
    for (int chosen = 0; chosen < 3; chosen++) {
        vt_cancel_source_t parents[3];
        vt_cancel_source_t source;
        vt_cancel_link_t links[3];
        counting_reset();
        assert_ok(vt_cancel_source_init(&source));
        for (int i = 0; i < 3; i++) {
            assert_ok(vt_cancel_source_init(&parents[i]));
            assert_ok(
                vt_cancel_source_link(&source, &links[i], vt_cancel_source_token(&parents[i])));
        }
        assert_false(is_canceled(&source));
        vt_cancel_source_cancel(&parents[chosen]);
        assert_true(is_canceled(&source));
        for (int i = 0; i < 3; i++) {
            assert_int_equal(is_canceled(&parents[i]), i == chosen);
            vt_cancel_link_unlink(&links[i]);
            assert_ok(vt_cancel_source_deinit(&parents[i]));
        }
        assert_int_equal(counting_allocations(), 0);
        assert_ok(vt_cancel_source_deinit(&source));
    }
}

TEST(canceling_goes_down_a_chain_of_sources_to_what_is_registered) {
    vt_cancel_source_t sources[4];
    vt_cancel_link_t links[4];
    listener_t listener = {.runs = 0};
    for (int i = 0; i < 4; i++) {
        assert_ok(vt_cancel_source_init(&sources[i]));
        if (i > 0) {
            assert_ok(vt_cancel_source_link(&sources[i], &links[i],
                                            vt_cancel_source_token(&sources[i - 1])));
        }
    }
    assert_ok(vt_cancel_token_register(vt_cancel_source_token(&sources[3]), &listener.registration,
                                       listen_run));
    vt_cancel_source_cancel(&sources[1]);
    assert_int_equal(runs_of(&listener), 1);
    assert_false(is_canceled(&sources[0]));
    vt_cancel_source_cancel(&sources[0]);
    assert_int_equal(runs_of(&listener), 1);
    for (int i = 3; i >= 0; i--) {
        if (i > 0) {
            vt_cancel_link_unlink(&links[i]);
        }
        assert_ok(vt_cancel_source_deinit(&sources[i]));
    }
}

TEST(an_unlinked_source_goes_its_own_way_and_lets_the_parent_end) {
    vt_cancel_source_t parent;
    vt_cancel_source_t source;
    vt_cancel_link_t link;
    assert_ok(vt_cancel_source_init(&parent));
    assert_ok(vt_cancel_source_init(&source));
    assert_ok(vt_cancel_source_link(&source, &link, vt_cancel_source_token(&parent)));
    assert_int_equal(vt_cancel_source_deinit(&parent), VT_E_BUSY);
    vt_cancel_link_unlink(&link);
    vt_cancel_link_unlink(&link);
    vt_cancel_source_cancel(&parent);
    assert_false(is_canceled(&source));
    assert_ok(vt_cancel_source_deinit(&parent));
    vt_cancel_source_cancel(&source);
    assert_true(is_canceled(&source));
    assert_ok(vt_cancel_source_deinit(&source));
}

TEST(linking_to_a_parent_that_is_canceled_cancels_at_once) {
    vt_cancel_source_t parent;
    vt_cancel_source_t source;
    vt_cancel_link_t link;
    assert_ok(vt_cancel_source_init(&parent));
    assert_ok(vt_cancel_source_init(&source));
    vt_cancel_source_cancel(&parent);
    assert_ok(vt_cancel_source_link(&source, &link, vt_cancel_source_token(&parent)));
    assert_true(is_canceled(&source));
    vt_cancel_link_unlink(&link);
    assert_ok(vt_cancel_source_deinit(&source));
    assert_ok(vt_cancel_source_deinit(&parent));
}

TEST(linking_to_the_empty_token_changes_nothing) {
    vt_cancel_source_t source;
    vt_cancel_link_t link;
    assert_ok(vt_cancel_source_init(&source));
    assert_ok(vt_cancel_source_link(&source, &link, never));
    assert_false(is_canceled(&source));
    vt_cancel_link_unlink(&link);
    assert_int_equal(vt_cancel_source_link(NULL, &link, never), VT_E_INVALID_ARGUMENT);
    assert_int_equal(vt_cancel_source_link(&source, NULL, never), VT_E_INVALID_ARGUMENT);
    vt_cancel_link_unlink(NULL);
    assert_ok(vt_cancel_source_deinit(&source));
}

static void begin_linked(void *shared) {
    contest_t *contest = shared;
    assert_ok(vt_cancel_source_init(&contest->parent));
    assert_ok(vt_cancel_source_init(&contest->source));
    assert_ok(vt_cancel_source_link(&contest->source, &contest->link,
                                    vt_cancel_source_token(&contest->parent)));
}

static void cancel_the_parent(void *shared) {
    vt_cancel_source_cancel(&((contest_t *)shared)->parent);
}

static void unlink_and_end(void *shared) {
    contest_t *contest = shared;
    vt_cancel_link_unlink(&contest->link);
    contest->never_ran = vt_cancel_source_deinit(&contest->source) == VT_OK;
}

static void both_ended(void *shared) {
    contest_t *contest = shared;
    assert_true(contest->never_ran);
    assert_ok(vt_cancel_source_deinit(&contest->parent));
}

TEST(a_source_can_be_ended_after_it_was_unlinked_while_its_parent_is_canceled) {
    contest_t contest = {.runs_then = 0};
    const race_t race = {begin_linked, unlink_and_end, cancel_the_parent, both_ended, &contest};
    race_run(&race);
}

/* ---- after a time ---- */

static void end_when_it_has_fired(vt_cancel_source_t *source) {
    vt_status_t status;
    while ((status = vt_cancel_source_deinit(source)) == VT_E_BUSY) {
        sched_yield();
    }
    assert_ok(status);
}

TEST(a_source_is_canceled_after_its_time_and_not_before) {
    vt_cancel_source_t source;
    listener_t listener = {.runs = 0};
    assert_ok(vt_cancel_source_init(&source));
    assert_ok(vt_cancel_token_register(vt_cancel_source_token(&source), &listener.registration,
                                       listen_run));
    uint64_t begin = vt_now();
    assert_ok(vt_cancel_source_cancel_after(&source, 2 * MILLISECOND));
    while (runs_of(&listener) == 0) {
        sched_yield();
    }
    assert_true(vt_now() - begin >= 2 * MILLISECOND);
    assert_true(is_canceled(&source));
    end_when_it_has_fired(&source);
    assert_int_equal(runs_of(&listener), 1);
}

TEST(asking_once_more_moves_the_time) {
    vt_cancel_source_t source;
    assert_ok(vt_cancel_source_init(&source));
    uint64_t begin = vt_now();
    assert_ok(vt_cancel_source_cancel_after(&source, AN_HOUR)); /* sooner */
    assert_ok(vt_cancel_source_cancel_after(&source, 2 * MILLISECOND));
    while (!is_canceled(&source)) {
        sched_yield();
    }
    assert_true(vt_now() - begin >= 2 * MILLISECOND);
    end_when_it_has_fired(&source);
    assert_ok(vt_cancel_source_init(&source));
    assert_ok(vt_cancel_source_cancel_after(&source, 1000 * MILLISECOND)); /* later */
    assert_ok(vt_cancel_source_cancel_after(&source, 1005 * MILLISECOND));
    assert_ok(vt_cancel_source_cancel_after(&source, UINT64_MAX));
    assert_false(is_canceled(&source));
    assert_ok(vt_cancel_source_deinit(&source));
}

TEST(a_source_that_is_ended_before_its_time_never_fires) {
    vt_cancel_source_t source;
    for (int round = 0; round < 100; round++) {
        assert_ok(vt_cancel_source_init(&source));
        assert_ok(vt_cancel_source_cancel_after(&source, AN_HOUR));
        assert_false(is_canceled(&source));
        assert_ok(vt_cancel_source_deinit(&source));
    }
    vt_task_t *task = vt_task_create(0);
    assert_ok(vt_cancel_source_init(&source));
    listener_t listener = {.runs = 0};
    assert_ok(vt_cancel_token_register(vt_cancel_source_token(&source), &listener.registration,
                                       listen_run));
    assert_ok(vt_cancel_source_cancel_after(&source, 20 * MILLISECOND));
    assert_true(vt_cancel_registration_unregister(&listener.registration));
    if (vt_cancel_source_deinit(&source) == VT_OK) { /* but for a very slow machine */
        assert_int_equal(vt_task_wait_for(task, 30 * MILLISECOND), VT_E_TIMED_OUT);
    } else {
        end_when_it_has_fired(&source);
    }
    assert_int_equal(runs_of(&listener), 0);
    assert_ok(vt_task_set_canceled(task));
    vt_task_unref(task);
}

TEST(a_source_that_refuses_to_end_still_fires) {
    vt_cancel_source_t source;
    listener_t listener = {.runs = 0};
    assert_ok(vt_cancel_source_init(&source));
    assert_ok(vt_cancel_token_register(vt_cancel_source_token(&source), &listener.registration,
                                       listen_run));
    assert_ok(vt_cancel_source_cancel_after(&source, 20 * MILLISECOND));
    assert_int_equal(vt_cancel_source_deinit(&source), VT_E_BUSY);
    uint64_t gives_up = vt_now() + 5000 * MILLISECOND;
    while (runs_of(&listener) == 0 && vt_now() < gives_up) {
        sched_yield();
    }
    assert_int_equal(runs_of(&listener), 1);
    end_when_it_has_fired(&source);
}

TEST(canceling_by_hand_comes_before_the_time) {
    vt_cancel_source_t source;
    listener_t listener = {.runs = 0};
    assert_int_equal(vt_cancel_source_cancel_after(NULL, 1), VT_E_INVALID_ARGUMENT);
    assert_ok(vt_cancel_source_init(&source));
    assert_ok(vt_cancel_token_register(vt_cancel_source_token(&source), &listener.registration,
                                       listen_run));
    assert_ok(vt_cancel_source_cancel_after(&source, AN_HOUR));
    vt_cancel_source_cancel(&source);
    assert_int_equal(runs_of(&listener), 1);
    assert_ok(vt_cancel_source_cancel_after(&source, AN_HOUR));
    assert_ok(vt_cancel_source_deinit(&source));
}

TEST(a_source_that_ends_about_when_its_time_comes_is_busy_or_ended) {
    for (uint64_t round = 0; round < 3000; round++) {
        vt_cancel_source_t source;
        listener_t listener = {.runs = 0};
        assert_ok(vt_cancel_source_init(&source));
        assert_ok(vt_cancel_token_register(vt_cancel_source_token(&source), &listener.registration,
                                           listen_run));
        assert_ok(vt_cancel_source_cancel_after(&source, round * 97 % 100000));
        for (volatile uint64_t i = 0; i < round * 31 % 20000; i++) {
        }
        bool never_ran = vt_cancel_registration_unregister(&listener.registration);
        assert_int_equal(runs_of(&listener), never_ran ? 0 : 1);
        end_when_it_has_fired(&source);
    }
}

/* ---- counted sources ---- */

TEST(a_counted_source_is_one_block_that_goes_with_its_last_owner) {
    vt_cancel_source_t *source;
    int64_t live = counting_live();
    counting_reset();
    assert_int_equal(vt_cancel_source_create(NULL), VT_E_INVALID_ARGUMENT);
    assert_int_equal(vt_cancel_source_create_linked(never, NULL), VT_E_INVALID_ARGUMENT);
    assert_null(vt_cancel_source_ref(NULL));
    vt_cancel_source_unref(NULL);
    assert_ok(vt_cancel_source_create(&source));
    assert_int_equal(counting_allocations(), 1);
    assert_int_equal(vt_cancel_source_deinit(source), VT_E_INVALID_ARGUMENT);
    assert_ptr_equal(vt_cancel_source_ref(source), source);
    vt_cancel_source_unref(source);
    assert_false(is_canceled(source));
    vt_cancel_source_cancel(source);
    assert_true(is_canceled(source));
    vt_cancel_source_unref(source);
    assert_int_equal(counting_live(), live);
    counting_fail(1);
    assert_int_equal(vt_cancel_source_create(&source), VT_E_OUT_OF_MEMORY);
    counting_fail(0);
}

TEST(the_last_owner_stops_the_timer_and_takes_the_link_off) {
    vt_cancel_source_t parent;
    vt_cancel_source_t *source;
    int64_t live = counting_live();
    assert_ok(vt_cancel_source_init(&parent));
    assert_ok(vt_cancel_source_create_linked(vt_cancel_source_token(&parent), &source));
    assert_int_equal(vt_cancel_source_deinit(&parent), VT_E_BUSY);
    assert_ok(vt_cancel_source_cancel_after(source, AN_HOUR));
    assert_ok(vt_cancel_source_cancel_after(source, AN_HOUR));
    vt_cancel_source_unref(source);
    assert_int_equal(counting_live(), live);
    assert_ok(vt_cancel_source_create_linked(vt_cancel_source_token(&parent), &source));
    vt_cancel_source_cancel(&parent);
    assert_true(is_canceled(source));
    vt_cancel_source_unref(source);
    assert_ok(vt_cancel_source_create_linked(vt_cancel_source_token(&parent), &source));
    assert_true(is_canceled(source));
    vt_cancel_source_unref(source);
    assert_int_equal(counting_live(), live);
    assert_ok(vt_cancel_source_deinit(&parent));
}

TEST(a_counted_source_stays_while_something_is_registered) {
    vt_cancel_source_t *source;
    listener_t listener = {.runs = 0};
    int64_t live = counting_live();
    assert_ok(vt_cancel_source_create(&source));
    assert_ok(vt_cancel_token_register(vt_cancel_source_token(source), &listener.registration,
                                       listen_run));
    vt_cancel_source_unref(source);
    assert_int_equal(counting_live(), live + 1);
    assert_true(vt_cancel_registration_try_unregister(&listener.registration));
    assert_int_equal(counting_live(), live);
    assert_int_equal(runs_of(&listener), 0);
}

/* A method with a limit of its own. The frame moves when it first suspends, and the method goes on
 * inside the callback. */
typedef struct limited_frame {
    VT_FRAME;
    vt_cancel_token_t token;
    uint64_t nanoseconds;
    vt_cancel_source_t *limit;
} limited_frame_t;

VT_METHOD(limited, limited_frame_t, frame) {
    uint64_t result;
    vt_status_t status;
    vt_error_t error = {0};
    VT_BEGIN(frame);
    if (vt_cancel_source_create_linked(frame->token, &frame->limit) != VT_OK ||
        vt_cancel_source_cancel_after(frame->limit, frame->nanoseconds) != VT_OK) {
        VT_FAIL(test_domain, 1, "no limit");
    }
    VT_TRY_AWAIT(frame, status, result, error,
                 vt_delay(AN_HOUR, vt_cancel_source_token(frame->limit)));
    (void)result;
    vt_error_release(&error);
    vt_cancel_source_unref(frame->limit);
    VT_RETURN(status == VT_E_CANCELED);
    VT_END;
}

TEST(a_method_gives_its_source_up_inside_the_callback_that_resumed_it) {
    vt_cancel_source_t parent;
    int64_t live = 0;
    for (int round = 0; round < 20; round++) {
        assert_ok(vt_cancel_source_init(&parent));
        vt_task_t *by_time =
            VT_START_TASK(limited, .token = vt_cancel_source_token(&parent), .nanoseconds = 1000);
        assert_task_result(by_time, 1);
        vt_task_unref(by_time);
        vt_task_t *by_parent = VT_START_TASK(limited, .token = vt_cancel_source_token(&parent),
                                             .nanoseconds = AN_HOUR);
        vt_cancel_source_cancel(&parent);
        assert_task_result(by_parent, 1);
        vt_task_unref(by_parent);
        vt_status_t status;
        while ((status = vt_cancel_source_deinit(&parent)) == VT_E_BUSY) {
            sched_yield();
        }
        assert_ok(status);
        if (round == 0) {
            live = counting_live();
        }
    }
    uint64_t gives_up = vt_now() + 5000 * MILLISECOND; /* the callback returns after the method */
    while (counting_live() > live && vt_now() < gives_up) {
        sched_yield();
    }
    assert_true(counting_live() <= live);
}

/* Owners leave while it is canceled by hand and by time. */
typedef struct leaving {
    vt_cancel_source_t *source;
    uint64_t round;
    int64_t live;
} leaving_t;

static void begin_leaving(void *shared) {
    leaving_t *leaving = shared;
    assert_ok(vt_cancel_source_create(&leaving->source));
    (void)vt_cancel_source_ref(leaving->source);
    assert_ok(vt_cancel_source_cancel_after(leaving->source, leaving->round++ * 97 % 20000));
}

static void cancel_and_leave(void *shared) {
    leaving_t *leaving = shared;
    vt_cancel_source_cancel(leaving->source);
    vt_cancel_source_unref(leaving->source);
}

static void leave(void *shared) {
    vt_cancel_source_unref(((leaving_t *)shared)->source);
}

static void nothing_to_check(void *shared) {
    (void)shared;
}

TEST(owners_may_leave_while_a_counted_source_is_canceled) {
    leaving_t leaving = {.live = counting_live()};
    const race_t race = {begin_leaving, cancel_and_leave, leave, nothing_to_check, &leaving};
    race_run_costly(&race, 20);
    uint64_t gives_up = vt_now() + 5000 * MILLISECOND;
    while (counting_live() > leaving.live && vt_now() < gives_up) {
        sched_yield();
    }
    assert_true(counting_live() <= leaving.live);
}

/* ---- unregistering without waiting, and using a source again ---- */

typedef struct slow {
    vt_cancel_registration_t registration;
    unsigned begun; /* atomic */
    unsigned go_on; /* atomic */
} slow_t;

static void run_slowly(vt_cancel_registration_t *self) {
    slow_t *slow = VT_CONTAINER_OF(self, slow_t, registration);
    __atomic_store_n(&slow->begun, 1u, __ATOMIC_RELEASE);
    while (__atomic_load_n(&slow->go_on, __ATOMIC_ACQUIRE) == 0) {
        sched_yield();
    }
}

static void *cancel_there(void *source) {
    vt_cancel_source_cancel(source);
    return NULL;
}

TEST(trying_to_unregister_does_not_wait_for_a_callback_that_runs) {
    vt_cancel_source_t source;
    slow_t slow = {.begun = 0};
    vt_cancel_registration_t zero = {0};
    pthread_t thread;
    assert_false(vt_cancel_registration_try_unregister(NULL));
    assert_false(vt_cancel_registration_try_unregister(&zero));
    assert_ok(vt_cancel_source_init(&source));
    vt_cancel_token_t token = vt_cancel_source_token(&source);
    assert_ok(vt_cancel_token_register(token, &slow.registration, run_slowly));
    assert_true(vt_cancel_registration_try_unregister(&slow.registration));
    assert_false(vt_cancel_registration_try_unregister(&slow.registration));
    assert_ok(vt_cancel_token_register(token, &slow.registration, run_slowly));
    assert_int_equal(pthread_create(&thread, NULL, cancel_there, &source), 0);
    while (__atomic_load_n(&slow.begun, __ATOMIC_ACQUIRE) == 0) {
        sched_yield();
    }
    assert_false(vt_cancel_registration_try_unregister(&slow.registration)); /* and returns */
    __atomic_store_n(&slow.go_on, 1u, __ATOMIC_RELEASE);
    assert_int_equal(pthread_join(thread, NULL), 0);
    assert_ok(vt_cancel_source_deinit(&source));
}

TEST(a_source_is_reset_only_if_nothing_came_of_it) {
    vt_cancel_source_t source;
    listener_t listener = {.runs = 0};
    assert_false(vt_cancel_source_try_reset(NULL));
    assert_ok(vt_cancel_source_init(&source));
    assert_true(vt_cancel_source_try_reset(&source));
    assert_ok(vt_cancel_source_cancel_after(&source, AN_HOUR));
    assert_true(vt_cancel_source_try_reset(&source)); /* and the timer is stopped */
    assert_true(vt_cancel_source_try_reset(&source));
    assert_ok(vt_cancel_token_register(vt_cancel_source_token(&source), &listener.registration,
                                       listen_run));
    assert_ok(vt_cancel_source_cancel_after(&source, AN_HOUR));
    assert_false(vt_cancel_source_try_reset(&source));
    assert_true(vt_cancel_registration_unregister(&listener.registration));
    assert_true(vt_cancel_source_try_reset(&source));
    assert_ok(vt_cancel_source_cancel_after(&source, 1));
    while (!is_canceled(&source)) {
        sched_yield();
    }
    assert_false(vt_cancel_source_try_reset(&source));
    end_when_it_has_fired(&source);

    vt_cancel_source_t *counted;
    int64_t live = counting_live();
    assert_ok(vt_cancel_source_create(&counted));
    assert_ok(vt_cancel_source_cancel_after(counted, AN_HOUR));
    assert_true(vt_cancel_source_try_reset(counted));
    vt_cancel_source_unref(counted);
    assert_int_equal(counting_live(), live);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(unregistering_says_whether_the_callback_never_ran),
        cmocka_unit_test(unregistering_while_another_thread_cancels_says_what_happened),
        cmocka_unit_test(
            a_linked_source_is_canceled_with_any_of_its_parents_and_not_the_other_way_round),
        cmocka_unit_test(canceling_goes_down_a_chain_of_sources_to_what_is_registered),
        cmocka_unit_test(an_unlinked_source_goes_its_own_way_and_lets_the_parent_end),
        cmocka_unit_test(linking_to_a_parent_that_is_canceled_cancels_at_once),
        cmocka_unit_test(linking_to_the_empty_token_changes_nothing),
        cmocka_unit_test(a_source_can_be_ended_after_it_was_unlinked_while_its_parent_is_canceled),
        cmocka_unit_test(a_source_is_canceled_after_its_time_and_not_before),
        cmocka_unit_test(asking_once_more_moves_the_time),
        cmocka_unit_test(a_source_that_is_ended_before_its_time_never_fires),
        cmocka_unit_test(a_source_that_refuses_to_end_still_fires),
        cmocka_unit_test(canceling_by_hand_comes_before_the_time),
        cmocka_unit_test(a_source_that_ends_about_when_its_time_comes_is_busy_or_ended),
        cmocka_unit_test(a_counted_source_is_one_block_that_goes_with_its_last_owner),
        cmocka_unit_test(the_last_owner_stops_the_timer_and_takes_the_link_off),
        cmocka_unit_test(a_counted_source_stays_while_something_is_registered),
        cmocka_unit_test(a_method_gives_its_source_up_inside_the_callback_that_resumed_it),
        cmocka_unit_test(owners_may_leave_while_a_counted_source_is_canceled),
        cmocka_unit_test(trying_to_unregister_does_not_wait_for_a_callback_that_runs),
        cmocka_unit_test(a_source_is_reset_only_if_nothing_came_of_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
