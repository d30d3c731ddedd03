/*
 * channel.h - a queue of words between writers and readers that waits without blocking a thread.
 *
 * .NET's System.Threading.Channels, bounded and unbounded. A read of a word that is there and a
 * write where there is room complete synchronously and allocate nothing, except when the channel
 * grows: it begins with room for 16 words, or its capacity if that is less, and doubles up to its
 * capacity. A wait allocates nothing if as many were pending at once before; else 1. Any thread may
 * read and write. Reads, writes, closing, cancellations and discards run the continuations of the
 * waits that they end before they return, except those that go to an executor.
 *
 * Words belong to the channel from the moment when a write succeeds until they are read. If they
 * own something, `dropped` in the options gets every word that the channel drops.
 *
 * A wait that is discarded leaves its queue; so does one whose await finds no block for its method
 * (VT_START_IN with busy storage, or no memory), and where as_task finds no memory:
 *
 *     a read    takes no word. A word that it was given already and nobody took goes to the next
 *               reader, or back to the front, in order; in a closed channel too, which may have
 *               completed by then
 *     a write   is withdrawn, and the word stays the writer's, unless it is in the channel already
 *
 * A read that completed synchronously has its word inside the value task: discarding that, or
 * as_task without memory, loses the word. Neither vt_task_wait_async nor vt_when_any ends a read
 * that was taken as a task: what it gets later is lost with it. Use a token with a limit instead
 * (vt_cancel_source_cancel_after): a canceled read takes no word.
 */
#ifndef VALUETASK_CHANNEL_H
#define VALUETASK_CHANNEL_H

#include "valuetask/value_task.h"

VT_BEGIN_DECLS

typedef struct vt_channel vt_channel_t;

/* ---- its life ---- */

/* What a write does if a bounded channel is full. */
typedef enum vt_full_mode {
    VT_FULL_WAIT,        /* waits */
    VT_FULL_DROP_NEWEST, /* drops the word that was written last */
    VT_FULL_DROP_OLDEST, /* drops the word that would be read next */
    VT_FULL_DROP_WRITE,  /* drops the word that is being written */
} vt_full_mode_t;

/* All zero: unbounded. */
typedef struct vt_channel_options {
    size_t capacity; /* 0: unbounded */
    vt_full_mode_t full_mode;
    /* Gets each word that is dropped: when the channel is full, before the write returns; or unread
     * at the end. It may use the channel, unless that is being destroyed. May be NULL. */
    void (*dropped)(void *argument, uint64_t word);
    void *argument;
} vt_channel_options_t;

/* A channel with room for `capacity` words; 0: unbounded. 2 allocations. */
VT_MUST_CHECK vt_status_t vt_channel_create(size_t capacity, vt_channel_t **channel);
VT_MUST_CHECK vt_status_t vt_channel_create_with(const vt_channel_options_t *options,
                                                 vt_channel_t **channel);

/* VT_E_BUSY while somebody waits, or has not consumed the result of a wait. Drops unread words; a
 * completion that is pending is canceled. Accepts NULL. */
VT_MUST_CHECK vt_status_t vt_channel_destroy(vt_channel_t *channel);

/* ---- writing and reading ---- */

/* Completes when the word is in the channel. Faults as the channel was closed; with `out of
 * memory`. Canceled with the token: then the word was not written. */
VT_MUST_CHECK vt_value_task_t vt_channel_write(vt_channel_t *channel, uint64_t word,
                                               vt_cancel_token_t token);

/* Completes with the oldest word. Faults as the channel was closed, once it is empty; with `out of
 * memory`. Canceled with the token: then no word was taken. */
VT_MUST_CHECK vt_value_task_t vt_channel_read(vt_channel_t *channel, vt_cancel_token_t token);

/* The same without waiting: VT_E_BUSY if it would have to wait, VT_E_CLOSED. A write may give
 * VT_E_OUT_OF_MEMORY. */
VT_MUST_CHECK vt_status_t vt_channel_try_write(vt_channel_t *channel, uint64_t word);
VT_MUST_CHECK vt_status_t vt_channel_try_read(vt_channel_t *channel, uint64_t *word);

/* Gives the word that would be read next, and leaves it there. VT_E_BUSY: empty; VT_E_CLOSED. */
VT_MUST_CHECK vt_status_t vt_channel_try_peek(vt_channel_t *channel, uint64_t *word);

/* Words in the channel now, without those of writers that wait. */
size_t vt_channel_count(vt_channel_t *channel);

/* Complete with 1 once there is a word to read, or room to write; somebody else may be faster. With
 * 0 once there never will be: the channel is closed and empty, or closed; if it was closed with an
 * error they fault with it. Canceled with the token. May fault with `out of memory`. */
VT_MUST_CHECK vt_value_task_t vt_channel_wait_to_read(vt_channel_t *channel,
                                                      vt_cancel_token_t token);
VT_MUST_CHECK vt_value_task_t vt_channel_wait_to_write(vt_channel_t *channel,
                                                       vt_cancel_token_t token);

/* ---- the end of writing ---- */

/* Ends writing. Waiting writers fault with `closed`; readers get what is left, and then fault too.
 * The last waiter that is completed may destroy the channel. VT_E_CLOSED: it was closed before. */
VT_MUST_CHECK vt_status_t vt_channel_close(vt_channel_t *channel);

/* The same with an error in place of `closed`; takes it over in every case. What faults with it
 * later allocates 1. */
VT_MUST_CHECK vt_status_t vt_channel_close_with(vt_channel_t *channel, vt_error_t *error);

/* A task, owned by the caller, that completes when the channel is closed and empty; faulted if it
 * was closed with an error. The same task for all. 1 allocation, the first time. */
VT_MUST_CHECK vt_task_t *vt_channel_completion(vt_channel_t *channel);

VT_END_DECLS

#endif
