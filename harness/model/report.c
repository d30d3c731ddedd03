/* report.c - a run in memory. */
#include "model/report.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

void bench_report_init(bench_report_t *report) {
    *report = (bench_report_t){0};
}

static void deinit_contender(bench_contender_t *contender) {
    free(contender->name);
    free(contender->label);
    free(contender->colour);
    free(contender->about);
    free(contender->compared_with);
}

static void deinit_floor(bench_floor_t *floor) {
    free(floor->path);
    free(floor->floor);
    bench_case_deinit(&floor->of);
    for (size_t i = 0; i < BENCH_FLOOR_TERMS; i++) {
        bench_case_deinit(&floor->terms[i].key);
    }
}

void bench_report_deinit(bench_report_t *report) {
    if (report == NULL) {
        return;
    }
    free(report->name);
    free(report->created);
    for (size_t i = 0; i < report->fact_count; i++) {
        free(report->facts[i].name);
        free(report->facts[i].value);
    }
    free(report->facts);
    for (size_t i = 0; i < report->overhead_count; i++) {
        free(report->overheads[i].name);
    }
    free(report->overheads);
    for (size_t i = 0; i < report->row_count; i++) {
        bench_row_deinit(&report->rows[i]);
    }
    free(report->rows);
    for (size_t i = 0; i < report->contender_count; i++) {
        deinit_contender(&report->contenders[i]);
    }
    free(report->contenders);
    for (size_t i = 0; i < report->word_count; i++) {
        free(report->words[i].name);
        free(report->words[i].words);
    }
    free(report->words);
    for (size_t i = 0; i < report->floor_count; i++) {
        deinit_floor(&report->floors[i]);
    }
    free(report->floors);
    bench_report_init(report);
}

static bench_fact_t *find_fact(const bench_report_t *report, const char *name) {
    for (size_t i = 0; i < report->fact_count; i++) {
        if (strcmp(report->facts[i].name, name) == 0) {
            return &report->facts[i];
        }
    }
    return NULL;
}

static bench_overhead_t *find_overhead(const bench_report_t *report, const char *name) {
    for (size_t i = 0; i < report->overhead_count; i++) {
        if (strcmp(report->overheads[i].name, name) == 0) {
            return &report->overheads[i];
        }
    }
    return NULL;
}

const char *bench_report_fact(const bench_report_t *report, const char *name) {
    const bench_fact_t *fact = find_fact(report, name);
    return fact != NULL ? fact->value : "";
}

double bench_report_overhead(const bench_report_t *report, const char *name) {
    const bench_overhead_t *overhead = find_overhead(report, name);
    return overhead != NULL ? overhead->ns : NAN;
}

void bench_report_keep(bench_report_t *report,
                       bool (*keep)(const bench_case_key_t *key, const void *context),
                       const void *context) {
    size_t kept = 0;
    for (size_t i = 0; i < report->row_count; i++) {
        if (keep(&report->rows[i].key, context)) {
            report->rows[kept++] = report->rows[i];
        } else {
            bench_row_deinit(&report->rows[i]);
        }
    }
    report->row_count = kept;
}

typedef struct filters {
    const char *const *items;
    size_t count;
} filters_t;

static bool is_selected(const bench_case_key_t *key, const void *context) {
    const filters_t *filters = context;
    return bench_case_match_any(key, filters->items, filters->count);
}

void bench_report_narrow(bench_report_t *report, const char *const *filters, size_t count) {
    const filters_t context = {filters, count};
    bench_report_keep(report, is_selected, &context);
}

size_t bench_report_failures(const bench_report_t *report) {
    size_t failures = 0;
    for (size_t i = 0; i < report->row_count; i++) {
        failures += report->rows[i].failure != NULL ? 1 : 0;
    }
    return failures;
}

bench_row_t *bench_report_find(const bench_report_t *report, const bench_case_key_t *key) {
    for (size_t i = 0; i < report->row_count; i++) {
        if (bench_case_equal(&report->rows[i].key, key)) {
            return &report->rows[i];
        }
    }
    return NULL;
}

const bench_contender_t *bench_report_contender(const bench_report_t *report, const char *name) {
    for (size_t i = 0; i < report->contender_count; i++) {
        if (strcmp(report->contenders[i].name, name) == 0) {
            return &report->contenders[i];
        }
    }
    return NULL;
}

const char *bench_report_words(const bench_report_t *report, const char *name, size_t length) {
    for (size_t i = 0; i < report->word_count; i++) {
        const char *known = report->words[i].name;
        if (strlen(known) == length && memcmp(known, name, length) == 0) {
            return report->words[i].words;
        }
    }
    return NULL;
}

const bench_row_t *bench_report_compared_with(const bench_report_t *report,
                                              const bench_row_t *row) {
    const bench_contender_t *own = bench_report_contender(report, row->key.contender);
    bench_case_key_t other = row->key;
    other.contender = own != NULL ? own->compared_with : "task";
    return other.contender[0] != '\0' ? bench_report_find(report, &other) : row;
}

static bool replace_value(bench_fact_t *fact, const char *value) {
    char *copy = strdup(value);
    if (copy == NULL) {
        return false;
    }
    free(fact->value);
    fact->value = copy;
    return true;
}

bool bench_report_add_fact(bench_report_t *report, const char *name, const char *value) {
    bench_fact_t *known = find_fact(report, name);
    if (known != NULL) {
        return replace_value(known, value);
    }
    bench_fact_t *facts =
        reallocarray(report->facts, report->fact_count + 1, sizeof *report->facts);
    if (facts == NULL) {
        return false;
    }
    report->facts = facts;
    bench_fact_t fact = {strdup(name), strdup(value)};
    if (fact.name == NULL || fact.value == NULL) {
        free(fact.name);
        free(fact.value);
        return false;
    }
    facts[report->fact_count++] = fact;
    return true;
}

bool bench_report_add_overhead(bench_report_t *report, const char *name, double ns) {
    bench_overhead_t *known = find_overhead(report, name);
    if (known != NULL) {
        known->ns = ns;
        return true;
    }
    bench_overhead_t *overheads =
        reallocarray(report->overheads, report->overhead_count + 1, sizeof *report->overheads);
    if (overheads == NULL) {
        return false;
    }
    report->overheads = overheads;
    bench_overhead_t overhead = {strdup(name), ns};
    if (overhead.name == NULL) {
        return false;
    }
    overheads[report->overhead_count++] = overhead;
    return true;
}

bench_row_t *bench_report_add_row(bench_report_t *report) {
    bench_row_t *rows = reallocarray(report->rows, report->row_count + 1, sizeof *report->rows);
    if (rows == NULL) {
        return NULL;
    }
    report->rows = rows;
    bench_row_t *row = &rows[report->row_count++];
    bench_row_init(row);
    return row;
}

bool bench_report_add_contender(bench_report_t *report, const bench_contender_t *contender) {
    if (bench_report_contender(report, contender->name) != NULL) {
        return true;
    }
    bench_contender_t *contenders =
        reallocarray(report->contenders, report->contender_count + 1, sizeof *contenders);
    if (contenders == NULL) {
        return false;
    }
    report->contenders = contenders;
    bench_contender_t copy = {strdup(contender->name),   strdup(contender->label),
                              strdup(contender->colour), contender->symbol,
                              strdup(contender->about),  strdup(contender->compared_with),
                              contender->aside};
    if (copy.name == NULL || copy.label == NULL || copy.colour == NULL || copy.about == NULL ||
        copy.compared_with == NULL) {
        deinit_contender(&copy);
        return false;
    }
    contenders[report->contender_count++] = copy;
    return true;
}

bool bench_report_add_words(bench_report_t *report, const char *name, const char *words) {
    if (bench_report_words(report, name, strlen(name)) != NULL) {
        return true;
    }
    bench_words_t *list = reallocarray(report->words, report->word_count + 1, sizeof *list);
    if (list == NULL) {
        return false;
    }
    report->words = list;
    bench_words_t copy = {strdup(name), strdup(words)};
    if (copy.name == NULL || copy.words == NULL) {
        free(copy.name);
        free(copy.words);
        return false;
    }
    list[report->word_count++] = copy;
    return true;
}

bool bench_report_add_floor(bench_report_t *report, const bench_floor_t *floor) {
    bench_floor_t *floors = reallocarray(report->floors, report->floor_count + 1, sizeof *floors);
    if (floors == NULL) {
        return false;
    }
    report->floors = floors;
    bench_floor_t copy = {.path = strdup(floor->path),
                          .floor = strdup(floor->floor),
                          .term_count = floor->term_count,
                          .aim = floor->aim};
    bool good = copy.path != NULL && copy.floor != NULL && bench_case_copy(&copy.of, &floor->of);
    for (size_t i = 0; good && i < floor->term_count; i++) {
        copy.terms[i].times = floor->terms[i].times;
        good = bench_case_copy(&copy.terms[i].key, &floor->terms[i].key);
    }
    if (!good) {
        deinit_floor(&copy);
        return false;
    }
    floors[report->floor_count++] = copy;
    return true;
}
