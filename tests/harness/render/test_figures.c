/* Which figures a run has. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "../sample.h"
#include "render/figures.h"

static const bench_figure_t *find(const bench_figures_t *figures, const char *name) {
    for (size_t i = 0; i < figures->count; i++) {
        if (strcmp(figures->list[i].name, name) == 0) {
            return &figures->list[i];
        }
    }
    return NULL;
}

/* A counted case of that setting. */
static bench_row_t *add(bench_report_t *report, const char *scenario, const char *params) {
    return sample_row(report, scenario, "task", params, bench_whole(1));
}

static void expect_kind(const char *const *params, size_t count, const char *kind, const char *key,
                        size_t shown) {
    bench_report_t report;
    bench_figures_t figures;
    bench_report_init(&report);
    for (size_t i = 0; i < count; i++) {
        add(&report, "mine", params[i]);
    }
    assert_true(bench_figures_find(&report, &figures));
    assert_int_equal(figures.count, 1);
    assert_string_equal(figures.list[0].kind, kind);
    assert_string_equal(figures.list[0].key, key);
    assert_int_equal(figures.list[0].first, 0);
    assert_int_equal(figures.list[0].count, shown);
    bench_figures_deinit(&figures);
    bench_report_deinit(&report);
}

#define EXPECT_KIND(kind, key, shown, ...)                                             \
    do {                                                                               \
        const char *const params[] = {__VA_ARGS__};                                    \
        expect_kind(params, sizeof params / sizeof params[0], (kind), (key), (shown)); \
    } while (0)

static void the_data_of_a_scenario_decide_its_figure(void **state) {
    (void)state;
    EXPECT_KIND("paths", "", 1, "");
    EXPECT_KIND("paths", "", 2, "when=sync", "when=async");
    EXPECT_KIND("paths", "", 2, "percent=50", "percent=50;x=y");
    EXPECT_KIND("lines", "depth", 1, "depth=1", "depth=10");
    EXPECT_KIND("lines", "depth", 2, "depth=1;when=a", "depth=10;when=a", "depth=1;when=b");
    EXPECT_KIND("lines", "b", 2, "a=1;b=1", "a=1;b=2", "a=2;b=3");
    EXPECT_KIND("lines", "a", 2, "x=1k;a=1.5", "x=2;a=2.5");
    EXPECT_KIND("lines", "share", 1, "share=1", "share=100");
    EXPECT_KIND("lines", "share", 2, "share=0;on=a", "share=100;on=a", "share=0;on=b");
    EXPECT_KIND("tradeoff", "share", 1, "share=0", "share=55.5", "share=100");
}

static void a_run_has_the_figures_that_it_has_data_for(void **state) {
    (void)state;
    bench_report_t report;
    bench_figures_t figures;
    sample_report(&report);
    sample_contenders(&report);
    sample_floor(&report);
    assert_true(bench_figures_find(&report, &figures));
    static const char *const names[] = {"overview", "paths-sync_success", "lines-hit_ratio",
                                        "floors", "processes"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        assert_non_null(find(&figures, names[i]));
        assert_true(bench_figure_is_name(names[i], strlen(names[i])));
    }
    assert_int_equal(figures.count, sizeof names / sizeof names[0]);
    assert_string_equal(figures.list[0].name, "overview");
    assert_string_equal(find(&figures, "lines-hit_ratio")->title,
                        "hit_ratio: what does an operation cost, by percent?");
    assert_string_equal(find(&figures, "lines-hit_ratio")->caption,
                        "hit_ratio: time, allocations and bytes of an operation, by percent");
    bench_figures_deinit(&figures);
    bench_report_deinit(&report);
}

/* Three settings of 25 cases: 28 lines each, of which two have room on a page of 58. */
static void what_does_not_fit_goes_on_to_the_next_page(void **state) {
    (void)state;
    bench_report_t report;
    bench_figures_t figures;
    bench_report_init(&report);
    for (int setting = 0; setting < 3; setting++) {
        for (int i = 0; i < 25; i++) {
            char params[32];
            char contender[32];
            (void)snprintf(params, sizeof params, "on=%c", 'a' + setting);
            (void)snprintf(contender, sizeof contender, "c%d", i);
            sample_row(&report, "mine", contender, params, bench_whole(1));
        }
    }
    assert_true(bench_figures_find(&report, &figures));
    assert_int_equal(figures.count, 2);
    assert_int_equal(find(&figures, "paths-mine")->count, 50);
    assert_int_equal(find(&figures, "paths-mine-2")->first, 50);
    assert_int_equal(find(&figures, "paths-mine-2")->count, 25);
    assert_string_equal(find(&figures, "paths-mine-2")->title,
                        "mine: what does an operation cost? (2)");
    bench_figures_deinit(&figures);
    assert_true(bench_figures_of_changes(81, &figures));
    assert_int_equal(figures.count, 3);
    assert_int_equal(find(&figures, "dumbbells-3")->count, 1);
    bench_figures_deinit(&figures);
    bench_report_deinit(&report);
}

static void service_and_response_times_have_panels_of_their_own(void **state) {
    (void)state;
    bench_report_t report;
    bench_figures_t figures;
    static const double medians[] = {1, 2};
    bench_report_init(&report);
    for (int i = 0; i < 3; i++) {
        bench_row_t *row = add(&report, "mine", i == 2 ? "on=b" : "on=a");
        sample_times(row, medians, 2);
        sample_latency(row, BENCH_SERVICE, NAN, 2, 100);
        sample_latency(row, BENCH_RESPONSE, 0.5, 2, 100);
        if (i > 0) {
            sample_latency(row, BENCH_RESPONSE, 0.8, i == 1 ? 2 : 1, 100); /* of b: not whole */
        }
    }
    assert_true(bench_figures_find(&report, &figures));
    assert_int_equal(find(&figures, "latency-mine")->count, 5);
    bench_figures_deinit(&figures);
    bench_report_deinit(&report);
}

static void a_hostile_name_is_no_part_of_a_path(void **state) {
    (void)state;
    static const char *const names[] = {"../x", "a/b", "", "a b", "a.svg", "a-b"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        bench_report_t report;
        bench_figures_t figures;
        bench_report_init(&report);
        add(&report, names[i], "");
        assert_true(bench_figures_find(&report, &figures));
        assert_int_equal(figures.count, 0);
        bench_report_deinit(&report);
    }
}

static void other_files_are_not_figures(void **state) {
    (void)state;
    static const char *const figures[] = {"paths-x", "paths-x-2", "overview", "dumbbells-12",
                                          "bytes"};
    static const char *const others[] = {"mine",    "my-paths",  "pathsx", "paths-",
                                         "bytes-x", "paths-x y", ""};
    for (size_t i = 0; i < sizeof figures / sizeof figures[0]; i++) {
        assert_true(bench_figure_is_name(figures[i], strlen(figures[i])));
    }
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        assert_false(bench_figure_is_name(others[i], strlen(others[i])));
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_data_of_a_scenario_decide_its_figure),
        cmocka_unit_test(a_run_has_the_figures_that_it_has_data_for),
        cmocka_unit_test(what_does_not_fit_goes_on_to_the_next_page),
        cmocka_unit_test(service_and_response_times_have_panels_of_their_own),
        cmocka_unit_test(a_hostile_name_is_no_part_of_a_path),
        cmocka_unit_test(other_files_are_not_figures),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
