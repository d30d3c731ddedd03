/*
 * spin.h - polling for a while before a thread sleeps.
 *
 * Waking a sleeping thread takes tens of microseconds on a virtual machine, and often the event
 * comes sooner. A thread polls about as long as a wake-up takes, so it waits at most twice as long
 * as with the better choice (the ski-rental problem). With one core, and in the build for one
 * thread, it does not poll, as no other thread runs.
 */
#ifndef VT_SRC_SPIN_H
#define VT_SRC_SPIN_H

#include <stdbool.h>
#include <stdint.h>

#include "clock.h"
#include "cores.h"
#include "valuetask/impl/atomic.h"

#define VT__SPIN_NANOSECONDS 50000
#define VT__SPIN_LOOKS       32 /* between two reads of the clock */

static inline void vt__pause(void) {
#if defined(__x86_64__) || defined(__i386__)
    __builtin_ia32_pause();
#elif defined(__aarch64__)
    __asm__ volatile("yield");
#endif
}

#if VT_THREADS
static inline bool vt__can_spin(void) {
    static int cores; /* atomic */
    int known = vt__atomic_load(&cores, __ATOMIC_RELAXED);
    if (known == 0) {
        known = (int)vt__usable_cores();
        vt__atomic_store(&cores, known, __ATOMIC_RELAXED);
    }
    return known > 1;
}
#else
static inline bool vt__can_spin(void) {
    return false;
}
#endif

/* Polls ready(object) until it is true or the time is over. Gives its last answer. */
static inline bool vt__spin(bool (*ready)(const void *object), const void *object) {
    if (ready(object)) {
        return true;
    }
    if (!vt__can_spin()) {
        return false;
    }
    uint64_t end = vt__clock() + VT__SPIN_NANOSECONDS;
    do {
        for (int i = 0; i < VT__SPIN_LOOKS; i++) {
            if (ready(object)) {
                return true;
            }
            vt__pause();
        }
    } while (vt__clock() < end);
    return ready(object);
}

#endif
