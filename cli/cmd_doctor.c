#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "cli.h"
#include "measure/measure.h"
#include "options.h"
#include "runner/launch.h"

#define DIAGNOSES_MAX 32

static void refuse(void *context, char *text, struct argp_state *state) {
    (void)context;
    argp_error(state, "unexpected '%s'", text);
}

/* The overhead ledger, as a timing process has it. */
static void print_overheads(void) {
    bench_report_t report;
    bench_report_init(&report);
    if (bench_add_overheads(&report)) {
        for (size_t i = 0; i < report.overhead_count; i++) {
            (void)printf("%-8s %-18s %.2f ns\n", "costs", report.overheads[i].name,
                         report.overheads[i].ns);
        }
    }
    bench_report_deinit(&report);
}

/* jemalloc reads its settings at the start of the process: counting can only be tried in one that
 * was started for it. */
static void restart_for_counting(char **argv) {
    static const char mark[] = "VTBENCH_DOCTOR";
    if (getenv(mark) == NULL) {
        char *arguments[] = {argv[0], (char *)(uintptr_t) "doctor", NULL};
        print_overheads();
        (void)fflush(stdout);
        (void)bench_set_environment(BENCH_MODE_COUNT);
        (void)setenv(mark, "1", 1);
        (void)execv("/proc/self/exe", arguments);
    }
}

int cmd_doctor(int argc, char **argv) {
    static const opt_command_t command = {
        .doc = "Tells what this machine can and cannot measure, and what to do.",
        .take_argument = refuse};
    static const char *const marks[] = {"good", "warning", "MISSING"};
    static const char *const colors[] = {"\033[32m", "\033[33m", "\033[31m"};
    bench_diagnosis_t diagnoses[DIAGNOSES_MAX];
    opt_parse(&command, argc, argv);
    restart_for_counting(argv);
    bool color = cli_wants_color();
    int status = EXIT_OK;
    size_t count = bench_diagnose(diagnoses, DIAGNOSES_MAX);
    for (size_t i = 0; i < count; i++) {
        const bench_diagnosis_t *diagnosis = &diagnoses[i];
        (void)printf("%s%-8s%s %-18s %s\n", color ? colors[diagnosis->health] : "",
                     marks[diagnosis->health], color ? "\033[0m" : "", diagnosis->topic,
                     diagnosis->finding);
        if (diagnosis->advice[0] != '\0') {
            (void)printf("%28s-> %s\n", "", diagnosis->advice);
        }
        status = diagnosis->health == BENCH_HEALTH_MISSING ? EXIT_CANNOT_MEASURE : status;
    }
    return cli_end_output(status);
}
