#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "black_box.h"
#include "channel.h"
#include "message.h"
#include "worker_parts.h"

static bool send_message(const bench__worker_t *worker, const bench__message_t *message,
                         bench_problem_t *problem) {
    char *line = bench__message_to_json(message, problem);
    bool good = line != NULL;
    if (good && !bench__channel_send(worker->end, line)) {
        /* Where the parent is still there, it learns from this what happened. */
        atomic_store(&bench__black_box->lost_channel, true);
        _exit(EXIT_FAILURE);
    }
    free(line);
    return good;
}

/* Texts of others, such as the C library's, may be in any encoding, or cut in a character. */
static void make_ascii(char *text) {
    for (; *text != '\0'; text++) {
        if ((unsigned char)*text >= 0x80) {
            *text = '?';
        }
    }
}

/* Its texts are made such that they can be sent. */
static void send_texts(const bench__worker_t *worker, bench__message_t message, const char *name,
                       const char *text) {
    bench_problem_t safe_name;
    bench_problem_t safe_text;
    bench_problem_t unused;
    message.name = safe_name.text;
    message.text = safe_text.text;
    bench_problem(&safe_name, "%s", name);
    bench_problem(&safe_text, "%s", text[0] != '\0' ? text : "no reason is known");
    if (!send_message(worker, &message, &unused)) {
        make_ascii(safe_name.text);
        make_ascii(safe_text.text);
        if (!send_message(worker, &message, &unused)) {
            _exit(EXIT_FAILURE); /* the parent tells that this process was not done */
        }
    }
}

void bench__tell_failure(const bench__worker_t *worker, const char *name, const char *reason) {
    const bench__message_t message = {.kind = BENCH__MESSAGE_FAILURE, .number = -1};
    send_texts(worker, message, name, reason);
}

static void tell_of_case(const bench__worker_t *worker, const bench_selected_t *selected,
                         uint32_t subject, bool ends, const char *reason) {
    const bench__message_t message = {.kind = BENCH__MESSAGE_FAILURE,
                                      .subject = subject,
                                      .number = (int64_t)selected->number,
                                      .ends = ends};
    char name[BENCH_CASE_NAME_MAX];
    send_texts(worker, message, bench_case_format(&selected->key, name), reason);
}

void bench__tell_case_failure(const bench__worker_t *worker, const bench_selected_t *selected,
                              uint32_t subject, const char *reason) {
    tell_of_case(worker, selected, subject, false, reason);
}

void bench__tell_end_of_case(const bench__worker_t *worker, const bench_selected_t *selected,
                             const char *reason) {
    tell_of_case(worker, selected, 0, true, reason);
}

void bench__tell_problem(const bench__worker_t *worker, const char *text) {
    const bench__message_t message = {.kind = BENCH__MESSAGE_PROBLEM};
    send_texts(worker, message, "", text);
}

void bench__tell_done(const bench__worker_t *worker) {
    const bench__message_t message = {.kind = BENCH__MESSAGE_DONE};
    send_texts(worker, message, "", "");
}

/* What a row could not be sent for, is a failure of its case. */
static void tell_unsent(const bench__worker_t *worker, uint32_t subject, const bench_row_t *row,
                        const char *reason) {
    const bench_selected_t *selected = bench_selection_case(&worker->selection, &row->key);
    char name[BENCH_CASE_NAME_MAX];
    if (selected != NULL) {
        bench__tell_case_failure(worker, selected, subject, reason);
    } else {
        bench__tell_failure(worker, bench_case_format(&row->key, name), reason);
    }
}

void bench__tell_row(const bench__worker_t *worker, uint32_t subject, const bench_row_t *row) {
    bench_problem_t problem;
    const bench__message_t message = {.kind = BENCH__MESSAGE_ROW, .subject = subject, .row = *row};
    if (!send_message(worker, &message, &problem)) {
        tell_unsent(worker, subject, row, problem.text);
    }
}

/* A slice is not known to a tenth of a picosecond; more digits would only make the report larger.
 * The yardstick divides: of its step, which is about 1 ns, two digits more. */
static double rounded(double ns, double digits) {
    double whole = round(ns * digits) / digits;
    return whole > 0 ? whole : ns;
}

static void round_samples(bench_process_samples_t *samples) {
    samples->yardstick = rounded(samples->yardstick, 1e6);
    for (size_t i = 0; i < samples->slice_count; i++) {
        samples->slices[i] = rounded(samples->slices[i], 1e4);
    }
}

void bench__tell_timed(const bench__worker_t *worker, uint32_t subject, bench_row_t *row,
                       bench_process_samples_t *samples) {
    round_samples(samples);
    row->processes = samples;
    row->process_count = 1;
    bench__tell_row(worker, subject, row);
    row->processes = NULL;
    row->process_count = 0;
}
