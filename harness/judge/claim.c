#include "judge/claim.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "model/setting.h"

/* ---- the words of a claim ---- */

#define WORD_MAX BENCH_CASE_NAME_MAX

/* Takes the next word off *text. False: there is none, or it is too long for a name. */
static bool next_word(const char **text, char word[WORD_MAX]) {
    *text += strspn(*text, " ");
    size_t length = strcspn(*text, " ");
    if (length == 0 || length >= WORD_MAX) {
        return false;
    }
    memcpy(word, *text, length);
    word[length] = '\0';
    *text += length;
    return true;
}

typedef enum metric { ALLOCS, BYTES, TIME, METRICS } metric_t;

static bool find_metric(const char *word, metric_t *metric) {
    static const char *const names[METRICS] = {"allocs", "bytes", "time"};
    for (*metric = 0; *metric < METRICS && strcmp(names[*metric], word) != 0;) {
        (*metric)++;
    }
    return *metric < METRICS;
}

/* One side: a metric of a case, or a number. */
typedef struct side {
    bool is_number;
    metric_t metric;
    const bench_row_t *row; /* NULL: the run has no such case */
    bench_fraction_t number;
} side_t;

static bool read_case(const bench_report_t *report, const char **text, side_t *side) {
    char name[WORD_MAX];
    bench_case_key_t key;
    if (!next_word(text, name) || !bench_case_parse(name, &key)) {
        return false;
    }
    side->row = bench_report_find(report, &key);
    bench_case_deinit(&key);
    return true;
}

static bool read_side(const bench_report_t *report, const char **text, side_t *side) {
    char word[WORD_MAX];
    *side = (side_t){0};
    if (!next_word(text, word)) {
        return false;
    }
    side->is_number = bench_fraction_parse(word, &side->number);
    return side->is_number || (find_metric(word, &side->metric) && read_case(report, text, side));
}

/* ---- a term ---- */

static bench_fraction_t exact_of(const side_t *side) {
    const bench_fraction_t unknown = {0};
    if (side->is_number) {
        return side->number;
    }
    if (side->row == NULL || !side->row->counted) {
        return unknown;
    }
    return side->metric == ALLOCS ? bench_row_allocs(side->row)
                                  : side->row->counts.bytes_requested_per_op;
}

static bench_claim_t answer(bool holds) {
    return holds ? BENCH_CLAIM_HOLDS : BENCH_CLAIM_FAILS;
}

static bench_claim_t judge_exact(const side_t *left, char sign, const side_t *right) {
    bench_fraction_t a = exact_of(left);
    bench_fraction_t b = exact_of(right);
    if (!bench_fraction_is_known(a) || !bench_fraction_is_known(b)) {
        return BENCH_CLAIM_OPEN;
    }
    int order = bench_fraction_compare(a, b);
    return answer(sign == '<' ? order < 0 : sign == '>' ? order > 0 : order == 0);
}

static bench_claim_t judge_times(const bench_pairs_t *pairs, const side_t *left, char sign,
                                 const side_t *right) {
    if (left->row == NULL || right->row == NULL) {
        return BENCH_CLAIM_OPEN;
    }
    if (!bench_case_same_group(&left->row->key, &right->row->key)) {
        return BENCH_CLAIM_NONSENSE;
    }
    bench_pair_t pair = bench_pair(pairs, left->row, right->row);
    if (isnan(pair.ratio.estimate)) {
        return BENCH_CLAIM_OPEN;
    }
    return answer(pair.verdict == (sign == '<'   ? BENCH_BETTER
                                   : sign == '>' ? BENCH_WORSE
                                                 : BENCH_NOT_RESOLVED));
}

static bench_claim_t judge_term(const bench_pairs_t *pairs, const side_t *left, const char *sign,
                                const side_t *right) {
    bool of_time = left->metric == TIME && !left->is_number;
    const char *signs = of_time ? "<>~" : "<>=";
    bool same_kind = right->is_number ? !of_time : right->metric == left->metric;
    if (left->is_number || !same_kind || sign[1] != '\0' || strchr(signs, sign[0]) == NULL) {
        return BENCH_CLAIM_NONSENSE;
    }
    return of_time ? judge_times(pairs, left, sign[0], right) : judge_exact(left, sign[0], right);
}

static bench_claim_t read_term(const bench_report_t *report, const bench_pairs_t *pairs,
                               const char **text) {
    side_t left;
    side_t right;
    char sign[WORD_MAX];
    return read_side(report, text, &left) && next_word(text, sign) &&
                   read_side(report, text, &right)
               ? judge_term(pairs, &left, sign, &right)
               : BENCH_CLAIM_NONSENSE;
}

/* Of two terms: what is said of both together. */
static bench_claim_t both(bench_claim_t a, bench_claim_t b) {
    return a > b ? a : b;
}

static bool is_at_end(const char *text) {
    return text[strspn(text, " ")] == '\0';
}

bench_claim_t bench_claim(const bench_report_t *report, const bench_pairs_t *pairs,
                          const char *text) {
    bench_claim_t claim = BENCH_CLAIM_HOLDS;
    char word[WORD_MAX];
    if (is_at_end(text)) {
        return claim;
    }
    for (;;) {
        claim = both(claim, read_term(report, pairs, &text));
        if (claim == BENCH_CLAIM_NONSENSE || is_at_end(text)) {
            return claim;
        }
        if (!next_word(&text, word) || strcmp(word, "and") != 0) {
            return BENCH_CLAIM_NONSENSE;
        }
    }
}

const bench_row_t *bench_named_row(const bench_report_t *report, const char *name) {
    side_t side = {0};
    return read_case(report, &name, &side) ? side.row : NULL;
}

/* ---- over a parameter ---- */

/* The row's number in that setting. False: the row is of another scenario, differs in other
 * settings too, or is not of that contender. */
static bool is_beside(const bench_row_t *row, const bench_row_t *first,
                      const bench_setting_t *setting, double *number, bench_setting_t *own) {
    return strcmp(row->key.scenario, first->key.scenario) == 0 &&
           strcmp(row->key.contender, first->key.contender) == 0 &&
           bench_settings_differ_in(row->key.params, first->key.params, setting) &&
           bench_setting_find(row->key.params, setting->key, setting->key_length, own) &&
           bench_setting_number(own, number);
}

static bool is_faster_than(const bench_report_t *report, const bench_pairs_t *pairs,
                           const bench_row_t *row, const char *contender) {
    bench_case_key_t key = row->key;
    key.contender = contender;
    return bench_pair(pairs, row, bench_report_find(report, &key)).verdict == BENCH_BETTER;
}

bool bench_faster_from(const bench_report_t *report, const bench_pairs_t *pairs, const char *name,
                       const char *other, const char *key, bench_setting_t *from) {
    const bench_row_t *first = bench_named_row(report, name);
    const bench_row_t *against = bench_named_row(report, other);
    bench_setting_t setting;
    if (first == NULL || against == NULL ||
        !bench_setting_find(first->key.params, key, strlen(key), &setting)) {
        return false;
    }
    double last_slower = -INFINITY;
    for (size_t i = 0; i < report->row_count; i++) {
        double number;
        bench_setting_t own;
        const bench_row_t *row = &report->rows[i];
        if (is_beside(row, first, &setting, &number, &own) &&
            !is_faster_than(report, pairs, row, against->key.contender)) {
            last_slower = fmax(last_slower, number);
        }
    }
    double least = INFINITY;
    for (size_t i = 0; i < report->row_count; i++) {
        double number;
        bench_setting_t own;
        if (is_beside(&report->rows[i], first, &setting, &number, &own) && number > last_slower &&
            number < least) {
            least = number;
            *from = own;
        }
    }
    return isfinite(least);
}
