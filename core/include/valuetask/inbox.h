// clang-format off
/*
 * inbox.h - how other threads hand continuations to a loop.
 *
 * An inbox is one word. Any thread pushes continuations into it; one thread, the consumer, takes
 * them all at once, oldest first. It also answers the question that every event loop has to answer:
 * who must wake the consumer, and until when may the loop's memory be touched?
 *
 * The word has three shapes:
 *
 *     0           empty, and the consumer is awake: it looks again before it sleeps
 *     1           empty, and the consumer sleeps: the next push must wake it
 *     a pointer   the newest node; each node's `next` is the word that it replaced
 *
 * A loop that sleeps in the kernel (epoll, libuv) is asleep whenever it does not run its nodes. It
 * sets the mark while it takes, in one step:
 *
 *     typedef struct loop { vt_executor_t executor; vt_inbox_t inbox; int event; } loop_t;
 *
 *     static vt_status_t loop_post(vt_executor_t *executor, vt_continuation_t *node) {
 *         loop_t *loop = (loop_t *)executor;
 *         if (vt_inbox_push(&loop->inbox, node)) {
 *             (void)eventfd_write(loop->event, 1);     // it sleeps, and waits for this call
 *         }
 *         return VT_OK;                                // else: do not touch the loop any more
 *     }
 *
 *     static void loop_woken(loop_t *loop) {           // on the loop's thread, once per wake-up
 *         vt_continuation_t *node = vt_inbox_take_and_sleep(&loop->inbox);
 *         while (node != NULL) {
 *             vt_continuation_t *next = node->next;    // before it runs: then the node is free
 *             vt_executor_run(&loop->executor, node);
 *             node = next;
 *         }
 *     }
 *
 *     // on the loop's thread: true once nothing is posted and no poster is inside
 *     bool may_end = vt_inbox_is_asleep(&loop->inbox);
 *
 * A loop with a lock-free fast path (run_queue.h) stays awake while it works, takes with
 * vt_inbox_take, and calls vt_inbox_sleep only when it found nothing. Then it blocks until a poster
 * wakes it.
 *
 * Ownership. A pushed node belongs to the inbox until the consumer takes it, and then to the
 * consumer. The inbox is the caller's storage; nothing allocates, so nothing fails.
 *
 * Lifetime. Of all posters that find the consumer asleep, one replaces the mark, and only that one
 * wakes the consumer. A consumer that sleeps must not take before it was woken, also if it runs for
 * other reasons: so until the wake-up call nobody ends the loop. Every other poster must not touch
 * the inbox, or what it is part of, after its push: an awake consumer may have run the node and
 * ended the loop by then.
 *
 * Threads. Any number of threads call push and wake. One thread at a time calls the rest.
 *
 * Memory order. A push releases, taking acquires: the consumer sees the node, and all that its
 * poster wrote before. The nodes of one thread keep their order.
 */
// clang-format on
#ifndef VALUETASK_INBOX_H
#define VALUETASK_INBOX_H

#include "valuetask/executor.h"

VT_BEGIN_DECLS

typedef struct vt_inbox {
    uintptr_t newest; /* atomic; see above */
} vt_inbox_t;

#define VT__INBOX_ASLEEP ((uintptr_t)1)

/* An empty inbox whose consumer is awake. All zero is one too. */
static inline void vt_inbox_init(vt_inbox_t *inbox) {
    inbox->newest = 0;
}

/* Adds a node. True: the consumer slept, and the caller must wake it now. False: the consumer will
 * come by itself, and the caller must not touch the inbox any more. */
static inline bool vt_inbox_push(vt_inbox_t *inbox, vt_continuation_t *node) {
    uintptr_t newest = vt__atomic_load(&inbox->newest, __ATOMIC_RELAXED);
    do {
        node->next = (vt_continuation_t *)newest; // NOLINT(performance-no-int-to-ptr)
        /* Release pairs with the acquire of taking. */
    } while (!vt__atomic_compare_exchange(&inbox->newest, &newest, (uintptr_t)node, true,
                                          __ATOMIC_RELEASE, __ATOMIC_RELAXED));
    return newest == VT__INBOX_ASLEEP;
}

/* Whether it has no node, at this moment. A hint: it does not order memory. */
static inline bool vt_inbox_is_empty(const vt_inbox_t *inbox) {
    return vt__atomic_load(&inbox->newest, __ATOMIC_RELAXED) <= VT__INBOX_ASLEEP;
}

/* Oldest first, and ended by NULL. The oldest node's `next` is a 0 or 1 of the inbox. */
static inline vt_continuation_t *vt__inbox_in_order(uintptr_t newest) {
    vt_continuation_t *oldest = NULL;
    while (newest > VT__INBOX_ASLEEP) {
        vt_continuation_t *node = (vt_continuation_t *)newest; // NOLINT(performance-no-int-to-ptr)
        newest = (uintptr_t)node->next;
        node->next = oldest;
        oldest = node;
    }
    return oldest;
}

/* Takes all nodes, oldest first, linked by `next` and ended by NULL. The consumer is awake. NULL:
 * there was none; that costs one plain read. */
static inline vt_continuation_t *vt_inbox_take(vt_inbox_t *inbox) {
    if (vt__atomic_load(&inbox->newest, __ATOMIC_RELAXED) == 0) {
        return NULL;
    }
    return vt__inbox_in_order(vt__atomic_exchange(&inbox->newest, (uintptr_t)0, __ATOMIC_ACQUIRE));
}

/* The same, and marks the consumer as asleep in the same step: the next push wakes it. */
static inline vt_continuation_t *vt_inbox_take_and_sleep(vt_inbox_t *inbox) {
    return vt__inbox_in_order(
        vt__atomic_exchange(&inbox->newest, VT__INBOX_ASLEEP, __ATOMIC_ACQUIRE));
}

/* Takes all nodes, newest first: saves the pass that turns the list round. Only for an inbox whose
 * consumer never sleeps, so that the oldest node's `next` is NULL. */
static inline vt_continuation_t *vt__inbox_take_newest_first(vt_inbox_t *inbox) {
    if (vt__atomic_load(&inbox->newest, __ATOMIC_RELAXED) == 0) {
        return NULL;
    }
    uintptr_t newest = vt__atomic_exchange(&inbox->newest, (uintptr_t)0, __ATOMIC_ACQUIRE);
    return (vt_continuation_t *)newest; // NOLINT(performance-no-int-to-ptr)
}

/* Marks the consumer as asleep if there is no node. False: there is one, and nothing changed. */
static inline bool vt_inbox_sleep(vt_inbox_t *inbox) {
    uintptr_t empty = 0;
    return vt__atomic_compare_exchange(&inbox->newest, &empty, VT__INBOX_ASLEEP, false,
                                       __ATOMIC_RELAXED, __ATOMIC_RELAXED);
}

/* Takes the mark away without a node. True: the consumer sleeps, and the caller must wake it now
 * (or is the consumer, which woke by itself). False: it is awake, or a poster wakes it. */
static inline bool vt_inbox_wake(vt_inbox_t *inbox) {
    uintptr_t asleep = VT__INBOX_ASLEEP;
    return vt__atomic_compare_exchange(&inbox->newest, &asleep, (uintptr_t)0, false,
                                       __ATOMIC_RELAXED, __ATOMIC_RELAXED);
}

/* For the consumer: whether it is marked as asleep. Then there is no node, and no poster between
 * its push and its wake-up call. */
static inline bool vt_inbox_is_asleep(const vt_inbox_t *inbox) {
    return vt__atomic_load(&inbox->newest, __ATOMIC_ACQUIRE) == VT__INBOX_ASLEEP;
}

VT_END_DECLS

#endif
