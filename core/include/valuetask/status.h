/*
 * status.h - states of an operation, and statuses of a call.
 *
 *   vt_state_t   the state of an operation: pending, succeeded, faulted, canceled
 *   vt_status_t  the status of a call: VT_OK, or why it failed
 *
 * One list gives the statuses, their numbers and their messages.
 */
#ifndef VALUETASK_STATUS_H
#define VALUETASK_STATUS_H

#include "valuetask/impl/atomic.h"

VT_BEGIN_DECLS

/* The state of an operation. The numbers are those of .NET's ValueTaskSourceStatus. */
typedef enum vt_state {
    VT_PENDING = 0,
    VT_SUCCEEDED = 1,
    VT_FAULTED = 2,
    VT_CANCELED = 3,
} vt_state_t;

/* X(name, number, message). FAULTED and CANCELED are outcomes of an operation. The others are
 * failures of a call, which leave the operation as it was. */
#define VT_STATUS_LIST(X)                                                                       \
    X(VT_OK, 0, "ok")                                                                           \
    X(VT_E_FAULTED, -1, "the operation faulted")                                                \
    X(VT_E_CANCELED, -2, "the operation was canceled")                                          \
    X(VT_E_INVALID_ARGUMENT, -3, "invalid argument")                                            \
    X(VT_E_OUT_OF_MEMORY, -4, "out of memory")                                                  \
    X(VT_E_STALE_TOKEN, -5, "stale token: the operation was consumed, or its source was reset") \
    X(VT_E_ALREADY_AWAITED, -6, "already awaited: a source has one consumer")                   \
    X(VT_E_NOT_COMPLETED, -7, "not completed: a source does not block")                         \
    X(VT_E_ALREADY_COMPLETED, -8, "already completed: the first outcome stands")                \
    X(VT_E_BUSY, -9, "busy: operations are pending")                                            \
    X(VT_E_TIMED_OUT, -10, "timed out")                                                         \
    X(VT_E_SHUT_DOWN, -11, "the executor was shut down")                                        \
    X(VT_E_CLOSED, -12, "the channel is closed")                                                \
    X(VT_E_DEADLOCK, -13, "deadlock: this thread would have to complete what it waits for")     \
    X(VT_E_FULL, -14, "full: a semaphore cannot have more free permits than its maximum")

typedef enum vt_status {
#define VT_STATUS_ENUMERATOR(name, number, message) name = (number),
    VT_STATUS_LIST(VT_STATUS_ENUMERATOR)
#undef VT_STATUS_ENUMERATOR
} vt_status_t;

/* The message of a status, static text; "unknown status" for a number that is not in the list. */
const char *vt_status_message(vt_status_t status);

/* "pending", "succeeded", "faulted", "canceled". */
const char *vt_state_name(vt_state_t state);

VT_END_DECLS

#endif
