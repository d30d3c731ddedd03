/*
 * report.h - a run as a document, and the files that are derived from its report.json.
 */
#ifndef BENCH_RENDER_REPORT_H
#define BENCH_RENDER_REPORT_H

#include "model/report.h"
#include "render/document.h"

/* What an HTML page of a run has that is not in its report. */
typedef struct bench_page_extras {
    bench_pictures_t pictures;
    const bench_report_t *runs; /* over which the trend goes, the oldest first */
    size_t run_count;           /* below 2: there is no trend */
} bench_page_extras_t;

/* How a run is shown. All zero: all of it, for a terminal of 80 places, without colour. */
typedef struct bench_report_print {
    bench_format_t format;
    bool color;         /* on a terminal */
    unsigned width;     /* places of its lines; 0: BENCH_TERMINAL_WIDTH */
    const char *folder; /* where figures are looked for; NULL: nowhere */
    const char *run;    /* the run's folder: what is in it and what to do next is said; NULL: not */
    const char *word;   /* the same as one word of a shell's command */
    const char *const *filters; /* only cases that one of them selects; all where there is none */
    size_t filter_count;
    const bench_page_extras_t *extras; /* of an HTML page; NULL: none */
} bench_report_print_t;

#define BENCH_TERMINAL_WIDTH 80

/* Shows a run: at a glance a matrix for each scenario and what the run says in sentences; else its
 * tables with floors and percentiles, and on a page the machine and the figures; for programs every
 * metric of every case, and the sentences with their numbers. What is claimed is judged in the
 * whole run, whatever is shown of it. False: out of memory. */
bool bench_print_report(const bench_report_t *report, const bench_report_print_t *how, FILE *out);

/* The orders of a list. */
typedef enum bench_sort {
    BENCH_SORT_NONE, /* as in the run */
    BENCH_SORT_NS,
    BENCH_SORT_ALLOCS,
    BENCH_SORT_RATIO,
} bench_sort_t;

/* "ns", "allocs", "ratio"; false for another name. */
bool bench_sort_parse(const char *name, bench_sort_t *sort);

/* Shows a run as one list of cases, the smallest first; those that have no such number last. Times
 * are those of `contender` too, in the same group, where one is given; else of what each case is
 * compared with. What is said of the ratio is judged among all pairs of the run (judge/pairs.h).
 * False: out of memory. */
bool bench_print_list(const bench_report_t *report, const bench_report_print_t *how,
                      bench_sort_t sort, const char *contender, FILE *out);

/* Writes every file that is derived from report.json alone into the folder (docs/result-format.md),
 * each whole or not at all. report.md links to the figures that are in `folder`/plots. */
bool bench_write_tables(const bench_report_t *report, const char *folder, bench_problem_t *problem);

/* The names of those files and of report.html, one after the other; NULL: there are no more. */
const char *bench_table_file(size_t index);

#endif
