/*
 * cores.h - how many cores this process may use: for the size of the built-in thread pool, and
 * whether polling for another thread makes sense.
 */
#ifndef VT_SRC_CORES_H
#define VT_SRC_CORES_H

#include "hidden.h"

/* The cores of this thread's affinity, and no more than whole ones of the CPU quota of its control
 * groups (containers). At least 1. Reads files on each call. */
VT__HIDDEN unsigned vt__usable_cores(void);

/* The limit of the quota; 0: none. `root`: "", or where proc and sys are looked for. */
VT__HIDDEN unsigned vt__quota_cores(const char *root);

#endif
