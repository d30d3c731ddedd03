/* write_file.c - whole files or none. */
#include "write_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static bool cannot_write(bench_problem_t *problem, const char *path, int error) {
    return bench_problem(
        problem, "%s: cannot be written: %s; make room or choose another folder, and run again",
        path, strerror(error));
}

/* Opens the temporary file. One left behind by a killed run of the same process number is replaced.
 */
static FILE *open_temporary(const char *temporary) {
    unlink(temporary);
    int descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (descriptor < 0) {
        return NULL;
    }
    FILE *out = fdopen(descriptor, "w");
    if (out == NULL) {
        int error = errno;
        close(descriptor);
        unlink(temporary);
        errno = error;
    }
    return out;
}

/* Closes in every case; tells in *error what the disk said. */
static bool close_durably(FILE *out, int *error) {
    /* A write that failed while the writer ran leaves only the error flag; flushing again tells
     * why. */
    errno = 0;
    bool flushed = fflush(out) == 0 && ferror(out) == 0 && fsync(fileno(out)) == 0;
    if (!flushed) {
        *error = errno != 0 ? errno : EIO;
    }
    if (fclose(out) != 0 && flushed) {
        *error = errno;
        flushed = false;
    }
    return flushed;
}

/* Fills the temporary file and gives it its name. */
static bool fill(FILE *out, const char *temporary, const char *path, bench_writer_t *writer,
                 const void *content, bench_problem_t *problem) {
    errno = 0;
    bool made = writer(out, content, problem);
    int error = made && ferror(out) != 0 ? errno : 0;
    int closing_error = 0;
    bool closed = close_durably(out, &closing_error);
    if (!made) {
        return false;
    }
    if (!closed) {
        return cannot_write(problem, path, error != 0 ? error : closing_error);
    }
    return rename(temporary, path) == 0 || cannot_write(problem, path, errno);
}

bool bench_write_file(const char *path, bench_writer_t *writer, const void *content,
                      bench_problem_t *problem) {
    char *temporary;
    if (asprintf(&temporary, "%s.tmp%ld", path, (long)getpid()) < 0) {
        return cannot_write(problem, path, ENOMEM);
    }
    FILE *out = open_temporary(temporary);
    bool written = out != NULL ? fill(out, temporary, path, writer, content, problem)
                               : cannot_write(problem, path, errno);
    if (out != NULL && !written) {
        unlink(temporary);
    }
    free(temporary);
    return written;
}

bool bench_write_file_in(const char *folder, const char *name, bench_writer_t *writer,
                         const void *content, bench_problem_t *problem) {
    char *path;
    if (asprintf(&path, "%s/%s", folder, name) < 0) {
        return cannot_write(problem, name, ENOMEM);
    }
    bool written = bench_write_file(path, writer, content, problem);
    free(path);
    return written;
}
