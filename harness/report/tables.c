/* tables.c - what the tables of every format are made of. */
#include "report/tables.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "tables_parts.h"
#include "write_file.h"

bool bench_format_parse(const char *name, bench_format_t *format) {
    static const char *const names[] = {
        [BENCH_FORMAT_TABLE] = "table",
        [BENCH_FORMAT_JSON] = "json",
        [BENCH_FORMAT_CSV] = "csv",
        [BENCH_FORMAT_MARKDOWN] = "markdown",
    };
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (strcmp(names[i], name) == 0) {
            *format = (bench_format_t)i;
            return true;
        }
    }
    return false;
}

static bench_interval_t no_interval(void) {
    return (bench_interval_t){NAN, NAN, NAN};
}

bench_interval_t bench_row_time(const bench_row_t *row) {
    double *medians = row->process_count > 0 ? calloc(row->process_count, sizeof *medians) : NULL;
    if (medians == NULL) {
        return no_interval();
    }
    bench_row_medians(row, medians);
    bench_interval_t time = bench_median_interval(medians, row->process_count);
    free(medians);
    return time;
}

static const bench_row_t *task_of(const bench_report_t *report, const bench_row_t *row) {
    bench_row_t task = {
        .scenario = row->scenario, .contender = (char[]){"task"}, .params = row->params};
    return bench_report_find(report, &task);
}

static const bench_process_samples_t *find_process(const bench_row_t *row, uint32_t process) {
    for (size_t i = 0; i < row->process_count; i++) {
        if (row->processes[i].process == process) {
            return &row->processes[i];
        }
    }
    return NULL;
}

/* Fills the medians of the processes that timed both; returns how many. */
static size_t pair_medians(const bench_row_t *a, const bench_row_t *b, double *of_a, double *of_b) {
    size_t pairs = 0;
    for (size_t i = 0; i < a->process_count; i++) {
        const bench_process_samples_t *mine = &a->processes[i];
        const bench_process_samples_t *other = find_process(b, mine->process);
        if (other != NULL) {
            of_a[pairs] = bench_median(mine->slices, mine->slice_count);
            of_b[pairs] = bench_median(other->slices, other->slice_count);
            pairs++;
        }
    }
    return pairs;
}

static bench_interval_t paired_ratio(const bench_row_t *a, const bench_row_t *b) {
    size_t most = a->process_count + 1;
    double *medians = calloc(most, 2 * sizeof *medians);
    if (medians == NULL) {
        return no_interval();
    }
    size_t pairs = pair_medians(a, b, medians, medians + most);
    bench_interval_t ratio = bench_paired_ratio(medians, medians + most, pairs);
    free(medians);
    return ratio;
}

double bench_row_p_to_task(const bench_report_t *report, const bench_row_t *row) {
    const bench_row_t *task = task_of(report, row);
    size_t most = row->process_count + 1;
    double *medians = task == NULL ? NULL : calloc(most, 2 * sizeof *medians);
    if (medians == NULL) {
        return 1;
    }
    size_t pairs = pair_medians(row, task, medians, medians + most);
    double p = bench_sign_test_p(medians, medians + most, pairs);
    free(medians);
    return p;
}

bench_interval_t bench_row_ratio_to_task(const bench_report_t *report, const bench_row_t *row) {
    const bench_row_t *task = task_of(report, row);
    return task != NULL ? paired_ratio(row, task) : no_interval();
}

static bool same_text(const char *a, const char *b) {
    return strcmp(a != NULL ? a : "", b != NULL ? b : "") == 0;
}

bool bench_same_group(const bench_row_t *a, const bench_row_t *b) {
    return same_text(a->scenario, b->scenario) && same_text(a->params, b->params);
}

bool bench_first_of_group(const bench_report_t *report, size_t index) {
    for (size_t i = 0; i < index; i++) {
        if (bench_same_group(&report->rows[i], &report->rows[index])) {
            return false;
        }
    }
    return true;
}

bool bench_first_of_scenario(const bench_report_t *report, size_t index) {
    for (size_t i = 0; i < index; i++) {
        if (same_text(report->rows[i].scenario, report->rows[index].scenario)) {
            return false;
        }
    }
    return true;
}

size_t bench_next_of_group(const bench_report_t *report, size_t index) {
    size_t next = index + 1;
    while (next < report->row_count &&
           !bench_same_group(&report->rows[index], &report->rows[next])) {
        next++;
    }
    return next;
}

bool bench_row_unverified(const bench_row_t *row) {
    return row->counted && !same_text(row->counts.verified, "verified");
}

size_t bench_broken_budgets(const bench_report_t *report) {
    size_t broken = 0;
    for (size_t i = 0; i < report->row_count; i++) {
        broken += !bench_row_within_budget(&report->rows[i]);
    }
    return broken;
}

size_t bench_unverified(const bench_report_t *report) {
    size_t unverified = 0;
    for (size_t i = 0; i < report->row_count; i++) {
        unverified += bench_row_unverified(&report->rows[i]);
    }
    return unverified;
}

const char *bench_budget_kept(const bench_row_t *row) {
    if (!row->counted || row->budget_kind == BENCH_BUDGET_NONE) {
        return "";
    }
    return bench_row_within_budget(row) ? "yes" : "no";
}

void bench_put_broken_budget(FILE *out, const bench_row_t *row) {
    char made[BENCH_FRACTION_MAX];
    char promised[BENCH_FRACTION_MAX];
    bench_fraction_format(row->counts.allocs_per_op, made);
    if (row->budget_kind == BENCH_BUDGET_ALLOCS) {
        fprintf(out, "allocates %s per operation, promised %s", made,
                bench_fraction_format(row->budget, promised));
    } else {
        fprintf(out,
                "allocates %s per operation, promised one for each that does not complete "
                "synchronously",
                made);
    }
}

void bench_print_report(const bench_report_t *report, bench_format_t format, bool color,
                        FILE *out) {
    switch (format) {
    case BENCH_FORMAT_TABLE:
        bench_print_text(report, color, out);
        break;
    case BENCH_FORMAT_JSON:
        bench_print_json(report, out);
        break;
    case BENCH_FORMAT_CSV:
        bench_print_csv(report, out);
        break;
    case BENCH_FORMAT_MARKDOWN:
        bench_print_markdown(report, NULL, out);
        break;
    }
}

/* report.md, and where it goes: the figures are looked for beside it. */
typedef struct page {
    const bench_report_t *report;
    const char *folder;
} page_t;

static bool write_page(FILE *out, const void *content, bench_problem_t *problem) {
    (void)problem;
    const page_t *page = content;
    bench_print_markdown(page->report, page->folder, out);
    return true;
}

bool bench_write_tables(const bench_report_t *report, const char *folder,
                        bench_problem_t *problem) {
    page_t page = {report, folder};
    return bench_write_csv_files(report, folder, problem) &&
           bench_write_file_in(folder, "report.md", write_page, &page, problem);
}
