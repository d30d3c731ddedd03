// A Google Benchmark that knows nothing of being counted. Each does what its name says.
#include <benchmark/benchmark.h>

#include <memory>
#include <vector>

static void make_one(size_t bytes) {
    auto block = std::make_unique<char[]>(bytes);
    benchmark::DoNotOptimize(block.get());
}

static void one(benchmark::State &state) {
    std::vector<int> set_up(1000);
    for (auto _ : state) {
        make_one(100);
    }
    benchmark::DoNotOptimize(set_up.data());
}
BENCHMARK(one);

static void none(benchmark::State &state) {
    for (auto _ : state) {
        int number = 3;
        benchmark::DoNotOptimize(number);
    }
}
BENCHMARK(none);

// As many as the argument, on each of two threads, whose set-up is not counted.
static void many(benchmark::State &state) {
    std::vector<int> set_up(1000);
    while (state.KeepRunning()) {
        for (int64_t i = 0; i < state.range(0); i++) {
            make_one(100);
        }
    }
    benchmark::DoNotOptimize(set_up.data());
}
BENCHMARK(many)->Arg(2)->Arg(3)->Threads(2);

// Two while the clock stands, one while it runs.
static void paused(benchmark::State &state) {
    for (auto _ : state) {
        state.PauseTiming();
        make_one(1000);
        make_one(1000);
        state.ResumeTiming();
        make_one(100);
    }
}
BENCHMARK(paused)->Iterations(50);

class fixture : public benchmark::Fixture {
  public:
    void SetUp(const benchmark::State &) override {
        numbers.resize(100);
    }
    void TearDown(const benchmark::State &) override {
        numbers.clear();
    }
    std::vector<int> numbers;
};
BENCHMARK_F(fixture, copies)(benchmark::State &state) {
    for (auto _ : state) {
        auto copy = numbers;
        benchmark::DoNotOptimize(copy.data());
    }
}

static void manual(benchmark::State &state) {
    for (auto _ : state) {
        make_one(100);
        state.SetIterationTime(1e-6);
    }
}
BENCHMARK(manual)->UseManualTime();

static void grows(benchmark::State &state) {
    std::vector<int64_t> numbers;
    for (auto _ : state) {
        numbers.push_back(1);
    }
}
BENCHMARK(grows);

BENCHMARK_MAIN();
