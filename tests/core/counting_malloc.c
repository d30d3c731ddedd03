#include "counting_malloc.h"

#include <stddef.h>

/* The linker's names for what is wrapped and for what wraps it. */
void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *block, size_t size);
void *__real_aligned_alloc(size_t alignment, size_t size);
void __real_free(void *block);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *block, size_t size);
void *__wrap_aligned_alloc(size_t alignment, size_t size);
void __wrap_free(void *block);

static uint64_t allocations; /* atomic, as all here */
static int64_t live;
static int64_t until_failure; /* 0: none planned */
static bool keeps_failing;
static uint64_t failures;

uint64_t counting_allocations(void) {
    return __atomic_load_n(&allocations, __ATOMIC_SEQ_CST);
}

int64_t counting_live(void) {
    return __atomic_load_n(&live, __ATOMIC_SEQ_CST);
}

void counting_reset(void) {
    __atomic_store_n(&allocations, (uint64_t)0, __ATOMIC_SEQ_CST);
}

static void plan(uint64_t n, bool keeps) {
    __atomic_store_n(&failures, (uint64_t)0, __ATOMIC_SEQ_CST);
    __atomic_store_n(&keeps_failing, keeps, __ATOMIC_SEQ_CST);
    __atomic_store_n(&until_failure, (int64_t)n, __ATOMIC_SEQ_CST);
}

void counting_fail(uint64_t n) {
    plan(n, false);
}

void counting_fail_from(uint64_t n) {
    plan(n, true);
}

bool counting_has_failed(void) {
    return __atomic_load_n(&failures, __ATOMIC_SEQ_CST) != 0;
}

/* Whether the allocation that is asked for now is one that fails. */
static bool fails(void) {
    if (__atomic_load_n(&until_failure, __ATOMIC_SEQ_CST) == 0) {
        return false;
    }
    if (__atomic_sub_fetch(&until_failure, 1, __ATOMIC_SEQ_CST) != 0) {
        return false;
    }
    __atomic_add_fetch(&failures, (uint64_t)1, __ATOMIC_SEQ_CST);
    if (__atomic_load_n(&keeps_failing, __ATOMIC_SEQ_CST)) {
        __atomic_store_n(&until_failure, 1, __ATOMIC_SEQ_CST);
    }
    return true;
}

static void *counted(void *block) {
    if (block != NULL) {
        __atomic_add_fetch(&allocations, (uint64_t)1, __ATOMIC_SEQ_CST);
        __atomic_add_fetch(&live, 1, __ATOMIC_SEQ_CST);
    }
    return block;
}

void *__wrap_malloc(size_t size) {
    return fails() ? NULL : counted(__real_malloc(size));
}

void *__wrap_calloc(size_t count, size_t size) {
    return fails() ? NULL : counted(__real_calloc(count, size));
}

void *__wrap_aligned_alloc(size_t alignment, size_t size) {
    return fails() ? NULL : counted(__real_aligned_alloc(alignment, size));
}

/* A block that moves or grows is one allocation and, of the old one, one free. */
void *__wrap_realloc(void *block, size_t size) {
    if (fails()) {
        return NULL;
    }
    bool had_one = block != NULL;
    void *moved = counted(__real_realloc(block, size));
    if (moved != NULL && had_one) {
        __atomic_sub_fetch(&live, 1, __ATOMIC_SEQ_CST);
    }
    return moved;
}

void __wrap_free(void *block) {
    if (block != NULL) {
        __atomic_sub_fetch(&live, 1, __ATOMIC_SEQ_CST);
    }
    __real_free(block);
}
