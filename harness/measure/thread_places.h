/*
 * thread_places.h - a number for each thread that calls the allocator while it is watched, or runs
 * a subject.
 */
#ifndef BENCH_MEASURE_THREAD_PLACES_H
#define BENCH_MEASURE_THREAD_PLACES_H

/* Room for threads in a window; those above share the last place. */
#define BENCH__THREAD_MAX 32

/* The place of the calling thread, below BENCH__THREAD_MAX, given at its first call. Allocates
 * nothing. */
unsigned bench__thread_place(void);

#endif
