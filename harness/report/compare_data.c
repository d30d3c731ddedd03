/* compare_data.c - a comparison for programs: CSV and JSON, every case in the order compared. */
#include <math.h>

#include "compare_parts.h"
#include "exact_columns.h"
#include "text.h"

/* The values of one case, by the names of `field_names`; "" where there is none. */
enum {
    FIELD_SCENARIO,
    FIELD_CONTENDER,
    FIELD_PARAMS,
    FIELD_CHANGE,
    FIELD_COLUMN,
    FIELD_BASE,
    FIELD_NEW,
    FIELD_NS_BASE,
    FIELD_NS_NEW,
    FIELD_RATIO,
    FIELD_RATIO_LOW,
    FIELD_RATIO_HIGH,
    FIELD_VERDICT,
    FIELD_SMALLEST_EFFECT,
    FIELD_VERIFIED,
    FIELD_INSTRUCTIONS,
    FIELD_INSTRUCTIONS_BASE,
    FIELD_INSTRUCTIONS_NEW,
    FIELD_YARDSTICK_RATIO,
    FIELD_COUNT
};

static const struct {
    const char *name;
    bool is_number;
} fields[FIELD_COUNT] = {
    [FIELD_SCENARIO] = {"scenario", false},
    [FIELD_CONTENDER] = {"contender", false},
    [FIELD_PARAMS] = {"params", false},
    [FIELD_CHANGE] = {"change", false},
    [FIELD_COLUMN] = {"column", false},
    [FIELD_BASE] = {"base", false},
    [FIELD_NEW] = {"new", false},
    [FIELD_NS_BASE] = {"ns_base", true},
    [FIELD_NS_NEW] = {"ns_new", true},
    [FIELD_RATIO] = {"ratio", true},
    [FIELD_RATIO_LOW] = {"ratio_low", true},
    [FIELD_RATIO_HIGH] = {"ratio_high", true},
    [FIELD_VERDICT] = {"verdict", false},
    [FIELD_SMALLEST_EFFECT] = {"smallest_effect", true},
    [FIELD_VERIFIED] = {"verified", false},
    [FIELD_INSTRUCTIONS] = {"instructions_change", false},
    [FIELD_INSTRUCTIONS_BASE] = {"instructions_base", true},
    [FIELD_INSTRUCTIONS_NEW] = {"instructions_new", true},
    [FIELD_YARDSTICK_RATIO] = {"yardstick_ratio", true},
};

typedef struct record {
    const char *values[FIELD_COUNT];
    char texts[FIELD_COUNT][BENCH_TEXT_MAX]; /* room for values that are made here */
} record_t;

static const char *or_empty(const char *text) {
    return text != NULL ? text : "";
}

static void fill_number(record_t *record, int field, double number) {
    record->values[field] = bench_text_number(number, record->texts[field]);
}

static const char *exact_text(const bench_row_t *row, const char *column, char *text) {
    return row != NULL && row->counted ? bench_exact_text(&row->counts, column, text) : "";
}

static void fill_counts(record_t *record, const bench_comparison_t *comparison) {
    const char *column = comparison->column;
    const bench_row_t *next = comparison->next;
    record->values[FIELD_CHANGE] = bench_change_name(comparison->allocs);
    record->values[FIELD_COLUMN] = column;
    record->values[FIELD_BASE] = exact_text(comparison->base, column, record->texts[FIELD_BASE]);
    record->values[FIELD_NEW] = exact_text(next, column, record->texts[FIELD_NEW]);
    record->values[FIELD_VERIFIED] =
        next != NULL && next->counted ? or_empty(next->counts.verified) : "";
}

static double time_of(const bench_row_t *row) {
    return row != NULL ? bench_row_time(row).estimate : NAN;
}

static double instructions_of(const bench_row_t *row) {
    return row != NULL && row->instructions.by != BENCH_BY_NONE
               ? bench_fraction_value(row->instructions.per_op)
               : (double)NAN;
}

static void fill_instructions(record_t *record, const bench_comparison_t *comparison) {
    bool compared =
        !isnan(comparison->instructions_change) || comparison->instructions != BENCH_CHANGE_NONE;
    record->values[FIELD_INSTRUCTIONS] =
        compared ? bench_change_name(comparison->instructions) : "";
    fill_number(record, FIELD_INSTRUCTIONS_BASE, instructions_of(comparison->base));
    fill_number(record, FIELD_INSTRUCTIONS_NEW, instructions_of(comparison->next));
}

static void fill_record(record_t *record, const bench_comparison_t *comparison) {
    const bench_row_t *row = bench_comparison_case(comparison);
    record->values[FIELD_SCENARIO] = or_empty(row->scenario);
    record->values[FIELD_CONTENDER] = or_empty(row->contender);
    record->values[FIELD_PARAMS] = or_empty(row->params);
    fill_counts(record, comparison);
    fill_number(record, FIELD_NS_BASE, time_of(comparison->base));
    fill_number(record, FIELD_NS_NEW, time_of(comparison->next));
    fill_instructions(record, comparison);
    fill_number(record, FIELD_RATIO, comparison->ratio.estimate);
    fill_number(record, FIELD_RATIO_LOW, comparison->ratio.low);
    fill_number(record, FIELD_RATIO_HIGH, comparison->ratio.high);
    fill_number(record, FIELD_YARDSTICK_RATIO, comparison->yardstick_ratio);
    fill_number(record, FIELD_SMALLEST_EFFECT, comparison->smallest_effect);
    record->values[FIELD_VERDICT] =
        isnan(comparison->ratio.estimate) ? "" : bench_comparison_verdict(comparison);
}

void bench_comparison_csv(const bench_comparison_t *comparisons, size_t count, FILE *out) {
    for (size_t i = 0; i < FIELD_COUNT; i++) {
        fprintf(out, "%s%s", i > 0 ? "," : "", fields[i].name);
    }
    fputc('\n', out);
    for (size_t i = 0; i < count; i++) {
        record_t record;
        fill_record(&record, &comparisons[i]);
        for (size_t j = 0; j < FIELD_COUNT; j++) {
            fputs(j > 0 ? "," : "", out);
            bench_put_csv(out, record.values[j]);
        }
        fputc('\n', out);
    }
}

static void put_object(FILE *out, const record_t *record) {
    for (size_t i = 0; i < FIELD_COUNT; i++) {
        fprintf(out, "%s\"%s\":", i > 0 ? "," : "{", fields[i].name);
        if (!fields[i].is_number) {
            bench_put_json(out, record->values[i]);
        } else {
            fputs(record->values[i][0] != '\0' ? record->values[i] : "null", out);
        }
    }
    fputc('}', out);
}

/* What was counted and what the gate says. */
static void put_head(const bench_comparison_t *comparisons, size_t count,
                     const bench_comparison_print_t *how, FILE *out) {
    bench_tally_t tally = bench_comparison_tally(comparisons, count);
    fprintf(out, "{\"compared\":%zu,\"changed\":%zu,\"not_resolved\":%zu,\"not_timed\":%zu,",
            tally.compared, tally.changed, tally.unresolved, tally.untimed);
    fprintf(out, "\"added\":%zu,\"removed\":%zu,\"unknown\":%zu,\"not_verified\":%zu,\n",
            tally.added, tally.removed, tally.unknown, tally.unverified);
    fprintf(out, "\"without_instructions\":%zu,", tally.uncomparable);
    bench_put_environment_json(how, out);
    fputs("\"fail_on\":[", out);
    bench_gate_put_names(out, how->gates, "\"");
    fputs("],\"failed\":[", out);
    bench_gate_put_names(out, bench_gate_failed(comparisons, count, how->gates), "\"");
    fprintf(out,
            "],\"exit_code\":%d,\"accept\":", bench_gate_exit_code(comparisons, count, how->gates));
    if (how->accept != NULL) {
        bench_put_json(out, how->accept);
    } else {
        fputs("null", out);
    }
    fputs(",\n", out);
}

void bench_comparison_json(const bench_comparison_t *comparisons, size_t count,
                           const bench_comparison_print_t *how, FILE *out) {
    put_head(comparisons, count, how, out);
    fputs("\"cases\":[", out);
    for (size_t i = 0; i < count; i++) {
        record_t record;
        fill_record(&record, &comparisons[i]);
        fputs(i > 0 ? ",\n" : "\n", out);
        put_object(out, &record);
    }
    fputs("\n]}\n", out);
}
