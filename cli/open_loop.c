#include "open_loop.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool has_percent(const open_loop_t *loop, unsigned percent) {
    for (size_t i = 0; i < loop->count; i++) {
        if (loop->percents[i] == percent) {
            return true;
        }
    }
    return false;
}

void open_loop_parse(open_loop_t *loop, const char *argument, struct argp_state *state) {
    const char *rest = argument;
    do {
        char *end;
        unsigned long percent = strtoul(rest, &end, 10);
        if (*rest < '0' || *rest > '9' || (*end != ',' && *end != '\0') || percent < 1 ||
            percent > 99 || has_percent(loop, (unsigned)percent)) {
            argp_error(state,
                       "--open-loop takes different loads from 1 to 99 per cent, such as "
                       "50,80,95, not '%s'",
                       argument);
        }
        if (loop->count == OPEN_LOOP_MAX) {
            argp_error(state, "--open-loop takes at most %d loads", OPEN_LOOP_MAX);
        }
        loop->percents[loop->count++] = (unsigned)percent;
        rest = *end == ',' ? end + 1 : NULL;
    } while (rest != NULL);
}

const char *open_loop_text(const open_loop_t *loop, char text[OPEN_LOOP_TEXT_MAX]) {
    size_t used = 0;
    text[0] = '\0';
    for (size_t i = 0; i < loop->count; i++) {
        int length = snprintf(text + used, OPEN_LOOP_TEXT_MAX - used, "%s%u", i > 0 ? "," : "",
                              loop->percents[i]);
        used += (size_t)length;
    }
    return text;
}

bool open_loop_has(const selected_case_t *selected) {
    return selected->scenario->open_loop && !selected->definition->batches_only;
}

int open_loop_check(const open_loop_t *loop, const selection_t *selection) {
    char names[256] = "";
    const scenario_t *last = NULL;
    size_t used = 0;
    for (size_t i = 0; loop->count > 0 && i < selection->case_count; i++) {
        const scenario_t *scenario = selection->cases[i].scenario;
        if (open_loop_has(&selection->cases[i])) {
            return EXIT_WELL;
        }
        if (scenario != last && used < sizeof names) {
            int length = snprintf(names + used, sizeof names - used, "%s%s", used > 0 ? ", " : "",
                                  scenario->name);
            used += (size_t)length;
        }
        last = scenario;
    }
    return loop->count == 0
               ? EXIT_WELL
               : cli_fail(EXIT_USAGE,
                          "--open-loop: nothing selected of %s can be run in an open loop; select "
                          "async_completion or buffered_read, or a scenario that sets open_loop",
                          names);
}

static bool has_response(const bench_row_t *row) {
    for (size_t i = 0; i < row->latency_count; i++) {
        if (row->latencies[i].kind == BENCH_RESPONSE &&
            bench_latency_is_whole(row, &row->latencies[i])) {
            return true;
        }
    }
    return false;
}

static const char *why_skipped(const scenario_case_t *definition) {
    return definition->batches_only
               ? "one operation alone is not as one of many"
               : "one operation is too short to be timed alone, or a period of them too long";
}

static bool was_skipped(const selected_case_t *selected, const bench_row_t *row) {
    return selected->scenario->open_loop && row->process_count > 0 && !has_response(row);
}

/* The cases from `first` to `end` are of one scenario and params. */
static void tell_group(const selection_t *selection, const bench_report_t *report, size_t first,
                       size_t end) {
    const selected_case_t *selected = &selection->cases[first];
    const char *params = selected->definition->params;
    const char *why = "";
    size_t skipped = 0;
    for (size_t i = first; i < end; i++) {
        if (was_skipped(&selection->cases[i], &report->rows[i])) {
            why = why_skipped(selection->cases[i].definition);
            skipped++;
        }
    }
    if (skipped > 0) {
        cli_fail(EXIT_WELL, "%s%s%s: no open loop for %zu of %zu contenders: %s",
                 selected->scenario->name, params[0] == '\0' ? "" : ";", params, skipped,
                 end - first, why);
    }
}

void open_loop_tell_skipped(const open_loop_t *loop, const selection_t *selection,
                            const bench_report_t *report) {
    for (size_t first = 0; loop->count > 0 && first < selection->case_count;) {
        size_t end = selection_group_end(selection, first);
        tell_group(selection, report, first, end);
        first = end;
    }
}
