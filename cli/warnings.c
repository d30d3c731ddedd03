#include "warnings.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "judge/statistics.h"
#include "measure/measure.h"

#define DIAGNOSES_MAX 32

/* Of the doctor's topics, those that times depend on. */
static bool is_of_times(const char *topic) {
    static const char *const topics[] = {"cores", "clock",    "noise",      "steal",
                                         "load",  "governor", "build_type", "aslr"};
    for (size_t i = 0; i < sizeof topics / sizeof topics[0]; i++) {
        if (strcmp(topic, topics[i]) == 0) {
            return true;
        }
    }
    return false;
}

static void __attribute__((format(printf, 3, 4)))
warn(warnings_t *warnings, const char *topic, const char *format, ...) {
    size_t used = strlen(warnings->topics);
    va_list arguments;
    (void)snprintf(warnings->topics + used, sizeof warnings->topics - used, "%s%s",
                   used == 0 ? "" : ", ", topic);
    va_start(arguments, format);
    (void)fprintf(stderr, "vtbench: warning: %s: ", topic);
    (void)vfprintf(stderr, format, arguments);
    (void)fputc('\n', stderr);
    va_end(arguments);
}

void warnings_before(warnings_t *warnings) {
    bench_diagnosis_t diagnoses[DIAGNOSES_MAX];
    size_t count = bench_diagnose(diagnoses, DIAGNOSES_MAX);
    memset(warnings, 0, sizeof *warnings);
    for (size_t i = 0; i < count; i++) {
        if (diagnoses[i].health == BENCH_HEALTH_WARNING && is_of_times(diagnoses[i].topic)) {
            warn(warnings, diagnoses[i].topic, "%s; %s", diagnoses[i].finding, diagnoses[i].advice);
        }
    }
    (void)bench_stolen_time(&warnings->stolen, &warnings->all);
}

static void warn_of_steal(warnings_t *warnings) {
    uint64_t stolen;
    uint64_t all;
    if (!bench_stolen_time(&stolen, &all) || all <= warnings->all) {
        return;
    }
    double share = (double)(stolen - warnings->stolen) / (double)(all - warnings->all);
    if (share > BENCH_STEAL_MAX) {
        warn(warnings, "steal during the run",
             "the hypervisor took %.1f %% of the time; measure again, or on a dedicated machine",
             share * 100);
    }
}

bool warnings_after(warnings_t *warnings, unsigned processes, size_t compared,
                    bench_report_t *report) {
    unsigned needed = bench_processes_needed(compared, 0);
    warn_of_steal(warnings);
    if (processes < BENCH_PROCESSES_MIN) {
        warn(warnings, "processes", "%u support no interval; take at least %d (--processes)",
             processes, BENCH_PROCESSES_MIN);
    } else if (processes < needed) {
        warn(warnings, "processes",
             "%u can resolve nothing with %zu comparisons at once; take at least %u (--processes), "
             "or fewer cases (--filter)",
             processes, compared, needed);
    }
    return bench_report_add_fact(report, "warnings",
                                 warnings->topics[0] == '\0' ? "none" : warnings->topics);
}
