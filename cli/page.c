#include "page.h"

#include <stdlib.h>
#include <string.h>

#include "cli.h"
#include "folders.h"
#include "render/report.h"
#include "store/whole_file.h"

/* A page can be sent by mail: what of the figures does not fit is linked to. */
#define PAGE_SIZE_MAX ((size_t)600 * 1000)
#define PICTURES_MAX  64

/* The figures that were read, which the page borrows. */
typedef struct pictures {
    const char *folder;
    size_t count;
    char *texts[PICTURES_MAX];
} pictures_t;

/* Only what is a text can be in one. */
static const char *find_picture(void *context, const char *path) {
    pictures_t *pictures = context;
    char file[FOLDER_PATH_MAX];
    bench_problem_t unread;
    size_t size;
    int length = snprintf(file, sizeof file, "%s/%s", pictures->folder, path);
    bool fits = length > 0 && (size_t)length < sizeof file && pictures->count < PICTURES_MAX;
    char *text = fits ? bench_read_whole(file, "a figure", &size, &unread) : NULL;
    if (text == NULL || strlen(text) != size) {
        free(text);
        return NULL;
    }
    pictures->texts[pictures->count++] = text;
    return text;
}

typedef struct page {
    const bench_report_t *report;
    const char *folder;
    bench_page_extras_t extras;
} page_t;

static bool print_page(const page_t *page, FILE *out) {
    const bench_report_print_t how = {
        .format = BENCH_FORMAT_HTML, .folder = page->folder, .extras = &page->extras};
    return bench_print_report(page->report, &how, out);
}

/* The size of the page with links in place of figures; PAGE_SIZE_MAX: memory is short. */
static size_t size_without_pictures(page_t page) {
    char *text = NULL;
    size_t size = 0;
    page.extras.pictures = (bench_pictures_t){0};
    FILE *out = open_memstream(&text, &size);
    bool printed = out != NULL && print_page(&page, out);
    printed = out != NULL && fclose(out) == 0 && printed;
    free(text);
    return printed && size < PAGE_SIZE_MAX ? size : PAGE_SIZE_MAX;
}

static bool write_page(FILE *out, const void *content, bench_problem_t *problem) {
    const page_t *page = content;
    return print_page(page, out) || bench_out_of_memory(problem, "report.html");
}

bool page_write(const bench_report_t *report, const char *folder, const bench_report_t *runs,
                size_t run_count, bench_problem_t *problem) {
    pictures_t pictures = {.folder = folder};
    page_t page = {report, folder, {.runs = runs, .run_count = run_count}};
    page.extras.pictures = (bench_pictures_t){find_picture, &pictures, PAGE_SIZE_MAX};
    page.extras.pictures.room -= size_without_pictures(page);
    bool written = bench_write_file_in(folder, "report.html", write_page, &page, problem);
    for (size_t i = 0; i < pictures.count; i++) {
        free(pictures.texts[i]);
    }
    return written;
}
