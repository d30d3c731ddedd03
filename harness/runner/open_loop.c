/* open_loop.c - the loads of an open loop, and which cases can have one. */
#include "runner/open_loop.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool has_percent(const bench_open_loop_t *loop, unsigned long percent) {
    for (size_t i = 0; i < loop->count; i++) {
        if (loop->percents[i] == percent) {
            return true;
        }
    }
    return false;
}

/* Takes one load off the front of *text. */
static bool parse_load(bench_open_loop_t *loop, const char **text) {
    char *end;
    unsigned long percent = strtoul(*text, &end, 10);
    bool good = **text >= '0' && **text <= '9' && (*end == ',' || *end == '\0') && percent >= 1 &&
                percent <= 99 && !has_percent(loop, percent);
    if (good) {
        loop->percents[loop->count++] = (unsigned)percent;
        *text = *end == ',' ? end + 1 : NULL;
    }
    return good;
}

bool bench_open_loop_parse(bench_open_loop_t *loop, const char *text, bench_problem_t *problem) {
    bench_open_loop_t more = *loop;
    const char *rest = text;
    while (rest != NULL) {
        if (more.count == BENCH_OPEN_LOOP_MAX) {
            return bench_problem(problem, "--open-loop takes at most %d loads",
                                 BENCH_OPEN_LOOP_MAX);
        }
        if (!parse_load(&more, &rest)) {
            return bench_problem(problem,
                                 "--open-loop takes different loads from 1 to 99 per cent, such as "
                                 "50,80,95, not '%s'",
                                 text);
        }
    }
    *loop = more;
    return true;
}

const char *bench_open_loop_format(const bench_open_loop_t *loop,
                                   char text[BENCH_OPEN_LOOP_TEXT_MAX]) {
    size_t used = 0;
    text[0] = '\0';
    for (size_t i = 0; i < loop->count; i++) {
        int length = snprintf(text + used, BENCH_OPEN_LOOP_TEXT_MAX - used, "%s%u",
                              i > 0 ? "," : "", loop->percents[i]);
        used += (size_t)length;
    }
    return text;
}

bool bench_open_loop_has(const bench_selected_t *selected) {
    return selected->scenario->open_loop && !selected->definition->batches_only;
}

bool bench_open_loop_check(const bench_open_loop_t *loop, const bench_selection_t *selection,
                           bench_problem_t *problem) {
    char names[256] = "";
    const scenario_t *last = NULL;
    size_t used = 0;
    for (size_t i = 0; loop->count > 0 && i < selection->case_count; i++) {
        const scenario_t *scenario = selection->cases[i].scenario;
        if (bench_open_loop_has(&selection->cases[i])) {
            return true;
        }
        if (scenario != last && used < sizeof names) {
            int length = snprintf(names + used, sizeof names - used, "%s%s", used > 0 ? ", " : "",
                                  scenario->name);
            used += (size_t)length;
        }
        last = scenario;
    }
    return loop->count == 0 ||
           bench_problem(problem,
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

static bool was_skipped(const bench_selected_t *selected, const bench_row_t *row) {
    return selected->scenario->open_loop && row->process_count > 0 && !has_response(row);
}

static const char *why_skipped(const scenario_case_t *definition) {
    return definition->batches_only
               ? "one operation alone is not as one of many"
               : "one operation is too short to be timed alone, or a period of them too long";
}

/* The cases from `first` to `end` are of one group. False: none of them was skipped. */
static bool describe_group(const bench_selection_t *selection, const bench_report_t *report,
                           size_t first, size_t end, bench_problem_t *line) {
    const bench_case_key_t *key = &selection->cases[first].key;
    const char *why = "";
    size_t skipped = 0;
    for (size_t i = first; i < end; i++) {
        if (was_skipped(&selection->cases[i], &report->rows[i])) {
            why = why_skipped(selection->cases[i].definition);
            skipped++;
        }
    }
    bench_problem(line, "%s%s%s: no open loop for %zu of %zu contenders: %s", key->scenario,
                  key->params[0] == '\0' ? "" : ";", key->params, skipped, end - first, why);
    return skipped > 0;
}

void bench_open_loop_tell_skipped(const bench_open_loop_t *loop, const bench_selection_t *selection,
                                  const bench_report_t *report,
                                  void (*tell)(void *context, const char *line), void *context) {
    for (size_t first = 0; loop->count > 0 && first < selection->case_count;) {
        size_t end = bench_selection_group_end(selection, first);
        bench_problem_t line;
        if (describe_group(selection, report, first, end, &line)) {
            tell(context, line.text);
        }
        first = end;
    }
}
