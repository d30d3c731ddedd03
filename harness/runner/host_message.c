#include "host_message.h"

#include <stdio.h>
#include <string.h>

#include "store/codec.h"

/* ---- what it said of itself ---- */

static void code_setting(bench_codec_t *codec, void *thing) {
    bench_fact_t *setting = thing;
    bench_code_text(codec, setting->name, &setting->value);
}

static void code_can_count(bench_codec_t *codec, void *thing) {
    bench_host_counts_t *counts = thing;
    bench_code_flag(codec, "bytes", &counts->bytes);
    bench_code_flag(codec, "objects", &counts->objects);
    bench_code_flag(codec, "collections", &counts->collections);
}

static void code_hello(bench_codec_t *codec, bench_host_t *host) {
    uint64_t protocol = BENCH_HOST_PROTOCOL;
    bench_code_unsigned(codec, "protocol", 0, &protocol);
    if (protocol != BENCH_HOST_PROTOCOL) {
        bench_codec_wrong(codec, "protocol", "must be 1");
    }
    bench_code_name(codec, "name", &host->name);
    bench_code_name(codec, "runtime", &host->runtime);
    bench_code_members(codec, "settings", host->settings, host->setting_count, code_setting);
    bench_code_object(codec, "counts", code_can_count, &host->counts);
}

static void code_case(bench_codec_t *codec, void *thing) {
    bench_host_case_t *of_host = thing;
    bench_code_name(codec, "contender", &of_host->contender);
    bench_code_text(codec, "params", &of_host->params);
    bench_code_unsigned(codec, "period", 1, &of_host->period);
    bench_code_unsigned(codec, "operations", 1, &of_host->operations);
}

static void code_scenario(bench_codec_t *codec, void *thing) {
    bench_host_scenario_t *scenario = thing;
    bench_code_name(codec, "name", &scenario->name);
    bench_code_text(codec, "question", &scenario->question);
    bench_code_array(codec, "cases", scenario->cases, scenario->case_count, code_case);
}

static void code_contender(bench_codec_t *codec, void *thing) {
    bench_host_contender_t *contender = thing;
    bench_code_name(codec, "name", &contender->name);
    bench_code_text(codec, "label", &contender->label);
    bench_code_text(codec, "about", &contender->about);
    bench_code_text(codec, "compared_with", &contender->compared_with);
}

static void code_list(bench_codec_t *codec, bench_host_t *host) {
    bench_code_array(codec, "contenders", host->contenders, host->contender_count, code_contender);
    bench_code_array(codec, "scenarios", host->scenarios, host->scenario_count, code_scenario);
}

void bench__code_host(bench_codec_t *codec, void *thing) {
    bench_host_t *host = thing;
    bench_code_name(codec, "path", &host->path);
    code_hello(codec, host);
    code_list(codec, host);
}

/* ---- what it is asked ---- */

static const char *const asks[] = {"hello", "list",  "set_up",    "warm_up",
                                   "time",  "count", "tear_down", NULL};

const char *bench__ask_name(bench__ask_t ask) {
    return ask < BENCH__ASK_COUNT_OF ? asks[ask] : "";
}

static bool runs_operations(bench__ask_t ask) {
    return ask == BENCH__ASK_TIME || ask == BENCH__ASK_COUNT;
}

static void code_request(bench_codec_t *codec, void *thing) {
    bench__request_t *request = thing;
    uint64_t protocol = BENCH_HOST_PROTOCOL;
    (void)bench_code_enum(codec, "ask", asks, request->ask);
    if (request->ask == BENCH__ASK_HELLO) {
        bench_code_unsigned(codec, "protocol", 0, &protocol);
    } else if (request->ask != BENCH__ASK_LIST) {
        bench_code_unsigned(codec, "case", 0, &request->number);
    }
    if (request->ask == BENCH__ASK_SET_UP) {
        bench_code_u64_as_text(codec, "seed", &request->seed);
    }
    if (runs_operations(request->ask)) {
        bench_code_unsigned(codec, "operations", 1, &request->operations);
    }
}

char *bench__request_to_json(const bench__request_t *request, bench_problem_t *problem) {
    return bench_codec_write("a host", "ask for less", code_request, request, problem);
}

/* ---- what it answers ---- */

static void code_counted(bench_codec_t *codec, bench__answer_t *answer) {
    bench_code_whole_or_null(codec, "bytes", &answer->bytes);
    bench_code_whole_or_null(codec, "bytes_again", &answer->bytes_again);
    bench_code_whole_or_null(codec, "objects", &answer->objects);
    bench_code_whole_or_null(codec, "collections", &answer->collections);
}

static void code_operations(bench_codec_t *codec, bench__answer_t *answer) {
    bench_code_unsigned(codec, "operations", 0, &answer->operations);
    bench_code_unsigned(codec, "wrong", 0, &answer->wrong);
}

static void code_answer_to(bench_codec_t *codec, bench__ask_t ask, bench__answer_t *answer) {
    switch (ask) {
    case BENCH__ASK_HELLO:
        code_hello(codec, answer->host);
        break;
    case BENCH__ASK_LIST:
        code_list(codec, answer->host);
        break;
    case BENCH__ASK_TIME:
        code_operations(codec, answer);
        bench_code_unsigned(codec, "nanoseconds", 1, &answer->nanoseconds);
        break;
    case BENCH__ASK_COUNT:
        code_operations(codec, answer);
        code_counted(codec, answer);
        break;
    default: /* that it is done is all there is to say */
        break;
    }
}

/* What is read, and what it must be the answer to. */
typedef struct reading {
    bench__ask_t asked;
    bench__answer_t *answer;
} reading_t;

/* "error" in place of what was asked is an answer to all. */
static void code_answer(bench_codec_t *codec, void *thing) {
    const reading_t *reading = thing;
    const char *const words[] = {asks[reading->asked], "error", NULL};
    bool is_error = bench_code_enum(codec, "answer", words, 0) == 1;
    if (bench_codec_has_failed(codec)) {
        return;
    }
    if (is_error) {
        bench_code_name(codec, "error", &reading->answer->error);
    } else {
        code_answer_to(codec, reading->asked, reading->answer);
    }
}

bool bench__answer_from_json(const char *source, const char *line, bench__ask_t asked,
                             bench__answer_t *answer, bench_problem_t *problem) {
    char remedy[80];
    reading_t reading = {asked, answer};
    (void)snprintf(remedy, sizeof remedy, "it was asked for %s: docs/hosts.md", asks[asked]);
    return bench_codec_read(source, remedy, line, strlen(line), code_answer, &reading, problem);
}
