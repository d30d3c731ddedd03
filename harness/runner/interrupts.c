/* interrupts.c - the signals that end the measuring. */
#include "interrupts.h"

#include <signal.h>

static volatile sig_atomic_t interrupted;
static volatile sig_atomic_t measuring; /* a process and its group; 0: nobody */

static void on_interrupt(int signal_number) {
    (void)signal_number;
    interrupted = 1;
    if (measuring > 0) {
        (void)kill(-(pid_t)measuring, SIGINT);
    }
}

/* `unless_ignored`: a signal that was ignored stays so. */
static void catch_signal(int signal_number, bool unless_ignored) {
    const struct sigaction action = {.sa_handler = on_interrupt, .sa_flags = SA_RESTART};
    struct sigaction before;
    if (sigaction(signal_number, NULL, &before) == 0 &&
        !(unless_ignored && before.sa_handler == SIG_IGN)) {
        (void)sigaction(signal_number, &action, NULL);
    }
}

void bench_catch_interrupts(void) {
    catch_signal(SIGINT, false); /* which shells ignore for what a script starts with "&" */
    catch_signal(SIGTERM, true);
    catch_signal(SIGHUP, true); /* nohup */
}

bool bench_was_interrupted(void) {
    return interrupted != 0;
}

void bench__pass_interrupts_to(pid_t pid) {
    measuring = (sig_atomic_t)pid;
    if (pid > 0 && interrupted) {
        (void)kill(-pid, SIGINT);
    }
}
