/* The suite's tables say of its cases what is true, and leave none out. */
#include <ctype.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "catalogue.h"

static const scenario_contender_t *find_contender(const char *name) {
    for (const scenario_contender_t *entry = scenario_contenders; entry->name != NULL; entry++) {
        if (strcmp(entry->name, name) == 0) {
            return entry;
        }
    }
    return NULL;
}

static const scenario_case_t *find_case(const scenario_t *scenario, const char *contender,
                                        const char *params) {
    for (size_t i = 0; i < scenario->case_count; i++) {
        const scenario_case_t *found = &scenario->cases[i];
        if (strcmp(found->contender, contender) == 0 &&
            (params == NULL || strcmp(found->params, params) == 0)) {
            return found;
        }
    }
    return NULL;
}

static bool is_in_catalogue(const char *contender) {
    bool found = false;
    for (size_t i = 0; scenario_catalogue[i] != NULL; i++) {
        found = found || find_case(scenario_catalogue[i], contender, NULL) != NULL;
    }
    return found;
}

static const scenario_case_t *find_key(const scenario_key_t *key) {
    for (size_t i = 0; scenario_catalogue[i] != NULL; i++) {
        if (strcmp(scenario_catalogue[i]->name, key->scenario) == 0) {
            return find_case(scenario_catalogue[i], key->contender, key->params);
        }
    }
    return NULL;
}

static void every_contender_of_a_case_is_in_the_table(void **state) {
    (void)state;
    for (size_t i = 0; scenario_catalogue[i] != NULL; i++) {
        const scenario_t *scenario = scenario_catalogue[i];
        for (size_t j = 0; j < scenario->case_count; j++) {
            if (find_contender(scenario->cases[j].contender) == NULL) {
                fail_msg("%s/%s is not in contenders.def", scenario->name,
                         scenario->cases[j].contender);
            }
        }
    }
}

static void every_contender_of_the_table_has_a_case(void **state) {
    (void)state;
    for (const scenario_contender_t *entry = scenario_contenders; entry->name != NULL; entry++) {
        if (!is_in_catalogue(entry->name)) {
            fail_msg("%s is in contenders.def, but in no case", entry->name);
        }
    }
}

/* Tells whether the params have the setting "key=value", or the key alone with any value. */
static bool has_setting(const char *params, const char *setting) {
    size_t length = strlen(setting);
    bool key = strchr(setting, '=') == NULL;
    for (const char *at = params; at != NULL; at = strchr(at, ';')) {
        at += *at == ';' ? 1 : 0;
        if (strncmp(at, setting, length) == 0 &&
            (key ? at[length] == '=' : at[length] == ';' || at[length] == '\0')) {
            return true;
        }
    }
    return false;
}

static bool name_is_in_catalogue(const char *name) {
    size_t length = strcspn(name, ";");
    for (size_t i = 0; scenario_catalogue[i] != NULL; i++) {
        const scenario_t *scenario = scenario_catalogue[i];
        bool same = strlen(scenario->name) == length && memcmp(scenario->name, name, length) == 0;
        for (size_t j = 0; same && j < scenario->case_count; j++) {
            if (name[length] == '\0' || name[length + 1] == '\0' || /* its operations */
                has_setting(scenario->cases[j].params, name + length + 1)) {
                return true;
            }
        }
    }
    return false;
}

static void every_name_that_has_words_is_in_the_catalogue(void **state) {
    (void)state;
    for (const scenario_words_t *entry = scenario_words; entry->name != NULL; entry++) {
        if (!name_is_in_catalogue(entry->name)) {
            fail_msg("%s is in words.def, but in no case", entry->name);
        }
    }
}

static bool is_colour(const char *text) {
    bool good = strlen(text) == 7 && text[0] == '#';
    for (size_t i = 1; good && i < 7; i++) {
        good = isxdigit((unsigned char)text[i]) != 0;
    }
    return good;
}

static void every_contender_is_told_apart_and_explained(void **state) {
    (void)state;
    for (const scenario_contender_t *entry = scenario_contenders; entry->name != NULL; entry++) {
        assert_true(is_colour(entry->colour));
        assert_in_range(entry->symbol, 1, 15);
        assert_true(strlen(entry->label) > 0);
        assert_int_equal(entry->about[strlen(entry->about) - 1], '.');
        for (const scenario_contender_t *other = scenario_contenders; other != entry; other++) {
            bool same_mark =
                strcmp(other->colour, entry->colour) == 0 && other->symbol == entry->symbol;
            if (same_mark || strcmp(other->label, entry->label) == 0 ||
                strcmp(other->name, entry->name) == 0) {
                fail_msg("%s and %s look alike", other->name, entry->name);
            }
        }
    }
}

static void all_are_compared_with_task(void **state) {
    (void)state;
    for (const scenario_contender_t *entry = scenario_contenders; entry->name != NULL; entry++) {
        bool is_task = strcmp(entry->name, "task") == 0;
        assert_string_equal(entry->compared_with, is_task ? "" : "task");
    }
}

static void assert_exists(const char *path, const scenario_key_t *key) {
    if (find_key(key) == NULL) {
        fail_msg("the floor line \"%s\" names %s/%s;%s, which is no case", path, key->scenario,
                 key->contender, key->params);
    }
}

static size_t check_floors(const scenario_floor_t *floors) {
    size_t count = 0;
    for (; floors != NULL && floors[count].path != NULL; count++) {
        const scenario_floor_t *floor = &floors[count];
        assert_exists(floor->path, &floor->of);
        assert_non_null(floor->terms[0].key.scenario);
        for (size_t i = 0; i < SCENARIO_FLOOR_TERMS; i++) {
            if (floor->terms[i].key.scenario != NULL) {
                assert_exists(floor->path, &floor->terms[i].key);
                assert_true(floor->terms[i].times >= 1);
            }
        }
        assert_true(floor->aim > 0);
    }
    return count;
}

static void every_case_that_a_floor_line_names_exists(void **state) {
    (void)state;
    size_t count = 0;
    for (size_t i = 0; scenario_catalogue[i] != NULL; i++) {
        count += check_floors(scenario_catalogue[i]->floors);
    }
    assert_int_equal(count, 14);
}

static void every_scenario_hands_the_tables_over(void **state) {
    (void)state;
    for (size_t i = 0; scenario_catalogue[i] != NULL; i++) {
        assert_ptr_equal(scenario_catalogue[i]->contenders, scenario_contenders);
        assert_ptr_equal(scenario_catalogue[i]->makers, scenario_makers);
    }
}

static void every_counterpart_is_one_of_one_case(void **state) {
    (void)state;
    for (const scenario_counterpart_t *entry = scenario_counterparts; entry->original != NULL;
         entry++) {
        if (find_key(&entry->of) == NULL) {
            fail_msg("%s has no case", entry->original);
        }
        for (const scenario_counterpart_t *other = scenario_counterparts; other != entry; other++) {
            assert_string_not_equal(other->original, entry->original);
            if (find_key(&other->of) == find_key(&entry->of)) {
                fail_msg("%s and %s have one case", other->original, entry->original);
            }
        }
    }
}

static bool has_counterparts(const scenario_t *scenario) {
    bool found = false;
    for (const scenario_counterpart_t *entry = scenario_counterparts; entry->original != NULL;
         entry++) {
        found = found || strcmp(entry->of.scenario, scenario->name) == 0;
    }
    return found;
}

static void a_scenario_hands_the_counterparts_over_if_it_has_one(void **state) {
    (void)state;
    for (size_t i = 0; scenario_catalogue[i] != NULL; i++) {
        const scenario_t *scenario = scenario_catalogue[i];
        assert_ptr_equal(scenario->counterparts,
                         has_counterparts(scenario) ? scenario_counterparts : NULL);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_contender_of_a_case_is_in_the_table),
        cmocka_unit_test(every_contender_of_the_table_has_a_case),
        cmocka_unit_test(every_name_that_has_words_is_in_the_catalogue),
        cmocka_unit_test(every_contender_is_told_apart_and_explained),
        cmocka_unit_test(all_are_compared_with_task),
        cmocka_unit_test(every_case_that_a_floor_line_names_exists),
        cmocka_unit_test(every_scenario_hands_the_tables_over),
        cmocka_unit_test(every_counterpart_is_one_of_one_case),
        cmocka_unit_test(a_scenario_hands_the_counterparts_over_if_it_has_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
