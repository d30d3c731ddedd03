/*
 * figures.h - which figures a run has, decided by its data: one table, of which the drawing, the
 * removing and the list in report.md are derived.
 *
 * Of each scenario there is one: over the share of operations that complete synchronously where its
 * only parameter goes from 0 to 100, over a parameter that is a number where it has one, else its
 * paths side by side. What does not fit on a page goes on to the next. So a plugin's scenario has
 * figures too, and what a run has no data for is not drawn.
 */
#ifndef BENCH_RENDER_FIGURES_H
#define BENCH_RENDER_FIGURES_H

#include "model/report.h"

/* Longer names of scenarios and keys have no figure. */
#define BENCH_FIGURE_WORD_MAX 100
#define BENCH_FIGURE_TEXT_MAX 400

/* One figure: a page. */
typedef struct bench_figure {
    const char *kind;                     /* its script, scripts/plots/KIND.gp; static */
    char scenario[BENCH_FIGURE_WORD_MAX]; /* "": the whole run */
    char key[BENCH_FIGURE_WORD_MAX];      /* the parameter that is across; "": none */
    size_t first, count;                  /* of what the script counts: cases, settings, panels */
    char name[BENCH_FIGURE_TEXT_MAX];     /* of its files, plots/NAME.svg: "paths-fault-2" */
    char title[BENCH_FIGURE_TEXT_MAX];    /* the question that it answers */
    const char *note;                     /* how it is read; static */
    char caption[BENCH_FIGURE_TEXT_MAX];
} bench_figure_t;

typedef struct bench_figures {
    size_t count;
    bench_figure_t *list; /* owned: bench_figures_deinit */
    bool failed;
} bench_figures_t;

/* The figures of a run, the whole run's first. False: out of memory; *figures is then empty. */
bool bench_figures_find(const bench_report_t *report, bench_figures_t *figures);

/* The figures of so many changes between two runs (the lines of comparison.csv). As above. */
bool bench_figures_of_changes(size_t changes, bench_figures_t *figures);

void bench_figures_deinit(bench_figures_t *figures);

/* Tells whether a figure, of this run, another one or an earlier version, may have that name. */
bool bench_figure_is_name(const char *name, size_t length);

#endif
