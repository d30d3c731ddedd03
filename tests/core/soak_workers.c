/* Methods that take random steps and start others, and the one that starts them all. */
#include <stdlib.h>

#include "soak.h"

enum {
    STEPS_MAX = 6,
    FAMILY_MAX = 6,
    CROWD_MAX = 3000, /* methods that the root starts at once */
    LEVELS = 3,
};

static void release_whose(void *value) {
    free(value);
    __atomic_add_fetch(&soak_world.locals_released, 1u, __ATOMIC_RELAXED);
}

/* The number of the worker, in a block. */
static vt_async_local_t whose = {release_whose};

/* ---- a worker ---- */

/* Who takes its result. */
typedef enum soak_taker {
    TAKEN_BY_PARENT,
    TAKEN_BY_ALL,     /* when_all_values: the results of those that succeed, and one fault */
    DROPPED_BY_GROUP, /* one fault */
} soak_taker_t;

typedef struct worker_frame {
    VT_FRAME;
    soak_order_t order;
    vt_cancel_source_t *limit;
    uint8_t level;
    uint8_t steps;
    uint8_t taker;
    uint8_t builder;
} worker_frame_t;

typedef enum builder { BOXED, POOLED, FROM_STACK_POOL, IN_PLACE, AS_TASK, BUILDERS } builder_t;

static void worker_ends(worker_frame_t *frame) {
    vt_cancel_source_unref(frame->limit);
    soak_waits(frame->order.number, SOAK_ENDED, 0);
}

/* The faults that a combination does not give go to the hook; what else it does not give is not
 * counted. */
static void worker_comes_to(const worker_frame_t *frame, vt_state_t outcome, uint64_t value) {
    bool by_parent = frame->taker == TAKEN_BY_PARENT;
    if (by_parent || (outcome == VT_SUCCEEDED && frame->taker == TAKEN_BY_ALL)) {
        soak_count(&soak_world.made[outcome], value);
    } else if (outcome == VT_FAULTED) {
        soak_count(&soak_world.faults_made, value);
    }
}

/* Half of them can be canceled: soon, or when the round is stopped. */
static void choose_token(worker_frame_t *frame) {
    if (soak_once_in(&frame->order.random, 2)) {
        return;
    }
    uint64_t limit = soak_below(&frame->order.random, VT_MS(3));
    vt_cancel_token_t stop = vt_cancel_source_token(soak_world.stop);
    vt_status_t status = vt_cancel_source_create_linked(stop, &frame->limit);
    soak_expect(status == VT_OK, "a linked source: %s", vt_status_message(status));
    status = vt_cancel_source_cancel_after(frame->limit, limit);
    soak_expect(status == VT_OK, "cancel_after: %s", vt_status_message(status));
    frame->order.token = vt_cancel_source_token(frame->limit);
}

/* Gives the value that the rest of the worker has to see. */
static uint64_t *new_whose(uint64_t number) {
    uint64_t *value = malloc(sizeof *value);
    soak_expect(value != NULL, "no memory");
    *value = number;
    __atomic_add_fetch(&soak_world.locals_set, 1u, __ATOMIC_RELAXED);
    return value;
}

static void expect_whose(uint64_t number) {
    const uint64_t *value = vt_async_local_get(&whose);
    soak_expect(value != NULL && *value == number, "method %llu has the async-local value of %llu",
                (unsigned long long)number, value == NULL ? 0ull : (unsigned long long)*value);
}

static vt_value_task_t start_family(soak_order_t order, unsigned level);

/* The next step of a worker, for the watchdog by its number in the table. */
static vt_value_task_t next_step(worker_frame_t *frame) {
    soak_order_t order = frame->order;
    order.random = soak_random(&frame->order.random);
    size_t step = (size_t)soak_below(&frame->order.random, soak_step_count + 1);
    soak_world.places[order.number].step = (uint8_t)step;
    return step < soak_step_count ? soak_steps[step].start(order)
                                  : start_family(order, frame->level);
}

VT_METHOD_FINALLY(worker, worker_frame_t, frame, worker_ends) {
    vt_status_t status;
    vt_error_t failure;
    uint64_t got = 0;
    VT_BEGIN(frame);
    frame->steps = (uint8_t)soak_below(&frame->order.random, STEPS_MAX + 1);
    choose_token(frame);
    status = VT_SET_LOCAL(&whose, new_whose(frame->order.number));
    soak_expect(status == VT_OK, "an async-local value: %s", vt_status_message(status));
    if (soak_once_in(&frame->order.random, 8)) {
        soak_waits(frame->order.number, SOAK_HOP, 0);
        VT_AWAIT_CONFIGURED(frame, got, soak_hop(soak_once_in(&frame->order.random, 2)), false);
    }
    while (frame->steps-- != 0) {
        VT_TRY_AWAIT(frame, status, got, failure, next_step(frame));
        expect_whose(frame->order.number);
        soak_see(status, got, &failure);
        soak_waits(frame->order.number, SOAK_RUNNING, 0);
    }
    if (soak_once_in(&frame->order.random, 8)) {
        worker_comes_to(frame, VT_FAULTED, 1 + frame->order.number);
        VT_FAIL(soak_domain, (int32_t)(1 + frame->order.number), "a worker, on purpose");
    }
    if (vt_cancel_token_is_canceled(frame->order.token)) {
        worker_comes_to(frame, VT_CANCELED, 1);
        VT_CANCEL;
    }
    worker_comes_to(frame, VT_SUCCEEDED, 1 + frame->order.number);
    VT_RETURN(1 + frame->order.number);
    VT_END;
}

typedef VT_STORAGE(worker) worker_storage_t;

/* False: the round has as many as it may have. */
static bool take_number(uint64_t *number) {
    if (__atomic_load_n(&soak_world.methods, __ATOMIC_RELAXED) >= METHODS) {
        return false;
    }
    *number = __atomic_fetch_add(&soak_world.methods, 1u, __ATOMIC_RELAXED);
    return *number < METHODS;
}

static vt_value_task_t start_worker(soak_order_t order, unsigned level, soak_taker_t taker,
                                    worker_storage_t *storage) {
    builder_t builder = (builder_t)soak_below(&order.random, BUILDERS);
    soak_place_t *place = &soak_world.places[order.number];
    builder = builder == IN_PLACE && storage == NULL ? BOXED : builder;
    place->builder = (uint8_t)builder;
    soak_waits(order.number, SOAK_RUNNING, 0);
#define ARGUMENTS .order = order, .level = (uint8_t)level, .taker = (uint8_t)taker
    switch (builder) {
    case POOLED:
        return VT_START_POOLED(worker, ARGUMENTS);
    case FROM_STACK_POOL:
        return VT_START_POOLED_IN(worker, &soak_world.blocks.pool, ARGUMENTS);
    case IN_PLACE:
        return VT_START_IN(worker, storage, ARGUMENTS);
    case AS_TASK:
        return vt_value_task_from_task(VT_START_TASK(worker, ARGUMENTS));
    default:
        return VT_START(worker, ARGUMENTS);
    }
#undef ARGUMENTS
}

/* ---- a family: several workers, combined ---- */

typedef struct family {
    size_t count;
    size_t at;
    vt_value_task_t values[FAMILY_MAX];
    vt_task_t *tasks[FAMILY_MAX];
    uint64_t results[FAMILY_MAX];
    worker_storage_t storages[FAMILY_MAX];
    vt_when_all_t all;
    vt_when_all_member_t members[FAMILY_MAX];
} family_t;

typedef struct family_frame {
    VT_FRAME;
    soak_order_t order;
    family_t *family;
    unsigned level;
} family_frame_t;

static void family_begins(family_frame_t *frame, soak_taker_t taker) {
    family_t *family = frame->family = calloc(1, sizeof *family);
    soak_expect(family != NULL, "no memory");
    size_t wanted =
        frame->level >= LEVELS ? 0 : 1 + (size_t)soak_below(&frame->order.random, FAMILY_MAX);
    for (size_t i = 0; i < wanted; i++) {
        soak_order_t order = {.random = soak_random(&frame->order.random)};
        if (!take_number(&order.number)) {
            break;
        }
        family->values[i] = start_worker(order, frame->level + 1, taker, &family->storages[i]);
        family->count = i + 1;
    }
}

static void family_as_tasks(family_frame_t *frame) {
    family_begins(frame, TAKEN_BY_PARENT);
    for (size_t i = 0; i < frame->family->count; i++) {
        frame->family->tasks[i] = vt_value_task_as_task(frame->family->values[i]);
    }
}

static void family_ends(family_frame_t *frame) {
    for (size_t i = 0; frame->family != NULL && i < FAMILY_MAX; i++) {
        vt_task_unref(frame->family->tasks[i]);
    }
    free(frame->family);
}

/* Of tasks that are all complete. */
static void see_tasks(family_frame_t *frame) {
    for (size_t i = 0; i < frame->family->count; i++) {
        vt_task_t *task = frame->family->tasks[i];
        uint64_t result = 0;
        vt_error_t failure = {0};
        soak_expect(vt_task_state(task) != VT_PENDING, "a task of when_all is pending");
        vt_status_t status = vt_task_get_result(task, &result, &failure);
        soak_see(status, result, &failure);
    }
}

#define FAMILY_WELL                                    \
    do {                                               \
        soak_count(&soak_world.made[VT_SUCCEEDED], 1); \
        VT_RETURN(1);                                  \
    } while (0)

/* One after the other. */
VT_METHOD_FINALLY(in_turn, family_frame_t, frame, family_ends) {
    vt_status_t status;
    vt_error_t failure;
    uint64_t got = 0;
    VT_BEGIN(frame);
    family_begins(frame, TAKEN_BY_PARENT);
    while (frame->family->at < frame->family->count) {
        soak_waits(frame->order.number, SOAK_CHILD, 0);
        VT_TRY_AWAIT(frame, status, got, failure, frame->family->values[frame->family->at++]);
        soak_see(status, got, &failure);
    }
    FAMILY_WELL;
    VT_END;
}

/* Any of them, and then all. */
VT_METHOD_FINALLY(any_and_all, family_frame_t, frame, family_ends) {
    vt_status_t status;
    vt_error_t failure;
    uint64_t got = 0;
    VT_BEGIN(frame);
    family_as_tasks(frame);
    if (frame->family->count != 0) {
        soak_waits(frame->order.number, SOAK_ANY, 0);
        VT_AWAIT(frame, got,
                 vt_value_task_from_task(vt_when_any(frame->family->tasks, frame->family->count)));
        soak_expect(got < frame->family->count &&
                        vt_task_state(frame->family->tasks[got]) != VT_PENDING,
                    "when_any names a task that is pending");
        soak_waits(frame->order.number, SOAK_ALL, 0);
        VT_TRY_AWAIT(frame, status, got, failure,
                     vt_value_task_from_task(vt_when_all(frame->family->tasks, frame->family->count,
                                                         frame->family->results)));
        (void)got;
        if (status != VT_OK) {
            vt_error_release(&failure);
        }
        see_tasks(frame);
    }
    FAMILY_WELL;
    VT_END;
}

/* Each with a limit, and then without. */
VT_METHOD_FINALLY(with_limits, family_frame_t, frame, family_ends) {
    vt_status_t status;
    vt_error_t failure;
    uint64_t got = 0;
    VT_BEGIN(frame);
    family_as_tasks(frame);
    for (; frame->family->at < frame->family->count; frame->family->at++) {
        soak_waits(frame->order.number, SOAK_LIMIT, 0);
        VT_TRY_AWAIT(frame, status, got, failure,
                     vt_value_task_from_task(vt_task_wait_async(
                         frame->family->tasks[frame->family->at],
                         soak_below(&frame->order.random, VT_MS(1)), frame->order.token)));
        if (status != VT_OK) {
            vt_error_release(&failure);
        }
        soak_waits(frame->order.number, SOAK_CHILD, 0);
        VT_TRY_AWAIT(frame, status, got, failure,
                     vt_task_await(frame->family->tasks[frame->family->at]));
        soak_see(status, got, &failure);
    }
    FAMILY_WELL;
    VT_END;
}

static vt_value_task_t all_values(family_frame_t *frame) {
    family_t *family = frame->family;
    if (soak_once_in(&frame->order.random, 2)) {
        return vt_when_all_values(family->values, family->count, family->results);
    }
    vt_status_t status = vt_when_all_init(&family->all, family->members, FAMILY_MAX);
    soak_expect(status == VT_OK, "when_all: %s", vt_status_message(status));
    return vt_when_all_values_in(&family->all, family->values, family->count, family->results);
}

VT_METHOD_FINALLY(all_at_once, family_frame_t, frame, family_ends) {
    vt_status_t status;
    vt_error_t failure;
    uint64_t got = 0;
    VT_BEGIN(frame);
    family_begins(frame, TAKEN_BY_ALL);
    soak_waits(frame->order.number, SOAK_ALL, 0);
    VT_TRY_AWAIT(frame, status, got, failure, all_values(frame));
    (void)got;
    soak_see_fault(status, &failure);
    for (size_t i = 0; i < frame->family->count; i++) {
        if (frame->family->results[i] != 0) {
            soak_see(VT_OK, frame->family->results[i], NULL);
        }
    }
    FAMILY_WELL;
    VT_END;
}

#define FAMILIES(X) \
    X(in_turn)      \
    X(any_and_all)  \
    X(with_limits)  \
    X(all_at_once)

#define START(family)                                                           \
    static vt_value_task_t start_##family(soak_order_t order, unsigned level) { \
        return soak_once_in(&order.random, 2)                                   \
                   ? VT_START_POOLED(family, .order = order, .level = level)    \
                   : VT_START(family, .order = order, .level = level);          \
    }
FAMILIES(START)

static vt_value_task_t start_family(soak_order_t order, unsigned level) {
    static vt_value_task_t (*const families[])(soak_order_t order, unsigned level) = {
#define ROW(family) start_##family,
        FAMILIES(ROW)
#undef ROW
    };
    return families[soak_below(&order.random, sizeof families / sizeof families[0])](order, level);
}

/* ---- readers ---- */

typedef struct reader_frame {
    VT_FRAME;
    uint64_t number;
    unsigned which;
} reader_frame_t;

/* Until the channel is closed and empty. */
VT_METHOD(reader, reader_frame_t, frame) {
    vt_status_t status;
    vt_error_t failure;
    uint64_t got = 0;
    VT_BEGIN(frame);
    for (;;) {
        soak_waits(frame->number, SOAK_READ, frame->which);
        VT_TRY_AWAIT(frame, status, got, failure,
                     vt_channel_read(soak_world.channels[frame->which].channel, VT_NEVER));
        if (status != VT_OK) {
            break;
        }
        soak_count(&soak_world.channels[frame->which].read, got);
    }
    soak_expect(status == VT_E_FAULTED && failure.code == VT_E_CLOSED, "a read ended with %s",
                vt_status_message(status));
    vt_error_release(&failure);
    soak_waits(frame->number, SOAK_ENDED, 0);
    VT_END;
}

/* ---- the root ---- */

typedef struct root_frame {
    VT_FRAME;
    uint64_t random;
    vt_task_t *readers[CHANNELS * READERS];
    vt_group_t *group;
    unsigned at;
    bool no_more;
} root_frame_t;

static void start_readers(root_frame_t *frame) {
    for (unsigned i = 0; i < CHANNELS * READERS; i++) {
        frame->readers[i] = VT_START_TASK(reader, .number = METHODS + i, .which = i % CHANNELS);
    }
}

/* Some at once; true: there may be more. */
static bool start_crowd(root_frame_t *frame) {
    vt_event_reset(&soak_world.gate);
    for (uint64_t i = 1 + soak_below(&frame->random, CROWD_MAX); i != 0; i--) {
        soak_order_t order = {.random = soak_random(&frame->random)};
        if (!take_number(&order.number)) {
            return false;
        }
        vt_status_t status =
            vt_group_add(frame->group, start_worker(order, 0, DROPPED_BY_GROUP, NULL));
        soak_expect(status == VT_OK, "adding to a group: %s", vt_status_message(status));
    }
    return true;
}

static void begin_crowd(root_frame_t *frame) {
    vt_status_t status = vt_group_create(VT_NEVER, &frame->group);
    soak_expect(status == VT_OK, "a group: %s", vt_status_message(status));
    frame->no_more = !start_crowd(frame);
    if (frame->no_more && soak_once_in(&frame->random, 2)) {
        vt_cancel_source_cancel(soak_world.stop);
    }
    vt_event_set(&soak_world.gate);
}

static void end_crowd(root_frame_t *frame, vt_status_t status, vt_error_t *failure) {
    soak_see_fault(status, failure);
    status = vt_group_destroy(frame->group);
    soak_expect(status == VT_OK, "the end of a group: %s", vt_status_message(status));
}

static void close_channels(void) {
    for (unsigned i = 0; i < CHANNELS; i++) {
        vt_status_t status = vt_channel_close(soak_world.channels[i].channel);
        soak_expect(status == VT_OK, "closing: %s", vt_status_message(status));
    }
}

VT_METHOD(root, root_frame_t, frame) {
    vt_status_t status;
    vt_error_t failure;
    uint64_t got = 0;
    VT_BEGIN(frame);
    start_readers(frame);
    while (!frame->no_more) {
        begin_crowd(frame);
        VT_TRY_AWAIT(frame, status, got, failure, vt_group_wait(frame->group));
        end_crowd(frame, status, &failure);
    }
    close_channels();
    for (; frame->at < CHANNELS * READERS; frame->at++) {
        VT_AWAIT(frame, got, vt_value_task_from_task(frame->readers[frame->at]));
    }
    VT_RETURN(got);
    VT_END;
}

vt_value_task_t soak_root(uint64_t random) {
    return VT_START(root, .random = random);
}

const char *soak_builder_text(unsigned builder) {
    static const char *const texts[BUILDERS] = {"boxed", "pooled", "from a stack pool", "in place",
                                                "a task"};
    return builder < BUILDERS ? texts[builder] : "?";
}

size_t soak_block_size(void) {
    return VT_BLOCK_SIZE(worker);
}

size_t soak_pools(void) {
#define ONE(family) +1
    return soak_step_count + 2 FAMILIES(ONE); /* those of wide results and workers */
#undef ONE
}

void soak_trim_workers(void) {
#define TRIM(family) (void)vt_pool_trim(VT_METHOD_POOL(family));
    FAMILIES(TRIM)
#undef TRIM
    (void)vt_pool_trim(VT_METHOD_POOL(worker));
}
