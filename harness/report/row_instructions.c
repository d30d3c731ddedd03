/* row_instructions.c - the instructions of a row. */
#include "row_instructions.h"

#include <inttypes.h>
#include <string.h>

#include "text.h"

static const char *const by_names[] = {
    [BENCH_BY_NONE] = "",
    [BENCH_BY_PERF_EVENT] = "perf_event",
    [BENCH_BY_CALLGRIND] = "callgrind",
};

#define BY_COUNT (sizeof by_names / sizeof by_names[0])

const char *bench_instructions_by_name(bench_instructions_by_t by) {
    return by_names[by];
}

bool bench_instructions_by_parse(const char *name, bench_instructions_by_t *by) {
    for (size_t i = BENCH_BY_NONE + 1; i < BY_COUNT; i++) {
        if (strcmp(by_names[i], name) == 0) {
            *by = (bench_instructions_by_t)i;
            return true;
        }
    }
    return false;
}

json_t *bench_instructions_to_json(const bench_instructions_t *instructions) {
    if (instructions->by == BENCH_BY_NONE) {
        return json_null();
    }
    char per_op[BENCH_FRACTION_MAX];
    return json_pack("{s:s,s:b,s:s}", "per_op", bench_fraction_format(instructions->per_op, per_op),
                     "exact", (int)instructions->exact, "by", by_names[instructions->by]);
}

static bool read_by(bench_place_t *place, const json_t *object, bench_instructions_by_t *by) {
    const char *name = json_string_value(json_object_get(object, "by"));
    return (name != NULL && bench_instructions_by_parse(name, by)) ||
           bench_place_wrong(place, "by", "must be \"perf_event\" or \"callgrind\"");
}

bool bench_instructions_read(bench_place_t *place, const json_t *object,
                             bench_instructions_t *instructions) {
    static const char *const fields[] = {"per_op", "exact", "by", NULL};
    const json_t *value = json_object_get(object, "instructions");
    if (json_is_null(value)) {
        return true;
    }
    size_t mark = bench_place_enter(place, "instructions");
    if (!bench_fields_exactly(place, value, fields) ||
        !bench_field_fraction(place, value, "per_op", &instructions->per_op) ||
        !bench_field_flag(place, value, "exact", &instructions->exact) ||
        !read_by(place, value, &instructions->by)) {
        return false;
    }
    if (instructions->per_op.num <= 0) {
        return bench_place_wrong(place, "per_op", "must be above 0");
    }
    bench_place_leave(place, mark);
    return true;
}

const char *bench_instructions_text(const bench_instructions_t *instructions, char *text) {
    double value = bench_fraction_value(instructions->per_op);
    if (instructions->by == BENCH_BY_NONE) {
        text[0] = '\0';
    } else if (!instructions->exact) {
        snprintf(text, BENCH_TEXT_MAX, "~%.0f", value);
    } else if (instructions->per_op.den == 1) {
        snprintf(text, BENCH_TEXT_MAX, "%" PRId64, instructions->per_op.num);
    } else {
        snprintf(text, BENCH_TEXT_MAX, "%.1f", value);
    }
    return text;
}

bool bench_report_has_instructions(const bench_report_t *report) {
    for (size_t i = 0; i < report->row_count; i++) {
        if (report->rows[i].instructions.by != BENCH_BY_NONE) {
            return true;
        }
    }
    return false;
}
