/* whole_file.c - whole files or none. */
#include "store/whole_file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* ---- writing ---- */

static bool cannot_write(bench_problem_t *problem, const char *path, int error) {
    return bench_problem(
        problem, "%s: cannot be written: %s; make room or choose another folder, and run again",
        path, strerror(error));
}

/* What stands between a file's name and the number of the process that writes it. */
#define TEMPORARY ".tmp"

static bool process_is_gone(long process) {
    return kill((pid_t)process, 0) != 0 && errno == ESRCH;
}

/* Tells whether `entry` is a temporary file of `name` whose process is gone, or is this one. */
static bool is_leftover(const char *entry, const char *name) {
    size_t length = strlen(name);
    if (strncmp(entry, name, length) != 0 ||
        strncmp(entry + length, TEMPORARY, strlen(TEMPORARY)) != 0) {
        return false;
    }
    const char *number = entry + length + strlen(TEMPORARY);
    if (number[0] == '\0' || strspn(number, "0123456789") != strlen(number)) {
        return false;
    }
    long process = strtol(number, NULL, 10);
    return process > INT32_MAX || process == (long)getpid() || process_is_gone(process);
}

void bench_temporary_name(const char *path, char *name, size_t room) {
    (void)snprintf(name, room, "%s" TEMPORARY "%ld", path, (long)getpid());
}

void bench_remove_leftovers(const char *path) {
    const char *slash = strrchr(path, '/');
    const char *name = slash != NULL ? slash + 1 : path;
    char *folder = slash != NULL ? strndup(path, (size_t)(slash - path) + 1) : strdup(".");
    DIR *entries = folder != NULL ? opendir(folder) : NULL;
    free(folder);
    if (entries == NULL) {
        return; /* whoever writes will say why */
    }
    const struct dirent *entry;
    while ((entry = readdir(entries)) != NULL) {
        if (is_leftover(entry->d_name, name)) {
            (void)unlinkat(dirfd(entries), entry->d_name, 0);
        }
    }
    closedir(entries);
}

static FILE *open_temporary(const char *temporary) {
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
    if (asprintf(&temporary, "%s" TEMPORARY "%ld", path, (long)getpid()) < 0) {
        return cannot_write(problem, path, ENOMEM);
    }
    bench_remove_leftovers(path);
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

void bench_remove_file_in(const char *folder, const char *name) {
    char *path;
    if (asprintf(&path, "%s/%s", folder, name) >= 0) {
        bench_remove_leftovers(path);
        (void)unlink(path);
        free(path);
    }
}

/* ---- reading ---- */

static void copy(FILE *in, FILE *out) {
    char bytes[4096];
    size_t count;
    while ((count = fread(bytes, 1, sizeof bytes, in)) > 0) {
        fwrite(bytes, 1, count, out);
    }
}

/* NULL with errno. A folder opens, and cannot be read. */
static char *read_all(FILE *in, size_t *size) {
    char *text = NULL;
    FILE *out = open_memstream(&text, size);
    errno = 0;
    if (out != NULL) {
        copy(in, out);
    }
    int error = ferror(in) != 0 ? errno : 0;
    if (out == NULL || fclose(out) != 0) {
        error = ENOMEM;
    }
    if (error == 0) {
        return text;
    }
    free(text);
    errno = error;
    return NULL;
}

/* Takes off the mark that some editors put before UTF-8. */
static void drop_mark(char *text, size_t *size) {
    static const char mark[] = "\xef\xbb\xbf";
    const size_t length = sizeof mark - 1;
    if (*size >= length && memcmp(text, mark, length) == 0) {
        *size -= length;
        memmove(text, text + length, *size + 1); /* with the NUL */
    }
}

char *bench_read_whole(const char *path, const char *what, size_t *size, bench_problem_t *problem) {
    FILE *in = fopen(path, "re");
    char *text = in != NULL ? read_all(in, size) : NULL;
    if (text == NULL) {
        bench_problem(problem, "%s: cannot be read: %s; name %s", path, strerror(errno), what);
    } else {
        drop_mark(text, size);
    }
    if (in != NULL) {
        fclose(in);
    }
    return text;
}
