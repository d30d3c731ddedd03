#include "black_box.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

/* ---- the memory ---- */

static bench__black_box_t private_box;
static bench__black_box_t *attached = &private_box;
bench__black_box_t *bench__black_box = &private_box;

static bench__black_box_t *map(int descriptor) {
    void *box =
        mmap(NULL, sizeof(bench__black_box_t), PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);
    return box != MAP_FAILED ? box : NULL;
}

bench__black_box_t *bench__black_box_open(int *descriptor) {
    bench__black_box_t *box = NULL;
    *descriptor = memfd_create("vtbench-black-box", MFD_CLOEXEC);
    if (*descriptor >= 0 && ftruncate(*descriptor, sizeof *box) == 0) {
        box = map(*descriptor);
    }
    if (box == NULL && *descriptor >= 0) {
        int error = errno;
        close(*descriptor);
        errno = error;
    }
    return box;
}

void bench__black_box_close(bench__black_box_t *box) {
    if (box != NULL) {
        (void)munmap(box, sizeof *box);
    }
}

static void leave_it_to_the_parent(void) {
    bench__black_box = &private_box;
}

bool bench__black_box_attach(int descriptor) {
    bench__black_box_t *box = descriptor == 0 ? &private_box : map(descriptor);
    if (box == NULL || (errno = pthread_atfork(NULL, NULL, leave_it_to_the_parent)) != 0) {
        return false;
    }
    if (descriptor != 0) {
        close(descriptor);
    }
    attached = box;
    bench__black_box = box;
    return true;
}

void bench__black_box_adopt(void) {
    bench__black_box = attached;
}

bool bench__is_stray(void) {
    return bench__black_box != attached;
}

/* ---- the end, in the process itself ---- */

static void on_exit_called(int status, void *unused) {
    (void)status;
    (void)unused;
    atomic_store(&bench__black_box->called_exit, true);
}

/* The disposition is the default again, so that the signal ends the process when it is raised, and
 * also if this runs into the same. */
static void on_crash(int number) {
    bench__black_box_t *box = bench__black_box;
    atomic_store(&box->signal, number);
    bench_stack_take(&box->stack, __builtin_return_address(0));
    (void)raise(number);
}

/* A stack that overflowed has no room for the handler. Of the main thread only: on others an
 * overflow is told without a stack. A sanitizer has set one already, and takes it away again. */
static void use_other_stack(void) {
    static char room[64 << 10];
    const stack_t other = {.ss_sp = room, .ss_size = sizeof room};
    stack_t present;
    if (sigaltstack(NULL, &present) == 0 && (present.ss_flags & SS_DISABLE) != 0) {
        (void)sigaltstack(&other, NULL);
    }
}

static void catch_crash(int number) {
    const struct sigaction action = {.sa_handler = on_crash,
                                     .sa_flags = (int)(SA_ONSTACK | SA_RESETHAND | SA_NODEFER)};
    struct sigaction before;
    if (sigaction(number, NULL, &before) == 0 && before.sa_handler == SIG_DFL) {
        (void)sigaction(number, &action, NULL);
    }
}

void bench__black_box_give_up(const bench_problem_t *reason) {
    bench__black_box_t *box = bench__black_box;
    box->reason = *reason;
    atomic_store(&box->gave_up, true);
    _exit(EXIT_FAILURE);
}

void bench__black_box_watch_process(void) {
    static const int signals[] = {SIGABRT, SIGBUS, SIGFPE, SIGILL, SIGSEGV, SIGSYS, SIGTRAP};
    bench_stack_prepare();
    use_other_stack();
    for (size_t i = 0; i < sizeof signals / sizeof signals[0]; i++) {
        catch_crash(signals[i]);
    }
    (void)on_exit(on_exit_called, NULL);
}

/* ---- reading it ---- */

void bench__black_box_clear(bench__black_box_t *box) {
    memset(box, 0, sizeof *box);
}

bool bench__black_box_has_case(const bench__black_box_t *box) {
    return atomic_load(&box->phase) > BENCH__PHASE_LOAD;
}

bool bench__black_box_is_inside(const bench__black_box_t *box) {
    return atomic_load(&box->steps) % 2 == 1;
}

const char *bench__black_box_where(const bench__black_box_t *box) {
    static const char *const words[][2] = {
        [BENCH__PHASE_NONE] = {"before any case", "in no case"},
        [BENCH__PHASE_LOAD] = {"before any case", "while plugins were loaded"},
        [BENCH__PHASE_SET_UP] = {"after set-up", "in set-up"},
        [BENCH__PHASE_RUN] = {"after run", "in run"},
        [BENCH__PHASE_TEAR_DOWN] = {"after tear-down", "in tear-down"}};
    uint32_t phase = atomic_load(&box->phase);
    return words[phase <= BENCH__PHASE_TEAR_DOWN ? phase : BENCH__PHASE_NONE]
                [bench__black_box_is_inside(box)];
}

/* A signal that was caught is also the one of the status, unless the handler came to nothing. */
static bool tell_signal(const bench__black_box_t *box, int number, bench_problem_t *reason) {
    char stack[256] = "";
    int caught = atomic_load(&box->signal);
    number = caught != 0 ? caught : number;
    bench_stack_format(&box->stack, stack, sizeof stack);
    return bench_problem(reason, "ended by signal %d (%s) %s%s%s", number, strsignal(number),
                         bench__black_box_where(box), stack[0] != '\0' ? ", at " : "", stack);
}

bool bench__black_box_tell_end(const bench__black_box_t *box, int status, bench_problem_t *reason) {
    const char *where = bench__black_box_where(box);
    if (atomic_load(&box->gave_up)) {
        return bench_problem(reason, "%s, %s", box->reason.text, where);
    }
    if (atomic_load(&box->lost_channel)) {
        return bench_problem(reason,
                             "closed descriptors that are not its own %s: its process could tell "
                             "nothing more",
                             where);
    }
    if (WIFSIGNALED(status)) {
        return tell_signal(box, WTERMSIG(status), reason);
    }
    if (atomic_load(&box->called_exit)) {
        return bench_problem(reason, "called exit(%d) %s", WEXITSTATUS(status), where);
    }
    return bench_problem(reason, "ended its process with status %d %s", WEXITSTATUS(status), where);
}
