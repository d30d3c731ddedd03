#include "accept.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "run_folder.h"

/* As one word of a shell. */
static void put_word(FILE *out, const char *text) {
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                                "_-./+=:@%";
    if (text[0] != '\0' && text[strspn(text, plain)] == '\0') {
        (void)fputs(text, out);
        return;
    }
    (void)fputc('\'', out);
    for (; *text != '\0'; text++) {
        (void)fputs(*text == '\'' ? "'\\''" : (char[]){*text, '\0'}, out);
    }
    (void)fputc('\'', out);
}

static void put_vtbench(FILE *out) {
    put_word(out, program_invocation_name);
}

static void put_accept_counts(FILE *out, const char *exact_file) {
    put_vtbench(out);
    (void)fputs(" check --accept --against ", out);
    put_word(out, exact_file);
}

/* The text of a stream, or NULL where it could not hold all of it. */
static char *take(FILE *out, char **text) {
    bool whole = ferror(out) == 0;
    whole &= fclose(out) == 0;
    if (!whole) {
        free(*text);
        *text = NULL;
    }
    return *text;
}

char *accept_counts_command(const char *exact_file) {
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    if (out == NULL) {
        return NULL;
    }
    put_accept_counts(out, exact_file);
    return take(out, &text);
}

static bool is_folder(const char *path) {
    struct stat status;
    return stat(path, &status) == 0 && S_ISDIR(status.st_mode);
}

/* Where `path` is a folder, the file of that name in it; else `path` itself. */
static const char *file_of(const char *path, const char *name, char file[RUN_FOLDER_MAX]) {
    bool folder = is_folder(path);
    (void)snprintf(file, RUN_FOLDER_MAX, "%s%s%s", path, folder ? "/" : "", folder ? name : "");
    return file;
}

char *accept_run_command(const char *base, const char *next) {
    char file[RUN_FOLDER_MAX];
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    if (out == NULL) {
        return NULL;
    }
    (void)fputs("cp ", out);
    put_word(out, file_of(next, "report.json", file));
    (void)fputc(' ', out);
    put_word(out, file_of(base, "report.json", file));
    if (is_folder(base)) {
        (void)fputs(" && ", out);
        put_vtbench(out);
        (void)fputs(" report ", out);
        put_word(out, base);
        if (access(file_of(base, "exact.csv", file), F_OK) == 0) {
            (void)fputs(" && ", out);
            put_accept_counts(out, file);
        }
    }
    return take(out, &text);
}

void accept_say(int code, const char *what, const char *command) {
    if (code == EXIT_FEWER) {
        cli_fail(code, "fewer than %s; accept with: %s", what, command);
    } else {
        cli_fail(code, "other than %s; if that is meant to stay, accept with: %s", what, command);
    }
}
