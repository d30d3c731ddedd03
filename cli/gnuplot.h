/* gnuplot.h - runs of gnuplot, several at a time. */
#ifndef CLI_GNUPLOT_H
#define CLI_GNUPLOT_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/* What gnuplot said on stderr; more is cut off. */
#define GNUPLOT_WORDS_MAX 4096

typedef struct gnuplot_end {
    int status; /* its exit status; 128 + N: ended by signal N */
    char words[GNUPLOT_WORDS_MAX];
} gnuplot_end_t;

/* A gnuplot that was started. */
typedef struct gnuplot {
    pid_t pid;
    int messages; /* its stderr */
} gnuplot_t;

/* Arguments that a script has, at most: ARG1 to ARG9. */
#define GNUPLOT_ARGUMENTS_MAX 9

/* Starts `script` with these arguments (NULL ends them), in `folder` as its working directory.
 * Settings of the user's own (~/.gnuplot) are not read. The folder's name is never part of a text
 * that gnuplot or a shell reads, and an argument is a text, not a command. False: it could not be
 * started; errno tells why. */
bool gnuplot_start(const char *folder, const char *script, const char *const *arguments,
                   gnuplot_t *gnuplot);

/* Waits for its end. */
void gnuplot_wait(const gnuplot_t *gnuplot, gnuplot_end_t *end);

/* The last line that is not empty, where gnuplot says what was wrong; "nothing" where there is
 * none. It ends the words after that line. */
const char *gnuplot_last_words(gnuplot_end_t *end);

#endif
