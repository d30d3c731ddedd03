#include "read_chunk.h"

#define END_OF_INPUT "end of input"

typedef struct read_frame {
    VT_FRAME;
    chunk_reader_t *reader;
    size_t got;
} read_frame_t;

VT_METHOD(read_chunk, read_frame_t, frame) {
    uint64_t arrived;
    chunk_reader_t *const reader = frame->reader;
    VT_BEGIN(frame);
    frame->got = input_take(&reader->input, reader->chunk, reader->size);
    while (frame->got < reader->size) {
        VT_AWAIT(frame, arrived, input_fill_async(&reader->input));
        if (arrived == 0) {
            VT_FAIL("libuv", UV_EOF, END_OF_INPUT);
        }
        frame->got +=
            input_take(&reader->input, reader->chunk + frame->got, reader->size - frame->got);
    }
    VT_RETURN(frame->got);
    VT_END;
}

vt_task_t *read_chunk_task(chunk_reader_t *reader) {
    return VT_START_TASK(read_chunk, .reader = reader);
}

vt_value_task_t read_chunk_value_task(chunk_reader_t *reader) {
    return VT_START(read_chunk, .reader = reader);
}

vt_value_task_t read_chunk_value_task_pooled(chunk_reader_t *reader) {
    return VT_START_POOLED(read_chunk, .reader = reader);
}

/* As .NET's streams do: the last completed task serves again for the same number of bytes. */
vt_task_t *read_chunk_task_cached(chunk_reader_t *reader) {
    vt_value_task_t value_task = VT_START(read_chunk, .reader = reader);
    if (value_task.source != NULL) {
        return vt_value_task_as_task(value_task);
    }
    if (reader->last == NULL) {
        reader->last = vt_task_from_result(value_task.word);
    }
    return vt_task_ref(reader->last);
}

/* ---- by hand: a callback, and an own source ---- */

/* Takes what there is. True: the chunk is whole. */
static bool take(chunk_reader_t *reader) {
    reader->got +=
        input_take(&reader->input, reader->chunk + reader->got, reader->size - reader->got);
    return reader->got == reader->size;
}

static void direct_arrived(input_t *input, ssize_t arrived) {
    chunk_reader_t *reader = VT_CONTAINER_OF(input, chunk_reader_t, input);
    if (arrived <= 0) {
        reader->done(reader, arrived == 0 ? UV_EOF : arrived);
    } else if (take(reader)) {
        reader->done(reader, (int64_t)reader->got);
    } else {
        input_fill(input);
    }
}

size_t read_chunk_direct(chunk_reader_t *reader) {
    reader->got = 0;
    if (take(reader)) {
        return reader->got;
    }
    reader->input.arrived = direct_arrived;
    input_fill(&reader->input);
    return 0;
}

static void fail(chunk_reader_t *reader, vt_error_t error) {
    vt_status_t status = vt_reset_source_set_error(&reader->source, &error);
    (void)status; /* nobody else completes it */
}

/* Waits for the next fill. */
static void await_fill(chunk_reader_t *reader) {
    reader->filling = input_fill_async(&reader->input);
    vt_status_t status = vt_value_task_on_completed(reader->filling, &reader->filled, 0);
    if (status != VT_OK) {
        fail(reader, vt_error_from_status(status));
    }
}

static void source_filled(vt_continuation_t *self) {
    chunk_reader_t *reader = VT_CONTAINER_OF(self, chunk_reader_t, filled);
    uint64_t arrived = 0;
    vt_error_t error = VT_ERROR_INIT("libuv", UV_EOF, END_OF_INPUT);
    vt_status_t status = vt_value_task_get_result(reader->filling, &arrived, &error);
    if (status != VT_OK || arrived == 0) {
        fail(reader, error);
    } else if (take(reader)) {
        status = vt_reset_source_set_result(&reader->source, reader->got);
        (void)status; /* nobody else completes it */
    } else {
        await_fill(reader);
    }
}

vt_value_task_t read_chunk_value_task_source(chunk_reader_t *reader) {
    reader->got = 0;
    if (take(reader)) {
        return vt_value_task_from_result(reader->got);
    }
    if (vt_reset_source_reset(&reader->source) != VT_OK) {
        return vt_value_task_from_source(NULL, 0);
    }
    await_fill(reader);
    return vt_reset_source_value_task(&reader->source);
}

void read_chunk_init(chunk_reader_t *reader) {
    vt_reset_source_init(&reader->source, NULL, 0);
    reader->filled.run = source_filled;
    reader->last = NULL;
}
