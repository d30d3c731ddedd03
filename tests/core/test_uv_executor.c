/* A libuv loop as an executor: posts from anywhere, timers, async methods, its end. */
#include "valuetask/uv.h"

#include <semaphore.h>
#include <stdlib.h>
#include <time.h>

#include "helpers.h"

/* ---- uv_async_send, which a thread may ask to wait in: -Wl,--wrap ---- */

static __thread sem_t *entered;       /* posted when this thread is inside uv_async_send */
static __thread sem_t *may_send;      /* what it waits for then; NULL: nothing */
static __thread long delay_at_random; /* nanoseconds at most, before it sends */

int __real_uv_async_send(uv_async_t *handle);
int __wrap_uv_async_send(uv_async_t *handle);

int __wrap_uv_async_send(uv_async_t *handle) {
    if (may_send != NULL) {
        sem_post(entered);
        while (sem_wait(may_send) != 0) {
        }
    }
    if (delay_at_random != 0) {
        struct timespec delay = {0, rand() % delay_at_random}; // NOLINT: any number will do
        nanosleep(&delay, NULL);
    }
    if (handle->data == NULL) { /* a read that a sanitizer sees: the handle must still live */
        abort();
    }
    return __real_uv_async_send(handle);
}

static uv_loop_t loop;
static vt_uv_executor_t executor;

static void begin(void) {
    assert_int_equal(uv_loop_init(&loop), 0);
    assert_int_equal(vt_uv_executor_init(&executor, &loop), 0);
}

static void end(void) {
    assert_int_equal(vt_uv_executor_deinit(&executor), VT_OK);
    (void)uv_run(&loop, UV_RUN_DEFAULT);
    assert_int_equal(uv_loop_close(&loop), 0);
}

typedef struct node {
    vt_continuation_t continuation;
    unsigned order;
    uv_thread_t thread;
    vt_executor_t *current;
} node_t;

static unsigned ran; /* on the loop's thread alone */

static void note(vt_continuation_t *self) {
    node_t *node = (node_t *)self;
    node->order = ++ran;
    node->thread = uv_thread_self();
    node->current = vt_executor_current();
}

static void run_until(unsigned count) {
    while (ran < count) {
        (void)uv_run(&loop, UV_RUN_NOWAIT);
    }
}

TEST(what_is_posted_runs_on_the_loop_in_order) {
    node_t nodes[3] = {0};
    begin();
    ran = 0;
    for (int i = 0; i < 3; i++) {
        nodes[i].continuation.run = note;
        assert_int_equal(vt_executor_post(&executor.executor, &nodes[i].continuation), VT_OK);
    }
    assert_int_equal(ran, 0);
    assert_int_equal(vt_uv_executor_deinit(&executor), VT_E_BUSY);
    run_until(3);
    for (unsigned i = 0; i < 3; i++) {
        assert_int_equal(nodes[i].order, i + 1);
        assert_ptr_equal(nodes[i].current, &executor.executor);
    }
    end();
}

enum { POSTS = 20000 };
static node_t many[2][POSTS];

static void post_many(void *argument) {
    node_t *nodes = argument;
    for (int i = 0; i < POSTS; i++) {
        nodes[i].continuation.run = note;
        if (vt_executor_post(&executor.executor, &nodes[i].continuation) != VT_OK) {
            return;
        }
    }
}

TEST(posts_of_two_threads_all_run_on_the_loops_thread) {
    uv_thread_t threads[2];
    uv_thread_t self = uv_thread_self();
    begin();
    ran = 0;
    for (int i = 0; i < 2; i++) {
        assert_int_equal(uv_thread_create(&threads[i], post_many, many[i]), 0);
    }
    run_until(2 * POSTS);
    for (int i = 0; i < 2; i++) {
        assert_int_equal(uv_thread_join(&threads[i]), 0);
        assert_true(uv_thread_equal(&many[i][POSTS - 1].thread, &self));
    }
    end();
}

typedef struct steps_frame {
    VT_FRAME;
    uint64_t *took;
    uint64_t begun;
} steps_frame_t;

/* A yield, a delay, and what the loop gave in between. */
VT_METHOD(steps, steps_frame_t, frame) {
    const vt_cancel_token_t never = {NULL};
    VT_BEGIN(frame);
    frame->begun = vt_now();
    VT_AWAIT_VOID(frame, vt_yield());
    VT_AWAIT_VOID(frame, vt_delay(20000000, never));
    *frame->took = vt_now() - frame->begun;
    VT_RETURN(vt_executor_current() == &executor.executor);
    VT_END;
}

static vt_task_t *started;
static uint64_t took;

static void start_steps(vt_continuation_t *self) {
    (void)self;
    started = VT_START_TASK(steps, .took = &took);
}

TEST(an_async_method_yields_and_waits_on_the_loop) {
    vt_continuation_t start = {.run = start_steps};
    uint64_t on_loop = 0;
    begin();
    started = NULL;
    assert_int_equal(vt_executor_post(&executor.executor, &start), VT_OK);
    while (started == NULL || vt_task_state(started) == VT_PENDING) {
        (void)uv_run(&loop, UV_RUN_NOWAIT);
    }
    assert_int_equal(vt_task_get_result(started, &on_loop, NULL), VT_OK);
    assert_int_equal(on_loop, 1);
    assert_true(took >= 20000000);
    vt_task_unref(started);
    end();
}

typedef struct waiting_frame {
    VT_FRAME;
    vt_task_t *task;
} waiting_frame_t;

VT_METHOD(waiting, waiting_frame_t, frame) {
    uint64_t result;
    VT_BEGIN(frame);
    VT_AWAIT(frame, result, vt_value_task_from_task(vt_task_ref(frame->task)));
    VT_RETURN(result);
    VT_END;
}

static vt_task_t *awaited;

static void start_waiting(vt_continuation_t *self) {
    (void)self;
    started = VT_START_TASK(waiting, .task = awaited);
}

TEST(a_loop_that_a_suspended_method_comes_back_to_refuses_to_end) {
    vt_continuation_t start = {.run = start_waiting};
    uint64_t result = 0;
    begin();
    awaited = vt_task_create(0);
    started = NULL;
    assert_int_equal(vt_executor_post(&executor.executor, &start), VT_OK);
    while (started == NULL) {
        (void)uv_run(&loop, UV_RUN_NOWAIT);
    }
    assert_int_equal(vt_uv_executor_deinit(&executor), VT_E_BUSY);
    assert_int_equal(vt_task_set_result(awaited, 6), VT_OK);
    while (vt_task_state(started) == VT_PENDING) {
        (void)uv_run(&loop, UV_RUN_NOWAIT);
    }
    assert_int_equal(vt_task_get_result(started, &result, NULL), VT_OK);
    assert_int_equal(result, 6);
    vt_task_unref(started);
    vt_task_unref(awaited);
    end();
}

TEST(a_timer_runs_once_and_a_stopped_one_never) {
    vt_timer_t first;
    vt_timer_t second;
    begin();
    ran = 0;
    assert_int_equal(vt_timer_start(&first, &executor.executor, 5000000, note), VT_OK);
    assert_int_equal(vt_timer_start(&second, &executor.executor, 1000000, note), VT_OK);
    assert_int_equal(vt_uv_executor_deinit(&executor), VT_E_BUSY);
    assert_true(vt_timer_stop(&second));
    assert_false(vt_timer_stop(&second));
    run_until(1);
    assert_true(vt_now() >= first.deadline);
    assert_int_equal(ran, 1);
    end();
}

/* ---- its end, while a thread is inside a post ---- */

typedef struct poster {
    node_t node;
    sem_t entered;
    sem_t may_send;
} poster_t;

static void post_slowly(void *argument) {
    poster_t *poster = argument;
    poster->node.continuation.run = note;
    entered = &poster->entered;
    may_send = &poster->may_send;
    if (vt_executor_post(&executor.executor, &poster->node.continuation) != VT_OK) {
        abort();
    }
    may_send = NULL;
}

/* The thread has put its node into the inbox and has not called uv_async_send yet. Another post
 * must not let the loop run the node and end: the thread would then send to a closed handle. */
TEST(a_loop_refuses_to_end_while_a_thread_is_between_its_push_and_its_send) {
    poster_t poster;
    node_t other = {.continuation = {.run = note}};
    uv_thread_t thread;
    begin();
    ran = 0;
    sem_init(&poster.entered, 0, 0);
    sem_init(&poster.may_send, 0, 0);
    assert_int_equal(uv_thread_create(&thread, post_slowly, &poster), 0);
    while (sem_wait(&poster.entered) != 0) {
    }
    assert_ok(vt_executor_post(&executor.executor, &other.continuation));
    for (int turn = 0; turn < 10; turn++) {
        (void)uv_run(&loop, UV_RUN_NOWAIT);
        assert_int_equal(vt_uv_executor_deinit(&executor), VT_E_BUSY);
    }
    sem_post(&poster.may_send);
    run_until(2);
    assert_int_equal(uv_thread_join(&thread), 0);
    assert_int_equal(poster.node.order, 1);
    assert_int_equal(other.order, 2);
    sem_destroy(&poster.entered);
    sem_destroy(&poster.may_send);
    end();
}

/* The same by chance: the memory goes as soon as the executor says that nobody is inside. */
enum { ENDS = 300, ENDING_POSTERS = 2 };

static vt_uv_executor_t *ending;
static node_t ending_nodes[ENDING_POSTERS];

static void post_to_ending(void *argument) {
    delay_at_random = 200000;
    if (vt_executor_post(&ending->executor, argument) != VT_OK) {
        abort();
    }
}

static void end_and_free(void) {
    while (ran < ENDING_POSTERS || vt_uv_executor_deinit(ending) == VT_E_BUSY) {
        (void)uv_run(&loop, UV_RUN_NOWAIT);
    }
    (void)uv_run(&loop, UV_RUN_DEFAULT);
    free(ending);
}

TEST(memory_that_goes_with_the_last_node_is_not_touched_by_its_poster) {
    assert_int_equal(uv_loop_init(&loop), 0);
    for (int round = 0; round < ENDS; round++) {
        uv_thread_t threads[ENDING_POSTERS];
        ran = 0;
        ending = malloc(sizeof *ending);
        assert_non_null(ending);
        assert_int_equal(vt_uv_executor_init(ending, &loop), 0);
        for (int i = 0; i < ENDING_POSTERS; i++) {
            ending_nodes[i].continuation.run = note;
            assert_int_equal(uv_thread_create(&threads[i], post_to_ending, &ending_nodes[i]), 0);
        }
        end_and_free();
        for (int i = 0; i < ENDING_POSTERS; i++) {
            assert_int_equal(uv_thread_join(&threads[i]), 0);
        }
    }
    assert_int_equal(uv_loop_close(&loop), 0);
}

static vt_status_t status_inside;

static void end_inside(vt_continuation_t *self) {
    status_inside = vt_uv_executor_deinit(&executor);
    note(self);
}

TEST(a_continuation_cannot_end_the_loop_before_those_that_were_posted_after_it) {
    node_t nodes[2] = {{.continuation = {.run = end_inside}}, {.continuation = {.run = note}}};
    begin();
    ran = 0;
    assert_ok(vt_executor_post(&executor.executor, &nodes[0].continuation));
    assert_ok(vt_executor_post(&executor.executor, &nodes[1].continuation));
    run_until(2);
    assert_int_equal(status_inside, VT_E_BUSY);
    end();
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_posted_runs_on_the_loop_in_order),
        cmocka_unit_test(posts_of_two_threads_all_run_on_the_loops_thread),
        cmocka_unit_test(an_async_method_yields_and_waits_on_the_loop),
        cmocka_unit_test(a_loop_that_a_suspended_method_comes_back_to_refuses_to_end),
        cmocka_unit_test(a_timer_runs_once_and_a_stopped_one_never),
        cmocka_unit_test(a_loop_refuses_to_end_while_a_thread_is_between_its_push_and_its_send),
        cmocka_unit_test(memory_that_goes_with_the_last_node_is_not_touched_by_its_poster),
        cmocka_unit_test(a_continuation_cannot_end_the_loop_before_those_that_were_posted_after_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
