/*
 * checked.h - the checked build: reports double consumption, dropped operations and leaks, with
 * file and line, and spoils the locals that a body loses.
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
 * In the build for one thread (executor.h) it also traps where another thread comes in than the
 * first.
 *
 * It does not see typed results of more than 8 bytes inside their value task, {0}, and vt_yield.
 *
 * Before a body is resumed, the 4 KiB of stack below are filled with 0xa5. A local that was set
 * before the await and read after it then has no value that looks right, where it is in memory:
 * without optimisation always.
 *
 * Any thread may use what this build adds; a report comes on the thread that caused it.
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

VT_MUST_CHECK bool vt__checked_equal(vt_value_task_t a, vt_value_task_t b);

#ifndef VT__BUILDING

/* Every argument may have commas. Where value tasks and tasks are made: */
#define VT__MADE(...)      vt__checked_made((__VA_ARGS__), VT_HERE)
#define VT__TASK_MADE(...) vt__checked_task_made_at((__VA_ARGS__), VT_HERE)

#define vt_value_task_from_result(...) VT__MADE((vt_value_task_from_result)(__VA_ARGS__))
#define vt_value_task_from_task(...)   VT__MADE((vt_value_task_from_task)(__VA_ARGS__))
#define vt_value_task_from_source(...) VT__MADE((vt_value_task_from_source)(__VA_ARGS__))
#define vt_value_task_from_error(...)  VT__MADE((vt_value_task_from_error)(__VA_ARGS__))
#define vt_value_task_from_static_error(...) \
    VT__MADE((vt_value_task_from_static_error)(__VA_ARGS__))
#define vt_value_task_from_status(...)   VT__MADE((vt_value_task_from_status)(__VA_ARGS__))
#define vt_value_task_from_canceled(...) VT__MADE((vt_value_task_from_canceled)(__VA_ARGS__))
#define vt_value_task_preserve(...)      VT__MADE((vt_value_task_preserve)(__VA_ARGS__))
#define vt_task_await(...)               VT__MADE((vt_task_await)(__VA_ARGS__))
#define vt_reset_source_value_task(...)  VT__MADE((vt_reset_source_value_task)(__VA_ARGS__))
#define vt_reset_source_begin(...)       VT__MADE((vt_reset_source_begin)(__VA_ARGS__))
#define vt_task_create(...)              VT__TASK_MADE((vt_task_create)(__VA_ARGS__))
#define vt_task_from_result(...)         VT__TASK_MADE((vt_task_from_result)(__VA_ARGS__))
#define vt_task_from_error(...)          VT__TASK_MADE((vt_task_from_error)(__VA_ARGS__))

#undef VT_START
#undef VT_START_POOLED
#undef VT_START_POOLED_IN
#undef VT_START_IN
#undef VT_START_TASK
#define VT_START(method, ...)        method##__start_at(VT__NEW_FRAME(method, __VA_ARGS__), NULL, VT_HERE)
#define VT_START_POOLED(method, ...) VT_START_POOLED_IN(method, VT_METHOD_POOL(method), __VA_ARGS__)
#define VT_START_POOLED_IN(method, pool, ...) \
    method##__start_pooled_in_at(VT__NEW_FRAME(method, __VA_ARGS__), (pool), VT_HERE)
#define VT_START_IN(method, storage, ...)                     \
    method##__start_in_at(VT__NEW_FRAME(method, __VA_ARGS__), \
                          1 ? (storage) : (method##__storage_t *)0, VT_HERE)
#define VT_START_TASK(method, ...) \
    method##__start_task_at(VT__NEW_FRAME(method, __VA_ARGS__), NULL, VT_HERE)

/* Where they are consumed. */
#define vt_value_task_get_result(...) \
    (vt__checked_at(VT_HERE), (vt_value_task_get_result)(__VA_ARGS__))
#define vt_value_task_as_task(...) (vt__checked_at(VT_HERE), (vt_value_task_as_task)(__VA_ARGS__))
#define vt_value_task_discard(...) (vt__checked_at(VT_HERE), (vt_value_task_discard)(__VA_ARGS__))
#define vt_value_task_equal(...)   vt__checked_equal(__VA_ARGS__)

#endif
#endif

VT_END_DECLS

#endif
