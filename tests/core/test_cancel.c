/* Cancellation: a source that says stop, tokens that hear it. */
#include "helpers.h"

#include <sched.h>

typedef struct listener {
    vt_cancel_registration_t registration;
    unsigned runs; /* atomic */
    unsigned order;
    vt_cancel_registration_t *drops; /* unregistered from inside */
} listener_t;

static unsigned listeners_run;

static void listen_run(vt_cancel_registration_t *self) {
    listener_t *listener = VT_CONTAINER_OF(self, listener_t, registration);
    listener->order = ++listeners_run;
    vt_cancel_registration_unregister(listener->drops);
    __atomic_add_fetch(&listener->runs, 1u, __ATOMIC_RELEASE);
}

static unsigned runs_of(const listener_t *listener) {
    return __atomic_load_n(&listener->runs, __ATOMIC_ACQUIRE);
}

TEST(the_empty_token_is_never_canceled) {
    vt_cancel_token_t token = {0};
    listener_t listener = {.runs = 0};
    assert_false(vt_cancel_token_is_canceled(token));
    assert_ok(vt_cancel_token_register(token, &listener.registration, listen_run));
    vt_cancel_registration_unregister(&listener.registration);
    assert_int_equal(runs_of(&listener), 0);
}

TEST(canceling_runs_what_is_registered_once_and_what_comes_later_at_once) {
    vt_cancel_source_t source;
    listener_t listeners[3] = {{.runs = 0}};
    assert_ok(vt_cancel_source_init(&source));
    vt_cancel_token_t token = vt_cancel_source_token(&source);
    assert_ok(vt_cancel_token_register(token, &listeners[0].registration, listen_run));
    assert_ok(vt_cancel_token_register(token, &listeners[1].registration, listen_run));
    assert_false(vt_cancel_token_is_canceled(token));
    vt_cancel_source_cancel(&source);
    vt_cancel_source_cancel(&source);
    assert_true(vt_cancel_token_is_canceled(token));
    assert_ok(vt_cancel_token_register(token, &listeners[2].registration, listen_run));
    for (int i = 0; i < 3; i++) {
        assert_int_equal(runs_of(&listeners[i]), 1);
        vt_cancel_registration_unregister(&listeners[i].registration);
    }
    assert_ok(vt_cancel_source_deinit(&source));
}

TEST(what_was_unregistered_does_not_run) {
    vt_cancel_source_t source;
    listener_t listeners[3] = {{.runs = 0}};
    for (int gone = 0; gone < 3; gone++) {
        assert_ok(vt_cancel_source_init(&source));
        for (int i = 0; i < 3; i++) {
            listeners[i].runs = 0;
            assert_ok(vt_cancel_token_register(vt_cancel_source_token(&source),
                                               &listeners[i].registration, listen_run));
        }
        vt_cancel_registration_unregister(&listeners[gone].registration);
        vt_cancel_registration_unregister(&listeners[gone].registration);
        vt_cancel_source_cancel(&source);
        for (int i = 0; i < 3; i++) {
            assert_int_equal(runs_of(&listeners[i]), i == gone ? 0 : 1);
        }
        assert_ok(vt_cancel_source_deinit(&source));
    }
}

TEST(a_callback_may_unregister_itself_and_others) {
    vt_cancel_source_t source;
    listener_t listeners[2] = {{.runs = 0}};
    assert_ok(vt_cancel_source_init(&source));
    for (int i = 0; i < 2; i++) {
        assert_ok(vt_cancel_token_register(vt_cancel_source_token(&source),
                                           &listeners[i].registration, listen_run));
    }
    /* Whichever runs first takes the other away and then itself. */
    listeners[0].drops = &listeners[1].registration;
    listeners[1].drops = &listeners[0].registration;
    vt_cancel_source_cancel(&source);
    assert_int_equal(runs_of(&listeners[0]) + runs_of(&listeners[1]), 1);
    assert_ok(vt_cancel_source_deinit(&source));
    assert_ok(vt_cancel_source_init(&source));
    listener_t alone = {.drops = NULL};
    alone.drops = &alone.registration;
    assert_ok(
        vt_cancel_token_register(vt_cancel_source_token(&source), &alone.registration, listen_run));
    vt_cancel_source_cancel(&source);
    assert_int_equal(runs_of(&alone), 1);
    assert_ok(vt_cancel_source_deinit(&source));
}

TEST(a_source_with_registrations_refuses_to_end_and_goes_on) {
    vt_cancel_source_t source;
    listener_t listener = {.runs = 0};
    assert_ok(vt_cancel_source_init(&source));
    assert_ok(vt_cancel_token_register(vt_cancel_source_token(&source), &listener.registration,
                                       listen_run));
    assert_int_equal(vt_cancel_source_deinit(&source), VT_E_BUSY);
    vt_cancel_source_cancel(&source);
    assert_int_equal(runs_of(&listener), 1);
    assert_ok(vt_cancel_source_deinit(&source));
}

TEST(null_arguments_are_invalid_or_nothing_to_do) {
    listener_t listener = {.runs = 0};
    vt_cancel_token_t token = {0};
    vt_cancel_registration_t zero = {0};
    assert_int_equal(vt_cancel_source_init(NULL), VT_E_INVALID_ARGUMENT);
    assert_ok(vt_cancel_source_deinit(NULL));
    assert_int_equal(vt_cancel_token_register(token, NULL, listen_run), VT_E_INVALID_ARGUMENT);
    assert_int_equal(vt_cancel_token_register(token, &listener.registration, NULL),
                     VT_E_INVALID_ARGUMENT);
    vt_cancel_registration_unregister(NULL);
    vt_cancel_registration_unregister(&zero);
}

/* ---- threads ---- */

typedef struct slow {
    vt_cancel_registration_t registration;
    unsigned entered; /* atomic */
    unsigned left;    /* atomic */
} slow_t;

static void run_slowly(vt_cancel_registration_t *self) {
    slow_t *slow = VT_CONTAINER_OF(self, slow_t, registration);
    __atomic_store_n(&slow->entered, 1u, __ATOMIC_RELEASE);
    for (int i = 0; i < 100; i++) {
        sched_yield();
    }
    __atomic_store_n(&slow->left, 1u, __ATOMIC_RELEASE);
}

static void *cancel_it(void *source) {
    vt_cancel_source_cancel(source);
    return NULL;
}

TEST(unregistering_waits_for_a_callback_that_runs_on_another_thread) {
    for (int round = 0; round < 50; round++) {
        vt_cancel_source_t source;
        slow_t slow = {.entered = 0};
        pthread_t thread;
        assert_ok(vt_cancel_source_init(&source));
        assert_ok(vt_cancel_token_register(vt_cancel_source_token(&source), &slow.registration,
                                           run_slowly));
        assert_int_equal(pthread_create(&thread, NULL, cancel_it, &source), 0);
        while (__atomic_load_n(&slow.entered, __ATOMIC_ACQUIRE) == 0) {
            sched_yield();
        }
        vt_cancel_registration_unregister(&slow.registration);
        assert_int_equal(__atomic_load_n(&slow.left, __ATOMIC_ACQUIRE), 1);
        assert_int_equal(pthread_join(thread, NULL), 0);
        assert_ok(vt_cancel_source_deinit(&source));
    }
}

/* ---- with operations ---- */

typedef struct read_operation {
    vt_cancel_registration_t registration;
    vt_reset_source_t source;
} read_operation_t;

static void cancel_read(vt_cancel_registration_t *self) {
    read_operation_t *read = VT_CONTAINER_OF(self, read_operation_t, registration);
    (void)!vt_reset_source_set_canceled(&read->source);
}

typedef struct awaits_frame {
    VT_FRAME;
    vt_value_task_t inner;
} awaits_frame_t;

VT_METHOD(awaits, awaits_frame_t, frame) {
    uint64_t got;
    VT_BEGIN(frame);
    VT_AWAIT(frame, got, frame->inner);
    VT_RETURN(got);
    VT_END;
}

TEST(a_canceled_operation_cancels_every_method_above_it) {
    vt_cancel_source_t source;
    read_operation_t read;
    assert_ok(vt_cancel_source_init(&source));
    vt_reset_source_init(&read.source, NULL, 0);
    assert_ok(
        vt_cancel_token_register(vt_cancel_source_token(&source), &read.registration, cancel_read));
    vt_value_task_t inner =
        VT_START_POOLED(awaits, .inner = vt_reset_source_value_task(&read.source));
    vt_value_task_t outer = VT_START(awaits, .inner = inner);
    assert_state(outer, VT_PENDING);
    vt_cancel_source_cancel(&source);
    assert_state(outer, VT_CANCELED);
    assert_canceled(outer);
    assert_int_equal(vt_reset_source_set_result(&read.source, 1), VT_E_ALREADY_COMPLETED);
    vt_cancel_registration_unregister(&read.registration);
    assert_ok(vt_cancel_source_deinit(&source));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_empty_token_is_never_canceled),
        cmocka_unit_test(canceling_runs_what_is_registered_once_and_what_comes_later_at_once),
        cmocka_unit_test(what_was_unregistered_does_not_run),
        cmocka_unit_test(a_callback_may_unregister_itself_and_others),
        cmocka_unit_test(a_source_with_registrations_refuses_to_end_and_goes_on),
        cmocka_unit_test(null_arguments_are_invalid_or_nothing_to_do),
        cmocka_unit_test(unregistering_waits_for_a_callback_that_runs_on_another_thread),
        cmocka_unit_test(a_canceled_operation_cancels_every_method_above_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
