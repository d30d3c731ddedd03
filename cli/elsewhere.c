#include "elsewhere.h"

#include <ctype.h>
#include <errno.h>
#include <ini.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cli.h"
#include "model/plain_text.h"
#include "nearest.h"

#define PREFIX "VTBENCH_"

const elsewhere_other_t elsewhere_others[] = {
    {"options", "The file of options (default " ELSEWHERE_FILE ", where it is)"},
    {"plots", "The folder of the gnuplot scripts"},
    {"witness", "Who counts: hooks or interposer"},
    {"count", NULL},
    {"counts", NULL},
    {"doctor", NULL},
    {NULL, NULL},
};

/* ---- values ---- */

static bool is_one_of(const char *text, const char *const words[4]) {
    return strcasecmp(text, words[0]) == 0 || strcasecmp(text, words[1]) == 0 ||
           strcasecmp(text, words[2]) == 0 || strcasecmp(text, words[3]) == 0;
}

/* Adds one; `place`, which becomes the values' own, says where it is from. */
static int add(elsewhere_t *elsewhere, const option_t *option, const char *text, char *place) {
    static const char *const yes[] = {"yes", "true", "on", "1"};
    static const char *const no[] = {"no", "false", "off", "0"};
    bool is_switch = option->argument == NULL || option->may_be_without;
    bool is_yes = is_switch && is_one_of(text, yes);
    bool is_no = is_switch && is_one_of(text, no);
    int status = EXIT_OK;
    char *copy = NULL;
    if (place == NULL || (!is_yes && !is_no && (copy = strdup(text)) == NULL)) {
        status = cli_fail(EXIT_CANNOT_MEASURE, "out of memory");
    } else if (option->argument == NULL && !is_yes && !is_no) {
        status = cli_fail(EXIT_USAGE, "%s: it takes yes or no", place);
    } else if (elsewhere->count == ELSEWHERE_VALUES_MAX) {
        status =
            cli_fail(EXIT_USAGE, "%s: at most %d options are taken", place, ELSEWHERE_VALUES_MAX);
    } else if (!is_no) {
        elsewhere->values[elsewhere->count++] = (elsewhere_value_t){option, copy, place};
        return EXIT_OK;
    }
    free(copy);
    free(place);
    return status;
}

char *elsewhere_describe(const elsewhere_t *elsewhere) {
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    if (out == NULL) {
        return NULL;
    }
    for (size_t i = 0; i < elsewhere->count; i++) {
        (void)fprintf(out, "%s%s", i > 0 ? ", " : "", elsewhere->values[i].place);
    }
    if (fclose(out) != 0) {
        free(text);
        return NULL;
    }
    bench_make_plain(text);
    return text;
}

/* ---- the environment ---- */

char *elsewhere_variable(const char *name, char text[ELSEWHERE_VARIABLE_MAX]) {
    (void)snprintf(text, ELSEWHERE_VARIABLE_MAX, PREFIX "%s", name);
    for (char *letter = text + strlen(PREFIX); *letter != '\0'; letter++) {
        *letter = (char)(*letter == '-' ? '_' : toupper((unsigned char)*letter));
    }
    return text;
}

static bool is_other(const char *name) {
    size_t i = 0;
    while (elsewhere_others[i].name != NULL && strcmp(elsewhere_others[i].name, name) != 0) {
        i++;
    }
    return elsewhere_others[i].name != NULL;
}

bool elsewhere_has_variable(const option_t *option) {
    return !is_other(option->name);
}

static int add_variable(elsewhere_t *elsewhere, const option_t *option, const char *variable,
                        const char *text) {
    char *place;
    return add(elsewhere, option, text,
               asprintf(&place, "%s=%s", variable, text) >= 0 ? place : NULL);
}

/* What may be given several times has a line for each. */
static int add_lines(elsewhere_t *elsewhere, const option_t *option, const char *variable,
                     const char *text) {
    char *copy = strdup(text);
    char *rest = copy;
    char *line;
    int status = copy != NULL ? EXIT_OK : cli_fail(EXIT_CANNOT_MEASURE, "out of memory");
    while (status == EXIT_OK && (line = strsep(&rest, "\n")) != NULL) {
        status = line[0] != '\0' ? add_variable(elsewhere, option, variable, line) : EXIT_OK;
    }
    free(copy);
    return status;
}

static int take_variables(elsewhere_t *elsewhere) {
    const option_t *option;
    int status = EXIT_OK;
    for (size_t i = 0; status == EXIT_OK && (option = opt_row(elsewhere->command, i)) != NULL;
         i++) {
        char variable[ELSEWHERE_VARIABLE_MAX];
        const char *text = getenv(elsewhere_variable(option->name, variable));
        bool is_set = elsewhere_has_variable(option) && text != NULL && text[0] != '\0';
        if (is_set && !elsewhere->known[i]) {
            elsewhere->known[i] = true;
            status = option->repeats ? add_lines(elsewhere, option, variable, text)
                                     : add_variable(elsewhere, option, variable, text);
        }
    }
    return status;
}

/* ---- variables that nobody knows ---- */

static const option_t *find_option(const opt_command_t *command, const char *name, size_t *index) {
    const option_t *option;
    *index = 0;
    while ((option = opt_row(command, *index)) != NULL && strcmp(option->name, name) != 0) {
        ++*index;
    }
    return option;
}

/* Of other commands: which option is looked for in the table of the one that is called. */
static const char *sought;

static int has_sought(const opt_command_t *command) {
    size_t index;
    return find_option(command, sought, &index) != NULL ? EXIT_OK : EXIT_USAGE;
}

/* A command's table is its own: it is called in a process of its own, which ends with the answer.
 */
static bool has_option(int (*run)(int argc, char **argv), const char *name) {
    char *arguments[] = {(char[]){"vtbench"}, NULL};
    int status = EXIT_USAGE;
    pid_t pid = fork();
    if (pid == 0) {
        sought = name;
        opt_describe = has_sought;
        _exit(run(1, arguments));
    }
    while (pid > 0 && waitpid(pid, &status, 0) < 0 && errno == EINTR) {
        /* a signal handler ran */
    }
    return pid > 0 && WIFEXITED(status) && WEXITSTATUS(status) == EXIT_OK;
}

static bool is_of_some_command(const char *name) {
#define HAS_OPTION(command, summary) || has_option(cmd_##command, name)
    return false CLI_COMMANDS(HAS_OPTION);
}

static const char *nearest_name(const opt_command_t *command, const char *name) {
    const option_t *option;
    nearest_t nearest = nearest_to(name, strlen(name));
    for (size_t i = 0; (option = opt_row(command, i)) != NULL; i++) {
        nearest_try(&nearest, option->name);
    }
    for (size_t i = 0; elsewhere_others[i].name != NULL; i++) {
        nearest_try(&nearest, elsewhere_others[i].name);
    }
    return nearest.found;
}

/* Refuses a variable that is nobody's and near to one that would mean something here. Others may be
 * the user's own. */
static int check_variable(const elsewhere_t *elsewhere, const char *variable, size_t length) {
    char name[ELSEWHERE_VARIABLE_MAX] = "";
    char right[ELSEWHERE_VARIABLE_MAX];
    if (strncmp(variable, PREFIX, strlen(PREFIX)) != 0 || length >= sizeof name) {
        return EXIT_OK;
    }
    for (size_t i = strlen(PREFIX); i < length; i++) {
        name[i - strlen(PREFIX)] =
            (char)(variable[i] == '_' ? '-' : tolower((unsigned char)variable[i]));
    }
    bool is_right = strncmp(elsewhere_variable(name, right), variable, length) == 0;
    const char *near = nearest_name(elsewhere->command, name);
    if (near == NULL || (is_right && (strcmp(near, name) == 0 || is_of_some_command(name)))) {
        return EXIT_OK;
    }
    return cli_fail(EXIT_USAGE, "there is no variable %.*s; did you mean %s?", (int)length,
                    variable, elsewhere_variable(near, right));
}

static int check_variables(const elsewhere_t *elsewhere) {
    int status = EXIT_OK;
    for (size_t i = 0; status == EXIT_OK && environ[i] != NULL; i++) {
        status = check_variable(elsewhere, environ[i], strcspn(environ[i], "="));
    }
    return status;
}

/* ---- the file ---- */

typedef struct options_file {
    elsewhere_t *elsewhere;
    const char *path;
    FILE *stream;
    char *text; /* the line that was read */
    size_t size;
    unsigned line;
    bool seen[OPT_ROWS_MAX];
    int status;
} options_file_t;

/* For inih: the next line. A part of one, or one of which some would be lost, is none. */
static char *next_line(char *line, int room, void *context) {
    options_file_t *file = context;
    ssize_t length = getline(&file->text, &file->size, file->stream);
    if (length < 0) {
        return NULL;
    }
    file->line++;
    if (length >= room || strlen(file->text) != (size_t)length) {
        file->status =
            cli_fail(EXIT_USAGE, "%s:%u: the line has more than %d letters, or is no text",
                     file->path, file->line, room - 2);
        return NULL;
    }
    return memcpy(line, file->text, (size_t)length + 1);
}

static bool is_command(const char *name) {
#define IS_NAME(command, summary) || strcmp(name, #command) == 0
    return false CLI_COMMANDS(IS_NAME);
}

static int refuse_section(const options_file_t *file, const char *section) {
    nearest_t nearest = nearest_to(section, strlen(section));
#define TRY_NAME(command, summary) nearest_try(&nearest, #command);
    CLI_COMMANDS(TRY_NAME)
    return nearest.found != NULL
               ? cli_fail(EXIT_USAGE, "%s:%u: there is no command '%s'; did you mean '%s'?",
                          file->path, file->line, section, nearest.found)
               : cli_fail(EXIT_USAGE,
                          "%s:%u: an option stands in the section of its command, such as [check]",
                          file->path, file->line);
}

static int refuse_name(const options_file_t *file, const char *name) {
    nearest_t nearest = nearest_to(name, strlen(name));
    const option_t *option;
    for (size_t i = 0; (option = opt_row(file->elsewhere->command, i)) != NULL; i++) {
        nearest_try(&nearest, option->name);
    }
    return nearest.found != NULL
               ? cli_fail(EXIT_USAGE, "%s:%u: there is no option '%s'; did you mean '%s'?",
                          file->path, file->line, name, nearest.found)
               : cli_fail(EXIT_USAGE, "%s:%u: there is no option '%s'; see vtbench %s --help",
                          file->path, file->line, name, file->elsewhere->name);
}

static int take_option(options_file_t *file, const char *name, const char *value) {
    elsewhere_t *elsewhere = file->elsewhere;
    size_t index;
    const option_t *option = find_option(elsewhere->command, name, &index);
    if (option == NULL || option == &opt_file_row) {
        return refuse_name(file, name);
    }
    if (file->seen[index] && !option->repeats) {
        return cli_fail(EXIT_USAGE, "%s:%u: %s is given twice", file->path, file->line, name);
    }
    file->seen[index] = true;
    char *place;
    if (elsewhere->known[index]) {
        return EXIT_OK;
    }
    bool good = asprintf(&place, "%s:%u: %s = %s", file->path, file->line, name, value) >= 0;
    return add(elsewhere, option, value, good ? place : NULL);
}

/* For inih: an option. 0: it is wrong. */
static int take_line(void *context, const char *section, const char *name, const char *value) {
    options_file_t *file = context;
    if (file->status == EXIT_OK && !is_command(section)) {
        file->status = refuse_section(file, section);
    } else if (file->status == EXIT_OK && strcmp(section, file->elsewhere->name) == 0) {
        file->status = take_option(file, name, value);
    }
    return file->status == EXIT_OK;
}

static int read_file(options_file_t *file) {
    int wrong = ini_parse_stream(next_line, file, take_line, file);
    if (file->status == EXIT_OK && ferror(file->stream)) {
        return cli_fail(EXIT_CANNOT_MEASURE, "%s: %s", file->path, strerror(errno));
    }
    return file->status != EXIT_OK || wrong == 0
               ? file->status
               : cli_fail(EXIT_USAGE, "%s:%d: a line is [COMMAND], or OPTION = VALUE", file->path,
                          wrong);
}

static int take_file(elsewhere_t *elsewhere, const char *path) {
    options_file_t file = {
        .elsewhere = elsewhere, .path = path != NULL ? path : ELSEWHERE_FILE, .status = EXIT_OK};
    file.stream = fopen(file.path, "re");
    if (file.stream == NULL) {
        return path == NULL && errno == ENOENT
                   ? EXIT_OK
                   : cli_fail(EXIT_CANNOT_MEASURE, "%s: %s", file.path, strerror(errno));
    }
    int status = read_file(&file);
    (void)fclose(file.stream);
    free(file.text);
    return status;
}

int elsewhere_find(elsewhere_t *elsewhere, const char *file) {
    char variable[ELSEWHERE_VARIABLE_MAX];
    const char *named = getenv(elsewhere_variable(opt_file_row.name, variable));
    int status = check_variables(elsewhere);
    if (status == EXIT_OK) {
        status = take_variables(elsewhere);
    }
    if (file == NULL && named != NULL && named[0] != '\0') {
        file = named;
    }
    return status == EXIT_OK ? take_file(elsewhere, file) : status;
}
