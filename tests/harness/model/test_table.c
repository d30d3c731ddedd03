/* test_table.c - tables of typed values. */
#include "model/table.h"

#include <math.h>
#include <string.h>

#include "sample.h"

static void rows_are_filled_by_the_types_of_their_columns(void **state) {
    (void)state;
    bench_table_t table;
    char room[BENCH_VALUE_MAX];
    const bench_case_key_t key = {"s", "c", "k=1"};
    bench_table_init(&table);
    bench_table_add_columns(&table,
                            "scenario|contender|params|allocs per op:f12|once:i|ns:n|share:s|"
                            "ratio:r|text:t");
    for (int known = 0; known < 2; known++) {
        bench_table_add_case(&table, &key);
        bench_table_add_rest(&table, known ? bench_fraction(1, 512) : (bench_fraction_t){0, 0},
                             (int64_t)7, known ? 1.5 : (double)NAN, 0.25, 2.0,
                             known ? "hello" : NULL);
    }
    assert_true(bench_table_is_whole(&table));
    assert_int_equal(bench_table_row_count(&table), 2);
    assert_string_equal(table.columns[3].name, "allocs per op");
    assert_int_equal(table.columns[3].width, 12);
    assert_int_equal(table.columns[3].type, BENCH_TYPE_FRACTION);
    static const char *const texts[2][6] = {{"", "7", "", "0.25", "2", ""},
                                            {"1/512", "7", "1.5", "0.25", "2", "hello"}};
    for (size_t row = 0; row < 2; row++) {
        for (size_t i = 0; i < 6; i++) {
            assert_string_equal(bench_value_format(bench_table_at(&table, row, 3 + i), room),
                                texts[row][i]);
        }
    }
    assert_int_equal(bench_table_find_case(&table, &key), 0);
    assert_int_equal(bench_table_find_column(&table, "ratio"), 7);
    assert_int_equal(bench_table_find_column(&table, "nothing"), table.column_count);
    bench_table_deinit(&table);
}

static void an_incomplete_row_is_reported(void **state) {
    (void)state;
    bench_table_t table;
    bench_table_init(&table);
    assert_true(bench_table_is_whole(&table));
    bench_table_add_columns(&table, "a|b");
    bench_table_add(&table, bench_text_value("x"));
    assert_false(bench_table_is_whole(&table));
    bench_table_add_rest(&table, bench_table_keep_format(&table, "%d", 7));
    assert_true(bench_table_is_whole(&table));
    assert_string_equal(bench_table_at(&table, 0, 1)->text, "7");
    bench_table_deinit(&table);
}

static void a_written_value_is_read_back(void **state) {
    (void)state;
    bench_value_t value;
    assert_true(bench_value_parse(BENCH_TYPE_FRACTION, "1/512", &value));
    assert_int_equal(value.fraction.den, 512);
    assert_true(bench_value_parse(BENCH_TYPE_INTEGER, "-3", &value));
    assert_int_equal(value.fraction.num, -3);
    assert_true(bench_value_parse(BENCH_TYPE_NUMBER, "2.5", &value));
    assert_true(value.number == 2.5);
    assert_true(bench_value_parse(BENCH_TYPE_TEXT, "1/x", &value));
    for (bench_type_t type = BENCH_TYPE_FRACTION; type <= BENCH_TYPE_RATIO; type++) {
        assert_true(bench_value_parse(type, "", &value));
        assert_false(bench_value_is_known(&value));
        assert_false(bench_value_parse(type, "x", &value));
    }
    assert_false(bench_value_parse(BENCH_TYPE_INTEGER, "1/2", &value));
    assert_false(bench_value_parse(BENCH_TYPE_FRACTION, "2/4", &value));
    assert_false(bench_value_parse(BENCH_TYPE_FRACTION, "0.5", &value));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_are_filled_by_the_types_of_their_columns),
        cmocka_unit_test(an_incomplete_row_is_reported),
        cmocka_unit_test(a_written_value_is_read_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
