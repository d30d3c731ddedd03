/* check_print.c - the findings of a check, for people and programs. */
#include "report/check.h"
#include "text.h"

static const struct kind {
    const char *name;   /* for programs */
    const char *phrase; /* "2 ..." */
} kinds[BENCH_FINDING_KINDS] = {
    [BENCH_FINDING_BUDGET] = {"budget", "not in their budget"},
    [BENCH_FINDING_LEAK] = {"leak", "leaked"},
    [BENCH_FINDING_UNVERIFIED] = {"unverified", "not verified"},
    [BENCH_FINDING_MORE] = {"more", "more than committed"},
    [BENCH_FINDING_OTHER] = {"other", "other than committed"},
    [BENCH_FINDING_ADDED] = {"added", "not in the committed file"},
    [BENCH_FINDING_REMOVED] = {"removed", "only in the committed file"},
    [BENCH_FINDING_FEWER] = {"fewer", "fewer than committed"},
};

/* "scenario/contender;params", as --filter takes it. */
typedef void put_text_t(FILE *out, const char *text);

static void put_plain(FILE *out, const char *text) {
    fputs(text, out);
}

static void put_case(FILE *out, const bench_finding_t *finding, put_text_t *put) {
    put(out, finding->scenario);
    fputc('/', out);
    put(out, finding->contender);
    fputs(finding->params[0] != '\0' ? ";" : "", out);
    put(out, finding->params);
}

/* "269 cases: 2 more than committed, 1 not verified." */
static void put_sum(const bench_check_t *check, const bench_check_print_t *how, FILE *out) {
    fprintf(out, "%zu cases: ", check->case_count);
    if (check->count == 0) {
        fprintf(out, "all within budget, verified%s%s", how->committed != NULL ? ", as in " : "",
                how->committed != NULL ? how->committed : "");
    }
    const char *separator = "";
    for (int kind = 0; kind < BENCH_FINDING_KINDS; kind++) {
        size_t found = 0;
        for (size_t i = 0; i < check->count; i++) {
            found += (int)check->findings[i].kind == kind ? 1 : 0;
        }
        if (found > 0) {
            fprintf(out, "%s%zu %s", separator, found, kinds[kind].phrase);
            separator = ", ";
        }
    }
}

/* ---- terminal ---- */

static void put_line(FILE *out, const bench_finding_t *finding) {
    put_case(out, finding, put_plain);
    switch (finding->kind) {
    case BENCH_FINDING_BUDGET:
        fprintf(out, ": %s allocations per operation, budget %s\n", finding->now,
                finding->expected);
        break;
    case BENCH_FINDING_LEAK:
        fprintf(out, ": leaked %s\n", finding->now);
        break;
    case BENCH_FINDING_UNVERIFIED:
        fprintf(out, ": %s\n", finding->now);
        break;
    case BENCH_FINDING_ADDED:
    case BENCH_FINDING_REMOVED:
        fprintf(out, ": %s\n", kinds[finding->kind].phrase);
        break;
    case BENCH_FINDING_MORE:
    case BENCH_FINDING_OTHER:
    case BENCH_FINDING_FEWER:
    case BENCH_FINDING_KINDS:
        fprintf(out, ": %s: %s, committed %s\n", finding->column, finding->now, finding->expected);
        break;
    }
}

static void print_text(const bench_check_t *check, const bench_check_print_t *how, FILE *out) {
    for (size_t i = 0; i < check->count; i++) {
        put_line(out, &check->findings[i]);
    }
    put_sum(check, how, out);
    fputc('\n', out);
}

/* ---- Markdown ---- */

static void put_cell(FILE *out, const char *text) {
    fputc(' ', out);
    bench_put_markdown(out, text[0] != '\0' ? text : "–");
    fputs(" |", out);
}

static void put_row(FILE *out, const bench_finding_t *finding) {
    bool good = finding->kind == BENCH_FINDING_FEWER;
    fputs("| ", out);
    put_case(out, finding, bench_put_markdown);
    fputs(" |", out);
    put_cell(out, finding->column);
    put_cell(out, finding->expected);
    put_cell(out, finding->now);
    fprintf(out, " %s%s%s |\n", good ? "" : "**", kinds[finding->kind].phrase, good ? "" : "**");
}

/* What is to be accepted comes last. */
static void put_rows(const bench_check_t *check, FILE *out) {
    fputs("| case | column | expected | now | finding |\n| --- | --- | --- | --- | --- |\n", out);
    for (int fewer = 0; fewer < 2; fewer++) {
        for (size_t i = 0; i < check->count; i++) {
            if ((check->findings[i].kind == BENCH_FINDING_FEWER ? 1 : 0) == fewer) {
                put_row(out, &check->findings[i]);
            }
        }
    }
}

static void print_markdown(const bench_check_t *check, const bench_check_print_t *how, FILE *out) {
    static const char *const verdicts[] = {
        [0] = "Check passes.", [1] = "Check fails.", [4] = "Fewer than committed, to be accepted."};
    fprintf(out, "**%s** ", verdicts[bench_check_exit_code(check)]);
    put_sum(check, how, out);
    fputs(".\n", out);
    if (check->count != 0) {
        fputc('\n', out);
        put_rows(check, out);
    }
    if (how->accept != NULL) {
        fprintf(out, "\nIf the new counts are meant to stay:\n\n```sh\n%s\n```\n", how->accept);
    }
}

/* ---- JSON ---- */

static void put_member(FILE *out, const char *name, const char *text) {
    fprintf(out, "\"%s\":", name);
    if (text != NULL) {
        bench_put_json(out, text);
    } else {
        fputs("null", out);
    }
}

static void put_object(FILE *out, const bench_finding_t *finding) {
    const struct {
        const char *name;
        const char *text;
    } members[] = {
        {"scenario", finding->scenario}, {"contender", finding->contender},
        {"params", finding->params},     {"finding", kinds[finding->kind].name},
        {"column", finding->column},     {"expected", finding->expected},
        {"now", finding->now},
    };
    for (size_t i = 0; i < sizeof members / sizeof members[0]; i++) {
        fputc(i > 0 ? ',' : '{', out);
        put_member(out, members[i].name, members[i].text);
    }
    fputc('}', out);
}

static void print_json(const bench_check_t *check, const bench_check_print_t *how, FILE *out) {
    fprintf(out, "{\"exit_code\":%d,\"cases\":%zu,", bench_check_exit_code(check),
            check->case_count);
    put_member(out, "committed", how->committed);
    fputc(',', out);
    put_member(out, "accept", how->accept);
    fputs(",\n\"findings\":[", out);
    for (size_t i = 0; i < check->count; i++) {
        fputs(i > 0 ? ",\n" : "\n", out);
        put_object(out, &check->findings[i]);
    }
    fputs("\n]}\n", out);
}

void bench_print_check(const bench_check_t *check, const bench_check_print_t *how, FILE *out) {
    switch (how->format) {
    case BENCH_FORMAT_TABLE:
    case BENCH_FORMAT_CSV:
        print_text(check, how, out);
        break;
    case BENCH_FORMAT_JSON:
        print_json(check, how, out);
        break;
    case BENCH_FORMAT_MARKDOWN:
        print_markdown(check, how, out);
        break;
    }
}
