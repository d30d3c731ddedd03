/*
 * impl/atomic.h - the atomic operations of the library: the compiler's, or plain accesses in the
 * build for one thread.
 *
 * Not for use by hand. Each is used as the builtin of the same name (__atomic_load_n and so on).
 * VT_THREADS is 0 where the library was built for one thread; the CMake target and the pkg-config
 * file say so.
 */
#ifndef VALUETASK_IMPL_ATOMIC_H
#define VALUETASK_IMPL_ATOMIC_H

#include <stdbool.h>

#include "valuetask/impl/compiler.h"

#ifndef VT_THREADS
#define VT_THREADS 1
#endif

#if VT_THREADS

#define vt__atomic_load(p, order)             __atomic_load_n(p, order)
#define vt__atomic_store(p, value, order)     __atomic_store_n(p, value, order)
#define vt__atomic_exchange(p, value, order)  __atomic_exchange_n(p, value, order)
#define vt__atomic_fetch_add(p, value, order) __atomic_fetch_add(p, value, order)
#define vt__atomic_fetch_sub(p, value, order) __atomic_fetch_sub(p, value, order)
#define vt__atomic_fetch_or(p, value, order)  __atomic_fetch_or(p, value, order)
#define vt__atomic_add_fetch(p, value, order) __atomic_add_fetch(p, value, order)
#define vt__atomic_compare_exchange(p, expected, desired, weak, order, order_of_failure) \
    __atomic_compare_exchange_n(p, expected, desired, weak, order, order_of_failure)

#else

/* What would be a race of two threads meets one of these, or a mutex. So here the checked build
 * traps where another thread comes in than the first. */
#ifdef VT_CHECKED
VT_BEGIN_DECLS
void vt__check_thread(void);
VT_END_DECLS
#define VT__CHECK_THREAD() vt__check_thread()
#else
#define VT__CHECK_THREAD() ((void)0)
#endif

#define vt__atomic_load(p, order)         (VT__CHECK_THREAD(), *(p))
#define vt__atomic_store(p, value, order) (VT__CHECK_THREAD(), (void)(*(p) = (value)))

/* Stores a value made of the old one, `vt__was`. Gives the old one. */
#define VT__REPLACE(p, value)                   \
    __extension__({                             \
        __typeof__(p) vt__at = (p);             \
        __typeof__(*vt__at) vt__was = *vt__at;  \
        VT__CHECK_THREAD();                     \
        *vt__at = (__typeof__(*vt__at))(value); \
        vt__was;                                \
    })
#define vt__atomic_exchange(p, value, order)  VT__REPLACE(p, value)
#define vt__atomic_fetch_add(p, value, order) VT__REPLACE(p, vt__was + (value))
#define vt__atomic_fetch_sub(p, value, order) VT__REPLACE(p, vt__was - (value))
#define vt__atomic_fetch_or(p, value, order)  VT__REPLACE(p, vt__was | (value))
#define vt__atomic_add_fetch(p, value, order) (VT__REPLACE(p, vt__was + (value)) + (value))

#define vt__atomic_compare_exchange(p, expected, desired, weak, order, order_of_failure) \
    __extension__({                                                                      \
        __typeof__(p) vt__at = (p);                                                      \
        __typeof__(expected) vt__is = (expected);                                        \
        bool vt__same = *vt__at == *vt__is;                                              \
        VT__CHECK_THREAD();                                                              \
        if (vt__same) {                                                                  \
            *vt__at = (desired);                                                         \
        } else {                                                                         \
            *vt__is = *vt__at;                                                           \
        }                                                                                \
        vt__same;                                                                        \
    })

#endif

#endif
