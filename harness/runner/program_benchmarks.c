#include "runner/program_benchmarks.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define MIN_TIME "--benchmark_min_time="

/* As its help has it since 1.8.0. */
#define ITERATIONS_IN_HELP "<integer>x"

/* ---- arguments ---- */

void bench_program_arguments_free(char **arguments) {
    for (size_t i = 0; arguments != NULL && arguments[i] != NULL; i++) {
        free(arguments[i]);
    }
    free(arguments);
}

/* Copies of the program's arguments, and of those behind them; the last one wins. */
static char **add_arguments(const char *const *arguments, const char *const *more) {
    size_t count = 0;
    size_t used = 0;
    for (size_t i = 0; arguments[i] != NULL; i++) {
        count++;
    }
    for (size_t i = 0; more[i] != NULL; i++) {
        count++;
    }
    char **all = calloc(count + 1, sizeof *all);
    bool good = all != NULL;
    for (; good && arguments[used] != NULL; used++) {
        good = (all[used] = strdup(arguments[used])) != NULL;
    }
    for (size_t i = 0; good && more[i] != NULL; i++) {
        good = (all[used++] = strdup(more[i])) != NULL;
    }
    if (!good) {
        bench_program_arguments_free(all);
        all = NULL;
    }
    return all;
}

/* A regular expression that is that name alone, in the grammars of POSIX and of C++. */
static char *make_filter(const char *name) {
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    if (out == NULL) {
        return NULL;
    }
    (void)fputs("--benchmark_filter=^", out);
    for (; *name != '\0'; name++) {
        (void)fprintf(out, strchr("\\^$.|?*+()[]{}", *name) != NULL ? "\\%c" : "%c", *name);
    }
    (void)fputs("$", out);
    if (fclose(out) != 0) {
        free(text);
        text = NULL;
    }
    return text;
}

char **bench_program_benchmark_arguments(const char *const *arguments, const char *name,
                                         uint64_t iterations) {
    char number[64];
    char *filter = make_filter(name);
    (void)snprintf(number, sizeof number, MIN_TIME "%" PRIu64 "x", iterations);
    const char *const ours[] = {filter, number, "--benchmark_min_warmup_time=0", NULL};
    char **all = filter != NULL ? add_arguments(arguments, ours) : NULL;
    free(filter);
    return all;
}

uint64_t bench_program_iterations(const char *const *arguments) {
    uint64_t iterations = 100;
    for (size_t i = 1; arguments[i] != NULL; i++) {
        char *end = NULL;
        if (strncmp(arguments[i], MIN_TIME, strlen(MIN_TIME)) == 0) {
            unsigned long given = strtoul(arguments[i] + strlen(MIN_TIME), &end, 10);
            iterations =
                strcmp(end, "x") == 0 && given > 0 && given <= INT32_MAX ? given : iterations;
        }
    }
    return iterations;
}

/* ---- asking ---- */

/* To its end. An error's number; 0: it ran. */
static int run(char *const *arguments, int output) {
    pid_t pid = 0;
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
    int error = posix_spawnp(&pid, arguments[0], &actions, NULL, arguments, environ);
    posix_spawn_file_actions_destroy(&actions);
    if (error == 0) {
        (void)waitpid(pid, NULL, 0);
    }
    return error;
}

/* What it prints with one argument more. NULL: nothing can be had. Owned by the caller. */
static FILE *ask(const char *const *arguments, const char *question, bench_problem_t *problem) {
    const char *const more[] = {question, NULL};
    char **all = add_arguments(arguments, more);
    FILE *text = tmpfile();
    int error = text == NULL ? errno : all == NULL ? ENOMEM : run(all, fileno(text));
    bench_program_arguments_free(all);
    if (text != NULL && error == 0 && fseek(text, 0, SEEK_SET) == 0) {
        return text;
    }
    error = error != 0 ? error : errno;
    bench_problem(problem, "%s cannot be started: %s", arguments[0], strerror(error));
    if (text != NULL) {
        (void)fclose(text);
    }
    return NULL;
}

/* Its next line, without the newline; NULL: there is none. */
static char *next_line(FILE *text, char **line, size_t *size) {
    if (getline(line, size, text) < 0) {
        return NULL;
    }
    (*line)[strcspn(*line, "\r\n")] = '\0';
    return *line;
}

static bool can_set_iterations(const char *const *arguments, bench_problem_t *problem) {
    FILE *text = ask(arguments, "--help", problem);
    char *line = NULL;
    size_t size = 0;
    bool found = false;
    if (text == NULL) {
        return false;
    }
    while (!found && next_line(text, &line, &size) != NULL) {
        found = strstr(line, MIN_TIME) != NULL && strstr(line, ITERATIONS_IN_HELP) != NULL;
    }
    free(line);
    (void)fclose(text);
    return found ||
           bench_problem(
               problem,
               "%s: Google Benchmark is linked into it statically, in a version that takes "
               "no number of iterations (1.8.0 does): its loops cannot be told apart; link "
               "the shared library, or count it as --whole",
               arguments[0]);
}

static bool add_name(bench_program_benchmarks_t *benchmarks, const char *name) {
    char **names = reallocarray(benchmarks->names, benchmarks->count + 1, sizeof *names);
    if (names == NULL) {
        return false;
    }
    benchmarks->names = names;
    char *copy = strdup(name);
    if (copy != NULL) {
        names[benchmarks->count++] = copy;
    }
    return copy != NULL;
}

bool bench_program_benchmarks_list(const char *const *arguments,
                                   bench_program_benchmarks_t *benchmarks,
                                   bench_problem_t *problem) {
    char *line = NULL;
    size_t size = 0;
    *benchmarks = (bench_program_benchmarks_t){0};
    FILE *text = can_set_iterations(arguments, problem)
                     ? ask(arguments, "--benchmark_list_tests=true", problem)
                     : NULL;
    if (text == NULL) {
        return false;
    }
    bool good = true;
    while (good && next_line(text, &line, &size) != NULL) {
        good = line[0] == '\0' || add_name(benchmarks, line) ||
               bench_out_of_memory(problem, arguments[0]);
    }
    free(line);
    (void)fclose(text);
    if (good && benchmarks->count == 0) {
        good = bench_problem(problem,
                             "%s named no benchmarks: choose some that there are, or count "
                             "it as --whole",
                             arguments[0]);
    }
    if (!good) {
        bench_program_benchmarks_deinit(benchmarks);
    }
    return good;
}

void bench_program_benchmarks_deinit(bench_program_benchmarks_t *benchmarks) {
    for (size_t i = 0; i < benchmarks->count; i++) {
        free(benchmarks->names[i]);
    }
    free(benchmarks->names);
    *benchmarks = (bench_program_benchmarks_t){0};
}
