#include "render/figures.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "figure_data.h"

/* ---- the table ---- */

/* In titles and captions '$' is the scenario and '#' the parameter that is across. */
typedef struct kind {
    const char *name; /* of its script, and the first word of its files' names */
    size_t page;      /* how many of what it shows fit on a page */
    const char *title;
    const char *note;
    const char *caption;
} kind_t;

typedef enum kind_index {
    OVERVIEW,
    FLOORS,
    TRADEOFF,
    LINES,
    PATHS,
    LATENCY,
    PROCESSES,
    DUMBBELLS,
    KIND_COUNT
} kind_index_t;

static const kind_t kinds[KIND_COUNT] = {
    [OVERVIEW] = {"overview", SIZE_MAX, "Faster or slower than a task?",
                  "Time over that of task, or of what a plugin compares with: median and interval "
                  "over processes. Left of 1 is faster.",
                  "Time of each contender over that of a task"},
    [FLOORS] =
        {"floors", 30, "How far is each path from its floor?",
         "Time over the time of what the path cannot do without, with its interval; 1 is the "
         "floor itself. The upright line is what is aimed at.",
         "Each path over what it cannot do without"},
    [TRADEOFF] =
        {"tradeoff", SIZE_MAX, "From which $ on does a value task pay?",
         "A ring marks where two lines change order; a thin grey one with a question mark, "
         "where the intervals do not settle that they do.",
         "$: where the lines cross"},
    [LINES] = {"lines", 3, "$: what does an operation cost, by #?",
               "At each value the contenders stand a little apart, so that none hides another. "
               "Time: median and interval over processes. The rest is counted, exact.",
               "$: time, allocations and bytes of an operation, by #"},
    [PATHS] = {"paths", 58, "$: what does an operation cost?",
               "Allocations and usable bytes: counted, exact. Time: median and interval over "
               "processes; each setting has an axis of its own.",
               "$: allocations, bytes and time of an operation"},
    [LATENCY] = {"latency", 6, "$: how long do single operations take?",
                 "The share of operations that take no longer. Service time: one after the other. "
                 "Response time: they come at the load that is named, and waiting counts.",
                 "$: percentiles of single operations"},
    [PROCESSES] = {"processes", SIZE_MAX, "How far apart are the processes of one run?",
                   "Each point is one process: its median against the median over all processes of "
                   "its case. A process beyond the axis stands at its edge.",
                   "Spread over processes"},
    [DUMBBELLS] =
        {"dumbbells", 40, "What changed?",
         "From what it was (open) to what it is (filled). What stands beside the axis began "
         "with 0, or ends there. Blue is better, orange is worse.",
         "What changed"},
};

/* Writes a text of the table. */
static void put_text(const char *text, const bench_figure_t *figure,
                     char to[BENCH_FIGURE_TEXT_MAX]) {
    size_t used = 0;
    for (; *text != '\0' && used + 1 < BENCH_FIGURE_TEXT_MAX; text++) {
        const char letter[] = {*text, '\0'};
        const char *piece = *text == '$' ? figure->scenario : *text == '#' ? figure->key : letter;
        used += (size_t)snprintf(to + used, BENCH_FIGURE_TEXT_MAX - used, "%s", piece);
    }
}

/* ---- the list ---- */

/* Adds a page of a figure; nothing where memory is short. */
static bench_figure_t *add(bench_figures_t *figures, kind_index_t kind, const char *scenario,
                           const char *key) {
    bench_figure_t *list =
        realloc(figures->list, (figures->count + 1) * sizeof *list); /* a few dozen at most */
    if (list == NULL) {
        figures->failed = true;
        return NULL;
    }
    figures->list = list;
    bench_figure_t *figure = &list[figures->count++];
    *figure = (bench_figure_t){.kind = kinds[kind].name, .note = kinds[kind].note};
    (void)snprintf(figure->scenario, sizeof figure->scenario, "%s", scenario);
    (void)snprintf(figure->key, sizeof figure->key, "%s", key);
    put_text(kinds[kind].title, figure, figure->title);
    put_text(kinds[kind].caption, figure, figure->caption);
    return figure;
}

/* Says which page it is, counted from 0, and what is on it. */
static void set_page(bench_figure_t *figure, size_t page, size_t first, size_t count) {
    int used = snprintf(figure->name, sizeof figure->name, "%s%s%s", figure->kind,
                        figure->scenario[0] != '\0' ? "-" : "", figure->scenario);
    figure->first = first;
    figure->count = count;
    if (page > 0) {
        size_t title = strlen(figure->title);
        (void)snprintf(figure->name + used, sizeof figure->name - (size_t)used, "-%zu", page + 1);
        (void)snprintf(figure->title + title, sizeof figure->title - title, " (%zu)", page + 1);
    }
}

/* Adds as many pages as `total` of what the kind shows need. */
static void add_pages(bench_figures_t *figures, kind_index_t kind, const char *scenario,
                      const char *key, size_t total) {
    for (size_t first = 0, page = 0; first < total && !figures->failed; page++) {
        size_t left = total - first;
        size_t count = left < kinds[kind].page ? left : kinds[kind].page;
        bench_figure_t *figure = add(figures, kind, scenario, key);
        if (figure != NULL) {
            set_page(figure, page, first, count);
        }
        first += count;
    }
}

/* ---- paths: a case takes one line, and the first of a setting three more ---- */

#define SETTING_LINES 3

static void add_paths(const bench_report_t *report, const char *scenario,
                      bench_figures_t *figures) {
    const char *params = NULL;
    size_t first = 0;
    size_t count = 0;
    size_t lines = 0;
    size_t page = 0;
    for (size_t i = 0; i <= report->row_count; i++) {
        const bench_case_key_t *key = i < report->row_count ? &report->rows[i].key : NULL;
        if (key != NULL && strcmp(key->scenario, scenario) != 0) {
            continue;
        }
        bool head = key == NULL || params == NULL || strcmp(params, key->params) != 0;
        size_t need = 1 + (head ? SETTING_LINES : 0);
        if (count > 0 && (key == NULL || lines + need > kinds[PATHS].page)) {
            bench_figure_t *figure = add(figures, PATHS, scenario, "");
            if (figure != NULL) {
                set_page(figure, page++, first, count);
            }
            first += count;
            count = 0;
            lines = 0;
            need = 1 + SETTING_LINES;
        }
        params = key != NULL ? key->params : NULL;
        count++;
        lines += need;
    }
}

/* ---- scenarios ---- */

/* Letters, digits and '_', and not many: it becomes a part of a file's name. */
static bool is_word(const char *text, size_t length) {
    bool good = length > 0 && length < BENCH_FIGURE_WORD_MAX;
    for (size_t i = 0; good && i < length; i++) {
        good = isalnum((unsigned char)text[i]) || text[i] == '_';
    }
    return good;
}

static void add_scenario(const bench_report_t *report, const char *scenario,
                         bench_figures_t *figures) {
    bench__parameter_t parameter;
    if (!bench__number_parameter(report, scenario, &parameter)) {
        add_paths(report, scenario, figures);
    } else if (parameter.is_share) {
        add_pages(figures, TRADEOFF, scenario, parameter.key, 1);
    } else {
        add_pages(figures, LINES, scenario, parameter.key, parameter.settings);
    }
    add_pages(figures, LATENCY, scenario, "", bench__latency_panels(report, scenario));
}

/* Tells whether the row is the first one of its scenario with numbers. */
static bool begins_scenario(const bench_report_t *report, size_t index) {
    bool first = bench__row_has_numbers(&report->rows[index]);
    for (size_t i = 0; first && i < index; i++) {
        first = !bench__row_has_numbers(&report->rows[i]) ||
                strcmp(report->rows[i].key.scenario, report->rows[index].key.scenario) != 0;
    }
    return first;
}

static bool end(bench_figures_t *figures) {
    if (figures->failed) {
        bench_figures_deinit(figures);
        return false;
    }
    return true;
}

bool bench_figures_find(const bench_report_t *report, bench_figures_t *figures) {
    *figures = (bench_figures_t){0};
    add_pages(figures, OVERVIEW, "", "", bench__ratios(report));
    for (size_t i = 0; i < report->row_count; i++) {
        const char *scenario = report->rows[i].key.scenario;
        if (begins_scenario(report, i) && is_word(scenario, strlen(scenario))) {
            add_scenario(report, scenario, figures);
        }
    }
    add_pages(figures, FLOORS, "", "", bench__floors(report));
    add_pages(figures, PROCESSES, "", "", bench__spreads(report));
    return end(figures);
}

bool bench_figures_of_changes(size_t changes, bench_figures_t *figures) {
    *figures = (bench_figures_t){0};
    add_pages(figures, DUMBBELLS, "", "", changes);
    return end(figures);
}

void bench_figures_deinit(bench_figures_t *figures) {
    free(figures->list);
    *figures = (bench_figures_t){0};
}

/* Figures that runs of earlier versions have; no kind makes them. */
static bool is_retired(const char *name, size_t length) {
    static const char *const names[] = {"allocations", "bytes", "time"};
    bool any = false;
    for (size_t i = 0; !any && i < sizeof names / sizeof names[0]; i++) {
        any = strlen(names[i]) == length && strncmp(name, names[i], length) == 0;
    }
    return any;
}

/* "KIND", "KIND-SCENARIO", both with "-NUMBER" behind. */
bool bench_figure_is_name(const char *name, size_t length) {
    if (is_retired(name, length)) {
        return true;
    }
    for (size_t i = 0; i < KIND_COUNT; i++) {
        size_t kind = strlen(kinds[i].name);
        bool same = length >= kind && strncmp(name, kinds[i].name, kind) == 0;
        for (size_t at = kind; same && at < length;) {
            const char *word = name + at + 1;
            size_t word_length = strcspn(word, "-.");
            same = name[at] == '-' && at + 1 + word_length <= length && is_word(word, word_length);
            at += 1 + word_length;
        }
        if (same) {
            return true;
        }
    }
    return false;
}
