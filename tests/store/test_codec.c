/* test_codec.c - one description, two directions. */
#include "store/codec.h"

#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sample.h"

/* A structure with a field of every kind. */
typedef struct part {
    uint64_t size;
    size_t count;
    double *values;
} part_t;

typedef struct member {
    char *name;
    int64_t value;
} member_t;

typedef struct whole {
    char *name;
    char *text;
    char *maybe;
    bool flag;
    int64_t integer;
    uint64_t bits;
    uint32_t small;
    bench_fraction_t fraction;
    bench_fraction_t whole;
    double real;
    size_t colour;
    bool is_all;
    uint64_t limit;
    bool has_one;
    part_t one;
    size_t part_count;
    part_t *parts;
    size_t member_count;
    member_t *members;
} whole_t;

static const bench_range_t range = {0, 10, true, "must be a number from 0 to 10 or null"};
static const char *const colours[] = {"red", "green", "blue", NULL};

static void code_value(bench_codec_t *codec, void *thing) {
    bench_code_number(codec, NULL, &range, thing);
}

static void code_part(bench_codec_t *codec, void *thing) {
    part_t *part = thing;
    bench_code_unsigned(codec, "size", 1, &part->size);
    bench_code_list(codec, "values", part->values, part->count, code_value);
}

static void code_member(bench_codec_t *codec, void *thing) {
    member_t *member = thing;
    bench_code_integer(codec, member->name, -5, &member->value);
}

static void code_whole(bench_codec_t *codec, void *thing) {
    whole_t *whole = thing;
    bench_code_name(codec, "name", &whole->name);
    bench_code_text(codec, "text", &whole->text);
    bench_code_text_or_null(codec, "maybe", &whole->maybe);
    bench_code_flag(codec, "flag", &whole->flag);
    bench_code_integer(codec, "integer", 3, &whole->integer);
    bench_code_u64_as_text(codec, "bits", &whole->bits);
    bench_code_u32(codec, "small", &whole->small);
    bench_code_fraction(codec, "fraction", &whole->fraction);
    bench_code_whole_or_null(codec, "whole", &whole->whole);
    bench_code_number(codec, "real", &range, &whole->real);
    whole->colour = bench_code_enum(codec, "colour", colours, whole->colour);
    whole->is_all = bench_code_word(codec, "limit", "all", whole->is_all);
    if (!whole->is_all) {
        bench_code_unsigned(codec, "limit", 0, &whole->limit);
    }
    whole->has_one =
        bench_code_object_or_null(codec, "one", whole->has_one, code_part, &whole->one);
    bench_code_array(codec, "parts", whole->parts, whole->part_count, code_part);
    bench_code_members(codec, "members", whole->members, whole->member_count, code_member);
}

static void whole_deinit(whole_t *whole) {
    free(whole->name);
    free(whole->text);
    free(whole->maybe);
    free(whole->one.values);
    for (size_t i = 0; i < whole->part_count; i++) {
        free(whole->parts[i].values);
    }
    free(whole->parts);
    for (size_t i = 0; i < whole->member_count; i++) {
        free(whole->members[i].name);
    }
    free(whole->members);
}

static bool read(const char *text, whole_t *whole, bench_problem_t *problem) {
    *whole = (whole_t){0};
    return bench_codec_read("wire", "send it again", text, strlen(text), code_whole, whole,
                            problem);
}

static const char sample[] =
    "{\"name\":\"n\",\"text\":\"\",\"maybe\":null,\"flag\":true,\"integer\":3,"
    "\"bits\":\"18446744073709551615\",\"small\":4294967295,\"fraction\":\"-1/512\",\"whole\":7,"
    "\"real\":null,\"colour\":\"blue\",\"limit\":\"all\",\"one\":{\"size\":1,\"values\":[]},"
    "\"parts\":[{\"size\":2,\"values\":[0.5,null,10.0]},{\"size\":9223372036854775807,"
    "\"values\":[1.0]}],\"members\":{\"b\":-5,\"a\":2}}";

static void a_document_that_was_read_is_written_unchanged(void **state) {
    (void)state;
    whole_t whole;
    bench_problem_t problem = {""};
    if (!read(sample, &whole, &problem)) {
        fail_msg("%s", problem.text);
    }
    assert_true(whole.bits == UINT64_MAX && whole.small == UINT32_MAX);
    assert_true(whole.fraction.num == -1 && whole.fraction.den == 512);
    assert_true(isnan(whole.real) && whole.parts[0].values[0] == 0.5);
    assert_true(whole.colour == 2 && whole.is_all && whole.has_one && whole.maybe == NULL);
    assert_int_equal(whole.part_count, 2);
    assert_string_equal(whole.members[0].name, "b");
    char *text = bench_codec_write("wire", "send it again", code_whole, &whole, &problem);
    assert_non_null(text);
    assert_string_equal(text, sample);
    free(text);
    whole_deinit(&whole);
}

/* The sample with the first `find` replaced by `put`, which must be refused. */
static const struct damage {
    const char *find;
    const char *put;
    const char *expected;
} damages[] = {
    {"{", "[", "damaged at line 1, column"},
    {"{\"name\":\"n\"", "{\"name\":\"\"", "name must not be empty"},
    {"\"text\":\"\"", "\"text\":null", "text must be a string"},
    {"\"text\":\"\"", "\"text\":\"\\u0000\"", "damaged at line"},
    {"\"maybe\":null", "\"maybe\":0", "maybe must be a string"},
    {"\"maybe\":null,", "", "maybe is missing"},
    {"\"flag\":true", "\"flag\":1", "flag must be true or false"},
    {"\"integer\":3", "\"integer\":2", "integer must be at least 3"},
    {"\"integer\":3", "\"integer\":3.0", "integer must be a whole number"},
    {"\"18446744073709551615\"", "\"018\"", "bits must be a whole number as a string"},
    {"\"18446744073709551615\"", "\"\"", "bits must be a whole number as a string"},
    {"\"18446744073709551615\"", "\"-1\"", "bits must be a whole number as a string"},
    {"4294967295", "4294967296", "small is too large"},
    {"4294967295", "-1", "small must not be negative"},
    {"\"-1/512\"", "\"-2/1024\"", "fraction must be a fraction in lowest terms"},
    {"\"-1/512\"", "null", "fraction must be a fraction in lowest terms"},
    {"\"whole\":7", "\"whole\":\"7\"", "whole must be a whole number"},
    {"\"real\":null", "\"real\":10.1", "real must be a number from 0 to 10 or null"},
    {"\"real\":null", "\"real\":\"1\"", "real must be a number from 0 to 10 or null"},
    {"\"real\":null,", "", "real is missing"},
    {"\"blue\"", "\"black\"", "colour must be \"red\", \"green\" or \"blue\""},
    {"\"blue\"", "7", "colour must be \"red\", \"green\" or \"blue\""},
    {"\"limit\":\"all\"", "\"limit\":\"none\"", "limit must be a whole number"},
    {"\"one\":{", "\"one\":{\"x\":1,", "one.x is not a field of this format"},
    {"\"one\":{", "\"one\":7,\"two\":{", "one must be an object"},
    {"\"one\":{\"size\":1,\"values\":[]},", "", "one is missing"},
    {"\"parts\":[", "\"parts\":[7,", "parts[0] must be an object"},
    {"\"parts\":[", "\"parts\":null,\"p\":[", "parts must be an array"},
    {"null,10.0", "null,10.5", "parts[0].values[2] must be a number from 0 to 10 or null"},
    {"9223372036854775807", "9223372036854775808", "damaged at line"},
    {"9223372036854775807", "0", "parts[1].size must be at least 1"},
    {"\"b\":-5", "\"b\":-6", "members.b must be at least -5"},
    {"\"b\":-5", "\"b\":-5,\"b\":-5", "damaged at line"},
    {"\"members\"", "\"more\":[],\"members\"", "more is not a field of this format"},
    {"}}", "}} {}", "damaged at line"},
};

static void assert_refused(const struct damage *damage) {
    whole_t whole;
    bench_problem_t problem = {""};
    char expected[200];
    char *text;
    const char *found = strstr(sample, damage->find);
    assert_non_null(found);
    assert_true(asprintf(&text, "%.*s%s%s", (int)(found - sample), sample, damage->put,
                         found + strlen(damage->find)) > 0);
    if (read(text, &whole, &problem)) {
        fail_msg("was read: %s", text);
    }
    snprintf(expected, sizeof expected, "wire: %s", damage->expected);
    if (strstr(problem.text, expected) != problem.text ||
        strstr(problem.text, "; send it again") == NULL) {
        fail_msg("\"%s\" does not say \"%s\"", problem.text, expected);
    }
    free(text);
    whole_deinit(&whole);
}

static void every_error_names_its_place(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof damages / sizeof damages[0]; i++) {
        assert_refused(&damages[i]);
    }
}

static void every_truncation_is_refused(void **state) {
    (void)state;
    for (size_t size = 0; size + 1 < sizeof sample; size++) {
        whole_t whole = {0};
        bench_problem_t problem = {""};
        assert_false(bench_codec_read("wire", "", sample, size, code_whole, &whole, &problem));
        whole_deinit(&whole);
    }
}

static void other_documents_are_refused(void **state) {
    (void)state;
    static const char *const texts[] = {"[]", "7", "null", "\"a\""};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        whole_t whole;
        bench_problem_t problem = {""};
        assert_false(read(texts[i], &whole, &problem));
        assert_non_null(strstr(problem.text, "wire: "));
    }
    whole_t whole;
    bench_problem_t problem = {""};
    assert_false(read("[]", &whole, &problem));
    assert_string_equal(problem.text, "wire: document must be an object; send it again");
}

static void values_that_the_reader_would_refuse_are_not_written(void **state) {
    (void)state;
    double values[] = {1, 11};
    part_t parts[] = {{1, 0, NULL}, {2, 2, values}};
    whole_t whole = {
        .name = (char[]){"n"}, .integer = 3, .fraction = {1, 2}, .part_count = 2, .parts = parts};
    bench_problem_t problem = {""};
    assert_null(bench_codec_write("wire", "fix it", code_whole, &whole, &problem));
    assert_string_equal(problem.text, "wire: parts[1].values[1] must be a number from 0 to 10 or "
                                      "null; fix it");
    values[1] = 1;
    parts[1].size = UINT64_MAX;
    assert_null(bench_codec_write("wire", "fix it", code_whole, &whole, &problem));
    assert_string_equal(problem.text, "wire: parts[1].size is too large; fix it");
    whole.name = NULL;
    assert_null(bench_codec_write("wire", "fix it", code_whole, &whole, &problem));
    assert_string_equal(problem.text, "wire: name must not be empty; fix it");
}

static void code_nested(bench_codec_t *codec, void *thing) {
    size_t *depth = thing;
    if ((*depth)++ < 100) {
        bench_code_object(codec, "in", code_nested, thing);
    }
}

static void documents_nested_too_deeply_are_refused(void **state) {
    (void)state;
    size_t depth = 0;
    bench_problem_t problem = {""};
    assert_null(bench_codec_write("wire", "fix it", code_nested, &depth, &problem));
    assert_non_null(strstr(problem.text, "is nested too deeply"));
}

static void code_versioned(bench_codec_t *codec, void *thing) {
    assert_int_equal(bench_codec_version(codec), INT_MAX);
    bench_codec_set_version(codec, 7);
    assert_int_equal(bench_codec_version(codec), 7);
    assert_true(bench_codec_is_reading(codec));
    assert_false(bench_codec_has_failed(codec));
    bench_codec_wrong(codec, NULL, "is wrong");
    assert_true(bench_codec_has_failed(codec));
    bench_codec_wrong(codec, "a", "is wrong too");
    bench_code_flag(codec, "flag", thing);
}

static void only_the_first_error_is_reported(void **state) {
    (void)state;
    bool flag = true;
    bench_problem_t problem = {""};
    assert_false(bench_codec_read("wire", "fix it", "{\"flag\":false}", 14, code_versioned, &flag,
                                  &problem));
    assert_string_equal(problem.text, "wire: document is wrong; fix it");
    assert_true(flag);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_document_that_was_read_is_written_unchanged),
        cmocka_unit_test(every_error_names_its_place),
        cmocka_unit_test(every_truncation_is_refused),
        cmocka_unit_test(other_documents_are_refused),
        cmocka_unit_test(values_that_the_reader_would_refuse_are_not_written),
        cmocka_unit_test(documents_nested_too_deeply_are_refused),
        cmocka_unit_test(only_the_first_error_is_reported),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
