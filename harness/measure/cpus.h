/*
 * cpus.h - the two limits on the processors of a process, for measure.h's bench_usable_cpus.
 */
#ifndef BENCH_MEASURE_CPUS_H
#define BENCH_MEASURE_CPUS_H

/* How many processors this thread may run on. 0: the kernel does not tell. */
unsigned bench__cpus_of_affinity(void);

/* The processor time that this process may use, in processors: 0.5 is half of one. The lowest limit
 * of its control groups and all their parents, of version 1 and 2. INFINITY: there is no limit.
 * `root`: "", or a folder in which proc and sys are looked for. */
double bench__cpus_of_quota(const char *root);

#endif
