/* control.c - a case against itself. */
#include "control.h"

bool bench__differs_from_itself(const bench_row_t *row, double sure) {
    bench_evidence_t control = bench_row_control(row);
    return control.p <= sure &&
           bench_judge(control.ratio, BENCH_EFFECT_FLOOR) != BENCH_NOT_RESOLVED;
}
