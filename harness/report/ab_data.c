/* ab_data.c - two builds for programs: CSV and JSON from one list of columns. */
#include <math.h>

#include "ab_parts.h"
#include "exact_columns.h"
#include "text.h"

static const char *or_empty(const char *text) {
    return text != NULL ? text : "";
}

static const char *get_scenario(const bench_ab_line_t *line, char *text) {
    (void)text;
    return or_empty(bench_comparison_case(line->comparison)->scenario);
}

static const char *get_contender(const bench_ab_line_t *line, char *text) {
    (void)text;
    return or_empty(bench_comparison_case(line->comparison)->contender);
}

static const char *get_params(const bench_ab_line_t *line, char *text) {
    (void)text;
    return or_empty(bench_comparison_case(line->comparison)->params);
}

static const char *get_change(const bench_ab_line_t *line, char *text) {
    (void)text;
    return bench_change_name(line->comparison->allocs);
}

static const char *get_column(const bench_ab_line_t *line, char *text) {
    (void)text;
    return line->comparison->column;
}

static const char *exact_text(const bench_row_t *row, const char *column, char *text) {
    return row != NULL && row->counted ? bench_exact_text(&row->counts, column, text) : "";
}

static const char *get_old(const bench_ab_line_t *line, char *text) {
    return exact_text(line->comparison->base, line->comparison->column, text);
}

static const char *get_new(const bench_ab_line_t *line, char *text) {
    return exact_text(line->comparison->next, line->comparison->column, text);
}

static const char *get_verified(const bench_ab_line_t *line, char *text) {
    const bench_row_t *next = line->comparison->next;
    (void)text;
    return next != NULL && next->counted ? or_empty(next->counts.verified) : "";
}

static const char *ns_of(const bench_row_t *row, char *text) {
    return bench_text_number(row != NULL ? bench_row_time(row).estimate : (double)NAN, text);
}

static const char *get_old_ns(const bench_ab_line_t *line, char *text) {
    return ns_of(line->comparison->base, text);
}

static const char *get_new_ns(const bench_ab_line_t *line, char *text) {
    return ns_of(line->comparison->next, text);
}

static const char *get_ratio(const bench_ab_line_t *line, char *text) {
    return bench_text_number(line->time->ratio.estimate, text);
}

static const char *get_ratio_low(const bench_ab_line_t *line, char *text) {
    return bench_text_number(line->time->ratio.low, text);
}

static const char *get_ratio_high(const bench_ab_line_t *line, char *text) {
    return bench_text_number(line->time->ratio.high, text);
}

static const char *get_control(const bench_ab_line_t *line, char *text) {
    return bench_text_number(line->time->control.estimate, text);
}

static const char *get_control_low(const bench_ab_line_t *line, char *text) {
    return bench_text_number(line->time->control.low, text);
}

static const char *get_control_high(const bench_ab_line_t *line, char *text) {
    return bench_text_number(line->time->control.high, text);
}

static const char *get_smallest_effect(const bench_ab_line_t *line, char *text) {
    return bench_text_number(line->time->smallest_effect, text);
}

static const char *get_verdict(const bench_ab_line_t *line, char *text) {
    (void)text;
    return bench_ab_verdict_name(line->time);
}

static const char *get_processes(const bench_ab_line_t *line, char *text) {
    return bench_text_number((double)line->time->processes, text);
}

/* `get` gives "" where there is no value; it may use `text`, BENCH_TEXT_MAX bytes. */
static const struct {
    const char *name;
    bool is_text; /* else a number */
    const char *(*get)(const bench_ab_line_t *line, char *text);
} columns[] = {
    {"scenario", true, get_scenario},
    {"contender", true, get_contender},
    {"params", true, get_params},
    {"change", true, get_change},
    {"column", true, get_column},
    {"old", true, get_old},
    {"new", true, get_new},
    {"verified", true, get_verified},
    {"processes", false, get_processes},
    {"old_ns", false, get_old_ns},
    {"new_ns", false, get_new_ns},
    {"ratio", false, get_ratio},
    {"ratio_low", false, get_ratio_low},
    {"ratio_high", false, get_ratio_high},
    {"control", false, get_control},
    {"control_low", false, get_control_low},
    {"control_high", false, get_control_high},
    {"verdict", true, get_verdict},
    {"smallest_effect", false, get_smallest_effect},
};

#define COLUMN_COUNT (sizeof columns / sizeof columns[0])

void bench_ab_csv(const bench_ab_t *ab, FILE *out) {
    char text[BENCH_TEXT_MAX];
    for (size_t i = 0; i < COLUMN_COUNT; i++) {
        fprintf(out, "%s%s", i > 0 ? "," : "", columns[i].name);
    }
    fputc('\n', out);
    for (size_t i = 0; i < ab->count; i++) {
        bench_ab_line_t line = {&ab->comparisons[i], &ab->times[i]};
        for (size_t j = 0; j < COLUMN_COUNT; j++) {
            fputs(j > 0 ? "," : "", out);
            bench_put_csv(out, columns[j].get(&line, text));
        }
        fputc('\n', out);
    }
}

static void put_object(FILE *out, const bench_ab_line_t *line) {
    char text[BENCH_TEXT_MAX];
    for (size_t i = 0; i < COLUMN_COUNT; i++) {
        const char *value = columns[i].get(line, text);
        fprintf(out, "%s\"%s\":", i > 0 ? "," : "{", columns[i].name);
        if (columns[i].is_text) {
            bench_put_json(out, value);
        } else {
            fputs(value[0] != '\0' ? value : "null", out);
        }
    }
    fputc('}', out);
}

void bench_ab_json(const bench_ab_t *ab, FILE *out) {
    bench_ab_tally_t tally = bench_ab_tally(ab);
    fprintf(out,
            "{\"processes\":%zu,\"compared\":%zu,\"changed\":%zu,\"not_resolved\":%zu,"
            "\"no_verdict\":%zu,",
            tally.processes, tally.cases.compared, tally.cases.changed, tally.not_resolved,
            tally.no_verdict);
    fprintf(out, "\"not_timed\":%zu,\"added\":%zu,\"removed\":%zu,\"processes_needed\":%zu,",
            tally.cases.untimed, tally.cases.added, tally.cases.removed,
            bench_ab_processes_needed(tally.timed));
    fputs("\"cases\":[", out);
    for (size_t i = 0; i < ab->count; i++) {
        bench_ab_line_t line = {&ab->comparisons[i], &ab->times[i]};
        fputs(i > 0 ? ",\n" : "\n", out);
        put_object(out, &line);
    }
    fputs("\n]}\n", out);
}
