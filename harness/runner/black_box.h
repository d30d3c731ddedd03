/*
 * black_box.h - what a measuring process was doing when it ended, in memory that outlives it.
 *
 * Measured code may end its process in ways that no code in it can report: a signal, _exit, the
 * kernel. So parent and process share a page. The process notes which case it is in before each
 * call of the case's code, which costs some stores; whoever finds the process ended, or hanging,
 * reads it.
 *
 * The parent opens a box for each process and the process attaches it. A process that measured code
 * forks has a box of its own, which nobody reads: what that child does is not the case's.
 */
#ifndef BENCH_RUNNER_BLACK_BOX_H
#define BENCH_RUNNER_BLACK_BOX_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "measure/stack.h"
#include "model/problem.h"

/* What of a case runs, or ran last. */
typedef enum bench__phase {
    BENCH__PHASE_NONE,
    BENCH__PHASE_LOAD, /* of plugins; no case was reached */
    BENCH__PHASE_SET_UP,
    BENCH__PHASE_RUN,
    BENCH__PHASE_TEAR_DOWN,
} bench__phase_t;

typedef struct bench__black_box {
    _Atomic uint64_t steps; /* of measured code, begun and ended: odd within one */
    _Atomic uint32_t phase;
    _Atomic uint32_t subject; /* bench_ab_subject_t, or 0 */
    _Atomic uint64_t number;  /* of the case: bench_selected_t */
    /* How it ended, as far as it could note that itself. */
    _Atomic int signal;        /* 0: none */
    _Atomic bool called_exit;  /* and not _exit, or a new program */
    _Atomic bool lost_channel; /* nothing could be sent any more */
    _Atomic bool gave_up;      /* for this reason: */
    bench_problem_t reason;
    bench_stack_t stack; /* where the signal found it */
} bench__black_box_t;

/* ---- in the process ---- */

/* The box of this process; never NULL. */
extern bench__black_box_t *bench__black_box;

/* Takes the box that was inherited as that descriptor, which is closed; 0: keeps a private one.
 * False, with errno: it cannot be mapped. */
bool bench__black_box_attach(int descriptor);

/* In a child that the harness forked itself: goes on in the box of its parent. */
void bench__black_box_adopt(void);

/* Whether this process was forked by measured code. */
bool bench__is_stray(void);

/* Around each call of a case's code. Inlined: the second one is in what is timed. */
static inline void bench__black_box_enter(bench__phase_t phase, uint32_t subject, size_t number) {
    bench__black_box_t *box = bench__black_box;
    uint64_t steps = atomic_load_explicit(&box->steps, memory_order_relaxed);
    atomic_store_explicit(&box->phase, phase, memory_order_relaxed);
    atomic_store_explicit(&box->subject, subject, memory_order_relaxed);
    atomic_store_explicit(&box->number, number, memory_order_relaxed);
    atomic_store_explicit(&box->steps, steps | 1, memory_order_relaxed);
}

static inline void bench__black_box_leave(void) {
    bench__black_box_t *box = bench__black_box;
    uint64_t steps = atomic_load_explicit(&box->steps, memory_order_relaxed);
    atomic_store_explicit(&box->steps, (steps | 1) + 1, memory_order_relaxed);
}

/* Ends the process: the case that it is in cannot be measured, for that reason. */
_Noreturn void bench__black_box_give_up(const bench_problem_t *reason);

/* From here on the box says how this process ends: by exit, or by which signal and where. Signals
 * that have a handler already keep it. */
void bench__black_box_watch_process(void);

/* ---- in whoever reads it ---- */

/* A new box, and the descriptor to inherit, closed on exec. NULL, with errno. */
bench__black_box_t *bench__black_box_open(int *descriptor);
void bench__black_box_close(bench__black_box_t *box);

/* Makes it as new, for the next process that uses it. */
void bench__black_box_clear(bench__black_box_t *box);

/* Whether measured code was reached that is a case's. */
bool bench__black_box_has_case(const bench__black_box_t *box);

/* Whether measured code runs at this moment. */
bool bench__black_box_is_inside(const bench__black_box_t *box);

/* "in set-up", "in run"; "after run" where no code of the case runs. */
const char *bench__black_box_where(const bench__black_box_t *box);

/* Why a process ended, from its status of waitpid: "ended by signal 11 (Segmentation fault) in run,
 * at run_parse;read_field", "called exit(3) in set-up". Always false. */
bool bench__black_box_tell_end(const bench__black_box_t *box, int status, bench_problem_t *reason);

#endif
