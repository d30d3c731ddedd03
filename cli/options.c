#include "options.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"
#include "judge/compare.h"
#include "judge/gate.h"
#include "nearest.h"
#include "render/document.h"
#include "runner/selection.h"

/* ---- numbers ---- */

static uint64_t whole(const char *name, const char *text, uint64_t least, uint64_t most,
                      struct argp_state *state) {
    char *end;
    errno = 0;
    unsigned long long value = strtoull(text, &end, 10);
    if (text[0] < '0' || text[0] > '9' || *end != '\0' || errno != 0 || value < least ||
        value > most) {
        argp_error(state, "--%s takes a whole number from %llu to %llu, not '%s'", name,
                   (unsigned long long)least, (unsigned long long)most, text);
    }
    return value;
}

static double real(const char *name, const char *text, double least, double most,
                   struct argp_state *state) {
    char *end;
    double value = strtod(text, &end);
    if (end == text || *end != '\0' || !isfinite(value) || value < least || value > most) {
        argp_error(state, "--%s takes a number from %g to %g, not '%s'", name, least, most, text);
    }
    return value;
}

void opt_whole(const option_t *option, char *text, struct argp_state *state) {
    *(uint32_t *)option->to =
        (uint32_t)whole(option->name, text, (uint64_t)option->least, (uint64_t)option->most, state);
}

void opt_seed(const option_t *option, char *text, struct argp_state *state) {
    *(uint64_t *)option->to = whole(option->name, text, 0, UINT64_MAX / 2, state);
}

void opt_real(const option_t *option, char *text, struct argp_state *state) {
    *(double *)option->to = real(option->name, text, option->least, option->most, state);
}

void opt_percent(const option_t *option, char *text, struct argp_state *state) {
    *(double *)option->to = real(option->name, text, option->least, option->most, state) / 100;
}

/* A bare number is time's. Exact numbers have no noise: of them any difference may be a finding. */
void opt_thresholds(const option_t *option, char *text, struct argp_state *state) {
    bench_thresholds_t *thresholds = option->to;
    char *item;
    while ((item = strsep(&text, ",")) != NULL) {
        char *percent = strchr(item, '=');
        size_t length = percent != NULL ? (size_t)(percent - item) : 0;
        if (percent == NULL || strncmp(item, "time=", length + 1) == 0) {
            percent = percent != NULL ? percent + 1 : item;
            thresholds->time = real(option->name, percent, 0.1, 1000, state) / 100;
        } else if (strncmp(item, "instructions=", length + 1) == 0) {
            thresholds->instructions = real(option->name, percent + 1, 0, 1000, state) / 100;
        } else {
            argp_error(state,
                       "--threshold takes time=PERCENT or instructions=PERCENT, not '%s'; counts "
                       "are compared exactly",
                       item);
        }
    }
}

/* ---- others ---- */

void opt_set(const option_t *option, char *text, struct argp_state *state) {
    (void)text;
    (void)state;
    *(bool *)option->to = true;
}

void opt_text(const option_t *option, char *text, struct argp_state *state) {
    (void)state;
    *(const char **)option->to = text;
}

void opt_format(const option_t *option, char *text, struct argp_state *state) {
    bench_format_t *format = option->to;
    if (!bench_format_parse(text, format) || *format == BENCH_FORMAT_LONG) {
        argp_error(state, "--format takes table, json, csv, markdown or html, not '%s'", text);
    }
}

void opt_format_of_run(const option_t *option, char *text, struct argp_state *state) {
    if (!bench_format_parse(text, option->to)) {
        argp_error(state, "--format takes table, long, json, csv, markdown or html, not '%s'",
                   text);
    }
}

static _Noreturn void refuse_gates(const opt_gates_t *gates, struct argp_state *state) {
    argp_error(state, "--fail-on takes allocs, %stime, several with commas, or none alone",
               (gates->possible & BENCH_GATE_INSTRUCTIONS) != 0 ? "instructions, " : "");
    abort(); /* argp_error does not return */
}

void opt_gates(const option_t *option, char *text, struct argp_state *state) {
    opt_gates_t *gates = option->to;
    gates->chosen = 0;
    if (strcmp(text, "none") == 0) {
        return;
    }
    char *name;
    while ((name = strsep(&text, ",")) != NULL) {
        unsigned gate = bench_gate_find(name, strlen(name)) & gates->possible;
        if (gate == 0) {
            refuse_gates(gates, state);
        }
        gates->chosen |= gate;
    }
}

void opt_instructions(const option_t *option, char *text, struct argp_state *state) {
    opt_instructions_t *instructions = option->to;
    instructions->asked = true;
    if (text != NULL && !bench_instructions_by_parse(text, &instructions->by)) {
        argp_error(state, "--instructions takes perf_event or callgrind, or nothing");
    }
}

void opt_filter(const option_t *option, char *text, struct argp_state *state) {
    if (!bench_choice_add_filter(option->to, text)) {
        argp_error(state, "out of memory");
    }
}

static bool is_profile(const char *text) {
    size_t i = 0;
    while (bench_profile_name(i) != NULL && strcmp(bench_profile_name(i), text) != 0) {
        i++;
    }
    return bench_profile_name(i) != NULL;
}

static _Noreturn void refuse_profile(const char *text, struct argp_state *state) {
    char names[256] = "";
    for (size_t i = 0; bench_profile_name(i) != NULL; i++) {
        size_t length = strlen(names);
        (void)snprintf(names + length, sizeof names - length, " %s", bench_profile_name(i));
    }
    argp_error(state, "--profile takes one of:%s; not '%s'", names, text);
    abort(); /* argp_error does not return */
}

void opt_profile(const option_t *option, char *text, struct argp_state *state) {
    if (!is_profile(text)) {
        refuse_profile(text, state);
    } else if (!bench_choice_add_profile(option->to, text)) {
        argp_error(state, "out of memory");
    }
}

void opt_plugin(const option_t *option, char *text, struct argp_state *state) {
    if (!bench_choice_add_plugin(option->to, text)) {
        argp_error(state, "out of memory");
    }
}

void opt_host(const option_t *option, char *text, struct argp_state *state) {
    if (!bench_choice_add_host(option->to, text)) {
        argp_error(state, "out of memory");
    }
}

void opt_no_case(void *context, char *text, struct argp_state *state) {
    (void)context;
    argp_error(state, "unexpected '%s'; a case is chosen with --filter", text);
}

/* ---- argp ---- */

#define KEY_FIRST   256 /* of those without a letter */
#define KEY_HELP    'h' /* argp has --help and -? */
#define OPTIONS_MAX 32

static int key_of(const opt_command_t *command, size_t index) {
    int letter = command->options[index].letter;
    return letter != 0 ? letter : KEY_FIRST + (int)index;
}

static error_t parse(int key, char *text, struct argp_state *state) {
    const opt_command_t *command = state->input;
    if (key == ARGP_KEY_ARG && command->take_argument != NULL) {
        command->take_argument(command->context, text, state);
        return 0;
    }
    if (key == KEY_HELP) {
        argp_state_help(state, stdout, ARGP_HELP_STD_HELP);
        return 0;
    }
    if (key == ARGP_KEY_END && command->check != NULL) {
        command->check(command->context, state);
        return 0;
    }
    for (size_t i = 0; command->options != NULL && command->options[i].name != NULL; i++) {
        if (key == key_of(command, i)) {
            command->options[i].take(&command->options[i], text, state);
            return 0;
        }
    }
    return ARGP_ERR_UNKNOWN;
}

/* ---- names that are not known ---- */

/* The option that a word names, or begins to name; argp takes beginnings that fit one alone. NULL:
 * none, or one of argp's own. */
static const option_t *find_option(const opt_command_t *command, const char *name, size_t length) {
    for (size_t i = 0; command->options != NULL && command->options[i].name != NULL; i++) {
        if (strncmp(command->options[i].name, name, length) == 0) {
            return &command->options[i];
        }
    }
    return NULL;
}

static const char *const own_options[] = {"help", "usage", "version"}; /* argp's */

static bool is_own(const char *name, size_t length) {
    for (size_t i = 0; i < sizeof own_options / sizeof own_options[0]; i++) {
        if (strncmp(own_options[i], name, length) == 0) {
            return true;
        }
    }
    return false;
}

static const char *nearest_option(const opt_command_t *command, const char *name, size_t length) {
    nearest_t nearest = nearest_to(name, length);
    for (size_t i = 0; command->options != NULL && command->options[i].name != NULL; i++) {
        nearest_try(&nearest, command->options[i].name);
    }
    for (size_t i = 0; i < sizeof own_options / sizeof own_options[0]; i++) {
        nearest_try(&nearest, own_options[i]);
    }
    return nearest.found;
}

/* Whether the word after `word`, which begins with one '-', is the argument of an option in it. */
static bool takes_next(const opt_command_t *command, const char *word) {
    for (const char *letter = word + 1; *letter != '\0'; letter++) {
        for (size_t i = 0; command->options != NULL && command->options[i].name != NULL; i++) {
            const option_t *option = &command->options[i];
            if (option->letter == *letter && option->argument != NULL) {
                return letter[1] == '\0' && !option->may_be_without;
            }
        }
    }
    return false;
}

/* Refuses an option that is not known where a known one is near; argp refuses the others, without
 * a hint. */
static void refuse_unknown(const opt_command_t *command, int argc, char **argv) {
    for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++) {
        const char *name = argv[i] + 2;
        if (argv[i][0] != '-' || argv[i][1] != '-') {
            i += argv[i][0] == '-' && takes_next(command, argv[i]);
            continue;
        }
        size_t length = strcspn(name, "=");
        const option_t *option = find_option(command, name, length);
        if (option == NULL && !is_own(name, length)) {
            const char *near = nearest_option(command, name, length);
            if (near != NULL) {
                exit(cli_fail(EXIT_USAGE,
                              "there is no option '--%.*s'; did you mean '--%s'? See %s --help",
                              (int)length, name, near, argv[0]));
            }
        } else if (option != NULL && option->argument != NULL && !option->may_be_without) {
            i += name[length] == '\0';
        }
    }
}

static void print_version(FILE *out, struct argp_state *state) {
    (void)state;
    cli_print_version(out);
}

/* ---- reading ---- */

/* The options as argp wants them. */
static void fill_rows(const opt_command_t *command, struct argp_option rows[OPTIONS_MAX]) {
    size_t i = 0;
    for (; command->options != NULL && command->options[i].name != NULL; i++) {
        const option_t *option = &command->options[i];
        rows[i] = (struct argp_option){.name = option->name,
                                       .key = key_of(command, i),
                                       .arg = option->argument,
                                       .flags = option->may_be_without ? OPTION_ARG_OPTIONAL : 0,
                                       .doc = option->doc};
    }
    rows[i] = (struct argp_option){.key = KEY_HELP, .doc = "The same as --help"};
}

int (*opt_describe)(const opt_command_t *command);

void opt_parse(const opt_command_t *command, int argc, char **argv) {
    struct argp_option rows[OPTIONS_MAX] = {{0}};
    const struct argp argp = {
        .options = rows, .parser = parse, .args_doc = command->usage, .doc = command->doc};
    if (opt_describe != NULL) {
        exit(opt_describe(command));
    }
    fill_rows(command, rows);
    refuse_unknown(command, argc, argv);
    argp_err_exit_status = EXIT_USAGE;
    argp_program_version_hook = print_version;
    if (argp_parse(&argp, argc, argv, 0, NULL, (void *)(uintptr_t)command) != 0) {
        exit(cli_fail(EXIT_USAGE, "the options could not be read; see --help"));
    }
}
