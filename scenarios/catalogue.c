#include "catalogue.h"

const scenario_t *const scenario_catalogue[] = {
#define SCENARIO_ENTRY(name) &scenario_##name,
    SCENARIO_CATALOGUE(SCENARIO_ENTRY)
#undef SCENARIO_ENTRY
        NULL,
};

const scenario_contender_t scenario_contenders[] = {
#define CONTENDER(name_, label_, colour_, symbol_, compared_with_, about_) \
    {.name = #name_,                                                       \
     .label = (label_),                                                    \
     .colour = (colour_),                                                  \
     .symbol = (symbol_),                                                  \
     .about = (about_),                                                    \
     .compared_with = (compared_with_)},
#include "contenders.def"
#undef CONTENDER
    {0},
};

const scenario_maker_t scenario_makers[] = {
#define MAKER(function_, made_by_, rule_) {(function_), (made_by_), (rule_)},
#include "makers.def"
#undef MAKER
    {0},
};
