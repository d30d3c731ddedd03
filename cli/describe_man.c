/* describe_man.c - pages of the manual. */
#include <ctype.h>
#include <stdio.h>

#include "cli.h"
#include "describe_parts.h"

/* troff takes '\' and a '.' or "'" at the beginning of a line for its own; '-' would be a hyphen.
 */
static void put(const char *text) {
    static const char *const instead[] = {"\\e", "\\-", "\\&.", "\\&'"};
    describe_put(text, "\\-.'", instead);
}

static void put_title(const char *command) {
    (void)fputs(".TH VTBENCH", stdout);
    if (command != NULL) {
        (void)fputs("\\-", stdout);
    }
    for (; command != NULL && *command != '\0'; command++) {
        (void)putchar(toupper((unsigned char)*command));
    }
    (void)fputs(" 1 \"\" \"vtbench " VT_VERSION "\" \"User Commands\"\n.SH NAME\n", stdout);
}

static void put_exit_statuses(void) {
    (void)fputs(".SH EXIT STATUS\n", stdout);
    for (size_t i = 0; i < CLI_EXIT_STATUS_COUNT; i++) {
        (void)printf(".TP\n%d\n", cli_exit_statuses[i].status);
        put(cli_exit_statuses[i].words);
        (void)putchar('\n');
    }
}

static void put_option(const option_t *option) {
    (void)fputs(".TP\n", stdout);
    if (option->letter != 0) {
        (void)printf("\\fB\\-%c\\fR, ", option->letter);
    }
    (void)fputs("\\fB\\-\\-", stdout);
    put(option->name);
    (void)fputs("\\fR", stdout);
    if (option->argument != NULL) {
        (void)printf("%s=\\fI%s\\fR%s", option->may_be_without ? "[" : "", option->argument,
                     option->may_be_without ? "]" : "");
    }
    (void)putchar('\n');
    put(option->doc);
    (void)putchar('\n');
}

static void put_command(const describe_command_t *command, const opt_command_t *options) {
    static const option_t own[] = {
        {.name = "help", .letter = 'h', .doc = "Tell the options, and end"},
        {.name = "version", .letter = 'V', .doc = "Tell the versions, and end"},
    };
    put_title(command->name);
    (void)printf("vtbench\\-%s \\- ", command->name);
    put(command->summary);
    (void)printf("\n.SH SYNOPSIS\n.B vtbench %s\n[\\fIOPTION\\fR]... ", command->name);
    put(options->usage != NULL ? options->usage : "");
    (void)fputs("\n.SH DESCRIPTION\n", stdout);
    put(options->doc);
    (void)fputs("\n.SH OPTIONS\n", stdout);
    for (size_t i = 0; options->options != NULL && options->options[i].name != NULL; i++) {
        put_option(&options->options[i]);
    }
    for (size_t i = 0; i < sizeof own / sizeof own[0]; i++) {
        put_option(&own[i]);
    }
    put_exit_statuses();
    (void)fputs(".SH SEE ALSO\n.BR vtbench (1)\n", stdout);
}

static void put_program(const describe_command_t *commands, size_t count) {
    put_title(NULL);
    (void)fputs("vtbench \\- ", stdout);
    put(CLI_SUMMARY);
    (void)fputs("\n.SH SYNOPSIS\n.B vtbench\n\\fICOMMAND\\fR [\\fIOPTION\\fR]...\n.SH COMMANDS\n",
                stdout);
    for (size_t i = 0; i < count; i++) {
        (void)printf(".TP\n.BR vtbench\\-%s (1)\n", commands[i].name);
        put(commands[i].summary);
        (void)putchar('\n');
    }
    put_exit_statuses();
}

const describe_form_t describe_man = {"man", put_program, put_command, NULL};
