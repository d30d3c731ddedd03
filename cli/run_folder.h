/*
 * run_folder.h - where a run's files go.
 *
 * A run is written to NAME.partial, which one process at a time has for itself, and gets its name
 * when it is whole. So whatever ends the process, an earlier run of that name is whole. A run that
 * was interrupted takes the place of none: it stays at NAME.partial.
 *
 * Files of the earlier folder that are none of a run's (exact.csv, notes) move to the new one.
 */
#ifndef CLI_RUN_FOLDER_H
#define CLI_RUN_FOLDER_H

#include "cli.h"
#include "folders.h"
#include "model/report.h"

#define RUN_FOLDER_MAX FOLDER_PATH_MAX

typedef struct run_folder {
    char path[RUN_FOLDER_MAX]; /* where the run will be, and is when it is saved */
    char work[RUN_FOLDER_MAX]; /* where it is written */
    char name[256];
    size_t first_made; /* of the parent's path, for folder_unmake */
    int lock;          /* on `work` */
} run_folder_t;

/* A name of a run is one folder, not a path, in plain UTF-8. */
bool run_folder_is_name(const char *name);

/* The path of `parent`/`name`, or of a `file` in it (NULL: of none). EXIT_OK, or prints why not. */
int run_folder_path(const char *parent, const char *name, const char *file,
                    char path[RUN_FOLDER_MAX]);

/* Gets a folder ready to be written to, and the name for this process. `name` NULL: date and time,
 * with a number behind where that is taken. Without `force` a name that has a run already is
 * refused. EXIT_OK, or prints why not. */
int run_folder_open(run_folder_t *folder, const char *parent, const char *name, bool force);

/* Removes what run_folder_open made. */
void run_folder_abandon(run_folder_t *folder);

/* Writes report.json and everything derived from it but the plots, and puts it in its place;
 * folder->path is where it is then. It ends what run_folder_open began, also where it fails.
 * EXIT_OK, or prints why not. */
int run_folder_save(run_folder_t *folder, const bench_report_t *report);

#endif
