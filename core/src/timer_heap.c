#include "valuetask/timer_heap.h"

/* The earlier one becomes the parent. Either may be NULL. */
static vt_timer_t *meld(vt_timer_t *a, vt_timer_t *b) {
    if (a == NULL || b == NULL) {
        return a == NULL ? b : a;
    }
    if (b->deadline < a->deadline) {
        vt_timer_t *swap = a;
        a = b;
        b = swap;
    }
    b->sibling = a->child;
    if (a->child != NULL) {
        a->child->link = &b->sibling;
    }
    b->link = &a->child;
    a->child = b;
    return a;
}

/* Makes one tree of siblings: first pairs from the left, then all pairs together. Iterative, so
 * that the stack does not grow. */
static vt_timer_t *meld_siblings(vt_timer_t *first) {
    vt_timer_t *pairs = NULL;
    while (first != NULL) {
        vt_timer_t *second = first->sibling;
        vt_timer_t *rest = second == NULL ? NULL : second->sibling;
        first->sibling = NULL;
        if (second != NULL) {
            second->sibling = NULL;
        }
        vt_timer_t *pair = meld(first, second);
        pair->sibling = pairs;
        pairs = pair;
        first = rest;
    }
    vt_timer_t *root = NULL;
    while (pairs != NULL) {
        vt_timer_t *rest = pairs->sibling;
        pairs->sibling = NULL;
        root = meld(root, pairs);
        pairs = rest;
    }
    return root;
}

static void set_root(vt_timer_heap_t *heap, vt_timer_t *root) {
    /* Atomic: other threads look without a lock whether there is a timer. */
    vt__atomic_store(&heap->root, root, __ATOMIC_RELAXED);
    if (root != NULL) {
        root->link = &heap->root;
        root->sibling = NULL;
    }
}

void vt_timer_heap_insert(vt_timer_heap_t *heap, vt_timer_t *timer) {
    timer->child = NULL;
    timer->sibling = NULL;
    set_root(heap, meld(heap->root, timer));
}

void vt_timer_heap_remove(vt_timer_heap_t *heap, vt_timer_t *timer) {
    vt_timer_t *children = meld_siblings(timer->child);
    timer->child = NULL;
    if (heap->root == timer) {
        set_root(heap, children);
    } else {
        *timer->link = timer->sibling;
        if (timer->sibling != NULL) {
            timer->sibling->link = timer->link;
        }
        set_root(heap, meld(heap->root, children));
    }
    timer->link = NULL;
    timer->sibling = NULL;
}

uint64_t vt_timer_heap_next(const vt_timer_heap_t *heap) {
    return heap->root == NULL ? UINT64_MAX : heap->root->deadline;
}

vt_timer_t *vt_timer_heap_take_due(vt_timer_heap_t *heap, uint64_t now) {
    vt_timer_t *timer = heap->root;
    if (timer == NULL || timer->deadline > now) {
        return NULL;
    }
    vt_timer_heap_remove(heap, timer);
    return timer;
}
