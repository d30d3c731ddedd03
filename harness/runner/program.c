/* program.c - a program, and all that it starts, from its start to its end. */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include "runner/program.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "measure/executable.h"
#include "program_libraries.h"
#include "runner/program_files.h"

/* What a program that has ended leaves behind may take so long, seconds. */
#define GRACE 2.0

/* ---- memory that the program shares ---- */

/* A file without a name that other processes open by its path below /proc. */
typedef struct shared_file {
    int file;
    char path[64];
} shared_file_t;

static bool make_file(const char *name, shared_file_t *file) {
    file->file = memfd_create(name, MFD_CLOEXEC);
    (void)snprintf(file->path, sizeof file->path, "/proc/%d/fd/%d", (int)getpid(), file->file);
    return file->file >= 0;
}

static preload_mapping_t *make_map(const shared_file_t *file) {
    if (ftruncate(file->file, sizeof(preload_mapping_t)) != 0) {
        return NULL;
    }
    void *memory =
        mmap(NULL, sizeof(preload_mapping_t), PROT_READ | PROT_WRITE, MAP_SHARED, file->file, 0);
    preload_mapping_t *map = memory;
    if (memory == MAP_FAILED) {
        return NULL;
    }
    map->magic = PRELOAD_MAGIC;
    map->size = sizeof *map;
    return map;
}

static char *read_file(const shared_file_t *file) {
    off_t size = lseek(file->file, 0, SEEK_END);
    char *text = size >= 0 ? calloc((size_t)size + 1, 1) : NULL;
    ssize_t got = text != NULL ? pread(file->file, text, (size_t)size, 0) : -1;
    if (got < 0) {
        free(text);
        text = NULL;
    }
    return text;
}

/* ---- the start ---- */

/* LD_PRELOAD is a list, of which a path cannot hold the separators. */
static bool find_library(char path[BENCH_PROGRAM_PATH_MAX], bench_problem_t *problem) {
    if (!bench_program_file(BENCH_COUNT_FILE, path)) {
        return bench_problem(problem, "%s: %s; build the target vtbench_count, and mount /proc",
                             path, strerror(errno));
    }
    return strpbrk(path, " :") == NULL ||
           bench_problem(problem,
                         "%s: a path with a space or colon cannot be preloaded; move "
                         "vtbench elsewhere",
                         path);
}

/* The library comes before what the user preloads, an allocator for instance. */
static bool set_preload(const char *library) {
    const char *users = getenv("LD_PRELOAD");
    char *list = NULL;
    bool more = users != NULL && users[0] != '\0';
    bool good = asprintf(&list, "%s%s%s", library, more ? ":" : "", more ? users : "") >= 0 &&
                setenv("LD_PRELOAD", list, 1) == 0;
    if (list != NULL) {
        free(list);
    }
    return good;
}

typedef struct start {
    const bench_program_t *program;
    const char *library;
    const char *map_path;
    const char *results_path; /* NULL: none are asked for */
    int go[2];                /* the parent lets the child begin */
    int error[2];             /* and is told where it could not */
    sigset_t mask;            /* of signals, before */
} start_t;

/* In the child. */
static _Noreturn void run_child(const start_t *start) {
    char go;
    close(start->go[1]);
    bool good =
        read(start->go[0], &go, 1) == 1 && set_preload(start->library) &&
        setenv(PRELOAD_VARIABLE, start->map_path, 1) == 0 &&
        (start->results_path == NULL || (setenv("BENCHMARK_OUT", start->results_path, 1) == 0 &&
                                         setenv("BENCHMARK_OUT_FORMAT", "json", 1) == 0)) &&
        dup2(STDERR_FILENO, STDOUT_FILENO) >= 0;
    if (good) {
        (void)signal(SIGPIPE, SIG_DFL);
        (void)signal(SIGXFSZ, SIG_DFL);
        (void)sigprocmask(SIG_SETMASK, &start->mask, NULL);
        (void)execvp(start->program->arguments[0],
                     (char *const *)(uintptr_t)start->program->arguments);
    }
    int error = errno;
    (void)!write(start->error[1], &error, sizeof error);
    _exit(127);
}

/* ---- what the kernel tells ---- */

typedef struct trace {
    preload_mapping_t *map;
    bench__libraries_t libraries;
    pid_t program;
    int status;
    bool ended;
    double deadline;    /* of the whole, or of what is left behind; 0: none */
    const char *killed; /* why everything was ended; NULL: it was not */
} trace_t;

static double now(void) {
    struct timespec time;
    (void)clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
}

/* The blocks of a process are gone with it, and live no longer. */
static void end_process(preload_mapping_t *map, pid_t process) {
    uint32_t count = __atomic_load_n(&map->process_count, __ATOMIC_ACQUIRE);
    for (uint32_t i = 0; i < count && i < PRELOAD_PROCESSES_MAX; i++) {
        preload_process_t *slot = &map->processes[i];
        if (slot->process == process && slot->ended == 0) {
            slot->ended = 1;
            __atomic_fetch_sub(&map->sums.live_bytes, slot->live_bytes, __ATOMIC_RELAXED);
        }
    }
}

static bool has_variable(pid_t process) {
    char path[64];
    char *text = NULL;
    size_t size = 0;
    bool found = false;
    (void)snprintf(path, sizeof path, "/proc/%d/environ", (int)process);
    FILE *file = fopen(path, "r");
    while (file != NULL && !found && getdelim(&text, &size, '\0', file) > 0) {
        found = strncmp(text, PRELOAD_VARIABLE "=", strlen(PRELOAD_VARIABLE "=")) == 0;
    }
    if (file != NULL) {
        (void)fclose(file);
    }
    free(text);
    return found;
}

/* A process has another program from here on. */
static void note_image(preload_mapping_t *map, pid_t process) {
    char link[64];
    end_process(map, process);
    uint32_t index = map->image_count;
    if (index >= PRELOAD_IMAGES_MAX) {
        map->lost.images++;
        return;
    }
    preload_image_t *image = &map->images[index];
    *image = (preload_image_t){.process = (int32_t)process};
    (void)snprintf(link, sizeof link, "/proc/%d/exe", (int)process);
    (void)!readlink(link, image->file, sizeof image->file - 1);
    if (!has_variable(process)) {
        (void)snprintf(image->why_not, sizeof image->why_not,
                       "it was started without the environment that preloads the library");
    }
    __atomic_store_n(&map->image_count, index + 1, __ATOMIC_RELEASE);
}

/* A number of /proc/PID/status in bytes; 0: it is not there. */
static int64_t read_size(FILE *file, const char *name) {
    char line[128];
    long long size = 0;
    bool good = fseek(file, 0, SEEK_SET) == 0;
    while (good && fgets(line, sizeof line, file) != NULL) {
        if (strncmp(line, name, strlen(name)) == 0) {
            size = strtoll(line + strlen(name), NULL, 10);
        }
    }
    return (int64_t)size * 1024;
}

/* The most memory that a process had, without that of files and what it shared. */
static void note_memory(preload_mapping_t *map, pid_t process) {
    char path[64];
    (void)snprintf(path, sizeof path, "/proc/%d/status", (int)process);
    FILE *file = fopen(path, "r");
    uint32_t count = __atomic_load_n(&map->process_count, __ATOMIC_ACQUIRE);
    for (uint32_t i = 0; file != NULL && i < count && i < PRELOAD_PROCESSES_MAX; i++) {
        preload_process_t *slot = &map->processes[i];
        if (slot->process == process && slot->ended == 0) {
            slot->memory = read_size(file, "VmHWM:") - read_size(file, "RssFile:") -
                           read_size(file, "RssShmem:");
        }
    }
    if (file != NULL) {
        (void)fclose(file);
    }
}

/* A process stands; it goes on as it would have done without us. */
static void go_on(trace_t *trace, pid_t process, int status) {
    int event = status >> 16;
    int signal_number = WSTOPSIG(status);
    bool stops = event == PTRACE_EVENT_STOP && signal_number != SIGTRAP;
    if (event == PTRACE_EVENT_EXEC) {
        note_image(trace->map, process);
    } else if (event == PTRACE_EVENT_EXIT) {
        note_memory(trace->map, process);
        bench__libraries_of_process(&trace->libraries, trace->map, process);
    }
    (void)ptrace(stops ? PTRACE_LISTEN : PTRACE_CONT, process, NULL,
                 (void *)(intptr_t)(event != 0 ? 0 : signal_number));
}

static void note_change(trace_t *trace, pid_t process, int status) {
    if (WIFSTOPPED(status)) {
        go_on(trace, process, status);
        return;
    }
    end_process(trace->map, process);
    if (process == trace->program) {
        trace->ended = true;
        trace->status = status;
        trace->deadline = now() + GRACE;
    }
}

static void kill_all(trace_t *trace) {
    const preload_mapping_t *map = trace->map;
    trace->killed = trace->ended ? "what the program left running after its end was ended"
                                 : "it took longer than --timeout allows";
    (void)kill(trace->program, SIGKILL);
    for (uint32_t i = 0; i < map->process_count && i < PRELOAD_PROCESSES_MAX; i++) {
        if (map->processes[i].ended == 0) {
            (void)kill(map->processes[i].process, SIGKILL);
        }
    }
    for (uint32_t i = 0; i < map->image_count; i++) {
        if (map->images[i].state != PRELOAD_IMAGE_COUNTED) {
            (void)kill(map->images[i].process, SIGKILL);
        }
    }
}

/* Until no process is left. */
static void follow(trace_t *trace) {
    static const struct timespec tick = {.tv_nsec = 100000000};
    sigset_t child;
    pid_t process;
    int status;
    (void)sigemptyset(&child);
    (void)sigaddset(&child, SIGCHLD);
    while ((process = waitpid(-1, &status, __WALL | WNOHANG)) >= 0) {
        if (process > 0) {
            note_change(trace, process, status);
        } else if (sigtimedwait(&child, NULL, &tick) < 0 && trace->deadline > 0 &&
                   now() > trace->deadline && trace->killed == NULL) {
            kill_all(trace);
        }
    }
}

/* ---- from start to end ---- */

#define OPTIONS                                                                            \
    (PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK | PTRACE_O_TRACECLONE | PTRACE_O_TRACEEXEC | \
     PTRACE_O_TRACEEXIT | PTRACE_O_EXITKILL)

static bool run(start_t *start, trace_t *trace, bench_problem_t *problem) {
    const char *name = start->program->arguments[0];
    pid_t child = fork();
    if (child == 0) {
        run_child(start);
    }
    close(start->go[0]);
    close(start->error[1]);
    bool good = child > 0;
    if (!good) {
        bench_problem(problem, "%s cannot be started: %s", name, strerror(errno));
    } else if (ptrace(PTRACE_SEIZE, child, NULL, (void *)(uintptr_t)OPTIONS) != 0) {
        good =
            bench_problem(problem, "the processes of %s cannot be followed: ptrace: %s; allow it",
                          name, strerror(errno));
        (void)kill(child, SIGKILL);
        (void)waitpid(child, NULL, 0);
    } else {
        void (*interrupt)(int) = signal(SIGINT, SIG_IGN);
        trace->program = child;
        (void)!write(start->go[1], "", 1);
        follow(trace);
        (void)signal(SIGINT, interrupt);
    }
    int error;
    if (good && read(start->error[0], &error, sizeof error) == sizeof error) {
        good = bench_problem(problem, "%s cannot be started: %s", name, strerror(error));
    }
    close(start->go[1]);
    close(start->error[0]);
    return good;
}

/* ---- what was not counted ---- */

static void describe_image(const preload_image_t *image, bench_problem_t *text) {
    bench_problem_t why;
    if (image->state == PRELOAD_IMAGE_BOUND) {
        (void)bench_problem(text, "%s: its malloc is that of %s and is not seen", image->file,
                            image->allocator);
    } else if (image->why_not[0] != '\0') {
        (void)bench_problem(text, "%s was not counted: %s", image->file, image->why_not);
    } else if (!bench_executable_is_seen(image->file, &why)) {
        (void)bench_problem(text, "%s was not counted: %s", image->file, why.text);
    } else {
        (void)bench_problem(text, "%s was not counted: the library was not loaded into it",
                            image->file);
    }
}

/* The first thing that was not counted; NULL: everything was. */
static char *find_incomplete(const trace_t *trace) {
    const preload_mapping_t *map = trace->map;
    bench_problem_t text = {.text = ""};
    for (uint32_t i = map->image_count; i-- > 0;) {
        if (map->images[i].state != PRELOAD_IMAGE_COUNTED) {
            describe_image(&map->images[i], &text);
        } else if (map->images[i].early != 0) {
            (void)bench_problem(&text, "%s: %u calls came before the library could count",
                                map->images[i].file, map->images[i].early);
        }
    }
    if (text.text[0] == '\0' && trace->libraries.unseen.text[0] != '\0') {
        text = trace->libraries.unseen;
    }
    if (trace->killed != NULL) {
        (void)bench_problem(&text, "%s", trace->killed);
    }
    return text.text[0] != '\0' ? strdup(text.text) : NULL;
}

bool bench_program_run(const bench_program_t *program, bench_program_end_t *end,
                       bench_problem_t *problem) {
    char library[4096];
    shared_file_t map_file = {.file = -1};
    shared_file_t results = {.file = -1};
    *end = (bench_program_end_t){0};
    if (!find_library(library, problem)) {
        return false;
    }
    start_t start = {.program = program, .library = library, .map_path = map_file.path};
    sigset_t child;
    (void)sigemptyset(&child);
    (void)sigaddset(&child, SIGCHLD);
    if (!make_file("vtbench-count", &map_file) || (end->map = make_map(&map_file)) == NULL ||
        !make_file("vtbench-results", &results) || pipe2(start.go, O_CLOEXEC) != 0 ||
        pipe2(start.error, O_CLOEXEC) != 0) {
        return bench_problem(problem, "%s cannot be counted: %s", program->arguments[0],
                             strerror(errno));
    }
    start.results_path = program->benchmark ? results.path : NULL;
    (void)sigprocmask(SIG_BLOCK, &child, &start.mask);
    static trace_t trace; /* too large for a small stack */
    trace =
        (trace_t){.map = end->map, .deadline = program->timeout > 0 ? now() + program->timeout : 0};
    bool good = run(&start, &trace, problem);
    (void)sigprocmask(SIG_SETMASK, &start.mask, NULL);
    end->status = trace.status;
    bench__libraries_unloaded(&trace.libraries, trace.map);
    end->incomplete = good ? find_incomplete(&trace) : NULL;
    end->results = read_file(&results);
    bench__libraries_deinit(&trace.libraries);
    close(map_file.file);
    close(results.file);
    if (!good) {
        bench_program_end_deinit(end);
    }
    return good;
}

void bench_program_end_deinit(bench_program_end_t *end) {
    if (end->map != NULL) {
        (void)munmap(end->map, sizeof *end->map);
    }
    free(end->results);
    free(end->incomplete);
    *end = (bench_program_end_t){0};
}

/* ---- where it is ---- */

static char *join_path(const char *folder, size_t length, const char *name) {
    char *path = NULL;
    return asprintf(&path, "%.*s/%s", length > 0 ? (int)length : 1, length > 0 ? folder : ".",
                    name) >= 0
               ? path
               : NULL;
}

char *bench_program_find(const char *name) {
    const char *folders = getenv("PATH");
    if (strchr(name, '/') != NULL) {
        return access(name, X_OK) == 0 ? strdup(name) : NULL;
    }
    for (const char *at = folders; at != NULL && *at != '\0';) {
        size_t length = strcspn(at, ":");
        char *path = join_path(at, length, name);
        if (path != NULL && access(path, X_OK) == 0) {
            return path;
        }
        free(path);
        at += length + (at[length] == ':');
    }
    return NULL;
}
