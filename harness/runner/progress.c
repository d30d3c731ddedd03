#include "runner/progress.h"

#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define BAR_WIDTH    30
#define BAR_SECONDS  0.1 /* between two updates of a bar */
#define LINE_SECONDS 5.0 /* between two plain lines */

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
}

void bench_progress_start(bench_progress_t *progress, size_t total, bool quiet) {
    memset(progress, 0, sizeof *progress);
    progress->total = total;
    progress->quiet = quiet;
    progress->bar = isatty(STDERR_FILENO) != 0;
    progress->started = now();
    progress->shown = progress->started;
}

static double share(const bench_progress_t *progress) {
    double part = progress->total == 0 ? 1 : (double)progress->done / (double)progress->total;
    return part > 1 ? 1 : part;
}

/* Time left, from the speed so far. */
static double left(const bench_progress_t *progress) {
    double part = share(progress);
    return part > 0 ? (now() - progress->started) * (1 - part) / part : 0;
}

static void show(bench_progress_t *progress) {
    char bar[BAR_WIDTH + 1];
    double part = share(progress);
    progress->shown = now();
    if (!progress->bar) {
        (void)fprintf(stderr, "vtbench: %3.0f %%, %s, about %.0f s left\n", part * 100,
                      progress->what, left(progress));
        return;
    }
    memset(bar, ' ', BAR_WIDTH);
    memset(bar, '=', (size_t)(part * BAR_WIDTH));
    bar[BAR_WIDTH] = '\0';
    (void)fprintf(stderr, "\r\033[K[%s] %3.0f %%  %s, about %.0f s left", bar, part * 100,
                  progress->what, left(progress));
}

static void show_if_due(bench_progress_t *progress) {
    double wait = progress->bar ? BAR_SECONDS : LINE_SECONDS;
    if (!progress->quiet && now() - progress->shown >= wait) {
        show(progress);
    }
}

void bench_progress_phase(bench_progress_t *progress, const char *what) {
    (void)snprintf(progress->what, sizeof progress->what, "%s", what);
    show_if_due(progress);
}

void bench_progress_step(bench_progress_t *progress) {
    progress->done++;
    show_if_due(progress);
}

void bench_progress_clear(bench_progress_t *progress) {
    if (progress->bar && !progress->quiet) {
        (void)fputs("\r\033[K", stderr);
    }
}

void bench_progress_end(bench_progress_t *progress) {
    bench_progress_clear(progress);
    if (!progress->quiet) {
        (void)fprintf(stderr, "vtbench: measured in %.1f s\n", now() - progress->started);
    }
}
