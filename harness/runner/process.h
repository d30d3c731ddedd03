/* process.h - the end of a process that may not want to end. */
#ifndef BENCH_RUNNER_PROCESS_H
#define BENCH_RUNNER_PROCESS_H

#include <stdbool.h>
#include <sys/types.h>

/* Seconds since some moment; never goes back. */
double bench__seconds(void);

/* Waits for the end of a child of this process, as waitpid does. A child that has not ended after
 * so many seconds is killed; false then. */
bool bench__process_wait(pid_t pid, double seconds, int *status);

#endif
