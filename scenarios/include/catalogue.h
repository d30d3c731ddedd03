/* catalogue.h - the scenarios of the suite, and what it knows of contenders and blocks. */
#ifndef SCENARIO_CATALOGUE_H
#define SCENARIO_CATALOGUE_H

#include "scenario.h"

#define SCENARIO_CATALOGUE(X) \
    X(floors)                 \
    X(sync_success)           \
    X(async_completion)       \
    X(fault)                  \
    X(pooled_source)          \
    X(hit_ratio)              \
    X(buffered_read)          \
    X(await_chain)            \
    X(concurrency)            \
    X(result_size)

/* The suite's contenders (contenders.def), makers (makers.def) and words (words.def); each list
 * ends with an empty entry. They hold for the scenarios of plugins too, behind the plugin's own. */
extern const scenario_contender_t scenario_contenders[];
extern const scenario_words_t scenario_words[];
extern const scenario_maker_t scenario_makers[];

#define SCENARIO_DECLARE(name) extern const scenario_t scenario_##name;
SCENARIO_CATALOGUE(SCENARIO_DECLARE)
#undef SCENARIO_DECLARE

/* All of them, in the order of the reports; ends with NULL. */
extern const scenario_t *const scenario_catalogue[];

#endif
