/* Lines sent through a socket between two processes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "channel.h"

typedef struct fixture {
    int ends[2];
    bench__reader_t reader;
} fixture_t;

static int set_up(void **state) {
    static fixture_t fixture;
    if (!bench__channel_open(fixture.ends)) {
        return -1;
    }
    bench__reader_init(&fixture.reader, fixture.ends[0], 0);
    *state = &fixture;
    return 0;
}

static int tear_down(void **state) {
    fixture_t *fixture = *state;
    bench__reader_deinit(&fixture->reader);
    close(fixture->ends[0]);
    close(fixture->ends[1]);
    return 0;
}

static void lines_arrive_one_by_one_as_they_were_sent(void **state) {
    fixture_t *fixture = *state;
    assert_true(bench__channel_send(fixture->ends[1], "one"));
    assert_true(bench__channel_send(fixture->ends[1], ""));
    assert_true(bench__channel_send(fixture->ends[1], "three"));
    assert_string_equal(bench__reader_next(&fixture->reader), "one");
    assert_string_equal(bench__reader_next(&fixture->reader), "");
    assert_string_equal(bench__reader_next(&fixture->reader), "three");
}

static void a_line_longer_than_any_buffer_arrives_complete(void **state) {
    enum { LENGTH = 3 << 20 };
    fixture_t *fixture = *state;
    char *line = malloc(LENGTH + 1);
    assert_non_null(line);
    memset(line, 'x', LENGTH);
    line[LENGTH] = '\0';
    pid_t pid = fork();
    if (pid == 0) {
        _exit(bench__channel_send(fixture->ends[1], line) &&
                      bench__channel_send(fixture->ends[1], "short")
                  ? 0
                  : 1);
    }
    assert_string_equal(bench__reader_next(&fixture->reader), line);
    assert_string_equal(bench__reader_next(&fixture->reader), "short");
    assert_int_equal(waitpid(pid, NULL, 0), pid);
    free(line);
}

static void an_unterminated_line_is_ignored(void **state) {
    fixture_t *fixture = *state;
    assert_int_equal(send(fixture->ends[1], "whole\nhalf", 10, 0), 10);
    assert_int_equal(shutdown(fixture->ends[1], SHUT_WR), 0);
    assert_string_equal(bench__reader_next(&fixture->reader), "whole");
    assert_null(bench__reader_next(&fixture->reader));
    assert_null(bench__reader_next(&fixture->reader));
}

static void sending_to_a_closed_channel_fails_without_a_signal(void **state) {
    fixture_t *fixture = *state;
    close(fixture->ends[0]);
    assert_false(bench__channel_send(fixture->ends[1], "hello"));
    fixture->ends[0] = -1;
}

static void reading_ends_with_the_process_even_if_a_child_holds_the_socket(void **state) {
    fixture_t *fixture = *state;
    pid_t pid = fork();
    if (pid == 0) {
        (void)bench__channel_send(fixture->ends[1], "last words");
        if (fork() == 0) {
            close(STDOUT_FILENO);
            close(STDERR_FILENO);
            alarm(20);
            pause();
        }
        _exit(0);
    }
    close(fixture->ends[1]);
    fixture->ends[1] = -1;
    bench__reader_deinit(&fixture->reader);
    bench__reader_init(&fixture->reader, fixture->ends[0], pid);
    if (fixture->reader.process < 0) {
        skip(); /* this kernel has no pidfd */
    }
    assert_string_equal(bench__reader_next(&fixture->reader), "last words");
    assert_null(bench__reader_next(&fixture->reader));
    assert_int_equal(waitpid(pid, NULL, 0), pid);
}

static void a_descriptor_is_moved_to_a_high_number_that_is_closed_on_exec(void **state) {
    fixture_t *fixture = *state;
    int moved = bench__channel_move(fixture->ends[1]);
    assert_true(moved > 10);
    assert_int_equal(fcntl(moved, F_GETFD), FD_CLOEXEC);
    assert_int_equal(fcntl(fixture->ends[1], F_GETFD), -1);
    assert_true(bench__channel_send(moved, "from above"));
    assert_string_equal(bench__reader_next(&fixture->reader), "from above");
    fixture->ends[1] = moved;
    assert_int_equal(bench__channel_move(12345), -1);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(lines_arrive_one_by_one_as_they_were_sent, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(a_line_longer_than_any_buffer_arrives_complete, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(an_unterminated_line_is_ignored, set_up, tear_down),
        cmocka_unit_test_setup_teardown(sending_to_a_closed_channel_fails_without_a_signal, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(
            reading_ends_with_the_process_even_if_a_child_holds_the_socket, set_up, tear_down),
        cmocka_unit_test_setup_teardown(
            a_descriptor_is_moved_to_a_high_number_that_is_closed_on_exec, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
