/* What a host is asked, and which lines are answers to that. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "host_message.h"

static void each_request_is_a_line_that_says_what_it_needs(void **state) {
    (void)state;
    static const char *const lines[BENCH__ASK_COUNT_OF] = {
        [BENCH__ASK_HELLO] = "{\"ask\":\"hello\",\"protocol\":1}",
        [BENCH__ASK_LIST] = "{\"ask\":\"list\"}",
        [BENCH__ASK_SET_UP] = "{\"ask\":\"set_up\",\"case\":7,\"seed\":\"18446744073709551615\"}",
        [BENCH__ASK_WARM_UP] = "{\"ask\":\"warm_up\",\"case\":7}",
        [BENCH__ASK_TIME] = "{\"ask\":\"time\",\"case\":7,\"operations\":1000}",
        [BENCH__ASK_COUNT] = "{\"ask\":\"count\",\"case\":7,\"operations\":1000}",
        [BENCH__ASK_TEAR_DOWN] = "{\"ask\":\"tear_down\",\"case\":7}",
    };
    for (bench__ask_t ask = 0; ask < BENCH__ASK_COUNT_OF; ask++) {
        const bench__request_t request = {ask, 7, 1000, UINT64_MAX};
        bench_problem_t problem = {""};
        char *line = bench__request_to_json(&request, &problem);
        assert_non_null(line);
        assert_string_equal(line, lines[ask]);
        free(line);
    }
}

/* Reads a line; texts of the answer are released. */
static bool read(bench__ask_t asked, const char *line, bench__answer_t *answer,
                 bench_problem_t *problem) {
    bench_host_t host = {0};
    *answer = (bench__answer_t){.host = &host};
    bool good = bench__answer_from_json("host x", line, asked, answer, problem);
    bench_host_deinit(&host);
    free(answer->error);
    answer->error = answer->error != NULL ? "" : NULL;
    return good;
}

static void an_answer_is_read_whole(void **state) {
    (void)state;
    bench__answer_t answer;
    bench_problem_t problem = {""};
    assert_true(read(BENCH__ASK_TIME,
                     "{\"nanoseconds\":5,\"wrong\":1,\"operations\":20,\"answer\":\"time\"}",
                     &answer, &problem));
    assert_true(answer.operations == 20 && answer.wrong == 1 && answer.nanoseconds == 5);
    assert_true(read(BENCH__ASK_COUNT,
                     "{\"answer\":\"count\",\"operations\":20,\"wrong\":0,\"bytes\":72,"
                     "\"bytes_again\":73,\"objects\":null,\"collections\":0}",
                     &answer, &problem));
    assert_true(bench_fraction_equal(answer.bytes, bench_whole(72)));
    assert_true(bench_fraction_equal(answer.bytes_again, bench_whole(73)));
    assert_false(bench_fraction_is_known(answer.objects));
    assert_true(bench_fraction_equal(answer.collections, bench_whole(0)));
    assert_true(read(BENCH__ASK_SET_UP, "{\"answer\":\"set_up\"}", &answer, &problem));
    assert_true(
        read(BENCH__ASK_SET_UP, "{\"answer\":\"error\",\"error\":\"no\"}", &answer, &problem));
    assert_non_null(answer.error);
}

#define HELLO                                                                                      \
    "{\"answer\":\"hello\",\"protocol\":1,\"name\":\"n\",\"runtime\":\"r 1\",\"settings\":{\"a\":" \
    "\"b\"},\"counts\":{\"bytes\":true,\"objects\":false,\"collections\":true}}"
#define LIST                                                                                    \
    "{\"answer\":\"list\",\"contenders\":[{\"name\":\"c\",\"label\":\"C\",\"about\":\"\","      \
    "\"compared_with\":\"task\"}],\"scenarios\":[{\"name\":\"s\",\"question\":\"q\",\"cases\":" \
    "[{\"contender\":\"c\",\"params\":\"x=1\",\"period\":3,\"operations\":10}]}]}"

static void a_host_says_what_it_is_and_what_it_has(void **state) {
    (void)state;
    bench_problem_t problem = {""};
    bench_host_t host = {0};
    bench__answer_t answer = {.host = &host};
    assert_true(bench__answer_from_json("host", HELLO, BENCH__ASK_HELLO, &answer, &problem));
    assert_true(bench__answer_from_json("host", LIST, BENCH__ASK_LIST, &answer, &problem));
    assert_string_equal(host.name, "n");
    assert_string_equal(host.runtime, "r 1");
    assert_int_equal(host.setting_count, 1);
    assert_string_equal(host.settings[0].name, "a");
    assert_string_equal(host.settings[0].value, "b");
    assert_true(host.counts.bytes && !host.counts.objects && host.counts.collections);
    assert_int_equal(host.contender_count, 1);
    assert_string_equal(host.contenders[0].label, "C");
    assert_int_equal(host.scenario_count, 1);
    assert_int_equal(host.scenarios[0].case_count, 1);
    assert_string_equal(host.scenarios[0].cases[0].params, "x=1");
    assert_true(host.scenarios[0].cases[0].period == 3);
    bench_host_deinit(&host);
    assert_null(host.name);
    assert_int_equal(host.scenario_count, 0);
}

static void everything_else_is_no_answer(void **state) {
    (void)state;
    static const struct {
        bench__ask_t asked;
        const char *line, *says;
    } lines[] = {
        {BENCH__ASK_TIME, "", "host x: "},
        {BENCH__ASK_TIME, "[]", "host x: "},
        {BENCH__ASK_TIME, "{}", "answer is missing"},
        {BENCH__ASK_TIME, "{\"answer\":\"count\"}", "answer must be \"time\" or \"error\""},
        {BENCH__ASK_TIME, "{\"answer\":\"error\"}", "error is missing"},
        {BENCH__ASK_TIME, "{\"answer\":\"time\",\"operations\":1,\"wrong\":0}",
         "nanoseconds is missing"},
        {BENCH__ASK_TIME, "{\"answer\":\"time\",\"operations\":1,\"wrong\":0,\"nanoseconds\":0}",
         "nanoseconds must be at least 1"},
        {BENCH__ASK_TIME, "{\"answer\":\"time\",\"operations\":-1,\"wrong\":0,\"nanoseconds\":1}",
         "operations"},
        {BENCH__ASK_TIME, "{\"answer\":\"time\",\"operations\":1,\"wrong\":0,\"nanoseconds\":1.5}",
         "nanoseconds"},
        {BENCH__ASK_SET_UP, "{\"answer\":\"set_up\",\"more\":1}", "more"},
        {BENCH__ASK_SET_UP, "{\"answer\":\"set_up\"} {}", "host x: "},
        {BENCH__ASK_HELLO, "{\"answer\":\"hello\",\"protocol\":2}", "protocol must be 1"},
        {BENCH__ASK_LIST, "{\"answer\":\"list\",\"contenders\":[]}", "scenarios is missing"},
    };
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
        bench__answer_t answer;
        bench_problem_t problem = {""};
        assert_false(read(lines[i].asked, lines[i].line, &answer, &problem));
        if (strstr(problem.text, lines[i].says) == NULL) {
            fail_msg("%s: %s", lines[i].line, problem.text);
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_request_is_a_line_that_says_what_it_needs),
        cmocka_unit_test(an_answer_is_read_whole),
        cmocka_unit_test(a_host_says_what_it_is_and_what_it_has),
        cmocka_unit_test(everything_else_is_no_answer),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
