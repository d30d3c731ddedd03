/* tables_csv.c - the CSV files of a run. */
#include <inttypes.h>
#include <math.h>

#include "floors.h"
#include "percentiles.h"
#include "report/followed.h"
#include "tables_parts.h"
#include "text.h"
#include "write_file.h"

static void put_names(FILE *out, bench_columns_t columns, bool first) {
    for (size_t i = 0; i < columns.count; i++) {
        fprintf(out, "%s%s", first && i == 0 ? "" : ",", columns.items[i].name);
    }
}

static void put_values(FILE *out, bench_columns_t columns, const bench_line_t *line, bool first) {
    char text[BENCH_TEXT_MAX];
    for (size_t i = 0; i < columns.count; i++) {
        fputs(first && i == 0 ? "" : ",", out);
        bench_put_csv(out, columns.items[i].get(line, text));
    }
}

/* The three names that every line of every table begins with. */
static void put_case(FILE *out, const bench_row_t *row) {
    put_values(out, bench_case_columns, &(bench_line_t){.row = row}, true);
}

static void put_table(FILE *out, const bench_report_t *report, bench_columns_t columns,
                      bool only_exact) {
    put_names(out, bench_case_columns, true);
    put_names(out, columns, false);
    fputc('\n', out);
    bench_cutoffs_t cutoffs = bench_cutoffs(report);
    for (size_t i = 0; i < report->row_count; i++) {
        if (only_exact && !report->rows[i].exact) {
            continue;
        }
        bench_line_t line = bench_line(report, &report->rows[i], cutoffs);
        put_values(out, bench_case_columns, &line, true);
        put_values(out, columns, &line, false);
        fputc('\n', out);
    }
}

static bool write_allocations(FILE *out, const void *report, bench_problem_t *problem) {
    (void)problem;
    put_table(out, report, bench_allocations_columns, false);
    return true;
}

static bool write_exact(FILE *out, const void *report, bench_problem_t *problem) {
    (void)problem;
    put_table(out, report, bench_allocations_columns, true);
    return true;
}

static bool write_latency(FILE *out, const void *report, bench_problem_t *problem) {
    (void)problem;
    put_table(out, report, bench_latency_columns, false);
    return true;
}

static void put_sizes(FILE *out, const bench_row_t *row) {
    char text[BENCH_TEXT_MAX];
    for (size_t i = 0; i < row->counts.size_count; i++) {
        const bench_size_count_t *size = &row->counts.sizes[i];
        put_case(out, row);
        fprintf(out, ",%" PRIu64 ",%s\n", size->size_class,
                bench_text_number(bench_fraction_value(size->allocs_per_op), text));
    }
}

static bool write_sizes(FILE *out, const void *content, bench_problem_t *problem) {
    (void)problem;
    const bench_report_t *report = content;
    fputs("scenario,contender,params,size_class,allocs_per_op\n", out);
    for (size_t i = 0; i < report->row_count; i++) {
        if (report->rows[i].counted) {
            put_sizes(out, &report->rows[i]);
        }
    }
    return true;
}

/* The file is of instructions alone, so its names are short. */
static bool write_instructions(FILE *out, const void *content, bench_problem_t *problem) {
    (void)problem;
    const bench_report_t *report = content;
    fputs("scenario,contender,params,instructions_per_op,exact,by\n", out);
    for (size_t i = 0; i < report->row_count; i++) {
        if (report->rows[i].instructions.by != BENCH_BY_NONE) {
            bench_line_t line = {.row = &report->rows[i]};
            put_values(out, bench_case_columns, &line, true);
            put_values(out, bench_instructions_columns, &line, false);
            fputc('\n', out);
        }
    }
    return true;
}

static void put_slices(FILE *out, const bench_row_t *row, const bench_process_samples_t *samples) {
    char text[BENCH_TEXT_MAX];
    for (size_t i = 0; i < samples->slice_count; i++) {
        put_case(out, row);
        fprintf(out, ",%" PRIu32 ",%zu,%s\n", samples->process, i,
                bench_text_number(samples->slices[i], text));
    }
}

static void put_process(FILE *out, const bench_row_t *row, const bench_process_samples_t *samples) {
    char text[BENCH_TEXT_MAX];
    char step[BENCH_TEXT_MAX];
    put_case(out, row);
    fprintf(out, ",%" PRIu32 ",%s,%s\n", samples->process,
            bench_text_number(bench_median(samples->slices, samples->slice_count), text),
            bench_text_number(samples->yardstick > 0 ? samples->yardstick : (double)NAN, step));
}

typedef void put_samples_t(FILE *out, const bench_row_t *row,
                           const bench_process_samples_t *samples);

static void put_all_samples(FILE *out, const bench_report_t *report, put_samples_t *put) {
    for (size_t i = 0; i < report->row_count; i++) {
        const bench_row_t *row = &report->rows[i];
        for (size_t j = 0; j < row->process_count; j++) {
            put(out, row, &row->processes[j]);
        }
    }
}

static bool write_slices(FILE *out, const void *report, bench_problem_t *problem) {
    (void)problem;
    fputs("scenario,contender,params,process,slice,ns_per_op\n", out);
    put_all_samples(out, report, put_slices);
    return true;
}

static bool write_processes(FILE *out, const void *report, bench_problem_t *problem) {
    (void)problem;
    fputs("scenario,contender,params,process,ns_per_op,ns_per_step\n", out);
    put_all_samples(out, report, put_process);
    return true;
}

static void put_fact(FILE *out, const char *name, const char *value) {
    bench_put_csv(out, name);
    fputc(',', out);
    bench_put_csv(out, value == NULL ? "" : value);
    fputc('\n', out);
}

static bool write_environment(FILE *out, const void *content, bench_problem_t *problem) {
    (void)problem;
    const bench_report_t *report = content;
    fputs("name,value\n", out);
    put_fact(out, "name", report->name);
    put_fact(out, "created", report->created);
    for (size_t i = 0; i < report->fact_count; i++) {
        put_fact(out, report->facts[i].name, report->facts[i].value);
    }
    return true;
}

static bool write_percentiles(FILE *out, const void *report, bench_problem_t *problem) {
    (void)problem;
    bench_print_percentiles_csv(report, out);
    return true;
}

static bool write_floors(FILE *out, const void *report, bench_problem_t *problem) {
    (void)problem;
    bench_print_floors_csv(report, out);
    return true;
}

static bool write_ledger(FILE *out, const void *report, bench_problem_t *problem) {
    (void)problem;
    bench_print_ledger_csv(report, out);
    return true;
}

static bool write_lifetimes(FILE *out, const void *report, bench_problem_t *problem) {
    (void)problem;
    bench_print_lifetimes_csv(report, out);
    return true;
}

static bool write_threads(FILE *out, const void *report, bench_problem_t *problem) {
    (void)problem;
    bench_print_threads_csv(report, out);
    return true;
}

static bool write_folded(FILE *out, const void *report, bench_problem_t *problem) {
    (void)problem;
    bench_print_folded(report, out);
    return true;
}

bool bench_write_csv_files(const bench_report_t *report, const char *folder,
                           bench_problem_t *problem) {
    static const struct {
        const char *name;
        bench_writer_t *write;
    } files[] = {
        {"allocations.csv", write_allocations},
        {"latency.csv", write_latency},
        {"percentiles.csv", write_percentiles},
        {"instructions.csv", write_instructions},
        {"sizes.csv", write_sizes},
        {"slices.csv", write_slices},
        {"processes.csv", write_processes},
        {"environment.csv", write_environment},
        {"floors.csv", write_floors},
        {"ledger.csv", write_ledger},
        {"lifetimes.csv", write_lifetimes},
        {"threads.csv", write_threads},
        {"sites.folded", write_folded},
    };
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        if (!bench_write_file_in(folder, files[i].name, files[i].write, report, problem)) {
            return false;
        }
    }
    return true;
}

void bench_print_exact(const bench_report_t *report, FILE *out) {
    put_table(out, report, bench_allocations_columns, true);
}

bool bench_write_exact(const bench_report_t *report, const char *path, bench_problem_t *problem) {
    return bench_write_file(path, write_exact, report, problem);
}

void bench_print_csv(const bench_report_t *report, FILE *out) {
    put_names(out, bench_case_columns, true);
    put_names(out, bench_allocations_columns, false);
    put_names(out, bench_latency_columns, false);
    put_names(out, bench_instructions_columns, false);
    fputs(",budget_kept\n", out);
    bench_cutoffs_t cutoffs = bench_cutoffs(report);
    for (size_t i = 0; i < report->row_count; i++) {
        bench_line_t line = bench_line(report, &report->rows[i], cutoffs);
        put_values(out, bench_case_columns, &line, true);
        put_values(out, bench_allocations_columns, &line, false);
        put_values(out, bench_latency_columns, &line, false);
        put_values(out, bench_instructions_columns, &line, false);
        fprintf(out, ",%s\n", bench_budget_kept(&report->rows[i]));
    }
}
