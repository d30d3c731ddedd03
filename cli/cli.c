#include "cli.h"

#include <errno.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "report/compare.h"

int cli_fail(int code, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    (void)fputs("vtbench: ", stderr);
    (void)vfprintf(stderr, format, arguments);
    (void)fputc('\n', stderr);
    va_end(arguments);
    return code;
}

void cli_parse(const struct argp *argp, int argc, char **argv, void *input) {
    argp_err_exit_status = EXIT_USAGE;
    if (argp_parse(argp, argc, argv, 0, NULL, input) != 0) {
        exit(cli_fail(EXIT_USAGE, "the options could not be read; see --help"));
    }
}

uint64_t opt_number(const char *text, uint64_t low, uint64_t high, const char *option,
                    struct argp_state *state) {
    char *end;
    errno = 0;
    unsigned long long value = strtoull(text, &end, 10);
    if (text[0] < '0' || text[0] > '9' || *end != '\0' || errno != 0 || value < low ||
        value > high) {
        argp_error(state, "--%s takes a whole number from %llu to %llu, not '%s'", option,
                   (unsigned long long)low, (unsigned long long)high, text);
    }
    return value;
}

double opt_real(const char *text, double low, double high, const char *option,
                struct argp_state *state) {
    char *end;
    double value = strtod(text, &end);
    if (end == text || *end != '\0' || !isfinite(value) || value < low || value > high) {
        argp_error(state, "--%s takes a number from %g to %g, not '%s'", option, low, high, text);
    }
    return value;
}

bench_format_t opt_format(const char *text, struct argp_state *state) {
    bench_format_t format = BENCH_FORMAT_TABLE;
    if (!bench_format_parse(text, &format)) {
        argp_error(state, "--format takes table, json, csv or markdown, not '%s'", text);
    }
    return format;
}

unsigned opt_gates(const char *text, unsigned possible, struct argp_state *state) {
    unsigned gates = 0;
    while (*text != '\0') {
        size_t length = strcspn(text, ",");
        unsigned gate = bench_gate_find(text, length) & possible;
        bool none = length == strlen("none") && strncmp(text, "none", length) == 0;
        if (gate == 0 && !none) {
            argp_error(state, "--fail-on takes allocs, %stime, several with commas, or none",
                       (possible & BENCH_GATE_INSTRUCTIONS) != 0 ? "instructions, " : "");
            return 0;
        }
        gates |= gate;
        text += length + (text[length] == ',');
    }
    return gates;
}

bool cli_wants_color(int descriptor) {
    const char *no_color = getenv("NO_COLOR");
    return (no_color == NULL || no_color[0] == '\0') && isatty(descriptor);
}

int cli_end_output(int code) {
    if (fflush(stdout) != 0 || ferror(stdout)) {
        return cli_fail(EXIT_COULD_NOT, "standard output: %s", strerror(errno));
    }
    return code;
}
