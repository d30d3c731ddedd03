/*
 * static_error.h - errors that live as long as the program, with static text.
 *
 *     static const vt_static_error_t too_long = VT_STATIC_ERROR_INIT("reader", 7, "too long");
 *     ...
 *     return vt_value_task_from_static_error(&too_long);
 *
 * A static error is a source of its own, so the pointer of a value task alone says which error it
 * is. The other word is never looked at: whatever is in it, also if two threads have written the
 * value task's words at once, the error is the same. Nothing here allocates or changes, and any
 * thread may use it.
 */
#ifndef VALUETASK_STATIC_ERROR_H
#define VALUETASK_STATIC_ERROR_H

#include "valuetask/source.h"

VT_BEGIN_DECLS

typedef struct vt_static_error {
    vt_source_t source;
    vt_error_t error;
} vt_static_error_t;

#define VT_STATIC_ERROR_INIT(domain, code, text) \
    { {&vt__static_error_ops}, VT_ERROR_INIT(domain, code, text) }

extern const vt_source_ops_t vt__static_error_ops;

VT_END_DECLS

#endif
