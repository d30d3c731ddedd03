/*
 * host_message.h - the lines that a host is asked and answers with; docs/hosts.md has them all.
 */
#ifndef BENCH_RUNNER_HOST_MESSAGE_H
#define BENCH_RUNNER_HOST_MESSAGE_H

#include "runner/host.h"

typedef enum bench__ask {
    BENCH__ASK_HELLO,
    BENCH__ASK_LIST,
    BENCH__ASK_SET_UP,
    BENCH__ASK_WARM_UP,
    BENCH__ASK_TIME,
    BENCH__ASK_COUNT,
    BENCH__ASK_TEAR_DOWN,
    BENCH__ASK_COUNT_OF, /* of what can be asked */
} bench__ask_t;

typedef struct bench__request {
    bench__ask_t ask;
    uint64_t number;     /* of the case, in the order of the list; not of hello and list */
    uint64_t operations; /* of time and count */
    uint64_t seed;       /* of set_up */
} bench__request_t;

typedef struct bench__answer {
    bench_host_t *host; /* hello and list go there; borrowed */
    char *error;        /* why it could not do it; NULL: it did. Owned */
    uint64_t operations, wrong;
    uint64_t nanoseconds; /* of time */
    /* Of count; not known: it cannot count that. */
    bench_fraction_t bytes, bytes_again, objects, collections;
} bench__answer_t;

/* "time"; for messages. */
const char *bench__ask_name(bench__ask_t ask);

/* The line, the caller's (free). NULL: memory is short. */
char *bench__request_to_json(const bench__request_t *request, bench_problem_t *problem);

/* Reads the answer to what was asked. `source` names the host. False: it is none; *answer and what
 * it points to hold what was read so far. */
bool bench__answer_from_json(const char *source, const char *line, bench__ask_t asked,
                             bench__answer_t *answer, bench_problem_t *problem);

/* A host as a part of other documents (store/codec.h). */
struct bench_codec;
void bench__code_host(struct bench_codec *codec, void *thing);

#endif
