#include "figures.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "gnuplot.h"
#include "runner/program_files.h"
#include "store/whole_file.h"
#include "svg.h"

#define PATH_MAX_HERE 4096

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

#define FORMAT_COUNT (sizeof formats / sizeof formats[0])

/* A figure in one format. */
typedef struct picture {
    char file[BENCH_FIGURE_TEXT_MAX + 16];  /* its path from the folder of the tables */
    char fresh[BENCH_FIGURE_TEXT_MAX + 48]; /* the same until it is whole */
    char path[PATH_MAX_HERE];               /* of `file`, from here */
    char unready[PATH_MAX_HERE];            /* of `fresh`, from here */
} picture_t;

/* A figure in all formats, while it is drawn. */
typedef struct drawing {
    const char *folder; /* of the tables */
    const bench_figure_t *figure;
    picture_t pictures[FORMAT_COUNT];
    bool tell; /* print their paths */
    gnuplot_t gnuplot;
} drawing_t;

/* False: the path is too long. */
static bool name_picture(const char *folder, const char *subfolder, const bench_figure_t *figure,
                         const format_t *format, picture_t *picture) {
    char file[sizeof picture->file];
    char fresh[sizeof picture->fresh];
    (void)snprintf(file, sizeof file, "%s%s.%s", subfolder, figure->name, format->name);
    bench_temporary_name(file, fresh, sizeof fresh);
    memcpy(picture->file, file, sizeof file);
    memcpy(picture->fresh, fresh, sizeof fresh);
    (void)snprintf(picture->path, PATH_MAX_HERE, "%s/%s", folder, file);
    int length = snprintf(picture->unready, PATH_MAX_HERE, "%s/%s", folder, fresh);
    return length >= 0 && length < PATH_MAX_HERE;
}

static bool name_drawing(const char *folder, const char *subfolder, const bench_figure_t *figure,
                         drawing_t *drawing) {
    bool fits = true;
    drawing->folder = folder;
    drawing->figure = figure;
    drawing->tell = subfolder[0] != '\0';
    for (size_t i = 0; i < FORMAT_COUNT; i++) {
        fits = fits && name_picture(folder, subfolder, figure, &formats[i], &drawing->pictures[i]);
    }
    return fits;
}

static void remove_unready(const drawing_t *drawing) {
    for (size_t i = 0; i < FORMAT_COUNT; i++) {
        (void)unlink(drawing->pictures[i].unready);
    }
}

/* ---- one figure ---- */

/* VTBENCH_PLOTS names another folder than the program's own. gnuplot runs elsewhere, so the path
 * begins at the root. False: there is no such script. */
static bool find_script(const char *kind, char path[PATH_MAX_HERE]) {
    const char *users = getenv("VTBENCH_PLOTS");
    char own[BENCH_PROGRAM_PATH_MAX];
    (void)bench_program_file(BENCH_PLOTS_FOLDER, own);
    char *root = realpath(users != NULL && users[0] != '\0' ? users : own, NULL);
    int length = root != NULL ? snprintf(path, PATH_MAX_HERE, "%s/%s.gp", root, kind) : -1;
    free(root);
    return length >= 0 && length < PATH_MAX_HERE && access(path, R_OK) == 0;
}

static bool is_whole(const picture_t *picture, const format_t *format) {
    char end[END_MAX];
    FILE *in = fopen(picture->unready, "rbe");
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
static int keep(const bench_figure_t *figure, const picture_t *picture, const format_t *format) {
    bool whole = is_whole(picture, format);
    if (whole && format == &formats[0]) {
        whole = svg_finish(picture->unready, figure->name, figure->title, figure->note) &&
                is_whole(picture, format);
    }
    if (!whole) {
        return cli_fail(EXIT_CANNOT_MEASURE,
                        "%s: cannot be written whole; make room, or choose another folder with "
                        "--out",
                        picture->path);
    }
    if (rename(picture->unready, picture->path) != 0) {
        return cli_fail(EXIT_CANNOT_MEASURE, "%s: cannot be written: %s", picture->path,
                        strerror(errno));
    }
    return EXIT_OK;
}

/* No file, and no error: there is no data in this run. What an earlier run of that name had is
 * removed then. */
static int keep_all(const drawing_t *drawing) {
    int status = EXIT_OK;
    bool any = access(drawing->pictures[0].unready, F_OK) == 0;
    for (size_t i = 0; status == EXIT_OK && i < FORMAT_COUNT; i++) {
        const picture_t *picture = &drawing->pictures[i];
        if (!any) {
            (void)unlink(picture->path);
            continue;
        }
        status = keep(drawing->figure, picture, &formats[i]);
        if (status == EXIT_OK && drawing->tell) {
            cli_say_path(picture->path);
        }
    }
    return status;
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

/* Another was begun, which has to end first: of file descriptors or memory there is no more. */
#define BEGIN_LATER (-1)

/* One process draws all formats, as reading the tables takes most of the time. */
static int begin(drawing_t *drawing, bool alone) {
    const bench_figure_t *figure = drawing->figure;
    char first[24];
    char count[24];
    char script[PATH_MAX_HERE];
    if (!find_script(figure->kind, script)) {
        return cli_fail(EXIT_CANNOT_MEASURE,
                        "the script of %s is not there; name the folder of scripts in "
                        "VTBENCH_PLOTS",
                        figure->kind);
    }
    (void)snprintf(first, sizeof first, "%zu", figure->first);
    (void)snprintf(count, sizeof count, "%zu", figure->count);
    const char *const arguments[] = {".",         drawing->pictures[0].fresh,
                                     "both",      figure->scenario,
                                     figure->key, first,
                                     count,       figure->title,
                                     figure->note};
    for (size_t i = 0; i < FORMAT_COUNT; i++) {
        bench_remove_leftovers(drawing->pictures[i].path);
    }
    if (!gnuplot_start(drawing->folder, script, arguments, &drawing->gnuplot)) {
        return !alone ? BEGIN_LATER
                      : cli_fail(EXIT_CANNOT_MEASURE,
                                 "gnuplot could not be started: %s; install gnuplot-nox",
                                 strerror(errno));
    }
    return EXIT_OK;
}

static int finish(const drawing_t *drawing) {
    gnuplot_end_t end;
    int status = EXIT_OK;
    gnuplot_wait(&drawing->gnuplot, &end);
    if (end.status != 0) {
        status = cli_fail(EXIT_CANNOT_MEASURE, "gnuplot failed on %s, with status %d: %s",
                          drawing->figure->name, end.status, gnuplot_last_words(&end));
    } else {
        tell_words(end.words);
        status = keep_all(drawing);
    }
    remove_unready(drawing);
    return status;
}

/* After the failure of another figure, which has been told of. */
static int abandon(const drawing_t *drawing, int status) {
    gnuplot_end_t end;
    gnuplot_wait(&drawing->gnuplot, &end);
    remove_unready(drawing);
    return status;
}

/* ---- all figures, side by side ---- */

#define AT_ONCE_MAX 8

/* One more than there are cores, as the oldest is waited for while others end. */
static size_t at_once(void) {
    long cores = sysconf(_SC_NPROCESSORS_ONLN);
    return cores < 1 ? 2 : cores >= AT_ONCE_MAX ? AT_ONCE_MAX : (size_t)cores + 1;
}

static int draw(const char *folder, const char *subfolder, const bench_figures_t *figures) {
    drawing_t drawings[AT_ONCE_MAX];
    size_t room = at_once();
    size_t total = figures->count;
    size_t begun = 0;
    int status = EXIT_OK;
    for (size_t ended = 0; ended < total || ended < begun;) {
        if (begun < total && begun - ended < room) {
            drawing_t *next = &drawings[begun % AT_ONCE_MAX];
            status = name_drawing(folder, subfolder, &figures->list[begun], next)
                         ? begin(next, begun == ended)
                         : cli_fail(EXIT_USAGE, "the path of the run's folder is too long");
            begun += status == EXIT_OK;
            room = status == BEGIN_LATER ? begun - ended : room;
            status = status == BEGIN_LATER ? EXIT_OK : status;
        } else {
            const drawing_t *oldest = &drawings[ended++ % AT_ONCE_MAX];
            status = status == EXIT_OK ? finish(oldest) : abandon(oldest, status);
        }
        total = status == EXIT_OK ? total : begun; /* after a failure no other is begun */
    }
    return status;
}

/* ---- the figures of a run ---- */

/* The length of the name of a figure's file, which may have more behind it while it is drawn. 0: it
 * is none. */
static size_t figure_file(const char *name) {
    size_t stem = strcspn(name, ".");
    for (size_t i = 0; i < FORMAT_COUNT && bench_figure_is_name(name, stem); i++) {
        size_t length = strlen(formats[i].name);
        if (name[stem] == '.' && strncmp(name + stem + 1, formats[i].name, length) == 0) {
            return stem + 1 + length;
        }
    }
    return 0;
}

static bool is_in(const bench_figures_t *figures, const char *name, size_t stem) {
    bool any = false;
    for (size_t i = 0; !any && figures != NULL && i < figures->count; i++) {
        any = strlen(figures->list[i].name) == stem &&
              strncmp(figures->list[i].name, name, stem) == 0;
    }
    return any;
}

/* Removes the figures of a folder whose names begin with `start` and are not in the list; NULL:
 * all. */
static void remove_others(const char *plots, const char *start, const bench_figures_t *figures) {
    DIR *entries = opendir(plots);
    struct dirent *entry;
    while (entries != NULL && (entry = readdir(entries)) != NULL) {
        size_t length = figure_file(entry->d_name);
        if (length > 0 && strncmp(entry->d_name, start, strlen(start)) == 0 &&
            !is_in(figures, entry->d_name, strcspn(entry->d_name, "."))) {
            char path[PATH_MAX_HERE];
            (void)snprintf(path, sizeof path, "%s/%.*s", plots, (int)length, entry->d_name);
            bench_remove_leftovers(path);
            (void)unlink(path);
        }
    }
    if (entries != NULL) {
        (void)closedir(entries);
    }
}

int figures_make(const bench_report_t *report, const char *folder) {
    char plots[PATH_MAX_HERE];
    bench_figures_t figures;
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
    if (!bench_figures_find(report, &figures)) {
        return cli_fail(EXIT_CANNOT_MEASURE, "out of memory");
    }
    remove_others(plots, "", &figures);
    int status = draw(folder, "plots/", &figures);
    bench_figures_deinit(&figures);
    return status;
}

int figures_draw_changes(const char *folder, const bench_figures_t *figures) {
    remove_others(folder, "dumbbells", figures);
    return draw(folder, "", figures);
}

void figures_remove(const char *folder) {
    char plots[PATH_MAX_HERE];
    (void)snprintf(plots, sizeof plots, "%s/plots", folder);
    remove_others(plots, "", NULL);
    (void)rmdir(plots); /* only if it is empty */
}
