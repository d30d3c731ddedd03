/* slots.h - places for idle blocks that any thread may take from and put to. */
#ifndef VT_SRC_SLOTS_H
#define VT_SRC_SLOTS_H

#include <stdbool.h>
#include <stddef.h>

/* What is in the slot, or NULL. A read is cheaper than an exchange. Acquire pairs with the release
 * in put: who takes a block sees all of it. */
static inline void *vt__slot_take(void **slot) {
    return __atomic_load_n(slot, __ATOMIC_RELAXED) == NULL
               ? NULL
               : __atomic_exchange_n(slot, NULL, __ATOMIC_ACQUIRE);
}

/* False: the slot is full. */
static inline bool vt__slot_put(void **slot, void *block) {
    void *expected = NULL;
    return __atomic_load_n(slot, __ATOMIC_RELAXED) == NULL &&
           __atomic_compare_exchange_n(slot, &expected, block, false, __ATOMIC_RELEASE,
                                       __ATOMIC_RELAXED);
}

#endif
