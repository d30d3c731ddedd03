/*
 * instruction_counter.h - counts the instructions that this process executes.
 *
 * There are two means of counting, and which one was used is part of the result:
 *
 *   perf_event  the processor's own counter, user space only, on all threads of the subject. Needs
 *               a machine that has one (most virtual machines do not) and lets us read it.
 *   callgrind   valgrind's simulation of the processor: exact, on any machine, fifty times slower.
 *               The process has to be started under it, with its instrumentation off
 *               (BENCH_CALLGRIND_OPTIONS); it is on around the counted operations alone.
 *
 * jemalloc does housekeeping once in so many bytes. The settings below leave out what depends on
 * the clock or on random numbers. The paths of malloc and free stay those that are timed.
 *
 * Errors: functions return false and put one line into *problem. Nothing is printed.
 */
#ifndef BENCH_MEASURE_INSTRUCTION_COUNTER_H
#define BENCH_MEASURE_INSTRUCTION_COUNTER_H

#include "model/problem.h"
#include "model/row.h"

/* The MALLOC_CONF of a process that counts instructions. */
#define BENCH_INSTRUCTIONS_MALLOC_CONF \
    "tcache_gc_incr_bytes:1073741824,dirty_decay_ms:-1,muzzy_decay_ms:-1,background_thread:false"

/* The GLIBC_TUNABLES of such a process. The C library takes the memcpy and the like that suit the
 * processor, and switches between their loops at sizes that follow from its caches. Without
 * anything newer than the first x86-64 and with sizes of our own, each has the same instructions
 * everywhere. (ifunc-*.h, cacheinfo.h and cpu_tunables.c in glibc's sysdeps/x86; unknown names are
 * ignored.) */
#define BENCH_INSTRUCTIONS_TUNABLES                                                           \
    "glibc.cpu.hwcaps=-AVX,-AVX2,-AVX512F,-AVX512BW,-AVX512VL,-BMI1,-BMI2,-ERMS,-FMA,-FMA4,"  \
    "-FSRM,-LZCNT,-MOVBE,-POPCNT,-RTM,-SSE3,-SSSE3,-SSE4_1,-SSE4_2,-AVX_Fast_Unaligned_Load," \
    "-Fast_Copy_Backward,-Fast_Rep_String,-Fast_Unaligned_Copy,-Fast_Unaligned_Load,"         \
    "-Prefer_ERMS,-Prefer_FSRM,-Prefer_No_AVX512_Probing,-Prefer_No_VZEROUPPER,"              \
    "-Prefer_PMINUB_for_stringop,-Slow_BSF,-Slow_SSE4_2"                                      \
    ":glibc.cpu.x86_data_cache_size=32768:glibc.cpu.x86_shared_cache_size=1048576"            \
    ":glibc.cpu.x86_non_temporal_threshold=786432:glibc.cpu.x86_rep_movsb_threshold=2048"     \
    ":glibc.cpu.x86_rep_stosb_threshold=2048"

/* How valgrind is to be started, beside --callgrind-out-file=FOLDER/BENCH_CALLGRIND_FILE. Threads
 * take turns in the order in which they ask, and their instructions go into one sum. */
#define BENCH_CALLGRIND_OPTIONS                                                                  \
    "-q", "--tool=callgrind", "--instr-atstart=no", "--fair-sched=yes", "--separate-threads=no", \
        "--combine-dumps=no"
#define BENCH_CALLGRIND_FILE "out"

/* Tells whether instructions can be counted by that means on this machine; false: why not. */
bool bench_can_count_instructions(bench_instructions_by_t by, bench_problem_t *problem);

/* The better means that this machine has: perf_event, else callgrind. BENCH_BY_NONE: neither, and
 * why. */
bench_instructions_by_t bench_instructions_means(bench_problem_t *problem);

/* Counts for one subject at a time. */
typedef struct bench_instruction_counter {
    bench_instructions_by_t by;
    int descriptor;     /* of perf_event; -1: none */
    const char *folder; /* where callgrind writes; borrowed */
    uint64_t before;    /* what the processor's counter said at the start of the window */
} bench_instruction_counter_t;

/* Opens a counter, before the subject is set up: of threads only those that start afterwards are
 * counted. `folder` is used by callgrind alone: private to this run. False, with a reason, also
 * where something counts allocations in this process. */
bool bench_instruction_counter_open(bench_instructions_by_t by, const char *folder,
                                    bench_instruction_counter_t *counter, bench_problem_t *problem);

/* Accepts a counter that could not be opened. */
void bench_instruction_counter_close(bench_instruction_counter_t *counter);

#endif
