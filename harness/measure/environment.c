#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include <gnu/libc-version.h>

#include "build.h"
#include "host.h"
#include "measure/measure.h"
#include "revision.h"
#include "timing.h"

/* The numbers alone: __VERSION__ of clang may hold an address. */
static void compiler(char *text, size_t size) {
#if defined(__clang__)
    (void)snprintf(text, size, "clang %d.%d.%d", __clang_major__, __clang_minor__,
                   __clang_patchlevel__);
#else
    (void)snprintf(text, size, "gcc %d.%d.%d", __GNUC__, __GNUC_MINOR__, __GNUC_PATCHLEVEL__);
#endif
}

static void cores(char *text, size_t size) {
    (void)snprintf(text, size, "%u", bench_usable_cpus());
}

static void libc(char *text, size_t size) {
    (void)snprintf(text, size, "glibc %s", gnu_get_libc_version());
}

static void flags(char *text, size_t size) {
    (void)snprintf(text, size, "%s", BENCH_COMPILER_FLAGS);
}

/* CMake has no name for a build of no particular type. */
static void build_type(char *text, size_t size) {
    const char *type = BENCH_BUILD_TYPE;
    (void)snprintf(text, size, "%s", *type == '\0' ? "none" : type);
}

static void google_benchmark(char *text, size_t size) {
    (void)snprintf(text, size, "%s%s", BENCH_GOOGLE_BENCHMARK_VERSION,
                   bench__timing_library_is_debug() ? " (library without NDEBUG)" : "");
}

double bench_load(void) {
    double minutes[1];
    return getloadavg(minutes, 1) == 1 ? minutes[0] : NAN;
}

static void load(char *text, size_t size) {
    double minute = bench_load();
    if (isnan(minute)) {
        (void)snprintf(text, size, "unknown");
        return;
    }
    (void)snprintf(text, size, "%.2f", minute);
}

static void git_revision(char *text, size_t size) {
    (void)snprintf(text, size, "%s", VT_GIT_REVISION);
}

static const struct {
    const char *name;
    void (*write)(char *text, size_t size);
} FACTS[] = {
    {"cpu", bench__host_cpu},
    {"cores", cores},
    {"kernel", bench__host_kernel},
    {"libc", libc},
    {"compiler", compiler},
    {"flags", flags},
    {"build_type", build_type},
    {"jemalloc", bench__host_jemalloc},
    {"google_benchmark", google_benchmark},
    {"governor", bench__host_governor},
    {"virtualisation", bench__host_virtualisation},
    {"load", load},
    {"aslr", bench__host_aslr},
    {"git_revision", git_revision},
};

bool bench_add_environment(bench_report_t *report) {
    char text[256];
    for (size_t i = 0; i < sizeof FACTS / sizeof FACTS[0]; i++) {
        FACTS[i].write(text, sizeof text);
        if (!bench_report_add_fact(report, FACTS[i].name, text)) {
            return false;
        }
    }
    return true;
}
