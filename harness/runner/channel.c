#include "channel.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

/* More than the samples of a case of any run. */
#define LINE_MAX_BYTES ((size_t)64 << 20)
#define ROOM_FIRST     ((size_t)4096)

bool bench__channel_open(int ends[2]) {
    return socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) == 0;
}

/* High enough to be out of the way, where there is no limit to go beyond. */
#define HIGH 4000

/* A copy beyond the limit, which is raised for that moment; code that closes up to its limit does
 * not reach it. */
static int copy_beyond(int descriptor, const struct rlimit *limit) {
    struct rlimit wider = *limit;
    if (limit->rlim_cur > HIGH || limit->rlim_cur + 64 > limit->rlim_max) {
        return -1;
    }
    wider.rlim_cur += 64;
    if (setrlimit(RLIMIT_NOFILE, &wider) != 0) {
        return -1;
    }
    int copy = fcntl(descriptor, F_DUPFD_CLOEXEC, (int)limit->rlim_cur);
    (void)setrlimit(RLIMIT_NOFILE, limit);
    return copy;
}

int bench__channel_move(int end) {
    struct rlimit limit = {.rlim_cur = 64};
    (void)getrlimit(RLIMIT_NOFILE, &limit);
    int moved = copy_beyond(end, &limit);
    if (moved < 0) {
        int high = limit.rlim_cur > HIGH ? HIGH : (int)limit.rlim_cur * 3 / 4;
        moved = fcntl(end, F_DUPFD_CLOEXEC, high);
    }
    if (moved >= 0) {
        close(end);
    }
    return moved;
}

static bool send_all(int end, const char *text, size_t length) {
    while (length > 0) {
        ssize_t sent = send(end, text, length, MSG_NOSIGNAL);
        if (sent < 0 && errno == EINTR) {
            continue;
        }
        if (sent <= 0) {
            return false;
        }
        text += sent;
        length -= (size_t)sent;
    }
    return true;
}

bool bench__channel_send(int end, const char *line) {
    return send_all(end, line, strlen(line)) && send_all(end, "\n", 1);
}

void bench__reader_init(bench__reader_t *reader, int end, pid_t pid) {
    *reader = (bench__reader_t){.end = end, .process = -1};
    if (pid > 0) {
        reader->process = (int)syscall(SYS_pidfd_open, pid, 0);
    }
}

void bench__reader_deinit(bench__reader_t *reader) {
    if (reader->process >= 0) {
        close(reader->process);
    }
    free(reader->buffer);
    *reader = (bench__reader_t){.end = -1, .process = -1};
}

/* Room for at least one more byte, behind what is not taken yet. */
static bool make_room(bench__reader_t *reader) {
    if (reader->taken > 0) {
        reader->used -= reader->taken;
        memmove(reader->buffer, reader->buffer + reader->taken, reader->used);
        reader->taken = 0;
    }
    if (reader->used < reader->room) {
        return true;
    }
    size_t room = reader->room == 0 ? ROOM_FIRST : reader->room * 2;
    char *buffer = room <= LINE_MAX_BYTES ? realloc(reader->buffer, room) : NULL;
    if (buffer != NULL) {
        reader->buffer = buffer;
        reader->room = room;
    }
    return buffer != NULL;
}

/* Waits for something to read. False: the writer has ended and nothing is left. */
static bool wait_for_bytes(const bench__reader_t *reader) {
    struct pollfd watched[] = {{.fd = reader->end, .events = POLLIN},
                               {.fd = reader->process, .events = POLLIN}};
    int timeout = reader->goes_on != NULL ? (int)(BENCH__READER_INTERVAL * 1000) : -1;
    for (int ready = 0; ready <= 0;) {
        ready = poll(watched, 2, timeout);
        if (ready < 0 && errno != EINTR) {
            return false;
        }
        if (ready == 0 && reader->goes_on != NULL && !reader->goes_on(reader->context)) {
            return false;
        }
    }
    return watched[0].revents != 0;
}

static bool read_more(bench__reader_t *reader) {
    if (!make_room(reader) || !wait_for_bytes(reader)) {
        return false;
    }
    ssize_t got;
    do {
        got = read(reader->end, reader->buffer + reader->used, reader->room - reader->used);
    } while (got < 0 && errno == EINTR);
    reader->used += got > 0 ? (size_t)got : 0;
    return got > 0;
}

/* The newline that ends the next line, looked for from `from` bytes into it; NULL: not read yet. */
static char *find_end(const bench__reader_t *reader, size_t from) {
    size_t start = reader->taken + from;
    return start < reader->used ? memchr(reader->buffer + start, '\n', reader->used - start) : NULL;
}

const char *bench__reader_next(bench__reader_t *reader) {
    size_t looked_at = 0;
    char *newline;
    while ((newline = find_end(reader, looked_at)) == NULL) {
        looked_at = reader->used - reader->taken;
        if (!read_more(reader)) {
            return NULL;
        }
    }
    const char *line = reader->buffer + reader->taken;
    *newline = '\0';
    reader->taken = (size_t)(newline - reader->buffer) + 1;
    return line;
}
