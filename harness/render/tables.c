/* tables.c - the files that are derived from a report. */
#include <stdio.h>
#include <stdlib.h>

#include "model/plain_text.h"
#include "render/report.h"
#include "run_tables.h"
#include "store/csv.h"
#include "store/whole_file.h"

static bool write_csv(const bench_report_t *report, const char *folder, bench_problem_t *problem) {
    bool good = true;
    const char *file;
    for (size_t i = 0; good && (file = bench__run_table(i)) != NULL; i++) {
        bench_table_t table = {0};
        char *path = NULL;
        bench__fill_run_table(&table, report, i);
        good = asprintf(&path, "%s/%s", folder, file) >= 0 ? bench_csv_write(&table, path, problem)
                                                           : bench_out_of_memory(problem, file);
        bench_table_deinit(&table);
        free(path);
    }
    return good;
}

/* Text in a line of frames. */
static void put_text(FILE *out, const char *text, char semicolon) {
    while (text != NULL && *text != '\0') {
        bool plain;
        size_t length = bench_character(text, &plain);
        if (!plain || *text == ';') {
            fputc(plain ? semicolon : BENCH_NOT_PLAIN, out);
        } else {
            fwrite(text, 1, length, out);
        }
        text += length;
    }
}

/* A semicolon separates frames, so that within a frame it becomes a comma. */
static void put_frame(FILE *out, const char *text) {
    put_text(out, text, ',');
}

/* A line for each site: its weight is the blocks of the operations that were counted. */
static void put_sites(FILE *out, const bench_row_t *row) {
    for (size_t i = 0; i < row->counts.site_count; i++) {
        const bench_site_t *site = &row->counts.sites[i];
        double blocks = bench_fraction_value(site->allocs_per_op) * (double)row->counts.operations;
        if (blocks >= 1) {
            put_frame(out, row->key.scenario);
            fputc(';', out);
            put_frame(out, row->key.contender);
            fputs(row->key.params[0] != '\0' ? " " : "", out);
            put_frame(out, row->key.params);
            fputc(';', out);
            put_text(out, site->stack, ';');
            fputs(";[", out);
            put_frame(out, site->made_by);
            fprintf(out, "] %.0f\n", blocks);
        }
    }
}

static bool write_folded(FILE *out, const void *content, bench_problem_t *problem) {
    const bench_report_t *report = content;
    (void)problem;
    for (size_t i = 0; i < report->row_count; i++) {
        put_sites(out, &report->rows[i]);
    }
    return true;
}

const char *bench_table_file(size_t index) {
    static const char *const others[] = {"sites.folded", "report.md", "report.html"};
    size_t count = 0;
    for (; bench__run_table(count) != NULL; count++) {
        if (count == index) {
            return bench__run_table(index);
        }
    }
    return index - count < sizeof others / sizeof others[0] ? others[index - count] : NULL;
}

/* report.md, and where it goes: the figures are looked for beside it. */
typedef struct page {
    const bench_report_t *report;
    const char *folder;
} page_t;

static bool write_page(FILE *out, const void *content, bench_problem_t *problem) {
    const page_t *page = content;
    const bench_report_print_t how = {.format = BENCH_FORMAT_MARKDOWN, .folder = page->folder};
    return bench_print_report(page->report, &how, out) || bench_out_of_memory(problem, "report.md");
}

bool bench_write_tables(const bench_report_t *report, const char *folder,
                        bench_problem_t *problem) {
    page_t page = {report, folder};
    return write_csv(report, folder, problem) &&
           bench_write_file_in(folder, "sites.folded", write_folded, report, problem) &&
           bench_write_file_in(folder, "report.md", write_page, &page, problem);
}
