/*
 * The model of fuzz_slots.c: each operation, its waiters, and the queue. It uses the library's
 * terms but none of its code.
 */
#ifndef FUZZ_SLOTS_MODEL_H
#define FUZZ_SLOTS_MODEL_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "valuetask.h"

#define REQUIRE(condition)                                                        \
    do {                                                                          \
        if (!(condition)) {                                                       \
            (void)fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #condition); \
            abort();                                                              \
        }                                                                         \
    } while (0)

enum { OPERATIONS = 512, WAITERS = 128, PROBES = 128, SLOTS = 8 };

/* How an operation ended. */
typedef struct outcome {
    vt_state_t state;
    uint64_t word;
    int32_t code;
    bool of_library; /* the error's domain is the library's */
} outcome_t;

typedef struct operation operation_t;

typedef struct probe {
    vt_continuation_t continuation;
    unsigned runs, expected;
    unsigned *outstanding; /* of the slot whose reference must remain until it has run; or NULL */
    /* A continuation that consumes, when it is called: */
    bool consumes, stale, resets;
    vt_value_task_t value_task;
    outcome_t outcome;
    bool *used; /* of the slot that is empty afterwards; or NULL */
    struct source *source;
} probe_t;

/* A probe, or an operation that continues with the outcome; neither: a discard. */
typedef struct waiter {
    operation_t *of;
    probe_t *probe;
    operation_t *operation;
    bool counted; /* in on_queue */
    bool taken;   /* its completer has given it the result */
} waiter_t;

struct operation {
    bool is_task; /* any number of waiters; otherwise one, and consuming ends it */
    bool asynchronous;
    uint64_t added; /* to the result of the operation that it waits for */
    outcome_t outcome;
    bool gone;         /* consumed or discarded */
    unsigned on_queue; /* number of its queued waiters: the operation belongs to them */
    unsigned waiter_count;
    waiter_t waiters[WAITERS];
};

static operation_t operations[OPERATIONS];
static unsigned operation_count;
static waiter_t model_queue[PROBES + OPERATIONS];
static unsigned queued;
static probe_t probes[PROBES];
static unsigned probe_count;

static const outcome_t pending = {VT_PENDING, 0, 0, false};

static outcome_t succeeded(uint64_t word) {
    return (outcome_t){VT_SUCCEEDED, word, 0, false};
}

static outcome_t library_fault(vt_status_t status) {
    return (outcome_t){VT_FAULTED, 0, status, true};
}

static bool has_room(void) {
    return operation_count < OPERATIONS && probe_count < PROBES;
}

static operation_t *new_operation(bool is_task, bool asynchronous, outcome_t outcome) {
    operation_t *operation = &operations[operation_count++];
    REQUIRE(operation_count <= OPERATIONS);
    operation->is_task = is_task;
    operation->asynchronous = asynchronous;
    operation->added = 0;
    operation->outcome = outcome;
    operation->gone = false;
    operation->on_queue = 0;
    operation->waiter_count = 0;
    return operation;
}

static bool is_pending(const operation_t *operation) {
    return operation->outcome.state == VT_PENDING;
}

/* NULL stands for an operation that no token identifies, no longer or not yet. */
static bool is_current(const operation_t *operation) {
    return operation != NULL && !operation->gone;
}

static bool can_take_waiter(const operation_t *operation) {
    return operation->is_task || operation->waiter_count == 0;
}

static void add_waiter(operation_t *operation, probe_t *probe, operation_t *next) {
    REQUIRE(operation->waiter_count < WAITERS);
    operation->waiters[operation->waiter_count++] =
        (waiter_t){operation, probe, next, false, false};
}

static void queue_waiter(waiter_t waiter) {
    model_queue[queued++] = waiter;
}

static outcome_t plus(outcome_t outcome, uint64_t added) {
    outcome.word += outcome.state == VT_SUCCEEDED ? added : 0;
    return outcome;
}

static void completes(operation_t *operation, outcome_t outcome);

/* Resets its source from a continuation; the fuzz target implements it. */
static bool resets_inside(struct source *source, const operation_t *operation);

static void consumes(probe_t *probe, operation_t *operation) {
    probe->stale = !is_current(operation);
    probe->outcome = operation->outcome;
    operation->gone = !operation->is_task;
    if (probe->used != NULL) {
        *probe->used = false;
    }
    probe->resets = probe->source != NULL && resets_inside(probe->source, operation);
}

/* What the end of `waiter.of` does to its waiter. No waiter: it was discarded. */
static void wake(waiter_t waiter) {
    if (waiter.probe != NULL) {
        waiter.probe->expected++;
        if (waiter.probe->outstanding != NULL) {
            --*waiter.probe->outstanding;
        }
        if (waiter.probe->consumes) {
            consumes(waiter.probe, waiter.of);
        }
    } else if (waiter.operation != NULL) {
        outcome_t outcome = waiter.taken || is_current(waiter.of) ? waiter.of->outcome
                                                                  : library_fault(VT_E_STALE_TOKEN);
        waiter.of->gone = !waiter.of->is_task || waiter.of->gone;
        completes(waiter.operation, plus(outcome, waiter.operation->added));
    }
}

/* A method (as_task of what is pending is one) has the word of what is no task when that ends,
 * however late it goes on. */
static bool takes(const waiter_t *waiter, outcome_t outcome) {
    return !waiter->of->is_task && waiter->operation != NULL && outcome.state == VT_SUCCEEDED;
}

/* The first waiter runs at once, unless the operation is asynchronous; the others are queued. */
static void completes(operation_t *operation, outcome_t outcome) {
    REQUIRE(is_pending(operation));
    operation->outcome = outcome;
    for (unsigned i = 0; i < operation->waiter_count; i++) {
        bool discarded =
            operation->waiters[i].probe == NULL && operation->waiters[i].operation == NULL;
        if (!discarded && (i > 0 || operation->asynchronous)) {
            operation->on_queue++;
            operation->waiters[i].counted = true;
            operation->waiters[i].taken = takes(&operation->waiters[i], outcome);
            operation->gone |= operation->waiters[i].taken;
            queue_waiter(operation->waiters[i]);
        }
    }
    if (operation->waiter_count > 0 && !operation->asynchronous) {
        wake(operation->waiters[0]);
    }
}

static unsigned run_model_queue(void) {
    unsigned done = 0;
    for (; done < queued; done++) {
        model_queue[done].of->on_queue -= model_queue[done].counted ? 1 : 0;
        wake(model_queue[done]);
    }
    queued = 0;
    return done;
}

/* ---- what consuming calls must return ---- */

/* What an await returns at once; pending: `next` waits. `refused`: there is no room for another
 * waiter. */
static outcome_t awaited(operation_t *operation, operation_t *next, bool refused) {
    if (!is_current(operation)) {
        return library_fault(VT_E_STALE_TOKEN);
    }
    if (!is_pending(operation)) {
        operation->gone = !operation->is_task;
        return operation->outcome;
    }
    if (refused) {
        return library_fault(VT_E_BUSY);
    }
    if (!can_take_waiter(operation)) {
        return library_fault(VT_E_ALREADY_AWAITED);
    }
    add_waiter(operation, NULL, next);
    return pending;
}

static void discarded(operation_t *operation) {
    if (!is_current(operation) || operation->is_task) {
        return;
    }
    if (is_pending(operation) && operation->waiter_count > 0) {
        return; /* left to its awaiter */
    }
    operation->gone = true;
    if (is_pending(operation)) {
        add_waiter(operation, NULL, NULL);
    }
}

static vt_status_t registered(operation_t *operation, probe_t *probe, bool refuse) {
    if (!is_current(operation)) {
        return VT_E_STALE_TOKEN;
    }
    if (!is_pending(operation)) {
        if (refuse) {
            return VT_E_ALREADY_COMPLETED;
        }
        queue_waiter((waiter_t){operation, probe, NULL, false, false});
        return VT_OK;
    }
    if (!can_take_waiter(operation)) {
        return VT_E_ALREADY_AWAITED;
    }
    add_waiter(operation, probe, NULL);
    return VT_OK;
}

#endif
