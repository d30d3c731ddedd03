/* compare_sum.c - a comparison in a few lines: how many cases of each kind, and what its gate says.
 */
#include <math.h>

#include "compare_parts.h"
#include "text.h"

static size_t timed_cases(const bench_comparison_t *comparisons, size_t count) {
    size_t timed = 0;
    for (size_t i = 0; i < count; i++) {
        timed += isnan(comparisons[i].ratio.estimate) ? 0 : 1;
    }
    return timed;
}

static void put_unresolved(const bench_tally_t *tally, size_t timed, FILE *out) {
    char least[BENCH_TEXT_MAX];
    char most[BENCH_TEXT_MAX];
    if (tally->unresolved > tally->too_few) {
        fprintf(out,
                "Time: %zu not resolved (could have seen %s in the best case, %s in the worst).\n",
                tally->unresolved - tally->too_few, bench_text_percent(tally->least_effect, least),
                bench_text_percent(tally->most_effect, most));
    }
    if (tally->too_few > 0) {
        fprintf(
            out,
            "Time: %zu not resolved (too few processes: %zu timed cases need %u in each run).\n",
            tally->too_few, timed, bench_processes_needed(timed, false));
    }
}

/* A speed is not known better than this. */
#define SPEED_DIGITS 0.0005

/* A verdict on time holds both with and without the machine's speed taken out. */
static void put_speed(const bench_tally_t *tally, size_t timed, FILE *out) {
    char percent[BENCH_TEXT_MAX];
    double ratio = tally->yardstick_ratio;
    if (isnan(ratio)) {
        return;
    }
    fputs("Speed: by the yardstick", out);
    if (tally->yardsticks < timed) {
        fprintf(out, " of %zu of %zu timed cases", tally->yardsticks, timed);
    }
    if (fabs(ratio - 1) < SPEED_DIGITS) {
        fputs(", the machine was as fast in both runs.\n", out);
    } else {
        fprintf(out, ", the machine was %s %s in the new run.\n",
                bench_text_percent(ratio < 1 ? 1 / ratio - 1 : ratio - 1, percent),
                ratio < 1 ? "faster" : "slower");
    }
}

/* What there is none of is left out. */
void bench_put_number_of(size_t number, const char *what, FILE *out) {
    if (number > 0) {
        fprintf(out, ", %zu %s", number, what);
    }
}

void bench_comparison_put_sum(const bench_comparison_t *comparisons, size_t count, FILE *out) {
    bench_tally_t tally = bench_comparison_tally(comparisons, count);
    fprintf(out, "%zu cases compared: %zu changed, %zu not resolved in time", tally.compared,
            tally.changed, tally.unresolved);
    bench_put_number_of(tally.untimed, "not timed", out);
    bench_put_number_of(tally.added, "added", out);
    bench_put_number_of(tally.removed, "removed", out);
    bench_put_number_of(tally.unknown, "not counted in both", out);
    bench_put_number_of(tally.unverified, "not verified", out);
    bench_put_number_of(tally.uncomparable, "without instructions to compare", out);
    fputs(".\n", out);
    size_t timed = timed_cases(comparisons, count);
    put_speed(&tally, timed, out);
    put_unresolved(&tally, timed, out);
}

void bench_comparison_put_gate(const bench_comparison_t *comparisons, size_t count, unsigned gates,
                               FILE *out) {
    unsigned failed = bench_gate_failed(comparisons, count, gates);
    fputs("Gate on ", out);
    bench_gate_put_names(out, gates, "");
    switch (bench_gate_exit_code(comparisons, count, gates)) {
    case 0:
        fputs(": passes.", out);
        return;
    case 3:
        fputs(": nothing can be said: not counted in the new report: ", out);
        break;
    case 4:
        fputs(": fewer than the base, to be accepted: ", out);
        break;
    default:
        fputs(": fails on ", out);
        break;
    }
    bench_gate_put_names(out, failed, "");
    fputc('.', out);
}
