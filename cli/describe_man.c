/* describe_man.c - pages of the manual. */
#include <ctype.h>
#include <stdio.h>

#include "cli.h"
#include "describe_parts.h"
#include "elsewhere.h"

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

static void put_variable(const char *name, const char *doc) {
    char variable[ELSEWHERE_VARIABLE_MAX];
    (void)printf(".TP\n.B %s\n", elsewhere_variable(name, variable));
    put(doc);
    (void)putchar('\n');
}

/* Of the options of a command. */
static void put_variables(const opt_command_t *options) {
    const option_t *option;
    (void)fputs(".SH ENVIRONMENT\n", stdout);
    for (size_t i = 0; (option = opt_row(options, i)) != NULL; i++) {
        char doc[ELSEWHERE_VARIABLE_MAX];
        (void)snprintf(doc, sizeof doc, "%s --%s",
                       option->argument != NULL ? "the argument of" : "yes or no:", option->name);
        if (elsewhere_has_variable(option)) {
            put_variable(option->name, doc);
        }
    }
}

/* How options are given elsewhere, whatever the command. */
static void put_elsewhere(void) {
    (void)fputs(".SH ENVIRONMENT\n", stdout);
    put("Each option has a variable, for every command that has this option: that of --min-time is "
        "VTBENCH_MIN_TIME. The command line comes before the environment, and that before the file "
        "of options. An empty variable is as none. An option without an argument takes yes or no; "
        "what may be given several times takes several lines. A line on stderr, and the settings "
        "of a saved run, say what was not on the command line.");
    (void)putchar('\n');
    for (size_t i = 0; elsewhere_others[i].name != NULL; i++) {
        if (elsewhere_others[i].doc != NULL) {
            put_variable(elsewhere_others[i].name, elsewhere_others[i].doc);
        }
    }
    (void)fputs(".SH FILES\n.TP\n.I " ELSEWHERE_FILE "\n", stdout);
    put("Options, in the folder in which vtbench is started: a section for each command, and lines "
        "OPTION = VALUE, with the option's name without its dashes. What begins with ; or #, and "
        "what comes after a blank and a ;, is a comment. An option that may be given several times "
        "takes a line for each, with its name again or indented. --options=/dev/null is without "
        "the file.");
    (void)fputs("\n.IP\n.EX\n[check]\nprofile = core\nquiet = yes\n.EE\n", stdout);
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
    for (size_t i = 0; opt_row(options, i) != NULL; i++) {
        put_option(opt_row(options, i));
    }
    for (size_t i = 0; i < sizeof own / sizeof own[0]; i++) {
        put_option(&own[i]);
    }
    put_variables(options);
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
    put_elsewhere();
    put_exit_statuses();
}

const describe_form_t describe_man = {"man", put_program, put_command, NULL};
