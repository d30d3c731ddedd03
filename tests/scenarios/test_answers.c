/* test_answers.c - every case that answers.def names is in the catalogue, or is a peer's beside one
 * of it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "catalogue.h"
#include "judge/claim.h"

static const char *const claims[] = {
#define QUESTION(text)
#define SAY(claim, sentence) claim,
#define OR(claim, sentence)  claim,
#define TABLE(filters, names)
#include "answers.def"
#undef SAY
#undef OR
#undef TABLE
};

static const char *const sentences[] = {
#define SAY(claim, sentence) sentence,
#define OR(claim, sentence)  sentence,
#define TABLE(filters, names)
#include "answers.def"
#undef SAY
#undef OR
#undef TABLE
};

static const char *const filters[] = {
#define SAY(claim, sentence)
#define OR(claim, sentence)
#define TABLE(filters, names) filters,
#include "answers.def"
#undef TABLE
};

static const char *const contenders[] = {
#define TABLE(filters, names) names,
#include "answers.def"
#undef TABLE
#undef SAY
#undef OR
#undef QUESTION
};

#define COUNT(list) (sizeof(list) / sizeof(list)[0])

static bool is_of_a_peer(const char *contender) {
    static const char *const peers[] = {"net10_", "net11_", "net11ra_", "cxx_", "rust_"};
    bool found = false;
    for (size_t i = 0; !found && i < COUNT(peers); i++) {
        found = strncmp(contender, peers[i], strlen(peers[i])) == 0;
    }
    return found;
}

/* Tells whether some case of the catalogue is what `matches` looks for. */
static bool any_case(bool (*matches)(const bench_case_key_t *key, const void *context),
                     const void *context) {
    bool found = false;
    for (size_t i = 0; !found && scenario_catalogue[i] != NULL; i++) {
        const scenario_t *scenario = scenario_catalogue[i];
        for (size_t j = 0; !found && j < scenario->case_count; j++) {
            const bench_case_key_t key = {scenario->name, scenario->cases[j].contender,
                                          scenario->cases[j].params};
            found = matches(&key, context);
        }
    }
    return found;
}

static bool is_or_has_beside_it(const bench_case_key_t *key, const void *named) {
    const bench_case_key_t *looked_for = named;
    return bench_case_same_group(key, looked_for) &&
           (is_of_a_peer(looked_for->contender) ||
            strcmp(key->contender, looked_for->contender) == 0);
}

static bool is_selected(const bench_case_key_t *key, const void *filter) {
    return bench_case_match(key, filter);
}

static bool has_contender(const bench_case_key_t *key, const void *contender) {
    return strcmp(key->contender, contender) == 0;
}

/* Calls it for each word that blanks and braces part. */
static void for_each_word(const char *text, void (*look)(const char *word)) {
    char *copy = strdup(text);
    char *rest = copy;
    char *word;
    assert_non_null(copy);
    while ((word = strsep(&rest, " {}")) != NULL) {
        if (word[0] != '\0') {
            look(word);
        }
    }
    free(copy);
}

static void assert_known_case(const char *word) {
    bench_case_key_t key;
    if (strchr(word, '/') == NULL || (word[0] >= '0' && word[0] <= '9')) {
        return; /* another word, or a fraction */
    }
    if (!bench_case_parse(word, &key) || !any_case(is_or_has_beside_it, &key)) {
        fail_msg("%s is in answers.def, but neither in the catalogue nor beside a case of it",
                 word);
    }
    bench_case_deinit(&key);
}

static void assert_selects(const char *filter) {
    if (!any_case(is_selected, filter)) {
        fail_msg("the filter %s of answers.def selects no case", filter);
    }
}

static void assert_known_contender(const char *name) {
    if (!is_of_a_peer(name) && !any_case(has_contender, name)) {
        fail_msg("no case has the contender %s of answers.def", name);
    }
}

static void every_claim_can_be_judged_and_names_cases(void **state) {
    bench_report_t empty;
    (void)state;
    bench_report_init(&empty);
    bench_pairs_t pairs = bench_pairs(&empty);
    for (size_t i = 0; i < COUNT(claims); i++) {
        if (bench_claim(&empty, &pairs, claims[i]) == BENCH_CLAIM_NONSENSE) {
            fail_msg("nonsense: %s", claims[i]);
        }
        for_each_word(claims[i], assert_known_case);
    }
    bench_report_deinit(&empty);
}

static void every_sentence_names_cases_and_known_numbers(void **state) {
    static const char *const kinds[] = {"allocs ", "bytes ", "time ", "ratio ", "from "};
    (void)state;
    for (size_t i = 0; i < COUNT(sentences); i++) {
        for_each_word(sentences[i], assert_known_case);
        for (const char *at = strchr(sentences[i], '{'); at != NULL; at = strchr(at + 1, '{')) {
            bool known = false;
            for (size_t j = 0; !known && j < COUNT(kinds); j++) {
                known = strncmp(at + 1, kinds[j], strlen(kinds[j])) == 0;
            }
            if (!known || strchr(at, '}') == NULL) {
                fail_msg("no number: %s", at);
            }
        }
    }
}

static void every_table_has_rows_and_columns(void **state) {
    (void)state;
    for (size_t i = 0; i < COUNT(filters); i++) {
        for_each_word(filters[i], assert_selects);
        for_each_word(contenders[i], assert_known_contender);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_claim_can_be_judged_and_names_cases),
        cmocka_unit_test(every_sentence_names_cases_and_known_numbers),
        cmocka_unit_test(every_table_has_rows_and_columns),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
