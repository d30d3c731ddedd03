/*
 * valuetask.h - value tasks for C: results of asynchronous operations that allocate only when they
 * must.
 *
 * An asynchronous function may be done before it returns (the data were in the buffer) or not (they
 * must come from the kernel). A task is a heap object in both cases. A value task is two words,
 * returned in registers: the result itself, or where it will be. Only what really suspends needs
 * memory, and a pooled or embedded source not even then.
 *
 * The shape of a program:
 *
 *     // An operation that completes later, by hand: a source that is used again and again.
 *     vt_value_task_t fill_async(reader_t *reader) {
 *         vt_value_task_t filled = vt_reset_source_begin(&reader->source);
 *         start_the_io(reader);
 *         return filled;
 *     }
 *     void io_done(reader_t *reader, size_t bytes) {        // called by the event loop
 *         status = vt_reset_source_set_result(&reader->source, bytes);
 *     }
 *
 *     // An async method on top of it: a frame, a body, a function that starts it.
 *     typedef struct read_frame { VT_FRAME; reader_t *reader; } read_frame_t;
 *     VT_METHOD(read, read_frame_t, frame) {
 *         uint64_t filled;
 *         VT_BEGIN(frame);
 *         if (frame->reader->available == 0) {
 *             VT_AWAIT(frame, filled, fill_async(frame->reader));   // suspends here, if at all
 *             frame->reader->available = filled;
 *         }
 *         VT_RETURN(reader_take(frame->reader));
 *         VT_END;
 *     }
 *     vt_value_task_t read_async(reader_t *reader) { return VT_START(read, .reader = reader); }
 *
 *     // Its user: another method, or the outermost caller.
 *     vt_task_t *task = vt_value_task_as_task(read_async(reader));
 *     if (vt_task_get_result(task, &bytes, &error) != VT_OK) { ... }
 *     vt_task_unref(task);
 *
 * docs/example.c is this program, whole. Where to read on:
 *
 *     value_task.h    the value task: making, asking, consuming            <- start here
 *     async.h         async methods: frame, body, await, builders
 *     task.h          Task: when a result is awaited by several, or combined
 *     reset_source.h  operations that complete later and allocate nothing
 *     source_pool.h   reset sources to rent
 *     typed.h         results of any type and size
 *     executor.h      where continuations run; run_queue.h, thread_pool.h, timer.h
 *     inbox.h         your own event loop: how other threads hand it work; timer_heap.h
 *     delay.h         yield, delay, waiting with a limit
 *     cancel.h        cancellation, linked and after a time
 *     combinators.h   when_all, when_any
 *     group.h         children that end before their parent does, and are canceled together
 *     semaphore.h     an asynchronous semaphore and mutex
 *     event.h         an asynchronous event
 *     channel.h       words from writers to readers
 *     context.h       async-local values
 *     pool.h          where the blocks of pooled methods stay
 *     checked.h       the build that reports double consumption, dropped operations and leaks
 *     error.h, status.h, source.h; static_error.h: errors that cost no allocation
 *
 * Rules that hold everywhere: nothing prints, nothing exits; memory is allocated only where a
 * comment says so, and a lack of it is an error like any other; a value task is consumed once; the
 * compiler warns where a value task, a task or a status that was returned is dropped; misuse of a
 * source gives an error in every build, and leaves the operation as it was.
 */
#ifndef VALUETASK_H
#define VALUETASK_H

/* The version of all that comes with the library too; it stands nowhere else. */
#define VT_VERSION_MAJOR 0
#define VT_VERSION_MINOR 3
#define VT_VERSION_PATCH 0

/* For #if: VT_VERSION >= VT_VERSION_NUMBER(0, 2, 0). */
#define VT_VERSION_NUMBER(major, minor, patch) ((major)*10000 + (minor)*100 + (patch))
#define VT_VERSION                             VT_VERSION_NUMBER(VT_VERSION_MAJOR, VT_VERSION_MINOR, VT_VERSION_PATCH)

#include "valuetask/async.h"
#include "valuetask/cancel.h"
#include "valuetask/channel.h"
#include "valuetask/combinators.h"
#include "valuetask/context.h"
#include "valuetask/delay.h"
#include "valuetask/error.h"
#include "valuetask/event.h"
#include "valuetask/executor.h"
#include "valuetask/group.h"
#include "valuetask/inbox.h"
#include "valuetask/pool.h"
#include "valuetask/reset_source.h"
#include "valuetask/run_queue.h"
#include "valuetask/semaphore.h"
#include "valuetask/source.h"
#include "valuetask/source_pool.h"
#include "valuetask/static_error.h"
#include "valuetask/status.h"
#include "valuetask/task.h"
#include "valuetask/timer.h"
#include "valuetask/timer_heap.h"
#include "valuetask/typed.h"
#include "valuetask/value_task.h"

#if VT_THREADS
#include "valuetask/thread_pool.h"
#endif

#include "valuetask/checked.h" /* last: in the checked build it puts macros over functions */

#endif
