// Google Benchmark behind the C interface of measure.h: it calibrates, loops and reads the clock.
//
// Each slice is a benchmark of its own with a fixed iteration count, registered in the order in
// which it is to run, and its function makes one call of the subject's run() for all iterations:
// one call through a pointer per slice, nothing per operation.
#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <exception>
#include <numeric>
#include <ostream>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>

// In C a function and a struct tag may share a name; g++ takes the function for a shadowed
// constructor.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wshadow"
extern "C" {
#include "measure/measure.h"
#include "measure/shuffle.h"
#include "timing.h"
}
#pragma GCC diagnostic pop

namespace {

// Google Benchmark itself goes no further (kMaxIterations).
constexpr double OPERATIONS_MAX = 1e9;

struct Measured {
    double seconds = 0;
    int64_t operations = 0; // 0: was not run
};

struct Interrupted : std::runtime_error {
    Interrupted() : std::runtime_error("interrupted") {}
};

// Collects results by the benchmark's name, which is its number, and prints nothing. A slice that
// was skipped has no iterations.
class Collector final : public benchmark::BenchmarkReporter {
  public:
    explicit Collector(size_t count) : results(count), silence(nullptr) {
        SetOutputStream(&silence);
        SetErrorStream(&silence);
    }

    bool ReportContext(const Context &) override {
        return true;
    }

    void ReportRuns(const std::vector<Run> &runs) override {
        for (const Run &run : runs) {
            if (run.run_type == Run::RT_Iteration) {
                Measured &result = results.at(std::stoul(run.run_name.function_name));
                result.seconds = run.real_accumulated_time;
                result.operations = run.iterations;
            }
        }
    }

    std::vector<Measured> results;

  private:
    std::ostream silence;
};

// Google Benchmark takes defaults from BENCHMARK_... variables of the environment, of which some
// would change the order, list instead of run, or print. Flags win over them.
void initialize_library() {
    static char flags[][64] = {"measure",
                               "--benchmark_list_tests=false",
                               "--benchmark_out=",
                               "--benchmark_repetitions=1",
                               "--benchmark_min_warmup_time=0",
                               "--benchmark_enable_random_interleaving=false",
                               "--benchmark_report_aggregates_only=false",
                               "--benchmark_display_aggregates_only=false",
                               "--benchmark_dry_run=false",
                               "--benchmark_perf_counters=",
                               "--v=0"};
    static bool done = false;
    if (!done) {
        std::vector<char *> arguments;
        for (char *flag : flags) {
            arguments.push_back(flag);
        }
        int count = static_cast<int>(arguments.size());
        arguments.push_back(nullptr);
        benchmark::Initialize(&count, arguments.data());
        done = true;
    }
}

// Benchmarks registered by others would run too, and ours must not outlive the call.
struct Registry {
    Registry() {
        initialize_library();
        benchmark::ClearRegisteredBenchmarks();
    }
    Registry(const Registry &) = delete;
    Registry &operator=(const Registry &) = delete;
    ~Registry() {
        benchmark::ClearRegisteredBenchmarks();
    }
};

bool is_set(const volatile int *stop) {
    return stop != nullptr && *stop != 0;
}

// One slice, or one calibration. Real time, as some subjects wait for other threads; that of its
// own clock where a subject has one.
auto *add(size_t number, const bench_subject_t &subject, const volatile int *stop) {
    auto slice = [&subject, stop](benchmark::State &state) {
        if (is_set(stop)) {
            state.SkipWithError("interrupted");
            return;
        }
        while (state.KeepRunningBatch(state.max_iterations)) {
            subject.run(subject.state, static_cast<uint64_t>(state.max_iterations));
            if (subject.clock != nullptr) {
                state.SetIterationTime(*subject.clock);
            }
        }
    };
    auto *added = benchmark::RegisterBenchmark(std::to_string(number).c_str(), slice);
    return subject.clock != nullptr ? added->UseManualTime() : added->UseRealTime();
}

std::vector<Measured> run_all(size_t count, const volatile int *stop) {
    Collector collector(count);
    size_t registered = benchmark::RunSpecifiedBenchmarks(&collector, "all"); // there may be none
    size_t measured = 0;
    for (const Measured &result : collector.results) {
        measured += result.operations != 0 ? 1 : 0;
    }
    if (is_set(stop)) {
        throw Interrupted();
    }
    if (measured != registered) {
        throw std::runtime_error("Google Benchmark left out a slice");
    }
    return collector.results;
}

// How many operations fill a slice: whole periods, one at least, so that a slice holds the period's
// cheap and dear operations in their proportion.
uint64_t operations_for(const Measured &calibration, double slice_seconds, uint64_t period) {
    double seconds = std::fmax(calibration.seconds, 1e-9);
    double wanted = static_cast<double>(calibration.operations) * slice_seconds / seconds;
    auto operations = static_cast<uint64_t>(std::fmin(std::fmax(wanted, 1), OPERATIONS_MAX));
    return operations < period ? period : operations - operations % std::max<uint64_t>(period, 1);
}

// A case whose slices are much longer than asked for, since a period is, gets fewer of them, one at
// least: so many that they take at most so many times as long as everybody's. Less where what is
// known suffices, as then time is short.
constexpr double LONG_SLICE = 8;
constexpr double LONG_SLICE_IN_SHORT = 2;

double longest(const bench_timing_plan_t &plan) {
    return plan.known_suffice ? LONG_SLICE_IN_SHORT : LONG_SLICE;
}

size_t rounds_for(const Measured &calibration, uint64_t operations,
                  const bench_timing_plan_t &plan) {
    double per_operation = calibration.seconds / static_cast<double>(calibration.operations);
    double slice = per_operation * static_cast<double>(operations);
    if (slice < longest(plan) * plan.slice_seconds) {
        return plan.rounds;
    }
    double fit = longest(plan) * plan.slice_seconds * plan.rounds / slice;
    return static_cast<size_t>(std::fmax(fit, 1));
}

// Of two calibrations; one without operations was not run.
const Measured &faster(const Measured &one, const Measured &other) {
    bool first = one.operations != 0 && one.seconds * static_cast<double>(other.operations) <
                                            other.seconds * static_cast<double>(one.operations);
    return first ? one : other;
}

// What a subject's slices are.
struct Plan {
    uint64_t operations = 1;
    size_t rounds = 0;
    Measured calibration; // the fastest of its calibrations
};

double seconds_per_operation(const Plan &plan) {
    return plan.calibration.seconds / static_cast<double>(plan.calibration.operations);
}

// The least number that both divide; 0: none within what Google Benchmark runs.
uint64_t common_period(uint64_t a, uint64_t b) {
    uint64_t step = a / std::gcd(a, b);
    return step <= static_cast<uint64_t>(OPERATIONS_MAX) / b ? step * b : 0;
}

// The fastest subject's number of operations for all, in whole periods of each; less where the
// slowest one would take very long for them.
void make_equal(const bench_subject_t *subjects, const bench_timing_plan_t &plan,
                std::vector<Plan> &plans) {
    Plan all;
    uint64_t period = 1;
    double slowest = 0;
    for (size_t i = 0; i < plans.size(); i++) {
        all.operations = std::max(all.operations, plans[i].operations);
        if (seconds_per_operation(plans[i]) > slowest) {
            slowest = seconds_per_operation(plans[i]);
            all.calibration = plans[i].calibration;
        }
        period = common_period(period, std::max<uint64_t>(subjects[i].period, 1));
        if (period == 0) {
            throw std::runtime_error("no number of operations is whole periods of each subject");
        }
    }
    double most = LONG_SLICE * plan.slice_seconds / std::fmax(slowest, 1e-12);
    if (most < static_cast<double>(all.operations)) {
        all.operations = static_cast<uint64_t>(most);
    }
    all.operations = std::max(period, all.operations - all.operations % period);
    all.rounds = rounds_for(all.calibration, all.operations, plan);
    plans.assign(plans.size(), all);
}

// What another process found out.
bench_slices_t known_of(const bench_timing_plan_t &plan, size_t i) {
    return plan.known == nullptr ? bench_slices_t{0, 0, 0} : plan.known[i];
}

// Runs each subject of which `needs` says so for the number of operations that `operations` gives.
template <typename Needs, typename Operations>
void run_once(const bench_subject_t *subjects, size_t count, const volatile int *stop, Needs needs,
              Operations operations) {
    Registry registry;
    for (size_t i = 0; i < count; i++) {
        if (needs(i)) {
            add(i, subjects[i], stop)->Iterations(static_cast<int64_t>(operations(i)));
        }
    }
    run_all(count, stop);
}

// A part of what was wanted, in whole periods.
uint64_t part_of(uint64_t operations, double part, uint64_t period) {
    auto wanted = static_cast<uint64_t>(static_cast<double>(operations) * part);
    return wanted < period ? period : wanted - wanted % std::max<uint64_t>(period, 1);
}

// Three quarters to five quarters.
double some_part(uint64_t *random) {
    constexpr double RANGE = 18446744073709551616.0; // of the random numbers: 2^64
    return 0.75 + 0.5 * static_cast<double>(bench_random_next(random)) / RANGE;
}

// Enough for caches and branch predictors to learn a subject, which is slower at first.
constexpr double WARM_UP = 0.2; // of a slice

// Of those that another process found out, without a calibration.
void take_known(const bench_subject_t *subjects, const bench_timing_plan_t &plan,
                const volatile int *stop, std::vector<Plan> &plans) {
    uint64_t random = ~plan.seed;
    for (size_t i = 0; i < plans.size(); i++) {
        double part = some_part(&random);
        const Measured known = {known_of(plan, i).ns_per_op * 1e-9, 1};
        if (known.seconds > 0) {
            plans[i].operations =
                operations_for(known, plan.slice_seconds * part, subjects[i].period);
            plans[i].rounds = rounds_for(known, plans[i].operations, plan);
        }
    }
    // Of a very long slice what is slow at first is a small part.
    run_once(
        subjects, plans.size(), stop,
        [&](size_t i) {
            double seconds = known_of(plan, i).ns_per_op * 1e-9;
            return plans[i].rounds != 0 && seconds * static_cast<double>(plans[i].operations) <
                                               LONG_SLICE * plan.slice_seconds;
        },
        [&](size_t i) { return part_of(plans[i].operations, WARM_UP, subjects[i].period); });
}

// Its slices are single periods, which is no matter of how fast the machine is.
bool is_one_period(const bench_slices_t &known, const bench_subject_t &subject) {
    return known.operations != 0 && known.operations == subject.period;
}

// Another process found out that at least twice as many operations fit.
bool is_doubtful(const bench_slices_t &known, const Plan &plan) {
    return plan.operations < known.operations / 2;
}

// Runs a calibration of each subject of which `needs` says so, and adds it to its plan.
template <typename Needs>
void calibrate(const bench_subject_t *subjects, const bench_timing_plan_t &plan,
               const volatile int *stop, std::vector<Plan> &plans, Needs needs) {
    Registry registry;
    size_t count = plans.size();
    for (size_t i = 0; i < count; i++) {
        if (needs(i)) {
            add(i, subjects[i], stop)->MinTime(plan.slice_seconds);
        }
    }
    std::vector<Measured> results = run_all(count, stop);
    for (size_t i = 0; i < count; i++) {
        if (results[i].operations != 0) {
            Plan &best = plans[i];
            uint64_t fit = operations_for(results[i], plan.slice_seconds, subjects[i].period);
            best.operations = std::max(best.operations, fit);
            best.rounds = std::max(best.rounds, rounds_for(results[i], best.operations, plan));
            best.calibration = faster(best.calibration, results[i]);
        }
    }
}

// A single calibration that the machine interrupts would take the subject for slow and give slices
// that are too short. So there are two, or what another process found out stands for the second.
std::vector<Plan> make_plans(const bench_subject_t *subjects, size_t count,
                             const bench_timing_plan_t &plan, const volatile int *stop) {
    std::vector<Plan> plans(count);
    if (plan.known_suffice) {
        take_known(subjects, plan, stop, plans);
    }
    calibrate(subjects, plan, stop, plans, [&](size_t i) {
        bench_slices_t known = known_of(plan, i);
        if (plans[i].rounds == 0 && is_one_period(known, subjects[i])) {
            plans[i].operations = known.operations;
            plans[i].rounds = std::clamp<size_t>(known.rounds, 1, plan.rounds);
        }
        return plans[i].rounds == 0;
    });
    calibrate(subjects, plan, stop, plans, [&](size_t i) {
        bench_slices_t known = known_of(plan, i);
        return plan.known_suffice ? !(known.ns_per_op > 0)
                                  : known.operations == 0 || is_doubtful(known, plans[i]);
    });
    if (plan.same_operations) {
        make_equal(subjects, plan, plans);
    }
    return plans;
}

// Slice `round` of subject `i` is number round * count + i; a round leaves out whose slices are
// done.
std::vector<Measured> run_slices(const bench_subject_t *subjects, size_t count,
                                 const bench_timing_plan_t &plan, const volatile int *stop,
                                 const std::vector<Plan> &plans) {
    Registry registry;
    std::vector<size_t> square(count * count);
    uint64_t random = plan.seed;
    for (size_t place = 0; place < plan.rounds * count; place++) {
        if (place % square.size() == 0 && !bench_latin_square(square.data(), count, &random)) {
            throw std::bad_alloc();
        }
        size_t round = place / count;
        size_t i = square[place % square.size()];
        if (round < plans[i].rounds) {
            add(round * count + i, subjects[i], stop)
                ->Iterations(static_cast<int64_t>(plans[i].operations));
        }
    }
    return run_all(plan.rounds * count, stop);
}

// Hands the slices over in memory that C frees; all or nothing.
void hand_over(const std::vector<Measured> &results, size_t count, const std::vector<Plan> &plans,
               bench_process_samples_t *samples) {
    std::vector<double *> slices(count);
    for (size_t i = 0; i < count; i++) {
        slices[i] = static_cast<double *>(std::malloc(plans[i].rounds * sizeof(double)));
        if (slices[i] == nullptr) {
            for (double *taken : slices) {
                std::free(taken);
            }
            throw std::bad_alloc();
        }
    }
    for (size_t i = 0; i < count; i++) {
        for (size_t round = 0; round < plans[i].rounds; round++) {
            const Measured &result = results[round * count + i];
            slices[i][round] = result.seconds * 1e9 / static_cast<double>(result.operations);
        }
        samples[i].operations = plans[i].operations;
        samples[i].slice_count = plans[i].rounds;
        samples[i].slices = slices[i];
    }
}

void time_all(const bench_subject_t *subjects, size_t count, const bench_timing_plan_t &plan,
              const volatile int *stop, bench_process_samples_t *samples) {
    if (count == 0 || plan.rounds == 0 || !(plan.slice_seconds > 1e-9)) {
        throw std::runtime_error("a timing plan needs a subject, a round and a slice above 1 ns");
    }
    if (plan.same_operations && plan.known != nullptr) {
        throw std::runtime_error("equal slices are found out anew by each process");
    }
    std::vector<Plan> plans = make_plans(subjects, count, plan, stop);
    std::vector<Measured> results = run_slices(subjects, count, plan, stop, plans);
    hand_over(results, count, plans, samples);
}

} // namespace

extern "C" bool bench_time(const bench_subject_t *subjects, size_t count,
                           const bench_timing_plan_t *plan, const volatile int *stop,
                           bench_process_samples_t *samples, bench_problem_t *problem) {
    try {
        time_all(subjects, count, *plan, stop, samples);
        return true;
    } catch (const Interrupted &) {
        return bench_problem(problem, "interrupted");
    } catch (const std::exception &error) {
        return bench_problem(problem, "timing: %s", error.what());
    } catch (...) {
        return bench_problem(problem, "timing: unknown failure");
    }
}

// The library tells how it was built only in the context that its JSON reporter prints.
extern "C" bool bench__timing_library_is_debug(void) {
    try {
        std::ostringstream text;
        benchmark::JSONReporter reporter;
        reporter.SetOutputStream(&text);
        reporter.SetErrorStream(&text);
        reporter.ReportContext(benchmark::BenchmarkReporter::Context());
        return text.str().find("\"library_build_type\": \"debug\"") != std::string::npos;
    } catch (...) {
        return false;
    }
}
