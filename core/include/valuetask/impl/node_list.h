/*
 * impl/node_list.h - two intrusive lists of continuation nodes: idle blocks, and work in order.
 *
 * For one thread, or under a lock of the owner's; the list that any thread may add to is inbox.h.
 * All zero is an empty list. Neither allocates.
 */
#ifndef VALUETASK_IMPL_NODE_LIST_H
#define VALUETASK_IMPL_NODE_LIST_H

#include "valuetask/executor.h"

/* Idle blocks, last in, first out: the block used last is most likely still in the cache. */
typedef struct vt__idle_list {
    vt_continuation_t *first;
} vt__idle_list_t;

static inline void vt__idle_put(vt__idle_list_t *list, vt_continuation_t *node) {
    node->next = list->first;
    list->first = node;
}

/* NULL: the list is empty. */
static inline vt_continuation_t *vt__idle_take(vt__idle_list_t *list) {
    vt_continuation_t *node = list->first;
    if (node != NULL) {
        list->first = node->next;
    }
    return node;
}

/* Work, first in, first out. */
typedef struct vt__fifo {
    vt_continuation_t *head; /* NULL: empty */
    vt_continuation_t *tail;
} vt__fifo_t;

static inline void vt__fifo_put(vt__fifo_t *fifo, vt_continuation_t *node) {
    node->next = NULL;
    if (fifo->head == NULL) {
        fifo->head = node;
    } else {
        fifo->tail->next = node;
    }
    fifo->tail = node;
}

/* NULL: the list is empty. */
static inline vt_continuation_t *vt__fifo_take(vt__fifo_t *fifo) {
    vt_continuation_t *node = fifo->head;
    if (node != NULL) {
        fifo->head = node->next;
    }
    return node;
}

#endif
