#include "cli.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#include "judge/check.h"
#include "model/plain_text.h"

/* Writes what was formatted in plain text. NULL: memory was short. */
static void put_plain(FILE *out, char *text) {
    if (text != NULL) {
        bench_make_plain(text);
        (void)fputs(text, out);
    }
    (void)fputc('\n', out);
    free(text);
}

int cli_fail(int status, const char *format, ...) {
    char *text;
    va_list arguments;
    va_start(arguments, format);
    int length = vasprintf(&text, format, arguments);
    va_end(arguments);
    (void)fputs("vtbench: ", stderr);
    put_plain(stderr, length >= 0 ? text : strdup("out of memory"));
    return status;
}

void cli_say_path(const char *path) {
    put_plain(stdout, strdup(path));
}

int cli_cannot(const bench_problem_t *problem) {
    return cli_fail(EXIT_CANNOT_MEASURE, "%s", problem->text);
}

bool cli_wants_color(void) {
    const char *no_color = getenv("NO_COLOR");
    const char *terminal = getenv("TERM");
    bool dumb = terminal != NULL && strcmp(terminal, "dumb") == 0;
    return (no_color == NULL || no_color[0] == '\0') && !dumb && isatty(STDOUT_FILENO);
}

#define WIDTH_DEFAULT 80
#define WIDTH_MAX     10000

unsigned cli_width(void) {
    struct winsize size;
    const char *columns = getenv("COLUMNS");
    char *end = NULL;
    unsigned long said = columns != NULL ? strtoul(columns, &end, 10) : 0;
    if (said > 0 && said <= WIDTH_MAX && *end == '\0') {
        return (unsigned)said;
    }
    return ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col
                                                                           : WIDTH_DEFAULT;
}

int cli_end_output(int status) {
    if (fflush(stdout) != 0 || ferror(stdout)) {
        return cli_fail(EXIT_CANNOT_MEASURE, "standard output: %s", strerror(errno));
    }
    return status;
}

int cli_end_document(bool printed, int status) {
    return printed ? cli_end_output(status)
                   : cli_fail(EXIT_CANNOT_MEASURE, "out of memory: not all could be printed");
}

/* The folder of the run, both ends of a channel, and a file to read or write. */
#define DESCRIPTORS_NEEDED 4

static bool has_descriptors(void) {
    int opened[DESCRIPTORS_NEEDED];
    int count = 0;
    while (count < DESCRIPTORS_NEEDED && (opened[count] = dup(STDERR_FILENO)) >= 0) {
        count++;
    }
    int error = errno;
    for (int i = 0; i < count; i++) {
        (void)close(opened[i]);
    }
    errno = error;
    return count == DESCRIPTORS_NEEDED;
}

int cli_can_measure(void) {
    static const char self[] = "/proc/self/exe"; /* which is what is started */
    if (access(self, X_OK) != 0) {
        return cli_fail(EXIT_CANNOT_MEASURE, "%s: %s; mount /proc", self, strerror(errno));
    }
    return has_descriptors()
               ? EXIT_OK
               : cli_fail(EXIT_CANNOT_MEASURE, "no process can be measured: %s; raise ulimit -n",
                          strerror(errno));
}

int cli_find_cases(bench_choice_t *choice, bench_selection_t *selection) {
    bench_problem_t problem;
    if (!bench_choice_try(choice, &problem) || !bench_selection_find(choice, selection, &problem)) {
        return cli_cannot(&problem);
    }
    if (selection->case_count == 0) {
        return cli_fail(EXIT_USAGE, "no case matches the filter; `vtbench list` names them all");
    }
    return EXIT_OK;
}

void cli_print_line(void *context, const char *line) {
    (void)context;
    cli_note("%s", line);
}

int cli_end_failures(const bench_failures_t *failures) {
    return failures->count == 0
               ? EXIT_OK
               : cli_fail(EXIT_CANNOT_MEASURE, "%zu measurement%s could not be made",
                          failures->count, failures->count == 1 ? "" : "s");
}

bool cli_name_report(bench_report_t *report, const char *name) {
    char created[32];
    time_t now = time(NULL);
    struct tm utc;
    gmtime_r(&now, &utc);
    (void)strftime(created, sizeof created, "%Y-%m-%dT%H:%M:%SZ", &utc);
    report->name = strdup(name);
    report->created = strdup(created);
    return report->name != NULL && report->created != NULL;
}

int cli_judge_rows(const bench_report_t *report) {
    char name[BENCH_CASE_NAME_MAX];
    char phrase[BENCH_FINDING_PHRASE_MAX];
    bench_problem_t problem;
    bench_check_t found = {0};
    bool good = bench_check_rows(&found, report, &problem);
    int status = good ? bench_check_exit_code(&found) : cli_cannot(&problem);
    for (size_t i = 0; good && i < found.count; i++) {
        if (found.findings[i].kind != BENCH_FINDING_UNMEASURED) {
            cli_note("%s: %s", bench_case_format(&found.findings[i].key, name),
                     bench_finding_phrase(&found.findings[i], phrase));
        }
    }
    bench_check_deinit(&found);
    return status;
}
