/* instruction_passes.c - a number of instructions per operation, and how far it can be trusted. */
#include "instruction_passes.h"

/* Where the passes are further apart than this share, there is no number. */
#define SPREAD_MAX 0.1

/* Instructions over operations of one pass. For the mean, both are added up over all passes. */
static bench_fraction_t share_of(const bench__instruction_pass_t *pass, bool steady) {
    bench_fraction_t share = {(int64_t)pass->twice, (int64_t)pass->operations};
    if (steady) {
        share.num -= (int64_t)pass->single;
    } else {
        share.num += (int64_t)pass->single;
        share.den *= 3;
    }
    return share;
}

bench_instructions_t bench__instructions_of(bench_instructions_by_t by,
                                            const bench__instruction_pass_t *passes, size_t count,
                                            bool steady) {
    bench_fraction_t first = share_of(&passes[0], steady);
    bench_fraction_t sum = {0, 0};
    double least = bench_fraction_value(first);
    double most = least;
    bool equal = true;
    for (size_t i = 0; i < count; i++) {
        bench_fraction_t share = share_of(&passes[i], steady);
        double value = bench_fraction_value(share);
        least = value < least ? value : least;
        most = value > most ? value : most;
        equal = equal && share.num == first.num;
        sum.num += share.num;
        sum.den += share.den;
    }
    if (least <= 0 || most - least > SPREAD_MAX * least) {
        return (bench_instructions_t){.by = BENCH_BY_NONE};
    }
    return (bench_instructions_t){by, bench_fraction(sum.num, sum.den), steady && equal};
}
