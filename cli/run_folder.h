/* run_folder.h - where a run's files go. */
#ifndef CLI_RUN_FOLDER_H
#define CLI_RUN_FOLDER_H

#include "cli.h"
#include "model/report.h"

#define RUN_FOLDER_MAX 4096

typedef struct run_folder {
    char path[RUN_FOLDER_MAX];
    char name[256];
    bool made_parent; /* by run_folder_open: to be removed again if nothing comes of it */
    bool made;
} run_folder_t;

/* A name of a run is one folder, not a path. */
bool run_folder_is_name(const char *name);

/* The path of `parent`/`name`, or of a `file` in it (NULL: of none). EXIT_OK, or prints why not. */
int run_folder_path(const char *parent, const char *name, const char *file,
                    char path[RUN_FOLDER_MAX]);

/* Makes `parent`/`name`, ready to be written to. `name` NULL: date and time. Without `force`
 * a folder that holds a run already is refused. EXIT_OK, or prints why not. */
int run_folder_open(run_folder_t *folder, const char *parent, const char *name, bool force);

/* Removes what run_folder_open made, where nothing was written. */
void run_folder_abandon(const run_folder_t *folder);

/* Writes report.json and everything derived from it but the plots. EXIT_OK, or prints why not. */
int run_folder_write(const run_folder_t *folder, const bench_report_t *report);

#endif
