/* interrupts.h - who else is to know of an interrupt. */
#ifndef BENCH_RUNNER_INTERRUPTS_PRIVATE_H
#define BENCH_RUNNER_INTERRUPTS_PRIVATE_H

#include <sys/types.h>

#include "runner/interrupts.h"

/* From now on that process, and what it forked, gets a SIGINT when this one is interrupted; at once
 * if that has happened. 0: nobody. */
void bench__pass_interrupts_to(pid_t pid);

#endif
