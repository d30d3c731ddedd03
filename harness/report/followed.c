/* followed.c - the path ledger and what goes with it. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "report/followed.h"
#include "text.h"

/* Wide enough for the products of any two fractions, and their sum. */
__extension__ typedef __int128 wide_t;

static wide_t common_divisor(wide_t a, wide_t b) {
    while (b != 0) {
        wide_t rest = a % b;
        a = b;
        b = rest;
    }
    return a < 0 ? -a : a;
}

/* Exact; a sum that no fraction holds, as of a report that nobody measured, is the largest one. */
static bench_fraction_t add(bench_fraction_t a, bench_fraction_t b) {
    wide_t num = (wide_t)a.num * b.den + (wide_t)b.num * a.den;
    wide_t den = (wide_t)a.den * b.den;
    wide_t divisor = common_divisor(num, den);
    num /= divisor;
    den /= divisor;
    if (num > INT64_MAX || num < -INT64_MAX || den > INT64_MAX) {
        return (bench_fraction_t){INT64_MAX, 1};
    }
    return (bench_fraction_t){(int64_t)num, (int64_t)den};
}

static bench_part_t *find_part(bench_part_t *parts, size_t *count, const char *made_by) {
    for (size_t i = 0; i < *count; i++) {
        if (strcmp(parts[i].made_by, made_by) == 0) {
            return &parts[i];
        }
    }
    if (*count == BENCH_PARTS_MAX) {
        return &parts[BENCH_PARTS_MAX - 1];
    }
    parts[*count] = (bench_part_t){made_by, {0, 1}, {0, 1}};
    return &parts[(*count)++];
}

size_t bench_row_parts(const bench_row_t *row, bench_part_t parts[BENCH_PARTS_MAX]) {
    size_t count = 0;
    for (size_t i = 0; i < row->counts.site_count; i++) {
        const bench_site_t *site = &row->counts.sites[i];
        if (site->allocs_per_op.num != 0) {
            bench_part_t *part = find_part(parts, &count, site->made_by);
            part->allocs_per_op = add(part->allocs_per_op, site->allocs_per_op);
            part->bytes_per_op = add(part->bytes_per_op, site->bytes_per_op);
        }
    }
    return count;
}

bool bench_row_adds_up(const bench_row_t *row) {
    bench_part_t parts[BENCH_PARTS_MAX];
    bench_fraction_t sum = {0, 1};
    size_t count = bench_row_parts(row, parts);
    for (size_t i = 0; i < count; i++) {
        sum = add(sum, parts[i].allocs_per_op);
    }
    return !row->counts.followed || !row->exact ||
           bench_fraction_equal(sum, row->counts.allocs_per_op);
}

uint64_t bench_row_leaked(const bench_row_t *row) {
    uint64_t leaked = 0;
    for (size_t i = 0; i < row->counts.site_count; i++) {
        leaked += row->counts.sites[i].leaked;
    }
    return leaked;
}

void bench_put_leak(FILE *out, const bench_row_t *row) {
    for (size_t i = 0; i < row->counts.site_count; i++) {
        const bench_site_t *site = &row->counts.sites[i];
        if (site->leaked != 0) {
            fprintf(out, "%" PRIu64 " block%s made in %s", site->leaked,
                    site->leaked == 1 ? "" : "s", site->stack);
            return;
        }
    }
}

/* What most of a row's blocks come to, where that is one thing. */
static const char *fate(const bench_row_t *row) {
    const bench_lifetimes_t *lives = &row->counts.lifetimes;
    if (bench_fraction_equal(lives->same_op, row->counts.allocs_per_op)) {
        return "freed within the operation";
    }
    if (bench_fraction_equal(lives->next_op, row->counts.allocs_per_op)) {
        return "freed within the next operation";
    }
    return lives->kept.num > 0 ? "some kept to the end" : "some freed later";
}

bool bench_put_parts(FILE *out, const bench_row_t *row) {
    bench_part_t parts[BENCH_PARTS_MAX];
    size_t count = bench_row_parts(row, parts);
    for (size_t i = 0; i < count; i++) {
        char text[BENCH_FRACTION_MAX];
        fprintf(out, "%s%s %s", i == 0 ? "" : " + ",
                bench_fraction_format(parts[i].allocs_per_op, text), parts[i].made_by);
    }
    if (count != 0) {
        fprintf(out, " (%s)", fate(row));
    }
    return count != 0;
}

/* ---- files ---- */

static void put_case(FILE *out, const bench_row_t *row) {
    bench_put_csv(out, row->scenario);
    fputc(',', out);
    bench_put_csv(out, row->contender);
    fputc(',', out);
    bench_put_csv(out, row->params);
}

static void put_number(FILE *out, bench_fraction_t number) {
    char text[BENCH_TEXT_MAX];
    fprintf(out, ",%s", bench_text_number(bench_fraction_value(number), text));
}

void bench_print_ledger_csv(const bench_report_t *report, FILE *out) {
    fputs("scenario,contender,params,made_by,allocs_per_op,bytes_per_op\n", out);
    for (size_t i = 0; i < report->row_count; i++) {
        bench_part_t parts[BENCH_PARTS_MAX];
        size_t count = bench_row_parts(&report->rows[i], parts);
        for (size_t j = 0; j < count; j++) {
            put_case(out, &report->rows[i]);
            fputc(',', out);
            bench_put_csv(out, parts[j].made_by);
            put_number(out, parts[j].allocs_per_op);
            put_number(out, parts[j].bytes_per_op);
            fputc('\n', out);
        }
    }
}

void bench_print_lifetimes_csv(const bench_report_t *report, FILE *out) {
    fputs("scenario,contender,params,same_op,next_op,later,kept,leaked\n", out);
    for (size_t i = 0; i < report->row_count; i++) {
        const bench_row_t *row = &report->rows[i];
        if (row->counts.followed) {
            put_case(out, row);
            put_number(out, row->counts.lifetimes.same_op);
            put_number(out, row->counts.lifetimes.next_op);
            put_number(out, row->counts.lifetimes.later);
            put_number(out, row->counts.lifetimes.kept);
            fprintf(out, ",%" PRIu64 "\n", bench_row_leaked(row));
        }
    }
}

void bench_print_threads_csv(const bench_report_t *report, FILE *out) {
    fputs("scenario,contender,params,thread,allocs_per_op,frees_per_op,remote_frees_per_op,"
          "peak_live_bytes\n",
          out);
    for (size_t i = 0; i < report->row_count; i++) {
        const bench_counts_t *counts = &report->rows[i].counts;
        for (size_t j = 0; j < counts->thread_count; j++) {
            put_case(out, &report->rows[i]);
            fprintf(out, ",%zu", j);
            put_number(out, counts->threads[j].allocs_per_op);
            put_number(out, counts->threads[j].frees_per_op);
            put_number(out, counts->threads[j].remote_frees_per_op);
            fprintf(out, ",%" PRId64 "\n", counts->threads[j].peak_live_bytes);
        }
    }
}

/* A semicolon separates frames, so that within a frame it becomes a comma. */
static void put_frame(FILE *out, const char *text) {
    for (; *text != '\0'; text++) {
        fputc(*text == ';' ? ',' : *text, out);
    }
}

/* A line for each site: its weight are the blocks of the operations that were counted. */
void bench_print_folded(const bench_report_t *report, FILE *out) {
    for (size_t i = 0; i < report->row_count; i++) {
        const bench_row_t *row = &report->rows[i];
        for (size_t j = 0; j < row->counts.site_count; j++) {
            const bench_site_t *site = &row->counts.sites[j];
            double blocks =
                bench_fraction_value(site->allocs_per_op) * (double)row->counts.operations;
            if (blocks < 1) {
                continue;
            }
            put_frame(out, row->scenario);
            fputc(';', out);
            put_frame(out, row->contender);
            if (row->params[0] != '\0') {
                fputc(' ', out);
                put_frame(out, row->params);
            }
            fprintf(out, ";%s;[%s] %.0f\n", site->stack, site->made_by, blocks);
        }
    }
}
