#include "harvest.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "channel.h"
#include "message.h"
#include "process.h"
#include "runner/interrupts.h"

/* A process that was interrupted ends with the slice, or the case that it counts. */
#define SECONDS_TO_STOP 10

/* One that is done has to run what the C library and plugins do at the end. */
#define SECONDS_TO_END 30

/* Callgrind is fifty times slower, but calls are shorter under it. */
#define CALLGRIND_TIMES 5

/* One process, while it is listened to. */
typedef struct listening {
    bench__harvest_t *harvest;
    const bench__process_t *process;
    bool done;    /* its own last message */
    bool refused; /* it sent a problem, or what it may not send */
    /* The call of measured code that it is in, as last seen. */
    uint64_t steps;
    double since;
    double interrupted; /* since when; 0: it is not */
    double waited;      /* above 0: so long for a call, in vain */
} listening_t;

/* ---- a case that failed ---- */

/* The row of that number; what OLD's copy fails at, OLD does. NULL: the report has none. */
static bench_row_t *row_of(const listening_t *listening, uint32_t subject, uint64_t number) {
    bool builds = listening->harvest->plan->mode == BENCH_MODE_AB;
    subject = builds && subject == BENCH_AB_AGAIN ? BENCH_AB_OLD : subject;
    bench_report_t *report = &listening->harvest->gathering->reports[subject];
    return subject < (builds ? BENCH_AB_SUBJECTS : 1) && number < report->row_count
               ? &report->rows[number]
               : NULL;
}

/* "OLD: " where builds are told apart: the subject's, or that of all that is gathered. */
static const char *label_of(const listening_t *listening, uint32_t subject) {
    static const char *const labels[BENCH_AB_SUBJECTS] = {"OLD: ", "OLD again: ", "NEW: "};
    return listening->harvest->plan->mode == BENCH_MODE_AB && subject < BENCH_AB_SUBJECTS
               ? labels[subject]
               : listening->harvest->gathering->label;
}

/* The first failure of a case stays. Where memory is short the failure is at least counted. */
static void note_failure(const listening_t *listening, bench_row_t *row, uint32_t subject,
                         const char *name, const char *reason) {
    const bench_gathering_t *gathering = listening->harvest->gathering;
    bench_progress_clear(gathering->progress);
    bench_failures_add(gathering->failures, label_of(listening, subject), name, reason);
    bench_progress_step(gathering->progress);
    if (row != NULL && row->failure == NULL) {
        row->failure = strdup(reason);
    }
}

/* Leaves the case of that row out from now on. */
static bool leave_out(const listening_t *listening, const bench_row_t *row,
                      bench_problem_t *problem) {
    char name[BENCH_CASE_NAME_MAX];
    return bench_names_add(&listening->harvest->plan->choice.left_out,
                           bench_case_format(&row->key, name)) ||
           bench_out_of_memory(problem, name);
}

/* ---- messages ---- */

static bool add_done(bench__harvest_t *harvest, const bench_case_key_t *key,
                     bench_problem_t *problem) {
    char name[BENCH_CASE_NAME_MAX];
    return bench_names_add(&harvest->done, bench_case_format(key, name)) ||
           bench_out_of_memory(problem, name);
}

static bool take_row(const listening_t *listening, bench__message_t *message,
                     bench_problem_t *problem) {
    bench__harvest_t *harvest = listening->harvest;
    uint32_t subjects = harvest->plan->mode == BENCH_MODE_AB ? BENCH_AB_SUBJECTS : 1;
    if (message->subject >= subjects) {
        return bench_problem(problem, "a measuring process measured a subject that it has not");
    }
    bench_progress_step(harvest->gathering->progress);
    return bench__merge(&harvest->gathering->reports[message->subject], &message->row, problem) &&
           add_done(harvest, &message->row.key, problem);
}

static bool take_failure(const listening_t *listening, const bench__message_t *message,
                         bench_problem_t *problem) {
    bench_row_t *row = message->number >= 0
                           ? row_of(listening, message->subject, (uint64_t)message->number)
                           : NULL;
    note_failure(listening, row, message->subject, message->name, message->text);
    return row == NULL || (add_done(listening->harvest, &row->key, problem) &&
                           (!message->ends || leave_out(listening, row, problem)));
}

static bool take_message(listening_t *listening, bench__message_t *message,
                         bench_problem_t *problem) {
    switch (message->kind) {
    case BENCH__MESSAGE_ROW:
        return take_row(listening, message, problem);
    case BENCH__MESSAGE_FAILURE:
        return take_failure(listening, message, problem);
    case BENCH__MESSAGE_PROBLEM:
        return bench_problem(problem, "%s", message->text);
    case BENCH__MESSAGE_DONE:
        listening->done = true;
        return true;
    }
    return false;
}

/* ---- patience ---- */

static double patience_of(const listening_t *listening) {
    const bench_patience_t *patience = listening->harvest->gathering->patience;
    const bench_plan_t *plan = listening->harvest->plan;
    bool slow = plan->mode == BENCH_MODE_INSTRUCTIONS && plan->by == BENCH_BY_CALLGRIND;
    double floor = slow ? BENCH_PATIENCE_SECONDS * CALLGRIND_TIMES : BENCH_PATIENCE_SECONDS;
    double grown = patience->longest * BENCH_PATIENCE_TIMES;
    if (patience->seconds > 0) {
        return patience->seconds;
    }
    return grown > floor ? grown : floor;
}

/* Whether the process goes on from one call of measured code to the next. Between calls the harness
 * is at work, which comes to its end. */
static bool goes_on(void *context) {
    listening_t *listening = context;
    bench_patience_t *patience = listening->harvest->gathering->patience;
    uint64_t steps = atomic_load(&listening->process->box->steps);
    double now = bench__seconds();
    double waited = now - listening->since;
    if (bench_was_interrupted() && listening->interrupted == 0) {
        listening->interrupted = now;
    }
    if (steps != listening->steps) {
        bool was_inside = listening->steps % 2 == 1;
        patience->longest = was_inside && waited > patience->longest ? waited : patience->longest;
        listening->steps = steps;
        listening->since = now;
    } else if (bench__black_box_is_inside(listening->process->box) &&
               waited > patience_of(listening)) {
        listening->waited = waited;
        return false;
    }
    return listening->interrupted == 0 || now - listening->interrupted < SECONDS_TO_STOP;
}

/* Takes messages until the process is done, or stops talking. False: it has a problem. */
static bool take_messages(listening_t *listening, bench_problem_t *problem) {
    bench__reader_t reader;
    const char *line;
    bool good = true;
    bench__reader_init(&reader, listening->process->end, listening->process->pid);
    reader.goes_on = goes_on;
    reader.context = listening;
    while (good && !listening->done && (line = bench__reader_next(&reader)) != NULL) {
        bench__message_t message;
        good = bench__message_from_json(line, &message, problem);
        if (good) {
            good = take_message(listening, &message, problem);
            bench__message_deinit(&message);
        }
    }
    bench__reader_deinit(&reader);
    return good;
}

/* ---- the end ---- */

static void tell_reason(const listening_t *listening, int status, bench_problem_t *reason) {
    if (listening->waited > 0) {
        bench_problem(reason,
                      "did not come to its end within %.0f s %s; --timeout gives it more time",
                      listening->waited, bench__black_box_where(listening->process->box));
    } else {
        bench__black_box_tell_end(listening->process->box, status, reason);
    }
}

/* The case that ended the process is told of and left out. False: it was none. */
static bool blame(const listening_t *listening, int status, bench_problem_t *problem) {
    const bench__black_box_t *box = listening->process->box;
    uint32_t subject = atomic_load(&box->subject);
    bench_row_t *row = row_of(listening, subject, atomic_load(&box->number));
    char name[BENCH_CASE_NAME_MAX];
    bench_problem_t reason;
    tell_reason(listening, status, &reason);
    if (row == NULL || !bench__black_box_has_case(box)) {
        return bench_problem(problem, "a measuring process %s", reason.text);
    }
    note_failure(listening, row, subject, bench_case_format(&row->key, name), reason.text);
    return leave_out(listening, row, problem);
}

/* A process that is done has told all: how it ends then takes nothing away, but is told. */
static void note_bad_end(const listening_t *listening, bool ended, int status) {
    bench_problem_t reason;
    if (!ended) {
        bench_problem(&reason, "did not end within %d s after all was measured", SECONDS_TO_END);
        note_failure(listening, NULL, 0, "a measuring process", reason.text);
    } else if (WIFSIGNALED(status)) {
        bench_problem(&reason, "ended by signal %d (%s) after all was measured", WTERMSIG(status),
                      strsignal(WTERMSIG(status)));
        note_failure(listening, NULL, 0, "a measuring process", reason.text);
    }
}

bool bench__harvest_process(bench__harvest_t *harvest, const bench__process_t *process,
                            bool started, bench_problem_t *problem) {
    listening_t listening = {.harvest = harvest, .process = process, .since = bench__seconds()};
    int status = 0;
    bool good = started && take_messages(&listening, problem);
    bool early = !good || listening.waited > 0;
    if (early || (bench_was_interrupted() && !listening.done)) {
        (void)kill(process->pid, SIGKILL); /* nothing that it measures from here on is of use */
    }
    bool ended = bench__process_wait(process->pid, SECONDS_TO_END, &status);
    (void)kill(-process->pid, SIGKILL); /* whatever it left behind */
    harvest->goes_on = false;
    if (!early && !ended) { /* it went on, but nothing that it had to tell could arrive */
        atomic_store(&process->box->lost_channel, true);
    }
    if (!good || bench_was_interrupted()) {
        return good;
    }
    if (listening.done) {
        note_bad_end(&listening, ended, status);
        return true;
    }
    harvest->goes_on = blame(&listening, status, problem);
    return harvest->goes_on;
}
