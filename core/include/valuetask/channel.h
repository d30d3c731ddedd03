/*
 * channel.h - words from writers to readers, in order; whoever has to wait awaits.
 *
 * .NET's System.Threading.Channels, bounded and unbounded. Built on the library's public parts
 * alone. Reading what is there and writing where there is room complete synchronously and allocate
 * nothing (an unbounded channel: but for its growth). Any thread may read and write.
 */
#ifndef VALUETASK_CHANNEL_H
#define VALUETASK_CHANNEL_H

#include "valuetask/value_task.h"

VT_BEGIN_DECLS

typedef struct vt_channel vt_channel_t;

/* A channel with room for `capacity` words; 0: unbounded. 2 allocations. */
VT_MUST_CHECK vt_status_t vt_channel_create(size_t capacity, vt_channel_t **channel);

/* VT_E_BUSY while somebody waits, or has not consumed a wait. What was not read is dropped. Accepts
 * NULL. */
VT_MUST_CHECK vt_status_t vt_channel_destroy(vt_channel_t *channel);

/* Completes when the word is in the channel; faulted with `closed`; canceled when the token is, and
 * then the word was not written. */
vt_value_task_t vt_channel_write(vt_channel_t *channel, uint64_t word, vt_cancel_token_t token);

/* Completes with the oldest word; faulted with `closed` once the channel is closed and empty. */
vt_value_task_t vt_channel_read(vt_channel_t *channel, vt_cancel_token_t token);

/* Without waiting: VT_OK; VT_E_BUSY where it would have to wait; VT_E_CLOSED; of an unbounded
 * channel's write VT_E_OUT_OF_MEMORY. */
VT_MUST_CHECK vt_status_t vt_channel_try_write(vt_channel_t *channel, uint64_t word);
VT_MUST_CHECK vt_status_t vt_channel_try_read(vt_channel_t *channel, uint64_t *word);

/* No more writes. Writers that wait fault with `closed`; readers get what is left and then the
 * same. The last that waited may destroy the channel. VT_E_CLOSED: it was closed before. */
VT_MUST_CHECK vt_status_t vt_channel_close(vt_channel_t *channel);

VT_END_DECLS

#endif
