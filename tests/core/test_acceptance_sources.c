/* .NET's ManualResetValueTaskSourceTests, what the other tests leave open of them; and sources that
 * do not keep to the contract. */
#include "builders.h"
#include "helpers.h"

#include <string.h>

/* ---- a source that says and does what it likes ---- */

typedef struct liar {
    vt_source_t source;
    int status;            /* what get_status says */
    vt_status_t registers; /* what on_completed says */
    vt_status_t gives;     /* what get_result says */
    uint64_t word;
    vt_continuation_t *continuation;
    unsigned calls_at_once; /* so often on_completed calls back before it returns, */
    bool completes_at_once; /* complete by then or not */
} liar_t;

static int liar_get_status(const vt_source_t *self, uint64_t token) {
    (void)token;
    return ((const liar_t *)self)->status;
}

static void liar_complete(liar_t *liar, uint64_t word) {
    liar->status = VT_SUCCEEDED;
    liar->gives = VT_OK;
    liar->word = word;
}

static vt_status_t liar_on_completed(vt_source_t *self, uint64_t token,
                                     vt_continuation_t *continuation, unsigned flags) {
    liar_t *liar = (liar_t *)self;
    (void)token;
    (void)flags;
    liar->continuation = continuation;
    if (liar->completes_at_once) {
        liar_complete(liar, 40);
    }
    for (unsigned i = 0; i < liar->calls_at_once; i++) {
        vt_continuation_dispatch(continuation, false);
    }
    return liar->registers;
}

static vt_status_t liar_get_result(vt_source_t *self, uint64_t token, void *result, size_t size,
                                   vt_error_t *error) {
    const liar_t *liar = (const liar_t *)self;
    (void)token;
    (void)error;
    if (liar->gives == VT_OK && size == sizeof liar->word) {
        memcpy(result, &liar->word, sizeof liar->word);
    }
    return liar->gives;
}

/* Pending, and keeps to the contract until it is told otherwise. */
static void liar_init(liar_t *liar) {
    static const vt_source_ops_t ops = {liar_get_status, liar_on_completed, liar_get_result, NULL};
    memset(liar, 0, sizeof *liar);
    liar->source.ops = &ops;
    liar->gives = VT_E_NOT_COMPLETED;
}

static vt_value_task_t liar_value_task(liar_t *liar) {
    return vt_value_task_from_source(&liar->source, 1);
}

/* ---- a method that awaits it, and then something else ---- */

typedef struct add_frame {
    VT_FRAME;
    vt_value_task_t first;
    vt_value_task_t second;
    uint64_t sum;
} add_frame_t;

VT_METHOD(add, add_frame_t, frame) {
    uint64_t got;
    VT_BEGIN(frame);
    VT_AWAIT(frame, got, frame->first);
    frame->sum += got;
    VT_AWAIT(frame, got, frame->second);
    frame->sum += got;
    VT_RETURN(frame->sum);
    VT_END;
}

static vt_value_task_t add_by(unsigned way, vt_value_task_t first, vt_value_task_t second) {
    static VT_STORAGE(add) storage;
    return START_BY(way, &storage, add, .first = first, .second = second);
}

static void call_back(const liar_t *liar) {
    vt_continuation_dispatch(liar->continuation, false);
}

/* ---- called back too often, or too early ---- */

static unsigned way; /* that is being tried */

static void with_every_way(void (*check)(operation_t *elsewhere)) {
    for (way = 0; way < WAY_COUNT; way++) {
        with_every_backing(check);
    }
}

static void check_called_back_again(operation_t *elsewhere) {
    liar_t liar;
    liar_init(&liar);
    vt_value_task_t sum = add_by(way, liar_value_task(&liar), elsewhere->value_task);
    liar_complete(&liar, 40);
    for (int i = 0; i < 3; i++) {
        call_back(&liar);
        assert_state(sum, VT_PENDING);
    }
    operation_succeed(elsewhere, 2);
    assert_result(sum, 42);
}

TEST(a_source_that_calls_back_again_while_the_method_is_pending_elsewhere_is_ignored) {
    with_every_way(check_called_back_again);
}

static void check_called_back_at_once(operation_t *elsewhere) {
    liar_t liar;
    liar_init(&liar);
    liar.completes_at_once = true;
    liar.calls_at_once = 2;
    vt_value_task_t sum = add_by(way, liar_value_task(&liar), elsewhere->value_task);
    assert_state(sum, VT_PENDING);
    operation_succeed(elsewhere, 2);
    assert_result(sum, 42);
}

TEST(a_source_that_calls_back_twice_from_on_completed_is_ignored_the_second_time) {
    with_every_way(check_called_back_at_once);
}

TEST(a_source_that_calls_back_from_on_completed_once_is_complete) {
    for (way = 0; way < WAY_COUNT; way++) {
        liar_t liar;
        liar_init(&liar);
        liar.completes_at_once = true;
        liar.calls_at_once = 1;
        assert_result(add_by(way, liar_value_task(&liar), vt_value_task_from_result(2)), 42);
    }
}

TEST(a_source_that_calls_back_before_it_is_complete_is_ignored_until_it_is) {
    for (way = 0; way < WAY_COUNT; way++) {
        liar_t liar;
        liar_init(&liar);
        liar.calls_at_once = 2;
        vt_value_task_t sum = add_by(way, liar_value_task(&liar), vt_value_task_from_result(2));
        assert_state(sum, VT_PENDING);
        call_back(&liar);
        assert_state(sum, VT_PENDING);
        liar_complete(&liar, 40);
        call_back(&liar);
        assert_result(sum, 42);
    }
}

TEST(as_task_of_a_source_that_calls_back_too_early_is_pending_until_it_is_complete) {
    liar_t liar;
    liar_init(&liar);
    liar.calls_at_once = 2;
    vt_task_t *task = vt_value_task_as_task(liar_value_task(&liar));
    assert_int_equal(vt_task_state(task), VT_PENDING);
    liar_complete(&liar, 40);
    call_back(&liar);
    assert_task_result(task, 40);
    vt_task_unref(task);
}

/* A second call by way of an executor, that runs while the method is pending elsewhere. */
typedef struct captured {
    liar_t liar;
    vt_value_task_t elsewhere;
    vt_value_task_t sum;
} captured_t;

static void start_captured(void *argument) {
    captured_t *captured = argument;
    captured->sum = add_by(way, liar_value_task(&captured->liar), captured->elsewhere);
}

static void check_called_back_on_executor(operation_t *elsewhere) {
    captured_t captured = {.elsewhere = elsewhere->value_task};
    shelf_t shelf;
    shelf_init(&shelf);
    liar_init(&captured.liar);
    shelf_call(&shelf, start_captured, &captured);
    liar_complete(&captured.liar, 40);
    for (int i = 0; i < 3; i++) {
        call_back(&captured.liar);
        assert_int_equal(shelf_run(&shelf), 1);
        assert_state(captured.sum, VT_PENDING);
    }
    operation_succeed(elsewhere, 2);
    assert_int_equal(shelf_run(&shelf), 1);
    assert_result(captured.sum, 42);
}

TEST(a_source_that_calls_back_again_by_way_of_an_executor_is_ignored) {
    with_every_way(check_called_back_on_executor);
}

/* ---- answers that do not fit ---- */

typedef struct lie {
    int status;
    vt_status_t registers;
    vt_status_t gives;
    vt_status_t expected;
} lie_t;

static const lie_t lies[] = {
    {VT_SUCCEEDED, VT_OK, VT_E_STALE_TOKEN, VT_E_STALE_TOKEN},
    {VT_SUCCEEDED, VT_OK, VT_E_INVALID_ARGUMENT, VT_E_INVALID_ARGUMENT},
    {VT_FAULTED, VT_OK, (vt_status_t)-99, (vt_status_t)-99},
    {17, VT_OK, VT_E_STALE_TOKEN, VT_E_STALE_TOKEN},
    {VT_E_STALE_TOKEN, VT_OK, VT_E_STALE_TOKEN, VT_E_STALE_TOKEN},
    {VT_PENDING, VT_E_ALREADY_AWAITED, VT_E_NOT_COMPLETED, VT_E_ALREADY_AWAITED},
    {VT_PENDING, VT_E_INVALID_ARGUMENT, VT_E_NOT_COMPLETED, VT_E_INVALID_ARGUMENT},
    {VT_PENDING, (vt_status_t)-99, VT_E_NOT_COMPLETED, (vt_status_t)-99},
    /* complete, and yet not */
    {VT_SUCCEEDED, VT_OK, VT_E_NOT_COMPLETED, VT_E_NOT_COMPLETED},
    {17, VT_OK, VT_E_NOT_COMPLETED, VT_E_NOT_COMPLETED},
};

static vt_value_task_t tell(liar_t *liar, const lie_t *lie) {
    liar_init(liar);
    liar->status = lie->status;
    liar->registers = lie->registers;
    liar->gives = lie->gives;
    return liar_value_task(liar);
}

TEST(a_source_that_says_what_does_not_fit_faults_who_awaits_it_first) {
    for (size_t i = 0; i < COUNT_OF(lies); i++) {
        liar_t liar;
        for (way = 0; way < WAY_COUNT; way++) {
            assert_fault(add_by(way, tell(&liar, &lies[i]), vt_value_task_from_result(2)),
                         vt_error_domain, lies[i].expected);
        }
        vt_task_t *task = vt_value_task_as_task(tell(&liar, &lies[i]));
        assert_task_fault(task, vt_error_domain, lies[i].expected);
        vt_task_unref(task);
    }
}

static void check_lies_later(operation_t *unused) {
    operation_succeed(unused, 0);
    vt_value_task_discard(unused->value_task);
    for (size_t i = 0; i < COUNT_OF(lies); i++) {
        liar_t liar;
        operation_t first;
        operation_begin(&first, unused->backing);
        vt_value_task_t sum = add_by(way, first.value_task, tell(&liar, &lies[i]));
        operation_succeed(&first, 40);
        assert_fault(sum, vt_error_domain, lies[i].expected);
        operation_end(&first);
    }
}

TEST(a_source_that_says_what_does_not_fit_faults_who_awaits_it_after_a_suspension) {
    with_every_way(check_lies_later);
}

/* ---- the reset source: where a continuation runs ---- */

typedef struct capture {
    vt_value_task_t value_task;
    probe_t probe;
    unsigned flags;
} capture_t;

static void register_here(void *argument) {
    capture_t *capture = argument;
    assert_ok(vt_value_task_on_completed(capture->value_task, &capture->probe.continuation,
                                         capture->flags));
}

static void check_capture(unsigned options, unsigned flags, bool set_before) {
    vt_reset_source_t source;
    shelf_t current;
    shelf_t fallback;
    capture_t capture = {.flags = flags};
    vt_reset_source_init(&source, NULL, options);
    shelf_init(&current);
    shelf_init(&fallback);
    probe_init(&capture.probe);
    capture.value_task = vt_reset_source_value_task(&source);
    vt_executor_set_default(&fallback.executor);
    if (set_before) {
        assert_ok(vt_reset_source_set_result(&source, 42));
    }
    shelf_call(&current, register_here, &capture);
    assert_int_equal(probe_runs(&capture.probe), 0);
    if (!set_before) {
        assert_ok(vt_reset_source_set_result(&source, 42));
    }
    bool queued = set_before || options != 0;
    assert_int_equal(current.posts, flags != 0);
    assert_int_equal(fallback.posts, flags == 0 && queued);
    (void)shelf_run(&current);
    (void)shelf_run(&fallback);
    vt_executor_set_default(NULL);
    assert_int_equal(probe_runs(&capture.probe), 1);
    assert_result(capture.value_task, 42);
    assert_ok(vt_reset_source_deinit(&source));
}

TEST(the_executor_is_captured_if_requested_whether_asynchronous_or_not_set_before_or_after) {
    for (unsigned options = 0; options <= VT_RUN_CONTINUATIONS_ASYNCHRONOUSLY; options++) {
        for (unsigned flags = 0; flags <= VT_USE_EXECUTOR; flags++) {
            check_capture(options, flags, true);
            check_capture(options, flags, false);
        }
    }
}

static vt_async_local_t local;
static int local_value;

typedef struct reader {
    vt_continuation_t continuation;
    void *seen;
    unsigned runs;
} reader_t;

static void read_local(vt_continuation_t *self) {
    reader_t *reader = VT_CONTAINER_OF(self, reader_t, continuation);
    reader->seen = vt_async_local_get(&local);
    reader->runs++;
}

static void check_flow(unsigned options, unsigned flags, bool set_before) {
    vt_reset_source_t source;
    shelf_t fallback;
    reader_t reader = {.continuation = {.run = read_local}, .seen = &fallback};
    vt_reset_source_init(&source, NULL, options);
    shelf_init(&fallback);
    vt_executor_set_default(&fallback.executor);
    if (set_before) {
        assert_ok(vt_reset_source_set_result(&source, 42));
    }
    assert_ok(vt_async_local_set(&local, &local_value));
    assert_ok(vt_value_task_on_completed(vt_reset_source_value_task(&source), &reader.continuation,
                                         flags));
    vt_context_restore(NULL);
    if (!set_before) {
        assert_ok(vt_reset_source_set_result(&source, 42));
    }
    (void)shelf_run(&fallback);
    vt_executor_set_default(NULL);
    assert_int_equal(reader.runs, 1);
    assert_ptr_equal(reader.seen, flags != 0 ? &local_value : NULL);
    assert_null(vt_async_local_get(&local));
    assert_result(vt_reset_source_value_task(&source), 42);
    assert_ok(vt_reset_source_deinit(&source));
}

TEST(async_local_values_flow_if_expected_set_before_or_after_on_completed) {
    for (unsigned options = 0; options <= VT_RUN_CONTINUATIONS_ASYNCHRONOUSLY; options++) {
        check_flow(options, 0, true);
        check_flow(options, VT_FLOW_CONTEXT, true);
        check_flow(options, 0, false);
        check_flow(options, VT_FLOW_CONTEXT, false);
    }
}

TEST(a_late_continuation_is_always_invoked_asynchronously_in_10_reuses) {
    for (unsigned options = 0; options <= VT_RUN_CONTINUATIONS_ASYNCHRONOUSLY; options++) {
        vt_reset_source_t source;
        shelf_t shelf;
        vt_reset_source_init(&source, NULL, options);
        shelf_init(&shelf);
        vt_executor_set_default(&shelf.executor);
        for (unsigned reuse = 0; reuse < 10; reuse++) {
            probe_t probe;
            probe_init(&probe);
            vt_value_task_t value_task = vt_reset_source_value_task(&source);
            assert_ok(vt_reset_source_set_result(&source, reuse));
            assert_ok(vt_value_task_on_completed(value_task, &probe.continuation, 0));
            assert_int_equal(probe_runs(&probe), 0);
            assert_result(value_task, reuse);
            assert_ok(vt_reset_source_reset(&source)); /* what is queued is over this operation */
            assert_int_equal(shelf_run(&shelf), 1);
            assert_int_equal(probe_runs(&probe), 1);
        }
        vt_executor_set_default(NULL);
        assert_ok(vt_reset_source_deinit(&source));
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(
            a_source_that_calls_back_again_while_the_method_is_pending_elsewhere_is_ignored),
        cmocka_unit_test(
            a_source_that_calls_back_twice_from_on_completed_is_ignored_the_second_time),
        cmocka_unit_test(a_source_that_calls_back_from_on_completed_once_is_complete),
        cmocka_unit_test(a_source_that_calls_back_before_it_is_complete_is_ignored_until_it_is),
        cmocka_unit_test(
            as_task_of_a_source_that_calls_back_too_early_is_pending_until_it_is_complete),
        cmocka_unit_test(a_source_that_calls_back_again_by_way_of_an_executor_is_ignored),
        cmocka_unit_test(a_source_that_says_what_does_not_fit_faults_who_awaits_it_first),
        cmocka_unit_test(
            a_source_that_says_what_does_not_fit_faults_who_awaits_it_after_a_suspension),
        cmocka_unit_test(
            the_executor_is_captured_if_requested_whether_asynchronous_or_not_set_before_or_after),
        cmocka_unit_test(async_local_values_flow_if_expected_set_before_or_after_on_completed),
        cmocka_unit_test(a_late_continuation_is_always_invoked_asynchronously_in_10_reuses),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
