/* shared_word.h - a word of 8 bytes that several threads change: aligned, as an atomic operation
 * wants it, where the type alone is not (i386). */
#ifndef TESTS_CORE_SHARED_WORD_H
#define TESTS_CORE_SHARED_WORD_H

#include <stdint.h>

typedef uint64_t shared_word_t __attribute__((aligned(8)));

#endif
