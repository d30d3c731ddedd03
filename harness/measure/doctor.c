#include <errno.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <jemalloc/jemalloc.h>

#include "build.h"
#include "clock.h"
#include "host.h"
#include "measure/instruction_counter.h"
#include "measure/measure.h"
#include "model/quantile.h"
#include "sources.h"
#include "timing.h"
#include "window.h"

/* Slices of the noise check, and operations in each: about 50 us, so 10 ms in all. */
#define NOISE_SLICES     200
#define NOISE_OPERATIONS 100000U

/* A middle half of slices that spreads by more than this hides effects of a few percent within one
 * process. */
#define NOISE_MAX 0.05

/* More threads than this for each core are other work, and some of it waits. */
#define LOAD_MAX 1.0

/* A clock read above this goes through the kernel (a vDSO clock takes 20 to 50 ns). */
#define CLOCK_COST_MAX 100.0

static void __attribute__((format(printf, 3, 4)))
find(bench_diagnosis_t *diagnosis, bench_health_t health, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(diagnosis->finding, sizeof diagnosis->finding, format, arguments);
    va_end(arguments);
    diagnosis->health = health;
}

static void advise(bench_diagnosis_t *diagnosis, const char *advice) {
    (void)snprintf(diagnosis->advice, sizeof diagnosis->advice, "%s", advice);
}

static void diagnose_cores(bench_diagnosis_t *diagnosis) {
    unsigned count = bench_usable_cpus();
    find(diagnosis, count < 2 ? BENCH_HEALTH_WARNING : BENCH_HEALTH_GOOD, "%u usable of %ld online",
         count, sysconf(_SC_NPROCESSORS_ONLN));
    if (count < 2) {
        advise(diagnosis, "let this process use at least 2 cores: on one, cases whose threads spin "
                          "are not measured, and completion on another thread only measures the "
                          "scheduler");
    }
}

/* What is left of the last minute's load of an earlier run of the suite is below one thread for
 * each core. */
static void diagnose_load(bench_diagnosis_t *diagnosis) {
    double load = bench_load();
    unsigned cores = bench_usable_cpus();
    if (isnan(load)) {
        find(diagnosis, BENCH_HEALTH_WARNING, "the kernel does not tell");
        return;
    }
    bool good = load <= LOAD_MAX * cores;
    find(diagnosis, good ? BENCH_HEALTH_GOOD : BENCH_HEALTH_WARNING,
         "in the last minute %.1f threads at a time wanted to run, on %u usable core%s", load,
         cores, cores == 1 ? "" : "s");
    if (!good) {
        advise(diagnosis, "stop other work on this machine, or wait for it to end: it takes cores, "
                          "caches and clock rate from what is timed");
    }
}

static void diagnose_clock(bench_diagnosis_t *diagnosis) {
    struct timespec resolution = {0};
    char source[32];
    double ns = bench_clock_cost();
    (void)clock_getres(CLOCK_MONOTONIC, &resolution);
    (void)bench__host_line("/sys/devices/system/clocksource/clocksource0/current_clocksource",
                           source, sizeof source);
    bool good = resolution.tv_sec == 0 && resolution.tv_nsec <= 1 && ns <= CLOCK_COST_MAX;
    find(diagnosis, good ? BENCH_HEALTH_GOOD : BENCH_HEALTH_WARNING,
         "%s, resolution %ld ns, one read %.1f ns", source, (long)resolution.tv_nsec, ns);
    if (!good) {
        advise(diagnosis, "use the tsc clock source: percentiles of single operations need a "
                          "clock that is cheap to read");
    }
}

static double noise_slice(const bench_subject_t *yardstick) {
    uint64_t start = bench__clock_ns();
    yardstick->run(yardstick->state, NOISE_OPERATIONS);
    return (double)(bench__clock_ns() - start);
}

static void diagnose_noise(bench_diagnosis_t *diagnosis) {
    double slices[NOISE_SLICES];
    bench_subject_t yardstick = bench_yardstick();
    for (size_t i = 0; i < NOISE_SLICES; i++) {
        slices[i] = noise_slice(&yardstick);
    }
    double median = bench_median(slices, NOISE_SLICES);
    double middle =
        (bench_quantile(slices, NOISE_SLICES, 0.75) - bench_quantile(slices, NOISE_SLICES, 0.25)) /
        median;
    double worst = bench_quantile(slices, NOISE_SLICES, 0.99) / median - 1;
    bool good = middle <= NOISE_MAX;
    find(diagnosis, good ? BENCH_HEALTH_GOOD : BENCH_HEALTH_WARNING,
         "a fixed computation, %d slices: the middle half spreads %.1f %%, the slowest 1 in 100 "
         "is %.0f %% over the median",
         NOISE_SLICES, middle * 100, worst * 100);
    if (!good) {
        advise(diagnosis, "stop other work on this machine, pin the run to one CPU (--pin), and "
                          "take more processes");
    }
}

static void diagnose_steal(bench_diagnosis_t *diagnosis) {
    uint64_t stolen = 0;
    uint64_t all = 0;
    if (!bench_stolen_time(&stolen, &all) || all == 0) {
        find(diagnosis, BENCH_HEALTH_WARNING, "the kernel does not tell");
        return;
    }
    double share = (double)stolen / (double)all;
    bool good = share <= BENCH_STEAL_MAX;
    find(diagnosis, good ? BENCH_HEALTH_GOOD : BENCH_HEALTH_WARNING,
         "the hypervisor took %.2f %% of the time since the start", share * 100);
    if (!good) {
        advise(diagnosis, "other guests share these cores: use a dedicated machine for times; "
                          "counts are not affected");
    }
}

static void diagnose_governor(bench_diagnosis_t *diagnosis) {
    char name[32];
    bench__host_governor(name, sizeof name);
    if (strcmp(name, "unknown") == 0) {
        find(diagnosis, BENCH_HEALTH_GOOD, "none: this system does not control the clock rate");
        return;
    }
    bool good = strcmp(name, "performance") == 0;
    find(diagnosis, good ? BENCH_HEALTH_GOOD : BENCH_HEALTH_WARNING, "%s", name);
    if (!good) {
        advise(diagnosis, "cpupower frequency-set -g performance");
    }
}

static void diagnose_counters(bench_diagnosis_t *diagnosis) {
    bench_problem_t problem;
    if (bench_can_count_instructions(BENCH_BY_PERF_EVENT, &problem)) {
        find(diagnosis, BENCH_HEALTH_GOOD, "perf_event counts instructions");
    } else if (bench_instructions_means(&problem) == BENCH_BY_CALLGRIND) {
        find(diagnosis, BENCH_HEALTH_GOOD,
             "no perf_event_open here; valgrind's callgrind counts instructions");
    } else {
        find(diagnosis, BENCH_HEALTH_WARNING, "run --instructions has no means to count: %.140s",
             problem.text);
        advise(diagnosis, "apt-get install valgrind and build again, or take a machine whose "
                          "counters may be read (kernel.perf_event_paranoid=2)");
    }
}

static void diagnose_jemalloc(bench_diagnosis_t *diagnosis) {
    char version[32];
    bench__host_jemalloc(version, sizeof version);
    bool good = strcmp(version, "5.3.0") == 0;
    find(diagnosis, good ? BENCH_HEALTH_GOOD : BENCH_HEALTH_WARNING, "%s", version);
    if (!good) {
        advise(diagnosis, "the counting pass was proven with 5.3.0: watch the verified column");
    }
}

/* Opens a window as counting does, but with the settings of this process. */
static void diagnose_witness(bench_diagnosis_t *diagnosis) {
    static bench__tally_t tally;
    bench_problem_t problem;
    if (!bench__window_open(&problem)) {
        find(diagnosis, BENCH_HEALTH_MISSING, "%s", problem.text);
        advise(diagnosis, "use jemalloc 5.3.0 (Debian 12: libjemalloc-dev), or the other witness: "
                          "VTBENCH_WITNESS=interposer");
        return;
    }
    void *volatile block = malloc(1);
    free(block);
    bench__window_close(&tally);
    bool good = tally.allocs >= 1 && tally.frees >= 1;
    find(diagnosis, good ? BENCH_HEALTH_GOOD : BENCH_HEALTH_MISSING,
         good ? "%s and arenas: every malloc and free is seen"
              : "%s: a malloc and a free went unseen",
         bench_witness());
    if (!good) {
        advise(diagnosis, "another allocator is in front of jemalloc: run without valgrind, "
                          "sanitizers and LD_PRELOAD");
    }
}

static void diagnose_statistics(bench_diagnosis_t *diagnosis) {
    bool built = false;
    size_t size = sizeof built;
    bool good = mallctl("config.stats", &built, &size, NULL, 0) == 0 && built;
    find(diagnosis, good ? BENCH_HEALTH_GOOD : BENCH_HEALTH_MISSING,
         good ? "built in: counts have a second witness" : "jemalloc was built without");
    if (!good) {
        advise(diagnosis, "install a jemalloc with --enable-stats (Debian's has it)");
    }
}

/* None of the library's own code runs inside a slice, so one without NDEBUG is good too. */
static void diagnose_google_benchmark(bench_diagnosis_t *diagnosis) {
    bool debug = bench__timing_library_is_debug();
    find(diagnosis, BENCH_HEALTH_GOOD, "%s%s", BENCH_GOOGLE_BENCHMARK_VERSION,
         debug ? ", built without NDEBUG (as Debian does); the timing loop is inlined in our own "
                 "code, so times are not affected"
               : "");
}

static void diagnose_build_type(bench_diagnosis_t *diagnosis) {
    const char *type = BENCH_BUILD_TYPE;
#if defined(__OPTIMIZE__)
    bool good = true;
#else
    bool good = false;
#endif
    good = good && strcmp(type, "Debug") != 0; /* -Og: for work, not for times */
    find(diagnosis, good ? BENCH_HEALTH_GOOD : BENCH_HEALTH_WARNING, "%s",
         *type == '\0' ? "no build type" : type);
    if (!good) {
        advise(diagnosis, "build with cmake --preset release: times of another build say little");
    }
}

/* On is good: each process then has another memory layout, and several show what that does. */
static void diagnose_aslr(bench_diagnosis_t *diagnosis) {
    char state[16];
    bench__host_aslr(state, sizeof state);
    bool good = strcmp(state, "on") == 0;
    find(diagnosis, good ? BENCH_HEALTH_GOOD : BENCH_HEALTH_WARNING, "%s", state);
    if (!good) {
        advise(diagnosis, "leave it on: without it all processes share one layout, and the "
                          "interval does not show what another layout would give");
    }
}

static void diagnose_program(bench_diagnosis_t *diagnosis, const char *advice) {
    bool found = bench__host_has_program(diagnosis->topic);
    find(diagnosis, found ? BENCH_HEALTH_GOOD : BENCH_HEALTH_WARNING,
         found ? "found" : "not on PATH");
    if (!found) {
        advise(diagnosis, advice);
    }
}

static void diagnose_valgrind(bench_diagnosis_t *diagnosis) {
    diagnose_program(diagnosis,
                     "apt-get install valgrind: counts instructions where the machine cannot");
}

static void diagnose_heaptrack(bench_diagnosis_t *diagnosis) {
    diagnose_program(diagnosis, "optional, apt-get install heaptrack: an independent count");
}

static void diagnose_gnuplot(bench_diagnosis_t *diagnosis) {
    diagnose_program(diagnosis, "apt-get install gnuplot-nox: draws the plots");
}

static const struct {
    const char *topic;
    void (*diagnose)(bench_diagnosis_t *diagnosis);
} TOPICS[] = {
    {"cores", diagnose_cores},           {"clock", diagnose_clock},
    {"noise", diagnose_noise},           {"steal", diagnose_steal},
    {"governor", diagnose_governor},     {"counters", diagnose_counters},
    {"jemalloc", diagnose_jemalloc},     {"witness", diagnose_witness},
    {"statistics", diagnose_statistics}, {"google_benchmark", diagnose_google_benchmark},
    {"build_type", diagnose_build_type}, {"aslr", diagnose_aslr},
    {"valgrind", diagnose_valgrind},     {"heaptrack", diagnose_heaptrack},
    {"gnuplot", diagnose_gnuplot},       {"load", diagnose_load},
};

size_t bench_diagnose(bench_diagnosis_t *diagnoses, size_t max) {
    size_t count = sizeof TOPICS / sizeof TOPICS[0];
    count = count < max ? count : max;
    for (size_t i = 0; i < count; i++) {
        diagnoses[i] = (bench_diagnosis_t){.topic = TOPICS[i].topic};
        TOPICS[i].diagnose(&diagnoses[i]);
    }
    return count;
}
