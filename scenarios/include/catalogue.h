/* catalogue.h - the scenarios of the suite, and what it knows of contenders and blocks. */
#ifndef SCENARIO_CATALOGUE_H
#define SCENARIO_CATALOGUE_H

#include "scenario.h"

/* A profile is a part of the suite that can be asked for alone. X(name, what it asks) */
#define SCENARIO_PROFILES(X)                                                                  \
    X(core, "what each way of handing back a result costs, path by path")                     \
    X(dotnet, "what Microsoft's benchmarks of .NET ask, of this library")                     \
    X(questions, "what they cost together: callers, boundaries, faults, cancellation, pools") \
    X(workloads, "what the field's standard workloads cost, each with several ways")

/* Each scenario with its profile, in the order of the reports. X(profile, scenario) */
#define SCENARIO_CATALOGUE(X)   \
    X(core, floors)             \
    X(core, sync_success)       \
    X(core, async_completion)   \
    X(core, fault)              \
    X(core, pooled_source)      \
    X(core, hit_ratio)          \
    X(core, buffered_read)      \
    X(core, await_chain)        \
    X(core, concurrency)        \
    X(core, result_size)        \
    X(dotnet, value_task_perf)  \
    X(dotnet, async_methods)    \
    X(dotnet, channels)         \
    X(dotnet, semaphore)        \
    X(dotnet, cancellation)     \
    X(dotnet, timers)           \
    X(dotnet, thread_pool)      \
    X(questions, callers)       \
    X(questions, suspend_loop)  \
    X(questions, direct_source) \
    X(questions, boundary)      \
    X(questions, fault_chain)   \
    X(questions, cancel)        \
    X(questions, combine)       \
    X(questions, context)       \
    X(questions, pool)          \
    X(workloads, ping_pong)     \
    X(workloads, ring)          \
    X(workloads, skynet)        \
    X(workloads, fib)           \
    X(workloads, fan_out)       \
    X(workloads, brigade)       \
    X(workloads, sleepers)      \
    X(workloads, yield)         \
    X(workloads, channel)       \
    X(workloads, echo)

/* The suite's contenders (contenders.def), makers (makers.def) and words (words.def); each list
 * ends with an empty entry. They hold for the scenarios of plugins too, behind the plugin's own. */
extern const scenario_contender_t scenario_contenders[];
extern const scenario_words_t scenario_words[];
extern const scenario_maker_t scenario_makers[];

/* counterparts.def, which every scenario has that it names a case of. */
extern const scenario_counterpart_t scenario_counterparts[];

#define SCENARIO_DECLARE(profile, name) extern const scenario_t scenario_##name;
SCENARIO_CATALOGUE(SCENARIO_DECLARE)
#undef SCENARIO_DECLARE

/* All of them, in the order of the reports; ends with NULL. */
extern const scenario_t *const scenario_catalogue[];

typedef struct scenario_profile {
    const char *name;
    const char *about; /* what it asks */
} scenario_profile_t;

/* Ends with an empty entry. */
extern const scenario_profile_t scenario_profiles[];

/* The profile of the catalogue's scenario of that name, and so of whatever a plugin or a host adds
 * to it; NULL: the catalogue has none. */
const char *scenario_profile_of(const char *scenario);

#endif
