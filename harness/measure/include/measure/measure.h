/*
 * measure.h - measures functions and knows nothing of what they do.
 *
 * A subject is anything that can run a number of operations. Timing and counting never share a
 * pass: the counting hooks slow a malloc/free pair about tenfold, so the timed code runs with none
 * installed.
 *
 *   timing   Google Benchmark calibrates and drives the batch loop (timing.cc, the only C++ file);
 *            here it is asked for slices: short batches of a fixed number of operations,
 *            contenders in shuffled order. One process gives slices; the caller starts several
 *            processes.
 *
 *   counting jemalloc's hooks see every call, or a preloaded interposer does (sources.h); the
 *            arenas' own request counters are the second witness.
 *
 * Errors: functions return false and put one line into *problem. Nothing is printed.
 */
#ifndef BENCH_MEASURE_MEASURE_H
#define BENCH_MEASURE_MEASURE_H

#include "model/report.h"

/* Which frame of an allocation's stack of calls a function is looked for in. The rules are tried in
 * this order. */
typedef enum bench_maker_rule {
    BENCH_MAKER_ANYWHERE, /* all frames: for a function that has others make its blocks */
    BENCH_MAKER_NEAREST,  /* all frames; of several matches the one nearest to the allocation */
    BENCH_MAKER_DIRECT,   /* the frame that called the allocator, and no other */
} bench_maker_rule_t;

/* What a block is for, known by a function that is on the stack when it is allocated. Which
 * functions these are is the workload's knowledge. */
typedef struct bench_maker {
    const char *function; /* a shell pattern (fnmatch) over its name; borrowed */
    const char *made_by;  /* "box of a suspended method", ...; borrowed */
    bench_maker_rule_t rule;
} bench_maker_t;

/* What is measured. */
typedef struct bench_subject {
    const char *name; /* for messages; borrowed */
    void (*run)(void *state, uint64_t operations);
    void *state;
    /* Seconds that the last `run` took, where it does not run here and has a clock of its own
     * beside it. Borrowed; NULL: the time that passes here. */
    const double *clock;
    uint64_t period; /* counts are exact over whole multiples of this many operations; >= 1 */
    /* An operation may be slow: instructions are counted over so many at most, in whole periods; 0:
     * over as many as suit the counter. */
    uint64_t few_operations;
    /* Grows by one for each operation that did not complete synchronously; NULL: not kept. */
    const uint64_t *misses;
    /* Blocks are followed from step to step of so many operations, each a call of `run`: whole
     * periods, so that the operations are the same as in one call. 0: they are not followed. */
    uint64_t step;
    /* What happens depends on the kernel's timing: passes may differ, and a number per operation is
     * the mean over N and 2N operations instead of the slope between them. */
    bool kernel_timed;
    /* What of it no witness can see (unseen.h): its counts are not verified then, and this is why.
     * Borrowed; NULL: they see all. */
    const char *unseen;
    /* What its blocks are for; of two entries with the same rule that match, the first counts. What
     * none matches was made by the "workload". Borrowed; NULL where maker_count is 0. */
    const bench_maker_t *makers;
    size_t maker_count;
} bench_subject_t;

/* ---- timing ---- */

/* What the slices of a subject are, as found out by running it. */
typedef struct bench_slices {
    uint64_t operations; /* in each, whole periods; 0: not found out */
    size_t rounds;       /* how many of them */
    double ns_per_op;    /* what an operation took in them; 0: not known */
} bench_slices_t;

typedef struct bench_timing_plan {
    uint64_t seed;        /* of the shuffled orders */
    unsigned rounds;      /* slices per subject */
    double slice_seconds; /* length aimed at for one slice, e.g. 0.001 */
    /* Of each subject what another process found out with the same plan: it stands for the second
     * of two calibrations, and for both where a slice is one period. NULL: of none, as with
     * same_operations. Borrowed. */
    const bench_slices_t *known;
    /* A time that is known of a subject stands for both calibrations. It is then run for a part of
     * a slice first, as a calibration warms up too; and its slices are up to a quarter longer or
     * shorter, by the seed, since what depends on their length would otherwise be alike in all
     * processes. Slices that are longer than aimed at, since a period is, then take together at
     * most twice as long as everybody's (else eight times). */
    bool known_suffice;
    /* All subjects get slices of equally many operations, whole periods of each, and equally many
     * slices: for builds of one thing, that are to differ in nothing but their code. */
    bool same_operations;
} bench_timing_plan_t;

/* Tells whether this process can time: no hooks and no interposer slow its malloc, and MALLOC_CONF
 * is not set. */
bool bench_can_time(bench_problem_t *problem);

/* Times `count` subjects of one group (the contenders of a case), interleaved: each round runs one
 * slice of every subject. The orders of as many rounds as there are subjects are a Latin square,
 * shuffled from the seed: each subject is equally often in each place. samples[i] receives the
 * slices of subjects[i]: `operations` per slice as calibrated (whole periods; at least one) and
 * `rounds` values in `slices` (fewer where a period is long), for the caller to free. `process` is
 * left as it is.
 * `*stop`, where stop is not NULL, is read between slices: when it becomes nonzero the call
 * ends early with false and problem "interrupted". On false, nothing is allocated in samples. */
bool bench_time(const bench_subject_t *subjects, size_t count, const bench_timing_plan_t *plan,
                const volatile int *stop, bench_process_samples_t *samples,
                bench_problem_t *problem);

/* The yardstick: a subject whose operation is a step of a chain, each needing the one before, so
 * that its time is so many cycles of the core's clock and nothing else. Timed beside others it
 * tells how fast the machine was at that moment, as far as a lower clock and stolen time slow all
 * code alike; what a busy sibling thread, the caches or the kernel cost, it does not show. Any
 * thread; allocates nothing. */
bench_subject_t bench_yardstick(void);

/* ---- single operations ---- */

/* An operation is timed alone only where it takes longer than so many readings of the clock: their
 * cost is in the time. */
#define BENCH_SINGLE_OPERATION_CLOCKS 20

/* How much time the single operations of a subject may take. */
typedef struct bench_single_operations_plan {
    uint64_t operations; /* at most so many, */
    double seconds;      /* and so long; a single operation may take longer */
    double clock_ns;     /* what a reading of the clock costs: bench_clock_cost() */
} bench_single_operations_plan_t;

/* How many operations of a subject that takes `ns_per_op` are to be timed one by one: whole
 * periods. 0: an operation is too fast for it, or a period too long. */
uint64_t bench_single_operations_count(const bench_single_operations_plan_t *plan, uint64_t period,
                                       double ns_per_op);

/* Closed loop: runs `operations` operations one after the other, each between two readings of the
 * clock, and adds their service times to the histogram. A tenth as many, in whole periods, come
 * first and are not recorded. False: *stop was set meanwhile. */
bool bench_time_service(const bench_subject_t *subject, uint64_t operations,
                        const volatile int *stop, bench_histogram_t *histogram);

/* The interval between two operations, ns, for a load from 0 to 1: a fraction of the rate at which
 * a closed loop that reads the clock once for each operation gets them done. */
double bench_open_loop_interval(const bench_single_operations_plan_t *plan, double ns_per_op,
                                double load);

/* Open loop: an operation is due each `interval` ns. It starts when it is due, or as soon as the
 * one before is done, and its response time runs from when it was due: so a slow operation also
 * shows in the times of those that had to wait for it. Between operations the clock is read in a
 * loop. Otherwise as bench_time_service. */
bool bench_time_response(const bench_subject_t *subject, uint64_t operations, double interval,
                         const volatile int *stop, bench_histogram_t *histogram);

/* ---- counting ---- */

/* Tells whether this process can count: jemalloc is the allocator, its calls are seen, its
 * statistics are on, and it was started with the thread cache off (MALLOC_CONF=tcache:false), so
 * that the arenas' request counters, the second witness, are up to date without a flush on every
 * thread. */
bool bench_can_count(bench_problem_t *problem);

/* The MALLOC_CONF that a counting process must be started with. The hooks are then installed before
 * main and stay, as to install them while threads run crashes jemalloc 5.3.0 (hooks.c): such a
 * process cannot time. */
#define BENCH_COUNTING_MALLOC_CONF "tcache:false,narenas:16,background_thread:false"

/* Counts one subject: a warm-up, then N and 2N operations under the hooks, three passes of it; N is
 * a multiple of the period, at least `min_operations`. The warm-up has 64 operations, or
 * `min_operations` where these are fewer, in whole periods. Where the subject has a step, blocks
 * are followed in one more pass, N being as in the warm-up.
 *
 * Fills *counts, which the caller releases (bench_counts_deinit). synchronous_share is taken over
 * the operations that were counted; NaN where the subject keeps no misses. Witnesses or passes that
 * disagree are no failure: counts->verification and counts->disagreement tell of them. False:
 * nothing could be counted; *counts is untouched. */
bool bench_count(const bench_subject_t *subject, uint64_t min_operations, bench_counts_t *counts,
                 bench_problem_t *problem);

/* After the subject was torn down: adds to the counts that bench_count just gave which blocks are
 * still there, by the place that made them. False: out of memory. */
bool bench_count_leaks(bench_counts_t *counts, bench_problem_t *problem);

/* ---- resident memory ---- */

/* How much memory of the process is resident at most between the two calls, over what was before,
 * in bytes; NaN: the kernel (/proc) or the allocator does not tell. The first call has jemalloc
 * give free pages back and resets the peak that the kernel keeps of the process; the second one
 * gets what the first one gave. Counts are not disturbed, times may be. */
double bench_resident_begin(void);
double bench_resident_end(double before);

/* ---- counting elsewhere ---- */

/* What another runtime counted of itself while it ran operations. Whole numbers; not known: it
 * cannot count that. */
typedef struct bench_counted {
    bench_fraction_t bytes, bytes_again; /* by two witnesses */
    bench_fraction_t objects;
    bench_fraction_t collections; /* of garbage */
} bench_counted_t;

/* A subject that is counted by its own runtime. */
typedef struct bench_elsewhere {
    const char *name; /* for messages; borrowed */
    void (*count)(void *state, uint64_t operations, bench_counted_t *counted);
    void *state;
    uint64_t period; /* as of a bench_subject_t */
} bench_elsewhere_t;

/* Counts one subject, which is warm, by the rules of bench_count: N and 2N operations, three
 * passes, two witnesses. Bytes become bytes_requested and bytes_usable, objects allocations.
 * Collections are counted over BENCH_COLLECTIONS_OVER operations more, or fewer, about as many as
 * take BENCH_COLLECTIONS_NS; none among operations that allocate is not known. Fills *counts, for
 * the caller to release. False: memory is short, or numbers are larger than a fraction holds;
 * *counts is untouched. */
bool bench_count_elsewhere(const bench_elsewhere_t *subject, uint64_t min_operations,
                           bench_counts_t *counts, bench_problem_t *problem);

#define BENCH_COLLECTIONS_OVER UINT64_C(1000000)
#define BENCH_COLLECTIONS_NS   UINT64_C(100000000)

/* ---- who counts ---- */

/* The witness of this process beside the arenas: "hooks" or "interposer"; "none" where
 * VTBENCH_WITNESS asks for something else. */
const char *bench_witness(void);

/* ---- environment and overhead ---- */

/* How many cores this process may use at once: those of its affinity (taskset, --pin, cpusets), and
 * no more than whole ones of the quota of its control groups (containers). At least 1. */
unsigned bench_usable_cpus(void);

/* The load average of the last minute: how many threads of all programs wanted to run. NaN: the
 * kernel does not tell. */
double bench_load(void);

/* Adds the facts that a reader needs to judge a run: cpu, cores, kernel, libc, compiler, flags,
 * build_type, jemalloc, google_benchmark, libuv (left to the caller), governor, virtualisation,
 * load, aslr, git_revision (of the source tree when this program was built; "-dirty": edited).
 * Never the host's name or a path. */
bool bench_add_environment(bench_report_t *report);

/* Adds what tells one build of an ELF file from another: fact NAME is its base name and its GNU
 * build id, or a hash of its content where it has none; fact NAME_compiler is what its debugging
 * information says of compiler and flags, without paths, "unknown" where there is none. False: out
 * of memory, or the file cannot be read; the problem says which. */
bool bench_add_provenance(bench_report_t *report, const char *name, const char *path,
                          bench_problem_t *problem);

/* Time that the hypervisor took from this machine and time in all, in ticks since its start. False:
 * the kernel does not tell. */
bool bench_stolen_time(uint64_t *stolen, uint64_t *all);

/* More stolen time than this share moves medians. */
#define BENCH_STEAL_MAX 0.01

/* What one reading of the clock costs, ns; NaN where it could not be measured. Takes 10 ms. */
double bench_clock_cost(void);

/* Measures what each instrument costs and adds it: clock_read, batch_loop (per operation),
 * empty_operation (an operation that does nothing, called through subject.run's loop),
 * yardstick_step, hook_pair
 * (what the hooks add to a malloc+free pair; NaN where this process has none, or has other
 * threads), malloc_free_pair (64 bytes, no hook). */
bool bench_add_overheads(bench_report_t *report);

/* ---- doctor ---- */

typedef enum bench_health {
    BENCH_HEALTH_GOOD,
    BENCH_HEALTH_WARNING,
    BENCH_HEALTH_MISSING
} bench_health_t;

typedef struct bench_diagnosis {
    const char *topic; /* "clock", "governor", "hooks", ... */
    bench_health_t health;
    char finding[200]; /* what was found */
    char advice[200];  /* what to do about it; empty where nothing is to be done */
} bench_diagnosis_t;

/* Looks at what this machine can and cannot measure: cores, clock (resolution and cost), noise
 * (spread of a fixed computation over 200 slices), steal time, governor, hardware counters
 * (perf_event_open), jemalloc (version, hooks, statistics), Google Benchmark (version, that
 * Debian's library is built without NDEBUG while the timing loop is inlined in our own code), build
 * type of our own code, ASLR, valgrind and heaptrack and gnuplot on PATH. Fills up to `max`,
 * returns how many. */
size_t bench_diagnose(bench_diagnosis_t *diagnoses, size_t max);

#endif
