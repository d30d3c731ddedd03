#include "window.h"

#include "journal.h"
#include "sources.h"

bool bench__window_open(bench_problem_t *problem) {
    const bench__source_t *source = bench__source();
    if (source == NULL) {
        return bench_problem(problem, "VTBENCH_WITNESS names no witness: it takes hooks or "
                                      "interposer");
    }
    if (!source->start(problem)) {
        return false;
    }
    bench__tally_open();
    return true;
}

void bench__window_close(bench__tally_t *tally) {
    bench__tally_close(tally);
    if (!bench__journal_follows()) {
        bench__source()->stop();
    }
}
