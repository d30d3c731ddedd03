/* The child of a fork: what it can still do, what says that it cannot, and that nothing hangs. */
#include <dirent.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "helpers.h"

#define MILLISECOND UINT64_C(1000000)
#define AN_HOUR     (UINT64_C(3600000) * MILLISECOND)

static const vt_cancel_token_t never = {NULL};

/* Ends the child with the number of the line that is not true; a child that hangs is killed. */
#define CHECK(condition)               \
    do {                               \
        if (!(condition)) {            \
            _exit(__LINE__ % 200 + 1); \
        }                              \
    } while (0)

#define CHILD_SECONDS 60

/* Kills this child if it hangs. A thread of a pool blocks the signal, and so does its child. */
static void limit_time(void) {
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGALRM);
    (void)pthread_sigmask(SIG_UNBLOCK, &signals, NULL);
    (void)alarm(CHILD_SECONDS);
}

/* Runs `run` in a child. Gives how the child ended: 0, a line, or minus the signal that killed it.
 */
static int in_child(void (*run)(void *argument), void *argument) {
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        limit_time();
        run(argument);
        _exit(0);
    }
    int status;
    while (waitpid(child, &status, 0) != child) {
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

static void do_nothing(vt_continuation_t *self) {
    (void)self;
}

/* The state of a thread of this process, "S" is asleep; a space: it has ended. */
static char state_of(const char *thread) {
    char path[64];
    char state = ' ';
    (void)snprintf(path, sizeof path, "/proc/self/task/%.20s/stat", thread);
    FILE *file = fopen(path, "r");
    if (file != NULL) {
        (void)!fscanf(file, "%*d (%*[^)]) %c", &state);
        (void)fclose(file);
    }
    return state;
}

static unsigned count_awake(void) {
    unsigned awake = 0;
    DIR *threads = opendir("/proc/self/task");
    assert_non_null(threads);
    for (const struct dirent *entry; (entry = readdir(threads)) != NULL;) {
        awake += entry->d_name[0] != '.' && strchr("S ", state_of(entry->d_name)) == NULL;
    }
    (void)closedir(threads);
    return awake;
}

/* AddressSanitizer does not release its allocator's lock in the child where another thread held it
 * at the fork (LLVM before 18), and a thread that starts allocates. Asleep, it is past that. */
static void wait_until_all_others_sleep(void) {
    unsigned awake = count_awake();
    for (int i = 0; i < 10000 && awake != 1; i++) {
        sleep_a_moment();
        awake = count_awake();
    }
    assert_int_equal(awake, 1);
}

/* ---- a program that forks before it uses the library ---- */

static void use_everything(void *nothing) {
    (void)nothing;
    probe_t probe;
    probe_init(&probe);
    CHECK(vt_executor_post(vt_executor_default(), &probe.continuation) == VT_OK);
    CHECK(probe_wait(&probe));
    vt_task_t *task = vt_value_task_as_task(vt_delay(1, never));
    CHECK(vt_task_wait(task) == VT_OK);
    vt_task_unref(task);
}

/* First: nothing was started yet. */
TEST(a_child_of_a_process_that_had_started_nothing_has_everything) {
    assert_int_equal(in_child(use_everything, NULL), 0);
}

/* ---- what the child does not have ---- */

typedef struct parents {
    vt_thread_pool_t *pool;
    vt_task_t *pending;
    vt_timer_t timer;
} parents_t;

static bool failed_with(vt_value_task_t value_task, vt_status_t expected) {
    vt_error_t error = {0};
    uint64_t result;
    vt_status_t status = vt_value_task_get_result(value_task, &result, &error);
    bool as_expected = status == VT_E_FAULTED && error.code == expected;
    vt_error_release(&error);
    return as_expected;
}

static void ask_for_threads(void *argument) {
    parents_t *parents = argument;
    vt_continuation_t node = {.run = do_nothing};
    vt_timer_t timer;
    vt_cancel_source_t source;
    CHECK(vt_executor_post(vt_executor_default(), &node) == VT_E_SHUT_DOWN);
    CHECK(vt_executor_post(vt_thread_pool_executor(parents->pool), &node) == VT_E_SHUT_DOWN);
    CHECK(vt_timer_start(&timer, NULL, 1, do_nothing) == VT_E_SHUT_DOWN);
    CHECK(vt_timer_start(&timer, vt_executor_inline(), 1, do_nothing) == VT_E_SHUT_DOWN);
    CHECK(vt_timer_stop(&parents->timer)); /* it will not run */
    CHECK(failed_with(vt_delay(1, never), VT_E_SHUT_DOWN));
    vt_task_t *waiting = vt_task_wait_async(parents->pending, 1, never);
    CHECK(failed_with(vt_value_task_from_task(waiting), VT_E_SHUT_DOWN));
    CHECK(vt_cancel_source_init(&source) == VT_OK);
    CHECK(vt_cancel_source_cancel_after(&source, 1) == VT_E_SHUT_DOWN);
    CHECK(vt_cancel_source_deinit(&source) == VT_OK);
    CHECK(vt_task_wait_for(parents->pending, 1) == VT_E_TIMED_OUT);
    CHECK(vt_thread_pool_destroy(parents->pool) == VT_OK);
}

/* ThreadSanitizer allows no new threads in such a child. */
static void ask_for_a_new_pool(void *nothing) {
    (void)nothing;
    vt_thread_pool_t *pool;
    probe_t probe;
    probe_init(&probe);
    CHECK(vt_thread_pool_create(2, &pool) == VT_OK);
    CHECK(vt_executor_post(vt_thread_pool_executor(pool), &probe.continuation) == VT_OK);
    CHECK(probe_wait(&probe));
    CHECK(vt_thread_pool_destroy(pool) == VT_OK);
}

static void await_and_yield(void *argument);

TEST(a_child_has_no_threads_of_the_library_and_is_told_so) {
    parents_t parents = {.pending = vt_task_create(0)};
    probe_t probe;
    probe_init(&probe);
    assert_ok(vt_thread_pool_create(2, &parents.pool));
    assert_ok(vt_executor_post(vt_executor_default(), &probe.continuation));
    assert_true(probe_wait(&probe));
    assert_ok(vt_timer_start(&parents.timer, vt_executor_inline(), AN_HOUR, do_nothing));
    wait_until_all_others_sleep();
    int asked = in_child(ask_for_threads, &parents);
    int awaited = in_child(await_and_yield, &parents);
    int made = UNDER_THREAD_SANITIZER ? 0 : in_child(ask_for_a_new_pool, NULL);
    probe_init(&probe); /* the parent has everything */
    assert_ok(vt_executor_post(vt_thread_pool_executor(parents.pool), &probe.continuation));
    assert_true(probe_wait(&probe));
    assert_true(vt_timer_stop(&parents.timer));
    assert_ok(vt_thread_pool_destroy(parents.pool));
    assert_ok(vt_task_set_result(parents.pending, 0));
    vt_task_unref(parents.pending);
    assert_int_equal(asked, 0);
    assert_int_equal(awaited, 0);
    assert_int_equal(made, 0);
}

typedef struct yields_frame {
    VT_FRAME;
    vt_task_t *first;
    unsigned left;
} yields_frame_t;

VT_METHOD(yields, yields_frame_t, frame) {
    VT_BEGIN(frame);
    VT_AWAIT_VOID(frame, vt_task_await(frame->first));
    for (; frame->left != 0; frame->left--) {
        VT_AWAIT_VOID(frame, vt_yield());
    }
    VT_RETURN(3);
    VT_END;
}

/* What would be queued to a pool runs where it is. */
static void await_and_yield(void *argument) {
    parents_t *parents = argument;
    uint64_t result = 0;
    vt_task_t *task = VT_START_TASK(yields, .first = parents->pending, .left = 1000);
    vt_task_t *second = VT_START_TASK(yields, .first = parents->pending, .left = 1);
    CHECK(vt_task_set_result(parents->pending, 1) == VT_OK);
    CHECK(vt_task_get_result(task, &result, NULL) == VT_OK && result == 3);
    CHECK(vt_task_get_result(second, &result, NULL) == VT_OK && result == 3);
}

/* ---- run queues go on ---- */

typedef struct on_queue {
    vt_run_queue_t queue;
    probe_t probe;
    vt_timer_t timer;
    unsigned runs;
    vt_task_t *awaited;
    vt_task_t *task;
} on_queue_t;

static void count_timer(vt_continuation_t *self) {
    VT_CONTAINER_OF(self, on_queue_t, timer.continuation)->runs++;
}

static void run_the_queue(void *argument) {
    on_queue_t *on = argument;
    uint64_t result = 0;
    CHECK(vt_run_queue_run(&on->queue) >= 1); /* the timer may be due */
    CHECK(probe_runs(&on->probe) == 1);
    while (on->runs == 0) {
        vt_run_queue_wait(&on->queue);
        (void)vt_run_queue_run(&on->queue);
    }
    CHECK(vt_task_set_result(on->awaited, 1) == VT_OK);
    CHECK(vt_run_queue_run_until(&on->queue, on->task) == VT_OK);
    CHECK(vt_task_get_result(on->task, &result, NULL) == VT_OK && result == 3);
    CHECK(vt_run_queue_deinit(&on->queue) == VT_OK);
}

static void start_yields(vt_continuation_t *self) {
    on_queue_t *on = VT_CONTAINER_OF(self, on_queue_t, probe.continuation);
    on->task = VT_START_TASK(yields, .first = on->awaited, .left = 5);
}

TEST(the_run_queues_of_the_forking_thread_go_on_in_the_child) {
    on_queue_t on = {.awaited = vt_task_create(0)};
    assert_ok(vt_run_queue_init(&on.queue));
    on.probe.continuation.run = start_yields;
    assert_ok(vt_executor_post(&on.queue.executor, &on.probe.continuation));
    assert_int_equal(vt_run_queue_run(&on.queue), 1);
    probe_init(&on.probe);
    assert_ok(vt_executor_post(&on.queue.executor, &on.probe.continuation));
    assert_ok(vt_timer_start(&on.timer, &on.queue.executor, 20 * MILLISECOND, count_timer));
    assert_int_equal(in_child(run_the_queue, &on), 0);
    run_the_queue(&on); /* and in the parent */
    vt_task_unref(on.task);
    vt_task_unref(on.awaited);
}

/* ---- threads that take the library's locks while another one forks ---- */

typedef struct disturbed {
    vt_run_queue_t queue;
    unsigned stop;    /* atomic */
    unsigned looping; /* atomic: threads */
    vt_thread_pool_t *pool;
} disturbed_t;

static bool goes_on(const disturbed_t *disturbed) {
    return __atomic_load_n(&disturbed->stop, __ATOMIC_RELAXED) == 0;
}

static void begin_loop(disturbed_t *disturbed) {
    (void)__atomic_add_fetch(&disturbed->looping, 1u, __ATOMIC_RELAXED);
}

static void *start_and_stop_timers(void *argument) {
    disturbed_t *disturbed = argument;
    vt_timer_t timers[2];
    begin_loop(disturbed);
    while (goes_on(disturbed)) {
        (void)!vt_timer_start(&timers[0], vt_executor_inline(), AN_HOUR, do_nothing);
        (void)!vt_timer_start(&timers[1], &disturbed->queue.executor, AN_HOUR, do_nothing);
        (void)vt_timer_stop(&timers[0]);
        (void)vt_timer_stop(&timers[1]);
    }
    return NULL;
}

static void *begin_and_cancel_delays(void *argument) {
    disturbed_t *disturbed = argument;
    begin_loop(disturbed);
    while (goes_on(disturbed)) {
        vt_cancel_source_t source;
        (void)!vt_cancel_source_init(&source);
        vt_value_task_t delay = vt_delay(AN_HOUR, vt_cancel_source_token(&source));
        vt_cancel_source_cancel(&source);
        vt_value_task_discard(delay);
        (void)!vt_cancel_source_deinit(&source);
    }
    return NULL;
}

static void *make_and_end_pools(void *argument) {
    disturbed_t *disturbed = argument;
    begin_loop(disturbed);
    while (goes_on(disturbed)) {
        vt_thread_pool_t *pool;
        if (vt_thread_pool_create(1, &pool) == VT_OK) {
            (void)!vt_thread_pool_destroy(pool);
        }
    }
    return NULL;
}

/* Threads that end leave their blocks to the next ones. */
static void *trim_blocks(void *argument) {
    disturbed_t *disturbed = argument;
    begin_loop(disturbed);
    while (goes_on(disturbed)) {
        (void)vt_pool_trim(VT_METHOD_POOL(yields));
    }
    return NULL;
}

static void take_every_lock(void *argument) {
    disturbed_t *disturbed = argument;
    vt_timer_t timer;
    vt_task_t *awaited = vt_task_create(0);
    CHECK(vt_timer_start(&timer, vt_executor_inline(), 1, do_nothing) == VT_E_SHUT_DOWN);
    CHECK(!vt_timer_stop(&timer));
    CHECK(failed_with(vt_delay(1, never), VT_E_SHUT_DOWN));
    CHECK(vt_timer_start(&timer, &disturbed->queue.executor, AN_HOUR, do_nothing) == VT_OK);
    CHECK(vt_timer_stop(&timer));
    (void)vt_run_queue_run(&disturbed->queue);
    CHECK(vt_executor_default() != NULL);
    CHECK(vt_thread_pool_destroy(disturbed->pool) == VT_OK);
    vt_value_task_t value_task = VT_START_POOLED(yields, .first = awaited);
    CHECK(vt_task_set_result(awaited, 0) == VT_OK);
    uint64_t result;
    CHECK(vt_value_task_get_result(value_task, &result, NULL) == VT_OK && result == 3);
    (void)vt_pool_trim(VT_METHOD_POOL(yields));
}

enum { FORKS = UNDER_THREAD_SANITIZER ? 50 : 300 };

TEST(the_locks_of_the_library_are_free_in_the_child_whoever_held_them) {
    /* The first two do not allocate: under AddressSanitizer no thread may while another forks. */
    void *(*const disturb[])(void *) = {start_and_stop_timers, trim_blocks, begin_and_cancel_delays,
                                        make_and_end_pools};
    const size_t count = UNDER_ADDRESS_SANITIZER ? 2 : COUNT_OF(disturb);
    disturbed_t disturbed = {.stop = 0};
    pthread_t threads[COUNT_OF(disturb)];
    assert_non_null(vt_executor_default());
    assert_ok(vt_thread_pool_create(1, &disturbed.pool));
    assert_ok(vt_run_queue_init(&disturbed.queue));
    wait_until_all_others_sleep();
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(pthread_create(&threads[i], NULL, disturb[i], &disturbed), 0);
    }
    while (__atomic_load_n(&disturbed.looping, __ATOMIC_RELAXED) != count) {
        sleep_a_moment();
    }
    int ended = 0;
    for (int i = 0; i < FORKS && ended == 0; i++) {
        ended = in_child(take_every_lock, &disturbed);
    }
    __atomic_store_n(&disturbed.stop, 1u, __ATOMIC_RELAXED);
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(pthread_join(threads[i], NULL), 0);
    }
    assert_int_equal(ended, 0);
    assert_ok(vt_run_queue_deinit(&disturbed.queue));
    assert_ok(vt_thread_pool_destroy(disturbed.pool));
}

/* ---- a thread of a pool forks ---- */

typedef struct forking {
    vt_continuation_t continuation;
    vt_continuation_t after;
    vt_executor_t *executor;
    unsigned *runs_after; /* atomic, shared with the child */
    int status;
    unsigned done; /* atomic */
} forking_t;

static void count_after(vt_continuation_t *self) {
    __atomic_add_fetch(VT_CONTAINER_OF(self, forking_t, after)->runs_after, 1u, __ATOMIC_RELEASE);
}

static void fork_there(vt_continuation_t *self) {
    forking_t *forking = VT_CONTAINER_OF(self, forking_t, continuation);
    (void)!vt_executor_post(forking->executor, &forking->after);
    pid_t child = fork();
    if (child == 0) {
        limit_time();
        return; /* the thread ends, and the child with it */
    }
    while (waitpid(child, &forking->status, 0) != child) {
    }
    __atomic_store_n(&forking->done, 1u, __ATOMIC_RELEASE);
}

TEST(a_thread_of_a_pool_that_forks_ends_in_the_child_and_runs_nothing_of_the_parents) {
    if (SANITIZED) {
        skip(); /* the child ends by exit, which looks for leaks */
    }
    vt_thread_pool_t *pool;
    unsigned *shared =
        mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    assert_ptr_not_equal(shared, MAP_FAILED);
    assert_ok(vt_thread_pool_create(1, &pool));
    forking_t forking = {.continuation = {.run = fork_there},
                         .after = {.run = count_after},
                         .executor = vt_thread_pool_executor(pool),
                         .runs_after = shared};
    assert_ok(vt_executor_post(forking.executor, &forking.continuation));
    while (__atomic_load_n(&forking.done, __ATOMIC_ACQUIRE) == 0) {
        sched_yield();
    }
    assert_int_equal(forking.status, 0);
    assert_ok(vt_thread_pool_destroy(pool));
    assert_int_equal(*shared, 1); /* in the parent */
    assert_int_equal(munmap(shared, sizeof *shared), 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_child_of_a_process_that_had_started_nothing_has_everything),
        cmocka_unit_test(a_child_has_no_threads_of_the_library_and_is_told_so),
        cmocka_unit_test(the_run_queues_of_the_forking_thread_go_on_in_the_child),
        cmocka_unit_test(the_locks_of_the_library_are_free_in_the_child_whoever_held_them),
        cmocka_unit_test(
            a_thread_of_a_pool_that_forks_ends_in_the_child_and_runs_nothing_of_the_parents),
    };
    setvbuf(stdout, NULL, _IONBF, 0); /* a child that ends by exit prints nothing again */
    return cmocka_run_group_tests(tests, NULL, NULL);
}
