/*
 * helpers.h - what the tests of core/ share: continuations and executors that count, a source that
 * is not of the library, and what differs between builds.
 */
#ifndef TESTS_CORE_HELPERS_H
#define TESTS_CORE_HELPERS_H

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "valuetask.h"

#ifndef __has_feature
#define __has_feature(x) 0
#endif
#if defined(__SANITIZE_THREAD__) || __has_feature(thread_sanitizer)
#define UNDER_THREAD_SANITIZER 1
#else
#define UNDER_THREAD_SANITIZER 0
#endif
#if defined(__SANITIZE_ADDRESS__) || __has_feature(address_sanitizer)
#define UNDER_ADDRESS_SANITIZER 1
#else
#define UNDER_ADDRESS_SANITIZER 0
#endif
#define SANITIZED (UNDER_THREAD_SANITIZER || UNDER_ADDRESS_SANITIZER)

/* cmocka gives every test a state; these have none. */
#define TEST(name) static void name(void **cmocka_state __attribute__((unused)))

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

#define assert_ok(call) assert_int_equal((call), VT_OK)

/* ---- a continuation that counts ---- */

typedef struct probe {
    vt_continuation_t continuation;
    unsigned runs;           /* atomic */
    unsigned order;          /* of all probes that ran since probe_init, 1 is the first */
    vt_executor_t *executor; /* current where it ran */
    pthread_t thread;
} probe_t;

void probe_init(probe_t *probe);
unsigned probe_runs(const probe_t *probe);
/* False where it has not run within ten seconds. */
bool probe_wait(const probe_t *probe);

/* Time for another thread to fall asleep: a millisecond. A thread that yields instead, again and
 * again, gives up its turn each time on a busy machine. */
void sleep_a_moment(void);

/* ---- an executor that keeps what is posted until it is told to run it ---- */

typedef struct shelf {
    vt_executor_t executor;
    unsigned posts;
    vt_continuation_t *head;
    vt_continuation_t **tail;
} shelf_t;

void shelf_init(shelf_t *shelf);
size_t shelf_run(shelf_t *shelf);
/* Calls `function` with the shelf as the current executor. */
void shelf_call(shelf_t *shelf, void (*function)(void *argument), void *argument);

/* ---- a source of somebody else: a table of functions and nothing of the library ---- */

typedef struct foreign {
    vt_source_t source;
    uint64_t token;
    vt_state_t state;
    uint64_t word;
    vt_error_t error;
    vt_continuation_t *waiter;
    unsigned flags;                 /* of the last on_completed */
    unsigned asked, awaited, taken; /* calls of the three functions */
    bool completes_at_registration; /* between a consumer's two questions */
} foreign_t;

void foreign_init(foreign_t *foreign, uint64_t token);
void foreign_complete(foreign_t *foreign, vt_state_t state);
static inline vt_value_task_t foreign_value_task(foreign_t *foreign) {
    return vt_value_task_from_source(&foreign->source, foreign->token);
}

/* ---- errors and outcomes ---- */

extern const char test_domain[];
vt_error_t test_error(int32_t code);

/* Takes the outcome and checks it. */
void assert_result(vt_value_task_t value_task, uint64_t expected);
void assert_fault(vt_value_task_t value_task, const char *domain, int32_t code);
void assert_canceled(vt_value_task_t value_task);
void assert_misuse(vt_value_task_t value_task, vt_status_t expected);
void assert_task_result(vt_task_t *task, uint64_t expected);
void assert_task_fault(vt_task_t *task, const char *domain, int32_t code);

/* All four questions at once. */
void assert_state(vt_value_task_t value_task, vt_state_t expected);

/* ---- value tasks of every kind ---- */

typedef enum backing {
    BACKED_BY_RESULT, /* never pending, never faulted */
    BACKED_BY_TASK,
    BACKED_BY_RESET_SOURCE,
    BACKED_BY_POOLED_SOURCE,
    BACKED_BY_FOREIGN_SOURCE,
    BACKING_COUNT,
} backing_t;

/* One operation and who completes it. */
typedef struct operation {
    backing_t backing;
    vt_value_task_t value_task;
    vt_task_t *task; /* a reference of the completer's */
    vt_reset_source_t reset;
    vt_source_pool_t *pool;
    vt_reset_source_t *rented;
    foreign_t foreign;
} operation_t;

/* Begins a pending operation. */
void operation_begin(operation_t *operation, backing_t backing);
/* Completes it: a result, an error with that code in test_domain, or cancellation. */
void operation_succeed(operation_t *operation, uint64_t result);
void operation_fault(operation_t *operation, int32_t code);
void operation_cancel(operation_t *operation);
/* After the value task was consumed. */
void operation_end(operation_t *operation);

/* Calls `check` with a fresh pending operation of every backing that can be pending. */
void with_every_backing(void (*check)(operation_t *operation));

#endif
