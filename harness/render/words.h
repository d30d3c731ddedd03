/*
 * words.h - what people call the cases of a run: as their scenarios say it, else by their names.
 */
#ifndef BENCH_WORDS_H
#define BENCH_WORDS_H

#include "model/report.h"
#include "model/setting.h"
#include "render/document.h"

/* A group in words: "nested methods that suspend, 10 deep"; where the scenario has no words,
 * "my_scenario;size=64". Without the setting `but`, if one is given. Kept in the document. */
const char *bench__group_words(bench_doc_t *doc, const bench_report_t *report,
                               const bench_case_key_t *group, const bench_setting_t *but);

/* A number of a parameter in words: "1,000 under way", "size=64". Kept in the document. */
const char *bench__setting_words(bench_doc_t *doc, const bench_report_t *report,
                                 const char *scenario, const bench_setting_t *setting);

/* The same of a number between two settings: "62.3 % hits". */
const char *bench__number_words(bench_doc_t *doc, const bench_report_t *report,
                                const char *scenario, const bench_setting_t *setting,
                                double number);

/* What one operation of a scenario is called: "leaf"; "operation" where the scenario does not say.
 * Borrowed from the report. */
const char *bench__operation_words(bench_doc_t *doc, const bench_report_t *report,
                                   const char *scenario);

/* The value of a setting, with a comma between thousands. Kept in the document. */
const char *bench__setting_value(bench_doc_t *doc, const bench_setting_t *setting);

#endif
