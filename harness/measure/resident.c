#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include <jemalloc/jemalloc.h>

#include "measure/measure.h"

/* Pages that were freed and not given back yet would be used again, and the memory that they are
 * would not show. False: they stay. */
static bool give_back_free_pages(void) {
    char name[64];
    (void)snprintf(name, sizeof name, "arena.%u.purge", (unsigned)MALLCTL_ARENAS_ALL);
    return mallctl(name, NULL, NULL, NULL, 0) == 0;
}

/* From here on the kernel keeps the most that is resident. False: it does not. */
static bool forget_peak(void) {
    FILE *file = fopen("/proc/self/clear_refs", "w");
    bool written = file != NULL && fputs("5", file) >= 0;
    return file != NULL && fclose(file) == 0 && written;
}

/* "VmHWM:     1234 kB" in bytes; NaN: there is no such line. */
static double peak_bytes(void) {
    double bytes = NAN;
    char line[256];
    FILE *file = fopen("/proc/self/status", "r");
    while (file != NULL && isnan(bytes) && fgets(line, sizeof line, file) != NULL) {
        uint64_t kilobytes;
        if (sscanf(line, "VmHWM: %" SCNu64 " kB", &kilobytes) == 1) { // NOLINT: the kernel's text
            bytes = (double)kilobytes * 1024;
        }
    }
    if (file != NULL) {
        (void)fclose(file);
    }
    return bytes;
}

double bench_resident_begin(void) {
    return give_back_free_pages() && forget_peak() ? peak_bytes() : (double)NAN;
}

double bench_resident_end(double before) {
    double peak = isnan(before) ? (double)NAN : peak_bytes();
    return peak - before;
}
