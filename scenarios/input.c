#include "input.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* As many whole buffers as are whole patterns, so that reading round and round repeats no byte. */
#define FILE_SIZE ((int64_t)INPUT_BUFFER_SIZE * INPUT_PATTERN)

/* Patterns in a row, so that any chunk from any place in a pattern can be compared at once. */
static char pattern[INPUT_BUFFER_SIZE + INPUT_PATTERN];
static pthread_once_t pattern_once = PTHREAD_ONCE_INIT;

static void make_pattern(void) {
    for (size_t i = 0; i < sizeof pattern; i++) {
        pattern[i] = (char)(i % INPUT_PATTERN * 37 % 256);
    }
}

bool input_matches(const char *bytes, size_t size, uint64_t position) {
    return size <= INPUT_BUFFER_SIZE &&
           memcmp(bytes, pattern + position % INPUT_PATTERN, size) == 0;
}

/* ---- feeding a pipe or a connection ---- */

/* Writes the stream until the other end is closed. */
static void *feed(void *argument) {
    const input_t *input = argument;
    uint64_t position = 0;
    sigset_t pipe_signal;
    sigemptyset(&pipe_signal);
    sigaddset(&pipe_signal, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &pipe_signal, NULL); /* a closed end is an error, not a signal */
    for (;;) {
        ssize_t written = write(input->feed, pattern + position % INPUT_PATTERN, INPUT_BUFFER_SIZE);
        if (written > 0) {
            position += (uint64_t)written;
        } else if (errno != EINTR) {
            return NULL;
        }
    }
}

static bool start_feeder(input_t *input) {
    /* Signals are left to the main thread. */
    sigset_t all;
    sigset_t before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    errno = pthread_create(&input->feeder, NULL, feed, input);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    input->fed = errno == 0;
    return input->fed;
}

/* ---- opening ---- */

static bool open_file(input_t *input) {
    const char *folder = getenv("TMPDIR");
    input->file = open(folder != NULL ? folder : "/tmp", O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (input->file < 0) {
        FILE *unnamed = tmpfile(); /* a file system without O_TMPFILE */
        input->file = unnamed == NULL ? -1 : dup(fileno(unnamed));
        if (unnamed != NULL) {
            (void)fclose(unnamed);
        }
    }
    for (int64_t place = 0; input->file >= 0 && place < FILE_SIZE; place += INPUT_BUFFER_SIZE) {
        if (pwrite(input->file, pattern + place % INPUT_PATTERN, INPUT_BUFFER_SIZE, place) !=
            INPUT_BUFFER_SIZE) {
            return false;
        }
    }
    return input->file >= 0;
}

static bool open_pipe(input_t *input) {
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) {
        return false;
    }
    input->feed = ends[1];
    uv_pipe_init(&input->loop, &input->uv.pipe, 0);
    input->streamed = true;
    if (uv_pipe_open(&input->uv.pipe, ends[0]) != 0) {
        close(ends[0]);
        return false;
    }
    return start_feeder(input);
}

int input_connect_loopback(int *other) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t length = sizeof address;
    int accepted = -1;
    int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    *other = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (listener >= 0 && *other >= 0 &&
        bind(listener, (struct sockaddr *)&address, sizeof address) == 0 &&
        listen(listener, 1) == 0 &&
        getsockname(listener, (struct sockaddr *)&address, &length) == 0 &&
        connect(*other, (struct sockaddr *)&address, sizeof address) == 0) {
        accepted = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
    }
    int why = errno;
    if (listener >= 0) {
        close(listener);
    }
    errno = why;
    return accepted;
}

static bool open_tcp(input_t *input) {
    int accepted = input_connect_loopback(&input->feed);
    if (accepted < 0) {
        return false;
    }
    uv_tcp_init(&input->loop, &input->uv.tcp);
    input->streamed = true;
    if (uv_tcp_open(&input->uv.tcp, accepted) != 0) {
        close(accepted);
        return false;
    }
    return start_feeder(input);
}

bool input_open(input_t *input, input_kind_t kind) {
    static bool (*const openers[])(input_t *) = {open_file, open_pipe, open_tcp};
    memset(input, 0, offsetof(input_t, buffer));
    pthread_once(&pattern_once, make_pattern);
    input->kind = kind;
    input->file = -1;
    input->feed = -1;
    input->begin = 0;
    input->end = 0;
    input->arrived = NULL;
    vt_reset_source_init(&input->filled, NULL, 0);
    if (uv_loop_init(&input->loop) != 0) {
        errno = ENOMEM;
        return false;
    }
    input->loop.data = input;
    return openers[kind](input);
}

void input_close(input_t *input) {
    if (input->loop.data == NULL) {
        return;
    }
    if (input->streamed) {
        uv_close(&input->uv.handle, NULL);
    }
    uv_run(&input->loop, UV_RUN_DEFAULT);
    if (input->fed) {
        pthread_join(input->feeder, NULL); /* its other end is closed now */
    }
    if (input->feed >= 0) {
        close(input->feed);
    }
    if (input->file >= 0) {
        close(input->file);
    }
    uv_loop_close(&input->loop);
}

/* ---- filling ---- */

/* Completes the fill with the number of bytes, or with libuv's code. */
static void announce(input_t *input, ssize_t arrived) {
    vt_status_t status;
    input->begin = 0;
    input->end = arrived > 0 ? (size_t)arrived : 0;
    if (input->arrived != NULL) {
        input->arrived(input, arrived);
        return;
    }
    if (arrived < 0) {
        vt_error_t error = VT_ERROR_INIT("libuv", (int32_t)arrived, uv_strerror((int)arrived));
        status = vt_reset_source_set_error(&input->filled, &error);
    } else {
        status = vt_reset_source_set_result(&input->filled, (uint64_t)arrived);
    }
    (void)status; /* one fill at a time: nobody else completes it */
}

static void file_arrived(uv_fs_t *request) {
    input_t *input = request->data;
    ssize_t arrived = request->result;
    uv_fs_req_cleanup(request);
    input->place = (input->place + (arrived > 0 ? arrived : 0)) % FILE_SIZE;
    announce(input, arrived);
}

static void give_buffer(uv_handle_t *handle, size_t suggested, uv_buf_t *buffer) {
    input_t *input = handle->loop->data;
    (void)suggested;
    *buffer = uv_buf_init(input->buffer, sizeof input->buffer);
}

static void stream_arrived(uv_stream_t *stream, ssize_t arrived, const uv_buf_t *buffer) {
    (void)buffer;
    if (arrived != 0) { /* 0: there was nothing after all */
        uv_read_stop(stream);
        announce(stream->loop->data, arrived);
    }
}

void input_fill(input_t *input) {
    int code;
    if (input->kind == INPUT_FILE) {
        uv_buf_t buffer = uv_buf_init(input->buffer, sizeof input->buffer);
        input->request.data = input;
        code = uv_fs_read(&input->loop, &input->request, input->file, &buffer, 1, input->place,
                          file_arrived);
    } else {
        code = uv_read_start(&input->uv.stream, give_buffer, stream_arrived);
    }
    if (code != 0) {
        announce(input, code);
    }
}

vt_value_task_t input_fill_async(input_t *input) {
    if (vt_reset_source_reset(&input->filled) != VT_OK) {
        return vt_value_task_from_source(NULL, 0);
    }
    vt_value_task_t value_task = vt_reset_source_value_task(&input->filled);
    input_fill(input);
    return value_task;
}

void input_run_once(input_t *input) {
    uv_run(&input->loop, UV_RUN_ONCE);
}

size_t input_take(input_t *input, char *to, size_t room) {
    size_t size = input->end - input->begin;
    size = size < room ? size : room;
    memcpy(to, input->buffer + input->begin, size);
    input->begin += size;
    return size;
}
