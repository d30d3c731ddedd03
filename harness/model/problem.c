/* problem.c - the one line that says what went wrong. */
#include "model/problem.h"

#include <stdarg.h>
#include <stdio.h>

#include "model/plain_text.h"

bool bench_problem(bench_problem_t *problem, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(problem->text, sizeof problem->text, format, arguments);
    va_end(arguments);
    /* A message may quote a damaged file or a path: it stays one line, and a terminal stays as it
     * is. */
    bench_make_plain(problem->text);
    return false;
}

bool bench_out_of_memory(bench_problem_t *problem, const char *name) {
    return bench_problem(problem, "%s: out of memory; close other programs", name);
}
