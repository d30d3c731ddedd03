/* interrupts.h - the signals that end the measuring early and cleanly. */
#ifndef BENCH_RUNNER_INTERRUPTS_H
#define BENCH_RUNNER_INTERRUPTS_H

#include <stdbool.h>

/* From here on SIGINT, SIGTERM and SIGHUP end the measuring early and cleanly. The latter two stay
 * ignored where they were; shells ignore SIGINT for every process in the background. */
void bench_catch_interrupts(void);
bool bench_was_interrupted(void);

#endif
