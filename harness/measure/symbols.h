/*
 * symbols.h - names of functions, static ones too, of this program and all that it has loaded.
 */
#ifndef BENCH_MEASURE_SYMBOLS_H
#define BENCH_MEASURE_SYMBOLS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lines.h"

typedef struct bench__symbol {
    char name[256];    /* of the function, as it was written: no compiler's suffix, and of C++
                          without its parameters; "?" where it is not known */
    bool of_allocator; /* it is part of jemalloc or of the interposer */
} bench__symbol_t;

struct Dwfl; /* of elfutils: what is mapped in a process */

/* The function that has the address; "?" where `modules` is NULL or does not know it. Allocates. */
void bench__symbol_look_up(struct Dwfl *modules, uintptr_t address, bench__symbol_t *symbol);

/* Whether it is a function of the harness. */
bool bench__symbol_is_harness(const bench__symbol_t *symbol);

/* The function that a return address leads back to. Allocates. */
void bench__symbol_find(const void *return_address, bench__symbol_t *symbol);

/* Writes file and line of the call that a return address comes back from. */
bench__line_t bench__symbol_line(const void *return_address, char *text, size_t size);

#endif
