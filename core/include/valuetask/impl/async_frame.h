/*
 * impl/async_frame.h - making a frame, and moving it into its block.
 *
 * Not for use by hand.
 */
#ifndef VALUETASK_IMPL_ASYNC_FRAME_H
#define VALUETASK_IMPL_ASYNC_FRAME_H

#include "valuetask/impl/async_runtime.h"

VT_BEGIN_DECLS

/* A frame on the caller's stack with its arguments. */
#define VT__NEW_FRAME(method, ...) (&(method##__frame_t){__VA_ARGS__})

/* The frame behind the block that a continuation is part of. */
VT__INLINE void *vt__boxed_frame(vt_continuation_t *self) {
    return VT_CONTAINER_OF(self, vt__boxed_t, task.outcome.continuation) + 1;
}

VT__INLINE void *vt__pooled_frame(vt_continuation_t *self) {
    return VT_CONTAINER_OF(self, vt_pooled_t, operation.outcome.continuation) + 1;
}

/* The resume point of a new frame is 0, and the compiler should fold the body's switch. gcc sees it
 * from the initialiser. clang needs a store of its own, which makes gcc warn of unused results. */
#ifdef __clang__
#define VT__RESUME_POINT_IS_0(frame) (VT__RESUME_POINT(&(frame)) = 0)
#else
#define VT__RESUME_POINT_IS_0(frame) ((void)0)
#endif

/* Copies a frame from registers, word by word. A copy as a whole would store words to the stack and
 * load vectors, which the store buffer cannot forward. The word with the resume point is copied in
 * two halves, as it was written. */
VT__INLINE void vt__frame_move(void *to, const void *from, size_t size) {
#define VT__MOVE(at, type)                                              \
    if (size >= (at) + sizeof(type)) {                                  \
        type vt_word;                                                   \
        memcpy(&vt_word, (const char *)from + (at), sizeof(type));      \
        __asm__("" : "+r"(vt_word)); /* keeps gcc from merging words */ \
        memcpy((char *)to + (at), &vt_word, sizeof(type));              \
    }
#define VT__MOVE4(at)             \
    VT__MOVE(at, uint64_t)        \
    VT__MOVE((at) + 8, uint64_t)  \
    VT__MOVE((at) + 16, uint64_t) \
    VT__MOVE((at) + 24, uint64_t)
    VT__MOVE(0, uint64_t)
    VT__MOVE(8, uint64_t)
    VT__MOVE(16, uint32_t)
    VT__MOVE(20, uint32_t)
    VT__MOVE4(24)
    VT__MOVE4(56)
    VT__MOVE4(88)
    size_t rest = size < 120 ? size % 8 : size - 120; /* of a small frame 4 or 0, on 32 bits */
    memcpy((char *)to + size - rest, (const char *)from + size - rest, rest);
#undef VT__MOVE4
#undef VT__MOVE
}

VT_END_DECLS

#endif
