/* walk.c - walks stacks, and recognises those that were walked. */
#include "walk.h"

#include <stdbool.h>
#include <string.h>
#include <unwind.h>

static _Thread_local uintptr_t outermost = UINTPTR_MAX;

typedef struct stack {
    uintptr_t frame;     /* where it begins; 0: nothing is remembered */
    uintptr_t outermost; /* as it was then */
    size_t depth;
    void *addresses[BENCH__FRAMES_MAX];
    void *const volatile *places[BENCH__FRAMES_MAX]; /* where they are on the stack */
} calls_t;

/* Of one thread, which is the only one that runs operations. A chain of calls allocates at each of
 * its levels. */
#define SETS 128
#define WAYS 4
static calls_t remembered[SETS][WAYS];
static unsigned next_way;

void bench__walk_outermost(const void *frame) {
    outermost = (uintptr_t)frame;
}

/* ---- anew ---- */

typedef struct walk {
    calls_t *stack;
    bool begun; /* the first frame is the one that walks */
} walk_t;

/* A caller's address is what the call has pushed, just below the frame that it returns to. */
static _Unwind_Reason_Code take_frame(struct _Unwind_Context *frame, void *argument) {
    walk_t *walk = argument;
    calls_t *stack = walk->stack;
    if (!walk->begun) {
        walk->begun = true;
        return _URC_NO_REASON;
    }
    stack->addresses[stack->depth] = (void *)_Unwind_GetIP(frame);
    stack->places[stack->depth] = (void *const volatile *)(_Unwind_GetCFA(frame) - sizeof(void *));
    stack->depth++;
    bool goes_on = stack->depth < BENCH__FRAMES_MAX && _Unwind_GetCFA(frame) <= outermost;
    return goes_on ? _URC_NO_REASON : _URC_END_OF_STACK;
}

static size_t give(const calls_t *stack, void *frames[BENCH__FRAMES_MAX]) {
    memcpy(frames, stack->addresses, stack->depth * sizeof *frames);
    return stack->depth;
}

__attribute__((noinline)) size_t bench__walk_anew(void *frames[BENCH__FRAMES_MAX]) {
    calls_t stack = {.depth = 0};
    walk_t walk = {&stack, false};
    (void)_Unwind_Backtrace(take_frame, &walk);
    return give(&stack, frames);
}

/* ---- remembered ---- */

/* Where return addresses are not on the stack as on x86-64, this is never so, and nothing is
 * remembered. */
static bool is_in_place(const calls_t *stack) {
    size_t i = 0;
    while (i < stack->depth && *stack->places[i] == stack->addresses[i]) {
        i++;
    }
    return stack->depth > 0 && i == stack->depth;
}

static calls_t *set_of(uintptr_t frame) {
    return remembered[(frame * UINT64_C(0x9E3779B97F4A7C15)) >> 57]; /* of 128 sets */
}

static const calls_t *recognise(uintptr_t frame) {
    const calls_t *set = set_of(frame);
    for (size_t i = 0; i < WAYS; i++) {
        if (set[i].frame == frame && set[i].outermost == outermost && is_in_place(&set[i])) {
            return &set[i];
        }
    }
    return NULL;
}

__attribute__((noinline)) size_t bench__walk(void *frames[BENCH__FRAMES_MAX]) {
    uintptr_t frame = (uintptr_t)__builtin_frame_address(0);
    const calls_t *known = outermost != UINTPTR_MAX ? recognise(frame) : NULL;
    if (known != NULL) {
        return give(known, frames);
    }
    calls_t stack = {.frame = frame, .outermost = outermost};
    walk_t walk = {&stack, false};
    (void)_Unwind_Backtrace(take_frame, &walk);
    if (outermost != UINTPTR_MAX && is_in_place(&stack)) {
        set_of(frame)[next_way++ % WAYS] = stack;
    }
    return give(&stack, frames);
}
