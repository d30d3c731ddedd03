#include "exact_file.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* scenario,contender,params: they need no quotes. */
#define KEY_COLUMNS 3
#define LINES_MAX   100000

typedef struct text_lines {
    char *text; /* the whole file, its newlines replaced by ends of strings */
    char **lines;
    size_t count;
} text_lines_t;

static void lines_free(text_lines_t *lines) {
    free(lines->lines);
    free(lines->text);
}

static char *read_whole(const char *path) {
    FILE *file = fopen(path, "r");
    char *text = NULL;
    size_t size = 0;
    if (file == NULL) {
        return NULL;
    }
    /* To the end of the file or the first NUL, whichever comes first: a CSV file has none. */
    ssize_t length = getdelim(&text, &size, '\0', file);
    (void)fclose(file);
    if (length < 0) {
        free(text);
        errno = EINVAL;
        return NULL;
    }
    return text;
}

static bool lines_read(const char *path, text_lines_t *lines) {
    memset(lines, 0, sizeof *lines);
    lines->text = read_whole(path);
    lines->lines = calloc(LINES_MAX, sizeof *lines->lines);
    if (lines->text == NULL || lines->lines == NULL) {
        lines_free(lines);
        return false;
    }
    char *rest = lines->text;
    char *line;
    while ((line = strsep(&rest, "\n")) != NULL && lines->count < LINES_MAX) {
        if (line[0] != '\0') {
            lines->lines[lines->count++] = line;
        }
    }
    return true;
}

static size_t key_length(const char *line) {
    size_t length = 0;
    for (int commas = 0; line[length] != '\0'; length++) {
        if (line[length] == ',' && ++commas == KEY_COLUMNS) {
            break;
        }
    }
    return length;
}

static const char *find(const text_lines_t *lines, const char *like) {
    size_t length = key_length(like);
    for (size_t i = 1; i < lines->count; i++) {
        if (key_length(lines->lines[i]) == length && strncmp(lines->lines[i], like, length) == 0) {
            return lines->lines[i];
        }
    }
    return NULL;
}

/* Prints the first column that differs; gives the exit code that it stands for. */
static int explain(const char *head, const char *committed, const char *fresh) {
    for (;;) {
        size_t head_length = strcspn(head, ",");
        size_t old_length = strcspn(committed, ",");
        size_t new_length = strcspn(fresh, ",");
        if (old_length != new_length || strncmp(committed, fresh, new_length) != 0) {
            char *old_end;
            char *new_end;
            double before = strtod(committed, &old_end);
            double after = strtod(fresh, &new_end);
            bool numbers = old_end == committed + old_length && new_end == fresh + new_length &&
                           old_length != 0 && new_length != 0;
            (void)printf("%.*s: %.*s, committed %.*s\n", (int)head_length, head, (int)new_length,
                         fresh, (int)old_length, committed);
            return numbers && after < before ? EXIT_FEWER : EXIT_REGRESSION;
        }
        if (head[head_length] == '\0' || committed[old_length] == '\0' ||
            fresh[new_length] == '\0') {
            (void)printf("other columns\n");
            return EXIT_REGRESSION;
        }
        head += head_length + 1;
        committed += old_length + 1;
        fresh += new_length + 1;
    }
}

/* A regression outweighs an improvement. */
static int worse(int a, int b) {
    return a == EXIT_REGRESSION || b == EXIT_WELL ? a : b;
}

static int compare_lines(const text_lines_t *committed, const text_lines_t *fresh, bool complete) {
    int code = EXIT_WELL;
    for (size_t i = 1; i < fresh->count; i++) {
        const char *line = fresh->lines[i];
        const char *before = find(committed, line);
        if (before != NULL && strcmp(before, line) == 0) {
            continue;
        }
        (void)printf("%.*s: ", (int)key_length(line), line);
        if (before == NULL) {
            (void)printf("not in the committed file\n");
            code = EXIT_REGRESSION;
        } else {
            code = worse(code, explain(fresh->lines[0], before, line));
        }
    }
    for (size_t i = 1; complete && i < committed->count; i++) {
        if (find(fresh, committed->lines[i]) == NULL) {
            (void)printf("%.*s: only in the committed file\n", (int)key_length(committed->lines[i]),
                         committed->lines[i]);
            code = EXIT_REGRESSION;
        }
    }
    return code;
}

int exact_file_compare(const char *committed_path, const char *fresh_path, bool complete) {
    text_lines_t committed;
    text_lines_t fresh;
    if (!lines_read(committed_path, &committed)) {
        return cli_fail(EXIT_COULD_NOT, "%s: %s", committed_path, strerror(errno));
    }
    if (!lines_read(fresh_path, &fresh)) {
        lines_free(&committed);
        return cli_fail(EXIT_COULD_NOT, "%s: %s", fresh_path, strerror(errno));
    }
    int code;
    if (committed.count == 0 || fresh.count == 0 ||
        strcmp(committed.lines[0], fresh.lines[0]) != 0) {
        code = cli_fail(EXIT_COULD_NOT,
                        "%s: not a file of exact numbers of this version; make it again with "
                        "vtbench check --accept",
                        committed_path);
    } else {
        code = compare_lines(&committed, &fresh, complete);
    }
    lines_free(&committed);
    lines_free(&fresh);
    return code;
}
