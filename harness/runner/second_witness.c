#include "runner/second_witness.h"

#include <dirent.h>
#include <errno.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define OPTIONS_MAX 6
#define FOLDER_SIZE 256
#define PATH_SIZE   (FOLDER_SIZE + 256)

/* What a word of a command stands for. */
#define WRITTEN "{written}" /* the file that the witness writes, which may add an ending */
#define FOUND   "{found}"   /* the file that it wrote */

struct bench_second_witness {
    const char *name;
    bool brings_cxx;
    const char *run[OPTIONS_MAX];   /* in front of the program */
    const char *print[OPTIONS_MAX]; /* prints what it wrote; none: that is text */
    const char *mark;               /* of the line that has the number, */
    const char *before;             /* and what in it is in front of that */
};

static const bench_second_witness_t WITNESSES[] = {
    /* "==123== Total:     112,775 bytes in 483 blocks" */
    {.name = "dhat",
     .run = {"valgrind", "--tool=dhat", "--trace-children=no", "--dhat-out-file=/dev/null",
             ("--log-file=" WRITTEN)},
     .mark = "Total:",
     .before = " in "},
    /* "calls to allocation functions: 484 (242000/s)" */
    {.name = "heaptrack",
     .brings_cxx = true,
     .run = {"heaptrack", "--output", WRITTEN},
     .print = {"heaptrack_print", "--print-peaks=0", "--print-allocators=0", "--print-temporary=0",
               FOUND},
     .mark = "calls to allocation functions:",
     .before = ": "},
};

const bench_second_witness_t *bench_second_witness_find(const char *name) {
    for (size_t i = 0; i < sizeof WITNESSES / sizeof WITNESSES[0]; i++) {
        if (strcmp(WITNESSES[i].name, name) == 0) {
            return &WITNESSES[i];
        }
    }
    return NULL;
}

const char *bench_second_witness_name(const bench_second_witness_t *witness) {
    return witness->name;
}

bool bench_second_witness_brings_cxx(const bench_second_witness_t *witness) {
    return witness->brings_cxx;
}

/* ---- its commands ---- */

/* A command of its own words, with the path in place of those that stand for one, and of the
 * program's. Owned by the caller, and so is the one word that `filled` has. */
static const char **make_command(const char *const own[OPTIONS_MAX], const char *path,
                                 const char *const *program, char **filled) {
    size_t used = 0;
    size_t more = 0;
    while (program != NULL && program[more] != NULL) {
        more++;
    }
    const char **words = calloc(OPTIONS_MAX + more + 1, sizeof *words);
    *filled = NULL;
    for (; words != NULL && used < OPTIONS_MAX && own[used] != NULL; used++) {
        const char *place = strchr(own[used], '{');
        words[used] = own[used];
        if (place != NULL &&
            asprintf(filled, "%.*s%s", (int)(place - own[used]), own[used], path) >= 0) {
            words[used] = *filled;
        }
    }
    if (words != NULL && more > 0) {
        memcpy(words + used, program, more * sizeof *words);
    }
    return words;
}

/* Without a display: heaptrack opens a window at its end where it has one. */
static const char **make_environment(void) {
    size_t count = 0;
    size_t kept = 0;
    while (environ[count] != NULL) {
        count++;
    }
    const char **variables = calloc(count + 1, sizeof *variables);
    for (size_t i = 0; variables != NULL && i < count; i++) {
        bool is_display = strncmp(environ[i], "DISPLAY=", strlen("DISPLAY=")) == 0 ||
                          strncmp(environ[i], "WAYLAND_DISPLAY=", strlen("WAYLAND_DISPLAY=")) == 0;
        if (!is_display) {
            variables[kept++] = environ[i];
        }
    }
    return variables;
}

/* Runs a program with these words to its end, with that as its standard output. An error's number;
 * 0: it ran. */
static int run_command(const char *name, const char **command, int output) {
    pid_t pid;
    int status;
    posix_spawn_file_actions_t actions;
    const char **variables = make_environment();
    if (command == NULL || variables == NULL) {
        free(variables);
        return ENOMEM;
    }
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
    int error = posix_spawnp(&pid, name, &actions, NULL, (char *const *)(uintptr_t)command,
                             (char *const *)(uintptr_t)variables);
    posix_spawn_file_actions_destroy(&actions);
    free(variables);
    if (error == 0) {
        (void)waitpid(pid, &status, 0);
    }
    return error;
}

static bool run_words(const char *const own[OPTIONS_MAX], const char *path,
                      const char *const *program, int output, bench_problem_t *problem) {
    char *filled;
    const char **command = make_command(own, path, program, &filled);
    int error = run_command(own[0], command, output);
    free(filled);
    free(command);
    return error == 0 ||
           bench_problem(problem, "%s cannot be started: %s; install it", own[0], strerror(error));
}

/* ---- what it wrote ---- */

/* The only file of the folder. */
static bool find_written(const char *folder, char path[PATH_SIZE]) {
    DIR *opened = opendir(folder);
    bool found = false;
    for (struct dirent *entry; !found && opened != NULL && (entry = readdir(opened)) != NULL;) {
        found = entry->d_name[0] != '.' &&
                snprintf(path, PATH_SIZE, "%s/%s", folder, entry->d_name) < PATH_SIZE;
    }
    if (opened != NULL) {
        (void)closedir(opened);
    }
    return found;
}

/* The number that begins there, with or without commas in it. */
static uint64_t read_number(const char *text) {
    uint64_t number = 0;
    for (; (*text >= '0' && *text <= '9') || *text == ','; text++) {
        number = *text == ',' ? number : 10 * number + (uint64_t)(*text - '0');
    }
    return number;
}

static bool read_calls(const bench_second_witness_t *witness, FILE *text, uint64_t *calls) {
    char line[512];
    const char *number = NULL;
    while (number == NULL && fgets(line, sizeof line, text) != NULL) {
        const char *mark = strstr(line, witness->mark);
        number = mark != NULL ? strstr(mark, witness->before) : NULL;
    }
    if (number != NULL) {
        *calls = read_number(number + strlen(witness->before));
    }
    return number != NULL;
}

/* The text that it wrote, or that its printer makes of it. NULL: there is none. */
static FILE *open_text(const bench_second_witness_t *witness, const char *path,
                       bench_problem_t *problem) {
    if (witness->print[0] == NULL) {
        return fopen(path, "r");
    }
    FILE *text = tmpfile();
    if (text != NULL && (!run_words(witness->print, path, NULL, fileno(text), problem) ||
                         fseek(text, 0, SEEK_SET) != 0)) {
        (void)fclose(text);
        return NULL;
    }
    return text;
}

static bool ask_in(const char *folder, const bench_second_witness_t *witness,
                   const char *const *arguments, uint64_t *calls, bench_problem_t *problem) {
    char path[PATH_SIZE];
    (void)snprintf(path, sizeof path, "%s/written", folder);
    if (!run_words(witness->run, path, arguments, STDERR_FILENO, problem)) {
        return false;
    }
    bench_problem(problem, "%s: %s told no number of calls", arguments[0], witness->name);
    FILE *text = find_written(folder, path) ? open_text(witness, path, problem) : NULL;
    bool good = text != NULL && read_calls(witness, text, calls);
    if (text != NULL) {
        (void)fclose(text);
    }
    (void)unlink(path);
    return good;
}

bool bench_second_witness_ask(const bench_second_witness_t *witness, const char *const *arguments,
                              uint64_t *calls, bench_problem_t *problem) {
    char folder[FOLDER_SIZE];
    const char *place = getenv("TMPDIR");
    (void)snprintf(folder, sizeof folder, "%s/vtbench-XXXXXX",
                   place != NULL && place[0] != '\0' ? place : "/tmp");
    if (mkdtemp(folder) == NULL) {
        return bench_problem(problem, "%s has nowhere to write: %s: %s", witness->name, folder,
                             strerror(errno));
    }
    bool good = ask_in(folder, witness, arguments, calls, problem);
    (void)rmdir(folder);
    return good;
}
