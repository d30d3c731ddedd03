/* Where continuations run: inline, run queue, thread pool, one's own. */
#include "helpers.h"

#include <sched.h>
#include <semaphore.h>

/* ---- posting ---- */

TEST(posting_null_is_an_invalid_argument) {
    probe_t probe;
    probe_init(&probe);
    assert_int_equal(vt_executor_post(NULL, &probe.continuation), VT_E_INVALID_ARGUMENT);
    assert_int_equal(vt_executor_post(vt_executor_inline(), NULL), VT_E_INVALID_ARGUMENT);
    assert_int_equal(probe_runs(&probe), 0);
}

TEST(the_inline_executor_runs_at_once_and_is_never_current) {
    probe_t probe;
    probe_init(&probe);
    assert_ok(vt_executor_post(vt_executor_inline(), &probe.continuation));
    assert_int_equal(probe_runs(&probe), 1);
    assert_null(probe.executor);
}

TEST(outside_of_any_executor_there_is_no_current_one) {
    assert_null(vt_executor_current());
}

static void nested(void *argument) {
    shelf_t *outer = argument;
    shelf_t inner;
    probe_t probe;
    shelf_init(&inner);
    probe_init(&probe);
    assert_ptr_equal(vt_executor_current(), &outer->executor);
    assert_ok(vt_executor_post(&inner.executor, &probe.continuation));
    assert_int_equal(shelf_run(&inner), 1);
    assert_ptr_equal(probe.executor, &inner.executor);
    assert_ptr_equal(vt_executor_current(), &outer->executor);
}

TEST(an_executor_is_current_while_it_runs_something_and_the_one_before_comes_back) {
    shelf_t shelf;
    shelf_init(&shelf);
    shelf_call(&shelf, nested, &shelf);
    assert_null(vt_executor_current());
}

TEST(the_default_executor_can_be_set_and_brought_back) {
    shelf_t shelf;
    shelf_init(&shelf);
    vt_executor_t *built_in = vt_executor_default();
    assert_non_null(built_in);
    vt_executor_set_default(&shelf.executor);
    assert_ptr_equal(vt_executor_default(), &shelf.executor);
    vt_executor_set_default(NULL);
    assert_ptr_equal(vt_executor_default(), built_in);
}

/* ---- run queue ---- */

TEST(a_run_queue_runs_in_order_and_says_how_many) {
    enum { COUNT = 5 };
    vt_run_queue_t queue;
    probe_t probes[COUNT];
    assert_ok(vt_run_queue_init(&queue));
    for (int i = 0; i < COUNT; i++) {
        probe_init(&probes[i]);
        assert_ok(vt_executor_post(&queue.executor, &probes[i].continuation));
    }
    assert_int_equal(vt_run_queue_run_one(&queue), 1);
    assert_int_equal(probe_runs(&probes[0]), 1);
    assert_int_equal(probe_runs(&probes[1]), 0);
    assert_int_equal(vt_run_queue_run(&queue), COUNT - 1);
    for (unsigned i = 0; i < COUNT; i++) {
        assert_int_equal(probe_runs(&probes[i]), 1);
        assert_int_equal(probes[i].order, i + 1);
        assert_ptr_equal(probes[i].executor, &queue.executor);
    }
    assert_int_equal(vt_run_queue_run(&queue), 0);
    assert_int_equal(vt_run_queue_run_one(&queue), 0);
    assert_ok(vt_run_queue_deinit(&queue));
}

TEST(a_run_queue_with_something_in_it_refuses_to_end_and_goes_on) {
    vt_run_queue_t queue;
    probe_t probe;
    assert_ok(vt_run_queue_init(&queue));
    probe_init(&probe);
    assert_ok(vt_executor_post(&queue.executor, &probe.continuation));
    assert_int_equal(vt_run_queue_deinit(&queue), VT_E_BUSY);
    assert_int_equal(vt_run_queue_run(&queue), 1);
    assert_ok(vt_run_queue_deinit(&queue));
    assert_ok(vt_run_queue_deinit(NULL));
    assert_int_equal(vt_run_queue_init(NULL), VT_E_INVALID_ARGUMENT);
}

typedef struct chain {
    vt_continuation_t continuation;
    vt_executor_t *executor;
    unsigned remaining;
} chain_t;

static void chain_run(vt_continuation_t *self) {
    chain_t *chain = VT_CONTAINER_OF(self, chain_t, continuation);
    if (--chain->remaining != 0) {
        (void)!vt_executor_post(chain->executor, self);
    }
}

TEST(a_run_queue_also_runs_what_is_posted_meanwhile) {
    vt_run_queue_t queue;
    assert_ok(vt_run_queue_init(&queue));
    chain_t chain = {{.run = chain_run}, &queue.executor, 1000};
    assert_ok(vt_executor_post(&queue.executor, &chain.continuation));
    assert_int_equal(vt_run_queue_run(&queue), 1000);
    assert_int_equal(chain.remaining, 0);
    assert_ok(vt_run_queue_deinit(&queue));
}

enum { POSTED = 1000 };

typedef struct poster {
    vt_run_queue_t *queue;
    probe_t *probes;
    unsigned refused;
} poster_t;

static void *post_many(void *argument) {
    poster_t *poster = argument;
    for (int i = 0; i < POSTED; i++) {
        poster->refused +=
            vt_executor_post(&poster->queue->executor, &poster->probes[i].continuation) != VT_OK;
        if (i % 50 == 0) {
            sched_yield(); /* let the owner fall asleep now and then */
        }
    }
    return NULL;
}

TEST(what_other_threads_post_wakes_the_owner_and_runs_on_its_thread_in_order) {
    static probe_t probes[POSTED];
    vt_run_queue_t queue;
    pthread_t thread;
    size_t count = 0;
    assert_ok(vt_run_queue_init(&queue));
    for (int i = 0; i < POSTED; i++) {
        probe_init(&probes[i]);
    }
    poster_t poster = {&queue, probes, 0};
    assert_int_equal(pthread_create(&thread, NULL, post_many, &poster), 0);
    while (count < POSTED) {
        vt_run_queue_wait(&queue);
        count += vt_run_queue_run(&queue);
    }
    assert_int_equal(pthread_join(thread, NULL), 0);
    assert_int_equal(poster.refused, 0);
    for (unsigned i = 0; i < POSTED; i++) {
        assert_int_equal(probe_runs(&probes[i]), 1);
        assert_int_equal(probes[i].order, i + 1);
        assert_true(pthread_equal(probes[i].thread, pthread_self()));
    }
    assert_ok(vt_run_queue_deinit(&queue));
}

TEST(waiting_returns_at_once_where_something_is_queued) {
    vt_run_queue_t queue;
    probe_t probe;
    assert_ok(vt_run_queue_init(&queue));
    probe_init(&probe);
    assert_ok(vt_executor_post(&queue.executor, &probe.continuation));
    vt_run_queue_wait(&queue);
    assert_int_equal(vt_run_queue_run(&queue), 1);
    assert_ok(vt_run_queue_deinit(&queue));
}

/* ---- thread pool ---- */

TEST(a_thread_pool_runs_everything_once_before_it_ends) {
    static probe_t probes[POSTED];
    vt_thread_pool_t *pool;
    assert_ok(vt_thread_pool_create(3, &pool));
    vt_executor_t *executor = vt_thread_pool_executor(pool);
    for (int i = 0; i < POSTED; i++) {
        probe_init(&probes[i]);
    }
    for (int i = 0; i < POSTED; i++) {
        assert_ok(vt_executor_post(executor, &probes[i].continuation));
    }
    assert_ok(vt_thread_pool_destroy(pool));
    for (int i = 0; i < POSTED; i++) {
        assert_int_equal(probe_runs(&probes[i]), 1);
        assert_ptr_equal(probes[i].executor, executor);
        assert_false(pthread_equal(probes[i].thread, pthread_self()));
    }
}

/* All of a pool's threads meet here: it has as many as were asked for. */
typedef struct meeting {
    vt_continuation_t continuation;
    pthread_barrier_t *barrier;
} meeting_t;

static void meet(vt_continuation_t *self) {
    pthread_barrier_wait(VT_CONTAINER_OF(self, meeting_t, continuation)->barrier);
}

TEST(a_thread_pool_has_as_many_threads_as_asked_for) {
    enum { THREADS = 4 };
    vt_thread_pool_t *pool;
    pthread_barrier_t barrier;
    meeting_t meetings[THREADS];
    assert_ok(vt_thread_pool_create(THREADS, &pool));
    assert_int_equal(pthread_barrier_init(&barrier, NULL, THREADS + 1), 0);
    for (int i = 0; i < THREADS; i++) {
        meetings[i] = (meeting_t){{.run = meet}, &barrier};
        assert_ok(vt_executor_post(vt_thread_pool_executor(pool), &meetings[i].continuation));
    }
    pthread_barrier_wait(&barrier); /* the test's time limit says if one is missing */
    assert_ok(vt_thread_pool_destroy(pool));
    pthread_barrier_destroy(&barrier);
}

typedef struct suicide {
    vt_continuation_t continuation;
    vt_thread_pool_t *pool;
    vt_status_t status;
    sem_t done;
} suicide_t;

static void destroy_own_pool(vt_continuation_t *self) {
    suicide_t *suicide = VT_CONTAINER_OF(self, suicide_t, continuation);
    suicide->status = vt_thread_pool_destroy(suicide->pool);
    sem_post(&suicide->done);
}

TEST(a_thread_pool_refuses_to_be_ended_by_its_own_thread_and_goes_on) {
    suicide_t suicide = {.continuation = {.run = destroy_own_pool}, .status = VT_OK};
    probe_t probe;
    probe_init(&probe);
    sem_init(&suicide.done, 0, 0);
    assert_ok(vt_thread_pool_create(1, &suicide.pool));
    vt_executor_t *executor = vt_thread_pool_executor(suicide.pool);
    assert_ok(vt_executor_post(executor, &suicide.continuation));
    while (sem_wait(&suicide.done) != 0) {
    }
    assert_int_equal(suicide.status, VT_E_BUSY);
    assert_ok(vt_executor_post(executor, &probe.continuation));
    assert_ok(vt_thread_pool_destroy(suicide.pool));
    assert_int_equal(probe_runs(&probe), 1);
    sem_destroy(&suicide.done);
}

/* Runs while the pool is being ended: what it posts is taken and run, or refused; never lost. */
typedef struct late {
    vt_continuation_t continuation;
    vt_executor_t *executor;
    probe_t probe;
    vt_status_t status;
    sem_t go;
} late_t;

static void post_late(vt_continuation_t *self) {
    late_t *late = VT_CONTAINER_OF(self, late_t, continuation);
    while (sem_wait(&late->go) != 0) {
    }
    do {
        probe_init(&late->probe);
        late->status = vt_executor_post(late->executor, &late->probe.continuation);
        if (late->status == VT_OK) {
            sched_yield();
            while (probe_runs(&late->probe) == 0) {
                sched_yield();
            }
        }
    } while (late->status == VT_OK);
}

TEST(what_is_posted_while_a_pool_ends_is_refused_as_shut_down) {
    late_t late = {.continuation = {.run = post_late}};
    vt_thread_pool_t *pool;
    sem_init(&late.go, 0, 0);
    assert_ok(vt_thread_pool_create(2, &pool));
    late.executor = vt_thread_pool_executor(pool);
    assert_ok(vt_executor_post(late.executor, &late.continuation));
    sem_post(&late.go);
    assert_ok(vt_thread_pool_destroy(pool));
    assert_int_equal(late.status, VT_E_SHUT_DOWN);
    assert_int_equal(probe_runs(&late.probe), 0);
    sem_destroy(&late.go);
}

TEST(null_pools_are_invalid_arguments_or_nothing_to_do) {
    assert_int_equal(vt_thread_pool_create(1, NULL), VT_E_INVALID_ARGUMENT);
    assert_ok(vt_thread_pool_destroy(NULL));
}

/* ---- dispatch ---- */

static vt_status_t refuse(vt_executor_t *self, vt_continuation_t *continuation) {
    (void)self;
    (void)continuation;
    return VT_E_SHUT_DOWN;
}

TEST(a_continuation_whose_executor_is_gone_runs_here_and_is_not_lost) {
    static const vt_executor_ops_t ops = {.post = refuse};
    vt_executor_t executor = {&ops};
    probe_t probe;
    probe_init(&probe);
    probe.continuation.executor = &executor;
    vt_continuation_dispatch(&probe.continuation, false);
    assert_int_equal(probe_runs(&probe), 1);
}

/* Each dispatches the next: without a limit they would all nest on one stack. */
typedef struct link {
    vt_continuation_t continuation;
    struct link *next;
    unsigned *running;
    unsigned *deepest;
    unsigned *count;
} link_t;

static void link_run(vt_continuation_t *self) {
    link_t *link = VT_CONTAINER_OF(self, link_t, continuation);
    unsigned depth = ++*link->running;
    *link->deepest = depth > *link->deepest ? depth : *link->deepest;
    ++*link->count;
    if (link->next != NULL) {
        vt_continuation_dispatch(&link->next->continuation, false);
    }
    --*link->running;
}

TEST(what_would_nest_too_deep_runs_when_the_stack_is_back) {
    enum { LINKS = 10000 };
    static link_t links[LINKS];
    unsigned running = 0;
    unsigned deepest = 0;
    unsigned count = 0;
    for (int i = 0; i < LINKS; i++) {
        links[i] = (link_t){
            {.run = link_run}, i + 1 < LINKS ? &links[i + 1] : NULL, &running, &deepest, &count};
    }
    vt_continuation_dispatch(&links[0].continuation, false);
    assert_int_equal(count, LINKS);
    assert_in_range(deepest, 2, 200);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(posting_null_is_an_invalid_argument),
        cmocka_unit_test(the_inline_executor_runs_at_once_and_is_never_current),
        cmocka_unit_test(outside_of_any_executor_there_is_no_current_one),
        cmocka_unit_test(
            an_executor_is_current_while_it_runs_something_and_the_one_before_comes_back),
        cmocka_unit_test(the_default_executor_can_be_set_and_brought_back),
        cmocka_unit_test(a_run_queue_runs_in_order_and_says_how_many),
        cmocka_unit_test(a_run_queue_with_something_in_it_refuses_to_end_and_goes_on),
        cmocka_unit_test(a_run_queue_also_runs_what_is_posted_meanwhile),
        cmocka_unit_test(what_other_threads_post_wakes_the_owner_and_runs_on_its_thread_in_order),
        cmocka_unit_test(waiting_returns_at_once_where_something_is_queued),
        cmocka_unit_test(a_thread_pool_runs_everything_once_before_it_ends),
        cmocka_unit_test(a_thread_pool_has_as_many_threads_as_asked_for),
        cmocka_unit_test(a_thread_pool_refuses_to_be_ended_by_its_own_thread_and_goes_on),
        cmocka_unit_test(what_is_posted_while_a_pool_ends_is_refused_as_shut_down),
        cmocka_unit_test(null_pools_are_invalid_arguments_or_nothing_to_do),
        cmocka_unit_test(a_continuation_whose_executor_is_gone_runs_here_and_is_not_lost),
        cmocka_unit_test(what_would_nest_too_deep_runs_when_the_stack_is_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
