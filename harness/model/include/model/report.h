/*
 * report.h - a run: its environment, what its instruments cost, its rows.
 *
 * A report owns everything that it points to; bench_report_deinit releases it. Threads: a plain
 * value, used by one thread at a time.
 */
#ifndef BENCH_MODEL_REPORT_H
#define BENCH_MODEL_REPORT_H

#include "model/problem.h"
#include "model/row.h"

/* A name and a value, both text. Used for the environment. */
typedef struct bench_fact {
    char *name;
    char *value;
} bench_fact_t;

/* What one instrument of the harness costs on this machine. */
typedef struct bench_overhead {
    char *name; /* "clock_read", "batch_loop", "empty_operation", "hook_pair", ... */
    double ns;  /* NaN: could not be measured */
} bench_overhead_t;

/* How a contender is shown, and what it is compared with. */
typedef struct bench_contender {
    char *name;          /* as in the cases */
    char *label;         /* as people read it: "value task, pooled" */
    char *colour;        /* "#0072B2"; "": the next free one */
    uint32_t symbol;     /* gnuplot's point type; 0: the next free one */
    char *about;         /* one sentence */
    char *compared_with; /* contender of the same group that its time is divided by; "": none */
    bool aside; /* no answer to the question, but a measure for those: no statement is about it */
} bench_contender_t;

/* What people call a scenario, a setting or a parameter (scenario_words_t). */
typedef struct bench_words {
    char *name; /* "fault", "fault;when=sync", "hit_ratio;percent" */
    char *words;
} bench_words_t;

/* A case and how often it is in a sum. */
typedef struct bench_floor_term {
    bench_case_key_t key;
    double times;
} bench_floor_term_t;

#define BENCH_FLOOR_TERMS 2

/* A path as a multiple of what it cannot do without: its case over a sum of other cases of the run.
 */
typedef struct bench_floor {
    char *path;  /* in words */
    char *floor; /* in words */
    bench_case_key_t of;
    size_t term_count;
    bench_floor_term_t terms[BENCH_FLOOR_TERMS];
    double aim; /* the multiple that is to be reached */
} bench_floor_t;

typedef struct bench_report {
    char *name;    /* of the run */
    char *created; /* UTC, "2026-11-23T19:00:00Z" */
    bool partial;  /* the run was stopped before its end */
    uint64_t seed;
    size_t fact_count;
    bench_fact_t *facts; /* environment: cpu, cores, kernel, compiler, flags, jemalloc, ... */
    size_t overhead_count;
    bench_overhead_t *overheads;
    size_t row_count;
    bench_row_t *rows; /* in catalogue order */
    size_t contender_count;
    bench_contender_t *contenders; /* that the scenarios describe; others may be in the rows */
    size_t word_count;
    bench_words_t *words;
    size_t floor_count;
    bench_floor_t *floors;
} bench_report_t;

void bench_report_init(bench_report_t *report);
void bench_report_deinit(bench_report_t *report);

/* The value of a fact, "" where it is absent. Borrowed. */
const char *bench_report_fact(const bench_report_t *report, const char *name);

/* The overhead of that name, NaN where it is absent. */
double bench_report_overhead(const bench_report_t *report, const char *name);

/* The row of that case, or NULL. Borrowed. */
bench_row_t *bench_report_find(const bench_report_t *report, const bench_case_key_t *key);

/* Removes the rows of the other cases. */
void bench_report_keep(bench_report_t *report,
                       bool (*keep)(const bench_case_key_t *key, const void *context),
                       const void *context);

/* Removes the rows that no filter selects (bench_case_match_any). */
void bench_report_narrow(bench_report_t *report, const char *const *filters, size_t count);

/* How many rows have a failure. */
size_t bench_report_failures(const bench_report_t *report);

/* How that contender is shown, or NULL. Borrowed. */
const bench_contender_t *bench_report_contender(const bench_report_t *report, const char *name);

/* The words for that name, of so many bytes; NULL: there are none. Borrowed. */
const char *bench_report_words(const bench_report_t *report, const char *name, size_t length);

/* The row that a row's time is compared with: that of the same group and the contender that its own
 * names, `task` where nothing is said of it; the row itself where it names none. NULL: there is no
 * such row. Borrowed. */
const bench_row_t *bench_report_compared_with(const bench_report_t *report, const bench_row_t *row);

/* Appends copies of the strings; a name that is there already gets the new value. False: out of
 * memory. */
bool bench_report_add_fact(bench_report_t *report, const char *name, const char *value);
bool bench_report_add_overhead(bench_report_t *report, const char *name, double ns);

/* Appends an empty row and gives it to be filled; owned by the report, valid until the next append.
 */
bench_row_t *bench_report_add_row(bench_report_t *report);

/* Appends copies. A contender or a name that is there already stays as it is, so that the first
 * description counts. False: out of memory. */
bool bench_report_add_contender(bench_report_t *report, const bench_contender_t *contender);
bool bench_report_add_words(bench_report_t *report, const char *name, const char *words);
bool bench_report_add_floor(bench_report_t *report, const bench_floor_t *floor);

#endif
