/* The loops of the coroutines: each starts an operation, opens the gate that it waits for, and
 * checks the result. */
#include "coroutines.h"

#include "coroutine_caller.h"
#include "coroutine_leaf.h"

namespace {

template <class frames> struct coroutine_run {
    scenario_run_t base; /* first */
    unsigned depth;
    event gate;
    caller<frames> waiter;
};

template <class frames> coroutine_run<frames> *run_of(scenario_run_t *base) {
    return reinterpret_cast<coroutine_run<frames> *>(base);
}

/* The same values as in C: caller.h. */
std::uint64_t input(std::uint64_t i) {
    return 1000 + (i & 1023);
}

/* A lazy operation that does not suspend has finished when start returns. */
template <class make>
void run_sync(scenario_run_t *base, std::uint64_t operations, std::uint64_t levels, make call) {
    for (std::uint64_t i = 0; i < operations; i++) {
        std::uint64_t value = input(i);
        auto operation = call(value);
        operation.start();
        base->wrong += !operation.is_done() || operation.result() != value + levels;
    }
    base->operations += operations;
}

/* It suspends and is awaited; then the loop opens the gate, as an event loop would. */
template <class frames, class make>
void run_suspend(coroutine_run<frames> *run, std::uint64_t operations, std::uint64_t levels,
                 make call) {
    for (std::uint64_t i = 0; i < operations; i++) {
        std::uint64_t value = input(i);
        run->gate.close();
        auto operation = call(value);
        run->waiter.await(operation);
        run->gate.open(value);
        run->base.wrong += !run->waiter.has(value + levels);
    }
    run->base.operations += operations;
}

template <class frames> void sync(scenario_run_t *base, std::uint64_t operations) {
    run_sync(base, operations, 1,
             [](std::uint64_t value) { return fetch<frames>(nullptr, value, true); });
}

template <class frames> void suspend(scenario_run_t *base, std::uint64_t operations) {
    auto *run = run_of<frames>(base);
    run_suspend(run, operations, 1,
                [run](std::uint64_t value) { return fetch<frames>(&run->gate, value, false); });
}

template <class frames> void chain_sync(scenario_run_t *base, std::uint64_t operations) {
    auto *run = run_of<frames>(base);
    run_sync(base, operations, run->depth,
             [run](std::uint64_t value) { return chain<frames>(run->depth, value, nullptr); });
}

template <class frames> void chain_suspend(scenario_run_t *base, std::uint64_t operations) {
    auto *run = run_of<frames>(base);
    run_suspend(run, operations, run->depth, [run](std::uint64_t value) {
        return chain<frames>(run->depth, value, &run->gate);
    });
}

template <class frames> scenario_run_t *setup(const scenario_case_t *self) {
    auto *run = new (std::nothrow) coroutine_run<frames>();
    if (run == nullptr) {
        return nullptr;
    }
    run->base.definition = self;
    run->depth = static_cast<unsigned>(self->argument[0]);
    return &run->base;
}

template <class frames> void teardown(scenario_run_t *base) {
    if (base != nullptr) {
        delete run_of<frames>(base);
        recycled_frames::trim();
    }
}

} // namespace

#define COROUTINES_DEFINE(frames)                                                             \
    scenario_run_t *coroutines_##frames##_setup(const scenario_case_t *self, std::uint64_t) { \
        return setup<frames##_frames>(self);                                                  \
    }                                                                                         \
    void coroutines_##frames##_teardown(scenario_run_t *run) {                                \
        teardown<frames##_frames>(run);                                                       \
    }                                                                                         \
    void coroutines_##frames##_sync(scenario_run_t *run, std::uint64_t operations) {          \
        sync<frames##_frames>(run, operations);                                               \
    }                                                                                         \
    void coroutines_##frames##_suspend(scenario_run_t *run, std::uint64_t operations) {       \
        suspend<frames##_frames>(run, operations);                                            \
    }                                                                                         \
    void coroutines_##frames##_chain_sync(scenario_run_t *run, std::uint64_t operations) {    \
        chain_sync<frames##_frames>(run, operations);                                         \
    }                                                                                         \
    void coroutines_##frames##_chain_suspend(scenario_run_t *run, std::uint64_t operations) { \
        chain_suspend<frames##_frames>(run, operations);                                      \
    }

COROUTINES_DEFINE(malloc)
COROUTINES_DEFINE(recycled)
