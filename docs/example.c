/*
 * A reader whose reads are done at once when the buffer has data, suspend when it has not, and
 * fault when the input fails. Built and run by the tests.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "valuetask.h"

/* ---- the input: somebody else's event loop fills the buffer ---- */

typedef struct reader {
    char buffer[4096];
    size_t begin, end;        /* what has not been read yet */
    vt_reset_source_t filled; /* the fill that is under way */
} reader_t;

/* Hands out the next fill. Whoever drives the input completes it later. If a fill is under way, the
 * value task faulted with `busy`. */
static vt_value_task_t fill_async(reader_t *reader) {
    return vt_reset_source_begin(&reader->filled);
}

/* What the event loop calls when data, or an error, have arrived. */
static void input_arrived(reader_t *reader, const char *data, size_t size, int error_number) {
    vt_status_t status;
    if (error_number != 0) {
        vt_error_t error = VT_ERROR_INIT("errno", error_number, "read failed");
        status = vt_reset_source_set_error(&reader->filled, &error);
    } else {
        memcpy(reader->buffer, data, size);
        reader->begin = 0;
        reader->end = size;
        status = vt_reset_source_set_result(&reader->filled, size);
    }
    if (status != VT_OK) {
        printf("input: %s\n", vt_status_message(status));
    }
}

/* ---- the async method ---- */

typedef struct read_frame {
    VT_FRAME;
    reader_t *reader;
    char *to;
    size_t room;
} read_frame_t;

VT_METHOD(read, read_frame_t, frame) {
    size_t size;
    VT_BEGIN(frame);
    if (frame->reader->begin == frame->reader->end) {
        VT_AWAIT(frame, size, fill_async(frame->reader)); /* a fault ends the method here */
        if (size == 0) {
            VT_FAIL("reader", ENODATA, "end of input");
        }
    }
    size = frame->reader->end - frame->reader->begin;
    size = size < frame->room ? size : frame->room;
    memcpy(frame->to, frame->reader->buffer + frame->reader->begin, size);
    frame->reader->begin += size;
    VT_RETURN(size);
    VT_END;
}

static vt_value_task_t read_async(reader_t *reader, char *to, size_t room) {
    return VT_START(read, .reader = reader, .to = to, .room = room);
}

/* ---- its use ---- */

static void report(const char *what, vt_value_task_t value_task) {
    uint64_t size = 0;
    vt_error_t error = {0};
    vt_status_t status = vt_value_task_get_result(value_task, &size, &error);
    if (status == VT_OK) {
        printf("%s: %llu bytes\n", what, (unsigned long long)size);
    } else {
        printf("%s: %s (%s %d: %s)\n", what, vt_status_message(status), error.domain, error.code,
               error.text);
    }
    vt_error_release(&error);
}

int main(void) {
    reader_t reader = {.begin = 0, .end = 0};
    char to[8];
    vt_reset_source_init(&reader.filled, NULL, 0);

    vt_value_task_t first = read_async(&reader, to, sizeof to);
    printf("nothing there: %s\n", vt_value_task_is_completed(first) ? "completed" : "pending");
    input_arrived(&reader, "twelve bytes", 12, 0);
    report("after the fill", first);

    vt_value_task_t second = read_async(&reader, to, sizeof to);
    printf("4 bytes left: %s\n", second.source == NULL ? "the result is inside" : "pending");
    report("from the buffer", second);

    vt_value_task_t third = read_async(&reader, to, sizeof to);
    input_arrived(&reader, NULL, 0, EIO);
    report("when it fails", third);
    return vt_reset_source_deinit(&reader.filled) == VT_OK ? 0 : 1;
}
