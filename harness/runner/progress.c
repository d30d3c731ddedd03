/* progress.c - how far a measurement is. */
#include "runner/progress.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#define BAR_WIDTH    20
#define BAR_SECONDS  0.1 /* between two updates of a bar */
#define LINE_SECONDS 5.0 /* between two plain lines */

/* Of a terminal that does not tell. */
#define WIDTH_DEFAULT 80

static double seconds_now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
}

/* A bar is drawn over itself, which a dumb terminal cannot do. */
static bool can_draw(void) {
    const char *terminal = getenv("TERM");
    return isatty(STDERR_FILENO) != 0 && (terminal == NULL || strcmp(terminal, "dumb") != 0);
}

static unsigned terminal_width(void) {
    struct winsize size;
    return ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col
                                                                           : WIDTH_DEFAULT;
}

void bench_progress_start(bench_progress_t *progress, const bench_stretch_t *stretches,
                          size_t count, bool quiet) {
    *progress = (bench_progress_t){.quiet = quiet, .bar = can_draw(), .width = terminal_width()};
    for (size_t i = 0; i < count && progress->stretch_count < BENCH_STRETCHES_MAX; i++) {
        if (stretches[i].rounds != 0) {
            progress->stretches[progress->stretch_count++] = stretches[i];
        }
    }
    progress->started = seconds_now();
    progress->round_began = progress->started;
    progress->shown = progress->started;
}

/* ---- how long a round takes ---- */

/* As measured of the present stretch; NaN: no round of it is done. */
static double measured_round(const bench_progress_t *progress) {
    return progress->round > 0 ? progress->measured / (double)progress->round : (double)NAN;
}

/* As measured, else by the plan. */
static double expected_round(const bench_progress_t *progress) {
    double measured = measured_round(progress);
    return isnan(measured) ? progress->stretches[progress->stretch].seconds : measured;
}

/* What of the present round is left: the clock knows it better than the steps, of which some take a
 * hundred times as long as others; but not before the last one. */
static double left_of_round(const bench_progress_t *progress, double now) {
    double left = expected_round(progress) - (now - progress->round_began);
    return left > 0 ? left : 0;
}

static double left_of_all(const bench_progress_t *progress, double now) {
    if (progress->stretch >= progress->stretch_count) {
        return 0;
    }
    size_t rounds = progress->stretches[progress->stretch].rounds;
    size_t after = rounds > progress->round + 1 ? rounds - progress->round - 1 : 0;
    double left = left_of_round(progress, now) + (double)after * expected_round(progress);
    for (size_t i = progress->stretch + 1; i < progress->stretch_count; i++) {
        left += (double)progress->stretches[i].rounds * progress->stretches[i].seconds;
    }
    return left;
}

double bench_progress_left(const bench_progress_t *progress, double now) {
    bool last = progress->stretch + 1 == progress->stretch_count;
    return last && !isnan(measured_round(progress)) ? left_of_all(progress, now) : (double)NAN;
}

/* Of a round that nothing is known of its steps count. */
static double part_of_round(const bench_progress_t *progress, double now) {
    const bench_stretch_t *stretch = &progress->stretches[progress->stretch];
    double part = isnan(measured_round(progress))
                      ? (double)progress->steps / (double)(stretch->steps + 1)
                      : (now - progress->round_began) / measured_round(progress);
    return part < 1 ? part : 1;
}

double bench_progress_share(const bench_progress_t *progress, double now) {
    if (progress->stretch >= progress->stretch_count) {
        return 1;
    }
    double left = bench_progress_left(progress, now);
    double done = now - progress->started;
    if (isnan(left)) {
        double round = expected_round(progress);
        done = progress->passed + round * part_of_round(progress, now);
        left = left_of_all(progress, progress->round_began) - round * part_of_round(progress, now);
    }
    double share = done + left > 0 ? done / (done + left) : 0;
    return share > progress->share ? share : progress->share;
}

/* ---- showing ---- */

const char *bench_progress_time(double seconds, char text[32]) {
    unsigned long whole = (unsigned long)(seconds + 0.5);
    unsigned long minutes = (whole + 30) / 60;
    if (whole < 100) {
        (void)snprintf(text, 32, "%lu s", whole);
    } else if (minutes < 100) {
        (void)snprintf(text, 32, "%lu min", minutes);
    } else {
        (void)snprintf(text, 32, "%lu h %lu min", minutes / 60, minutes % 60);
    }
    return text;
}

static void show(bench_progress_t *progress) {
    char line[256];
    char bar[BAR_WIDTH + 1];
    char time[32];
    char left_text[64] = "";
    double now = seconds_now();
    double left = bench_progress_left(progress, now);
    progress->share = bench_progress_share(progress, now);
    progress->shown = now;
    if (!isnan(left)) {
        (void)snprintf(left_text, sizeof left_text, ", about %s left",
                       bench_progress_time(left, time));
    }
    memset(bar, ' ', BAR_WIDTH);
    memset(bar, '=', (size_t)(progress->share * BAR_WIDTH));
    bar[BAR_WIDTH] = '\0';
    if (!progress->bar) {
        (void)fprintf(stderr, "vtbench: %3.0f %%, %s%s\n", progress->share * 100, progress->what,
                      left_text);
        return;
    }
    /* A line that does not fit would stay where it is drawn over: its end is cut, where the least
     * is lost. */
    (void)snprintf(line, sizeof line, "[%s] %3.0f %%%s  %s", bar, progress->share * 100, left_text,
                   progress->what);
    (void)fprintf(stderr, "\r\033[K%.*s", progress->width > 1 ? (int)progress->width - 1 : 1, line);
}

static void show_if_due(bench_progress_t *progress) {
    double wait = progress->bar ? BAR_SECONDS : LINE_SECONDS;
    if (!progress->quiet && seconds_now() - progress->shown >= wait) {
        show(progress);
    }
}

/* ---- going on ---- */

static void end_round(bench_progress_t *progress, double now) {
    double took = now - progress->round_began;
    progress->passed += took;
    progress->measured += took;
    progress->round++;
    if (progress->round >= progress->stretches[progress->stretch].rounds) {
        progress->stretch++;
        progress->round = 0;
        progress->measured = 0;
    }
}

void bench_progress_round(bench_progress_t *progress, const char *what) {
    double now = seconds_now();
    if (progress->running && progress->stretch < progress->stretch_count) {
        end_round(progress, now);
    }
    progress->running = true;
    progress->steps = 0;
    progress->round_began = now;
    (void)snprintf(progress->what, sizeof progress->what, "%s", what);
    show_if_due(progress);
}

void bench_progress_step(bench_progress_t *progress) {
    progress->steps++;
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
        (void)fprintf(stderr, "vtbench: measured in %.1f s\n", seconds_now() - progress->started);
    }
}
