/* certain.h - calls that cannot fail where they stand: no NULL, and one completer. */
#ifndef VT_SRC_CERTAIN_H
#define VT_SRC_CERTAIN_H

#include "valuetask/status.h"

/* The checked build traps if it did fail. */
static inline void vt__certainly(vt_status_t status) {
#ifdef VT_CHECKED
    if (status != VT_OK) {
        __builtin_trap();
    }
#else
    (void)status;
#endif
}

#endif
