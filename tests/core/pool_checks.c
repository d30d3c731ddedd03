#include "pool_checks.h"

#include "counting_malloc.h"
#include "race.h"
#include "steady_state.h"

typedef struct plus_one_frame {
    VT_FRAME;
    vt_value_task_t inner;
} plus_one_frame_t;

VT_METHOD(plus_one, plus_one_frame_t, frame) {
    uint64_t got;
    VT_BEGIN(frame);
    VT_AWAIT(frame, got, frame->inner);
    VT_RETURN(got + 1);
    VT_END;
}

size_t pool_check_block_size(void) {
    return VT_BLOCK_SIZE(plus_one);
}

vt_pool_t *pool_check_home(void) {
    return VT_METHOD_POOL(plus_one);
}

vt_value_task_t pool_check_begin(vt_pool_t *pool, vt_reset_source_t *source) {
    vt_reset_source_init(source, NULL, 0);
    return VT_START_POOLED_IN(plus_one, pool, .inner = vt_reset_source_value_task(source));
}

void pool_check_results(vt_pool_t *pool, bool keeps) {
    vt_source_t *block = NULL;
    for (uint64_t round = 0; round < 5; round++) {
        vt_reset_source_t source;
        vt_value_task_t value_task = pool_check_begin(pool, &source);
        if (round > 0 && keeps) {
            assert_ptr_equal(value_task.source, block);
            assert_int_equal(value_task.word, round);
        }
        block = value_task.source;
        assert_ok(vt_reset_source_set_result(&source, round));
        assert_result(value_task, round + 1);
    }
    (void)vt_pool_trim(pool);
}

/* While a pool still has the block, every earlier token is found out, and the operation that the
 * block serves now is unharmed. */
void pool_check_stale_tokens(vt_pool_t *pool) {
    vt_reset_source_t source;
    vt_value_task_t before = pool_check_begin(pool, &source);
    assert_ok(vt_reset_source_set_result(&source, 1));
    assert_result(before, 2);
    assert_misuse(before, VT_E_STALE_TOKEN); /* idle */
    vt_value_task_discard(before);
    vt_value_task_t now = pool_check_begin(pool, &source);
    assert_misuse(before, VT_E_STALE_TOKEN); /* pending */
    vt_value_task_discard(before);
    assert_ok(vt_reset_source_set_result(&source, 5));
    assert_misuse(before, VT_E_STALE_TOKEN); /* complete */
    vt_value_task_discard(before);
    assert_result(now, 6);
    assert_int_equal(vt_pool_trim(pool), 1); /* it is in there once */
}

void pool_check_discarding(vt_pool_t *pool, bool keeps) {
    vt_reset_source_t source;
    vt_value_task_discard(pool_check_begin(pool, &source));
    assert_int_equal(vt_pool_trim(pool), 0);
    assert_ok(vt_reset_source_set_result(&source, 1));
    assert_int_equal(vt_pool_trim(pool), keeps ? 1 : 0);
}

void pool_check_trimming(vt_pool_t *pool) {
    vt_reset_source_t source;
    vt_value_task_t value_task = pool_check_begin(pool, &source);
    assert_int_equal(vt_pool_trim(pool), 0); /* it is out */
    assert_ok(vt_reset_source_set_result(&source, 1));
    assert_result(value_task, 2);
    int64_t live = counting_live();
    assert_int_equal(vt_pool_trim(pool), 1);
    assert_int_equal(counting_live(), live - 1);
    assert_int_equal(vt_pool_trim(pool), 0);
}

/* ---- across threads ---- */

/* Two operations: each thread consumes one, and runs one of its own to its end. */
typedef struct pair {
    vt_pool_t *pool;
    vt_reset_source_t sources[2];
    vt_value_task_t value_tasks[2];
} pair_t;

static void begin_both(void *shared) {
    pair_t *pair = shared;
    for (int i = 0; i < 2; i++) {
        pair->value_tasks[i] = pool_check_begin(pair->pool, &pair->sources[i]);
        assert_ok(vt_reset_source_set_result(&pair->sources[i], 1));
    }
}

static void consume_and_begin(pair_t *pair, int i) {
    uint64_t result = 0;
    vt_reset_source_t source;
    (void)!vt_value_task_get_result(pair->value_tasks[i], &result, NULL);
    vt_value_task_t own = pool_check_begin(pair->pool, &source);
    (void)!vt_reset_source_set_result(&source, result);
    pair->value_tasks[i] = vt_value_task_from_result(0);
    if (vt_value_task_get_result(own, &result, NULL) == VT_OK) {
        pair->value_tasks[i].word = result;
    }
}

static void first(void *shared) {
    consume_and_begin(shared, 0);
}

static void second(void *shared) {
    consume_and_begin(shared, 1);
}

static void both_right(void *shared) {
    const pair_t *pair = shared;
    assert_int_equal(pair->value_tasks[0].word, 3);
    assert_int_equal(pair->value_tasks[1].word, 3);
}

void pool_check_two_threads(vt_pool_t *pool) {
    pair_t pair;
    pair.pool = pool;
    const race_t race = {begin_both, first, second, both_right, &pair};
    race_run(&race);
    (void)vt_pool_trim(pool);
}

static void *use_once(void *pool) {
    vt_reset_source_t source;
    vt_value_task_t value_task = pool_check_begin(pool, &source);
    assert_ok(vt_reset_source_set_result(&source, 1));
    assert_result(value_task, 2);
    return NULL;
}

void pool_check_thread_that_ends(vt_pool_t *pool) {
    pthread_t thread;
    assert_int_equal(pthread_create(&thread, NULL, use_once, pool), 0);
    assert_int_equal(pthread_join(thread, NULL), 0);
}

/* ---- allocations ---- */

static vt_pool_t *burst_pool;

static void burst(void) {
    vt_reset_source_t sources[POOL_CHECK_BURST];
    vt_value_task_t value_tasks[POOL_CHECK_BURST];
    for (int i = 0; i < POOL_CHECK_BURST; i++) {
        value_tasks[i] = pool_check_begin(burst_pool, &sources[i]);
    }
    for (int i = 0; i < POOL_CHECK_BURST; i++) {
        assert_ok(vt_reset_source_set_result(&sources[i], 0));
        consume(value_tasks[i]);
    }
}

void pool_check_burst(vt_pool_t *pool, uint64_t kept) {
    burst_pool = pool;
    assert_allocates(burst, POOL_CHECK_BURST - kept);
    assert_int_equal(vt_pool_trim(pool), kept);
    assert_int_equal(vt_pool_trim(pool), 0);
}
