/*
 * worker_instructions.c - a measuring process of `vtbench run --instructions`.
 *
 * Each case has a process of its own, forked from one that has done nothing yet, so that its number
 * does not hang on the cases before it: on what they left in the heap, and on threads that stayed.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "measure/instructions.h"
#include "worker_parts.h"

static void say(const measured_case_t *measured, bench_instructions_t instructions) {
    bench_row_t row;
    bench_row_init(&row);
    if (!selection_describe(measured->selected, &row)) {
        worker_say_failure(measured->name, "out of memory");
    } else if (worker_results_were_right(measured)) {
        row.instructions = instructions;
        worker_say_row("", &row);
    }
    bench_row_deinit(&row);
}

static void count_case(const worker_t *worker, const selected_case_t *selected) {
    measured_case_t measured;
    bench_instruction_counter_t counter;
    bench_instructions_t instructions;
    bench_problem_t problem;
    char name[SELECTION_NAME_MAX];
    if (!bench_instruction_counter_open(worker->instructions, worker->folder, &counter, &problem)) {
        worker_say_failure(selection_name(selected, name), problem.text);
    } else if (worker_set_up(&measured, selected, "", worker->seed)) {
        bench_subject_t subject = worker_subject(&measured);
        if (bench_count_instructions(&counter, &subject, &instructions, &problem)) {
            say(&measured, instructions);
        } else {
            worker_say_failure(measured.name, problem.text);
        }
        worker_tear_down(&measured);
    }
    bench_instruction_counter_close(&counter);
}

static void count_apart(const worker_t *worker, const selected_case_t *selected) {
    char name[SELECTION_NAME_MAX];
    int status = 0;
    (void)fflush(stdout);
    pid_t pid = fork();
    if (pid == 0) {
        (void)prctl(PR_SET_PDEATHSIG, SIGKILL); /* it too ends with its parent */
        count_case(worker, selected);
        (void)fflush(stdout);
        _exit(EXIT_WELL);
    }
    if (pid < 0) {
        worker_say_failure(selection_name(selected, name), strerror(errno));
        return;
    }
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR) {
        /* a signal handler ran */
    }
    if (status != 0) {
        worker_say_failure(selection_name(selected, name), "its process ended early");
    }
}

void worker_count_instructions(const worker_t *worker) {
    for (size_t i = 0; i < worker->selection.case_count && !worker_stop; i++) {
        count_apart(worker, &worker->selection.cases[i]);
    }
}
