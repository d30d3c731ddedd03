/*
 * host.h - contenders that live in another process, a host: another language, another runtime.
 *
 * A host is a program that speaks a line protocol (docs/hosts.md). It is asked once what it is and
 * which cases it has; each measuring process then starts it anew for the cases that it measures.
 */
#ifndef BENCH_RUNNER_HOST_H
#define BENCH_RUNNER_HOST_H

#include "model/report.h"

#define BENCH_HOST_PROTOCOL 1

typedef struct bench_host_case {
    char *contender;
    char *params;        /* "key=value" joined by ';' */
    uint64_t period;     /* as of a scenario_case_t */
    uint64_t operations; /* a good N for counting */
} bench_host_case_t;

typedef struct bench_host_scenario {
    char *name; /* one of the suite's: its cases join those of the suite */
    char *question;
    bench_host_case_t *cases;
    size_t case_count;
} bench_host_scenario_t;

/* How a contender is shown. */
typedef struct bench_host_contender {
    char *name, *label, *about;
    char *compared_with; /* contender that its time is divided by; "": none */
} bench_host_contender_t;

/* What the runtime can count of itself. */
typedef struct bench_host_counts {
    bool bytes; /* with two witnesses */
    bool objects;
    bool collections;
} bench_host_counts_t;

/* A host, and what it said when it was asked. It owns everything. */
typedef struct bench_host {
    char *path;
    char *name;
    char *runtime; /* with its version */
    bench_fact_t *settings;
    size_t setting_count;
    bench_host_counts_t counts;
    bench_host_contender_t *contenders;
    size_t contender_count;
    bench_host_scenario_t *scenarios;
    size_t scenario_count;
} bench_host_t;

/* Releases what it owns and makes it empty. */
void bench_host_deinit(bench_host_t *host);

#endif
