/* What a method may wait for. Each step ends in one of three ways, and counts it. */
#include <stdlib.h>

#include "soak.h"

const char soak_domain[] = "soak";

/* A step's frame always has the order. */
#define STEP_FRAME \
    VT_FRAME;      \
    soak_order_t order

#define END_WELL(value)                                      \
    do {                                                     \
        soak_count(&soak_world.made[VT_SUCCEEDED], (value)); \
        VT_RETURN(value);                                    \
    } while (0)
#define END_FAULTED(code)                                    \
    do {                                                     \
        soak_count(&soak_world.made[VT_FAULTED], (code));    \
        VT_FAIL(soak_domain, (int32_t)(code), "on purpose"); \
    } while (0)
#define END_CANCELED                                  \
    do {                                              \
        soak_count(&soak_world.made[VT_CANCELED], 1); \
        VT_CANCEL;                                    \
    } while (0)

static uint64_t few_nanoseconds(uint64_t *random) {
    return soak_below(random, 300000);
}

bool soak_got(vt_status_t status, vt_error_t *failure, vt_cancel_token_t token) {
    if (status == VT_OK) {
        return true;
    }
    soak_expect(status == VT_E_CANCELED, "a wait ended with %s: %s", vt_status_message(status),
                status == VT_E_FAULTED ? failure->text : "");
    soak_expect(vt_cancel_token_is_canceled(token), "a wait was canceled, and its token is not");
    vt_error_release(failure);
    return false;
}

/* ---- semaphore, mutex, events ---- */

typedef struct permit_frame {
    STEP_FRAME;
    unsigned which;
    unsigned permits;
} permit_frame_t;

static vt_value_task_t wait_for_permits(permit_frame_t *frame) {
    vt_semaphore_t *semaphore = &soak_world.semaphores[frame->which];
    if (frame->permits > 1) {
        return vt_semaphore_wait_many(semaphore, frame->permits, frame->order.token);
    }
    return vt_semaphore_wait(semaphore, frame->order.token);
}

static void take_permits(const permit_frame_t *frame) {
    size_t *holders = &soak_world.holders[frame->which];
    size_t now = __atomic_add_fetch(holders, (size_t)frame->permits, __ATOMIC_RELAXED);
    soak_expect(now <= soak_permits[frame->which], "semaphore %u: %zu permits are out of %zu",
                frame->which, now, soak_permits[frame->which]);
}

static void give_permits(const permit_frame_t *frame) {
    size_t *holders = &soak_world.holders[frame->which];
    __atomic_sub_fetch(holders, (size_t)frame->permits, __ATOMIC_RELAXED);
    vt_status_t status = vt_semaphore_release(&soak_world.semaphores[frame->which], frame->permits);
    soak_expect(status == VT_OK, "release: %s", vt_status_message(status));
}

VT_METHOD(use_permit, permit_frame_t, frame) {
    vt_status_t status;
    vt_error_t failure;
    uint64_t got = 0;
    VT_BEGIN(frame);
    frame->which = (unsigned)soak_below(&frame->order.random, SEMAPHORES);
    frame->permits = 1 + (unsigned)soak_below(&frame->order.random, soak_permits[frame->which]) / 2;
    soak_waits(frame->order.number, SOAK_SEMAPHORE, frame->which);
    VT_TRY_AWAIT(frame, status, got, failure, wait_for_permits(frame));
    if (!soak_got(status, &failure, frame->order.token)) {
        END_CANCELED;
    }
    take_permits(frame);
    soak_waits(frame->order.number, SOAK_YIELD, 0);
    if (soak_once_in(&frame->order.random, 2)) {
        VT_AWAIT_VOID(frame, vt_yield());
    }
    give_permits(frame);
    END_WELL(frame->permits);
    VT_END;
}

/* A wait that is given up before it is awaited. What completed at once is its taker's. */
VT_METHOD(give_up_permit, permit_frame_t, frame) {
    vt_value_task_t wait;
    VT_BEGIN(frame);
    frame->which = (unsigned)soak_below(&frame->order.random, SEMAPHORES);
    frame->permits = 1;
    wait = wait_for_permits(frame);
    if (wait.source == NULL) {
        take_permits(frame);
        give_permits(frame);
    } else {
        vt_value_task_discard(wait);
    }
    END_WELL(1);
    VT_END;
}

VT_METHOD(wait_for_permit_with_limit, permit_frame_t, frame) {
    vt_status_t status;
    vt_error_t failure;
    uint64_t got = 0;
    VT_BEGIN(frame);
    frame->which = (unsigned)soak_below(&frame->order.random, SEMAPHORES);
    frame->permits = 1;
    soak_waits(frame->order.number, SOAK_SEMAPHORE, frame->which);
    VT_TRY_AWAIT(frame, status, got, failure,
                 vt_semaphore_wait_for(&soak_world.semaphores[frame->which],
                                       few_nanoseconds(&frame->order.random), frame->order.token));
    if (!soak_got(status, &failure, frame->order.token)) {
        END_CANCELED;
    }
    if (got == 1) {
        take_permits(frame);
        give_permits(frame);
    }
    END_WELL(1 + got);
    VT_END;
}

typedef struct guard_frame {
    STEP_FRAME;
    uint64_t before;
} guard_frame_t;

VT_METHOD(use_mutex, guard_frame_t, frame) {
    vt_status_t status;
    vt_error_t failure;
    uint64_t got = 0;
    VT_BEGIN(frame);
    soak_waits(frame->order.number, SOAK_MUTEX, 0);
    VT_TRY_AWAIT(frame, status, got, failure, vt_mutex_lock(&soak_world.mutex, frame->order.token));
    (void)got;
    if (!soak_got(status, &failure, frame->order.token)) {
        END_CANCELED;
    }
    frame->before = soak_world.guarded;
    if (soak_once_in(&frame->order.random, 4)) {
        soak_waits(frame->order.number, SOAK_YIELD, 0);
        VT_AWAIT_VOID(frame, vt_yield());
    }
    soak_world.guarded = frame->before + 1;
    __atomic_add_fetch(&soak_world.locked, 1u, __ATOMIC_RELAXED);
    vt_mutex_unlock(&soak_world.mutex);
    END_WELL(1);
    VT_END;
}

/* The automatic event as a token that goes from hand to hand: who has it sets it once. */
VT_METHOD(take_turn, guard_frame_t, frame) {
    vt_status_t status;
    vt_error_t failure;
    uint64_t got = 0;
    VT_BEGIN(frame);
    soak_waits(frame->order.number, SOAK_TURN, 0);
    VT_TRY_AWAIT(frame, status, got, failure,
                 soak_once_in(&frame->order.random, 2)
                     ? vt_event_wait(&soak_world.turn, frame->order.token)
                     : vt_event_wait_for(&soak_world.turn, few_nanoseconds(&frame->order.random),
                                         frame->order.token));
    if (!soak_got(status, &failure, frame->order.token)) {
        END_CANCELED;
    }
    if (got == 1) {
        soak_world.turned++;
        __atomic_add_fetch(&soak_world.turns, 1u, __ATOMIC_RELAXED);
        vt_event_set(&soak_world.turn);
    }
    END_WELL(1 + got);
    VT_END;
}

VT_METHOD(pass_gate, guard_frame_t, frame) {
    VT_BEGIN(frame);
    soak_waits(frame->order.number, SOAK_GATE, 0);
    VT_AWAIT_VOID(frame, vt_event_wait(&soak_world.gate, VT_NEVER));
    END_WELL(1);
    VT_END;
}

/* ---- channels ---- */

typedef struct channel_frame {
    STEP_FRAME;
    soak_channel_t *channel;
    unsigned which;
} channel_frame_t;

static void choose_channel(channel_frame_t *frame) {
    frame->which = (unsigned)soak_below(&frame->order.random, CHANNELS);
    frame->channel = &soak_world.channels[frame->which];
}

VT_METHOD(write_word, channel_frame_t, frame) {
    vt_status_t status;
    vt_error_t failure;
    uint64_t got = 0;
    VT_BEGIN(frame);
    choose_channel(frame);
    soak_waits(frame->order.number, SOAK_WRITE, frame->which);
    VT_TRY_AWAIT(
        frame, status, got, failure,
        vt_channel_write(frame->channel->channel, frame->order.number, frame->order.token));
    (void)got;
    if (!soak_got(status, &failure, frame->order.token)) {
        END_CANCELED;
    }
    soak_count(&frame->channel->written, frame->order.number);
    END_WELL(1);
    VT_END;
}

/* Only with a token that will be canceled, as there may be more reads than words. */
VT_METHOD(read_word, channel_frame_t, frame) {
    vt_status_t status;
    vt_error_t failure;
    uint64_t got = 0;
    VT_BEGIN(frame);
    choose_channel(frame);
    if (frame->order.token.source == NULL) {
        status = vt_channel_try_read(frame->channel->channel, &got);
        if (status == VT_OK) {
            soak_count(&frame->channel->read, got);
        }
        END_WELL(1);
    }
    soak_waits(frame->order.number, SOAK_READ, frame->which);
    VT_TRY_AWAIT(frame, status, got, failure,
                 vt_channel_read(frame->channel->channel, frame->order.token));
    if (!soak_got(status, &failure, frame->order.token)) {
        END_CANCELED;
    }
    soak_count(&frame->channel->read, got);
    END_WELL(2);
    VT_END;
}

/* Reads and writes that are given up before they are awaited. */
VT_METHOD(give_up_word, channel_frame_t, frame) {
    vt_value_task_t wait;
    VT_BEGIN(frame);
    choose_channel(frame);
    wait = vt_channel_read(frame->channel->channel, frame->order.token);
    if (wait.source == NULL) {
        soak_count(&frame->channel->read, wait.word);
    } else {
        vt_value_task_discard(wait);
    }
    END_WELL(1);
    VT_END;
}

VT_METHOD(look_at_channel, channel_frame_t, frame) {
    vt_status_t status;
    vt_error_t failure;
    uint64_t got = 0;
    VT_BEGIN(frame);
    choose_channel(frame);
    soak_waits(frame->order.number, SOAK_LOOK, frame->which);
    VT_TRY_AWAIT(frame, status, got, failure,
                 frame->order.token.source != NULL && soak_once_in(&frame->order.random, 2)
                     ? vt_channel_wait_to_read(frame->channel->channel, frame->order.token)
                     : vt_channel_wait_to_write(frame->channel->channel, frame->order.token));
    if (!soak_got(status, &failure, frame->order.token)) {
        END_CANCELED;
    }
    soak_expect(got == 1, "a channel is closed while its writers run");
    END_WELL(1);
    VT_END;
}

/* ---- time, executors, sources ---- */

VT_METHOD(pause, guard_frame_t, frame) {
    vt_status_t status;
    vt_error_t failure;
    uint64_t got = 0;
    VT_BEGIN(frame);
    if (soak_once_in(&frame->order.random, 4)) {
        vt_value_task_discard(vt_delay(few_nanoseconds(&frame->order.random), frame->order.token));
    }
    soak_waits(frame->order.number, SOAK_DELAY, 0);
    VT_TRY_AWAIT(frame, status, got, failure,
                 vt_delay(few_nanoseconds(&frame->order.random), frame->order.token));
    (void)got;
    if (!soak_got(status, &failure, frame->order.token)) {
        END_CANCELED;
    }
    END_WELL(1);
    VT_END;
}

VT_METHOD(yield, guard_frame_t, frame) {
    VT_BEGIN(frame);
    soak_waits(frame->order.number, SOAK_YIELD, 0);
    VT_AWAIT_VOID(frame, vt_yield());
    END_WELL(1);
    VT_END;
}

/* An operation that something posted, or a timer, completes: with a result, a fault or as
 * canceled. */
typedef struct completer {
    vt_timer_t timer;
    vt_reset_source_t *source;
    uint64_t random;
} completer_t;

static void complete(completer_t *completer) {
    vt_error_t error = vt_error_format(soak_domain, 7, VT_HERE, "completed with %d", 7);
    uint64_t way = soak_below(&completer->random, 3);
    vt_status_t status = way == 0   ? vt_reset_source_set_result(completer->source, 5)
                         : way == 1 ? vt_reset_source_set_error(completer->source, &error)
                                    : vt_reset_source_set_canceled(completer->source);
    soak_expect(status == VT_OK, "completing a rented source: %s", vt_status_message(status));
    if (way != 1) {
        vt_error_release(&error);
    }
    free(completer);
}

static void completer_runs(vt_continuation_t *self) {
    complete(VT_CONTAINER_OF(self, completer_t, timer.continuation));
}

static vt_value_task_t ask_source(uint64_t *random) {
    completer_t *completer = calloc(1, sizeof *completer);
    vt_reset_source_t *source = vt_source_pool_rent(soak_world.sources);
    soak_expect(completer != NULL && source != NULL, "no memory");
    vt_value_task_t asked = vt_reset_source_value_task(source);
    vt_executor_t *pool = vt_thread_pool_executor(soak_world.pool);
    vt_status_t status = VT_OK;
    completer->source = source;
    completer->random = soak_random(random);
    completer->timer.continuation.run = completer_runs;
    if (soak_once_in(random, 2)) {
        status = vt_executor_post(pool, &completer->timer.continuation);
    } else if (soak_once_in(random, 2)) {
        status = vt_timer_start(&completer->timer, pool, few_nanoseconds(random), completer_runs);
    } else {
        complete(completer);
    }
    soak_expect(status == VT_OK, "starting a completer: %s", vt_status_message(status));
    return asked;
}

static void see_completion(vt_status_t status, uint64_t got, vt_error_t *failure) {
    soak_expect(status == VT_OK
                    ? got == 5
                    : status == VT_E_CANCELED || (status == VT_E_FAULTED && failure->code == 7),
                "a rented source ended with %s", vt_status_message(status));
    if (status != VT_OK) {
        vt_error_release(failure);
    }
}

VT_METHOD(use_source, guard_frame_t, frame) {
    vt_status_t status;
    vt_error_t failure;
    uint64_t got = 0;
    VT_BEGIN(frame);
    soak_waits(frame->order.number, SOAK_SOURCE, 0);
    VT_TRY_AWAIT(frame, status, got, failure, ask_source(&frame->order.random));
    see_completion(status, got, &failure);
    END_WELL(1);
    VT_END;
}

/* ---- wide results, faults ---- */

typedef struct wide {
    uint64_t words[5];
} wide_t;
VT_DEFINE_VALUE_TASK(wide_task, wide_t);

VT_TYPED_METHOD(wide_task, make_wide, guard_frame_t, frame) {
    wide_t wide = {{0}};
    VT_BEGIN(frame);
    if (soak_once_in(&frame->order.random, 2)) {
        VT_AWAIT_VOID(frame, vt_yield());
    }
    for (unsigned i = 0; i < 5; i++) {
        wide.words[i] = frame->order.number + i;
    }
    VT_RETURN_TYPED(wide_task, wide);
    VT_END;
}

VT_METHOD(use_wide, guard_frame_t, frame) {
    wide_t wide;
    VT_BEGIN(frame);
    soak_waits(frame->order.number, SOAK_WIDE, 0);
    if (soak_once_in(&frame->order.random, 2)) {
        VT_AWAIT_TYPED(wide_task, frame, wide, VT_START_POOLED(make_wide, .order = frame->order));
    } else {
        VT_AWAIT_TYPED(wide_task, frame, wide, VT_START(make_wide, .order = frame->order));
    }
    for (unsigned i = 0; i < 5; i++) {
        soak_expect(wide.words[i] == frame->order.number + i, "a wide result is another one");
    }
    END_WELL(1);
    VT_END;
}

VT_METHOD(fail, guard_frame_t, frame) {
    VT_BEGIN(frame);
    if (soak_once_in(&frame->order.random, 2)) {
        soak_waits(frame->order.number, SOAK_YIELD, 0);
        VT_AWAIT_VOID(frame, vt_yield());
    }
    END_FAULTED(1 + frame->order.number);
    VT_END;
}

/* ---- the table ---- */

#define STEPS(X)                  \
    X(use_permit)                 \
    X(give_up_permit)             \
    X(wait_for_permit_with_limit) \
    X(use_mutex)                  \
    X(take_turn)                  \
    X(pass_gate)                  \
    X(write_word)                 \
    X(read_word)                  \
    X(give_up_word)               \
    X(look_at_channel)            \
    X(pause)                      \
    X(yield)                      \
    X(use_source)                 \
    X(use_wide)                   \
    X(fail)

/* Pooled and not, by chance. */
#define START(step)                                                                   \
    static vt_value_task_t start_##step(soak_order_t order) {                         \
        return soak_once_in(&order.random, 2) ? VT_START_POOLED(step, .order = order) \
                                              : VT_START(step, .order = order);       \
    }
STEPS(START)

const soak_step_t soak_steps[] = {
#define ROW(step) {#step, start_##step},
    STEPS(ROW)
#undef ROW
};
const size_t soak_step_count = sizeof soak_steps / sizeof soak_steps[0];

void soak_trim_steps(void) {
#define TRIM(step) (void)vt_pool_trim(VT_METHOD_POOL(step));
    STEPS(TRIM)
#undef TRIM
    (void)vt_pool_trim(VT_METHOD_POOL(make_wide));
}
