/*
 * surroundings.h - what a process has only one of, and a plugin may change for all that come after
 * it: working folder, file mode mask, locale, environment, standard streams, dispositions and mask
 * of signals, timers, CPUs, floating-point modes.
 */
#ifndef BENCH_RUNNER_SURROUNDINGS_H
#define BENCH_RUNNER_SURROUNDINGS_H

/* Remembers them, in place of what was remembered before. What cannot be had is left alone. */
void bench__surroundings_keep(void);

/* Makes them what they were when they were kept last. */
void bench__surroundings_restore(void);

#endif
