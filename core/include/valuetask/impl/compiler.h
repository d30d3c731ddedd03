/* impl/compiler.h - what the headers need of the compiler. Not for use by hand. */
#ifndef VALUETASK_IMPL_COMPILER_H
#define VALUETASK_IMPL_COMPILER_H

/* Around all declarations of a header: C linkage. In a shared library (VT_SHARED, which the CMake
 * target and the pkg-config file define) these declarations are the only symbols that it
 * exports. */
#ifdef VT_SHARED
#define VT__VISIBLE_BEGIN _Pragma("GCC visibility push(default)")
#define VT__VISIBLE_END   _Pragma("GCC visibility pop")
#else
#define VT__VISIBLE_BEGIN
#define VT__VISIBLE_END
#endif
#ifdef __cplusplus
#define VT_BEGIN_DECLS \
    extern "C" {       \
    VT__VISIBLE_BEGIN
#define VT_END_DECLS \
    VT__VISIBLE_END  \
    }
#else
#define VT_BEGIN_DECLS VT__VISIBLE_BEGIN
#define VT_END_DECLS   VT__VISIBLE_END
#endif

/* The compiler warns where the result is ignored. */
#define VT_MUST_CHECK __attribute__((warn_unused_result))

#ifdef __cplusplus
#define VT__STATIC_ASSERT(condition, text) static_assert(condition, text)
#define VT__ALIGNOF(type)                  alignof(type)
#define VT__ALIGNAS(bytes)                 alignas(bytes)
#else
#define VT__STATIC_ASSERT(condition, text) _Static_assert(condition, text)
#define VT__ALIGNOF(type)                  _Alignof(type)
#define VT__ALIGNAS(bytes)                 _Alignas(bytes)
#endif

#define VT__INLINE      static inline __attribute__((always_inline, unused))
#define VT__LIKELY(x)   __builtin_expect(!!(x), 1)
#define VT__UNLIKELY(x) __builtin_expect(!!(x), 0)

#endif
