/* A plan is written and read back unchanged; everything else is refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "message.h"

static bench_plan_t sample(void) {
    bench_plan_t plan = {.mode = BENCH_MODE_INSTRUCTIONS,
                         .by = BENCH_BY_CALLGRIND,
                         .folder = strdup("/tmp/a folder;$(x)\"\n"),
                         .process = 4294967295,
                         .sampling = {.processes = 21,
                                      .rounds = 15,
                                      .slice_seconds = 0.0005,
                                      .seed = UINT64_MAX,
                                      .cpu = -1,
                                      .calibrate_once = true},
                         .slices = calloc(2, sizeof(bench_slices_t)),
                         .slice_count = 2,
                         .single_operations = 2000,
                         .resident = true,
                         .single_seconds = 0.02,
                         .loop = {{50, 80}, 2}};
    assert_non_null(plan.slices);
    plan.slices[1] = (bench_slices_t){1000000000, 15, 0.25};
    assert_true(bench_choice_add_filter(&plan.choice, "a/*;x=[1-3]"));
    assert_true(bench_choice_add_filter(&plan.choice, ""));
    assert_true(bench_choice_add_profile(&plan.choice, "core"));
    assert_true(bench_choice_add_plugin(&plan.choice, "./\xc3\xa9.so"));
    plan.choice.copies = true;
    plan.choice.with_suite = true;
    assert_true(bench_choice_add_host(&plan.choice, "./a host"));
    bench_host_t *host = &plan.choice.hosts[0];
    host->name = strdup("net");
    host->runtime = strdup("Net 1");
    host->counts.bytes = true;
    host->scenarios = calloc(1, sizeof *host->scenarios);
    host->scenario_count = 1;
    *host->scenarios = (bench_host_scenario_t){.name = strdup("s"), .question = strdup("")};
    return plan;
}

static void every_field_of_a_plan_is_read_back(void **state) {
    (void)state;
    bench_plan_t plan = sample();
    bench_plan_t read;
    bench_problem_t problem = {""};
    char *line = bench__plan_to_json(&plan, &problem);
    assert_string_equal(problem.text, "");
    assert_null(strchr(line, '\n'));
    assert_true(bench__plan_from_json(line, &read, &problem));
    assert_int_equal(read.mode, plan.mode);
    assert_int_equal(read.by, plan.by);
    assert_string_equal(read.folder, plan.folder);
    assert_true(read.process == plan.process);
    assert_int_equal(read.choice.filter_count, 2);
    assert_string_equal(read.choice.filters[0], "a/*;x=[1-3]");
    assert_string_equal(read.choice.filters[1], "");
    assert_int_equal(read.choice.profiles.count, 1);
    assert_string_equal(read.choice.profiles.items[0], "core");
    assert_int_equal(read.choice.plugin_count, 1);
    assert_string_equal(read.choice.plugins[0], "./\xc3\xa9.so");
    assert_true(read.choice.copies);
    assert_true(read.choice.with_suite);
    assert_int_equal(read.choice.host_count, 1);
    assert_string_equal(read.choice.hosts[0].path, "./a host");
    assert_string_equal(read.choice.hosts[0].runtime, "Net 1");
    assert_true(read.choice.hosts[0].counts.bytes);
    assert_int_equal(read.choice.hosts[0].scenario_count, 1);
    assert_string_equal(read.choice.hosts[0].scenarios[0].name, "s");
    assert_int_equal(read.sampling.processes, 21);
    assert_int_equal(read.sampling.rounds, 15);
    assert_true(read.sampling.slice_seconds == plan.sampling.slice_seconds);
    assert_true(read.sampling.seed == UINT64_MAX);
    assert_int_equal(read.sampling.cpu, -1);
    assert_true(read.sampling.calibrate_once);
    assert_int_equal(read.slice_count, 2);
    assert_memory_equal(read.slices, plan.slices, 2 * sizeof *plan.slices);
    assert_int_equal(read.single_operations, 2000);
    assert_true(read.resident);
    assert_true(read.single_seconds == plan.single_seconds);
    assert_memory_equal(&read.loop, &plan.loop, sizeof plan.loop);
    char *again = bench__plan_to_json(&read, &problem);
    assert_string_equal(again, line);
    free(again);
    free(line);
    bench__plan_deinit(&read);
    bench__plan_deinit(&plan);
}

static void a_name_that_is_not_utf_8_is_a_problem(void **state) {
    (void)state;
    bench_plan_t plan = sample();
    bench_problem_t problem;
    assert_true(bench_choice_add_plugin(&plan.choice, "caf\xe9.so"));
    assert_null(bench__plan_to_json(&plan, &problem));
    assert_non_null(strstr(problem.text, "choice.plugins[1] is not UTF-8"));
    bench__plan_deinit(&plan);
}

/* Expects that the plan with `from` replaced by `to` is refused. */
static void replaced_is_refused(const char *from, const char *to) {
    bench_plan_t plan = sample();
    bench_plan_t read;
    bench_problem_t problem;
    char text[4096];
    char *line = bench__plan_to_json(&plan, &problem);
    const char *at = strstr(line, from);
    if (at == NULL) {
        fail_msg("%s has no %s", line, from);
    }
    (void)snprintf(text, sizeof text, "%.*s%s%s", (int)(at - line), line, to, at + strlen(from));
    if (bench__plan_from_json(text, &read, &problem)) {
        fail_msg("taken for a plan: %s", text);
    }
    assert_null(read.choice.filters);
    assert_null(read.folder);
    free(line);
    bench__plan_deinit(&plan);
}

static void an_invalid_plan_is_refused(void **state) {
    (void)state;
    replaced_is_refused("\"instructions\"", "\"sleep\"");
    replaced_is_refused("\"callgrind\"", "\"guess\"");
    replaced_is_refused("\"rounds\":15", "\"rounds\":-15");
    replaced_is_refused("\"rounds\":15", "\"rounds\":\"15\"");
    replaced_is_refused("\"rounds\":15,", "");
    replaced_is_refused("\"rounds\":15", "\"rounds\":15,\"more\":1");
    replaced_is_refused("0.0005", "0");
    replaced_is_refused("0.0005", "1e99");
    replaced_is_refused("\"cpu\":-1", "\"cpu\":-2");
    replaced_is_refused("\"cpu\":-1", "\"cpu\":4294967296");
    replaced_is_refused("50,80", "50,50");
    replaced_is_refused("50,80", "100");
    replaced_is_refused("18446744073709551615", "18446744073709551616");
    replaced_is_refused("[\"a/*", "[7,\"a/*");
    replaced_is_refused("}", "");
}

static void garbage_is_refused(void **state) {
    static const char *const lines[] = {"",     "{}", "[]", "null", "{\"mode\":\"count\"}",
                                        "\xff", "{"};
    (void)state;
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
        bench_plan_t plan;
        bench_problem_t problem;
        assert_false(bench__plan_from_json(lines[i], &plan, &problem));
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_field_of_a_plan_is_read_back),
        cmocka_unit_test(a_name_that_is_not_utf_8_is_a_problem),
        cmocka_unit_test(an_invalid_plan_is_refused),
        cmocka_unit_test(garbage_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
