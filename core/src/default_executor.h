/* default_executor.h - which executor is the default one. */
#ifndef VT_SRC_DEFAULT_EXECUTOR_H
#define VT_SRC_DEFAULT_EXECUTOR_H

#include "hidden.h"
#include "valuetask/executor.h"

/* The default executor; NULL: none was set, and the built-in one has not been started. */
VT__HIDDEN vt_executor_t *vt__default_executor(void);

/* Sets it where none is set. Gives the one that is the default from then on. */
VT__HIDDEN vt_executor_t *vt__default_executor_propose(vt_executor_t *executor);

#endif
