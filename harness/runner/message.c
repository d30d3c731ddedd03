#include "message.h"

#include <sched.h>
#include <stdlib.h>
#include <string.h>

#include "host_message.h"
#include "store/codec.h"
#include "store/report_file.h"

/* ---- messages ---- */

#define SOURCE "a measuring process"
#define REMEDY "both must be of one build"

static void code_failure(bench_codec_t *codec, bench__message_t *message) {
    bench_code_u32(codec, "subject", &message->subject);
    bench_code_integer(codec, "number", -1, &message->number);
    bench_code_flag(codec, "ends", &message->ends);
    bench_code_name(codec, "case", &message->name);
    bench_code_name(codec, "failure", &message->text);
}

static void code_message(bench_codec_t *codec, void *thing) {
    static const char *const kinds[] = {"row", "failure", "problem", "done", NULL};
    bench__message_t *message = thing;
    size_t kind = bench_code_enum(codec, "kind", kinds, message->kind);
    if (bench_codec_has_failed(codec)) {
        return;
    }
    switch ((bench__message_kind_t)kind) {
    case BENCH__MESSAGE_ROW:
        bench_code_u32(codec, "subject", &message->subject);
        bench_code_object(codec, "row", bench_code_row, &message->row);
        break;
    case BENCH__MESSAGE_FAILURE:
        code_failure(codec, message);
        break;
    case BENCH__MESSAGE_PROBLEM:
        bench_code_name(codec, "problem", &message->text);
        break;
    case BENCH__MESSAGE_DONE:
        break;
    }
    if (bench_codec_is_reading(codec)) {
        message->kind = (bench__message_kind_t)kind;
    }
}

char *bench__message_to_json(const bench__message_t *message, bench_problem_t *problem) {
    return bench_codec_write(SOURCE, REMEDY, code_message, message, problem);
}

bool bench__message_from_json(const char *line, bench__message_t *message,
                              bench_problem_t *problem) {
    *message = (bench__message_t){0};
    bench_row_init(&message->row);
    bool good =
        bench_codec_read(SOURCE, REMEDY, line, strlen(line), code_message, message, problem);
    if (!good) {
        bench__message_deinit(message);
    }
    return good;
}

void bench__message_deinit(bench__message_t *message) {
    bench_row_deinit(&message->row);
    free(message->name);
    free(message->text);
    message->name = NULL;
    message->text = NULL;
}

/* ---- the plan ---- */

#define PLAN_SOURCE "the plan of a measuring process"
#define PLAN_REMEDY "names of files and filters must be UTF-8"

static void code_element(bench_codec_t *codec, void *thing) {
    bench_code_text(codec, NULL, thing);
}

static void code_choice(bench_codec_t *codec, void *thing) {
    bench_choice_t *choice = thing;
    bench_code_list(codec, "filters", choice->filters, choice->filter_count, code_element);
    bench_code_list(codec, "plugins", choice->plugins, choice->plugin_count, code_element);
    bench_code_flag(codec, "with_suite", &choice->with_suite);
    bench_code_array(codec, "hosts", choice->hosts, choice->host_count, bench__code_host);
    bench_code_flag(codec, "copies", &choice->copies);
    bench_code_list(codec, "profiles", choice->profiles.items, choice->profiles.count,
                    code_element);
    bench_code_list(codec, "left_out", choice->left_out.items, choice->left_out.count,
                    code_element);
}

static void code_sampling(bench_codec_t *codec, void *thing) {
    static const bench_range_t slices = {1e-6, 60, false, "must be a number from 1e-6 to 60"};
    bench_sampling_t *sampling = thing;
    bench_code_u32(codec, "processes", &sampling->processes);
    bench_code_u32(codec, "rounds", &sampling->rounds);
    bench_code_number(codec, "slice_seconds", &slices, &sampling->slice_seconds);
    bench_code_u64_as_text(codec, "seed", &sampling->seed);
    bench_code_flag(codec, "calibrate_once", &sampling->calibrate_once);
    int64_t cpu = sampling->cpu;
    bench_code_integer(codec, "cpu", -1, &cpu);
    if (cpu >= CPU_SETSIZE) {
        bench_codec_wrong(codec, "cpu", "is larger than any");
    }
    sampling->cpu = (int)cpu;
}

static void code_slices(bench_codec_t *codec, void *thing) {
    static const bench_range_t times = {0, 1e15, false, "must be a number from 0 to 1e15"};
    bench_slices_t *slices = thing;
    uint64_t rounds = slices->rounds;
    bench_code_unsigned(codec, "operations", 0, &slices->operations);
    bench_code_unsigned(codec, "rounds", 0, &rounds);
    slices->rounds = rounds;
    bench_code_number(codec, "ns_per_op", &times, &slices->ns_per_op);
}

/* As text, so that reading checks what an option is checked for. */
static void code_loop(bench_codec_t *codec, bench_open_loop_t *loop) {
    char room[BENCH_OPEN_LOOP_TEXT_MAX];
    char *text = NULL;
    bench_problem_t unused;
    if (!bench_codec_is_reading(codec)) {
        text = (char *)(uintptr_t)bench_open_loop_format(loop, room);
        bench_code_text(codec, "open_loop", &text);
        return;
    }
    bench_code_text(codec, "open_loop", &text);
    if (text != NULL && text[0] != '\0' && !bench_open_loop_parse(loop, text, &unused)) {
        bench_codec_wrong(codec, "open_loop", "must be loads such as 50,80,95");
    }
    free(text);
}

static void code_plan(bench_codec_t *codec, void *thing) {
    static const char *const modes[] = {"count", "instructions", "time", "ab", NULL};
    static const char *const means[] = {"", "perf_event", "callgrind", NULL};
    static const bench_range_t seconds = {0, 60, false, "must be a number from 0 to 60"};
    bench_plan_t *plan = thing;
    plan->mode = (bench_mode_t)bench_code_enum(codec, "mode", modes, plan->mode);
    bench_code_flag(codec, "resident", &plan->resident);
    plan->by = (bench_instructions_by_t)bench_code_enum(codec, "instructions_by", means, plan->by);
    bench_code_object(codec, "choice", code_choice, &plan->choice);
    bench_code_text_or_null(codec, "folder", &plan->folder);
    bench_code_u32(codec, "process", &plan->process);
    bench_code_u32(codec, "box", &plan->box);
    bench_code_object(codec, "sampling", code_sampling, &plan->sampling);
    bench_code_array(codec, "slices", plan->slices, plan->slice_count, code_slices);
    bench_code_unsigned(codec, "single_operations", 0, &plan->single_operations);
    bench_code_number(codec, "single_seconds", &seconds, &plan->single_seconds);
    code_loop(codec, &plan->loop);
}

char *bench__plan_to_json(const bench_plan_t *plan, bench_problem_t *problem) {
    return bench_codec_write(PLAN_SOURCE, PLAN_REMEDY, code_plan, plan, problem);
}

bool bench__plan_from_json(const char *line, bench_plan_t *plan, bench_problem_t *problem) {
    *plan = (bench_plan_t){0};
    bool good =
        bench_codec_read(PLAN_SOURCE, PLAN_REMEDY, line, strlen(line), code_plan, plan, problem);
    if (!good) {
        bench__plan_deinit(plan);
    }
    return good;
}

void bench__plan_deinit(bench_plan_t *plan) {
    bench_choice_deinit(&plan->choice);
    free(plan->folder);
    free(plan->slices);
    *plan = (bench_plan_t){0};
}

/* ---- into the report of all processes ---- */

static void move_counts(bench_row_t *row, bench_row_t *measured) {
    bench_counts_deinit(&row->counts);
    row->counts = measured->counts;
    row->counted = true;
    bench_counts_init(&measured->counts);
    measured->counted = false;
}

/* Moves the samples of the process to the row. */
static bool move_samples(bench_row_t *row, bench_row_t *measured) {
    bench_process_samples_t *processes = reallocarray(
        row->processes, row->process_count + measured->process_count, sizeof *processes);
    if (processes == NULL) {
        return false;
    }
    memcpy(processes + row->process_count, measured->processes,
           measured->process_count * sizeof *processes);
    row->processes = processes;
    row->process_count += measured->process_count;
    free(measured->processes);
    measured->processes = NULL;
    measured->process_count = 0;
    return true;
}

bool bench__merge(bench_report_t *report, bench_row_t *measured, bench_problem_t *problem) {
    char name[BENCH_CASE_NAME_MAX];
    bench_row_t *row = bench_report_find(report, &measured->key);
    bench_case_format(&measured->key, name);
    if (row == NULL) {
        return bench_problem(problem, "a measuring process measured %s, which it was not to", name);
    }
    if (measured->counted) {
        move_counts(row, measured);
    }
    if (measured->instructions.by != BENCH_BY_NONE) {
        row->instructions = measured->instructions;
    }
    if (measured->process_count != 0 &&
        (!move_samples(row, measured) || !bench_row_merge_latencies(row, measured))) {
        return bench_out_of_memory(problem, name);
    }
    return true;
}
