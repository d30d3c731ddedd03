#include "process.h"

#include <errno.h>
#include <signal.h>
#include <sys/wait.h>
#include <time.h>

double bench__seconds(void) {
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

/* False: it has not ended yet. */
static bool has_ended(pid_t pid, int how, int *status) {
    pid_t ended;
    do {
        ended = waitpid(pid, status, how);
    } while (ended < 0 && errno == EINTR);
    return ended != 0; /* a child that is not there has ended */
}

bool bench__process_wait(pid_t pid, double seconds, int *status) {
    static const struct timespec pause = {.tv_nsec = 1000000};
    double end = bench__seconds() + seconds;
    *status = 0;
    while (!has_ended(pid, WNOHANG, status)) {
        if (bench__seconds() > end) {
            (void)kill(pid, SIGKILL);
            (void)has_ended(pid, 0, status);
            return false;
        }
        (void)nanosleep(&pause, NULL);
    }
    return true;
}
