/* instruction_counter.c - windows of instructions, by the processor's counter or by callgrind. */
#include "measure/instruction_counter.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <linux/perf_event.h>

#include "host.h"
#include "instruction_counter_parts.h"
#include "sources.h"

#ifdef BENCH_HAS_CALLGRIND
#include <valgrind/callgrind.h>
#endif

#define PATH_MAX_HERE 4096

/* ---- the processor's counter ---- */

static int open_perf(void) {
    struct perf_event_attr attributes;
    memset(&attributes, 0, sizeof attributes);
    attributes.size = sizeof attributes;
    attributes.type = PERF_TYPE_HARDWARE;
    attributes.config = PERF_COUNT_HW_INSTRUCTIONS;
    attributes.read_format = PERF_FORMAT_TOTAL_TIME_ENABLED | PERF_FORMAT_TOTAL_TIME_RUNNING;
    attributes.inherit = 1; /* by threads that start later; a read gives the sum over all */
    attributes.exclude_kernel = 1;
    attributes.exclude_hv = 1;
    return (int)syscall(SYS_perf_event_open, &attributes, 0, -1, -1, PERF_FLAG_FD_CLOEXEC);
}

static bool can_perf(bench_problem_t *problem) {
    int descriptor = open_perf();
    if (descriptor >= 0) {
        (void)close(descriptor);
        return true;
    }
    return bench_problem(problem, "no perf_event_open: %s%s", strerror(errno),
                         errno == EACCES || errno == EPERM ? "; sysctl kernel.perf_event_paranoid=2"
                                                           : "; this machine shows no counters");
}

static bool read_perf(const bench_instruction_counter_t *counter, uint64_t *instructions,
                      bench_problem_t *problem) {
    struct {
        uint64_t value, enabled, running;
    } count;
    if (read(counter->descriptor, &count, sizeof count) != (ssize_t)sizeof count) {
        return bench_problem(problem, "perf_event: the counter cannot be read: %s",
                             strerror(errno));
    }
    if (count.running < count.enabled) {
        return bench_problem(problem,
                             "perf_event: another program used the counter meanwhile; stop other "
                             "profilers, or take --instructions=callgrind");
    }
    *instructions = count.value;
    return true;
}

/* ---- callgrind ---- */

#ifdef BENCH_HAS_CALLGRIND

static bool can_callgrind(bench_problem_t *problem) {
    return bench__host_has_program("valgrind") ||
           bench_problem(problem, "valgrind is not on PATH; apt-get install valgrind");
}

static void begin_callgrind(void) {
    CALLGRIND_ZERO_STATS;
    CALLGRIND_START_INSTRUMENTATION;
}

/* The sum of all threads stands in the line "totals: N". */
static bool read_totals(FILE *dump, uint64_t *instructions) {
    char line[256];
    while (fgets(line, sizeof line, dump) != NULL) {
        if (sscanf(line, "totals: %" SCNu64, instructions) == 1) {
            return true;
        }
    }
    return false;
}

/* Callgrind numbers the dumps of a process from 1, each a file of its own. */
static unsigned dumps;

static bool end_callgrind(const bench_instruction_counter_t *counter, uint64_t *instructions,
                          bench_problem_t *problem) {
    char path[PATH_MAX_HERE];
    CALLGRIND_STOP_INSTRUMENTATION;
    CALLGRIND_DUMP_STATS;
    (void)snprintf(path, sizeof path, "%s/" BENCH_CALLGRIND_FILE ".%u", counter->folder, ++dumps);
    FILE *dump = fopen(path, "re");
    if (dump == NULL) {
        return bench_problem(problem, "callgrind wrote no %s: %s; run it with vtbench run", path,
                             strerror(errno));
    }
    bool good = read_totals(dump, instructions);
    (void)fclose(dump);
    (void)unlink(path);
    return good || bench_problem(problem,
                                 "callgrind's %s has no totals; free space there, or take valgrind "
                                 "3.19 or later",
                                 path);
}

#else

static bool can_callgrind(bench_problem_t *problem) {
    return bench_problem(problem, "built without valgrind/callgrind.h; apt-get install valgrind "
                                  "and configure again");
}

static void begin_callgrind(void) {}

static bool end_callgrind(const bench_instruction_counter_t *counter, uint64_t *instructions,
                          bench_problem_t *problem) {
    (void)counter;
    (void)instructions;
    return can_callgrind(problem);
}

#endif

/* ---- either ---- */

bool bench_can_count_instructions(bench_instructions_by_t by, bench_problem_t *problem) {
    switch (by) {
    case BENCH_BY_PERF_EVENT:
        return can_perf(problem);
    case BENCH_BY_CALLGRIND:
        return can_callgrind(problem);
    case BENCH_BY_NONE:
        break;
    }
    return bench_problem(problem, "instructions: no means of counting was named");
}

bench_instructions_by_t bench_instructions_means(bench_problem_t *problem) {
    bench_problem_t perf;
    bench_problem_t callgrind;
    if (can_perf(&perf)) {
        return BENCH_BY_PERF_EVENT;
    }
    if (can_callgrind(&callgrind)) {
        return BENCH_BY_CALLGRIND;
    }
    bench_problem(problem, "%.200s; %.200s", perf.text, callgrind.text);
    return BENCH_BY_NONE;
}

bool bench_instruction_counter_open(bench_instructions_by_t by, const char *folder,
                                    bench_instruction_counter_t *counter,
                                    bench_problem_t *problem) {
    *counter = (bench_instruction_counter_t){.by = by, .descriptor = -1, .folder = folder};
    if (bench__source_is_present()) {
        return bench_problem(problem,
                             "instructions: hooks or an interposer count in this process; start "
                             "it with MALLOC_CONF=" BENCH_INSTRUCTIONS_MALLOC_CONF);
    }
    if (!bench_can_count_instructions(by, problem)) {
        return false;
    }
    if (by == BENCH_BY_PERF_EVENT) {
        counter->descriptor = open_perf();
    }
    return by != BENCH_BY_PERF_EVENT || counter->descriptor >= 0 ||
           bench_problem(problem, "perf_event: the counter cannot be opened: %s", strerror(errno));
}

void bench_instruction_counter_close(bench_instruction_counter_t *counter) {
    if (counter->descriptor >= 0) {
        (void)close(counter->descriptor);
        counter->descriptor = -1;
    }
}

bool bench__instruction_window_begin(bench_instruction_counter_t *counter,
                                     bench_problem_t *problem) {
    if (counter->by == BENCH_BY_PERF_EVENT) {
        return read_perf(counter, &counter->before, problem);
    }
    begin_callgrind();
    return true;
}

bool bench__instruction_window_end(bench_instruction_counter_t *counter, uint64_t *instructions,
                                   bench_problem_t *problem) {
    if (counter->by != BENCH_BY_PERF_EVENT) {
        return end_callgrind(counter, instructions, problem);
    }
    uint64_t after = 0;
    if (!read_perf(counter, &after, problem)) {
        return false;
    }
    *instructions = after - counter->before;
    return true;
}
