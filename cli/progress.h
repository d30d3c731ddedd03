/*
 * progress.h - how far a measurement is, on stderr: a bar on a terminal, plain lines elsewhere.
 */
#ifndef CLI_PROGRESS_H
#define CLI_PROGRESS_H

#include <stdbool.h>
#include <stddef.h>

typedef struct progress {
    const char *what; /* of the present phase */
    size_t done;
    size_t total;
    double started; /* seconds, monotonic */
    double shown;   /* when last printed */
    bool bar;
    bool quiet;
} progress_t;

/* `total` steps are to come. */
void progress_start(progress_t *progress, size_t total, bool quiet);

/* Names what comes now. */
void progress_phase(progress_t *progress, const char *what);

/* One step is done. */
void progress_step(progress_t *progress);

/* Takes the bar off the line, before something else is printed. */
void progress_clear(progress_t *progress);

/* The end: clears the bar, or prints a last line. */
void progress_end(progress_t *progress);

#endif
