/* default_pool.h - the built-in default executor. */
#ifndef VT_SRC_DEFAULT_POOL_H
#define VT_SRC_DEFAULT_POOL_H

#include <stdbool.h>

#include "hidden.h"
#include "valuetask/executor.h"

/* Starts it at first use; also where another executor was set. NULL: it could not be started. */
VT__HIDDEN vt_executor_t *vt__default_pool(void);

/* Whether this process is the child of one that had started it. */
VT__HIDDEN bool vt__default_pool_is_lost(void);

#endif
