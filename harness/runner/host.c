/* host.c - a host is asked what it is and which cases it has. */
#include "runner/host.h"

#include <stdlib.h>

#include "host_process.h"

static bool ask(bench__host_process_t *process, bench__ask_t what, bench_host_t *host,
                bench_problem_t *problem) {
    const bench__request_t request = {.ask = what};
    bench__answer_t answer = {.host = host};
    return bench__host_ask(process, &request, &answer, problem);
}

bool bench_host_ask(bench_host_t *host, double seconds, bench_problem_t *problem) {
    bench__host_process_t process;
    bool good = bench__host_start(&process, host->path, seconds, problem) &&
                ask(&process, BENCH__ASK_HELLO, host, problem) &&
                ask(&process, BENCH__ASK_LIST, host, problem);
    bench__host_end(&process);
    return good;
}

/* ---- what it owns ---- */

static void deinit_scenario(bench_host_scenario_t *scenario) {
    for (size_t i = 0; i < scenario->case_count; i++) {
        free(scenario->cases[i].contender);
        free(scenario->cases[i].params);
    }
    free(scenario->cases);
    free(scenario->name);
    free(scenario->question);
}

static void deinit_contender(bench_host_contender_t *contender) {
    free(contender->name);
    free(contender->label);
    free(contender->about);
    free(contender->compared_with);
}

void bench_host_deinit(bench_host_t *host) {
    for (size_t i = 0; i < host->setting_count; i++) {
        free(host->settings[i].name);
        free(host->settings[i].value);
    }
    for (size_t i = 0; i < host->contender_count; i++) {
        deinit_contender(&host->contenders[i]);
    }
    for (size_t i = 0; i < host->scenario_count; i++) {
        deinit_scenario(&host->scenarios[i]);
    }
    free(host->settings);
    free(host->contenders);
    free(host->scenarios);
    free(host->path);
    free(host->name);
    free(host->runtime);
    *host = (bench_host_t){0};
}
