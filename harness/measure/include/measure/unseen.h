/*
 * unseen.h - allocations of a shared object that no witness can see.
 *
 * The witnesses see calls of this process's malloc and its kin. A shared object may bring an
 * allocator of its own and be bound to that inside itself: to the witnesses it allocates nothing.
 * Only its symbols tell:
 *
 *   - what its references to malloc and its kin were bound to when it was loaded,
 *   - that it defines one of them and has no such reference, so that it is bound within,
 *   - that it has or calls a known allocator of another name: je_malloc, mi_malloc, __libc_malloc.
 *
 * An object without a symbol table that hides its allocator is not found out. What it takes from
 * the kernel itself (mmap) is never seen.
 */
#ifndef BENCH_MEASURE_UNSEEN_H
#define BENCH_MEASURE_UNSEEN_H

#include "model/problem.h"

/* Looks at a loaded object: its file, and its handle of dlopen. False: something of it is not seen,
 * and what. An object that cannot be read has no more to tell than its references. */
bool bench_sees_allocations(const char *path, void *handle, bench_problem_t *unseen);

#endif
