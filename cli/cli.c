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
#include "measure/measure.h"
#include "model/plain_text.h"
#include "nearest.h"

#define STATUS_ROW(name, number, words) {name, words},
const cli_exit_status_t cli_exit_statuses[] = {CLI_EXIT_STATUSES(STATUS_ROW)};

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

void cli_print_version(FILE *out) {
    static const char *const parts[] = {"git_revision", "compiler", "libc", "jemalloc",
                                        "google_benchmark"};
    bench_report_t report;
    bench_report_init(&report);
    (void)fprintf(out, "vtbench %s\n", VT_VERSION);
    if (bench_add_environment(&report)) {
        for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
            (void)fprintf(out, "  %-16s %s\n", parts[i], bench_report_fact(&report, parts[i]));
        }
    }
    bench_report_deinit(&report);
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

/* What a filter that matches nothing was meant to be: "scenario" or "scenario/contender", of all
 * cases of the choice. False: nothing is near. */
static bool guess_filter(const char *filter, const bench_selection_t *all, char *text,
                         size_t size) {
    size_t length = strcspn(filter, "/*;");
    const char *rest = filter[length] == '/' ? filter + length + 1 : "";
    nearest_t scenario = nearest_to(filter, length);
    for (size_t i = 0; i < all->case_count; i++) {
        nearest_try(&scenario, all->cases[i].key.scenario);
    }
    nearest_t contender = nearest_to(rest, strcspn(rest, "/*;"));
    for (size_t i = 0; scenario.found != NULL && i < all->case_count; i++) {
        const bench_case_key_t *key = &all->cases[i].key;
        if (strcmp(key->scenario, scenario.found) == 0) {
            nearest_try(&contender, key->contender);
        }
    }
    if (scenario.found == NULL || (scenario.distance == 0 && contender.found == NULL)) {
        return false;
    }
    (void)snprintf(text, size, "%s%s%s", scenario.found, contender.found != NULL ? "/" : "",
                   contender.found != NULL ? contender.found : "");
    return true;
}

/* The first of the filters that is near to a case. */
static int refuse_filters(bench_choice_t *choice) {
    bench_choice_t everything = *choice;
    bench_selection_t all = {0};
    bench_problem_t problem;
    char near[256];
    int status = -1;
    everything.filter_count = 0;
    if (bench_selection_find(&everything, &all, &problem)) {
        for (size_t i = 0; status < 0 && i < choice->filter_count; i++) {
            if (guess_filter(choice->filters[i], &all, near, sizeof near)) {
                status = cli_fail(EXIT_USAGE,
                                  "no case matches the filter '%s'; did you mean '%s*'? `vtbench "
                                  "list` names them all",
                                  choice->filters[i], near);
            }
        }
    }
    bench_selection_deinit(&all);
    return status >= 0
               ? status
               : cli_fail(EXIT_USAGE, "no case matches the filter; `vtbench list` names them all");
}

int cli_find_cases(bench_choice_t *choice, bench_selection_t *selection) {
    bench_problem_t problem;
    if (!bench_choice_try(choice, &problem) || !bench_selection_find(choice, selection, &problem)) {
        return cli_cannot(&problem);
    }
    return selection->case_count == 0 ? refuse_filters(choice) : EXIT_OK;
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
