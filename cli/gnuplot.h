/* gnuplot.h - one run of gnuplot. */
#ifndef CLI_GNUPLOT_H
#define CLI_GNUPLOT_H

#include <stdbool.h>
#include <stddef.h>

/* What gnuplot said on stderr; more is cut off. */
#define GNUPLOT_WORDS_MAX 4096

typedef struct gnuplot_end {
    int status; /* its exit status; 128 + N: ended by signal N */
    char words[GNUPLOT_WORDS_MAX];
} gnuplot_end_t;

/* Runs `script` with the variables that `settings` sets, in `folder` as its working directory, and
 * waits for its end. Settings of the user's own (~/.gnuplot) are not read. The folder's name is
 * never part of a text that gnuplot or a shell reads: settings should name files relative to it.
 * False: it could not be started; errno tells why. */
bool gnuplot_run(const char *folder, const char *script, const char *settings, gnuplot_end_t *end);

/* The last line that is not empty, where gnuplot says what was wrong; "nothing" where there is
 * none. It ends the words after that line. */
const char *gnuplot_last_words(gnuplot_end_t *end);

#endif
