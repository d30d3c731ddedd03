/*
 * An echo server on a libuv loop: an async method for each connection. What libuv has not read or
 * written yet is a reset source that its callback completes, so neither allocates.
 *     echo PORT [CONNECTIONS]      0: any free port, which is printed; the end after so many
 */
#include <stdio.h>
#include <stdlib.h>
#include <uv.h>

#include "valuetask.h"

/* ---- a connection: one thing at a time is under way on it ---- */

typedef struct connection {
    uv_tcp_t tcp;
    uv_write_t writing;
    vt_reset_source_t done; /* of the read or the write that is under way */
    char buffer[4096];
} connection_t;

/* With a number of bytes, or an error of libuv. Nobody else completes it, so it cannot fail. */
static void complete(connection_t *connection, ssize_t answer) {
    const char *text = answer < 0 ? uv_strerror((int)answer) : NULL;
    vt_error_t error = VT_ERROR_INIT("uv", (int32_t)answer, text);
    (void)!(answer >= 0 ? vt_reset_source_set_result(&connection->done, (uint64_t)answer)
                        : vt_reset_source_set_error(&connection->done, &error));
}

static void give_buffer(uv_handle_t *handle, size_t size, uv_buf_t *buffer) {
    connection_t *connection = handle->data;
    (void)size;
    *buffer = uv_buf_init(connection->buffer, sizeof connection->buffer);
}

static void was_read(uv_stream_t *stream, ssize_t count, const uv_buf_t *buffer) {
    (void)buffer;
    if (count != 0) { /* 0: not yet */
        (void)uv_read_stop(stream);
        complete(stream->data, count == UV_EOF ? 0 : count);
    }
}

static void was_written(uv_write_t *request, int error) {
    complete(request->data, error);
}

/* How many bytes are in the buffer; 0: the end. */
static vt_value_task_t read_async(connection_t *connection) {
    vt_value_task_t read = vt_reset_source_begin(&connection->done);
    int error = uv_read_start((uv_stream_t *)&connection->tcp, give_buffer, was_read);
    if (error != 0) {
        complete(connection, error);
    }
    return read;
}

static vt_value_task_t write_async(connection_t *connection, size_t size) {
    vt_value_task_t written = vt_reset_source_begin(&connection->done);
    uv_buf_t buffer = uv_buf_init(connection->buffer, (unsigned)size);
    uv_stream_t *stream = (uv_stream_t *)&connection->tcp;
    int error = uv_write(&connection->writing, stream, &buffer, 1, was_written);
    if (error != 0) {
        complete(connection, error);
    }
    return written;
}

/* ---- the server ---- */

static long connections_left; /* below 0: no end */
typedef struct serve_frame {
    VT_FRAME;
    connection_t *connection;
    uv_handle_t *server;
    uint64_t size; /* lives across an await, so it is here and no local */
    uint64_t total;
} serve_frame_t;

static void was_closed(uv_handle_t *handle) {
    connection_t *connection = handle->data;
    if (vt_reset_source_deinit(&connection->done) == VT_OK) {
        free(connection);
    }
}

/* Runs however a conversation ends. */
static void end_conversation(serve_frame_t *frame) {
    printf("echoed %llu bytes\n", (unsigned long long)frame->total);
    uv_close((uv_handle_t *)&frame->connection->tcp, was_closed);
    if (--connections_left == 0) {
        uv_close(frame->server, NULL);
    }
}

VT_METHOD_FINALLY(serve, serve_frame_t, frame, end_conversation) {
    VT_BEGIN(frame);
    for (;;) {
        VT_AWAIT(frame, frame->size, read_async(frame->connection)); /* an error ends it here */
        if (frame->size == 0) {
            VT_RETURN(frame->total);
        }
        VT_AWAIT_VOID(frame, write_async(frame->connection, frame->size));
        frame->total += frame->size;
    }
    VT_END;
}

static void was_connected(uv_stream_t *server, int error) {
    connection_t *connection = error == 0 ? calloc(1, sizeof *connection) : NULL;
    if (connection == NULL || uv_tcp_init(server->loop, &connection->tcp) != 0) {
        free(connection);
        return;
    }
    connection->tcp.data = connection->writing.data = connection;
    vt_reset_source_init(&connection->done, NULL, VT_ONE_COMPLETER);
    if (uv_accept(server, (uv_stream_t *)&connection->tcp) != 0) {
        uv_close((uv_handle_t *)&connection->tcp, was_closed);
        return;
    }
    /* An error of one connection is nothing to the others. The method's block comes from a pool. */
    vt_value_task_discard(
        VT_START_POOLED(serve, .connection = connection, .server = (uv_handle_t *)server));
}

/* The port, or a libuv error. */
static int listen_on(uv_tcp_t *server, int port) {
    struct sockaddr_in address;
    int size = sizeof address;
    int error = uv_ip4_addr("127.0.0.1", port, &address);
    error = error != 0 ? error : uv_tcp_init(uv_default_loop(), server);
    error = error != 0 ? error : uv_tcp_bind(server, (struct sockaddr *)&address, 0);
    error = error != 0 ? error : uv_listen((uv_stream_t *)server, 16, was_connected);
    error = error != 0 ? error : uv_tcp_getsockname(server, (struct sockaddr *)&address, &size);
    return error != 0 ? error : ntohs(address.sin_port);
}

int main(int argc, char **argv) {
    uv_tcp_t server;
    int port = argc > 1 ? listen_on(&server, atoi(argv[1])) : UV_EINVAL;
    if (port < 0) {
        fprintf(stderr, "echo PORT [CONNECTIONS]: %s\n", uv_strerror(port));
        return 2;
    }
    connections_left = argc > 2 ? atol(argv[2]) : -1;
    printf("port %d\n", port);
    (void)fflush(stdout);
    return uv_run(uv_default_loop(), UV_RUN_DEFAULT) == 0 && uv_loop_close(uv_default_loop()) == 0
               ? 0
               : 1;
}
