/* test_write_file.c - a file is complete or absent. */
#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sample.h"
#include "store/exact_file.h"
#include "store/report_file.h"

/* The linker redirects the library's calls here (--wrap): a disk that fails at one of the steps. */
int __real_fsync(int descriptor);
int __wrap_fsync(int descriptor);
int __real_rename(const char *from, const char *to);
int __wrap_rename(const char *from, const char *to);

static int failing_fsync;
static int failing_rename;

int __wrap_fsync(int descriptor) {
    if (failing_fsync != 0) {
        errno = failing_fsync;
        return -1;
    }
    return __real_fsync(descriptor);
}

int __wrap_rename(const char *from, const char *to) {
    if (failing_rename != 0) {
        errno = failing_rename;
        return -1;
    }
    return __real_rename(from, to);
}

/* Two files. */
static bool write_sample(const char *folder, bench_problem_t *problem) {
    char path[SAMPLE_PATH_MAX];
    bench_report_t report;
    sample_report(&report);
    bool written = bench_report_write(&report, folder, problem) &&
                   bench_write_exact(&report, sample_path(folder, "exact.csv", path), problem);
    bench_report_deinit(&report);
    return written;
}

static void assert_fails_cleanly(const char *folder, const char *reason) {
    bench_problem_t problem = {""};
    assert_false(write_sample(folder, &problem));
    assert_non_null(strstr(problem.text, reason));
    assert_non_null(strstr(problem.text, "report.json"));
    assert_int_equal(sample_folder_files(folder), 0);
}

static void a_disk_error_at_the_end_leaves_no_file(void **state) {
    (void)state;
    char folder[SAMPLE_PATH_MAX];
    sample_folder_create(folder);
    failing_fsync = ENOSPC;
    assert_fails_cleanly(folder, "No space left on device");
    failing_fsync = 0;
    failing_rename = EROFS;
    assert_fails_cleanly(folder, "Read-only file system");
    failing_rename = 0;
    bench_problem_t problem;
    assert_true(write_sample(folder, &problem));
    assert_int_equal(sample_folder_files(folder), 2);
    sample_folder_remove(folder);
}

static void a_failed_write_keeps_the_old_file(void **state) {
    (void)state;
    char folder[SAMPLE_PATH_MAX];
    char path[SAMPLE_PATH_MAX];
    bench_problem_t problem;
    size_t size;
    sample_folder_create(folder);
    sample_write(sample_path(folder, "report.json", path), "old", 3);
    failing_rename = EIO;
    assert_false(write_sample(folder, &problem));
    failing_rename = 0;
    char *kept = sample_read(path, &size);
    assert_string_equal(kept, "old");
    free(kept);
    assert_int_equal(sample_folder_files(folder), 1);
    sample_folder_remove(folder);
}

static void a_file_above_the_size_limit_is_removed(void **state) {
    (void)state;
    char folder[SAMPLE_PATH_MAX];
    struct rlimit before;
    sample_folder_create(folder);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    struct rlimit small = {100, before.rlim_max};
    signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
    bench_problem_t problem = {""};
    bool written = write_sample(folder, &problem);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
    assert_false(written);
    assert_non_null(strstr(problem.text, "File too large"));
    assert_int_equal(sample_folder_files(folder), 0);
    sample_folder_remove(folder);
}

/* Runs in a separate mount namespace, so that the small disk is invisible outside. Exit status: 0
 * success, 1 failure, 77 this process may not mount. */
static int try_full_disk(const char *folder) {
    if (unshare(CLONE_NEWNS) != 0 || mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0 ||
        mount("tmpfs", folder, "tmpfs", 0, "size=4k") != 0) {
        return 77;
    }
    bench_problem_t problem = {""};
    bool written = write_sample(folder, &problem);
    bool told = strstr(problem.text, "No space left on device") != NULL;
    return !written && told && sample_folder_files(folder) == 0 ? 0 : 1;
}

static void a_full_disk_is_reported_and_leaves_no_file(void **state) {
    (void)state;
    char folder[SAMPLE_PATH_MAX];
    sample_folder_create(folder);
    pid_t child = fork();
    if (child == 0) {
        _exit(try_full_disk(folder));
    }
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    sample_folder_remove(folder);
    assert_true(WIFEXITED(status));
    if (WEXITSTATUS(status) == 77) {
        skip();
    }
    assert_int_equal(WEXITSTATUS(status), 0);
}

static void a_missing_folder_is_reported(void **state) {
    (void)state;
    bench_problem_t problem = {""};
    assert_false(write_sample("/nonexistent", &problem));
    assert_non_null(
        strstr(problem.text, "/nonexistent/report.json: cannot be written: No such file"));
}

static bool exists_in(const char *folder, const char *name) {
    char path[SAMPLE_PATH_MAX];
    return access(sample_path(folder, name, path), F_OK) == 0;
}

static void temporary_files_of_killed_processes_are_removed(void **state) {
    (void)state;
    /* No process has the first numbers; process 1 exists, and the other files are unrelated. */
    static const char *const gone[] = {"report.json.tmp999999999",
                                       "report.json.tmp99999999999999999999",
                                       "exact.csv.tmp999999998"};
    static const char *const kept[] = {"report.json.tmp1", "report.json.tmp", "report.json.tmpx",
                                       "report.json.tmp999999999x", "other.tmp999999999"};
    char folder[SAMPLE_PATH_MAX];
    char path[SAMPLE_PATH_MAX];
    bench_problem_t problem;
    sample_folder_create(folder);
    for (size_t i = 0; i < sizeof gone / sizeof gone[0]; i++) {
        sample_write(sample_path(folder, gone[i], path), "old", 3);
    }
    for (size_t i = 0; i < sizeof kept / sizeof kept[0]; i++) {
        sample_write(sample_path(folder, kept[i], path), "old", 3);
    }
    snprintf(path, sizeof path, "%.200s/report.json.tmp%ld", folder, (long)getpid());
    sample_write(path, "old", 3);
    assert_true(write_sample(folder, &problem));
    assert_int_not_equal(access(path, F_OK), 0);
    for (size_t i = 0; i < sizeof gone / sizeof gone[0]; i++) {
        assert_false(exists_in(folder, gone[i]));
    }
    for (size_t i = 0; i < sizeof kept / sizeof kept[0]; i++) {
        assert_true(exists_in(folder, kept[i]));
    }
    sample_folder_remove(folder);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_disk_error_at_the_end_leaves_no_file),
        cmocka_unit_test(a_failed_write_keeps_the_old_file),
        cmocka_unit_test(a_file_above_the_size_limit_is_removed),
        cmocka_unit_test(a_full_disk_is_reported_and_leaves_no_file),
        cmocka_unit_test(a_missing_folder_is_reported),
        cmocka_unit_test(temporary_files_of_killed_processes_are_removed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
