/*
 * Taking a waiter out of a task's list, while other waiters come and the task may complete.
 *
 * The list is the stack in the slot (slot.h). Who walks it needs its nodes to stay: nodes leave
 * when their task completes, or through here. Of those that come through here one walks at a time,
 * as it holds a mutex. The completer is told by a mark in the slot, WALKED: a completer that takes
 * the list together with the mark waits for the mutex before it looks at a node. So nobody who does
 * not leave, and no completer that meets no leaver, pays anything. A waiter that comes is pushed in
 * front and touches no other node, so it need not wait; it keeps the mark.
 *
 * Which nodes may change: the walker writes `next` of a node between the head and its own node; the
 * head itself is in the slot, and is changed by a compare-exchange. If that fails, either others
 * came in front, and the node is inside the list now, or the task has completed, and the completer
 * has the node: it will run.
 *
 * Memory order. Marking acquires: the walker sees the nodes, whose registrants released them.
 * Marking releases too: a completer that sees the mark locks the mutex after the walker has, so it
 * waits for the walker, and then sees what the walker wrote. Taking the mark away releases: a later
 * completer, which acquires and sees no mark, sees the shorter list. Registrants in between do not
 * break that, as their compare-exchange continues the release sequence.
 *
 * TAKER and WALKED are never in the slot together: a taker never leaves, and its mark is gone once
 * another node is in front of it, as the walker's is or was. The walker has a reference, so the
 * completer does not take the way without an exchange while it walks, and nobody else can drop the
 * task.
 */
#include "task_core.h"
#include "valuetask/impl/mutex.h"

/* By the address of the task, so that a completer need not touch the task any more. As many as keep
 * two tasks from sharing one most of the time. */
#define MUTEXES 64

#define FOUR \
    VT__MUTEX_INITIALIZER, VT__MUTEX_INITIALIZER, VT__MUTEX_INITIALIZER, VT__MUTEX_INITIALIZER
#define SIXTEEN FOUR, FOUR, FOUR, FOUR
static vt__mutex_t mutexes[MUTEXES] = {SIXTEEN, SIXTEEN, SIXTEEN, SIXTEEN};

static vt__mutex_t *mutex_of(const vt_task_t *task) {
    uint64_t hash = (uint64_t)(uintptr_t)task * UINT64_C(0x9e3779b97f4a7c15); /* 2^64 / phi */
    return &mutexes[hash >> 58];
}

void vt__task_wait_for_walker(const vt_task_t *task) {
    vt__mutex_t *mutex = mutex_of(task);
    vt__mutex_lock(mutex);
    vt__mutex_unlock(mutex);
}

/* Sets the mark, and gives the slot with it. 0: the task is complete, or nobody waits. */
static uintptr_t begin_walk(vt_completion_t *completion) {
    uintptr_t slot = vt__slot(completion);
    while (!vt__slot_is_complete(slot) && vt__slot_waiters(slot) != NULL) {
        if (vt__atomic_compare_exchange(&completion->slot, &slot, slot | VT__SLOT_WALKED, true,
                                        __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE)) {
            return slot | VT__SLOT_WALKED;
        }
    }
    return 0;
}

static void end_walk(vt_completion_t *completion, uintptr_t slot) {
    while (!vt__slot_is_complete(slot) &&
           !vt__atomic_compare_exchange(&completion->slot, &slot, slot & ~VT__SLOT_WALKED, true,
                                        __ATOMIC_RELEASE, __ATOMIC_ACQUIRE)) {
    }
}

/* Takes the node out from behind another one. */
static bool unlink_inner(vt_continuation_t *before, const vt_continuation_t *node) {
    while (before != NULL && before->next != node) {
        before = before->next;
    }
    if (before == NULL) {
        return false;
    }
    before->next = node->next;
    return true;
}

/* With the mark set. Takes the mark away too. */
static bool unlink_node(vt_completion_t *completion, uintptr_t slot,
                        const vt_continuation_t *node) {
    while (vt__slot_waiters(slot) == node) {
        uintptr_t rest = (uintptr_t)node->next | (slot & VT__SLOT_DROPPED);
        if (vt__atomic_compare_exchange(&completion->slot, &slot, rest, true, __ATOMIC_RELEASE,
                                        __ATOMIC_ACQUIRE)) {
            return true;
        }
        if (vt__slot_is_complete(slot)) {
            return false;
        }
    }
    bool found = unlink_inner(vt__slot_waiters(slot), node);
    end_walk(completion, slot);
    return found;
}

bool vt__task_unregister(vt_task_t *task, const vt_continuation_t *node) {
    vt__mutex_t *mutex = mutex_of(task);
    vt__mutex_lock(mutex);
    uintptr_t slot = begin_walk(&task->completion);
    bool found = slot != 0 && unlink_node(&task->completion, slot, node);
    vt__mutex_unlock(mutex);
    return found;
}
