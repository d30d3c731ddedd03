#include "launch.h"

#include <errno.h>
#include <signal.h>
#include <spawn.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "ab.h"
#include "callgrind.h"
#include "measure/instructions.h"
#include "worker.h"

#define INTERPOSER_FILE "libvtbench_interposer.so"

static volatile sig_atomic_t interrupted;
static volatile sig_atomic_t child; /* whom to tell; 0: nobody */

static void on_interrupt(int signal_number) {
    (void)signal_number;
    interrupted = 1;
    if (child > 0) {
        (void)kill((pid_t)child, SIGINT);
    }
}

void launch_catch_interrupts(void) {
    struct sigaction action = {.sa_handler = on_interrupt, .sa_flags = SA_RESTART};
    (void)sigaction(SIGINT, &action, NULL);
    (void)sigaction(SIGTERM, &action, NULL);
}

bool launch_was_interrupted(void) {
    return interrupted != 0;
}

bool launch_prepare(const selection_t *selection, bench_report_t *report) {
    for (size_t i = 0; i < selection->case_count; i++) {
        bench_row_t *row = bench_report_add_row(report);
        if (row == NULL || !selection_describe(&selection->cases[i], row)) {
            return false;
        }
    }
    return true;
}

/* ---- the child's arguments and environment ---- */

#define ARGUMENT_MAX (32 + 2 * 2 * SELECTION_MAX)
#define TEXT_MAX     64

typedef struct argument_list {
    char *values[ARGUMENT_MAX];
    size_t count;
    char texts[12][TEXT_MAX];
    size_t text_count;
} argument_list_t;

static void add_text(argument_list_t *list, const char *text) {
    list->values[list->count++] = (char *)(uintptr_t)text; /* posix_spawn does not write to them */
}

static void add_option(argument_list_t *list, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static void add_option(argument_list_t *list, const char *format, ...) {
    va_list arguments;
    char *text = list->texts[list->text_count++];
    va_start(arguments, format);
    (void)vsnprintf(text, TEXT_MAX, format, arguments);
    va_end(arguments);
    add_text(list, text);
}

/* The program's name, behind valgrind's where it runs under that. */
static void add_program(const callgrind_t *callgrind, argument_list_t *list) {
    const char *arguments[ARGUMENT_MAX];
    size_t count = callgrind != NULL ? callgrind_arguments(callgrind, arguments, ARGUMENT_MAX) : 0;
    for (size_t i = 0; i < count; i++) {
        add_text(list, arguments[i]);
    }
    if (callgrind == NULL) {
        add_text(list, "vtbench");
    }
}

static void build_arguments(const launch_plan_t *plan, const callgrind_t *callgrind,
                            argument_list_t *list) {
    const sampling_t *sampling = plan->sampling;
    memset(list, 0, sizeof *list);
    add_program(callgrind, list);
    add_text(list, WORKER_COMMAND);
    if (plan->count) {
        add_text(list, "--count");
    }
    if (plan->ab) {
        add_text(list, "--ab");
    }
    if (plan->instructions != BENCH_BY_NONE) {
        add_option(list, "--instructions=%s", bench_instructions_by_name(plan->instructions));
    }
    if (callgrind != NULL) {
        add_text(list, callgrind->folder_arg);
    }
    add_option(list, "--process=%u", plan->process);
    add_option(list, "--seed=%llu", (unsigned long long)sampling->seed);
    add_option(list, "--rounds=%u", sampling->rounds);
    add_option(list, "--slice=%g", sampling->slice_seconds);
    if (plan->singles > 0) {
        add_option(list, "--singles=%u", plan->singles);
        add_option(list, "--single-time=%g", plan->single_seconds);
    }
    if (plan->loop != NULL && plan->loop->count > 0) {
        char loads[OPEN_LOOP_TEXT_MAX];
        add_option(list, "--open-loop=%s", open_loop_text(plan->loop, loads));
    }
    if (sampling->cpu >= 0) {
        add_option(list, "--cpu=%d", sampling->cpu);
    }
    for (size_t i = 0; i < plan->selection->filter_count; i++) {
        add_text(list, "--filter");
        add_text(list, plan->selection->filters[i]);
    }
    for (size_t i = 0; i < plan->selection->plugin_count; i++) {
        add_text(list, "--plugin");
        add_text(list, plan->selection->plugins[i]);
    }
}

/* The interposer stands beside the program. */
static bool preload_interposer(void) {
    char path[4096];
    ssize_t length = readlink("/proc/self/exe", path, sizeof path - sizeof INTERPOSER_FILE);
    while (length > 0 && path[length - 1] != '/') {
        length--;
    }
    if (length <= 0) {
        return false;
    }
    memcpy(path + length, INTERPOSER_FILE, sizeof INTERPOSER_FILE);
    return setenv("LD_PRELOAD", path, 1) == 0;
}

/* Only a counting process has jemalloc's thread cache off, and the interposer where that is the
 * witness; nobody else's settings reach a timing one. */
bool launch_set_environment(bool count) {
    if (!count) {
        return unsetenv("MALLOC_CONF") == 0 && unsetenv("LD_PRELOAD") == 0;
    }
    bool good = strcmp(bench_witness(), "interposer") == 0 ? preload_interposer()
                                                           : unsetenv("LD_PRELOAD") == 0;
    return good && setenv("MALLOC_CONF", BENCH_COUNTING_MALLOC_CONF, 1) == 0;
}

static bool set_environment(const launch_plan_t *plan) {
    if (plan->instructions != BENCH_BY_NONE) {
        return setenv("MALLOC_CONF", BENCH_INSTRUCTIONS_MALLOC_CONF, 1) == 0 &&
               unsetenv("LD_PRELOAD") == 0;
    }
    return launch_set_environment(plan->count);
}

/* Gives the reading end of its output; -1 with errno. */
static int start(const launch_plan_t *plan, const callgrind_t *callgrind, pid_t *pid) {
    argument_list_t list;
    posix_spawn_file_actions_t actions;
    int ends[2];
    build_arguments(plan, callgrind, &list);
    if (!set_environment(plan) || pipe(ends) != 0) {
        return -1;
    }
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addclose(&actions, ends[0]);
    posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
    posix_spawn_file_actions_addclose(&actions, ends[1]);
    const char *program = callgrind != NULL ? "valgrind" : "/proc/self/exe";
    int error = posix_spawnp(pid, program, &actions, NULL, list.values, environ);
    posix_spawn_file_actions_destroy(&actions);
    close(ends[1]);
    if (error != 0) {
        close(ends[0]);
        errno = error;
        return -1;
    }
    return ends[0];
}

/* ---- merging ---- */

static bench_row_t *find_row(bench_report_t *report, const bench_row_t *like) {
    for (size_t i = 0; i < report->row_count; i++) {
        if (bench_row_same_case(&report->rows[i], like)) {
            return &report->rows[i];
        }
    }
    return NULL;
}

/* Moves the samples of one process to the row. */
static bool append_samples(bench_row_t *row, bench_row_t *measured) {
    bench_process_samples_t *processes =
        realloc(row->processes, (row->process_count + measured->process_count) * sizeof *processes);
    if (processes == NULL) {
        return false;
    }
    memcpy(processes + row->process_count, measured->processes,
           measured->process_count * sizeof *processes);
    row->processes = processes;
    row->process_count += measured->process_count;
    free(measured->processes);
    measured->processes = NULL;
    measured->process_count = 0;
    return true;
}

static bool merge(bench_report_t *report, const char *line, bench_problem_t *problem) {
    bench_row_t measured;
    if (!bench_row_from_json(line, &measured, problem)) {
        return false;
    }
    bench_row_t *row = find_row(report, &measured);
    bool good = row != NULL;
    if (good && measured.counted && !row->counted) {
        row->counts = measured.counts;
        row->counted = true;
        row->synchronous_share = measured.synchronous_share;
        memset(&measured.counts, 0, sizeof measured.counts);
        measured.counted = false;
    }
    if (good && measured.instructions.by != BENCH_BY_NONE) {
        row->instructions = measured.instructions;
    }
    if (good && measured.process_count != 0) {
        good = append_samples(row, &measured) && bench_row_merge_latencies(row, &measured);
    }
    bench_row_deinit(&measured);
    return good || bench_problem(problem, "a row of an unknown case, or out of memory");
}

/* In `ab` a row has the number of its report before it. */
static bool merge_line(const launch_plan_t *plan, bench_report_t *reports, const char *line,
                       bench_problem_t *problem) {
    if (!plan->ab) {
        return merge(reports, line, problem);
    }
    if (line[0] < '0' || line[0] >= '0' + AB_SUBJECTS) {
        return bench_problem(problem, "a measuring process wrote what is no row");
    }
    return merge(&reports[line[0] - '0'], line + 1, problem);
}

/* One line of a worker: a row, or '!' and what could not be measured. */
static void take_line(const launch_plan_t *plan, char *line, bench_report_t *reports,
                      progress_t *progress, failures_t *failures) {
    bench_problem_t problem;
    line[strcspn(line, "\n")] = '\0';
    if (line[0] == '!') {
        progress_clear(progress);
        failures_add(failures, plan->label != NULL ? plan->label : "", line + 1);
    } else if (!merge_line(plan, reports, line, &problem)) {
        progress_clear(progress);
        failures_add(failures, "", problem.text);
    }
    progress_step(progress);
}

/* How the process ended. */
static int wait_for(pid_t pid) {
    int status = 0;
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR) {
        /* a signal handler ran */
    }
    child = 0;
    if (WIFSIGNALED(status) && !interrupted) {
        return cli_fail(EXIT_COULD_NOT, "a measuring process was ended by signal %d (%s)",
                        WTERMSIG(status), strsignal(WTERMSIG(status)));
    }
    return WIFEXITED(status) && WEXITSTATUS(status) != 0 ? EXIT_COULD_NOT : EXIT_WELL;
}

static int run_process(const launch_plan_t *plan, const callgrind_t *callgrind,
                       bench_report_t *report, progress_t *progress, failures_t *failures) {
    pid_t pid;
    int output = start(plan, callgrind, &pid);
    FILE *lines = output < 0 ? NULL : fdopen(output, "r");
    if (lines == NULL) {
        return cli_fail(EXIT_COULD_NOT, "cannot start a measuring process: %s", strerror(errno));
    }
    child = (sig_atomic_t)pid;
    if (interrupted) {
        (void)kill(pid, SIGINT);
    }
    char *line = NULL;
    size_t size = 0;
    while (getline(&line, &size, lines) > 0) {
        take_line(plan, line, report, progress, failures);
    }
    free(line);
    (void)fclose(lines);
    return wait_for(pid);
}

int launch(const launch_plan_t *plan, bench_report_t *report, progress_t *progress,
           failures_t *failures) {
    callgrind_t callgrind;
    if (plan->instructions != BENCH_BY_CALLGRIND) {
        return run_process(plan, NULL, report, progress, failures);
    }
    if (!callgrind_prepare(&callgrind)) {
        return cli_fail(EXIT_COULD_NOT, "%s: no folder for callgrind: %s; name another in TMPDIR",
                        callgrind.folder, strerror(errno));
    }
    int code = run_process(plan, &callgrind, report, progress, failures);
    callgrind_remove(&callgrind);
    return code;
}
