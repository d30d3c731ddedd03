/* ab_parts.c - what the formats of two builds side by side share. */
#include "ab_parts.h"

const char *bench_ab_verdict_name(const bench_ab_time_t *time) {
    if (time->processes == 0) {
        return "";
    }
    return time->control_differs ? "no verdict" : bench_verdict_name(time->verdict);
}

bench_ab_tally_t bench_ab_tally(const bench_ab_t *ab) {
    bench_ab_tally_t tally = {.cases = bench_comparison_tally(ab->comparisons, ab->count)};
    for (size_t i = 0; i < ab->count; i++) {
        const bench_ab_time_t *time = &ab->times[i];
        bool timed = time->processes != 0;
        tally.timed += timed ? 1 : 0;
        tally.no_verdict += timed && time->control_differs ? 1 : 0;
        tally.not_resolved +=
            timed && !time->control_differs && time->verdict == BENCH_NOT_RESOLVED ? 1 : 0;
        tally.processes = time->processes > tally.processes ? time->processes : tally.processes;
    }
    return tally;
}
