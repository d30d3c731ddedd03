#include "hosted.h"

#include <stdlib.h>
#include <string.h>

#include "black_box.h"
#include "host_process.h"
#include "plugin.h"
#include "process.h"

typedef struct hosted_case {
    scenario_case_t definition; /* first */
    const scenario_t *scenario;
    bench__hosted_t *hosted;
    uint64_t number; /* as the host counts them */
} hosted_case_t;

struct bench__hosted {
    const bench_host_t *host;
    bench__host_process_t process;
    scenario_t *scenarios;
    scenario_contender_t *contenders;
    hosted_case_t *cases;
    size_t case_count;
    const hosted_case_t *first; /* of those that are measured; NULL: none is */
};

typedef struct hosted_run {
    scenario_run_t base; /* first */
    const hosted_case_t *of;
    double seconds;
} hosted_run_t;

/* ---- requests, all of them answered ---- */

static void ask(const hosted_case_t *of, bench__request_t request, bench__answer_t *answer) {
    bench_problem_t problem;
    request.number = of->number;
    if (!bench__host_ask(&of->hosted->process, &request, answer, &problem)) {
        bench__black_box_give_up(&problem);
    }
}

static void start(bench__hosted_t *hosted) {
    bench_problem_t problem;
    bench_host_t again = {0};
    bench__answer_t answer = {.host = &again};
    const bench__request_t hello = {.ask = BENCH__ASK_HELLO};
    bool good = bench__host_start(&hosted->process, hosted->host->path, 0, &problem) &&
                bench__host_ask(&hosted->process, &hello, &answer, &problem);
    if (good && strcmp(again.runtime, hosted->host->runtime) != 0) {
        good = bench_problem(&problem, "host %s: it was %s and is %s now", hosted->host->path,
                             hosted->host->runtime, again.runtime);
    }
    bench_host_deinit(&again);
    if (!good) {
        bench__black_box_give_up(&problem);
    }
}

/* ---- all hosts at once ---- */

static bool is_answered(bench__hosted_t *hosted, const bench__request_t *request) {
    bench_problem_t problem;
    bench_host_t again = {0};
    bench__answer_t answer = {.host = &again};
    bool good =
        bench__host_receive(&hosted->process, request, &answer, &problem) &&
        (request->ask != BENCH__ASK_HELLO || strcmp(again.runtime, hosted->host->runtime) == 0);
    bench_host_deinit(&again);
    return good;
}

/* All that run are asked before one of them is listened to. */
static void ask_all(bench__hosted_t *const *hosts, size_t count, bench__request_t request) {
    bench_problem_t problem;
    for (size_t i = 0; i < count; i++) {
        if (hosts[i]->process.pid != 0 && hosts[i]->first != NULL) {
            request.number = hosts[i]->first->number;
            if (!bench__host_send(&hosts[i]->process, &request, &problem)) {
                bench__host_end(&hosts[i]->process);
            }
        }
    }
    for (size_t i = 0; i < count; i++) {
        if (hosts[i]->process.pid != 0 && !is_answered(hosts[i], &request)) {
            bench__host_end(&hosts[i]->process);
        }
    }
}

void bench__hosted_is_measured(const scenario_case_t *definition) {
    const hosted_case_t *of = (const hosted_case_t *)definition;
    if (of->hosted->first == NULL) {
        of->hosted->first = of;
    }
}

void bench__hosted_warm_up(bench__hosted_t *const *hosts, size_t count, uint64_t seed,
                           double seconds) {
    bench_problem_t problem;
    for (size_t i = 0; i < count; i++) {
        if (hosts[i]->first != NULL) {
            (void)bench__host_start(&hosts[i]->process, hosts[i]->host->path, seconds, &problem);
        }
    }
    ask_all(hosts, count, (bench__request_t){.ask = BENCH__ASK_HELLO});
    ask_all(hosts, count, (bench__request_t){.ask = BENCH__ASK_SET_UP, .seed = seed});
    ask_all(hosts, count, (bench__request_t){.ask = BENCH__ASK_WARM_UP});
    ask_all(hosts, count, (bench__request_t){.ask = BENCH__ASK_TEAR_DOWN});
    for (size_t i = 0; i < count; i++) {
        hosts[i]->process.seconds = 0; /* the parent watches */
    }
}

/* ---- what it did ---- */

/* Takes operations that were asked for into the run. */
static void take_operations(hosted_run_t *run, uint64_t operations, const bench__answer_t *answer) {
    bench_problem_t problem;
    if (answer->operations != operations) {
        bench_problem(&problem, "host %s: it ran %llu operations where %llu were asked for",
                      run->of->hosted->host->path, (unsigned long long)answer->operations,
                      (unsigned long long)operations);
        bench__black_box_give_up(&problem);
    }
    run->base.operations += operations;
    run->base.wrong += answer->wrong;
}

/* A time that did not pass here did not pass there either. */
static void take_time(hosted_run_t *run, double passed, const bench__answer_t *answer) {
    bench_problem_t problem;
    run->seconds = (double)answer->nanoseconds * 1e-9;
    if (run->seconds > passed) {
        bench_problem(&problem, "host %s: it took %llu ns by its clock, of %.0f ns that passed",
                      run->of->hosted->host->path, (unsigned long long)answer->nanoseconds,
                      passed * 1e9);
        bench__black_box_give_up(&problem);
    }
}

/* ---- as a scenario ---- */

static scenario_run_t *set_up(const scenario_case_t *self, uint64_t seed) {
    const hosted_case_t *of = (const hosted_case_t *)self;
    bench__answer_t answer = {0};
    hosted_run_t *run = calloc(1, sizeof *run);
    if (run == NULL) {
        return NULL;
    }
    run->base.definition = self;
    run->of = of;
    if (of->hosted->process.pid == 0) {
        start(of->hosted);
    }
    ask(of, (bench__request_t){.ask = BENCH__ASK_SET_UP, .seed = seed}, &answer);
    ask(of, (bench__request_t){.ask = BENCH__ASK_WARM_UP}, &answer);
    return &run->base;
}

static void run(scenario_run_t *base, uint64_t operations) {
    hosted_run_t *run = (hosted_run_t *)base;
    bench__answer_t answer = {0};
    double before = bench__seconds();
    ask(run->of, (bench__request_t){.ask = BENCH__ASK_TIME, .operations = operations}, &answer);
    take_time(run, bench__seconds() - before, &answer);
    take_operations(run, operations, &answer);
}

static void tear_down(scenario_run_t *base) {
    const hosted_run_t *run = (const hosted_run_t *)base;
    bench__answer_t answer = {0};
    if (run != NULL) {
        ask(run->of, (bench__request_t){.ask = BENCH__ASK_TEAR_DOWN}, &answer);
    }
    free(base);
}

bool bench__is_hosted(const scenario_case_t *definition) {
    return definition->run == run;
}

bench_host_counts_t bench__hosted_can_count(const scenario_case_t *definition) {
    return ((const hosted_case_t *)definition)->hosted->host->counts;
}

const double *bench__hosted_clock(const scenario_run_t *base) {
    return bench__is_hosted(base->definition) ? &((const hosted_run_t *)base)->seconds : NULL;
}

/* What an answer has. */
typedef struct known {
    bool bytes, bytes_again, objects, collections;
} known_t;

static known_t known_of(const bench__answer_t *answer) {
    return (known_t){
        bench_fraction_is_known(answer->bytes), bench_fraction_is_known(answer->bytes_again),
        bench_fraction_is_known(answer->objects), bench_fraction_is_known(answer->collections)};
}

static bool has_all(const bench_host_counts_t *said, known_t known) {
    return (!said->bytes || (known.bytes && known.bytes_again)) &&
           (!said->objects || known.objects) && (!said->collections || known.collections);
}

static bool has_more(const bench_host_counts_t *said, known_t known) {
    return (!said->bytes && (known.bytes || known.bytes_again)) ||
           (!said->objects && known.objects) || (!said->collections && known.collections);
}

/* Each byte is an object's, and each object has one at least. */
static bool objects_fit(bench_fraction_t objects, bench_fraction_t bytes) {
    return !bench_fraction_is_known(objects) || !bench_fraction_is_known(bytes) ||
           (objects.num >= 0 && objects.num <= bytes.num && (objects.num == 0) == (bytes.num == 0));
}

static bool check_counted(const bench_host_t *host, const bench__answer_t *answer,
                          bench_problem_t *problem) {
    if (!has_all(&host->counts, known_of(answer))) {
        return bench_problem(
            problem, "host %s: it did not count what it said in hello that it counts", host->path);
    }
    if (has_more(&host->counts, known_of(answer))) {
        return bench_problem(problem,
                             "host %s: it counted what it said in hello that it does not count",
                             host->path);
    }
    return objects_fit(answer->objects, answer->bytes) ||
           bench_problem(problem, "host %s: it counted %lld objects in %lld bytes", host->path,
                         (long long)answer->objects.num, (long long)answer->bytes.num);
}

void bench__hosted_count(scenario_run_t *base, uint64_t operations, bench_counted_t *counted) {
    hosted_run_t *run = (hosted_run_t *)base;
    const bench_host_t *host = run->of->hosted->host;
    bench__answer_t answer = {0};
    bench_problem_t problem;
    ask(run->of, (bench__request_t){.ask = BENCH__ASK_COUNT, .operations = operations}, &answer);
    if (!check_counted(host, &answer, &problem)) {
        bench__black_box_give_up(&problem);
    }
    take_operations(run, operations, &answer);
    *counted =
        (bench_counted_t){answer.bytes, answer.bytes_again, answer.objects, answer.collections};
}

/* ---- what it said, as scenarios ---- */

static void describe_contenders(bench__hosted_t *hosted) {
    for (size_t i = 0; i < hosted->host->contender_count; i++) {
        const bench_host_contender_t *from = &hosted->host->contenders[i];
        hosted->contenders[i] =
            (scenario_contender_t){.name = from->name,
                                   .label = from->label[0] != '\0' ? from->label : NULL,
                                   .about = from->about,
                                   .compared_with = from->compared_with};
    }
}

/* Single operations are not timed: each would take a request and an answer. */
static void describe_case(hosted_case_t *of, const bench_host_case_t *from) {
    of->definition = (scenario_case_t){.contender = from->contender,
                                       .params = from->params,
                                       .budget = {SCENARIO_NO_BUDGET, 0, 1},
                                       .batches_only = true,
                                       .period = from->period,
                                       .count_operations = from->operations,
                                       .setup = set_up,
                                       .run = run,
                                       .teardown = tear_down};
}

/* The scenario's own cases are in hosted->cases: it has none that are looked at as a plugin's. */
static bool describe_scenario(bench__hosted_t *hosted, size_t index, bench_problem_t *problem) {
    const bench_host_scenario_t *from = &hosted->host->scenarios[index];
    scenario_t *scenario = &hosted->scenarios[index];
    *scenario = (scenario_t){
        .name = from->name, .question = from->question, .contenders = hosted->contenders};
    bool good = bench__scenario_is_valid(scenario, "host", hosted->host->path, problem);
    for (size_t i = 0; good && i < from->case_count; i++) {
        hosted_case_t *of = &hosted->cases[hosted->case_count];
        *of = (hosted_case_t){.scenario = scenario, .hosted = hosted, .number = hosted->case_count};
        describe_case(of, &from->cases[i]);
        hosted->case_count++;
        const char *wrong = bench__case_wrong_field(&of->definition);
        good = wrong == NULL || bench_problem(problem, "host %s: scenario %s, case %zu: %s",
                                              hosted->host->path, from->name, i, wrong);
    }
    return good;
}

bench__hosted_t *bench__hosted_create(const bench_host_t *host, bench_problem_t *problem) {
    size_t cases = 0;
    for (size_t i = 0; i < host->scenario_count; i++) {
        cases += host->scenarios[i].case_count;
    }
    bench__hosted_t *hosted = calloc(1, sizeof *hosted);
    if (hosted != NULL) {
        hosted->host = host;
        hosted->scenarios = calloc(host->scenario_count + 1, sizeof *hosted->scenarios);
        hosted->contenders = calloc(host->contender_count + 1, sizeof *hosted->contenders);
        hosted->cases = calloc(cases + 1, sizeof *hosted->cases);
    }
    bool good = hosted != NULL && hosted->scenarios != NULL && hosted->contenders != NULL &&
                hosted->cases != NULL;
    if (good) {
        describe_contenders(hosted);
    } else {
        bench_out_of_memory(problem, host->path);
    }
    for (size_t i = 0; good && i < host->scenario_count; i++) {
        good = describe_scenario(hosted, i, problem);
    }
    if (!good) {
        bench__hosted_destroy(hosted);
    }
    return good ? hosted : NULL;
}

void bench__hosted_destroy(bench__hosted_t *hosted) {
    if (hosted != NULL) {
        bench__host_end(&hosted->process);
        free(hosted->scenarios);
        free(hosted->contenders);
        free(hosted->cases);
        free(hosted);
    }
}

size_t bench__hosted_case_count(const bench__hosted_t *hosted) {
    return hosted->case_count;
}

const scenario_case_t *bench__hosted_case(const bench__hosted_t *hosted, size_t index) {
    return &hosted->cases[index].definition;
}

const scenario_t *bench__hosted_scenario(const bench__hosted_t *hosted, size_t index) {
    return hosted->cases[index].scenario;
}
