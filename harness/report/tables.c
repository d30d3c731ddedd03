/* tables.c - a report as tables: in the format that is asked for, and as the files of a run. */
#include "report/tables.h"

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
