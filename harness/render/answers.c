/* answers.c - the questions that people ask, answered as far as a run carries it (answers.def). */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "judge/claim.h"
#include "report_parts.h"
#include "text.h"
#include "words.h"

typedef enum kind { QUESTION, SAY, OR, TABLE } kind_t;

typedef struct entry {
    kind_t kind;
    const char *first;  /* the question; a claim; filters */
    const char *second; /* NULL; a sentence; contenders */
} entry_t;

static const entry_t entries[] = {
#define QUESTION(text)        {QUESTION, (text), NULL},
#define SAY(claim, sentence)  {SAY, (claim), (sentence)},
#define OR(claim, sentence)   {OR, (claim), (sentence)},
#define TABLE(filters, names) {TABLE, (filters), (names)},
#include "answers.def"
#undef QUESTION
#undef SAY
#undef OR
#undef TABLE
};
#define ENTRIES (sizeof entries / sizeof entries[0])

/* ---- the numbers of a sentence ---- */

/* The next word of a list, kept; NULL: there are no more. */
static const char *next_word(bench_doc_t *doc, const char **list) {
    *list += strspn(*list, " ");
    size_t length = strcspn(*list, " ");
    const char *word = length > 0 ? bench_doc_keep(doc, "%.*s", (int)length, *list) : NULL;
    *list += length;
    return word;
}

/* What stands between braces: "ratio CASE OTHER"; what is not there is "". */
typedef struct number {
    const char *kind, *name, *other, *key;
} number_t;

static number_t number_of(bench_doc_t *doc, const char *text, size_t length) {
    const char *list = bench_doc_keep(doc, "%.*s", (int)length, text);
    const char *words[4];
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        words[i] = next_word(doc, &list);
        words[i] = words[i] != NULL ? words[i] : "";
    }
    return (number_t){words[0], words[1], words[2], words[3]};
}

static bool say_exact(FILE *out, bench_fraction_t value, bool bytes) {
    char text[BENCH_TEXT_MAX];
    if (!bench_fraction_is_known(value)) {
        return false;
    }
    (void)fputs(bytes ? bench_text_bytes(value, text) : bench_fraction_format(value, text), out);
    return true;
}

static bool say_time(FILE *out, const bench_row_t *row) {
    char text[BENCH_TEXT_MAX];
    bench_interval_t time = bench_row_time(row);
    if (isnan(time.estimate)) {
        return false;
    }
    (void)fputs(bench_text_time_range(time, text), out);
    return true;
}

static bool say_ratio(FILE *out, const bench__page_t *page, const bench_row_t *row,
                      const number_t *number) {
    char ratio[BENCH_TEXT_MAX];
    char range[BENCH_TEXT_MAX];
    bench_pair_t pair = bench_pair(&page->pairs, row, bench_named_row(page->report, number->other));
    if (isnan(pair.ratio.low)) {
        return false;
    }
    (void)fprintf(out, "%s times %s%s", bench_text_digits(pair.ratio.estimate, ratio),
                  bench_text_range(pair.ratio, range),
                  pair.verdict == BENCH_NOT_RESOLVED ? " (not resolved)" : "");
    return true;
}

static bool say_from(FILE *out, const bench__page_t *page, const number_t *number) {
    bench_setting_t from;
    if (!bench_faster_from(page->report, &page->pairs, number->name, number->other, number->key,
                           &from)) {
        return false;
    }
    (void)fputs(bench__setting_value(page->doc, &from), out);
    return true;
}

static bool say_number(FILE *out, const bench__page_t *page, const number_t *number) {
    const bench_row_t *row = bench_named_row(page->report, number->name);
    if (row == NULL) {
        return false;
    }
    if (strcmp(number->kind, "allocs") == 0) {
        return say_exact(out, bench_row_allocs(row), false);
    }
    if (strcmp(number->kind, "bytes") == 0) {
        return say_exact(out, row->counts.bytes_requested_per_op, true);
    }
    if (strcmp(number->kind, "time") == 0) {
        return say_time(out, row);
    }
    return strcmp(number->kind, "from") == 0 ? say_from(out, page, number)
                                             : say_ratio(out, page, row, number);
}

/* The sentence with its numbers. False: one of them was not measured. */
static bool say(FILE *out, const bench__page_t *page, const char *sentence) {
    bool good = true;
    while (good && *sentence != '\0') {
        size_t plain = strcspn(sentence, "{");
        (void)fprintf(out, "%.*s", (int)plain, sentence);
        sentence += plain;
        if (*sentence == '{') {
            size_t length = strcspn(sentence, "}");
            number_t number = number_of(page->doc, sentence + 1, length - 1);
            good = say_number(out, page, &number);
            sentence += length + (sentence[length] == '}' ? 1 : 0);
        }
    }
    return good;
}

/* ---- an answer ---- */

/* The sentence of an entry, kept in the document; NULL: it may not be said of this run. */
static const char *sentence_of(const bench__page_t *page, const entry_t *entry) {
    char *text = NULL;
    size_t size;
    if (bench_claim(page->report, &page->pairs, entry->first) != BENCH_CLAIM_HOLDS) {
        return NULL;
    }
    FILE *out = open_memstream(&text, &size);
    bool good = out != NULL && say(out, page, entry->second);
    bool whole = out != NULL && fclose(out) == 0;
    page->doc->failed |= !whole;
    const char *kept = good && whole ? bench_doc_keep(page->doc, "%s", text) : NULL;
    free(text);
    return kept;
}

/* The sentences behind a question, of alternatives the first that may be said, joined; "" where
 * there are none. */
static const char *answer_of(const bench__page_t *page, size_t question) {
    const char *answer = "";
    bool said = false;
    for (size_t i = question + 1; i < ENTRIES && entries[i].kind != QUESTION; i++) {
        said = said && entries[i].kind != SAY;
        const char *sentence =
            said || entries[i].kind == TABLE ? NULL : sentence_of(page, &entries[i]);
        if (sentence != NULL) {
            said = true;
            answer =
                bench_doc_keep(page->doc, "%s%s%s", answer, answer[0] != '\0' ? " " : "", sentence);
        }
    }
    return answer;
}

/* ---- its table ---- */

static const bench_row_t *row_of(const bench__page_t *page, const bench_row_t *group,
                                 const char *contender) {
    bench_case_key_t key = group->key;
    key.contender = contender;
    return bench_report_find(page->report, &key);
}

/* Whether the contender answers some question of the table. */
static bool is_in_table(const bench__page_t *page, const char *filters, const char *contender) {
    const char *filter;
    bool any = false;
    while (!any && (filter = next_word(page->doc, &filters)) != NULL) {
        for (size_t i = 0; !any && i < page->report->row_count; i++) {
            const bench_case_key_t *key = &page->report->rows[i].key;
            any = strcmp(key->contender, contender) == 0 && bench_case_match(key, filter);
        }
    }
    return any;
}

/* "72 B · 13.4 ns" */
static const char *cell_of(const bench__page_t *page, const bench_row_t *row) {
    char bytes[BENCH_TEXT_MAX];
    char time[BENCH_TEXT_MAX];
    if (row == NULL) {
        return NULL;
    }
    bool counted = row->counted && bench_fraction_is_known(row->counts.bytes_requested_per_op);
    double ns = bench_row_time(row).estimate;
    return bench_doc_keep(page->doc, "%s%s%s%s",
                          counted ? bench_text_bytes(row->counts.bytes_requested_per_op, bytes)
                                  : "",
                          counted ? " B" : "", counted && !isnan(ns) ? " · " : "",
                          isnan(ns) ? "" : bench_text_time(ns, time));
}

static bool begins_group(const bench__page_t *page, size_t index) {
    size_t first = 0;
    while (!bench_case_same_group(&page->report->rows[first].key, &page->report->rows[index].key)) {
        first++;
    }
    return first == index;
}

/* A row of the group, if one of its contenders is in the table and the filter selects it. */
static void add_group(const bench__page_t *page, bench_table_t *table, size_t index,
                      const char *filter, const char *names) {
    const bench_row_t *group = &page->report->rows[index];
    const char *name;
    const char *left = names;
    bool any = false;
    while (!any && (name = next_word(page->doc, &left)) != NULL) {
        const bench_row_t *row = row_of(page, group, name);
        any = row != NULL && bench_case_match(&row->key, filter);
    }
    if (!any) {
        return;
    }
    bench_table_add(
        table, bench_text_value(bench__group_words(page->doc, page->report, &group->key, NULL)));
    for (size_t column = 1; column < table->column_count; column++) {
        const bench_row_t *row = row_of(page, group, table->columns[column].name);
        bench_table_add(table, bench_text_value(cell_of(page, row)));
    }
}

static void add_table(const bench__page_t *page, const entry_t *entry) {
    const char *name;
    const char *names = entry->second;
    bench_table_t *table = bench_doc_table(page->doc, BENCH_PAGE, "path");
    while ((name = next_word(page->doc, &names)) != NULL) {
        if (is_in_table(page, entry->first, name)) {
            bench_table_add_column(table, name, BENCH_TYPE_TEXT);
        }
    }
    const char *filter;
    const char *filters = entry->first;
    while ((filter = next_word(page->doc, &filters)) != NULL) {
        for (size_t i = 0; i < page->report->row_count; i++) {
            if (begins_group(page, i)) {
                add_group(page, table, i, filter, entry->second);
            }
        }
    }
}

/* ---- all of them ---- */

static void add_answer(const bench__page_t *page, size_t question, const char *answer) {
    bench_doc_title(page->doc, BENCH_PAGE, 3, BENCH_PLAIN, "%s", entries[question].first);
    bench_doc_paragraph(page->doc, BENCH_PAGE, 0);
    bench_doc_say(page->doc, "%s", answer);
    for (size_t i = question + 1; i < ENTRIES && entries[i].kind != QUESTION; i++) {
        if (entries[i].kind == TABLE) {
            add_table(page, &entries[i]);
        }
    }
}

void bench__add_answers(const bench__page_t *page) {
    bench_table_t *data = NULL;
    for (size_t i = 0; i < ENTRIES; i++) {
        const char *answer = entries[i].kind == QUESTION ? answer_of(page, i) : "";
        if (answer[0] == '\0') {
            continue;
        }
        if (data == NULL) {
            data = bench_doc_data(page->doc, "answers", "question|answer");
            bench_doc_title(page->doc, BENCH_PAGE, 2, BENCH_PLAIN, "Answers");
        }
        bench_table_add_rest(data, entries[i].first, answer);
        add_answer(page, i, answer);
    }
}
