/* tables.c - what the suite's scenarios share: contenders, words, what makes a
 * block, and counterparts. Apart
 * from the catalogue, so that a plugin of one scenario has the code of that one. */
#include "catalogue.h"

const scenario_contender_t scenario_contenders[] = {
#define CONTENDER(name_, label_, colour_, symbol_, compared_with_, aside_, about_) \
    {.name = #name_,                                                               \
     .label = (label_),                                                            \
     .colour = (colour_),                                                          \
     .symbol = (symbol_),                                                          \
     .about = (about_),                                                            \
     .compared_with = (compared_with_),                                            \
     .aside = (aside_)},
#include "contenders.def"
#undef CONTENDER
    {0},
};

const scenario_words_t scenario_words[] = {
#define WORDS(name_, words_) {(name_), (words_)},
#include "words.def"
#undef WORDS
    {0},
};

const scenario_maker_t scenario_makers[] = {
#define MAKER(function_, made_by_, rule_) {(function_), (made_by_), (rule_)},
#include "makers.def"
#undef MAKER
    {0},
};

const scenario_counterpart_t scenario_counterparts[] = {
#define COUNTERPART(original_, ...) {(original_), {__VA_ARGS__}},
#include "counterparts.def"
#undef COUNTERPART
    {0},
};
