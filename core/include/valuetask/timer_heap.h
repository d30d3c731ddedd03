/*
 * timer_heap.h - timers ordered by deadline, for executors that keep their own: run queues and
 * event loops.
 *
 * A pairing heap (Fredman, Sedgewick, Sleator, Tarjan 1986) of intrusive nodes; all zero is an
 * empty one. Nothing allocates. The heap does no locking of its own.
 */
#ifndef VALUETASK_TIMER_HEAP_H
#define VALUETASK_TIMER_HEAP_H

#include "valuetask/executor.h"

VT_BEGIN_DECLS

typedef struct vt_timer vt_timer_t;

/* A timer. timer.h starts and stops it. */
struct vt_timer {
    vt_continuation_t continuation; /* what runs at the deadline */
    uint64_t deadline;
    vt_executor_t *executor; /* where it runs */
    bool kept;               /* by the executor itself, not by the timer thread */
    vt_timer_t *child;       /* in a vt_timer_heap_t */
    vt_timer_t *sibling;
    vt_timer_t **link; /* what points to this one; NULL: in no heap */
};

typedef struct vt_timer_heap {
    vt_timer_t *root;
} vt_timer_heap_t;

void vt_timer_heap_insert(vt_timer_heap_t *heap, vt_timer_t *timer);
void vt_timer_heap_remove(vt_timer_heap_t *heap, vt_timer_t *timer);

/* The next deadline; UINT64_MAX: the heap is empty. */
uint64_t vt_timer_heap_next(const vt_timer_heap_t *heap);

/* Removes and gives a timer whose deadline has come; NULL: none. */
vt_timer_t *vt_timer_heap_take_due(vt_timer_heap_t *heap, uint64_t now);

VT_END_DECLS

#endif
