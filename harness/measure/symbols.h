/*
 * symbols.h - names of functions, static ones too, of this program and all that it has loaded.
 */
#ifndef BENCH_MEASURE_SYMBOLS_H
#define BENCH_MEASURE_SYMBOLS_H

#include <stdbool.h>
#include <stddef.h>

typedef struct bench__symbol {
    char name[96];     /* of the function, without a compiler's suffix; "?" where it is not known */
    bool of_allocator; /* it is part of jemalloc or of the interposer */
} bench__symbol_t;

/* The function that a return address leads back to. Allocates. */
void bench__symbol_find(const void *return_address, bench__symbol_t *symbol);

#endif
