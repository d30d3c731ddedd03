#include "workload.h"

#include <errno.h>
#include <stdlib.h>

/* ---- awaiting ---- */

typedef struct gather_frame {
    VT_FRAME;
    bool failed;
    vt_value_task_t *value_tasks;
    uint64_t count, next, sum;
} gather_frame_t;

static vt_error_t nothing_yet(void) {
    return vt_error(NULL, 0, NULL, NULL);
}

VT_METHOD(gather, gather_frame_t, frame) {
    vt_status_t status;
    uint64_t result = 0;
    vt_error_t failure = nothing_yet();
    VT_BEGIN(frame);
    for (; frame->next < frame->count; frame->next++) {
        VT_TRY_AWAIT(frame, status, result, failure, frame->value_tasks[frame->next]);
        if (status == VT_OK) {
            frame->sum += result;
        } else {
            vt_error_release(&failure);
            frame->failed = true;
        }
    }
    if (frame->failed) {
        VT_FAIL_WITH(workload_failure());
    }
    VT_RETURN(frame->sum);
    VT_END;
}

vt_error_t workload_failure(void) {
    return vt_error("workload", 1, "an operation failed", VT_HERE);
}

/* ---- the driver ---- */

typedef struct drive_frame {
    VT_FRAME;
    workload_t *workload;
    workload_start_t *start;
    uint64_t left;
    uint64_t count; /* of the batch that runs */
} drive_frame_t;

static uint64_t next_batch(const workload_t *workload, uint64_t left) {
    return workload->batch == 0 || left < workload->batch ? left : workload->batch;
}

static void check(workload_t *workload, uint64_t count, vt_status_t status, uint64_t sum,
                  vt_error_t *failure) {
    if (status != VT_OK) {
        vt_error_release(failure);
    }
    workload->base.wrong += status != VT_OK || sum != workload->kind->expected(workload, count);
}

VT_METHOD(drive, drive_frame_t, frame) {
    vt_status_t status;
    uint64_t sum = 0;
    vt_error_t failure = nothing_yet();
    VT_BEGIN(frame);
    while (frame->left != 0) {
        frame->count = next_batch(frame->workload, frame->left);
        VT_TRY_AWAIT(frame, status, sum, failure, frame->start(frame->workload, frame->count));
        check(frame->workload, frame->count, status, sum, &failure);
        frame->left -= frame->count;
    }
    VT_RETURN_VOID;
    VT_END;
}

struct workload_driver {
    workload_t *workload;
    workload_start_t *start;
    uint64_t operations;
    void (*begin)(workload_t *workload);
    vt_run_queue_t queue;
    vt_executor_t *executor; /* the operations': the queue, or that of the pool */
    vt_continuation_t beginning;
    vt_continuation_t ended; /* runs where the driver ends, */
    vt_continuation_t taken; /* which it tells the caller's thread */
    bool done;
    vt_value_task_t driving;
    VT_STORAGE(drive) drive_room;
    VT_STORAGE(gather) gather_room;
#if VT_THREADS
    vt_thread_pool_t *pool; /* NULL: on the queue */
#endif
};

vt_value_task_t workload_gather(workload_t *workload, vt_value_task_t *value_tasks,
                                uint64_t count) {
    return VT_START_IN(gather, &workload->driver->gather_room, .value_tasks = value_tasks,
                       .count = count);
}

static void driver_was_taken(vt_continuation_t *self) {
    VT_CONTAINER_OF(self, workload_driver_t, taken)->done = true;
}

static void driver_ended(vt_continuation_t *self) {
    workload_driver_t *driver = VT_CONTAINER_OF(self, workload_driver_t, ended);
    vt_status_t status = vt_executor_post(&driver->queue.executor, &driver->taken);
    (void)status; /* a queue refuses nothing */
}

static void begin_driving(workload_t *workload) {
    workload_driver_t *driver = workload->driver;
    driver->driving = VT_START_IN(drive, &driver->drive_room, .workload = workload,
                                  .start = driver->start, .left = driver->operations);
    if (vt_value_task_on_completed(driver->driving, &driver->ended, VT_REFUSE_COMPLETED) != VT_OK) {
        driver_ended(&driver->ended);
    }
}

static void begin_here(vt_continuation_t *self) {
    workload_driver_t *driver = VT_CONTAINER_OF(self, workload_driver_t, beginning);
    driver->begin(driver->workload);
}

/* False: it was not begun. */
static bool begin_on(workload_driver_t *driver, vt_executor_t *executor,
                     void (*begin)(workload_t *workload)) {
    driver->begin = begin;
    return vt_executor_post(executor, &driver->beginning) == VT_OK;
}

static bool on_other_threads(const workload_driver_t *driver) {
    return driver->executor != &driver->queue.executor;
}

static void wait_for_driver(workload_driver_t *driver) {
    vt_run_queue_run(&driver->queue);
    while (!driver->done && on_other_threads(driver)) {
        vt_run_queue_wait(&driver->queue);
        vt_run_queue_run(&driver->queue);
    }
    if (!driver->done && driver->workload->kind->let_go != NULL) {
        driver->workload->kind->let_go(driver->workload);
        vt_run_queue_run(&driver->queue);
    }
}

static bool driver_is_good(const workload_driver_t *driver) {
    uint64_t result;
    return driver->done && vt_value_task_get_result(driver->driving, &result, NULL) == VT_OK;
}

void workload_run(scenario_run_t *base, uint64_t operations, workload_start_t *start) {
    workload_t *workload = (workload_t *)base;
    workload_driver_t *driver = workload->driver;
    driver->start = start;
    driver->operations = operations;
    driver->done = false;
    if (begin_on(driver, driver->executor, begin_driving)) {
        wait_for_driver(driver);
    }
    base->wrong += !driver_is_good(driver);
    base->operations += operations;
}

void workload_run_on_queue(workload_t *workload, void (*begin)(workload_t *workload)) {
    if (begin_on(workload->driver, &workload->driver->queue.executor, begin)) {
        vt_run_queue_run(&workload->driver->queue);
    }
}

/* ---- set-up ---- */

#if VT_THREADS

static vt_status_t choose_executor(workload_driver_t *driver, workload_place_t place) {
    driver->executor = &driver->queue.executor;
    if (place == WORKLOAD_ON_QUEUE) {
        return VT_OK;
    }
    vt_status_t status = vt_thread_pool_create(0, &driver->pool);
    if (status == VT_OK) {
        driver->executor = vt_thread_pool_executor(driver->pool);
    }
    return status;
}

static vt_status_t end_executor(workload_driver_t *driver) {
    return vt_thread_pool_destroy(driver->pool);
}

#else

static vt_status_t choose_executor(workload_driver_t *driver, workload_place_t place) {
    driver->executor = &driver->queue.executor;
    return place == WORKLOAD_ON_QUEUE ? VT_OK : VT_E_INVALID_ARGUMENT;
}

static vt_status_t end_executor(const workload_driver_t *driver) {
    (void)driver;
    return VT_OK;
}

#endif

bool workload_init(workload_t *workload, const scenario_case_t *definition,
                   const workload_kind_t *kind, workload_place_t place, uint64_t batch) {
    workload_driver_t *driver = calloc(1, sizeof *driver);
    if (driver == NULL) {
        return false;
    }
    workload->base.definition = definition;
    workload->kind = kind;
    workload->batch = batch;
    workload->driver = driver;
    driver->workload = workload;
    driver->beginning.run = begin_here;
    driver->ended.run = driver_ended;
    driver->taken.run = driver_was_taken;
    vt_status_t status = vt_run_queue_init(&driver->queue);
    if (status != VT_OK) {
        free(driver);
        workload->driver = NULL;
        errno = ENOMEM;
        return false;
    }
    if (choose_executor(driver, place) != VT_OK) {
        workload_deinit(workload);
        errno = EAGAIN;
        return false;
    }
    return true;
}

void workload_deinit(workload_t *workload) {
    if (workload->driver != NULL) {
        vt_status_t status = end_executor(workload->driver);
        status = status == VT_OK ? vt_run_queue_deinit(&workload->driver->queue) : status;
        (void)status; /* the driver is done: nothing is queued */
        free(workload->driver);
        workload->driver = NULL;
    }
}

/* ---- channels ---- */

bool workload_channels_create(vt_channel_t **channels, size_t count) {
    for (size_t i = 0; i < count; i++) {
        if (vt_channel_create(0, &channels[i]) != VT_OK) {
            workload_channels_destroy(channels, count);
            errno = ENOMEM;
            return false;
        }
    }
    return true;
}

void workload_channels_close(vt_channel_t **channels, size_t count) {
    for (size_t i = 0; i < count; i++) {
        vt_status_t status = vt_channel_close(channels[i]);
        (void)status; /* it may be closed already */
    }
}

void workload_channels_destroy(vt_channel_t **channels, size_t count) {
    for (size_t i = 0; i < count; i++) {
        vt_status_t status = vt_channel_destroy(channels[i]);
        (void)status; /* nobody waits */
        channels[i] = NULL;
    }
}
