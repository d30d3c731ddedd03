/* toolchain.c - the compiler that made what was measured. */
#include "model/toolchain.h"

#include <stdio.h>
#include <string.h>

#define VERSION_FIGURES "0123456789."

static const char *const compilers[] = {"gcc", "clang"};

/* What a compiler calls itself in debugging information, up to its version: "GNU C17 12.2.0 -O2",
 * "Debian clang version 14.0.6". NULL: another one. */
static const char *version_in(const char *producer, const char **compiler) {
    const char *clang = strstr(producer, "clang version ");
    *compiler = clang != NULL ? "clang" : "gcc";
    if (clang != NULL) {
        return clang + strlen("clang version ");
    }
    const char *blank = strncmp(producer, "GNU C", 5) == 0 ? strchr(producer + 4, ' ') : NULL;
    return blank != NULL ? blank + 1 : NULL;
}

const char *bench_report_toolchain(const bench_report_t *report, char text[BENCH_TOOLCHAIN_MAX]) {
    const char *compiler;
    const char *producer = bench_report_fact(report, "plugin_compiler");
    text[0] = '\0';
    if (producer[0] == '\0' || bench_report_fact(report, "program")[0] != '\0') {
        (void)snprintf(text, BENCH_TOOLCHAIN_MAX, "%s", bench_report_fact(report, "compiler"));
        return text;
    }
    const char *version = version_in(producer, &compiler);
    if (version != NULL) {
        (void)snprintf(text, BENCH_TOOLCHAIN_MAX, "%s %.*s", compiler,
                       (int)strspn(version, VERSION_FIGURES), version);
    }
    return text;
}

static bool is_version(const char *text) {
    size_t length = strspn(text, VERSION_FIGURES);
    return length != 0 && text[length] == '\0' && text[0] != '.' && text[length - 1] != '.';
}

bool bench_toolchain_is_name(const char *text) {
    for (size_t i = 0; i < sizeof compilers / sizeof compilers[0]; i++) {
        size_t length = strlen(compilers[i]);
        if (strncmp(text, compilers[i], length) == 0) {
            return text[length] == '\0' || (text[length] == ' ' && is_version(text + length + 1));
        }
    }
    return false;
}

bool bench_toolchain_is(const char *toolchain, const char *name) {
    size_t length = strlen(name);
    return strncmp(toolchain, name, length) == 0 && strchr(" .", toolchain[length]) != NULL;
}
