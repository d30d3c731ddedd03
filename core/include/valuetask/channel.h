/*
 * channel.h - a queue of words between writers and readers that waits without blocking a thread.
 *
 * .NET's System.Threading.Channels, bounded and unbounded. A read of a word that is there and a
 * write where there is room complete synchronously and allocate nothing, except when an unbounded
 * channel grows. Any thread may read and write.
 */
#ifndef VALUETASK_CHANNEL_H
#define VALUETASK_CHANNEL_H

#include "valuetask/value_task.h"

VT_BEGIN_DECLS

typedef struct vt_channel vt_channel_t;

/* A channel with room for `capacity` words; 0: unbounded. 2 allocations. */
VT_MUST_CHECK vt_status_t vt_channel_create(size_t capacity, vt_channel_t **channel);

/* VT_E_BUSY while somebody waits, or has not consumed the result of a wait. Drops unread words.
 * Accepts NULL. */
VT_MUST_CHECK vt_status_t vt_channel_destroy(vt_channel_t *channel);

/* Completes when the word is in the channel. Faults with `closed` once the channel is closed.
 * Canceled with the token: then the word was not written. */
vt_value_task_t vt_channel_write(vt_channel_t *channel, uint64_t word, vt_cancel_token_t token);

/* Completes with the oldest word. Faults with `closed` once the channel is closed and empty. */
vt_value_task_t vt_channel_read(vt_channel_t *channel, vt_cancel_token_t token);

/* The same without waiting: VT_E_BUSY if it would have to wait, VT_E_CLOSED. A write to an
 * unbounded channel may give VT_E_OUT_OF_MEMORY. */
VT_MUST_CHECK vt_status_t vt_channel_try_write(vt_channel_t *channel, uint64_t word);
VT_MUST_CHECK vt_status_t vt_channel_try_read(vt_channel_t *channel, uint64_t *word);

/* Ends writing. Waiting writers fault with `closed`; readers get what is left, and then fault too.
 * The last waiter that is completed may destroy the channel. VT_E_CLOSED: it was closed before. */
VT_MUST_CHECK vt_status_t vt_channel_close(vt_channel_t *channel);

VT_END_DECLS

#endif
