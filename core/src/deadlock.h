/* deadlock.h - whether blocking for a task would last for ever. */
#ifndef VT_SRC_DEADLOCK_H
#define VT_SRC_DEADLOCK_H

#include "slot.h"

/* True: only this thread can complete the pending task, by running one of its run queues. False:
 * another thread may complete it, or that is not known. Call it after vt__run_deferred. */
VT__HIDDEN bool vt__only_this_thread_completes(const vt_task_t *task);

#endif
