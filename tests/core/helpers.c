#include "helpers.h"

#include <string.h>
#include <time.h>

/* ---- probe ---- */

static unsigned probes_run; /* atomic */

static void probe_run(vt_continuation_t *self) {
    probe_t *probe = VT_CONTAINER_OF(self, probe_t, continuation);
    probe->executor = vt_executor_current();
    probe->thread = pthread_self();
    probe->order = __atomic_add_fetch(&probes_run, 1u, __ATOMIC_RELAXED);
    /* Release: who has seen the count may read the rest. */
    __atomic_fetch_add(&probe->runs, 1u, __ATOMIC_RELEASE);
}

void probe_init(probe_t *probe) {
    memset(probe, 0, sizeof *probe);
    probe->continuation.run = probe_run;
    __atomic_store_n(&probes_run, 0u, __ATOMIC_RELAXED);
}

unsigned probe_runs(const probe_t *probe) {
    return __atomic_load_n(&probe->runs, __ATOMIC_ACQUIRE);
}

bool probe_wait(const probe_t *probe) {
    const struct timespec pause = {0, 100000};
    for (int i = 0; i < 100000 && probe_runs(probe) == 0; i++) {
        nanosleep(&pause, NULL);
    }
    return probe_runs(probe) != 0;
}

void sleep_a_moment(void) {
    const struct timespec moment = {0, 1000000};
    nanosleep(&moment, NULL);
}

/* ---- shelf ---- */

static vt_status_t shelf_post(vt_executor_t *self, vt_continuation_t *continuation) {
    shelf_t *shelf = VT_CONTAINER_OF(self, shelf_t, executor);
    continuation->next = NULL;
    *shelf->tail = continuation;
    shelf->tail = &continuation->next;
    shelf->posts++;
    return VT_OK;
}

void shelf_init(shelf_t *shelf) {
    static const vt_executor_ops_t ops = {.post = shelf_post};
    memset(shelf, 0, sizeof *shelf);
    shelf->executor.ops = &ops;
    shelf->tail = &shelf->head;
}

size_t shelf_run(shelf_t *shelf) {
    size_t count = 0;
    while (shelf->head != NULL) {
        vt_continuation_t *continuation = shelf->head;
        shelf->head = continuation->next;
        if (shelf->head == NULL) {
            shelf->tail = &shelf->head;
        }
        vt_executor_run(&shelf->executor, continuation);
        count++;
    }
    return count;
}

typedef struct call {
    vt_continuation_t continuation;
    void (*function)(void *argument);
    void *argument;
} call_t;

static void call_run(vt_continuation_t *self) {
    call_t *call = VT_CONTAINER_OF(self, call_t, continuation);
    call->function(call->argument);
}

void shelf_call(shelf_t *shelf, void (*function)(void *argument), void *argument) {
    call_t call = {{.run = call_run}, function, argument};
    vt_executor_run(&shelf->executor, &call.continuation);
}

/* ---- foreign ---- */

static int foreign_get_status(const vt_source_t *self, uint64_t token) {
    foreign_t *foreign = (foreign_t *)(uintptr_t)self;
    foreign->asked++;
    return token == foreign->token ? (int)foreign->state : VT_E_STALE_TOKEN;
}

static vt_status_t foreign_on_completed(vt_source_t *self, uint64_t token,
                                        vt_continuation_t *continuation, unsigned flags) {
    foreign_t *foreign = (foreign_t *)self;
    foreign->awaited++;
    foreign->flags = flags;
    if (token != foreign->token) {
        return VT_E_STALE_TOKEN;
    }
    if (foreign->waiter != NULL) {
        return VT_E_ALREADY_AWAITED;
    }
    if (foreign->completes_at_registration) {
        foreign->state = VT_SUCCEEDED;
    }
    if (foreign->state == VT_PENDING) {
        foreign->waiter = continuation;
        return VT_OK;
    }
    if ((flags & VT_REFUSE_COMPLETED) != 0) {
        return VT_E_ALREADY_COMPLETED;
    }
    vt_continuation_dispatch(continuation, true);
    return VT_OK;
}

static vt_status_t foreign_get_result(vt_source_t *self, uint64_t token, void *result, size_t size,
                                      vt_error_t *error) {
    foreign_t *foreign = (foreign_t *)self;
    if (token != foreign->token) {
        return VT_E_STALE_TOKEN;
    }
    if (foreign->state == VT_PENDING) {
        return VT_E_NOT_COMPLETED;
    }
    foreign->taken++;
    foreign->token++;
    if (foreign->state == VT_FAULTED && error != NULL) {
        *error = foreign->error;
    }
    if (foreign->state == VT_SUCCEEDED && size == sizeof foreign->word) {
        memcpy(result, &foreign->word, sizeof foreign->word);
    }
    static const vt_status_t outcomes[] = {VT_OK, VT_OK, VT_E_FAULTED, VT_E_CANCELED};
    return outcomes[foreign->state];
}

void foreign_init(foreign_t *foreign, uint64_t token) {
    static const vt_source_ops_t ops = {foreign_get_status, foreign_on_completed,
                                        foreign_get_result, NULL};
    memset(foreign, 0, sizeof *foreign);
    foreign->source.ops = &ops;
    foreign->token = token;
}

void foreign_complete(foreign_t *foreign, vt_state_t state) {
    vt_continuation_t *waiter = foreign->waiter;
    foreign->state = state;
    foreign->waiter = NULL;
    if (waiter != NULL) {
        vt_continuation_dispatch(waiter, false);
    }
}

/* ---- errors and outcomes ---- */

const char test_domain[] = "test";

vt_error_t test_error(int32_t code) {
    return vt_error(test_domain, code, "an error of the tests", VT_HERE);
}

void assert_result(vt_value_task_t value_task, uint64_t expected) {
    uint64_t result = ~expected;
    vt_error_t error;
    assert_ok(vt_value_task_get_result(value_task, &result, &error));
    assert_int_equal(result, expected);
}

void assert_fault(vt_value_task_t value_task, const char *domain, int32_t code) {
    uint64_t result = 77;
    vt_error_t error = {0};
    assert_int_equal(vt_value_task_get_result(value_task, &result, &error), VT_E_FAULTED);
    assert_string_equal(error.domain, domain);
    assert_int_equal(error.code, code);
    assert_int_equal(result, 77);
    vt_error_release(&error);
}

void assert_canceled(vt_value_task_t value_task) {
    assert_misuse(value_task, VT_E_CANCELED);
}

void assert_misuse(vt_value_task_t value_task, vt_status_t expected) {
    uint64_t result = 77;
    vt_error_t error = {.code = 78};
    assert_int_equal(vt_value_task_get_result(value_task, &result, &error), expected);
    assert_int_equal(result, 77);
    assert_int_equal(error.code, 78);
}

void assert_task_result(vt_task_t *task, uint64_t expected) {
    uint64_t result = ~expected;
    assert_ok(vt_task_get_result(task, &result, NULL));
    assert_int_equal(result, expected);
}

void assert_task_fault(vt_task_t *task, const char *domain, int32_t code) {
    vt_error_t error = {0};
    assert_int_equal(vt_task_get_result(task, NULL, &error), VT_E_FAULTED);
    assert_string_equal(error.domain, domain);
    assert_int_equal(error.code, code);
    vt_error_release(&error);
}

void assert_state(vt_value_task_t value_task, vt_state_t expected) {
    vt_state_t state = (vt_state_t)77;
    assert_ok(vt_value_task_get_status(value_task, &state));
    assert_int_equal(state, expected);
    assert_int_equal(vt_value_task_is_completed(value_task), expected != VT_PENDING);
    assert_int_equal(vt_value_task_is_completed_successfully(value_task), expected == VT_SUCCEEDED);
    assert_int_equal(vt_value_task_is_faulted(value_task), expected == VT_FAULTED);
    assert_int_equal(vt_value_task_is_canceled(value_task), expected == VT_CANCELED);
}

/* ---- operation ---- */

/* The reset source behind it, if it is one. */
static vt_reset_source_t *reset_of(operation_t *operation) {
    return operation->backing == BACKED_BY_POOLED_SOURCE ? operation->rented : &operation->reset;
}

void operation_begin(operation_t *operation, backing_t backing) {
    memset(operation, 0, sizeof *operation);
    operation->backing = backing;
    switch (backing) {
    case BACKED_BY_TASK:
        operation->task = vt_task_create(0);
        operation->value_task = vt_task_await(operation->task);
        break;
    case BACKED_BY_RESET_SOURCE:
        vt_reset_source_init(&operation->reset, NULL, 0);
        operation->value_task = vt_reset_source_value_task(&operation->reset);
        break;
    case BACKED_BY_POOLED_SOURCE:
        assert_ok(vt_source_pool_create(1, 0, &operation->pool));
        operation->rented = vt_source_pool_rent(operation->pool);
        operation->value_task = vt_reset_source_value_task(operation->rented);
        break;
    case BACKED_BY_FOREIGN_SOURCE:
        foreign_init(&operation->foreign, 17);
        operation->value_task = foreign_value_task(&operation->foreign);
        break;
    default:
        fail_msg("a result is never pending");
    }
}

void operation_succeed(operation_t *operation, uint64_t result) {
    if (operation->backing == BACKED_BY_TASK) {
        assert_ok(vt_task_set_result(operation->task, result));
    } else if (operation->backing == BACKED_BY_FOREIGN_SOURCE) {
        operation->foreign.word = result;
        foreign_complete(&operation->foreign, VT_SUCCEEDED);
    } else {
        assert_ok(vt_reset_source_set_result(reset_of(operation), result));
    }
}

void operation_fault(operation_t *operation, int32_t code) {
    vt_error_t error = test_error(code);
    if (operation->backing == BACKED_BY_TASK) {
        assert_ok(vt_task_set_error(operation->task, &error));
    } else if (operation->backing == BACKED_BY_FOREIGN_SOURCE) {
        operation->foreign.error = error;
        foreign_complete(&operation->foreign, VT_FAULTED);
    } else {
        assert_ok(vt_reset_source_set_error(reset_of(operation), &error));
    }
}

void operation_cancel(operation_t *operation) {
    if (operation->backing == BACKED_BY_TASK) {
        assert_ok(vt_task_set_canceled(operation->task));
    } else if (operation->backing == BACKED_BY_FOREIGN_SOURCE) {
        foreign_complete(&operation->foreign, VT_CANCELED);
    } else {
        assert_ok(vt_reset_source_set_canceled(reset_of(operation)));
    }
}

void operation_end(operation_t *operation) {
    vt_task_unref(operation->task);
    if (operation->backing == BACKED_BY_RESET_SOURCE) {
        assert_ok(vt_reset_source_deinit(&operation->reset));
    }
    assert_ok(vt_source_pool_destroy(operation->pool));
}

void with_every_backing(void (*check)(operation_t *operation)) {
    for (backing_t backing = BACKED_BY_TASK; backing < BACKING_COUNT; backing++) {
        operation_t operation;
        operation_begin(&operation, backing);
        check(&operation);
        operation_end(&operation);
    }
}
