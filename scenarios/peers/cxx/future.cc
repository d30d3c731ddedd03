/* An operation that gives back a std::future. It has no continuation: the caller asks for the
 * result when the gate has opened. */
#include "future.h"

#include <cstdint>
#include <future>

namespace {

/* What waits for the gate; the loop opens it. */
struct operation {
    std::promise<std::uint64_t> promise;
};

[[gnu::noinline]] std::future<std::uint64_t> fetch(operation *self, std::uint64_t value, bool hit) {
    self->promise = std::promise<std::uint64_t>();
    if (hit) {
        self->promise.set_value(value + 1);
    }
    return self->promise.get_future();
}

[[gnu::noinline]] void open(operation *self, std::uint64_t value) {
    self->promise.set_value(value + 1);
}

struct future_run {
    scenario_run_t base; /* first */
    operation under_way;
};

/* The same values as in C: caller.h. */
std::uint64_t input(std::uint64_t i) {
    return 1000 + (i & 1023);
}

void run(scenario_run_t *base, std::uint64_t operations, bool hit) {
    operation *under_way = &reinterpret_cast<future_run *>(base)->under_way;
    for (std::uint64_t i = 0; i < operations; i++) {
        std::uint64_t value = input(i);
        std::future<std::uint64_t> future = fetch(under_way, value, hit);
        if (!hit) {
            open(under_way, value);
        }
        base->wrong += future.get() != value + 1;
    }
    base->operations += operations;
}

} // namespace

scenario_run_t *future_setup(const scenario_case_t *self, std::uint64_t) {
    auto *run = new (std::nothrow) future_run{};
    if (run == nullptr) {
        return nullptr;
    }
    run->base.definition = self;
    return &run->base;
}

void future_teardown(scenario_run_t *run) {
    delete reinterpret_cast<future_run *>(run);
}

void future_sync(scenario_run_t *base, std::uint64_t operations) {
    run(base, operations, true);
}

void future_suspend(scenario_run_t *base, std::uint64_t operations) {
    run(base, operations, false);
}
