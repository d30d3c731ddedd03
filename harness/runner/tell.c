#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "channel.h"
#include "message.h"
#include "worker_parts.h"

static bool send_message(const bench__worker_t *worker, const bench__message_t *message,
                         bench_problem_t *problem) {
    char *line = bench__message_to_json(message, problem);
    bool good = line != NULL;
    if (good && !bench__channel_send(worker->end, line)) {
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

static void send_texts(const bench__worker_t *worker, bench__message_kind_t kind, const char *name,
                       const char *text) {
    bench_problem_t safe_name;
    bench_problem_t safe_text;
    bench_problem_t unused;
    bench__message_t message = {.kind = kind, .name = safe_name.text, .text = safe_text.text};
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

void bench__tell_case(const bench__worker_t *worker, const bench_case_key_t *key) {
    char name[BENCH_CASE_NAME_MAX];
    send_texts(worker, BENCH__MESSAGE_CASE, bench_case_format(key, name), "");
}

void bench__tell_failure(const bench__worker_t *worker, const char *name, const char *reason) {
    send_texts(worker, BENCH__MESSAGE_FAILURE, name, reason);
}

void bench__tell_problem(const bench__worker_t *worker, const char *text) {
    send_texts(worker, BENCH__MESSAGE_PROBLEM, "", text);
}

void bench__tell_done(const bench__worker_t *worker) {
    send_texts(worker, BENCH__MESSAGE_DONE, "", "");
}

void bench__tell_row(const bench__worker_t *worker, uint32_t subject, const bench_row_t *row) {
    char name[BENCH_CASE_NAME_MAX];
    bench_problem_t problem;
    const bench__message_t message = {.kind = BENCH__MESSAGE_ROW, .subject = subject, .row = *row};
    if (!send_message(worker, &message, &problem)) {
        bench__tell_failure(worker, bench_case_format(&row->key, name), problem.text);
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
