/* cmd_new.c - `new`: a file of benchmarks to begin with. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli.h"
#include "new.h"
#include "options.h"
#include "runner/program_files.h"
#include "shell_text.h"

/* A language, by the ending of the file's name. */
typedef struct language {
    const char *ending;
    const char *compiler;
    const char *text;
} language_t;

static const language_t languages[] = {
    {".c", "cc", new_benchmark_c},
    {".cc", "c++", new_benchmark_cc},
    {".cpp", "c++", new_benchmark_cc},
    {".cxx", "c++", new_benchmark_cc},
};

typedef struct new_file {
    const char *path;
    const language_t *language;
    size_t stem; /* length of the path before the ending */
} new_file_t;

static const language_t *find_language(const char *ending) {
    for (size_t i = 0; i < sizeof languages / sizeof languages[0]; i++) {
        if (strcmp(languages[i].ending, ending) == 0) {
            return &languages[i];
        }
    }
    return NULL;
}

static void take_file(void *context, char *path, struct argp_state *state) {
    new_file_t *file = context;
    const char *slash = strrchr(path, '/');
    const char *name = slash != NULL ? slash + 1 : path;
    const char *ending = strrchr(name, '.');
    if (file->path != NULL) {
        argp_error(state, "one file at a time");
    }
    file->language = ending != NULL && ending != name ? find_language(ending) : NULL;
    if (file->language == NULL) {
        argp_error(state, "the name of a file ends with .c, .cc, .cpp or .cxx, not '%s'", name);
        return;
    }
    file->path = path;
    file->stem = (size_t)(ending - path);
}

static void check_file(void *context, struct argp_state *state) {
    const new_file_t *file = context;
    if (file->path == NULL) {
        argp_error(state, "the name of the file is needed");
    }
}

/* Nothing that is there is overwritten. */
static int write_file(const new_file_t *file) {
    FILE *out = fopen(file->path, "wxe");
    if (out == NULL) {
        return cli_fail(EXIT_CANNOT_MEASURE, "%s: %s", file->path, strerror(errno));
    }
    bool written = fputs(file->language->text, out) >= 0;
    written = fclose(out) == 0 && written;
    int error = errno;
    if (!written) {
        (void)unlink(file->path);
        return cli_fail(EXIT_CANNOT_MEASURE, "%s: %s", file->path, strerror(error));
    }
    return EXIT_OK;
}

/* False: out of memory. */
static bool print_commands(const new_file_t *file) {
    char headers[BENCH_PROGRAM_PATH_MAX];
    char *built = NULL;
    bool whole = asprintf(&built, "%.*s.so", (int)file->stem, file->path) >= 0;
    char *source = shell_path(file->path);
    char *plugin = whole ? shell_path(built) : NULL;
    (void)bench_program_file(BENCH_HEADERS_FOLDER, headers);
    char *folder = shell_path(headers);
    bool good = source != NULL && plugin != NULL && folder != NULL;
    if (good) {
        (void)printf("%s -O2 -g -shared -fPIC -I%s %s -o %s\nvtbench check --plugin %s\n",
                     file->language->compiler, folder, source, plugin, plugin);
    }
    free(source);
    free(plugin);
    free(folder);
    if (whole) {
        free(built);
    }
    return good;
}

int cmd_new(int argc, char **argv) {
    static new_file_t file;
    static const opt_command_t command = {
        .usage = "FILE.c|FILE.cc",
        .doc = "Writes a file of benchmarks to begin with, with comments, and prints the two "
               "commands that build it as a plugin and count it.",
        .context = &file,
        .take_argument = take_file,
        .check = check_file};
    opt_parse(&command, argc, argv);
    int status = write_file(&file);
    return status == EXIT_OK ? cli_end_document(print_commands(&file), EXIT_OK) : status;
}
