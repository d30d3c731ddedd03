#include "runner/host.h"

#include <stdlib.h>

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
