/* report_read.c - report.json, from the file to a report. */
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "read_file.h"
#include "report_json.h"

static bool out_of_memory(bench_place_t *place) {
    return bench_place_wrong(place, "", "does not fit into memory");
}

static bool read_environment(bench_place_t *place, const json_t *document, bench_report_t *report) {
    json_t *environment = json_object_get(document, "environment");
    if (!json_is_object(environment)) {
        return bench_place_wrong(place, "environment", "must be an object");
    }
    bench_place_enter(place, "environment");
    const char *name;
    json_t *value;
    json_object_foreach(environment, name, value) {
        if (!json_is_string(value)) {
            return bench_place_wrong(place, name, "must be a string");
        }
        if (!bench_report_add_fact(report, name, json_string_value(value))) {
            return out_of_memory(place);
        }
    }
    bench_place_leave(place, 0);
    return true;
}

static bool read_overheads(bench_place_t *place, const json_t *document, bench_report_t *report) {
    json_t *overheads = json_object_get(document, "overhead");
    if (!json_is_object(overheads)) {
        return bench_place_wrong(place, "overhead", "must be an object");
    }
    bench_place_enter(place, "overhead");
    const char *name;
    json_t *value;
    json_object_foreach(overheads, name, value) {
        bool known = json_is_number(value) && fabs(json_number_value(value)) <= BENCH_TIME_MAX;
        if (!known && !json_is_null(value)) {
            return bench_place_wrong(place, name, "must be a number of ns below 1e18 or null");
        }
        double ns = json_is_null(value) ? NAN : json_number_value(value);
        if (!bench_report_add_overhead(report, name, ns)) {
            return out_of_memory(place);
        }
    }
    bench_place_leave(place, 0);
    return true;
}

static bool read_case(bench_place_t *place, const json_t *item, bench_report_t *report) {
    bench_row_t *row = bench_report_add_row(report);
    if (row == NULL) {
        return out_of_memory(place);
    }
    if (!bench_row_read(place, item, row)) {
        return false;
    }
    /* The first row of that case is this one, unless an earlier row took its place. */
    if (bench_report_find(report, row) != row) {
        return bench_place_wrong(place, "", "is a case that was there before");
    }
    return true;
}

static bool read_cases(bench_place_t *place, const json_t *document, bench_report_t *report) {
    const json_t *cases;
    if (!bench_field_array(place, document, "cases", &cases)) {
        return false;
    }
    for (size_t i = 0; i < json_array_size(cases); i++) {
        bench_place_enter_item(place, "cases", i);
        if (!read_case(place, json_array_get(cases, i), report)) {
            return false;
        }
        bench_place_leave(place, 0);
    }
    return true;
}

/* Says first of all whether this is a report, and one of our version: later versions may look
 * different in everything else. */
static bool check_version(bench_place_t *place, const json_t *document) {
    const json_t *version = json_object_get(document, "format_version");
    if (!json_is_integer(version)) {
        return bench_problem(place->problem,
                             "%s: is not a report (no format_version); name a run's folder or its "
                             "report.json",
                             place->source);
    }
    if (json_integer_value(version) != BENCH_FORMAT_VERSION) {
        return bench_problem(place->problem,
                             "%s: format_version is %lld, this program reads %d; read it with the "
                             "program that wrote it or run again",
                             place->source, (long long)json_integer_value(version),
                             BENCH_FORMAT_VERSION);
    }
    return true;
}

/* The seed is a string: JSON numbers lose digits above 2^53 in most readers. */
static bool read_seed(bench_place_t *place, const json_t *document, uint64_t *seed) {
    const char *text = json_string_value(json_object_get(document, "seed"));
    char canonical[24];
    if (text != NULL) {
        unsigned long long value = strtoull(text, NULL, 10);
        snprintf(canonical, sizeof canonical, "%llu", value);
        *seed = value;
    }
    if (text == NULL || strcmp(text, canonical) != 0) {
        return bench_place_wrong(place, "seed", "must be a whole number as a string");
    }
    return true;
}

static bool read_document(bench_place_t *place, const json_t *document, bench_report_t *report) {
    static const char *const fields[] = {"format_version", "name",     "created", "partial", "seed",
                                         "environment",    "overhead", "cases",   NULL};
    return check_version(place, document) && bench_fields_exactly(place, document, fields) &&
           bench_field_text(place, document, "name", &report->name) &&
           bench_field_text(place, document, "created", &report->created) &&
           bench_field_flag(place, document, "partial", &report->partial) &&
           read_seed(place, document, &report->seed) && read_environment(place, document, report) &&
           read_overheads(place, document, report) && read_cases(place, document, report);
}

bool bench_report_parse(const char *source, const char *text, size_t size, bench_report_t *report,
                        bench_problem_t *problem) {
    json_error_t error;
    bench_report_init(report);
    json_t *document = json_loadb(text, size, JSON_REJECT_DUPLICATES, &error);
    if (document == NULL) {
        return bench_problem(
            problem, "%s: damaged at line %d, column %d: %.200s; restore the file or run again",
            source, error.line, error.column, error.text);
    }
    bench_place_t place = {.source = source, .problem = problem};
    bool good = read_document(&place, document, report);
    json_decref(document);
    if (!good) {
        bench_report_deinit(report);
    }
    return good;
}

static bool read_file(const char *path, bench_report_t *report, bench_problem_t *problem) {
    size_t size;
    char *text = bench_read_whole(path, &size);
    if (text == NULL) {
        return bench_problem(problem,
                             "%s: cannot be read: %s; name a run's folder or its report.json", path,
                             strerror(errno));
    }
    bool good = bench_report_parse(path, text, size, report, problem);
    free(text);
    return good;
}

static bool is_folder(const char *path) {
    struct stat status;
    return stat(path, &status) == 0 && S_ISDIR(status.st_mode);
}

bool bench_report_read(const char *path, bench_report_t *report, bench_problem_t *problem) {
    bench_report_init(report);
    if (!is_folder(path)) {
        return read_file(path, report, problem);
    }
    char *file;
    if (asprintf(&file, "%s/report.json", path) < 0) {
        return bench_problem(problem, "%s: out of memory; close other programs", path);
    }
    bool good = read_file(file, report, problem);
    free(file);
    return good;
}
