#include "thread_places.h"

#include <stdatomic.h>

static atomic_uint taken;
static __thread unsigned own; /* 0: not given yet */

unsigned bench__thread_place(void) {
    if (own == 0) {
        own = atomic_fetch_add_explicit(&taken, 1, memory_order_relaxed) + 1;
    }
    return own <= BENCH__THREAD_MAX ? own - 1 : BENCH__THREAD_MAX - 1;
}
