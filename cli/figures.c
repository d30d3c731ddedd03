#include "figures.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "gnuplot.h"
#include "store/whole_file.h"

#define PATH_MAX_HERE 4096

static const char *const figures[] = {"allocations", "bytes", "time", "tradeoff", "processes"};

/* What a whole file ends with, newlines left out: gnuplot does not tell when the disk is full. */
typedef struct format {
    const char *name;
    const char *end;
    size_t length;
} format_t;

#define END_MAX         16
#define ENDS_WITH(text) text, sizeof text - 1
static const format_t formats[] = {
    {"svg", ENDS_WITH("</svg>")},
    {"png", ENDS_WITH("\0\0\0\0IEND\xae\x42\x60\x82")},
};

#define FIGURE_COUNT (sizeof figures / sizeof figures[0])
#define FORMAT_COUNT (sizeof formats / sizeof formats[0])

/* The figures of a folder: each in each format. */
typedef struct figure {
    const char *folder; /* of the run's tables */
    const char *name;
    const format_t *format;
    char file[64];               /* plots/NAME.FORMAT */
    char fresh[96];              /* its name until it is whole */
    char path[PATH_MAX_HERE];    /* of `file`, from here */
    char unready[PATH_MAX_HERE]; /* of `fresh`, from here */
} figure_t;

/* False: the path is too long. */
static bool find_figure(const char *folder, size_t index, figure_t *figure) {
    figure->folder = folder;
    figure->name = figures[index / FORMAT_COUNT];
    figure->format = &formats[index % FORMAT_COUNT];
    (void)snprintf(figure->file, sizeof figure->file, "plots/%s.%s", figure->name,
                   figure->format->name);
    bench_temporary_name(figure->file, figure->fresh, sizeof figure->fresh);
    (void)snprintf(figure->path, PATH_MAX_HERE, "%s/%s", folder, figure->file);
    int length = snprintf(figure->unready, PATH_MAX_HERE, "%s/%s", folder, figure->fresh);
    return length >= 0 && length < PATH_MAX_HERE;
}

/* ---- making ---- */

/* The scripts stand beside the source; VTBENCH_PLOTS names another folder for an installed copy.
 * gnuplot runs elsewhere, so the path begins at the root. False: there is no such script. */
static bool find_script(const char *figure, char path[PATH_MAX_HERE]) {
    const char *folder = getenv("VTBENCH_PLOTS");
    char *root =
        realpath(folder != NULL && folder[0] != '\0' ? folder : VTBENCH_PLOTS_FOLDER, NULL);
    int length = root != NULL ? snprintf(path, PATH_MAX_HERE, "%s/%s.gp", root, figure) : -1;
    free(root);
    return length >= 0 && length < PATH_MAX_HERE && access(path, R_OK) == 0;
}

static bool is_whole(const figure_t *figure) {
    const format_t *format = figure->format;
    char end[END_MAX];
    FILE *in = fopen(figure->unready, "rbe");
    size_t size = in != NULL && fseek(in, -END_MAX, SEEK_END) == 0 ? fread(end, 1, END_MAX, in) : 0;
    if (in != NULL) {
        fclose(in);
    }
    while (size > 0 && end[size - 1] == '\n') {
        size--;
    }
    return size >= format->length &&
           memcmp(end + size - format->length, format->end, format->length) == 0;
}

/* What was drawn gets its name, if it is whole. */
static int keep_figure(const figure_t *figure) {
    if (!is_whole(figure)) {
        return cli_fail(EXIT_CANNOT_MEASURE,
                        "%s: cannot be written whole; make room, or choose another folder with "
                        "--out",
                        figure->path);
    }
    if (rename(figure->unready, figure->path) != 0) {
        return cli_fail(EXIT_CANNOT_MEASURE, "%s: cannot be written: %s", figure->path,
                        strerror(errno));
    }
    cli_say_path(figure->path);
    return EXIT_OK;
}

/* Of a table that this run has no data for. */
#define EMPTY_TABLE "warning: No valid data points found in file"

/* What a figure that was drawn says: that there is no data, or a warning. */
static void tell_words(char *words) {
    for (char *line; (line = strsep(&words, "\n")) != NULL;) {
        if (line[0] != '\0' && strstr(line, EMPTY_TABLE) == NULL) {
            cli_note("%s", line);
        }
    }
}

static int draw(const figure_t *figure) {
    char settings[256];
    char script[PATH_MAX_HERE];
    gnuplot_end_t end;
    if (!find_script(figure->name, script)) {
        return cli_fail(EXIT_CANNOT_MEASURE,
                        "the script of %s is not there; name the folder of scripts in "
                        "VTBENCH_PLOTS",
                        figure->name);
    }
    (void)snprintf(settings, sizeof settings, "run='.'; out='%s'; format='%s'", figure->fresh,
                   figure->format->name);
    if (!gnuplot_run(figure->folder, script, settings, &end)) {
        return cli_fail(EXIT_CANNOT_MEASURE,
                        "gnuplot could not be started: %s; install gnuplot-nox", strerror(errno));
    }
    if (end.status != 0) {
        return cli_fail(EXIT_CANNOT_MEASURE, "gnuplot failed on %s as %s, with status %d: %s",
                        figure->name, figure->format->name, end.status, gnuplot_last_words(&end));
    }
    tell_words(end.words);
    return EXIT_OK;
}

/* No file, and no error: there is no data in this run. */
static int make_figure(const figure_t *figure) {
    bench_remove_leftovers(figure->path);
    int status = draw(figure);
    if (status != EXIT_OK) {
        (void)unlink(figure->unready);
    } else if (access(figure->unready, F_OK) != 0) {
        (void)unlink(figure->path); /* of a fuller run of the same name */
    } else {
        status = keep_figure(figure);
        (void)unlink(figure->unready);
    }
    return status;
}

int figures_make(const char *folder) {
    char plots[PATH_MAX_HERE];
    int status = EXIT_OK;
    (void)snprintf(plots, sizeof plots, "%s/plots", folder);
    if (mkdir(plots, 0777) != 0 && errno != EEXIST) {
        return cli_fail(EXIT_CANNOT_MEASURE,
                        "%s: cannot be made: %s; choose another folder with --out", plots,
                        strerror(errno));
    }
    if (access(plots, W_OK | X_OK) != 0) {
        return cli_fail(EXIT_CANNOT_MEASURE,
                        "%s: cannot be written to: %s; choose another folder with --out", plots,
                        strerror(errno));
    }
    for (size_t i = 0; i < FIGURE_COUNT * FORMAT_COUNT && status == EXIT_OK; i++) {
        figure_t figure;
        status = find_figure(folder, i, &figure)
                     ? make_figure(&figure)
                     : cli_fail(EXIT_USAGE, "the path of the run's folder is too long");
    }
    return status;
}

/* ---- removing ---- */

void figures_remove(const char *folder) {
    char plots[PATH_MAX_HERE];
    figure_t figure;
    for (size_t i = 0; i < FIGURE_COUNT * FORMAT_COUNT && find_figure(folder, i, &figure); i++) {
        bench_remove_leftovers(figure.path);
        (void)unlink(figure.path);
    }
    (void)snprintf(plots, sizeof plots, "%s/plots", folder);
    (void)rmdir(plots); /* only if it is empty */
}
