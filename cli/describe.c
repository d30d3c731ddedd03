#include "describe.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cli.h"
#include "describe_parts.h"

static const describe_form_t *const forms[] = {&describe_man, &describe_bash, &describe_zsh,
                                               &describe_fish};

/* What is described while a command runs. */
static const describe_form_t *form;
static const describe_command_t *described;

static int describe_options(const opt_command_t *command) {
    form->command(described, command);
    return cli_end_output(EXIT_OK);
}

static const describe_form_t *find_form(const char *name) {
    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
        if (strcmp(forms[i]->name, name) == 0) {
            return forms[i];
        }
    }
    return NULL;
}

/* A command's table is its own: it is called, and ends its process once it has given the table. */
static bool describe_one(const describe_command_t *command) {
    char name[64];
    char *arguments[] = {name, NULL};
    int status = EXIT_CANNOT_MEASURE;
    (void)snprintf(name, sizeof name, "vtbench %s", command->name);
    (void)fflush(stdout);
    pid_t pid = fork();
    if (pid == 0) {
        described = command;
        opt_describe = describe_options;
        exit(command->run(1, arguments));
    }
    while (pid > 0 && waitpid(pid, &status, 0) < 0 && errno == EINTR) {
        /* a signal handler ran */
    }
    return pid > 0 && status == 0;
}

/* One command, or all with what is around them. */
static int describe_all(const describe_command_t *commands, size_t count, const char *only) {
    bool good = true;
    bool found = only == NULL;
    if (only == NULL && form->begin != NULL) {
        form->begin(commands, count);
    }
    for (size_t i = 0; good && i < count; i++) {
        bool wanted = only != NULL ? strcmp(only, commands[i].name) == 0 : form != &describe_man;
        good = !wanted || describe_one(&commands[i]);
        found |= wanted;
    }
    if (only == NULL && form->end != NULL) {
        form->end();
    }
    if (!found) {
        return cli_fail(EXIT_USAGE, "there is no command '%s'; see vtbench --help", only);
    }
    return good ? cli_end_output(EXIT_OK)
                : cli_fail(EXIT_CANNOT_MEASURE, "a command could not be described");
}

int describe(const describe_command_t *commands, size_t count, int argc, char **argv) {
    form = argc > 1 ? find_form(argv[1]) : NULL;
    return form != NULL ? describe_all(commands, count, argc > 2 ? argv[2] : NULL)
                        : cli_fail(EXIT_USAGE, DESCRIBE_COMMAND " takes man, bash, zsh or fish");
}

/* ---- what the forms share ---- */

bool describe_is_file(const option_t *option) {
    static const char *const files[] = {"FILE", "DIR", "PROGRAM"};
    for (size_t i = 0; option->argument != NULL && i < sizeof files / sizeof files[0]; i++) {
        if (strncmp(option->argument, files[i], strlen(files[i])) == 0) {
            return true;
        }
    }
    return false;
}

void describe_put(const char *text, const char *letters, const char *const *instead) {
    for (; *text != '\0'; text++) {
        const char *found = strchr(letters, *text);
        if (found != NULL) {
            (void)fputs(instead[found - letters], stdout);
        } else {
            (void)putchar(*text);
        }
    }
}
