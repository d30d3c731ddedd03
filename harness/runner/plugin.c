/* plugin.c - scenarios from shared objects: a file, what the loader makes of it, and whether it
 * comes back. */
#include "plugin.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <link.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "process.h"
#include "surroundings.h"

/* Opens a plugin's file for reading: a regular file, as the loader would wait for the writer of a
 * pipe. -1: the problem says why not. */
static int open_plugin(const char *path, bench_problem_t *problem) {
    struct stat status;
    int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK); /* a pipe would wait for a writer */
    if (file < 0 || fstat(file, &status) != 0) {
        bench_problem(problem, "plugin %s: %s", path, strerror(errno));
    } else if (!S_ISREG(status.st_mode)) {
        bench_problem(problem, "plugin %s: not a file", path);
    } else {
        return file;
    }
    if (file >= 0) {
        close(file);
    }
    return -1;
}

/* Standard output belongs to results. -1: it stays as it is. */
static int redirect_stdout(void) {
    (void)fflush(stdout);
    int saved = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3);
    if (saved >= 0) {
        (void)dup2(STDERR_FILENO, STDOUT_FILENO);
    }
    return saved;
}

static void restore_stdout(int saved) {
    if (saved >= 0) {
        (void)fflush(stdout);
        (void)dup2(saved, STDOUT_FILENO);
        close(saved);
    }
}

/* What the loader says, without the name that it was given: that of a copy means nothing to the
 * user, and the path is in the problem already. */
static const char *why_not(const char *name) {
    const char *why = dlerror();
    size_t length = strlen(name);
    bool repeats = strncmp(why, name, length) == 0 && strncmp(why + length, ": ", 2) == 0;
    return repeats ? why + length + 2 : why;
}

/* The loader's handle of the file `name`, which is the plugin `path` or its copy. What the plugin
 * prints to stdout meanwhile goes to stderr, and what it changes of its surroundings is changed
 * back. NULL: the problem says why not. */
static void *link_plugin(const char *name, const char *path, bench_problem_t *problem) {
    bench__surroundings_keep();
    int saved = redirect_stdout();
    void *plugin = dlopen(name, RTLD_NOW | RTLD_LOCAL);
    restore_stdout(saved);
    bench__surroundings_restore();
    if (plugin == NULL) {
        bench_problem(problem, "plugin %s: %s", path, why_not(name));
    }
    return plugin;
}

/* The scenarios that a loaded plugin exports. NULL: the problem says what is wrong with them. */
static const scenario_t *const *scenarios_of(void *plugin, const char *path,
                                             bench_problem_t *problem) {
    const scenario_t *const *list = dlsym(plugin, SCENARIO_PLUGIN_SYMBOL);
    if (list == NULL) {
        bench_problem(problem,
                      "plugin %s: it does not export " SCENARIO_PLUGIN_SYMBOL
                      "; build it again with vtbench.h, or end its source with "
                      "SCENARIO_PLUGIN(&your_scenario)",
                      path);
        return NULL;
    }
    for (size_t i = 0; list[i] != NULL; i++) {
        if (!bench__scenario_is_valid(list[i], "plugin", path, problem)) {
            return NULL;
        }
    }
    return list;
}

/*
 * ---- a copy of a plugin ----
 *
 * The loader gives the same handle for a file that it has loaded already, which it knows by name
 * and by inode. A copy in memory has neither. RTLD_LOCAL keeps the copies' symbols apart: a plugin
 * looks for a name in vtbench and its libraries, then in itself and what it links, never in another
 * plugin.
 */

/* Whole or not at all: false with errno. */
static bool copy_file(int from, int to) {
    struct stat status;
    if (fstat(from, &status) != 0) {
        return false;
    }
    off_t copied = 0;
    while (copied < status.st_size) {
        ssize_t size = sendfile(to, from, &copied, (size_t)(status.st_size - copied));
        if (size <= 0) {
            errno = size == 0 ? EIO : errno; /* the file became shorter */
            return false;
        }
    }
    return true;
}

/* The kernel's own limit. */
#define MEMFD_NAME_MAX 249

/* The copy's descriptor, which has the path for a name, so that functions can be named after the
 * copy is gone (measure/stack.h); -1: the problem says why not. */
static int copy_to_memory(const char *path, bench_problem_t *problem) {
    int from = open_plugin(path, problem);
    if (from < 0) {
        return -1;
    }
    char whole[PATH_MAX];
    if (realpath(path, whole) == NULL || strlen(whole) >= MEMFD_NAME_MAX) {
        whole[0] = '\0';
    }
    int copy = memfd_create(whole, MFD_CLOEXEC);
    if (copy < 0 || !copy_file(from, copy)) {
        bench_problem(problem, "plugin %s: it cannot be copied to memory: %s", path,
                      strerror(errno));
        if (copy >= 0) {
            close(copy);
        }
        copy = -1;
    }
    close(from);
    return copy;
}

/* The file that a function is in, if it is not the plugin itself; NULL: it is. */
static const char *elsewhere(void *plugin, uintptr_t function) {
    struct link_map *own = NULL;
    struct link_map *owner = NULL;
    Dl_info info;
    if (dlinfo(plugin, RTLD_DI_LINKMAP, &own) != 0 ||
        dladdr1((void *)function, &info, (void **)&owner, RTLD_DL_LINKMAP) == 0) {
        return "no file";
    }
    return owner == own ? NULL : info.dli_fname;
}

/* The other file that one of the case's functions is in; NULL: none is elsewhere. */
static const char *shared_file(void *plugin, const scenario_case_t *definition) {
    const uintptr_t functions[] = {(uintptr_t)definition->setup, (uintptr_t)definition->run,
                                   (uintptr_t)definition->teardown};
    const char *file = NULL;
    for (size_t i = 0; file == NULL && i < sizeof functions / sizeof functions[0]; i++) {
        file = elsewhere(plugin, functions[i]);
    }
    return file;
}

/* Two builds whose functions are those of one shared library would be compared with themselves. */
static bool has_its_own_functions(void *plugin, const char *path, const scenario_t *scenario,
                                  bench_problem_t *problem) {
    for (size_t i = 0; i < scenario->case_count; i++) {
        const char *file = shared_file(plugin, &scenario->cases[i]);
        if (file != NULL) {
            return bench_problem(problem,
                                 "plugin %s: scenario %s, case %zu: its functions are in %s, which "
                                 "both builds would share; link them into the plugin",
                                 path, scenario->name, i, file);
        }
    }
    return true;
}

static const scenario_t *const *load_linked(void *plugin, const char *path, bool copied,
                                            bench_problem_t *problem) {
    const scenario_t *const *list = scenarios_of(plugin, path, problem);
    for (size_t i = 0; copied && list != NULL && list[i] != NULL; i++) {
        if (!has_its_own_functions(plugin, path, list[i], problem)) {
            return NULL;
        }
    }
    return list;
}

const scenario_t *const *bench__plugin_load(const char *path, bool copied, void **handle,
                                            bench_problem_t *problem) {
    char name[4096];
    int file = copied ? copy_to_memory(path, problem) : open_plugin(path, problem);
    if (file < 0) {
        return NULL;
    }
    if (copied) {
        (void)snprintf(name, sizeof name, "/proc/self/fd/%d", file);
    } else { /* without a slash the loader would look in the system's folders */
        (void)snprintf(name, sizeof name, "%s%s", strchr(path, '/') == NULL ? "./" : "", path);
    }
    void *plugin = link_plugin(name, path, problem);
    /* The descriptor of a copy stays open: the next copy would get its number, and with it its
     * name, and the loader would take it for this one. */
    if (!copied || plugin == NULL) {
        close(file);
    }
    *handle = plugin;
    return plugin != NULL ? load_linked(plugin, path, copied, problem) : NULL;
}

/*
 * ---- a plugin, loaded for a moment in a process of its own ----
 *
 * The loader maps what the headers of a file tell it to. Of a file that was cut off a part of that
 * is not there, and the loader is ended by SIGBUS when it touches it. Nothing short of reading the
 * file as the loader does can tell beforehand.
 */

/* A status that a plugin's own code does not end a process with by chance. */
#define LOADER_CAME_BACK 87

/* A crash is to end this process, and to leave no core behind. */
static void prepare_to_crash(void) {
    static const int signals[] = {SIGABRT, SIGBUS, SIGFPE, SIGILL, SIGSEGV};
    const struct rlimit none = {0, 0};
    for (size_t i = 0; i < sizeof signals / sizeof signals[0]; i++) {
        (void)signal(signals[i], SIG_DFL);
    }
    (void)setrlimit(RLIMIT_CORE, &none);
    (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
}

static void load_and_end(const char *path) {
    bench_problem_t unused; /* the parent meets it again, and tells */
    void *handle;
    prepare_to_crash();
    (void)bench__plugin_load(path, false, &handle, &unused);
    _exit(LOADER_CAME_BACK);
}

bool bench__plugin_try(const char *path, double seconds, bench_problem_t *problem) {
    int status = 0;
    pid_t pid = fork();
    if (pid == 0) {
        load_and_end(path);
    }
    if (pid < 0) {
        return bench_problem(problem, "plugin %s: no process to load it in: %s", path,
                             strerror(errno));
    }
    if (!bench__process_wait(pid, seconds, &status)) {
        return bench_problem(problem,
                             "plugin %s: it was not loaded within %g s; a constructor in it does "
                             "not return, or --timeout is too short",
                             path, seconds);
    }
    if (WIFSIGNALED(status)) {
        return bench_problem(problem,
                             "plugin %s: the loader was ended by signal %d (%s); the file is "
                             "damaged, build it again",
                             path, WTERMSIG(status), strsignal(WTERMSIG(status)));
    }
    return WEXITSTATUS(status) == LOADER_CAME_BACK ||
           bench_problem(problem, "plugin %s: it ends the process that loads it, with status %d",
                         path, WEXITSTATUS(status));
}
