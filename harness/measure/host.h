/*
 * host.h - reads single facts of this machine, for environment.c and doctor.c. Each writes a text
 * of at most `size` bytes, "unknown" where the machine does not tell. No fact holds the host's name
 * or a path.
 */
#ifndef BENCH_MEASURE_HOST_H
#define BENCH_MEASURE_HOST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The first line of a file, without its end. False, and "unknown", where it cannot be read. */
bool bench__host_line(const char *path, char *text, size_t size);

void bench__host_cpu(char *text, size_t size);
void bench__host_kernel(char *text, size_t size);
void bench__host_governor(char *text, size_t size);

/* "none", or the hypervisor: "KVM", "VMware", ... */
void bench__host_virtualisation(char *text, size_t size);

/* "on", "off" (in the kernel or for this process). */
void bench__host_aslr(char *text, size_t size);

/* The allocator's version without its commit, "5.3.0". */
void bench__host_jemalloc(char *text, size_t size);

/* Tells whether this process has one thread only. */
bool bench__host_has_one_thread(void);

/* Tells whether PATH has a program of that name. */
bool bench__host_has_program(const char *name);

#endif
