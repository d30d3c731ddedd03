/* row_json.h - a row alone, as it stands in report.json, for tests. */
#ifndef TEST_STORE_ROW_JSON_H
#define TEST_STORE_ROW_JSON_H

#include <string.h>

#include "store/report_file.h"

/* The caller's (free). NULL: it has a value that the reader would refuse, or memory is short. */
static inline char *row_to_json(const bench_row_t *row) {
    bench_problem_t problem;
    return bench_codec_write("row", "measure the case again", bench_code_row, row, &problem);
}

/* On failure *row is untouched. */
static inline bool row_from_json(const char *text, bench_row_t *row, bench_problem_t *problem) {
    bench_row_t read;
    bench_row_init(&read);
    bool good = bench_codec_read("row", "measure the case again", text, strlen(text),
                                 bench_code_row, &read, problem);
    if (good) {
        *row = read;
    } else {
        bench_row_deinit(&read);
    }
    return good;
}

#endif
