#include "benchmark_results.h"

#include <stdlib.h>
#include <string.h>

#include <jansson.h>

void bench__benchmarks_deinit(bench__benchmarks_t *benchmarks) {
    for (size_t i = 0; i < benchmarks->count; i++) {
        free(benchmarks->items[i].name);
    }
    free(benchmarks->items);
    *benchmarks = (bench__benchmarks_t){0};
}

static const char *text_of(const json_t *object, const char *key) {
    const char *text = json_string_value(json_object_get(object, key));
    return text != NULL ? text : "";
}

/* Means and the like are no runs. */
static bool is_run(const json_t *entry) {
    return strcmp(text_of(entry, "run_type"), "aggregate") != 0 &&
           json_is_integer(json_object_get(entry, "iterations"));
}

static bool add(bench__benchmarks_t *benchmarks, const json_t *entry) {
    bench__benchmark_t *added = &benchmarks->items[benchmarks->count];
    const char *run_name = text_of(entry, "run_name");
    added->name = strdup(run_name[0] != '\0' ? run_name : text_of(entry, "name"));
    added->iterations = (uint64_t)json_integer_value(json_object_get(entry, "iterations"));
    benchmarks->count += added->name != NULL;
    return added->name != NULL;
}

bool bench__benchmarks_read(const char *json, bench__benchmarks_t *benchmarks,
                            bench_problem_t *problem) {
    *benchmarks = (bench__benchmarks_t){0};
    json_error_t error;
    json_t *root = json_loads(json, 0, &error);
    const json_t *entries = json_object_get(root, "benchmarks");
    if (!json_is_array(entries)) {
        json_decref(root);
        return bench_problem(problem, "the results of the benchmark cannot be read: %s",
                             root == NULL ? error.text : "they have no benchmarks");
    }
    benchmarks->items = calloc(json_array_size(entries) + 1, sizeof *benchmarks->items);
    bool good = benchmarks->items != NULL;
    for (size_t i = 0; good && i < json_array_size(entries); i++) {
        const json_t *entry = json_array_get(entries, i);
        good = !is_run(entry) || add(benchmarks, entry);
    }
    json_decref(root);
    if (!good) {
        bench__benchmarks_deinit(benchmarks);
        bench_out_of_memory(problem, "the results of the benchmark");
    }
    return good;
}
