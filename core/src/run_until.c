/* Running a queue until an operation is complete. What waits for the operation is a node that comes
 * back to the queue, so its completion wakes the queue's thread. */
#include "run.h"
#include "task_core.h"
#include "valuetask/run_queue.h"
#include "valuetask/value_task.h"

typedef struct watch {
    vt_continuation_t continuation;
    bool over;
} watch_t;

static void watch_run(vt_continuation_t *self) {
    VT_CONTAINER_OF(self, watch_t, continuation)->over = true;
}

/* Whether nothing will come while the thread waits. */
static bool would_wait_for_ever(const vt_run_queue_t *queue) {
    return !VT_THREADS && queue->own.head == NULL && queue->timers.root == NULL;
}

/* What was put off, as the stack was deep, is not in the queue. False: it would wait for ever. */
static bool run_until_over(vt_run_queue_t *queue, const watch_t *watch) {
    while (!watch->over) {
        if (vt_run_queue_run_one(queue) == 0) {
            vt__run_deferred();
            if (!watch->over && would_wait_for_ever(queue)) {
                return false;
            }
            if (!watch->over) {
                vt_run_queue_wait(queue);
            }
        }
    }
    return true;
}

static bool is_owner(const vt_run_queue_t *queue) {
    return queue != NULL && queue->owner == vt__this_thread();
}

/* Its executor is captured by hand: the queue need not be the current one. */
static void watch_init(watch_t *watch, vt_run_queue_t *queue) {
    *watch = (watch_t){.continuation = {.run = watch_run, .executor = &queue->executor}};
    vt__operation_started(&queue->executor);
}

/* Takes the watch back. False: there is no way to do that with a source of the user's. */
static bool unwatch(vt_source_t *source, const watch_t *watch) {
    uintptr_t slot = (uintptr_t)&watch->continuation;
    if (vt__is_task(source)) {
        return vt__task_unregister(VT_CONTAINER_OF(source, vt_task_t, completion.source),
                                   &watch->continuation);
    }
    return vt__is_operation(source) &&
           vt__atomic_compare_exchange(&vt__part_of_operation(source)->completion.slot, &slot,
                                       (uintptr_t)VT_PENDING, false, __ATOMIC_RELAXED,
                                       __ATOMIC_RELAXED);
}

/* `status` is that of registering the watch with the source. */
static vt_status_t run_watched(vt_run_queue_t *queue, const watch_t *watch, vt_source_t *source,
                               vt_status_t status) {
    if (status != VT_OK) {
        vt__operation_completed(&queue->executor);
        return status == VT_E_ALREADY_COMPLETED ? VT_OK : status;
    }
    while (!run_until_over(queue, watch)) {
        if (unwatch(source, watch)) {
            vt__operation_completed(&queue->executor);
            return VT_E_DEADLOCK;
        }
        vt_run_queue_wait(queue);
    }
    return VT_OK;
}

vt_status_t vt_run_queue_run_until(vt_run_queue_t *queue, vt_task_t *task) {
    if (!is_owner(queue) || task == NULL) {
        return VT_E_INVALID_ARGUMENT;
    }
    watch_t watch;
    watch_init(&watch, queue);
    return run_watched(queue, &watch, &task->completion.source,
                       vt__task_register(task, &watch.continuation, VT_REFUSE_COMPLETED));
}

vt_status_t vt_run_queue_run_until_value_task(vt_run_queue_t *queue,
                                              struct vt_value_task value_task) {
    if (!is_owner(queue)) {
        return VT_E_INVALID_ARGUMENT;
    }
    vt_source_t *source = value_task.source;
    if (source == NULL) {
        return VT_OK;
    }
    watch_t watch;
    watch_init(&watch, queue);
    return run_watched(queue, &watch, source,
                       source->ops->on_completed(source, value_task.word, &watch.continuation,
                                                 VT_REFUSE_COMPLETED));
}
