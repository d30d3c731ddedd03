/* The loops of the workloads: each starts batches of operations, runs the queue until nobody waits,
 * and checks what they gave. */
#include "workloads.h"

#include <cerrno>

#include "coroutine_trees.h"

namespace {

struct workload_run {
    scenario_run_t base; /* first */
    run_queue queue;
    std::uint64_t batch;
    run_queue *where; /* null: all complete synchronously */
};

workload_run *run_of(scenario_run_t *base) {
    return reinterpret_cast<workload_run *>(base);
}

/* What is outside of .NET's cache of completed tasks, and of ours. */
constexpr std::uint64_t first_result = 1000;

constexpr std::uint64_t fib_of_n = 55;

/* `start` starts a batch, `expected` is what that gives. */
template <class start_batch, class expected_of>
void repeat(scenario_run_t *base, std::uint64_t operations, start_batch start,
            expected_of expected) {
    auto *run = run_of(base);
    for (std::uint64_t left = operations, count = 0; left != 0; left -= count) {
        count = left < run->batch ? left : run->batch;
        try {
            auto batch = start(run, count);
            run->queue.run();
            base->wrong += !batch.has_ended_with(expected(count));
        } catch (const std::bad_alloc &) {
            base->wrong++;
        }
    }
    base->operations += operations;
}

template <class frames> void yield(scenario_run_t *base, std::uint64_t operations) {
    repeat(
        base, operations,
        [](workload_run *run, std::uint64_t count) {
            return yielder<frames>(run->where, count, first_result + count);
        },
        [](std::uint64_t count) { return first_result + count; });
}

template <class frames> void fib_numbers(scenario_run_t *base, std::uint64_t operations) {
    repeat(
        base, operations,
        [](workload_run *run, std::uint64_t) { return fib<frames>(run->where, WORKLOADS_FIB_N); },
        [](std::uint64_t) { return fib_of_n; });
}

template <class frames> void skynet(scenario_run_t *base, std::uint64_t operations) {
    repeat(
        base, operations,
        [](workload_run *run, std::uint64_t count) {
            return tree<frames>(run->where, tree_part{0, run->batch, count});
        },
        [](std::uint64_t count) { return count * first_leaf + count * (count - 1) / 2; });
}

} // namespace

scenario_run_t *workloads_setup(const scenario_case_t *self, std::uint64_t) {
    auto *run = new (std::nothrow) workload_run{};
    if (run == nullptr) {
        errno = ENOMEM;
        return nullptr;
    }
    run->base.definition = self;
    run->batch = static_cast<std::uint64_t>(self->argument[0]);
    run->where = self->argument[1] != 0 ? &run->queue : nullptr;
    return &run->base;
}

void workloads_teardown(scenario_run_t *base) {
    if (base != nullptr) {
        delete run_of(base);
        recycled_frames::trim();
    }
}

#define WORKLOADS_DEFINE(frames)                                                      \
    void workloads_##frames##_yield(scenario_run_t *run, std::uint64_t operations) {  \
        yield<frames##_frames>(run, operations);                                      \
    }                                                                                 \
    void workloads_##frames##_fib(scenario_run_t *run, std::uint64_t operations) {    \
        fib_numbers<frames##_frames>(run, operations);                                \
    }                                                                                 \
    void workloads_##frames##_skynet(scenario_run_t *run, std::uint64_t operations) { \
        skynet<frames##_frames>(run, operations);                                     \
    }

WORKLOADS_DEFINE(malloc)
WORKLOADS_DEFINE(recycled)
