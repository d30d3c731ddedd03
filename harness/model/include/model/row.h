/*
 * row.h - one row of a report: everything that was measured of one case.
 *
 * A row keeps two kinds of numbers apart:
 *
 * - Exact ones: allocations, frees, bytes. They are fractions of whole numbers, the same in every
 *   run of one build. One run decides; any difference is a difference.
 * - Noisy ones: times. They are samples of several processes, never one number. judge/ says what
 *   may be said of them.
 *
 * A number that could not be had is absent (a fraction that is not known, NaN, an empty cell),
 * never 0.
 *
 * Ownership: a row owns its strings and arrays; bench_row_deinit releases them. All strings are
 * NUL-terminated UTF-8. Threads: a row is a plain value, used by one thread at a time.
 */
#ifndef BENCH_MODEL_ROW_H
#define BENCH_MODEL_ROW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/case_key.h"
#include "model/fraction.h"
#include "model/latency.h"
#include "model/metric.h"

/* How often one jemalloc size class was allocated, per operation. */
typedef struct bench_size_count {
    uint64_t size_class; /* bytes */
    bench_fraction_t allocs_per_op;
} bench_size_count_t;

/* One thread that allocated or freed. */
typedef struct bench_thread_count {
    bench_fraction_t allocs_per_op;
    bench_fraction_t frees_per_op;
    bench_fraction_t remote_frees_per_op; /* of blocks that another thread had allocated */
    int64_t peak_live_bytes;              /* of the blocks that it allocated */
} bench_thread_count_t;

/* How many blocks per operation live how long. Together they are all that were allocated. */
typedef struct bench_lifetimes {
    bench_fraction_t same_op; /* freed before their operation was over; or their period or batch,
                                 where a case has one: it is followed as a whole */
    bench_fraction_t next_op; /* before the next one was */
    bench_fraction_t later;
    bench_fraction_t kept; /* still there when the last operation was over */
} bench_lifetimes_t;

/* One place in the code that allocates. */
typedef struct bench_site {
    char *made_by; /* what the block is for: "box", "completed task", "workload", ...
                      (scenario_maker_t) */
    char *stack;   /* functions from the subject's own to the one that allocates, joined by ';' */
    bench_fraction_t allocs_per_op;
    bench_fraction_t bytes_per_op; /* usable */
    uint64_t leaked;               /* blocks still there after the case was torn down */
    char *line; /* "split.c:12", of one of the calls that make them; NULL: there is
                   no debugging information */
} bench_site_t;

/* Whether the witnesses and the passes agree on what was counted. */
typedef enum bench_verification {
    BENCH_UNVERIFIED, /* bench_counts_t.disagreement says why */
    BENCH_VERIFIED,
} bench_verification_t;

/* The allocations that each witness saw in N and in 2N operations of the first pass: the events
 * (hooks or interposer) in their own, and jemalloc's arenas, of all size classes. */
typedef struct bench_witnesses {
    uint64_t events[2];
    uint64_t arenas[2];
} bench_witnesses_t;

/* The fields of the counting pass in metrics.def: allocs_per_op, frees_per_op, ...,
 * resident_bytes_per_op. */
#define BENCH_FIELD_COUNT_FRACTION(name) bench_fraction_t name;
#define BENCH_FIELD_COUNT_INTEGER(name)  bench_fraction_t name;
#define BENCH_FIELD_COUNT_NUMBER(name)   double name;
#define BENCH_FIELD_COUNT_SHARE(name)    double name;
#define BENCH_FIELD_COUNT_TEXT(name)
#define BENCH_FIELD_TIME_NUMBER(name)
#define BENCH_FIELD_TIME_INTEGER(name)
#define BENCH_FIELD_TIME_RATIO(name)
#define BENCH_FIELD_TIME_SHARE(name)
#define BENCH_FIELD_TIME_TEXT(name)
#define BENCH_FIELD_COUNT_INSTRUCTIONS_FRACTION(name)
#define BENCH_FIELD_COUNT_INSTRUCTIONS_TEXT(name)

/* What was counted of a case. Numbers per operation are the slope between N and 2N operations. */
typedef struct bench_counts {
    uint64_t operations; /* N */
#define METRIC(name, type, unit, certainty, better, pass, ...) BENCH_FIELD_##pass##_##type(name)
#include "model/metrics.def"
#undef METRIC
    size_t size_count;
    bench_size_count_t *sizes; /* ascending by size_class; those that were not used are left out */
    bool witnessed;            /* false: a report that was written before this was kept */
    bench_witnesses_t witnesses;
    /* From windows in which each block is followed, where `followed` is set: */
    bool followed;
    bench_lifetimes_t lifetimes;
    size_t thread_count;
    bench_thread_count_t *threads; /* the one that runs the operations first */
    size_t site_count;
    bench_site_t *sites; /* the parts add up to allocs_per_op; most allocations first */
    bench_verification_t verification;
    char *disagreement; /* where not verified: between whom, on what; else NULL */
} bench_counts_t;

/* Who counted instructions. What they give differs by what they count around the operations and by
 * which variants of memcpy and the like the C library chooses under them: compare like with like.
 */
typedef enum bench_instructions_by {
    BENCH_BY_NONE,       /* not counted */
    BENCH_BY_PERF_EVENT, /* the processor's counter, in user space */
    BENCH_BY_CALLGRIND,  /* valgrind's simulation */
} bench_instructions_by_t;

/* "perf_event", "callgrind"; "" for none. Parsing is false for another name, and for "". */
const char *bench_instructions_by_name(bench_instructions_by_t by);
bool bench_instructions_by_parse(const char *name, bench_instructions_by_t *by);

/* The instructions of a case. */
typedef struct bench_instructions {
    bench_instructions_by_t by;
    bench_fraction_t per_op; /* above 0 */
    bool exact;              /* one thread, and every pass gave this very slope; else a mean */
} bench_instructions_t;

/* What a case may allocate: the contract that `vtbench check` holds it to. */
typedef enum bench_budget_kind {
    BENCH_BUDGET_NONE,    /* nothing promised */
    BENCH_BUDGET_ALLOCS,  /* allocs_per_op == budget, exactly */
    BENCH_BUDGET_AT_MOST, /* allocs_per_op <= budget */
    BENCH_BUDGET_MISSES, /* allocs_per_op == share of operations that did not complete synchronously
                          */
} bench_budget_kind_t;

/* The slices of one process: each a short timed batch of operations. */
typedef struct bench_process_samples {
    uint32_t process;    /* 0, 1, ... */
    uint64_t operations; /* per slice */
    size_t slice_count;  /* >= 1 */
    double *slices;      /* ns per operation, in the order measured */
    double yardstick;    /* ns of a step of the yardstick beside these slices; 0: not taken */
} bench_process_samples_t;

typedef struct bench_row {
    bench_case_key_t key; /* owned */

    bool
        kernel_timed; /* counts depend on the kernel's timing and stay out of the exact reference */
    bench_budget_kind_t budget_kind;
    bench_fraction_t budget; /* for BENCH_BUDGET_ALLOCS and BENCH_BUDGET_AT_MOST; else 0 */

    char *failure; /* why it could not be measured, or not to its end: "ended by signal 11
                      (Segmentation fault) in run"; what was measured before stays. Owned; NULL: it
                      did not fail */

    bool counted; /* counts below are valid */
    bench_counts_t counts;

    bench_instructions_t instructions; /* by nobody: not counted */

    size_t process_count; /* 0: not timed */
    bench_process_samples_t *processes;

    size_t latency_count; /* 0: no single operations were timed */
    bench_latency_t *latencies;
} bench_row_t;

/* Nothing counted: all zero but what is no fraction, which is NaN. */
void bench_counts_init(bench_counts_t *counts);

/* Releases what counts own and makes them empty. */
void bench_counts_deinit(bench_counts_t *counts);

/* Where a metric of the counting pass stands in the counts: a bench_fraction_t where its type is
 * exact, else a double; NULL: nowhere. */
void *bench_counts_field(bench_counts_t *counts, const bench_metric_t *metric);

/* The value of a metric of the counting pass; not known where it is none, or nothing was counted.
 * Borrowed. */
bench_value_t bench_row_count(const bench_row_t *row, const bench_metric_t *metric);

/* Allocations per operation; not known where nothing was counted, or the runtime counts none. */
bench_fraction_t bench_row_allocs(const bench_row_t *row);

/* An empty row: all zero but what bench_counts_init makes. */
void bench_row_init(bench_row_t *row);

/* Releases what the row owns and makes it empty. Accepts NULL and an empty row. */
void bench_row_deinit(bench_row_t *row);

/* Tells whether the row was counted and its counts are not verified. */
bool bench_row_is_unverified(const bench_row_t *row);

/* Blocks still there after the case was torn down. */
uint64_t bench_row_leaked(const bench_row_t *row);

/* The latency of that kind and load (of a service time it does not matter), or NULL. Borrowed. */
bench_latency_t *bench_row_latency(const bench_row_t *row, bench_latency_kind_t kind, double load);

/* The same, made if it is not there: empty, of no process. NULL: out of memory. Valid until the
 * next is made. */
bench_latency_t *bench_row_add_latency(bench_row_t *row, bench_latency_kind_t kind, double load);

/* Merges all latencies of `from` into those of `to`. False: out of memory; `to` may then hold a
 * part of them. */
bool bench_row_merge_latencies(bench_row_t *to, const bench_row_t *from);

/* Whether every process that timed the row contributed. Single operations are timed only where they
 * are long enough for it: of a case at that limit the slower processes alone would be left, and
 * their times are not the case's. */
bool bench_latency_is_whole(const bench_row_t *row, const bench_latency_t *latency);

/* The medians of each process, ns per operation: process_count values in medians, in process order.
 */
void bench_row_medians(const bench_row_t *row, double *medians);

/* Whether the row is timed and each of its processes has a yardstick. */
bool bench_row_has_yardstick(const bench_row_t *row);

/* The step of the yardstick as a case felt it in one process, ns: its slices are held against the
 * yardstick's of the same rounds, as the machine's speed may change while a group is timed. 0, as
 * if there were no yardstick, where memory is short. */
double bench_step_beside(const bench_process_samples_t *of_case,
                         const bench_process_samples_t *of_yardstick);

/* The median of the processes' yardsticks, ns of a step: how fast the machine was. NaN where the
 * row has none, or memory is short. */
double bench_row_yardstick(const bench_row_t *row);

#endif
