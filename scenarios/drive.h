/*
 * drive.h - starts async methods on an executor and waits until all of them have ended, as .NET's
 * Task.Run and Task.WaitAll do. Nothing is allocated by that.
 *
 * The executor is a run queue of the calling thread, which then does all the work, or a thread pool
 * of so many threads; meanwhile the calling thread waits as the library does.
 */
#ifndef SCENARIO_DRIVE_H
#define SCENARIO_DRIVE_H

#include "caller.h"

typedef struct drive {
    vt_run_queue_t queue;      /* of the calling thread */
    vt_executor_t *executor;   /* what the methods run on */
    vt_reset_source_t ended;   /* completed by the last one to end */
    unsigned under_way;        /* atomic */
    vt_thread_pool_t *threads; /* NULL: the queue does it all */
} drive_t;

/* What is started: part of the scenario's own object. All zero but for `start` before its first
 * use. */
typedef struct drive_part {
    vt_value_task_t (*start)(struct drive_part *self); /* called on the executor */
    caller_t caller;                                   /* has the outcome */
    vt_continuation_t starting;
    drive_t *drive;
} drive_part_t;

/* `threads`: of the pool; 0: a run queue. VT_OK, or why not. */
VT_MUST_CHECK vt_status_t drive_init(drive_t *drive, unsigned threads);
/* Accepts one that is all zero. */
void drive_deinit(drive_t *drive);

/* Starts the parts, in this order, and returns when all have ended. A part that could not be
 * started has no outcome: caller_is_done is false. */
void drive_run(drive_t *drive, drive_part_t *const *parts, unsigned count);

#endif
