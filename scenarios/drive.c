#include "drive.h"

vt_status_t drive_init(drive_t *drive, unsigned threads) {
    vt_status_t status = vt_run_queue_init(&drive->queue);
    drive->threads = NULL;
    drive->executor = &drive->queue.executor;
    vt_reset_source_init(&drive->ended, NULL, VT_ONE_COMPLETER);
    if (status == VT_OK && threads != 0) {
        status = vt_thread_pool_create(threads, &drive->threads);
        if (status == VT_OK) {
            drive->executor = vt_thread_pool_executor(drive->threads);
        }
    }
    return status;
}

void drive_deinit(drive_t *drive) {
    if (drive->executor != NULL) {
        vt_status_t status = vt_thread_pool_destroy(drive->threads);
        status = status == VT_OK ? vt_run_queue_deinit(&drive->queue) : status;
        (void)status; /* all that was started has ended */
    }
}

/* Release and acquire: who waits for the last one sees what all have written. */
static void part_ended(drive_t *drive) {
    if (__atomic_sub_fetch(&drive->under_way, 1u, __ATOMIC_ACQ_REL) == 0) {
        vt_status_t status = vt_reset_source_set_result(&drive->ended, 0);
        (void)status; /* nobody else completes it */
    }
}

static void outcome_taken(caller_t *caller) {
    part_ended(VT_CONTAINER_OF(caller, drive_part_t, caller)->drive);
}

static void start(vt_continuation_t *self) {
    drive_part_t *part = VT_CONTAINER_OF(self, drive_part_t, starting);
    caller_await(&part->caller, part->start(part));
}

static void post(drive_t *drive, drive_part_t *part) {
    caller_begin(&part->caller);
    part->caller.taken = outcome_taken;
    part->starting.run = start;
    part->drive = drive;
    if (vt_executor_post(drive->executor, &part->starting) != VT_OK) {
        part_ended(drive);
    }
}

void drive_run(drive_t *drive, drive_part_t *const *parts, unsigned count) {
    vt_value_task_t ended = vt_reset_source_begin(&drive->ended);
    __atomic_store_n(&drive->under_way, count, __ATOMIC_RELAXED);
    for (unsigned i = 0; i < count; i++) {
        post(drive, parts[i]);
    }
    vt_status_t status = vt_run_queue_run_until_value_task(&drive->queue, ended);
    (void)status; /* it is this thread's queue, and nobody else waits */
    vt_value_task_discard(ended);
}
