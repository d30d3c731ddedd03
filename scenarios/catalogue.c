#include "catalogue.h"

#include <string.h>

const scenario_t *const scenario_catalogue[] = {
#define SCENARIO_ENTRY(profile, name) &scenario_##name,
    SCENARIO_CATALOGUE(SCENARIO_ENTRY)
#undef SCENARIO_ENTRY
        NULL,
};

const scenario_profile_t scenario_profiles[] = {
#define PROFILE_ENTRY(name_, about_) {.name = #name_, .about = (about_)},
    SCENARIO_PROFILES(PROFILE_ENTRY)
#undef PROFILE_ENTRY
        {0},
};

const char *scenario_profile_of(const char *scenario) {
    static const struct {
        const char *scenario, *profile;
    } profiles[] = {
#define PROFILE_OF(profile, name) {#name, #profile},
        SCENARIO_CATALOGUE(PROFILE_OF)
#undef PROFILE_OF
    };
    for (size_t i = 0; i < sizeof profiles / sizeof profiles[0]; i++) {
        if (strcmp(profiles[i].scenario, scenario) == 0) {
            return profiles[i].profile;
        }
    }
    return NULL;
}
