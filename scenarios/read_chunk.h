/*
 * read_chunk.h - the operation of buffered_read, once for each contender: read exactly one chunk.
 *
 * A hit finds the chunk in the buffer and ends at once. A miss suspends until the kernel has
 * delivered, as often as it takes.
 */
#ifndef SCENARIO_READ_CHUNK_H
#define SCENARIO_READ_CHUNK_H

#include "input.h"

typedef struct chunk_reader {
    input_t input;
    char chunk[INPUT_BUFFER_SIZE];
    size_t size; /* of a chunk */

    size_t got; /* of the current one, for the contenders without a frame */
    void (*done)(struct chunk_reader *self, int64_t size); /* `direct` */
    vt_reset_source_t source;                              /* `value_task_source` */
    vt_continuation_t filled;
    vt_value_task_t filling;
    vt_task_t *
        last; /* `task_cached`: the last completed task, handed out again while its size is right */
} chunk_reader_t;

/* Bytes read at once; 0: reader->done will be called, with the size or a negative code. */
size_t read_chunk_direct(chunk_reader_t *reader);
vt_task_t *read_chunk_task(chunk_reader_t *reader);
vt_task_t *read_chunk_task_cached(chunk_reader_t *reader);
vt_value_task_t read_chunk_value_task(chunk_reader_t *reader);
vt_value_task_t read_chunk_value_task_pooled(chunk_reader_t *reader);
vt_value_task_t read_chunk_value_task_source(chunk_reader_t *reader);

/* Prepares what `value_task_source` and `task_cached` need. */
void read_chunk_init(chunk_reader_t *reader);

#endif
