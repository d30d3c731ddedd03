/* Messages of a measuring process are written and read back unchanged; everything else is refused.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "message.h"

static bench__message_t again(const bench__message_t *message) {
    bench_problem_t problem = {""};
    bench__message_t read;
    char *line = bench__message_to_json(message, &problem);
    if (line == NULL) {
        fail_msg("%s", problem.text);
    }
    assert_null(line != NULL ? strchr(line, '\n') : "");
    if (!bench__message_from_json(line, &read, &problem)) {
        fail_msg("%s: %s", line, problem.text);
    }
    free(line);
    assert_int_equal(read.kind, message->kind);
    return read;
}

static void a_row_is_read_back_with_its_subject(void **state) {
    (void)state;
    double slices[] = {1.5, 2.25};
    bench_process_samples_t samples = {
        .process = 4, .operations = 100, .slice_count = 2, .slices = slices, .yardstick = 1.25};
    bench__message_t message = {.kind = BENCH__MESSAGE_ROW, .subject = 2};
    bench_row_init(&message.row);
    message.row.key = (bench_case_key_t){"a", "b", "size=2"};
    message.row.budget_kind = BENCH_BUDGET_ALLOCS;
    message.row.budget = bench_fraction(1, 2);
    message.row.processes = &samples;
    message.row.process_count = 1;
    bench__message_t read = again(&message);
    assert_int_equal(read.subject, 2);
    assert_true(bench_case_equal(&read.row.key, &message.row.key));
    assert_int_equal(read.row.process_count, 1);
    assert_int_equal(read.row.processes[0].process, 4);
    assert_memory_equal(read.row.processes[0].slices, slices, sizeof slices);
    bench__message_deinit(&read);
}

static void texts_are_read_back(void **state) {
    (void)state;
    bench__message_t failure = {.kind = BENCH__MESSAGE_FAILURE,
                                .subject = 2,
                                .number = 41,
                                .ends = true,
                                .name = "a/b;c=1",
                                .text = "\"so\" \\"};
    bench__message_t read = again(&failure);
    assert_int_equal(read.subject, 2);
    assert_int_equal(read.number, 41);
    assert_true(read.ends);
    assert_string_equal(read.name, failure.name);
    assert_string_equal(read.text, failure.text);
    bench__message_deinit(&read);
    bench__message_t problem = {.kind = BENCH__MESSAGE_PROBLEM, .text = "no CPU 99"};
    read = again(&problem);
    assert_string_equal(read.text, problem.text);
    bench__message_deinit(&read);
    bench__message_t done = {.kind = BENCH__MESSAGE_DONE};
    read = again(&done);
    bench__message_deinit(&read);
}

static void a_text_in_another_encoding_is_not_written(void **state) {
    (void)state;
    bench_problem_t problem;
    bench__message_t message = {.kind = BENCH__MESSAGE_PROBLEM, .text = "caf\xe9"};
    assert_null(bench__message_to_json(&message, &problem));
}

static void invalid_messages_are_refused(void **state) {
    static const char *const lines[] = {"",
                                        " ",
                                        "x",
                                        "0",
                                        "null",
                                        "[]",
                                        "{}",
                                        "\"done\"",
                                        "!a/b: invented",
                                        "{\"kind\":\"done\"",
                                        "{\"kind\":\"done\"} more",
                                        "{\"kind\":\"over\"}",
                                        "{\"kind\":3}",
                                        "{\"kind\":null}",
                                        "{\"kind\":\"done\",\"more\":1}",
                                        "{\"kind\":\"done\",\"kind\":\"done\"}",
                                        "{\"kind\":\"problem\"}",
                                        "{\"kind\":\"problem\",\"problem\":\"\"}",
                                        "{\"kind\":\"problem\",\"problem\":[]}",
                                        "{\"kind\":\"failure\",\"case\":\"a/b\"}",
                                        "{\"kind\":\"failure\",\"failure\":\"x\"}",
                                        ("{\"kind\":\"failure\",\"subject\":0,\"number\":-2,"
                                         "\"ends\":false,\"case\":\"a/b\",\"failure\":\"x\"}"),
                                        "{\"kind\":\"row\",\"subject\":0}",
                                        "{\"kind\":\"row\",\"subject\":0,\"row\":{}}",
                                        "{\"kind\":\"row\",\"subject\":-1,\"row\":{}}",
                                        "{\"kind\":\"row\",\"subject\":0,\"row\":[]}",
                                        "{\"kind\":\"row\",\"subject\":4294967296,\"row\":{}}",
                                        "\xff\xfe"};
    (void)state;
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
        bench__message_t message;
        bench_problem_t problem = {""};
        if (bench__message_from_json(lines[i], &message, &problem)) {
            fail_msg("taken for a message: %s", lines[i]);
        }
        assert_non_null(strstr(problem.text, "a measuring process: "));
        assert_null(message.name);
        assert_null(message.text);
    }
}

static void every_truncated_message_is_refused(void **state) {
    (void)state;
    bench_problem_t problem;
    bench__message_t read;
    bench__message_t message = {.kind = BENCH__MESSAGE_ROW};
    bench_row_init(&message.row);
    message.row.key = (bench_case_key_t){"a", "b", ""};
    char *line = bench__message_to_json(&message, &problem);
    assert_non_null(line);
    for (size_t length = strlen(line); length > 0; length--) {
        line[length - 1] = '\0';
        assert_false(bench__message_from_json(line, &read, &problem));
    }
    free(line);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_row_is_read_back_with_its_subject),
        cmocka_unit_test(texts_are_read_back),
        cmocka_unit_test(a_text_in_another_encoding_is_not_written),
        cmocka_unit_test(invalid_messages_are_refused),
        cmocka_unit_test(every_truncated_message_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
