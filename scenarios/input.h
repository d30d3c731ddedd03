/*
 * input.h - real input: a file, a pipe, a TCP connection on loopback, filling one buffer through
 * libuv.
 *
 * The input is endless and known: byte number p of the stream is input_byte(p). A file is read
 * again and again; a pipe and a connection are fed by a thread that writes as fast as the kernel
 * accepts. Nothing is allocated after input_open.
 */
#ifndef SCENARIO_INPUT_H
#define SCENARIO_INPUT_H

#include <pthread.h>
#include <uv.h>

#include "valuetask.h"

typedef enum input_kind { INPUT_FILE, INPUT_PIPE, INPUT_TCP } input_kind_t;

/* What one read of the kernel may bring. */
#define INPUT_BUFFER_SIZE 32768

/* The stream repeats after so many bytes: not a divisor of any chunk, so that a shifted one is
 * found. */
#define INPUT_PATTERN 61

typedef struct input {
    input_kind_t kind;
    uv_loop_t loop;
    uv_fs_t request; /* of a file */
    union {
        uv_handle_t handle;
        uv_stream_t stream;
        uv_pipe_t pipe;
        uv_tcp_t tcp;
    } uv;
    int file;      /* INPUT_FILE: what is read */
    int64_t place; /* INPUT_FILE: where */
    int feed;      /* pipe and connection: what the feeder writes to */
    pthread_t feeder;
    bool fed;      /* the feeder runs */
    bool streamed; /* uv.stream is open */

    char buffer[INPUT_BUFFER_SIZE];
    size_t begin, end; /* what has arrived and was not taken */

    vt_reset_source_t filled;                             /* completed with the number of bytes */
    void (*arrived)(struct input *self, ssize_t arrived); /* or called with it, if set */
    void *arrived_state;
} input_t;

/* Opens the input. False, with errno set, on failure. */
bool input_open(input_t *input, input_kind_t kind);

/* Closes the input, also one that input_open failed to open. */
void input_close(input_t *input);

/* Starts to fill the empty buffer. Completes with the number of bytes, or faults with libuv's code.
 */
vt_value_task_t input_fill_async(input_t *input);

/* The same for a reader that has set `arrived`, which is called from the loop. */
void input_fill(input_t *input);

/* Lets the loop wait for the kernel once. */
void input_run_once(input_t *input);

/* Moves up to `room` bytes from the buffer. Returns how many. */
size_t input_take(input_t *input, char *to, size_t room);

/* A connection to ourselves: gives the accepted end, and the connecting end in *other. -1: errno
 * says why. */
int input_connect_loopback(int *other);

/* Tells whether `size` bytes are those of the stream from byte `position` on. */
bool input_matches(const char *bytes, size_t size, uint64_t position);

#endif
