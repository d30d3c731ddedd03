/* tickets.h - what the rest of the library knows of the checked build. */
#ifndef VT_SRC_TICKETS_H
#define VT_SRC_TICKETS_H

#include "completion.h"

#ifdef VT_CHECKED

/* The value task behind a ticket, and consumes the ticket; *status: VT_OK, or it was consumed
 * before. Others are given back as they are. */
VT_HIDDEN vt_value_task_t vt__ticket_open(vt_value_task_t value_task, vt_status_t *status);

/* The same without consuming it. */
VT_HIDDEN vt_value_task_t vt__ticket_look(vt_value_task_t value_task);

/* Of every task that is not shared: its birth and its end. */
VT_HIDDEN void vt__task_born(vt_task_t *task);
VT_HIDDEN void vt__task_ended(vt_task_t *task);

#else

static inline vt_value_task_t vt__ticket_open(vt_value_task_t value_task, vt_status_t *status) {
    *status = VT_OK;
    return value_task;
}

static inline vt_value_task_t vt__ticket_look(vt_value_task_t value_task) {
    return value_task;
}

static inline void vt__task_born(vt_task_t *task) {
    (void)task;
}

static inline void vt__task_ended(vt_task_t *task) {
    (void)task;
}

#endif
#endif
