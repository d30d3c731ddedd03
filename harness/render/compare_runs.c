/* compare_runs.c - which two runs are compared, and how long one was after the other. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "compare_parts.h"

#define MINUTE INT64_C(60)
#define HOUR   (60 * MINUTE)
#define DAY    (24 * HOUR)

static const char *or_empty(const char *text) {
    return text != NULL ? text : "";
}

/* "" where it is not known. */
static const char *revision_of(const bench_report_t *run) {
    const char *revision = bench_report_fact(run, "git_revision");
    return strcmp(revision, "unknown") != 0 ? revision : "";
}

/* ---- when ---- */

/* Seconds since 1970. False: the report does not say. */
static bool take_time(const bench_report_t *run, int64_t *seconds) {
    struct tm when = {0};
    char zone;
    if (sscanf(or_empty(run->created), "%4d-%2d-%2dT%2d:%2d:%2d%c", &when.tm_year, &when.tm_mon,
               &when.tm_mday, &when.tm_hour, &when.tm_min, &when.tm_sec, &zone) != 7 ||
        zone != 'Z') {
        return false;
    }
    when.tm_year -= 1900;
    when.tm_mon -= 1;
    *seconds = (int64_t)timegm(&when);
    return true;
}

static bool take_seconds_between(const bench_report_t *base, const bench_report_t *new_run,
                                 int64_t *seconds) {
    int64_t from;
    int64_t to;
    bool known = take_time(base, &from) && take_time(new_run, &to);
    *seconds = known ? to - from : 0;
    return known;
}

/* "2026-11-28 12:52" */
static const char *date_of(bench_doc_t *doc, const bench_report_t *run) {
    int64_t seconds;
    return take_time(run, &seconds)
               ? bench_doc_keep(doc, "%.10s %.5s", run->created, run->created + 11)
               : or_empty(run->created);
}

/* "3 days later"; in the largest unit of which there are two. Never "the same": that is no word for
 * two runs. */
static const char *distance_text(bench_doc_t *doc, int64_t seconds) {
    static const struct {
        const char *name;
        int64_t seconds;
    } units[] = {{"days", DAY}, {"hours", HOUR}, {"minutes", MINUTE}, {"seconds", 1}};
    const char *side = seconds < 0 ? "earlier" : "later";
    seconds = seconds < 0 ? -seconds : seconds;
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
        if (seconds >= 2 * units[i].seconds) {
            return bench_doc_keep(doc, "%" PRId64 " %s %s",
                                  (seconds + units[i].seconds / 2) / units[i].seconds,
                                  units[i].name, side);
        }
    }
    return "within a second";
}

/* ---- who ---- */

/* "Base: reference, 2026-11-28 12:52, 8ee7d6d" */
static void say_run(bench_doc_t *doc, const char *side, const bench_report_t *run) {
    const char *const texts[] = {or_empty(run->name), date_of(doc, run), revision_of(run),
                                 run->partial ? "partial" : ""};
    const char *separator = " ";
    bench_doc_say(doc, "%s:", side);
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        if (texts[i][0] != '\0') {
            bench_doc_say(doc, "%s%s", separator, texts[i]);
            separator = ", ";
        }
    }
    bench_doc_say(doc, "%s", separator[0] == ' ' ? " a run without a name" : "");
}

void bench__say_runs(bench__view_t *view) {
    bench_doc_t *doc = &view->doc;
    const bench_report_t *base = view->how->base;
    const bench_report_t *new_run = view->how->new_run;
    int64_t seconds;
    if (base == NULL || new_run == NULL) {
        return;
    }
    bench_doc_paragraph(doc, BENCH_EVERYBODY, 0);
    say_run(doc, "Base", base);
    say_run(doc, "; new", new_run);
    if (take_seconds_between(base, new_run, &seconds)) {
        bench_doc_say(doc, ", %s", distance_text(doc, seconds));
    }
    bench_doc_say(doc, ".");
}

/* ---- for programs ---- */

static void add_run(bench_table_t *table, const char *side, const bench_report_t *run) {
    bench_table_add_rest(table, side, or_empty(run->name), or_empty(run->created), revision_of(run),
                         run->partial ? "yes" : "no");
}

void bench__add_runs(bench__view_t *view) {
    const bench_report_t *base = view->how->base;
    const bench_report_t *new_run = view->how->new_run;
    bench_table_t *table = bench_doc_data(&view->doc, "runs", "run|name|created|revision|partial");
    int64_t seconds;
    if (base == NULL || new_run == NULL) {
        return;
    }
    add_run(table, "base", base);
    add_run(table, "new", new_run);
    bench_value_t between = take_seconds_between(base, new_run, &seconds)
                                ? bench_whole_value(seconds)
                                : bench_unknown_value(BENCH_TYPE_INTEGER);
    bench_doc_fact(&view->doc, "seconds_between", between);
}
