/*
 * checked.h - the checked build: reports double consumption, dropped operations and leaks, with
 * file and line.
 *
 * Every build finds misuse of a source. It cannot see that a result was consumed twice, as that is
 * a copy, or a task, which may have been freed. The checked build can. Make it with the CMake
 * option VT_CHECKED (or -DVT_CHECKED for the library and for all that uses it). Every value task
 * then is a ticket: a source that stores where it was made and consumed. A second consumption gives
 * VT_E_STALE_TOKEN and a report. Each value task costs an allocation and a lock, so documented
 * allocation counts do not hold.
 *
 *     vt_checked_set_hook(print_report);
 *     ...
 *     failures += vt_checked_report_live();     // at the end: dropped or leaked
 *
 * It does not see typed results of more than 8 bytes inside their value task, {0}, and vt_yield.
 */
#ifndef VALUETASK_CHECKED_H
#define VALUETASK_CHECKED_H

#include "valuetask/async.h"

VT_BEGIN_DECLS

typedef enum vt_report_kind {
    VT_CONSUMED_TWICE, /* a value task of any backing */
    VT_DROPPED,        /* a value task was never consumed */
    VT_LEAKED,         /* a task was never released */
    VT_NOT_LOCKED,     /* a mutex was unlocked that was not locked; no places; in every build */
} vt_report_kind_t;

/* Places are "file:line", static; NULL: not known. */
typedef struct vt_report {
    vt_report_kind_t kind;
    const char *created;
    const char *consumed; /* the first time */
    const char *again;    /* the second */
} vt_report_t;

/* Sets the function that is called with each report, on the thread that caused it; the function
 * must not use the library. NULL: no reports. Without VT_CHECKED it is called only for what is
 * reported in every build. */
void vt_checked_set_hook(void (*hook)(const vt_report_t *report));

/* Reports every value task that is not consumed yet and every task that is not released yet. Gives
 * their number; 0 without VT_CHECKED. */
size_t vt_checked_report_live(void);

#ifdef VT_CHECKED

void vt__checked_made_at(vt_source_t *source, const char *where);
vt_task_t *vt__checked_task_made_at(vt_task_t *task, const char *where);
bool vt__checked_equal(vt_value_task_t a, vt_value_task_t b);

#ifndef VT__BUILDING

/* Where value tasks and tasks are made. */
#define VT__MADE(call)      vt__checked_made((call), VT_HERE)
#define VT__TASK_MADE(call) vt__checked_task_made_at((call), VT_HERE)

#define vt_value_task_from_result(result) VT__MADE((vt_value_task_from_result)(result))
#define vt_value_task_from_task(task)     VT__MADE((vt_value_task_from_task)(task))
#define vt_value_task_from_source(source, token) \
    VT__MADE((vt_value_task_from_source)((source), (token)))
#define vt_value_task_from_error(error)        VT__MADE((vt_value_task_from_error)(error))
#define vt_value_task_from_static_error(error) VT__MADE((vt_value_task_from_static_error)(error))
#define vt_value_task_from_canceled(token)     VT__MADE((vt_value_task_from_canceled)(token))
#define vt_value_task_preserve(value_task)     VT__MADE((vt_value_task_preserve)(value_task))
#define vt_task_await(task)                    VT__MADE((vt_task_await)(task))
#define vt_reset_source_value_task(source)     VT__MADE((vt_reset_source_value_task)(source))
#define vt_task_create(options)                VT__TASK_MADE((vt_task_create)(options))
#define vt_task_from_result(result)            VT__TASK_MADE((vt_task_from_result)(result))
#define vt_task_from_error(error)              VT__TASK_MADE((vt_task_from_error)(error))

#undef VT_START
#undef VT_START_POOLED_IN
#undef VT_START_IN
#undef VT_START_TASK
#define VT__STARTED(call)                                \
    __extension__({                                      \
        __auto_type vt_started = (call);                 \
        vt__checked_made_at(vt_started.source, VT_HERE); \
        vt_started;                                      \
    })
#define VT_START(method, ...) VT__STARTED(method##__start(VT__NEW_FRAME(method, __VA_ARGS__), NULL))
#define VT_START_POOLED_IN(method, pool, ...) \
    VT__STARTED(method##__start_pooled(VT__NEW_FRAME(method, __VA_ARGS__), (pool)))
#define VT_START_IN(method, storage, ...) \
    VT__STARTED(method##__start_in(VT__NEW_FRAME(method, __VA_ARGS__), (storage)))
#define VT_START_TASK(method, ...) \
    VT__TASK_MADE(method##__start_task(VT__NEW_FRAME(method, __VA_ARGS__), NULL))

/* Where they are consumed. */
#define vt_value_task_get_result(value_task, result, error) \
    (vt__checked_at(VT_HERE), (vt_value_task_get_result)((value_task), (result), (error)))
#define vt_value_task_as_task(value_task) \
    (vt__checked_at(VT_HERE), (vt_value_task_as_task)(value_task))
#define vt_value_task_discard(value_task) \
    (vt__checked_at(VT_HERE), (vt_value_task_discard)(value_task))
#define vt_value_task_equal(a, b) vt__checked_equal((a), (b))

#endif
#endif

VT_END_DECLS

#endif
