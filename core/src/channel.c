/*
 * A ring of words, waiting readers (if it is empty) and waiting writers (if it is full), under the
 * readers' mutex. Waiters are completed after the mutex is released.
 */
#include "valuetask/channel.h"

#include <stdlib.h>

#include "waiters.h"

#define UNBOUNDED_START 16

struct vt_channel {
    vt_waiters_t readers; /* its mutex guards the whole channel */
    vt_waiters_t writers; /* its mutex guards its own queue; taken inside the readers' */
    uint64_t *ring;
    size_t room;  /* of the ring */
    size_t first; /* the oldest word */
    size_t count;
    bool bounded;
    bool closed;
};

vt_status_t vt_channel_create(size_t capacity, vt_channel_t **channel) {
    if (channel == NULL || capacity > SIZE_MAX / sizeof(uint64_t)) {
        return VT_E_INVALID_ARGUMENT;
    }
    size_t room = capacity == 0 ? UNBOUNDED_START : capacity;
    vt_channel_t *made = calloc(1, sizeof *made);
    uint64_t *ring = malloc(room * sizeof *ring);
    if (made == NULL || ring == NULL || vt__waiters_init(&made->readers) != VT_OK) {
        free(ring);
        free(made);
        return VT_E_OUT_OF_MEMORY;
    }
    if (vt__waiters_init(&made->writers) != VT_OK) {
        (void)!vt__waiters_deinit(&made->readers);
        free(ring);
        free(made);
        return VT_E_OUT_OF_MEMORY;
    }
    made->ring = ring;
    made->room = room;
    made->bounded = capacity != 0;
    *channel = made;
    return VT_OK;
}

static bool is_busy(vt_waiters_t *waiters) {
    pthread_mutex_lock(&waiters->mutex);
    bool busy = waiters->rented != 0;
    pthread_mutex_unlock(&waiters->mutex);
    return busy;
}

vt_status_t vt_channel_destroy(vt_channel_t *channel) {
    if (channel == NULL) {
        return VT_OK;
    }
    if (is_busy(&channel->readers) || is_busy(&channel->writers)) {
        return VT_E_BUSY;
    }
    (void)!vt__waiters_deinit(&channel->readers);
    (void)!vt__waiters_deinit(&channel->writers);
    free(channel->ring);
    free(channel);
    return VT_OK;
}

static void lock(vt_channel_t *channel) {
    pthread_mutex_lock(&channel->readers.mutex);
}

static void unlock(vt_channel_t *channel) {
    pthread_mutex_unlock(&channel->readers.mutex);
}

/* ---- the ring; with the mutex ---- */

static bool grow(vt_channel_t *channel) {
    uint64_t *ring = malloc(2 * channel->room * sizeof *ring);
    if (ring == NULL) {
        return false;
    }
    for (size_t i = 0; i < channel->count; i++) {
        ring[i] = channel->ring[(channel->first + i) % channel->room];
    }
    free(channel->ring);
    channel->ring = ring;
    channel->room *= 2;
    channel->first = 0;
    return true;
}

/* VT_OK; VT_E_BUSY: full; VT_E_OUT_OF_MEMORY: could not grow. */
static vt_status_t push(vt_channel_t *channel, uint64_t word) {
    if (channel->count == channel->room) {
        if (channel->bounded) {
            return VT_E_BUSY;
        }
        if (!grow(channel)) {
            return VT_E_OUT_OF_MEMORY;
        }
    }
    channel->ring[(channel->first + channel->count) % channel->room] = word;
    channel->count++;
    return VT_OK;
}

static uint64_t pop(vt_channel_t *channel) {
    uint64_t word = channel->ring[channel->first];
    channel->first = (channel->first + 1) % channel->room;
    channel->count--;
    return word;
}

static vt_waiter_t *take_writer(vt_channel_t *channel) {
    pthread_mutex_lock(&channel->writers.mutex);
    vt_waiter_t *writer = vt__waiters_take(&channel->writers);
    pthread_mutex_unlock(&channel->writers.mutex);
    return writer;
}

/* ---- without waiting; with the mutex. The last argument gets a waiter to complete ---- */

static vt_status_t write_now(vt_channel_t *channel, uint64_t word, vt_waiter_t **reader) {
    if (channel->closed) {
        return VT_E_CLOSED;
    }
    *reader = vt__waiters_take(&channel->readers);
    return *reader != NULL ? VT_OK : push(channel, word);
}

static vt_status_t read_now(vt_channel_t *channel, uint64_t *word, vt_waiter_t **writer) {
    if (channel->count == 0) {
        return channel->closed ? VT_E_CLOSED : VT_E_BUSY;
    }
    *word = pop(channel);
    *writer = take_writer(channel);
    if (*writer != NULL) {
        vt_status_t status = push(channel, (*writer)->word);
        (void)status; /* there is room now */
    }
    return VT_OK;
}

vt_status_t vt_channel_try_write(vt_channel_t *channel, uint64_t word) {
    if (channel == NULL) {
        return VT_E_INVALID_ARGUMENT;
    }
    vt_waiter_t *reader = NULL;
    lock(channel);
    vt_status_t status = write_now(channel, word, &reader);
    unlock(channel);
    if (reader != NULL) {
        vt__waiter_succeed(reader, word);
    }
    return status;
}

vt_status_t vt_channel_try_read(vt_channel_t *channel, uint64_t *word) {
    if (channel == NULL || word == NULL) {
        return VT_E_INVALID_ARGUMENT;
    }
    vt_waiter_t *writer = NULL;
    lock(channel);
    vt_status_t status = read_now(channel, word, &writer);
    unlock(channel);
    if (writer != NULL) {
        vt__waiter_succeed(writer, 0);
    }
    return status;
}

/* ---- waiting ---- */

static vt_value_task_t settled(vt_status_t status, uint64_t result) {
    return status == VT_OK ? vt_value_task_from_result(result) : vt__faulted(status);
}

vt_value_task_t vt_channel_write(vt_channel_t *channel, uint64_t word, vt_cancel_token_t token) {
    if (vt_cancel_token_is_canceled(token)) {
        return vt_value_task_from_canceled(token);
    }
    vt_status_t status = vt_channel_try_write(channel, word);
    if (status != VT_E_BUSY) {
        return settled(status, 0);
    }
    vt_waiter_t *writer = vt__waiter_rent(&channel->writers, token);
    if (writer == NULL) {
        return vt__faulted(VT_E_OUT_OF_MEMORY);
    }
    vt_value_task_t value_task = vt__waiter_value_task(writer);
    vt_waiter_t *reader = NULL;
    bool queued = false;
    writer->word = word;
    lock(channel);
    status = write_now(channel, word, &reader); /* there may be room by now */
    if (status == VT_E_BUSY) {
        pthread_mutex_lock(&channel->writers.mutex);
        queued = vt__waiter_queue(writer);
        pthread_mutex_unlock(&channel->writers.mutex);
    }
    unlock(channel);
    if (reader != NULL) {
        vt__waiter_succeed(reader, word);
    }
    if (status != VT_E_BUSY) {
        vt__waiter_return(writer);
        return settled(status, 0);
    }
    if (!queued) {
        vt__waiter_cancel(writer);
    }
    return value_task;
}

vt_value_task_t vt_channel_read(vt_channel_t *channel, vt_cancel_token_t token) {
    uint64_t word = 0;
    if (vt_cancel_token_is_canceled(token)) {
        return vt_value_task_from_canceled(token);
    }
    vt_status_t status = vt_channel_try_read(channel, &word);
    if (status != VT_E_BUSY) {
        return settled(status, word);
    }
    vt_waiter_t *reader = vt__waiter_rent(&channel->readers, token);
    if (reader == NULL) {
        return vt__faulted(VT_E_OUT_OF_MEMORY);
    }
    vt_value_task_t value_task = vt__waiter_value_task(reader);
    vt_waiter_t *writer = NULL;
    lock(channel);
    status = read_now(channel, &word, &writer); /* there may be a word by now */
    bool queued = status == VT_E_BUSY && vt__waiter_queue(reader);
    unlock(channel);
    if (writer != NULL) {
        vt__waiter_succeed(writer, 0);
    }
    if (status != VT_E_BUSY) {
        vt__waiter_return(reader);
        return settled(status, word);
    }
    if (!queued) {
        vt__waiter_cancel(reader);
    }
    return value_task;
}

static void fail_all(vt_waiter_t *waiter) {
    while (waiter != NULL) {
        vt_waiter_t *next = waiter->next;
        vt__waiter_fail(waiter, VT_E_CLOSED);
        waiter = next;
    }
}

/* Do not touch the channel after a waiter was completed: the last one may destroy it. */
vt_status_t vt_channel_close(vt_channel_t *channel) {
    if (channel == NULL) {
        return VT_E_INVALID_ARGUMENT;
    }
    size_t all_readers = SIZE_MAX;
    size_t all_writers = SIZE_MAX;
    lock(channel);
    bool was_closed = channel->closed;
    channel->closed = true;
    vt_waiter_t *readers = vt__waiters_take_many(&channel->readers, &all_readers);
    pthread_mutex_lock(&channel->writers.mutex);
    vt_waiter_t *writers = vt__waiters_take_many(&channel->writers, &all_writers);
    pthread_mutex_unlock(&channel->writers.mutex);
    unlock(channel);
    fail_all(readers);
    fail_all(writers);
    return was_closed ? VT_E_CLOSED : VT_OK;
}
