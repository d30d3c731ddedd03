/* The loops of the coroutines: each starts an operation, opens the gate that it waits for, and
 * checks the result. */
#include "coroutines.h"

#include <cerrno>
#include <memory>
#include <system_error>

#include "coroutine_caller.h"
#include "coroutine_leaf.h"
#include "hit_pattern.h"
#include "spinning_opener.h"

namespace {

template <class kind> struct coroutine_run {
    scenario_run_t base; /* first */
    unsigned depth;
    event_of<kind> gate;
    caller<typename kind::frames> waiter;
    std::unique_ptr<std::uint8_t[]> hits;                    /* where has_share is set */
    unsigned next;                                           /* in hits */
    std::unique_ptr<spinning_opener<event_of<kind>>> opener; /* where spins is set */

    bool next_hits() {
        bool hit = hits[next] != 0;
        next = next + 1 == HIT_PATTERN ? 0 : next + 1;
        return hit;
    }
};

template <class kind> coroutine_run<kind> *run_of(scenario_run_t *base) {
    return reinterpret_cast<coroutine_run<kind> *>(base);
}

/* The same values as in C: caller.h. */
std::uint64_t input(std::uint64_t i) {
    return 1000 + (i & 1023);
}

/* ---- one operation ---- */

/* Into its loop, as the macros of loops.h are: not even a call is between two operations. */
#define INTO_LOOP __attribute__((always_inline))

/* A lazy operation that does not suspend has finished when start returns. */
template <class frames> bool ends_at_once(const task<frames> &operation, std::uint64_t expected) {
    operation.start();
    return operation.is_done() && operation.result() == expected;
}

template <class frames> bool fails_at_once(const task<frames> &operation) {
    operation.start();
    try {
        (void)operation.result();
        return false;
    } catch (const failure &) {
        return operation.is_done();
    }
}

/* It suspends and is awaited; then the gate opens, as an event loop would open it. */
template <class kind, class make>
INTO_LOOP inline bool ends_later(coroutine_run<kind> *run, std::uint64_t value,
                                 std::uint64_t levels, make call) {
    run->gate.close();
    auto operation = call(value);
    run->waiter.await(operation);
    run->gate.open(value);
    return run->waiter.has(value + levels);
}

/* ---- the loops ---- */

/* `is_right` runs an operation with a value and tells whether it ended as it should. */
template <class each> void repeat(scenario_run_t *base, std::uint64_t operations, each is_right) {
    for (std::uint64_t i = 0; i < operations; i++) {
        base->wrong += !is_right(input(i));
    }
    base->operations += operations;
}

template <class kind> void sync(scenario_run_t *base, std::uint64_t operations) {
    repeat(base, operations, [](std::uint64_t value) INTO_LOOP {
        return ends_at_once(fetch<kind>(nullptr, value, how::hit), value + 1);
    });
}

template <class kind> auto miss(coroutine_run<kind> *run) {
    return [run](std::uint64_t value)
               INTO_LOOP { return fetch<kind>(&run->gate, value, how::miss); };
}

template <class kind> void suspend(scenario_run_t *base, std::uint64_t operations) {
    auto *run = run_of<kind>(base);
    repeat(base, operations,
           [run](std::uint64_t value) INTO_LOOP { return ends_later(run, value, 1, miss(run)); });
}

template <class kind> void mixed(scenario_run_t *base, std::uint64_t operations) {
    auto *run = run_of<kind>(base);
    repeat(base, operations, [run](std::uint64_t value) INTO_LOOP {
        if (run->next_hits()) {
            run->base.synchronous++;
            return ends_at_once(fetch<kind>(&run->gate, value, how::hit), value + 1);
        }
        return ends_later(run, value, 1, miss(run));
    });
}

template <class kind> void suspend_spinning(scenario_run_t *base, std::uint64_t operations) {
    auto *run = run_of<kind>(base);
    run->opener->begin();
    repeat(base, operations, [run](std::uint64_t value) INTO_LOOP {
        run->gate.close();
        auto operation = fetch<kind>(&run->gate, value, how::miss);
        run->waiter.await(operation);
        run->opener->open(value);
        while (!run->waiter.is_done()) {
        }
        return run->waiter.has(value + 1);
    });
    run->opener->end();
}

template <class kind> void fail(scenario_run_t *base, std::uint64_t operations) {
    repeat(base, operations, [](std::uint64_t value) INTO_LOOP {
        return fails_at_once(fetch<kind>(nullptr, value, how::fail));
    });
}

template <class kind> void suspend_fail(scenario_run_t *base, std::uint64_t operations) {
    auto *run = run_of<kind>(base);
    repeat(base, operations, [run](std::uint64_t value) INTO_LOOP {
        run->gate.close();
        auto operation = fetch<kind>(&run->gate, value, how::miss_fail);
        run->waiter.await(operation);
        run->gate.open(value);
        return run->waiter.has_failed();
    });
}

template <class kind> void chain_sync(scenario_run_t *base, std::uint64_t operations) {
    auto *run = run_of<kind>(base);
    repeat(base, operations, [run](std::uint64_t value) INTO_LOOP {
        return ends_at_once(chain<kind>(run->depth, value, nullptr), value + run->depth);
    });
}

template <class kind> void chain_suspend(scenario_run_t *base, std::uint64_t operations) {
    auto *run = run_of<kind>(base);
    repeat(base, operations, [run](std::uint64_t value) INTO_LOOP {
        return ends_later(run, value, run->depth, [run](std::uint64_t input) INTO_LOOP {
            return chain<kind>(run->depth, input, &run->gate);
        });
    });
}

/* ---- set-up ---- */

template <class kind>
std::unique_ptr<coroutine_run<kind>> create(const scenario_case_t *self, std::uint64_t seed) {
    auto run = std::make_unique<coroutine_run<kind>>();
    run->base.definition = self;
    run->depth = static_cast<unsigned>(self->argument[0]);
    if (self->has_share) {
        run->hits = std::make_unique<std::uint8_t[]>(HIT_PATTERN);
        hit_pattern_fill(run->hits.get(), HIT_PERIOD, self->argument[1], seed);
    }
    if (self->spins) {
        run->opener = std::make_unique<spinning_opener<event_of<kind>>>(&run->gate);
    }
    return run;
}

template <class kind> scenario_run_t *setup(const scenario_case_t *self, std::uint64_t seed) {
    try {
        return &create<kind>(self, seed).release()->base;
    } catch (const std::bad_alloc &) {
        errno = ENOMEM;
    } catch (const std::system_error &no_thread) {
        errno = no_thread.code().value();
    }
    return nullptr;
}

template <class kind> void teardown(scenario_run_t *base) {
    if (base != nullptr) {
        delete run_of<kind>(base);
        recycled_frames::trim();
    }
}

} // namespace

#define COROUTINES_LOOP(kind, loop)                                                  \
    void coroutines_##kind##_##loop(scenario_run_t *run, std::uint64_t operations) { \
        loop<kind##_kind>(run, operations);                                          \
    }

#define COROUTINES_DEFINE(kind)                                                                  \
    scenario_run_t *coroutines_##kind##_setup(const scenario_case_t *self, std::uint64_t seed) { \
        return setup<kind##_kind>(self, seed);                                                   \
    }                                                                                            \
    void coroutines_##kind##_teardown(scenario_run_t *run) {                                     \
        teardown<kind##_kind>(run);                                                              \
    }                                                                                            \
    COROUTINES_LOOP(kind, sync)                                                                  \
    COROUTINES_LOOP(kind, suspend)                                                               \
    COROUTINES_LOOP(kind, mixed)                                                                 \
    COROUTINES_LOOP(kind, fail)                                                                  \
    COROUTINES_LOOP(kind, suspend_fail)                                                          \
    COROUTINES_LOOP(kind, chain_sync)                                                            \
    COROUTINES_LOOP(kind, chain_suspend)

COROUTINES_DEFINE(malloc)
COROUTINES_DEFINE(recycled)
COROUTINES_DEFINE(shared)
COROUTINES_DEFINE(shared_recycled)
COROUTINES_LOOP(shared, suspend_spinning)
COROUTINES_LOOP(shared_recycled, suspend_spinning)
