/*
 * toolchain.h - the compiler that made what was measured, by one name whoever tells it.
 */
#ifndef BENCH_MODEL_TOOLCHAIN_H
#define BENCH_MODEL_TOOLCHAIN_H

#include "model/report.h"

/* Writes "gcc 12.2.0" or "clang 14.0.6" to `text`: the compiler of the plugin where there is one
 * and not the suite as well, else that of the program. "": not known, as of a plugin without
 * debugging information. */
#define BENCH_TOOLCHAIN_MAX 64
const char *bench_report_toolchain(const bench_report_t *report, char text[BENCH_TOOLCHAIN_MAX]);

/* Tells whether a text names toolchains: a compiler, and as much of its version as is meant. */
bool bench_toolchain_is_name(const char *text);

/* Tells whether a toolchain is one of those that a name means: "gcc 12.2.0" is "gcc 12". */
bool bench_toolchain_is(const char *toolchain, const char *name);

#endif
