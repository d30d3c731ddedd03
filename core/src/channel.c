/*
 * A ring of words, and queues of waits: readers and those who wait to read (if it is empty),
 * writers and those who wait to write (if it is full). Waiters, the completion and dropped words
 * are dealt with after the mutex is released.
 */
#include "valuetask/channel.h"

#include <stdlib.h>

#include "task_core.h"
#include "waiters.h"

#define START_ROOM 16

struct vt_channel {
    vt_waiters_t waiters; /* its mutex guards the whole channel */
    vt__wait_queue_t readers;
    vt__wait_queue_t writers;
    vt__wait_queue_t until_readable;
    vt__wait_queue_t until_writable;
    /* Words that readers were given and did not take, in the blocks of these readers: so they need
     * no memory. Older than those in the ring; oldest first. */
    vt_waiter_t *returned;
    size_t returned_count;
    uint64_t handed; /* words that went directly to a reader; numbers them */
    uint64_t *ring;
    size_t room;  /* of the ring */
    size_t first; /* the oldest word */
    size_t count;
    size_t capacity; /* SIZE_MAX: unbounded */
    vt_channel_options_t options;
    bool closed;
    bool has_error; /* it was closed with `error` */
    vt_error_t error;
    vt_task_t *completion; /* NULL: nobody has asked for it yet */
    bool has_ended;        /* the completion was completed, or is about to be */
};

/* What is left to do when the mutex is released. All zero: nothing. */
typedef struct after {
    vt__batch_t batch;
    vt_task_t *completion; /* to complete */
    vt_error_t error;      /* with this, if it has a domain */
    bool has_dropped;
    uint64_t dropped;
} after_t;

static void lock(vt_channel_t *channel) {
    vt__mutex_lock(&channel->waiters.mutex);
}

/* The channel may be gone when this returns. */
static void unlock_and_do(vt_channel_t *channel, after_t *after) {
    vt_channel_options_t options = channel->options;
    vt__mutex_unlock(&channel->waiters.mutex);
    if (after->has_dropped && options.dropped != NULL) {
        options.dropped(options.argument, after->dropped);
    }
    vt__batch_complete(&after->batch);
    if (after->completion == NULL) {
        return;
    }
    if (after->error.domain != NULL) {
        vt__task_fail(after->completion, &after->error);
    } else {
        vt__task_succeed(after->completion, 0);
    }
    vt_task_unref(after->completion);
}

/* ---- words; with the mutex ---- */

static size_t words(const vt_channel_t *channel) {
    return channel->returned_count + channel->count;
}

static bool is_full(const vt_channel_t *channel) {
    return words(channel) >= channel->capacity;
}

/* A write has to wait: also behind writers for whose words there was no memory. */
static bool must_wait(const vt_channel_t *channel) {
    return channel->writers.first != NULL ||
           (is_full(channel) && channel->options.full_mode == VT_FULL_WAIT);
}

/* Makes room for a word in the ring, which doubles up to the capacity; beyond, if words that were
 * returned come on top. False: no memory. */
static bool reserve(vt_channel_t *channel) {
    if (channel->count < channel->room) {
        return true;
    }
    if (channel->room > SIZE_MAX / 2 / sizeof *channel->ring) {
        return false;
    }
    size_t room = 2 * channel->room;
    if (channel->room < channel->capacity && channel->capacity < room) {
        room = channel->capacity;
    }
    uint64_t *ring = malloc(room * sizeof *ring);
    if (ring == NULL) {
        return false;
    }
    for (size_t i = 0; i < channel->count; i++) {
        ring[i] = channel->ring[(channel->first + i) % channel->room];
    }
    free(channel->ring);
    channel->ring = ring;
    channel->room = room;
    channel->first = 0;
    return true;
}

/* There is room. */
static void push(vt_channel_t *channel, uint64_t word) {
    channel->ring[(channel->first + channel->count) % channel->room] = word;
    channel->count++;
}

static uint64_t pop_returned(vt_channel_t *channel, vt_waiter_t **link) {
    vt_waiter_t *waiter = *link;
    *link = waiter->next;
    channel->returned_count--;
    vt__waiter_idle(waiter);
    return waiter->word;
}

static uint64_t pop_oldest(vt_channel_t *channel) {
    if (channel->returned != NULL) {
        return pop_returned(channel, &channel->returned);
    }
    uint64_t word = channel->ring[channel->first];
    channel->first = (channel->first + 1) % channel->room;
    channel->count--;
    return word;
}

static uint64_t pop_newest(vt_channel_t *channel) {
    if (channel->count != 0) {
        channel->count--;
        return channel->ring[(channel->first + channel->count) % channel->room];
    }
    vt_waiter_t **link = &channel->returned; /* there are words, so here */
    while ((*link)->next != NULL) {          // NOLINT(clang-analyzer-core.NullDereference)
        link = &(*link)->next;
    }
    return pop_returned(channel, link);
}

/* ---- waits; with the mutex ---- */

static void hand(vt_waiter_t *reader, uint64_t word, uint64_t serial, vt__batch_t *batch) {
    reader->held = 1;
    reader->serial = serial;
    vt__batch_succeed(batch, reader, word);
}

static void put_returned(vt_channel_t *channel, vt_waiter_t *waiter) {
    vt_waiter_t **link = &channel->returned;
    while (*link != NULL && (*link)->serial < waiter->serial) {
        link = &(*link)->next;
    }
    waiter->next = *link;
    *link = waiter;
    channel->returned_count++;
}

/* Of a read whose word nobody took: to the next reader, or back to the front. */
static bool take_back(vt_waiters_t *waiters, vt_waiter_t *waiter, vt__batch_t *batch) {
    vt_channel_t *channel = VT_CONTAINER_OF(waiters, vt_channel_t, waiters);
    vt_waiter_t *reader = vt__wait_queue_take(&channel->readers);
    waiter->held = 0;
    if (reader != NULL) {
        hand(reader, waiter->word, waiter->serial, batch);
        return false;
    }
    put_returned(channel, waiter);
    vt__batch_succeed_all(batch, &channel->until_readable, 1);
    return true;
}

/* After a word was read: the words of waiting writers come in. Without memory for the ring they
 * wait on: there are words left, and the next read tries again. */
static void let_in(vt_channel_t *channel, vt__batch_t *batch) {
    while (channel->writers.first != NULL && !is_full(channel) && reserve(channel)) {
        vt_waiter_t *writer = vt__wait_queue_take(&channel->writers);
        push(channel, writer->word);
        vt__batch_succeed(batch, writer, 0);
    }
    if (channel->writers.first == NULL && !is_full(channel)) {
        vt__batch_succeed_all(batch, &channel->until_writable, 1);
    }
}

/* The task that completes with the end of the channel, if it has come. */
static void end_if_empty(vt_channel_t *channel, after_t *after) {
    if (channel->closed && words(channel) == 0 && channel->completion != NULL &&
        !channel->has_ended) {
        channel->has_ended = true;
        after->completion = vt_task_ref(channel->completion);
        if (channel->has_error) {
            after->error = vt_error_retain(&channel->error);
        }
    }
}

/* ---- attempts; with the mutex. VT_OK with the result in *word; VT_E_BUSY: has to wait ---- */

/* The channel is full, and does not wait: drops a word. False: no memory for the one to write. */
static bool drop_one(vt_channel_t *channel, uint64_t word, after_t *after) {
    if (channel->options.full_mode == VT_FULL_DROP_WRITE) {
        after->dropped = word;
    } else {
        /* The oldest word may be outside of the ring. */
        if (channel->returned != NULL && !reserve(channel)) {
            return false;
        }
        after->dropped = channel->options.full_mode == VT_FULL_DROP_OLDEST ? pop_oldest(channel)
                                                                           : pop_newest(channel);
        push(channel, word);
    }
    after->has_dropped = true;
    return true;
}

static vt_status_t write_now(vt_channel_t *channel, uint64_t *word, after_t *after) {
    uint64_t written = *word;
    if (channel->closed) {
        return VT_E_CLOSED;
    }
    vt_waiter_t *reader = vt__wait_queue_take(&channel->readers);
    if (reader == NULL && must_wait(channel)) {
        return VT_E_BUSY;
    }
    *word = 0;
    if (reader != NULL) {
        hand(reader, written, channel->handed++, &after->batch);
        return VT_OK;
    }
    if (is_full(channel)) {
        return drop_one(channel, written, after) ? VT_OK : VT_E_OUT_OF_MEMORY;
    }
    if (!reserve(channel)) {
        return VT_E_OUT_OF_MEMORY;
    }
    push(channel, written);
    vt__batch_succeed_all(&after->batch, &channel->until_readable, 1);
    return VT_OK;
}

static vt_status_t read_now(vt_channel_t *channel, uint64_t *word, after_t *after) {
    if (words(channel) == 0) {
        return channel->closed ? VT_E_CLOSED : VT_E_BUSY;
    }
    *word = pop_oldest(channel);
    let_in(channel, &after->batch);
    end_if_empty(channel, after);
    return VT_OK;
}

/* For waits that end with 0 when the channel is closed. */
static vt_status_t ended(const vt_channel_t *channel, uint64_t *word) {
    *word = 0;
    return channel->has_error ? VT_E_CLOSED : VT_OK;
}

static vt_status_t readable_now(vt_channel_t *channel, uint64_t *word, after_t *after) {
    (void)after;
    if (words(channel) == 0) {
        return channel->closed ? ended(channel, word) : VT_E_BUSY;
    }
    *word = 1;
    return VT_OK;
}

static vt_status_t writable_now(vt_channel_t *channel, uint64_t *word, after_t *after) {
    (void)after;
    if (channel->closed) {
        return ended(channel, word);
    }
    *word = 1;
    return must_wait(channel) ? VT_E_BUSY : VT_OK;
}

typedef vt_status_t attempt_t(vt_channel_t *channel, uint64_t *word, after_t *after);

static vt_status_t try_now(vt_channel_t *channel, attempt_t *attempt, uint64_t *word) {
    after_t after = {.completion = NULL};
    lock(channel);
    vt_status_t status = attempt(channel, word, &after);
    unlock_and_do(channel, &after);
    return status;
}

vt_status_t vt_channel_try_write(vt_channel_t *channel, uint64_t word) {
    return channel == NULL ? VT_E_INVALID_ARGUMENT : try_now(channel, write_now, &word);
}

vt_status_t vt_channel_try_read(vt_channel_t *channel, uint64_t *word) {
    return channel == NULL || word == NULL ? VT_E_INVALID_ARGUMENT
                                           : try_now(channel, read_now, word);
}

static vt_status_t peek_now(vt_channel_t *channel, uint64_t *word, after_t *after) {
    (void)after;
    if (words(channel) == 0) {
        return channel->closed ? VT_E_CLOSED : VT_E_BUSY;
    }
    *word = channel->returned != NULL ? channel->returned->word : channel->ring[channel->first];
    return VT_OK;
}

vt_status_t vt_channel_try_peek(vt_channel_t *channel, uint64_t *word) {
    return channel == NULL || word == NULL ? VT_E_INVALID_ARGUMENT
                                           : try_now(channel, peek_now, word);
}

size_t vt_channel_count(vt_channel_t *channel) {
    if (channel == NULL) {
        return 0;
    }
    lock(channel);
    size_t count = words(channel);
    vt__mutex_unlock(&channel->waiters.mutex);
    return count;
}

/* ---- waiting ---- */

/* Once it is closed, its error does not change. */
static vt_value_task_t settled(vt_channel_t *channel, vt_status_t status, uint64_t result) {
    if (status == VT_OK) {
        return vt_value_task_from_result(result);
    }
    if (status == VT_E_CLOSED && channel->has_error) {
        vt_error_t error = vt_error_retain(&channel->error);
        return vt_value_task_from_error(&error);
    }
    return vt_value_task_from_status(status);
}

static vt_value_task_t wait(vt_channel_t *channel, attempt_t *attempt, vt__wait_queue_t *queue,
                            uint64_t word, vt_cancel_token_t token) {
    if (vt_cancel_token_is_canceled(token)) {
        return vt_value_task_from_canceled(token);
    }
    uint64_t result = word;
    vt_status_t status = try_now(channel, attempt, &result);
    if (status != VT_E_BUSY) {
        return settled(channel, status, result);
    }
    vt_waiter_t *waiter = vt__waiter_rent(&channel->waiters, token);
    if (waiter == NULL) {
        return vt_value_task_from_status(VT_E_OUT_OF_MEMORY);
    }
    vt_value_task_t value_task = vt__waiter_value_task(waiter);
    after_t after = {.completion = NULL};
    result = word;
    waiter->word = word;
    lock(channel);
    status = attempt(channel, &result, &after); /* it may be possible by now */
    bool canceled =
        status == VT_E_BUSY && vt__waiter_queue(queue, waiter, VT_FOREVER) == VT_E_CANCELED;
    unlock_and_do(channel, &after);
    if (status != VT_E_BUSY) {
        value_task = settled(channel, status, result);
        vt__waiter_return(waiter);
    } else if (canceled) {
        vt__waiter_cancel(waiter);
    }
    return value_task;
}

vt_value_task_t vt_channel_write(vt_channel_t *channel, uint64_t word, vt_cancel_token_t token) {
    return channel == NULL ? vt_value_task_from_status(VT_E_INVALID_ARGUMENT)
                           : wait(channel, write_now, &channel->writers, word, token);
}

vt_value_task_t vt_channel_read(vt_channel_t *channel, vt_cancel_token_t token) {
    return channel == NULL ? vt_value_task_from_status(VT_E_INVALID_ARGUMENT)
                           : wait(channel, read_now, &channel->readers, 0, token);
}

vt_value_task_t vt_channel_wait_to_read(vt_channel_t *channel, vt_cancel_token_t token) {
    return channel == NULL ? vt_value_task_from_status(VT_E_INVALID_ARGUMENT)
                           : wait(channel, readable_now, &channel->until_readable, 0, token);
}

vt_value_task_t vt_channel_wait_to_write(vt_channel_t *channel, vt_cancel_token_t token) {
    return channel == NULL ? vt_value_task_from_status(VT_E_INVALID_ARGUMENT)
                           : wait(channel, writable_now, &channel->until_writable, 0, token);
}

/* ---- the end of writing ---- */

/* With the mutex. Who waits to read finds the channel empty. */
static void end_waits(vt_channel_t *channel, vt__batch_t *batch) {
    static const vt_error_t closed =
        VT_ERROR_INIT(vt_error_domain, VT_E_CLOSED, "the channel is closed");
    const vt_error_t *error = channel->has_error ? &channel->error : &closed;
    vt__batch_fail_all(batch, &channel->readers, error);
    vt__batch_fail_all(batch, &channel->writers, error);
    if (channel->has_error) {
        vt__batch_fail_all(batch, &channel->until_readable, error);
        vt__batch_fail_all(batch, &channel->until_writable, error);
    } else {
        vt__batch_succeed_all(batch, &channel->until_readable, 0);
        vt__batch_succeed_all(batch, &channel->until_writable, 0);
    }
}

/* Do not touch the channel after a waiter was completed: the last one may destroy it. */
static vt_status_t close_with(vt_channel_t *channel, vt_error_t *error) {
    after_t after = {.completion = NULL};
    lock(channel);
    bool was_closed = channel->closed;
    if (!was_closed) {
        channel->closed = true;
        if (error != NULL) {
            channel->has_error = true;
            vt__error_move(&channel->error, error);
        }
        end_waits(channel, &after.batch);
        end_if_empty(channel, &after);
    }
    unlock_and_do(channel, &after);
    if (was_closed) {
        vt_error_release(error);
    }
    return was_closed ? VT_E_CLOSED : VT_OK;
}

vt_status_t vt_channel_close(vt_channel_t *channel) {
    return channel == NULL ? VT_E_INVALID_ARGUMENT : close_with(channel, NULL);
}

vt_status_t vt_channel_close_with(vt_channel_t *channel, vt_error_t *error) {
    if (channel == NULL || error == NULL) {
        vt_error_release(error);
        return VT_E_INVALID_ARGUMENT;
    }
    return close_with(channel, error);
}

/* With the mutex. Only the channel completes it. */
static vt_task_t *completion_of(vt_channel_t *channel) {
    if (channel->completion == NULL) {
        vt_task_t *task = vt_task_create(0);
        if (task == vt__task_without_memory()) {
            return task;
        }
        task->completion.claimed = 1;
        channel->completion = task;
    }
    return vt_task_ref(channel->completion);
}

vt_task_t *vt_channel_completion(vt_channel_t *channel) {
    if (channel == NULL) {
        vt_error_t error = vt_error_from_status(VT_E_INVALID_ARGUMENT);
        return vt_task_from_error(&error);
    }
    after_t after = {.completion = NULL};
    lock(channel);
    vt_task_t *task = completion_of(channel);
    end_if_empty(channel, &after); /* it may have ended before */
    unlock_and_do(channel, &after);
    return task;
}

/* ---- its life ---- */

vt_status_t vt_channel_create_with(const vt_channel_options_t *options, vt_channel_t **channel) {
    if (options == NULL || channel == NULL || (unsigned)options->full_mode > VT_FULL_DROP_WRITE) {
        return VT_E_INVALID_ARGUMENT;
    }
    size_t capacity = options->capacity == 0 ? SIZE_MAX : options->capacity;
    size_t room = capacity < START_ROOM ? capacity : START_ROOM;
    vt_channel_t *made = calloc(1, sizeof *made);
    uint64_t *ring = malloc(room * sizeof *ring);
    if (made == NULL || ring == NULL || vt__waiters_init(&made->waiters, take_back) != VT_OK) {
        free(ring);
        free(made);
        return VT_E_OUT_OF_MEMORY;
    }
    made->ring = ring;
    made->room = room;
    made->capacity = capacity;
    made->options = *options;
    *channel = made;
    return VT_OK;
}

vt_status_t vt_channel_create(size_t capacity, vt_channel_t **channel) {
    const vt_channel_options_t options = {.capacity = capacity};
    return vt_channel_create_with(&options, channel);
}

static void drop(const vt_channel_t *channel, uint64_t word) {
    if (channel->options.dropped != NULL) {
        channel->options.dropped(channel->options.argument, word);
    }
}

static void drop_all(vt_channel_t *channel) {
    while (channel->returned != NULL) {
        vt_waiter_t *waiter = channel->returned;
        channel->returned = waiter->next;
        drop(channel, waiter->word);
        free(waiter);
    }
    while (channel->count != 0) {
        drop(channel, pop_oldest(channel));
    }
}

static void end_completion(vt_task_t *completion, bool has_ended) {
    if (completion != NULL && !has_ended) {
        vt__task_publish(completion, VT_CANCELED);
    }
    vt_task_unref(completion);
}

vt_status_t vt_channel_destroy(vt_channel_t *channel) {
    if (channel == NULL) {
        return VT_OK;
    }
    if (vt__waiters_deinit(&channel->waiters) != VT_OK) {
        return VT_E_BUSY;
    }
    vt_task_t *completion = channel->completion;
    bool has_ended = channel->has_ended;
    drop_all(channel);
    vt_error_release(&channel->error);
    free(channel->ring);
    free(channel);
    end_completion(completion, has_ended);
    return VT_OK;
}
