#include "means.h"

#include "cli.h"
#include "measure/instruction_counter.h"

int means_find(opt_instructions_t *instructions) {
    bench_problem_t problem;
    if (!instructions->asked) {
        return EXIT_OK;
    }
    if (instructions->by == BENCH_BY_NONE) {
        instructions->by = bench_instructions_means(&problem);
    } else if (!bench_can_count_instructions(instructions->by, &problem)) {
        instructions->by = BENCH_BY_NONE;
    }
    return instructions->by != BENCH_BY_NONE
               ? EXIT_OK
               : cli_fail(EXIT_CANNOT_MEASURE, "instructions cannot be counted: %s", problem.text);
}
