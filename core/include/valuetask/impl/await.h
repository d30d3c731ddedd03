/*
 * impl/await.h - the usual case of an await, inlined into callers: an operation of the library's
 * own is pending, nobody waits for it, and its outcome is a word.
 *
 * Not for use by hand.
 */
#ifndef VALUETASK_IMPL_AWAIT_H
#define VALUETASK_IMPL_AWAIT_H

#include "valuetask/impl/completion.h"
#include "valuetask/impl/thread.h"

VT_BEGIN_DECLS

/* on_completed of all sources that are vt_operation_t, and of no others. */
vt_status_t vt__operation_on_completed(vt_source_t *self, uint64_t token,
                                       vt_continuation_t *continuation, unsigned flags);

VT__INLINE bool vt__is_operation(const vt_source_t *source) {
    return source->ops->on_completed == vt__operation_on_completed;
}

VT__INLINE bool vt__is_task(const vt_source_t *source) {
    return source->ops == &vt__task_ops;
}

/* The object that a source of the library's is part of. Hides what gcc knows of a source of the
 * user's: it would warn that this is larger, where it is not reached. */
VT__INLINE vt_operation_t *vt__part_of_operation(const vt_source_t *source) {
    uintptr_t address = (uintptr_t)source;
    __asm__("" : "+r"(address));
    return (vt_operation_t *)address; // NOLINT(performance-no-int-to-ptr)
}

/* Not `== 0`: from that gcc knows a register that is 0, and keeps it across an allocation. So where
 * addresses are negative a waiter may not be seen, but the registration then fails. */
VT__INLINE bool vt__nobody_waits(const vt_source_t *source) {
#if !VT_THREADS
    return vt__part_of_operation(source)->completion.slot == VT_PENDING; /* nobody comes later */
#endif
    return (intptr_t)vt__atomic_load(&vt__part_of_operation(source)->completion.slot,
                                     __ATOMIC_RELAXED) <= 0;
}

/* Whether the token names the current operation, which was not consumed yet. */
VT__INLINE bool vt__operation_is(const vt_operation_t *operation, uint64_t token) {
    return vt__atomic_load(&operation->version, __ATOMIC_RELAXED) == token;
}

/* Whether vt__register_taker may be called: the source is the library's, and the token current. */
VT__INLINE bool vt__is_ours(const vt_source_t *source, uint64_t token) {
    if (VT__LIKELY(vt__is_operation(source))) {
        return vt__operation_is(vt__part_of_operation(source), token);
    }
    return vt__is_task(source);
}

/* Registers a node that a value task follows, the one that is awaited. When the operation succeeds
 * with a word, its completer replaces that by the result and consumes the operation. False:
 * somebody completed it or waits for it meanwhile. From then on another thread may run the node. */
VT__INLINE bool vt__register_taker(vt_source_t *source, vt_continuation_t *node) {
    uintptr_t pending = 0;
    return VT__LIKELY(vt__atomic_compare_exchange(&vt__part_of_operation(source)->completion.slot,
                                                  &pending, (uintptr_t)node + VT__SLOT_TAKER, false,
                                                  __ATOMIC_RELEASE, __ATOMIC_RELAXED));
}

/* The same after vt__nobody_waits: if there is one thread, nobody came in between. */
VT__INLINE bool vt__register_alone(vt_source_t *source, vt_continuation_t *node) {
#if VT_THREADS
    return vt__register_taker(source, node);
#else
    vt__part_of_operation(source)->completion.slot = (uintptr_t)node + VT__SLOT_TAKER;
    return true;
#endif
}

/* What a node has that goes on where its operation completes. `next`: it is alone in its list. */
VT__INLINE void vt__node_plain(vt_continuation_t *node, void (*run)(vt_continuation_t *self)) {
    node->run = run;
    node->next = NULL;
    node->executor = NULL;
}

VT_END_DECLS

#endif
