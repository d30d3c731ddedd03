#include "options.h"

#include <errno.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"
#include "elsewhere.h"
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
        opt_refuse(state, "--%s takes a whole number from %llu to %llu, not '%s'", name,
                   (unsigned long long)least, (unsigned long long)most, text);
    }
    return value;
}

static double real(const char *name, const char *text, double least, double most,
                   struct argp_state *state) {
    char *end;
    double value = strtod(text, &end);
    if (end == text || *end != '\0' || !isfinite(value) || value < least || value > most) {
        opt_refuse(state, "--%s takes a number from %g to %g, not '%s'", name, least, most, text);
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
            opt_refuse(state,
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
        opt_refuse(state, "--format takes table, json, csv, markdown or html, not '%s'", text);
    }
}

void opt_format_of_run(const option_t *option, char *text, struct argp_state *state) {
    if (!bench_format_parse(text, option->to)) {
        opt_refuse(state, "--format takes table, long, json, csv, markdown or html, not '%s'",
                   text);
    }
}

static _Noreturn void refuse_gates(const opt_gates_t *gates, struct argp_state *state) {
    opt_refuse(state, "--fail-on takes allocs, %stime, several with commas, or none alone",
               (gates->possible & BENCH_GATE_INSTRUCTIONS) != 0 ? "instructions, " : "");
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
        opt_refuse(state, "--instructions takes perf_event or callgrind, or nothing");
    }
}

void opt_filter(const option_t *option, char *text, struct argp_state *state) {
    if (!bench_choice_add_filter(option->to, text)) {
        opt_refuse(state, "out of memory");
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
    opt_refuse(state, "--profile takes one of:%s; not '%s'", names, text);
}

void opt_profile(const option_t *option, char *text, struct argp_state *state) {
    if (!is_profile(text)) {
        refuse_profile(text, state);
    } else if (!bench_choice_add_profile(option->to, text)) {
        opt_refuse(state, "out of memory");
    }
}

void opt_plugin(const option_t *option, char *text, struct argp_state *state) {
    if (!bench_choice_add_plugin(option->to, text)) {
        opt_refuse(state, "out of memory");
    }
}

void opt_host(const option_t *option, char *text, struct argp_state *state) {
    if (!bench_choice_add_host(option->to, text)) {
        opt_refuse(state, "out of memory");
    }
}

void opt_no_case(void *context, char *text, struct argp_state *state) {
    (void)context;
    argp_error(state, "unexpected '%s'; a case is chosen with --filter", text);
}

/* ---- argp ---- */

#define KEY_FIRST 256 /* of those without a letter */
#define KEY_HELP  'h' /* argp has --help and -? */

/* The values that are not on the command line; options keep their texts. */
static elsewhere_t elsewhere;

/* Where the value comes from that is being taken; NULL: the command line. */
static const char *taken_from;

void opt_refuse(struct argp_state *state, const char *format, ...) {
    char *text;
    va_list arguments;
    va_start(arguments, format);
    int length = vasprintf(&text, format, arguments);
    va_end(arguments);
    const char *words = length >= 0 ? text : "out of memory";
    if (taken_from == NULL) {
        argp_error(state, "%s", words); /* which ends the process */
    }
    exit(cli_fail(EXIT_USAGE, "%s: %s", taken_from, words));
}

static int key_of(const option_t *option, size_t index) {
    return option->letter != 0 ? option->letter : KEY_FIRST + (int)index;
}

/* The option of a key, and its place. NULL: it is none of the table's. */
static const option_t *option_of(const opt_command_t *command, int key, size_t *index) {
    const option_t *option;
    *index = 0;
    while ((option = opt_row(command, *index)) != NULL && key_of(option, *index) != key) {
        ++*index;
    }
    return option;
}

/* First all that is on the command line is noted, to know what need not be looked for elsewhere. */
static error_t note(int key, char *text, struct argp_state *state) {
    size_t index;
    if (key == ARGP_KEY_ARG) {
        return 0;
    }
    if (key == KEY_HELP) {
        argp_state_help(state, stdout, ARGP_HELP_STD_HELP);
        return 0;
    }
    const option_t *option = option_of(elsewhere.command, key, &index);
    if (option == NULL) {
        return ARGP_ERR_UNKNOWN;
    }
    elsewhere.known[index] = true;
    if (option == &opt_file_row) {
        *(const char **)state->input = text;
    }
    return 0;
}

static void take_elsewhere(struct argp_state *state) {
    for (size_t i = 0; i < elsewhere.count; i++) {
        const elsewhere_value_t *value = &elsewhere.values[i];
        taken_from = value->place;
        value->option->take(value->option, value->text, state);
    }
    taken_from = NULL;
}

/* A gate that is not what its command line says is never so in silence. */
static void tell_elsewhere(void) {
    char *text = elsewhere.count > 0 ? elsewhere_describe(&elsewhere) : NULL;
    if (text != NULL) {
        cli_note("options that are not on the command line: %s", text);
    }
    free(text);
}

/* Then everything is taken, the command line last. */
static error_t parse(int key, char *text, struct argp_state *state) {
    const opt_command_t *command = elsewhere.command;
    size_t index;
    if (key == ARGP_KEY_INIT) {
        take_elsewhere(state);
        tell_elsewhere();
        return 0;
    }
    if (key == ARGP_KEY_ARG && command->take_argument != NULL) {
        command->take_argument(command->context, text, state);
        return 0;
    }
    if (key == ARGP_KEY_END && command->check != NULL) {
        command->check(command->context, state);
        return 0;
    }
    const option_t *option = option_of(command, key, &index);
    if (option == NULL) {
        return ARGP_ERR_UNKNOWN;
    }
    if (option != &opt_file_row) {
        option->take(option, text, state);
    }
    return 0;
}

/* ---- names that are not known ---- */

/* The option that a word names, or begins to name; argp takes beginnings that fit one alone. NULL:
 * none, or one of argp's own. */
static const option_t *find_option(const opt_command_t *command, const char *name, size_t length) {
    const option_t *option;
    size_t i = 0;
    while ((option = opt_row(command, i)) != NULL && strncmp(option->name, name, length) != 0) {
        i++;
    }
    return option;
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
    const option_t *option;
    for (size_t i = 0; (option = opt_row(command, i)) != NULL; i++) {
        nearest_try(&nearest, option->name);
    }
    for (size_t i = 0; i < sizeof own_options / sizeof own_options[0]; i++) {
        nearest_try(&nearest, own_options[i]);
    }
    return nearest.found;
}

/* Whether the word after `word`, which begins with one '-', is the argument of an option in it. */
static bool takes_next(const opt_command_t *command, const char *word) {
    const option_t *option;
    for (const char *letter = word + 1; *letter != '\0'; letter++) {
        for (size_t i = 0; (option = opt_row(command, i)) != NULL; i++) {
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
static void fill_rows(const opt_command_t *command, struct argp_option rows[OPT_ROWS_MAX]) {
    const option_t *option;
    size_t i = 0;
    for (; (option = opt_row(command, i)) != NULL; i++) {
        rows[i] = (struct argp_option){.name = option->name,
                                       .key = key_of(option, i),
                                       .arg = option->argument,
                                       .flags = option->may_be_without ? OPTION_ARG_OPTIONAL : 0,
                                       .doc = option->doc};
    }
    rows[i] = (struct argp_option){.key = KEY_HELP, .doc = "The same as --help"};
}

/* What --help says before and behind the options. Owned by the caller (free). NULL: out of memory.
 */
static char *describe_command(const opt_command_t *command) {
    char *text = NULL;
    size_t size;
    char variable[ELSEWHERE_VARIABLE_MAX];
    const option_t *option;
    FILE *out = open_memstream(&text, &size);
    if (out == NULL) {
        return NULL;
    }
    (void)fprintf(out,
                  "%s\vOptions also come from the section [%s] of " ELSEWHERE_FILE
                  ", or of the file that VTBENCH_OPTIONS names, and from these variables:",
                  command->doc, elsewhere.name);
    for (size_t i = 0; (option = opt_row(command, i)) != NULL; i++) {
        if (elsewhere_has_variable(option)) {
            (void)fprintf(out, " %s", elsewhere_variable(option->name, variable));
        }
    }
    if (fclose(out) != 0) {
        free(text);
        text = NULL;
    }
    return text;
}

bool opt_add_fact(bench_report_t *report) {
    char *text = elsewhere.count > 0 ? elsewhere_describe(&elsewhere) : NULL;
    bool good =
        elsewhere.count == 0 || (text != NULL && bench_report_add_fact(report, "options", text));
    free(text);
    return good;
}

/* Finds what is not on the command line. argp may put the words in another order. */
static void look_elsewhere(struct argp argp, int argc, char **argv) {
    const char *file = NULL;
    char **words = calloc((size_t)argc + 1, sizeof *words);
    if (words == NULL) {
        exit(cli_fail(EXIT_CANNOT_MEASURE, "out of memory"));
    }
    memcpy(words, argv, (size_t)argc * sizeof *words);
    argp.parser = note;
    if (argp_parse(&argp, argc, words, 0, NULL, (void *)&file) != 0) {
        exit(cli_fail(EXIT_USAGE, "the options could not be read; see --help"));
    }
    free(words);
    int status = elsewhere_find(&elsewhere, file);
    if (status != EXIT_OK) {
        exit(status);
    }
}

/* argv[0] is "vtbench COMMAND". */
static const char *command_name(const char *words) {
    const char *blank = strrchr(words, ' ');
    return blank != NULL ? blank + 1 : words;
}

void opt_parse(const opt_command_t *command, int argc, char **argv) {
    struct argp_option rows[OPT_ROWS_MAX + 1] = {{0}};
    if (opt_describe != NULL) {
        exit(opt_describe(command));
    }
    elsewhere.command = command;
    elsewhere.name = command_name(argv[0]);
    char *doc = describe_command(command);
    const struct argp argp = {
        .options = rows, .parser = parse, .args_doc = command->usage, .doc = doc};
    fill_rows(command, rows);
    refuse_unknown(command, argc, argv);
    argp_err_exit_status = EXIT_USAGE;
    argp_program_version_hook = print_version;
    look_elsewhere(argp, argc, argv);
    if (argp_parse(&argp, argc, argv, 0, NULL, NULL) != 0) {
        exit(cli_fail(EXIT_USAGE, "the options could not be read; see --help"));
    }
    free(doc);
}
