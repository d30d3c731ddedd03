/* .NET's tests of Task, TaskCompletionSource and their awaiters, what the other tests leave open of
 * them. */
#include <sched.h>
#include <time.h>

#include "builders.h"
#include "helpers.h"

#define MILLISECOND UINT64_C(1000000)

static void pause_for(uint64_t nanoseconds) {
    const struct timespec time = {0, (long)nanoseconds};
    nanosleep(&time, NULL);
}

/* ---- several awaits of one task ---- */

static bool completing; /* this test has one thread */

typedef struct seen {
    unsigned runs;
    unsigned order;
    bool on_completers_stack;
    vt_executor_t *executor;
} seen_t;

static unsigned order;

typedef struct then_frame {
    VT_FRAME;
    vt_value_task_t inner;
    seen_t *seen;
} then_frame_t;

VT_METHOD(then, then_frame_t, frame) {
    VT_BEGIN(frame);
    VT_AWAIT_VOID(frame, frame->inner);
    frame->seen->runs++;
    frame->seen->order = ++order;
    frame->seen->on_completers_stack = completing;
    frame->seen->executor = vt_executor_current();
    VT_RETURN_VOID;
    VT_END;
}

enum { AWAITS_MAX = 5 };

typedef struct awaits {
    vt_task_t *task;
    unsigned way;
    size_t count;
    seen_t seen[AWAITS_MAX];
    vt_value_task_t outer[AWAITS_MAX];
} awaits_t;

static void start_awaits(void *argument) {
    static VT_STORAGE(then) storage[AWAITS_MAX];
    awaits_t *awaits = argument;
    for (size_t i = 0; i < awaits->count; i++) {
        awaits->outer[i] = START_BY(awaits->way, &storage[i], then,
                                    .inner = vt_task_await(awaits->task), .seen = &awaits->seen[i]);
        assert_state(awaits->outer[i], VT_PENDING);
    }
}

static void complete_awaited(void *argument) {
    completing = true;
    assert_ok(vt_task_set_result(((awaits_t *)argument)->task, 42));
    completing = false;
}

/* `own`: the executor that is current at the awaits, and where the task is completed. */
static void check_awaits(awaits_t *awaits, unsigned options, shelf_t *own) {
    shelf_t fallback;
    unsigned inline_count = options == 0 && own == NULL ? 1 : 0;
    shelf_init(&fallback);
    vt_executor_set_default(&fallback.executor);
    awaits->task = vt_task_create(options);
    order = 0;
    if (own == NULL) {
        start_awaits(awaits);
        complete_awaited(awaits);
    } else {
        shelf_call(own, start_awaits, awaits);
        shelf_call(own, complete_awaited, awaits);
    }
    shelf_t *queue = own == NULL ? &fallback : own;
    assert_int_equal(queue->posts, awaits->count - inline_count);
    (void)shelf_run(queue);
    vt_executor_set_default(NULL);
    for (size_t i = 0; i < awaits->count; i++) {
        const seen_t *seen = &awaits->seen[i];
        bool is_inline = i < inline_count;
        assert_int_equal(seen->runs, 1);
        assert_int_equal(seen->order, i + 1);
        assert_int_equal(seen->on_completers_stack, is_inline);
        assert_ptr_equal(seen->executor, is_inline ? NULL : &queue->executor);
        assert_result(awaits->outer[i], 0);
    }
    vt_task_unref(awaits->task);
}

TEST(multiple_awaits_first_completes_according_to_options_rest_complete_asynchronously) {
    const size_t counts[] = {1, 2, AWAITS_MAX};
    for (unsigned way = 0; way < WAY_COUNT; way++) {
        for (size_t i = 0; i < COUNT_OF(counts); i++) {
            for (unsigned options = 0; options <= VT_RUN_CONTINUATIONS_ASYNCHRONOUSLY; options++) {
                awaits_t plain = {.way = way, .count = counts[i]};
                awaits_t captured = plain;
                shelf_t own;
                check_awaits(&plain, options, NULL);
                shelf_init(&own);
                check_awaits(&captured, options, &own);
            }
        }
    }
}

/* ---- completing ---- */

typedef enum ending { ENDS_WELL, ENDS_FAULTED, ENDS_CANCELED, ENDING_COUNT } ending_t;

static vt_status_t complete_as(vt_task_t *task, ending_t ending, int32_t number) {
    vt_error_t error = vt_error_format(test_domain, number, VT_HERE, "number %d", number);
    if (ending == ENDS_FAULTED) {
        return vt_task_set_error(task, &error);
    }
    vt_error_release(&error);
    return ending == ENDS_WELL ? vt_task_set_result(task, (uint64_t)number)
                               : vt_task_set_canceled(task);
}

static void assert_ended_as(vt_task_t *task, ending_t ending, int32_t number) {
    if (ending == ENDS_WELL) {
        assert_task_result(task, (uint64_t)number);
    } else if (ending == ENDS_FAULTED) {
        assert_task_fault(task, test_domain, number);
    } else {
        assert_int_equal(vt_task_get_result(task, NULL, NULL), VT_E_CANCELED);
    }
}

TEST(a_completed_completion_source_fails_to_complete_again_in_every_way) {
    for (ending_t first = 0; first < ENDING_COUNT; first++) {
        vt_task_t *task = vt_task_create(0);
        assert_int_equal(vt_task_state(task), VT_PENDING);
        assert_ok(complete_as(task, first, 1));
        for (ending_t again = 0; again < ENDING_COUNT; again++) {
            assert_int_equal(complete_as(task, again, 2), VT_E_ALREADY_COMPLETED);
        }
        assert_ended_as(task, first, 1);
        vt_task_unref(task);
    }
}

enum { COMPLETERS = 3, BLOCKED = 2, ROUNDS = SANITIZED ? 50 : 200 };

typedef struct contest {
    pthread_barrier_t barrier;
    vt_task_t *task;
} contest_t;

typedef struct contestant {
    contest_t *contest;
    pthread_t thread;
    uint64_t result;
    int32_t number;
    int32_t code;
    vt_status_t status;
} contestant_t;

static void *compete(void *argument) {
    contestant_t *self = argument;
    pthread_barrier_wait(&self->contest->barrier);
    self->status =
        complete_as(self->contest->task, (ending_t)(self->number % ENDING_COUNT), self->number);
    return NULL;
}

static void *block(void *argument) {
    contestant_t *self = argument;
    vt_error_t error = {0};
    pthread_barrier_wait(&self->contest->barrier);
    self->status = vt_task_get_result(self->contest->task, &self->result, &error);
    self->code = error.code;
    vt_error_release(&error);
    return NULL;
}

static void check_contest(contest_t *contest) {
    contestant_t all[COMPLETERS + BLOCKED];
    int winner = -1;
    contest->task = vt_task_create(0);
    seen_t seen = {.runs = 0};
    vt_task_t *awaiting = VT_START_TASK(then, .inner = vt_task_await(contest->task), .seen = &seen);
    for (int i = 0; i < COMPLETERS + BLOCKED; i++) {
        all[i] = (contestant_t){.contest = contest, .number = i};
        assert_int_equal(
            pthread_create(&all[i].thread, NULL, i < COMPLETERS ? compete : block, &all[i]), 0);
    }
    for (int i = 0; i < COMPLETERS + BLOCKED; i++) {
        assert_int_equal(pthread_join(all[i].thread, NULL), 0);
    }
    for (int i = 0; i < COMPLETERS; i++) {
        if (all[i].status == VT_OK) {
            assert_int_equal(winner, -1);
            winner = i;
        } else {
            assert_int_equal(all[i].status, VT_E_ALREADY_COMPLETED);
        }
    }
    assert_in_range(winner, 0, COMPLETERS - 1);
    assert_ended_as(contest->task, (ending_t)winner, winner);
    for (int i = COMPLETERS; i < COMPLETERS + BLOCKED; i++) {
        const vt_status_t statuses[ENDING_COUNT] = {VT_OK, VT_E_FAULTED, VT_E_CANCELED};
        assert_int_equal(all[i].status, statuses[winner]);
        assert_int_equal(winner == ENDS_FAULTED ? all[i].code : (int32_t)all[i].result,
                         winner == ENDS_CANCELED ? 0 : winner);
    }
    vt_task_wait(awaiting); /* it ends in the thread that won */
    assert_int_equal(seen.runs, winner == ENDS_WELL);
    vt_task_unref(awaiting);
    vt_task_unref(contest->task);
}

TEST(a_completion_source_used_from_several_threads_has_one_outcome_that_all_see) {
    contest_t contest;
    assert_int_equal(pthread_barrier_init(&contest.barrier, NULL, COMPLETERS + BLOCKED), 0);
    for (int round = 0; round < ROUNDS; round++) {
        check_contest(&contest);
    }
    pthread_barrier_destroy(&contest.barrier);
}

/* ---- waiting with a limit ---- */

static void *cancel_soon(void *source) {
    pause_for(5 * MILLISECOND);
    vt_cancel_source_cancel(source);
    return NULL;
}

TEST(a_wait_ends_with_its_timeout_or_its_token_and_the_task_goes_on) {
    vt_task_t *task = vt_task_create(0);
    vt_cancel_source_t source;
    pthread_t thread;
    assert_ok(vt_cancel_source_init(&source));
    vt_cancel_token_t token = vt_cancel_source_token(&source);
    assert_int_equal(vt_task_wait_cancelable(task, 0, token), VT_E_TIMED_OUT);
    assert_int_equal(vt_task_wait_cancelable(task, MILLISECOND, token), VT_E_TIMED_OUT);
    assert_int_equal(pthread_create(&thread, NULL, cancel_soon, &source), 0);
    assert_int_equal(vt_task_wait_cancelable(task, VT_FOREVER, token), VT_E_CANCELED);
    assert_int_equal(pthread_join(thread, NULL), 0);
    assert_int_equal(vt_task_wait_cancelable(task, VT_FOREVER, token), VT_E_CANCELED); /* before */
    assert_int_equal(vt_task_state(task), VT_PENDING);
    assert_ok(vt_cancel_source_deinit(&source)); /* no registration is left */
    assert_ok(vt_task_set_result(task, 42));
    assert_ok(vt_task_wait_cancelable(task, 0, (vt_cancel_token_t){0}));
    assert_task_result(task, 42);
    vt_task_unref(task);
}

/* ---- combined, completed from threads ---- */

enum { MEMBERS = 8 };

typedef struct members {
    vt_task_t *tasks[MEMBERS];
    size_t first; /* every second one from here on is this thread's */
    bool faults;
} members_t;

static void *complete_members(void *argument) {
    const members_t *members = argument;
    for (size_t i = members->first; i < MEMBERS; i += 2) {
        ending_t ending = members->faults && i % 3 == 2 ? ENDS_FAULTED : ENDS_WELL;
        if (complete_as(members->tasks[i], ending, (int32_t)i) != VT_OK) {
            return argument;
        }
        sched_yield();
    }
    return NULL;
}

static void check_members(bool faults) {
    members_t halves[2] = {{.first = 0, .faults = faults}, {.first = 1, .faults = faults}};
    pthread_t threads[2];
    uint64_t results[MEMBERS] = {0};
    uint64_t first = 0;
    for (size_t i = 0; i < MEMBERS; i++) {
        halves[0].tasks[i] = halves[1].tasks[i] = vt_task_create(0);
    }
    vt_task_t *const *tasks = halves[0].tasks;
    vt_task_t *everything = vt_when_all(tasks, MEMBERS, results);
    vt_task_t *any = vt_when_any(tasks, MEMBERS);
    for (int i = 0; i < 2; i++) {
        assert_int_equal(pthread_create(&threads[i], NULL, complete_members, &halves[i]), 0);
    }
    assert_ok(vt_task_get_result(any, &first, NULL));
    assert_in_range(first, 0, MEMBERS - 1);
    assert_int_not_equal(vt_task_state(tasks[first]), VT_PENDING);
    if (faults) {
        assert_task_fault(everything, test_domain, 2); /* the first in order, of 2 and 5 */
    } else {
        assert_task_result(everything, MEMBERS);
    }
    for (int i = 0; i < 2; i++) {
        void *failed;
        assert_int_equal(pthread_join(threads[i], &failed), 0);
        assert_null(failed);
    }
    for (size_t i = 0; i < MEMBERS; i++) { /* losers and all: each has its own outcome */
        bool faulted = faults && i % 3 == 2;
        assert_ended_as(tasks[i], faulted ? ENDS_FAULTED : ENDS_WELL, (int32_t)i);
        assert_true(faults || results[i] == i);
        vt_task_unref(tasks[i]);
    }
    vt_task_unref(everything);
    vt_task_unref(any);
}

TEST(when_all_and_when_any_of_tasks_that_several_threads_complete) {
    for (int round = 0; round < ROUNDS; round++) {
        check_members(false);
        check_members(true);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(
            multiple_awaits_first_completes_according_to_options_rest_complete_asynchronously),
        cmocka_unit_test(a_completed_completion_source_fails_to_complete_again_in_every_way),
        cmocka_unit_test(
            a_completion_source_used_from_several_threads_has_one_outcome_that_all_see),
        cmocka_unit_test(a_wait_ends_with_its_timeout_or_its_token_and_the_task_goes_on),
        cmocka_unit_test(when_all_and_when_any_of_tasks_that_several_threads_complete),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
