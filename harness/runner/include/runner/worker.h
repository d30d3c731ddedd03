/*
 * worker.h - one measuring process.
 *
 * The unit of replication is the process, so the program starts itself again for each (launch.h).
 * A worker reads its plan, sets the cases up, measures them and sends what it measured. It ends
 * with its parent.
 */
#ifndef BENCH_RUNNER_WORKER_H
#define BENCH_RUNNER_WORKER_H

#include <stdbool.h>

#include "model/problem.h"

/* The hidden command: `vtbench measure-one-process DESCRIPTOR`. */
#define BENCH_WORKER_COMMAND "measure-one-process"

/* Measures what the plan says that comes through the socket `descriptor` (a number, as text). What
 * goes wrong is sent to the parent; false only where there is none to be told. */
bool bench_worker_run(const char *descriptor, bench_problem_t *problem);

#endif
