/* A source that moves a method to another executor. */
#include "soak.h"

/* Its on_completed posts the continuation to an executor that the source stands for. */
typedef struct hop {
    vt_source_t source;
    bool to_queue;
} hop_t;

static int hop_status(const vt_source_t *self, uint64_t token) {
    (void)self;
    (void)token;
    return VT_PENDING;
}

static vt_status_t hop_on_completed(vt_source_t *self, uint64_t token,
                                    vt_continuation_t *continuation, unsigned flags) {
    const hop_t *hop = (const hop_t *)(const void *)self;
    (void)token;
    (void)flags;
    vt_executor_t *executor =
        hop->to_queue ? &soak_world.queue.executor : vt_thread_pool_executor(soak_world.pool);
    return executor->ops->post(executor, continuation); /* it has its async-local values already */
}

static vt_status_t hop_result(vt_source_t *self, uint64_t token, void *result, size_t size,
                              vt_error_t *error) {
    (void)self;
    (void)token;
    (void)error;
    if (size == sizeof(uint64_t)) {
        *(uint64_t *)result = 0;
    }
    return VT_OK;
}

static const vt_source_ops_t hop_ops = {hop_status, hop_on_completed, hop_result, NULL};

vt_value_task_t soak_hop(bool to_queue) {
    static hop_t hops[2] = {{{&hop_ops}, false}, {{&hop_ops}, true}};
    return vt_value_task_from_source(&hops[to_queue].source, 0);
}
