/* Files that are not plugins, or truncated ones, are refused with one line, and this process
 * survives. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "runner/selection.h"

#define HOSTILE_COPY "copy.so"

static char folder[] = "/tmp/test_plugin_XXXXXX";

static int set_up(void **state) {
    (void)state;
    return mkdtemp(folder) != NULL && chdir(folder) == 0 ? 0 : -1;
}

static int tear_down(void **state) {
    (void)state;
    (void)unlink("cut.so");
    (void)unlink("text.so");
    (void)unlink("pipe.so");
    (void)unlink("empty.so");
    return rmdir(folder);
}

/* Tries and loads a plugin; false, and the problem, if that fails. */
static bool load(const char *path, bool copies, bench_problem_t *problem) {
    bench_choice_t choice = {.copies = copies, .timeout = 1};
    bench_selection_t selection;
    problem->text[0] = '\0';
    assert_true(bench_choice_add_plugin(&choice, path));
    bool good =
        bench_choice_try(&choice, problem) && bench_selection_find(&choice, &selection, problem);
    if (good) {
        bench_selection_deinit(&selection);
    }
    bench_choice_deinit(&choice);
    return good;
}

static void is_refused(const char *path, const char *why) {
    bench_problem_t problem;
    assert_false(load(path, false, &problem));
    assert_string_equal(problem.text, why);
    assert_false(load(path, true, &problem));
    assert_string_equal(problem.text, why);
}

static void write_file(const char *path, const char *content, size_t size) {
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_int_equal(fwrite(content, 1, size, file), size);
    assert_int_equal(fclose(file), 0);
}

static void a_file_that_is_not_a_plugin_is_reported_once_with_its_path(void **state) {
    (void)state;
    is_refused("missing.so", "plugin missing.so: No such file or directory");
    is_refused(".", "plugin .: not a file");
    write_file("text.so", "This is not a plugin, though it is long enough to be read as one.", 64);
    is_refused("text.so", "plugin text.so: invalid ELF header");
    write_file("empty.so", "", 0);
    is_refused("./empty.so", "plugin ./empty.so: file too short");
}

static void a_pipe_is_refused_without_waiting_for_its_writer(void **state) {
    (void)state;
    assert_int_equal(mkfifo("pipe.so", 0600), 0);
    is_refused("pipe.so", "plugin pipe.so: not a file");
}

static void a_truncated_file_never_ends_this_process(void **state) {
    (void)state;
    static char content[1 << 20];
    bench_problem_t problem;
    FILE *file = fopen(HOSTILE_PLUGIN, "r");
    assert_non_null(file);
    size_t size = fread(content, 1, sizeof content, file);
    assert_int_equal(fclose(file), 0);
    size_t by_signal = 0;
    for (size_t length = 0; length < size; length += size / 40) {
        (void)unlink("cut.so"); /* the one before may be loaded */
        write_file("cut.so", content, length);
        if (!load("cut.so", false, &problem)) { /* true: only bytes after its data are missing */
            assert_non_null(strstr(problem.text, "plugin cut.so: "));
            by_signal += strstr(problem.text, "the loader was ended by signal 7") != NULL ? 1 : 0;
        }
    }
    assert_true(by_signal > 0);
}

static void a_plugin_that_ends_its_loader_is_refused(void **state) {
    (void)state;
    bench_problem_t problem;
    assert_int_equal(setenv("HOSTILE_CONSTRUCTOR", "exit", 1), 0);
    assert_false(load(HOSTILE_PLUGIN, false, &problem));
    assert_int_equal(unsetenv("HOSTILE_CONSTRUCTOR"), 0);
    assert_non_null(strstr(problem.text, ": it ends the process that loads it, with status 3"));
}

static void a_plugin_that_never_comes_back_is_refused(void **state) {
    (void)state;
    bench_problem_t problem;
    assert_int_equal(setenv("HOSTILE_CONSTRUCTOR", "hang", 1), 0);
    assert_false(load(HOSTILE_PLUGIN, false, &problem));
    assert_int_equal(unsetenv("HOSTILE_CONSTRUCTOR"), 0);
    assert_non_null(strstr(problem.text, ": it was not loaded within 1 s"));
}

static void a_plugin_that_is_loaded_changes_nothing_around_it(void **state) {
    (void)state;
    bench_problem_t problem;
    char before[4096];
    char after[4096];
    mode_t mask = umask(022);
    assert_int_equal(setenv("HOSTILE_CONSTRUCTOR", "change", 1), 0);
    assert_non_null(getcwd(before, sizeof before));
    assert_true(load(HOSTILE_PLUGIN, true, &problem));
    assert_int_equal(unsetenv("HOSTILE_CONSTRUCTOR"), 0);
    assert_string_equal(getcwd(after, sizeof after), before);
    assert_int_equal(umask(mask), 022);
}

static void two_cases_of_one_name_are_refused(void **state) {
    (void)state;
    for (int copies = 0; copies < 2; copies++) {
        bench_choice_t choice = {.copies = copies != 0};
        bench_selection_t selection;
        bench_problem_t problem;
        assert_true(bench_choice_add_plugin(&choice, HOSTILE_PLUGIN));
        assert_true(bench_choice_add_plugin(&choice, "./" HOSTILE_COPY));
        assert_int_equal(symlink(HOSTILE_PLUGIN, HOSTILE_COPY), 0);
        assert_false(bench_selection_find(&choice, &selection, &problem));
        assert_int_equal(unlink(HOSTILE_COPY), 0);
        assert_string_equal(problem.text, "the case hostile/well is in both " HOSTILE_PLUGIN
                                          " and ./" HOSTILE_COPY "; give each a name of its own, "
                                          "or choose one of the two");
        bench_choice_deinit(&choice);
    }
}

static void output_of_a_plugin_that_is_being_loaded_is_not_on_standard_output(void **state) {
    (void)state;
    bench_problem_t problem;
    int out = open(".", O_TMPFILE | O_RDWR, 0600);
    int saved = dup(STDOUT_FILENO);
    assert_int_equal(setenv("HOSTILE_CONSTRUCTOR", "print", 1), 0);
    (void)fflush(stdout);
    assert_int_equal(dup2(out, STDOUT_FILENO), STDOUT_FILENO);
    bool good = load(HOSTILE_PLUGIN, true, &problem);
    (void)fflush(stdout);
    assert_int_equal(dup2(saved, STDOUT_FILENO), STDOUT_FILENO);
    assert_int_equal(unsetenv("HOSTILE_CONSTRUCTOR"), 0);
    assert_true(good);
    assert_int_equal(lseek(out, 0, SEEK_END), 0);
    close(out);
    close(saved);
}

static void a_copy_is_independent_of_the_original(void **state) {
    (void)state;
    bench_selection_t selections[3];
    bench_problem_t problem;
    for (size_t i = 0; i < 3; i++) {
        bench_choice_t choice = {.copies = i > 0};
        assert_true(bench_choice_add_plugin(&choice, HOSTILE_PLUGIN));
        assert_true(bench_selection_find(&choice, &selections[i], &problem));
        bench_choice_deinit(&choice);
    }
    assert_ptr_not_equal(selections[0].cases[0].definition, selections[1].cases[0].definition);
    assert_ptr_not_equal(selections[1].cases[0].definition->run,
                         selections[2].cases[0].definition->run);
    for (size_t i = 0; i < 3; i++) {
        bench_selection_deinit(&selections[i]);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_file_that_is_not_a_plugin_is_reported_once_with_its_path),
        cmocka_unit_test(a_pipe_is_refused_without_waiting_for_its_writer),
        cmocka_unit_test(a_truncated_file_never_ends_this_process),
        cmocka_unit_test(a_plugin_that_ends_its_loader_is_refused),
        cmocka_unit_test(a_plugin_that_never_comes_back_is_refused),
        cmocka_unit_test(a_plugin_that_is_loaded_changes_nothing_around_it),
        cmocka_unit_test(two_cases_of_one_name_are_refused),
        cmocka_unit_test(output_of_a_plugin_that_is_being_loaded_is_not_on_standard_output),
        cmocka_unit_test(a_copy_is_independent_of_the_original),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
