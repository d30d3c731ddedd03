/*
 * row.h - one row of a report: everything that was measured of one case.
 *
 * A case is a scenario, a contender and the parameters. A row keeps two kinds of numbers apart:
 *
 *   exact   allocations, frees, bytes: fractions of whole numbers, equal from run to run of one
 * build. One run decides; any difference is a difference. noisy   time: samples of several
 * processes, never one number. What may be said of them is said by statistics.h and compare.h.
 *
 * A number that could not be had is absent (a false flag, NaN, an empty cell), never 0.
 *
 * Ownership: a row owns its strings and arrays; bench_row_deinit releases them. All strings are
 * NUL-terminated UTF-8. Threads: a row is a plain value, used by one thread at a time.
 */
#ifndef BENCH_REPORT_ROW_H
#define BENCH_REPORT_ROW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "report/latency.h"

/* An exact number per operation: num / den, den > 0, in lowest terms. */
typedef struct bench_fraction {
    int64_t num;
    int64_t den;
} bench_fraction_t;

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
    char *made_by; /* what the block is for: "box", "completed task", "workload", ... (ledger.c) */
    char *stack;   /* functions from the subject's own to the one that allocates, joined by ';' */
    bench_fraction_t allocs_per_op;
    bench_fraction_t bytes_per_op; /* usable */
    uint64_t leaked;               /* blocks still there after the case was torn down */
} bench_site_t;

/* The exact numbers of a case. Per-operation numbers are the slope between N and 2N operations. */
typedef struct bench_counts {
    uint64_t operations;            /* N */
    bench_fraction_t allocs_per_op; /* calls that return a block: malloc, calloc, realloc, ... */
    bench_fraction_t frees_per_op;  /* calls that give one back */
    bench_fraction_t bytes_requested_per_op; /* as asked for */
    bench_fraction_t bytes_usable_per_op;    /* rounded up to jemalloc's size classes */
    int64_t allocs_once;     /* the intercept: allocations that do not grow with N */
    int64_t peak_live_bytes; /* most usable bytes alive at once, over what was alive at the start */
    size_t size_count;
    bench_size_count_t
        *sizes; /* ascending by size_class; classes that were not used are left out */
    /* From windows in which each block is followed, where `followed` is set: */
    bool followed;
    bench_lifetimes_t lifetimes;
    size_t thread_count;
    bench_thread_count_t *threads; /* the one that runs the operations first */
    size_t site_count;
    bench_site_t *sites; /* the parts add up to allocs_per_op; most allocations first */
    char *verified; /* "verified" where both witnesses and all passes agree, else what disagrees */
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
    BENCH_BUDGET_NONE,   /* nothing promised */
    BENCH_BUDGET_ALLOCS, /* allocs_per_op == budget, exactly */
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
    char *scenario;
    char *contender;
    char *params; /* "key=value" joined by ';', empty where there is none */

    bool
        exact; /* false: counts depend on the kernel's timing and stay out of the exact reference */
    bench_budget_kind_t budget_kind;
    bench_fraction_t budget; /* for BENCH_BUDGET_ALLOCS */

    bool counted; /* counts below are valid */
    bench_counts_t counts;
    double synchronous_share; /* of operations, 0..1, as measured; NaN where the case has no such
                                 thing */

    bench_instructions_t instructions; /* by nobody: not counted */

    size_t process_count; /* 0: not timed */
    bench_process_samples_t *processes;

    size_t latency_count; /* 0: no single operations were timed */
    bench_latency_t *latencies;
} bench_row_t;

/* Gives num / den in lowest terms with den > 0; den must not be 0, neither may be INT64_MIN. */
bench_fraction_t bench_fraction(int64_t num, int64_t den);
bool bench_fraction_equal(bench_fraction_t a, bench_fraction_t b);
double bench_fraction_value(bench_fraction_t f);

/* Writes "3", "3/2", "-1/512" to text; text must hold BENCH_FRACTION_MAX bytes. */
#define BENCH_FRACTION_MAX 48
const char *bench_fraction_format(bench_fraction_t f, char text[BENCH_FRACTION_MAX]);

/* Reads what bench_fraction_format writes. False for anything else; *f is then untouched. */
bool bench_fraction_parse(const char *text, bench_fraction_t *f);

/* An empty row: all zero but synchronous_share, which is NaN. */
void bench_row_init(bench_row_t *row);

/* Releases what counts own and makes them empty. */
void bench_counts_deinit(bench_counts_t *counts);

/* Releases what the row owns and makes it empty. Accepts NULL and an empty row. */
void bench_row_deinit(bench_row_t *row);

/* Tells whether both rows are of the same case. */
bool bench_row_same_case(const bench_row_t *a, const bench_row_t *b);

/* Holds the counts to the budget. True where it holds, where there is none or nothing was counted.
 */
bool bench_row_within_budget(const bench_row_t *row);

/* The medians of each process, ns per operation: process_count values in medians, in process order.
 */
void bench_row_medians(const bench_row_t *row, double *medians);

/* The median of that process, ns per operation; NaN where it has not timed the row. */
double bench_row_median_in(const bench_row_t *row, uint32_t process);

/* Whether the row is timed and each of its processes has a yardstick. */
bool bench_row_has_yardstick(const bench_row_t *row);

/* As bench_row_medians, in steps of each process's own yardstick. False, with nothing written: the
 * row has none. */
bool bench_row_steps(const bench_row_t *row, double *medians);

/* The median of the processes' yardsticks, ns of a step: how fast the machine was. NaN where the
 * row has none, or memory is short. */
double bench_row_yardstick(const bench_row_t *row);

#endif
