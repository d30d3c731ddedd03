/* words.c - what people call the cases of a run. */
#include "words.h"

#include <string.h>

#include "text.h"

/* ---- single settings ---- */

/* The words for a scenario's setting with its value, or for its key alone; NULL: there are none. */
static const char *find_words(bench_doc_t *doc, const bench_report_t *report, const char *scenario,
                              const bench_setting_t *setting, bool with_value) {
    size_t length = setting->key_length + (with_value ? 1 + setting->value_length : 0);
    const char *name = bench_doc_keep(doc, "%s;%.*s", scenario, (int)length, setting->key);
    return bench_report_words(report, name, strlen(name));
}

static bool is_whole(const bench_setting_t *setting) {
    return setting->value_length != 0 &&
           strspn(setting->value, "0123456789") >= setting->value_length;
}

const char *bench__setting_value(bench_doc_t *doc, const bench_setting_t *setting) {
    if (!is_whole(setting)) {
        return bench_doc_keep(doc, "%.*s", (int)setting->value_length, setting->value);
    }
    const char *text = "";
    size_t rest = setting->value_length;
    while (rest > 3) {
        text = bench_doc_keep(doc, ",%.3s%s", setting->value + rest - 3, text);
        rest -= 3;
    }
    return bench_doc_keep(doc, "%.*s%s", (int)rest, setting->value, text);
}

static const char *value_words(bench_doc_t *doc, const bench_report_t *report, const char *scenario,
                               const bench_setting_t *setting, const char *value) {
    const char *words = find_words(doc, report, scenario, setting, false);
    if (words != NULL) {
        return bench_doc_keep(doc, "%s %s", value, words);
    }
    return setting->key_length == 0
               ? value
               : bench_doc_keep(doc, "%.*s=%s", (int)setting->key_length, setting->key, value);
}

const char *bench__setting_words(bench_doc_t *doc, const bench_report_t *report,
                                 const char *scenario, const bench_setting_t *setting) {
    return value_words(doc, report, scenario, setting, bench__setting_value(doc, setting));
}

const char *bench__number_words(bench_doc_t *doc, const bench_report_t *report,
                                const char *scenario, const bench_setting_t *setting,
                                double number) {
    char digits[BENCH_TEXT_MAX];
    bench_text_digits(number, digits);
    return value_words(doc, report, scenario, setting, bench_doc_keep(doc, "%s", digits));
}

/* ---- groups ---- */

static const char *join(bench_doc_t *doc, const char *text, const char *more) {
    return text[0] != '\0' ? bench_doc_keep(doc, "%s, %s", text, more) : more;
}

const char *bench__group_words(bench_doc_t *doc, const bench_report_t *report,
                               const bench_case_key_t *group, const bench_setting_t *but) {
    const char *scenario = group->scenario;
    const char *subject = bench_report_words(report, scenario, strlen(scenario));
    const char *params = group->params;
    const char *rest = "";
    bool bare = false; /* a setting has no words: the scenario is named */
    bench_setting_t setting;
    while (bench_setting_next(&params, &setting)) {
        const char *words = find_words(doc, report, scenario, &setting, true);
        if (but != NULL && bench_setting_same_key(&setting, but)) {
            continue;
        }
        if (words != NULL) {
            subject = words;
        } else {
            bare = bare || find_words(doc, report, scenario, &setting, false) == NULL;
            rest = join(doc, rest, bench__setting_words(doc, report, scenario, &setting));
        }
    }
    subject = subject != NULL ? subject : bare || rest[0] == '\0' ? scenario : "";
    return rest[0] != '\0' ? join(doc, subject, rest) : subject;
}

/* ---- operations ---- */

const char *bench__operation_words(bench_doc_t *doc, const bench_report_t *report,
                                   const char *scenario) {
    const char *name = bench_doc_keep(doc, "%s;", scenario);
    const char *words = bench_report_words(report, name, strlen(name));
    return words != NULL ? words : "operation";
}
