#include "sampling.h"

#include <sched.h>

bool sampling_option(sampling_t *sampling, int key, const char *argument,
                     struct argp_state *state) {
    switch (key) {
    case 'p':
        sampling->processes =
            (unsigned)opt_number(argument, sampling->processes_min, 1000, "processes", state);
        return true;
    case 'r':
        sampling->rounds =
            (unsigned)opt_number(argument, sampling->rounds_min, 100000, "repetitions", state);
        return true;
    case SAMPLING_KEY_MIN_TIME:
        sampling->slice_seconds = opt_real(argument, 1e-5, 60, "min-time", state);
        return true;
    case SAMPLING_KEY_SEED:
        sampling->seed = opt_number(argument, 0, UINT64_MAX / 2, "seed", state);
        return true;
    case SAMPLING_KEY_PIN:
        sampling->cpu = (int)opt_number(argument, 0, CPU_SETSIZE - 1, "pin", state);
        return true;
    default:
        return false;
    }
}
