/* limit_files.h - the file of limits, where it is, and what it is held against. */
#ifndef CLI_LIMIT_FILES_H
#define CLI_LIMIT_FILES_H

#include "folders.h"
#include "model/limit.h"
#include "model/report.h"

/* The path of limits.csv beside a file, or in a folder; longer ones are cut. */
void limits_path(const char *beside, char path[FOLDER_PATH_MAX]);

/* Reads the limits of `file`, which must have some, or where none is named (NULL) those beside
 * `beside` (NULL: nowhere), if there are any. EXIT_OK, or prints why not. */
int limits_read(const char *file, const char *beside, bench_limits_t *limits);

/* Reads the run beside `beside` into `base`, if there is one and limits on instructions that the
 * report has refer to it. Tells whether they can: of another compiler, C library or allocator
 * instructions are other ones, and of another processor where the processor counted them. EXIT_OK,
 * or prints why not. */
int limits_read_base(const bench_limits_t *limits, const char *beside, const bench_report_t *report,
                     bench_report_t *base, bool *comparable);

#endif
