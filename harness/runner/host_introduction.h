/* host_introduction.h - a host is asked what it is and which cases it has. */
#ifndef BENCH_RUNNER_HOST_INTRODUCTION_H
#define BENCH_RUNNER_HOST_INTRODUCTION_H

#include "runner/host.h"

/* Starts the program of host->path, asks it for the rest, and ends it. It has so many seconds for
 * each answer. False: the problem names the path; what was read so far stays. */
bool bench__host_introduce(bench_host_t *host, double seconds, bench_problem_t *problem);

#endif
