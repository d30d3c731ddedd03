/* What does a message cost that goes to a server over TCP and comes back? */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <uv.h>

#include "caller.h"
#include "catalogue.h"
#include "input.h"

#define MESSAGE_MAX 1024

/* An end of the connection. One thing at a time is under way on it. */
typedef struct peer {
    uv_tcp_t tcp;
    uv_write_t writing;
    vt_reset_source_t source;                        /* of what is under way, */
    void (*done)(struct peer *self, ssize_t answer); /* or what it calls, if set */
    caller_t caller; /* who awaits this end's part of an operation */
    char buffer[MESSAGE_MAX];
    size_t size;
    bool open;
} peer_t;

typedef struct echo {
    scenario_run_t base;
    uv_loop_t loop;
    bool has_loop;
    size_t size; /* of a message */
    peer_t client;
    peer_t server;
} echo_t;

static echo_t *echo_of(peer_t *peer) {
    return VT_CONTAINER_OF(peer->tcp.loop, echo_t, loop);
}

/* ---- reading and writing ---- */

/* With a number of bytes, or an error of libuv. */
static void complete(peer_t *peer, ssize_t answer) {
    vt_status_t status;
    if (peer->done != NULL) {
        peer->done(peer, answer);
        return;
    }
    if (answer < 0) {
        vt_error_t error = VT_ERROR_INIT("libuv", (int32_t)answer, uv_strerror((int)answer));
        status = vt_reset_source_set_error(&peer->source, &error);
    } else {
        status = vt_reset_source_set_result(&peer->source, (uint64_t)answer);
    }
    (void)status; /* nobody else completes it */
}

static void give_buffer(uv_handle_t *handle, size_t suggested, uv_buf_t *buffer) {
    peer_t *peer = handle->data;
    (void)suggested;
    *buffer = uv_buf_init(peer->buffer + peer->size, (unsigned)(echo_of(peer)->size - peer->size));
}

/* A message that came in parts is whole when its last one is there. */
static void was_read(uv_stream_t *stream, ssize_t count, const uv_buf_t *buffer) {
    peer_t *peer = stream->data;
    (void)buffer;
    peer->size += count > 0 ? (size_t)count : 0;
    if (count < 0 || peer->size == echo_of(peer)->size) {
        (void)uv_read_stop(stream);
        complete(peer, count < 0 ? count : (ssize_t)peer->size);
    }
}

static void was_written(uv_write_t *request, int error) {
    peer_t *peer = request->data;
    complete(peer, error < 0 ? error : (ssize_t)peer->size);
}

static void begin_read(peer_t *peer) {
    peer->size = 0;
    memset(peer->buffer, 0, sizeof(uint64_t)); /* the client's has its own message */
    int error = uv_read_start((uv_stream_t *)&peer->tcp, give_buffer, was_read);
    if (error != 0) {
        complete(peer, error);
    }
}

static void begin_write(peer_t *peer) {
    uv_buf_t buffer = uv_buf_init(peer->buffer, (unsigned)peer->size);
    int error = uv_write(&peer->writing, (uv_stream_t *)&peer->tcp, &buffer, 1, was_written);
    if (error != 0) {
        complete(peer, error);
    }
}

static vt_value_task_t read_async(peer_t *peer) {
    vt_value_task_t read = vt_reset_source_begin(&peer->source);
    begin_read(peer);
    return read;
}

static vt_value_task_t write_async(peer_t *peer) {
    vt_value_task_t written = vt_reset_source_begin(&peer->source);
    begin_write(peer);
    return written;
}

/* ---- the two ends, as async methods ---- */

typedef struct peer_frame {
    VT_FRAME;
    peer_t *peer;
} peer_frame_t;

/* Sends a message and awaits what comes back. */
VT_METHOD(ask, peer_frame_t, frame) {
    uint64_t size;
    VT_BEGIN(frame);
    VT_AWAIT_VOID(frame, write_async(frame->peer));
    VT_AWAIT(frame, size, read_async(frame->peer));
    VT_RETURN(size);
    VT_END;
}

/* Awaits a message and sends it back. */
VT_METHOD(answer, peer_frame_t, frame) {
    uint64_t size;
    VT_BEGIN(frame);
    VT_AWAIT_VOID(frame, read_async(frame->peer));
    VT_AWAIT(frame, size, write_async(frame->peer));
    VT_RETURN(size);
    VT_END;
}

#define END(method)                                                                             \
    __attribute__((noinline)) static vt_task_t *method##_task(peer_t *peer) {                   \
        return VT_START_TASK(method, .peer = peer);                                             \
    }                                                                                           \
    __attribute__((noinline)) static vt_value_task_t method##_value_task(peer_t *peer) {        \
        return VT_START(method, .peer = peer);                                                  \
    }                                                                                           \
    __attribute__((noinline)) static vt_value_task_t method##_value_task_pooled(peer_t *peer) { \
        return VT_START_POOLED(method, .peer = peer);                                           \
    }

END(ask)
END(answer)

/* ---- and as callbacks ---- */

static void finish(peer_t *peer, ssize_t answer) {
    caller_finish(&peer->caller, answer < 0 ? (caller_outcome_t){VT_E_FAULTED, 0}
                                            : (caller_outcome_t){VT_OK, (uint64_t)answer});
}

static void ask_was_written(peer_t *peer, ssize_t answer) {
    peer->done = finish;
    if (answer < 0) {
        finish(peer, answer);
    } else {
        begin_read(peer);
    }
}

static void answer_was_read(peer_t *peer, ssize_t answer) {
    peer->done = finish;
    if (answer < 0) {
        finish(peer, answer);
    } else {
        begin_write(peer);
    }
}

static void begin_answer_direct(peer_t *peer) {
    peer->done = answer_was_read;
    begin_read(peer);
}

static void begin_ask_direct(peer_t *peer) {
    peer->done = ask_was_written;
    begin_write(peer);
}

/* ---- the loop ---- */

static void write_message(echo_t *run, uint64_t i) {
    uint64_t number = caller_uncached(i);
    memcpy(run->client.buffer, &number, sizeof number);
    run->client.size = run->size;
}

static void check_message(echo_t *run, uint64_t i) {
    uint64_t sent = caller_uncached(i);
    run->base.wrong += memcmp(run->client.buffer, &sent, sizeof sent) != 0 ||
                       memcmp(run->server.buffer, &sent, sizeof sent) != 0;
    caller_check(&run->base, run->client.caller.outcome, VT_OK, run->size);
    caller_check(&run->base, run->server.caller.outcome, VT_OK, run->size);
}

static bool is_good_so_far(const caller_t *caller) {
    return !caller_is_done(caller) || caller->outcome.status == VT_OK;
}

/* Once an end has failed, the other one would wait in vain. */
static bool is_under_way(const echo_t *run) {
    const caller_t *client = &run->client.caller;
    const caller_t *server = &run->server.caller;
    return (!caller_is_done(client) || !caller_is_done(server)) && is_good_so_far(client) &&
           is_good_so_far(server);
}

#define ECHO_LOOP(name, begin_answer, begin_ask)                        \
    static void run_##name(scenario_run_t *base, uint64_t operations) { \
        echo_t *run = (echo_t *)base;                                   \
        for (uint64_t i = 0; i < operations; i++) {                     \
            write_message(run, i);                                      \
            caller_begin(&run->client.caller);                          \
            caller_begin(&run->server.caller);                          \
            begin_answer;                                               \
            begin_ask;                                                  \
            while (is_under_way(run)) {                                 \
                uv_run(&run->loop, UV_RUN_ONCE);                        \
            }                                                           \
            check_message(run, i);                                      \
        }                                                               \
        base->operations += operations;                                 \
    }

#define BOTH(name, await)                                                    \
    ECHO_LOOP(name, await(&run->server.caller, answer_##name(&run->server)), \
              await(&run->client.caller, ask_##name(&run->client)))

ECHO_LOOP(direct, begin_answer_direct(&run->server), begin_ask_direct(&run->client))
BOTH(task, caller_await_task)
BOTH(value_task, caller_await)
BOTH(value_task_pooled, caller_await)

/* ---- set-up ---- */

static void peer_close(peer_t *peer) {
    if (peer->open) {
        uv_close((uv_handle_t *)&peer->tcp, NULL);
    }
}

/* What waits in vain, after a failure, ends too. */
static void end_wait(peer_t *peer) {
    if (!caller_is_done(&peer->caller)) {
        complete(peer, UV_ECANCELED);
    }
}

static void teardown(scenario_run_t *base) {
    echo_t *run = (echo_t *)base;
    if (run == NULL) {
        return;
    }
    peer_close(&run->client);
    peer_close(&run->server);
    if (run->has_loop) {
        uv_run(&run->loop, UV_RUN_DEFAULT);
        uv_loop_close(&run->loop);
    }
    end_wait(&run->client);
    end_wait(&run->server);
    (void)vt_pool_trim(VT_METHOD_POOL(ask));
    (void)vt_pool_trim(VT_METHOD_POOL(answer));
    free(run);
}

/* Takes the socket over, also where it fails. */
static bool peer_open(echo_t *run, peer_t *peer, int socket) {
    peer->open = uv_tcp_init(&run->loop, &peer->tcp) == 0;
    if (!peer->open || uv_tcp_open(&peer->tcp, socket) != 0) {
        close(socket);
        return false;
    }
    peer->tcp.data = peer;
    peer->writing.data = peer;
    vt_reset_source_init(&peer->source, NULL, VT_ONE_COMPLETER);
    return uv_tcp_nodelay(&peer->tcp, 1) == 0;
}

static bool open_both(echo_t *run) {
    int client;
    int server = input_connect_loopback(&client);
    if (server < 0) {
        return false;
    }
    bool good = peer_open(run, &run->client, client);
    return peer_open(run, &run->server, server) && good;
}

static scenario_run_t *setup(const scenario_case_t *self, uint64_t seed) {
    echo_t *run = calloc(1, sizeof *run);
    (void)seed;
    if (run == NULL) {
        return NULL;
    }
    run->base.definition = self;
    run->size = (size_t)self->argument[0];
    run->has_loop = uv_loop_init(&run->loop) == 0;
    if (!run->has_loop || !open_both(run)) {
        int error = errno;
        teardown(&run->base);
        errno = error;
        return NULL;
    }
    return &run->base;
}

/* Each end is a method, so an operation has two blocks. */
#define CASE(contender_, bytes, allocs)                                               \
    {                                                                                 \
        .contender = #contender_, .params = "over=tcp;bytes=" #bytes,                 \
        .budget = SCENARIO_BUDGET((allocs), 1), .period = 1, .count_operations = 100, \
        .setup = setup, .run = run_##contender_, .teardown = teardown, .argument = {  \
            (bytes)                                                                   \
        }                                                                             \
    }

static const scenario_case_t cases[] = {
    CASE(direct, 64, 0),
    CASE(task, 64, 2),
    CASE(value_task, 64, 2),
    CASE(value_task_pooled, 64, 0),
};

const scenario_t scenario_echo = {
    .name = "echo",
    .question = "What does a message cost that goes to a server over TCP and comes back?",
    .cases = cases,
    .case_count = sizeof cases / sizeof cases[0],
    .contenders = scenario_contenders,
    .makers = scenario_makers,
};
