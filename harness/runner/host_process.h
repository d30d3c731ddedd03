/*
 * host_process.h - a host that runs: one request, one answer, until its end.
 *
 * Its requests come on descriptor 3 and its answers go to descriptor 4; both are ends of one
 * socket. Its standard input is empty, its standard output is our standard error.
 */
#ifndef BENCH_RUNNER_HOST_PROCESS_H
#define BENCH_RUNNER_HOST_PROCESS_H

#include "channel.h"
#include "host_message.h"

/* All zero: none. */
typedef struct bench__host_process {
    const char *path; /* borrowed */
    pid_t pid;        /* 0: it does not run */
    double seconds;   /* for an answer; 0: as long as it takes, somebody else watches */
    double asked;     /* when, of the present request */
    bench__reader_t reader;
} bench__host_process_t;

/* Set in its environment where it will be asked to count and not for times, so that it may do what
 * would cost time. */
#define BENCH__HOST_COUNTS "VTBENCH_COUNTS"

#define BENCH__HOST_IN  3
#define BENCH__HOST_OUT 4

/* False: it could not be started, and why. */
bool bench__host_start(bench__host_process_t *process, const char *path, double seconds,
                       bench_problem_t *problem);

/* False: memory is short. A host that has ended says so by not answering. */
bool bench__host_send(bench__host_process_t *process, const bench__request_t *request,
                      bench_problem_t *problem);

/* Reads the answer to the request that was sent last; texts in it are the caller's. False: the host
 * ended, was too slow, said that it could not, or what it said is no answer to that; the problem
 * names it. */
bool bench__host_receive(bench__host_process_t *process, const bench__request_t *request,
                         bench__answer_t *answer, bench_problem_t *problem);

/* Both. */
bool bench__host_ask(bench__host_process_t *process, const bench__request_t *request,
                     bench__answer_t *answer, bench_problem_t *problem);

/* Closes its descriptors, which asks it to end, and waits for that; one that stays is killed.
 * Accepts one that does not run. */
void bench__host_end(bench__host_process_t *process);

#endif
