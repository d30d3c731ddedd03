/*
 * channel.h - lines of text through a socket of their own, between a measuring process and its
 * parent.
 */
#ifndef BENCH_RUNNER_CHANNEL_H
#define BENCH_RUNNER_CHANNEL_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/* Two ends; both are closed on exec. False, with errno: there are none. */
bool bench__channel_open(int ends[2]);

/* Moves a descriptor out of the way of code that closes the first ones, or all that it may have, or
 * starts programs: beyond the limit of this process where that can be, else to a high number;
 * closed on exec. The new number; -1 with errno. */
int bench__channel_move(int end);

/* Sends a line, which has no newline in it. False: nobody reads it any more. */
bool bench__channel_send(int end, const char *line);

#define BENCH__READER_INTERVAL 0.25 /* seconds */

/* Reads lines. */
typedef struct bench__reader {
    int end;
    int process;  /* pidfd of the process at the other end; -1: none */
    char *buffer; /* owned */
    size_t room, used, taken;
    /* Called about every BENCH__READER_INTERVAL while there is nothing to read; false: there is
     * nothing to wait for any more. NULL: waits as long as it takes. */
    bool (*goes_on)(void *context);
    void *context;
} bench__reader_t;

/* `pid`: the process that writes; 0: not known. When it has ended there are no more lines, though
 * it may have left processes behind that hold its end open. */
void bench__reader_init(bench__reader_t *reader, int end, pid_t pid);
void bench__reader_deinit(bench__reader_t *reader);

/* The next line, without its newline, valid until the next call. NULL: there is none, it is longer
 * than any message, or memory is short. */
const char *bench__reader_next(bench__reader_t *reader);

#endif
