/* launch.c - one measuring process, from its start to its end. */
#include "runner/launch.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "channel.h"
#include "harvest.h"
#include "interrupts.h"
#include "measure/instructions.h"
#include "measure/measure.h"
#include "message.h"
#include "runner/program_files.h"
#include "runner/worker.h"

/* ---- the environment ---- */

/* Where the interposer is missing nothing is preloaded: the loader would print a line of its own,
 * and the process says itself why it cannot count. */
static bool preload_interposer(void) {
    char path[BENCH_PROGRAM_PATH_MAX];
    return bench_program_file(BENCH_INTERPOSER_FILE, path) ? setenv("LD_PRELOAD", path, 1) == 0
                                                           : unsetenv("LD_PRELOAD") == 0;
}

static bool set_for_counting(void) {
    bool good = strcmp(bench_witness(), "interposer") == 0 ? preload_interposer()
                                                           : unsetenv("LD_PRELOAD") == 0;
    return good && setenv("MALLOC_CONF", BENCH_COUNTING_MALLOC_CONF, 1) == 0;
}

/* Other processes have the user's tunables, which this one was started with. */
static bool set_tunables(bool fixed) {
    static const char name[] = "GLIBC_TUNABLES";
    static char *users; /* until the process ends */
    static bool known;
    if (!known) {
        const char *value = getenv(name);
        users = value != NULL ? strdup(value) : NULL;
        known = value == NULL || users != NULL;
    }
    if (fixed) {
        return known && setenv(name, BENCH_INSTRUCTIONS_TUNABLES, 1) == 0;
    }
    return known && (users != NULL ? setenv(name, users, 1) : unsetenv(name)) == 0;
}

bool bench_set_environment(bench_mode_t mode) {
    if (!set_tunables(mode == BENCH_MODE_INSTRUCTIONS)) {
        return false;
    }
    switch (mode) {
    case BENCH_MODE_COUNT:
        return set_for_counting();
    case BENCH_MODE_INSTRUCTIONS:
        return unsetenv("LD_PRELOAD") == 0 &&
               setenv("MALLOC_CONF", BENCH_INSTRUCTIONS_MALLOC_CONF, 1) == 0;
    case BENCH_MODE_TIME:
    case BENCH_MODE_AB:
        return unsetenv("LD_PRELOAD") == 0 && unsetenv("MALLOC_CONF") == 0;
    }
    return false;
}

/* ---- what callgrind needs ---- */

/* A folder of its own for callgrind's files, and the arguments that name it. */
typedef struct callgrind {
    char folder[512];
    char out[640];      /* --callgrind-out-file=... */
    char program[4096]; /* this program: /proc/self/exe would be valgrind there */
} callgrind_t;

/* Makes the folder, in TMPDIR or /tmp. */
static bool callgrind_prepare(callgrind_t *callgrind, bench_problem_t *problem) {
    *callgrind = (callgrind_t){0};
    const char *place = getenv("TMPDIR");
    (void)snprintf(callgrind->folder, sizeof callgrind->folder, "%s/vtbench-callgrind-XXXXXX",
                   place != NULL && place[0] != '\0' ? place : "/tmp");
    if (readlink("/proc/self/exe", callgrind->program, sizeof callgrind->program - 1) < 0 ||
        mkdtemp(callgrind->folder) == NULL) {
        return bench_problem(problem, "%s: no folder for callgrind: %s; name another in TMPDIR",
                             callgrind->folder, strerror(errno));
    }
    (void)snprintf(callgrind->out, sizeof callgrind->out, "--callgrind-out-file=%s/%s",
                   callgrind->folder, BENCH_CALLGRIND_FILE);
    return true;
}

/* Removes the folder and whatever is in it: callgrind writes one more file at the end of each
 * process.
 */
static void callgrind_remove(const callgrind_t *callgrind) {
    DIR *entries = opendir(callgrind->folder);
    const struct dirent *entry;
    while (entries != NULL && (entry = readdir(entries)) != NULL) {
        if (entry->d_name[0] != '.') {
            (void)unlinkat(dirfd(entries), entry->d_name, 0);
        }
    }
    if (entries != NULL) {
        (void)closedir(entries);
    }
    (void)rmdir(callgrind->folder);
}

/* ---- start ---- */

/* Its standard input is empty, its standard output is our standard error. It leads a group of its
 * own: whatever it leaves behind ends with it. */
static int spawn(const char *program, const char *const *arguments, const bench__process_t *process,
                 pid_t *pid) {
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP);
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&actions, STDERR_FILENO, STDOUT_FILENO);
    /* The same numbers, no longer closed on exec. */
    posix_spawn_file_actions_adddup2(&actions, process->its_end, process->its_end);
    posix_spawn_file_actions_adddup2(&actions, process->its_box, process->its_box);
    int error =
        posix_spawnp(pid, program, &actions, &attributes, (char *const *)(uintptr_t)arguments,
                     environ); /* which does not write to the arguments */
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
    return error;
}

/* What it shares with this process. */
static bool open_shared(bench__process_t *process) {
    int ends[2];
    *process = (bench__process_t){.end = -1, .its_end = -1, .its_box = -1};
    process->box = bench__black_box_open(&process->its_box);
    if (process->box == NULL || !bench__channel_open(ends)) {
        return false;
    }
    process->end = ends[0];
    process->its_end = ends[1];
    return true;
}

static void close_its_part(bench__process_t *process) {
    if (process->its_end >= 0) {
        close(process->its_end);
    }
    if (process->box != NULL) {
        close(process->its_box);
    }
}

static void close_shared(bench__process_t *process) {
    if (process->end >= 0) {
        close(process->end);
    }
    bench__black_box_close(process->box);
}

static int spawn_worker(const callgrind_t *callgrind, bench__process_t *process) {
    char number[16];
    const char *const ours[] = {"vtbench", BENCH_WORKER_COMMAND, number, NULL};
    const char *const valgrinds[] = {"valgrind",
                                     BENCH_CALLGRIND_OPTIONS,
                                     callgrind != NULL ? callgrind->out : NULL,
                                     callgrind != NULL ? callgrind->program : NULL,
                                     BENCH_WORKER_COMMAND,
                                     number,
                                     NULL};
    (void)snprintf(number, sizeof number, "%d", process->its_end);
    return callgrind != NULL ? spawn("valgrind", valgrinds, process, &process->pid)
                             : spawn("/proc/self/exe", ours, process, &process->pid);
}

static bool start(const bench_plan_t *plan, const callgrind_t *callgrind, bench__process_t *process,
                  bench_problem_t *problem) {
    bool shared = open_shared(process);
    if (!shared || !bench_set_environment(plan->mode)) {
        bench_problem(problem, "cannot start a measuring process: %s", strerror(errno));
    } else {
        int error = spawn_worker(callgrind, process);
        shared = error == 0 ||
                 bench_problem(problem, "cannot start a measuring process: %s", strerror(error));
    }
    return shared && process->pid > 0;
}

/* A process that has ended already is told of when it is waited for. */
static bool send_plan(const bench_plan_t *plan, const bench__process_t *process,
                      bench_problem_t *problem) {
    bench_plan_t with_box = *plan;
    with_box.box = (uint32_t)process->its_box;
    char *line = bench__plan_to_json(&with_box, problem);
    if (line != NULL) {
        (void)bench__channel_send(process->end, line);
    }
    free(line);
    return line != NULL;
}

/* ---- from start to end ---- */

static bool run_process(const bench_plan_t *plan, const callgrind_t *callgrind,
                        bench__harvest_t *harvest, bench_problem_t *problem) {
    bench__process_t process;
    bool good = start(plan, callgrind, &process, problem);
    if (good) {
        bench__pass_interrupts_to(process.pid);
        good = send_plan(plan, &process, problem);
        close_its_part(&process);
        good = bench__harvest_process(harvest, &process, good, problem) && good;
        bench__pass_interrupts_to(0);
    } else {
        close_its_part(&process);
    }
    close_shared(&process);
    return good;
}

/* One process after the other, each without the case that ended the one before. */
static bool run_processes(bench_plan_t *plan, const callgrind_t *callgrind,
                          const bench_gathering_t *gathering, bench_problem_t *problem) {
    bench_plan_t rest = *plan;
    bench__harvest_t harvest = {.gathering = gathering, .plan = plan};
    bool good = true;
    rest.choice.left_out = (bench_names_t){0};
    do {
        bench_names_deinit(&rest.choice.left_out);
        good =
            (bench_names_add_all(&rest.choice.left_out, &plan->choice.left_out) &&
             (plan->resting == NULL || bench_names_add_all(&rest.choice.left_out, plan->resting)) &&
             bench_names_add_all(&rest.choice.left_out, &harvest.done)) ||
            bench_out_of_memory(problem, "a measuring process");
        good = good && run_process(&rest, callgrind, &harvest, problem);
    } while (good && harvest.goes_on && !bench_was_interrupted());
    bench_names_deinit(&rest.choice.left_out);
    bench_names_deinit(&harvest.done);
    return good;
}

bool bench_launch(bench_plan_t *plan, const bench_gathering_t *gathering,
                  bench_problem_t *problem) {
    callgrind_t callgrind;
    if (plan->mode != BENCH_MODE_INSTRUCTIONS || plan->by != BENCH_BY_CALLGRIND) {
        return run_processes(plan, NULL, gathering, problem);
    }
    if (!callgrind_prepare(&callgrind, problem)) {
        return false;
    }
    plan->folder = callgrind.folder;
    bool good = run_processes(plan, &callgrind, gathering, problem);
    plan->folder = NULL;
    callgrind_remove(&callgrind);
    return good;
}
