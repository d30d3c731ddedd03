/* A user's code with every macro of async.h, typed.h and checked.h, which must compile without a
 * warning: standards.sh. Arguments have commas where they may. */
#include "valuetask.h"

VT_DEFINE_VALUE_TASK(wide, vt_error_t);
VT_DEFINE_VALUE_TASK(small, int);

vt_value_task_t read_async(void *reader);
wide_t wide_async(void *reader);

/* ---- frames: of none, of one small and of one large field ---- */

typedef struct empty_frame {
    VT_FRAME;
} empty_frame_t;

VT_METHOD(empty, empty_frame_t, frame) {
    VT_BEGIN(frame);
    VT_AWAIT_VOID(frame, vt_yield());
    VT_RETURN_VOID;
    VT_END;
}

typedef struct counter_frame {
    VT_FRAME;
    int count;
} counter_frame_t;

VT_METHOD(counter, counter_frame_t, frame) {
    VT_BEGIN(frame);
    while (frame->count > 0) {
        VT_AWAIT_VOID(frame, vt_delay(VT_MS(1) + VT_SECONDS(1), VT_NEVER));
        frame->count--;
    }
    VT_END;
}

/* Results that are pointers, and of other scalar types. */
typedef struct scalars_frame {
    VT_FRAME;
    const char *text;
    void (*function)(void);
    bool yes;
    signed char small;
} scalars_frame_t;

VT_METHOD(scalars, scalars_frame_t, frame) {
    VT_BEGIN(frame);
    VT_AWAIT(frame, frame->text, read_async(frame));
    VT_AWAIT(frame, frame->function, read_async(frame));
    VT_AWAIT(frame, frame->yes, read_async(frame));
    VT_AWAIT(frame, frame->small, read_async(frame));
    if (frame->yes) {
        VT_RETURN(frame->text);
    }
    if (frame->small != 0) {
        VT_RETURN("text");
    }
    if (frame->function != NULL) {
        VT_RETURN(frame->function);
    }
    VT_RETURN(frame->small);
    VT_END;
}

typedef struct reader_frame {
    VT_FRAME;
    void *reader;
    uint64_t total;
    vt_error_t failure;
} reader_frame_t;

static void close_reader(reader_frame_t *frame) {
    frame->reader = NULL;
}

VT_METHOD_FINALLY(reader, reader_frame_t, frame, close_reader) {
    uint64_t got = 0;
    vt_status_t status;
    VT_BEGIN(frame);
    do {
        VT_AWAIT(frame, got, read_async(frame->reader));
        frame->total += got;
    } while (got != 0);
    VT_AWAIT_CONFIGURED(frame, got, read_async(frame->reader), false);
    VT_AWAIT(frame, got, (vt_value_task_t){NULL, 1});
    VT_TRY_AWAIT(frame, status, got, frame->failure, (vt_value_task_t){NULL, 2});
    if (status == VT_E_FAULTED) {
        VT_FAIL_WITH((vt_error_t){"user", "text", NULL, 1, 0});
    }
    if (status == VT_E_CANCELED) {
        VT_CANCEL;
    }
    if (got == 3) {
        VT_FAIL("user", 2, "three");
    }
    VT_RETURN((struct { uint64_t a, b; }){1, 2}.a + frame->total);
    VT_END;
}

/* ---- typed ---- */

VT_TYPED_METHOD(wide, wide_reader, reader_frame_t, frame) {
    vt_error_t got;
    vt_status_t status;
    VT_BEGIN(frame);
    VT_AWAIT_TYPED(wide, frame, got, wide_async(frame->reader));
    VT_AWAIT_TYPED_CONFIGURED(wide, frame, got, wide_async(frame->reader), false);
    (void)got;
    VT_TRY_AWAIT_TYPED(wide, frame, status, got, frame->failure, wide_async(frame->reader));
    if (status != VT_OK) {
        VT_FAIL_WITH(frame->failure);
    }
    VT_RETURN_TYPED(wide, (vt_error_t){"user", "text", NULL, (int32_t)got.code, 0});
    VT_END;
}

VT_TYPED_METHOD_FINALLY(small, small_reader, reader_frame_t, frame, close_reader) {
    VT_BEGIN(frame);
    VT_AWAIT_VOID(frame, read_async(frame->reader));
    VT_RETURN_TYPED(small, 1);
    VT_END;
}

/* ---- every way to start ---- */

extern vt_value_task_t starts[8];
extern vt_task_t *start_tasks[4];
extern wide_t wide_starts[3];
extern small_t small_starts[3];

void start_all(VT_STORAGE(empty) * storage, void *reader, vt_pool_t *pool);
void start_all(VT_STORAGE(empty) * storage, void *reader, vt_pool_t *pool) {
    starts[0] = VT_START(empty, 0);
    starts[1] = VT_START_POOLED(empty, 0);
    starts[2] = VT_START_IN(empty, storage, 0);
    starts[3] = VT_START(counter, .count = 1);
    starts[4] = VT_START(counter, 0);
    starts[5] = VT_START_POOLED_IN(counter, pool, .count = 2);
    starts[6] = VT_START(reader, .reader = reader, .failure = {"user", "text", NULL, 1, 0});
    starts[7] = VT_START_POOLED(reader, .reader = reader, .total = 1);
    start_tasks[0] = VT_START_TASK(empty, 0);
    start_tasks[1] = VT_START_TASK(counter, .count = 1);
    start_tasks[2] = VT_START_TASK(reader, .reader = reader);
    start_tasks[3] = VT_START_TASK(wide_reader, .reader = reader);
    wide_starts[0] = VT_START(wide_reader, .reader = reader);
    wide_starts[1] = VT_START_POOLED(wide_reader, .reader = reader);
    wide_starts[2] = wide_from_result((vt_error_t){"user", "text", NULL, 1, 0});
    small_starts[0] = VT_START(small_reader, .reader = reader);
    small_starts[1] = VT_START_POOLED(small_reader, .reader = reader);
    small_starts[2] = small_from_result(1);
}

/* ---- functions that the checked build puts macros over ---- */

bool check_all(vt_reset_source_t *source, vt_task_t *task);
bool check_all(vt_reset_source_t *source, vt_task_t *task) {
    static const vt_static_error_t known = VT_STATIC_ERROR_INIT("user", 1, "known");
    uint64_t result;
    vt_value_task_t made[] = {
        vt_value_task_from_result((struct { uint64_t a, b; }){1, 2}.b),
        vt_value_task_from_task(task),
        vt_value_task_from_source(&source->operation.completion.source, 0),
        vt_value_task_from_error(&(vt_error_t){"user", "text", NULL, 1, 0}),
        vt_value_task_from_static_error(&known),
        vt_value_task_from_static_error(
            &(vt_static_error_t){{&vt__static_error_ops}, {"user", "text", NULL, 1, 0}}),
        vt_value_task_from_status(VT_E_BUSY),
        vt_value_task_from_canceled((vt_cancel_token_t){NULL}),
        vt_value_task_preserve((vt_value_task_t){NULL, 1}),
        vt_task_await(task),
        vt_reset_source_value_task(source),
        vt_reset_source_begin(source),
    };
    vt_task_t *tasks[] = {
        vt_task_create(0),
        vt_task_from_result(1),
        vt_task_from_error(&(vt_error_t){"user", "text", NULL, 1, 0}),
        vt_value_task_as_task((vt_value_task_t){NULL, 1}),
    };
    vt_task_unref(tasks[0]);
    vt_value_task_discard((vt_value_task_t){NULL, 1});
    return vt_value_task_equal((vt_value_task_t){NULL, 1}, made[0]) &&
           vt_value_task_get_result((vt_value_task_t){NULL, 1}, &result,
                                    &(vt_error_t){NULL, NULL, NULL, 0, 0}) == VT_OK;
}
