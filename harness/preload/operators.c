/* operators.c - operator new and delete, by the names that compilers give them. An allocator may
 * have its own, which do not call malloc. Those of the C++ library do. */
#include <string.h>

#include "preload.h"

#define FIND_NEXT(name)                        \
    if (next == NULL) {                        \
        void *found = preload_find_next(name); \
        memcpy(&next, &found, sizeof next);    \
    }

/* What a call of malloc made has been counted there. So has what else an operator new that fails
 * allocates, an exception for instance. */
#define NEW(function, name, parameters, arguments)  \
    EXPORT void *function parameters __asm__(name); \
    void *function parameters {                     \
        static void *(*next)parameters;             \
        FIND_NEXT(name)                             \
        preload_own.last = NULL;                    \
        void *block = next arguments;               \
        if (preload_own.last != block) {            \
            preload_alloc(block, size);             \
        }                                           \
        return block;                               \
    }

/* Here the block is gone before free is called, which is not to count it again. */
#define DELETE(function, name, parameters, arguments) \
    EXPORT void function parameters __asm__(name);    \
    void function parameters {                        \
        static void(*next) parameters;                \
        bool before = preload_own.forwarding;         \
        FIND_NEXT(name)                               \
        preload_begin();                              \
        preload_free(block);                          \
        preload_own.forwarding = true;                \
        next arguments;                               \
        preload_own.forwarding = before;              \
        preload_end();                                \
    }

/* The types of std::nothrow_t and std::align_val_t, for the calling convention. */
typedef const void *nothrow_t;
typedef size_t align_t;

NEW(new_one, "_Znwm", (size_t size), (size))
NEW(new_many, "_Znam", (size_t size), (size))
NEW(new_one_nothrow, "_ZnwmRKSt9nothrow_t", (size_t size, nothrow_t nothrow), (size, nothrow))
NEW(new_many_nothrow, "_ZnamRKSt9nothrow_t", (size_t size, nothrow_t nothrow), (size, nothrow))
NEW(new_one_aligned, "_ZnwmSt11align_val_t", (size_t size, align_t align), (size, align))
NEW(new_many_aligned, "_ZnamSt11align_val_t", (size_t size, align_t align), (size, align))
NEW(new_one_aligned_nothrow, "_ZnwmSt11align_val_tRKSt9nothrow_t",
    (size_t size, align_t align, nothrow_t nothrow), (size, align, nothrow))
NEW(new_many_aligned_nothrow, "_ZnamSt11align_val_tRKSt9nothrow_t",
    (size_t size, align_t align, nothrow_t nothrow), (size, align, nothrow))

DELETE(delete_one, "_ZdlPv", (void *block), (block))
DELETE(delete_many, "_ZdaPv", (void *block), (block))
DELETE(delete_one_sized, "_ZdlPvm", (void *block, size_t size), (block, size))
DELETE(delete_many_sized, "_ZdaPvm", (void *block, size_t size), (block, size))
DELETE(delete_one_nothrow, "_ZdlPvRKSt9nothrow_t", (void *block, nothrow_t nothrow),
       (block, nothrow))
DELETE(delete_many_nothrow, "_ZdaPvRKSt9nothrow_t", (void *block, nothrow_t nothrow),
       (block, nothrow))
DELETE(delete_one_aligned, "_ZdlPvSt11align_val_t", (void *block, align_t align), (block, align))
DELETE(delete_many_aligned, "_ZdaPvSt11align_val_t", (void *block, align_t align), (block, align))
DELETE(delete_one_aligned_nothrow, "_ZdlPvSt11align_val_tRKSt9nothrow_t",
       (void *block, align_t align, nothrow_t nothrow), (block, align, nothrow))
DELETE(delete_many_aligned_nothrow, "_ZdaPvSt11align_val_tRKSt9nothrow_t",
       (void *block, align_t align, nothrow_t nothrow), (block, align, nothrow))
DELETE(delete_one_sized_aligned, "_ZdlPvmSt11align_val_t",
       (void *block, size_t size, align_t align), (block, size, align))
DELETE(delete_many_sized_aligned, "_ZdaPvmSt11align_val_t",
       (void *block, size_t size, align_t align), (block, size, align))
