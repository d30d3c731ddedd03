# Benchmarks in the form of vtbench.h: what is said of them is what is counted, judged and shown.
vtbench=$1
source=$3
. "$2/expect.sh"

# plugin NAME.c|NAME.cc FLAG...: builds standard input, after the headers, as NAME.so.
plugin() {
  file=$1
  shift
  {
    echo '#include <vtbench.h>'
    echo '#include <errno.h>'
    echo '#include <stdlib.h>'
    cat
  } >"$file"
  case $file in *.c) compiler=${CC:-cc} ;; *) compiler=${CXX:-c++} ;; esac
  "$compiler" -O2 -g -Wall -Wextra -Werror "$@" -shared -fPIC -I"$source/scenarios/include" "$file" -o "${file%.*}.so" ||
    fail "$file"
}

# ---- budgets: exact, at most, none ----

plugin budgets.c <<'EOF'
static void use(int blocks) {
    for (int i = 0; i < blocks; i++) {
        void *block = malloc(10);
        VTBENCH_DO_NOT_OPTIMIZE(block);
        free(block);
    }
}
VTBENCH(exact, .allocs = 2) { use(2); }
VTBENCH(fewer, .at_most = 3) { use(2); }
VTBENCH(as_many, .at_most = 2) { use(2); }
VTBENCH(share, .operations = 3, .allocs = 2.0 / 3) { use(2); }
VTBENCH(nothing_said) { use(5); }
EOF
expect 0 "$vtbench" check --quiet --plugin budgets.so
has out "5 cases: all within budget, verified"
expect 0 "$vtbench" list --plugin budgets.so
has out "budgets: What does each of these cost?"
grep -q 'fewer .*<= 3 ' out || fail "no budget of at most 3"
grep -q 'share .* 2/3 ' out || fail "no budget of 2/3"
expect 0 "$vtbench" list --plugin budgets.so --format csv
has out "budgets,fewer,,<= 3,exact"
has out "budgets,nothing_said,,,exact"
expect 0 "$vtbench" run --count-only --quiet --plugin budgets.so --name budgets
has results/budgets/report.json '"budget":{"at_most":"3"}'

plugin broken.c <<'EOF'
static void use(int blocks) {
    for (int i = 0; i < blocks; i++) {
        void *block = malloc(10);
        VTBENCH_DO_NOT_OPTIMIZE(block);
        free(block);
    }
}
VTBENCH(more, .at_most = 2) { use(3); }
VTBENCH(too_few, .allocs = 3) { use(2); }
VTBENCH(right, .at_most = 0) {}
EOF
expect 1 "$vtbench" check --quiet --plugin broken.so
has out "broken/more: 3 allocations per operation, budget at most 2"
has out "broken/too_few: 2 allocations per operation, budget 3"
grep -q 'right' out && fail "a budget that is kept is reported"
expect 1 "$vtbench" run --count-only --quiet --plugin broken.so --format long
has out "allocates 3 per operation, promised at most 2"

# ---- parameters, set-up, threads, wrong results ----

plugin params.c <<'EOF'
VTBENCH_SCENARIO(many, .question = "How many?")
static void *make(const vtbench_t *vtbench) {
    int64_t *sum = calloc(1, sizeof *sum);
    if (sum != NULL) {
        *sum = vtbench->values[1];
    }
    return sum;
}
static void budget(const vtbench_t *vtbench, scenario_case_t *definition) {
    definition->budget.kind = SCENARIO_ALLOCS;
    definition->budget.num = (uint32_t)vtbench->value;
}
VTBENCH(grid, .params = "n=1..4*2;order=fifo,random;at=-5,20", .adjust = budget, .set_up = make, .tear_down = free) {
    const int64_t *sum = vtbench->state;
    VTBENCH_CHECK(*sum == vtbench->values[1] && vtbench->values[1] == (vtbench->texts[1][0] == 'r'));
    VTBENCH_CHECK(vtbench->values[2] == atoi(vtbench->texts[2]));
    for (int64_t i = 0; i < vtbench->value; i++) {
        void *block = malloc(10);
        VTBENCH_DO_NOT_OPTIMIZE(block);
        free(block);
    }
}
VTBENCH(steps, .params = "n=0..11+5", .allocs = 0) { VTBENCH_CHECK(vtbench->value % 5 == 0); }
VTBENCH(each_thread, .threads = 3, .operations = 2, .allocs = 1.0 / 2) {
    void *block = malloc(10);
    VTBENCH_CHECK(vtbench->thread < 3);
    VTBENCH_DO_NOT_OPTIMIZE(block);
    free(block);
}
EOF
expect 0 "$vtbench" check --quiet --plugin params.so
has out "16 cases: all within budget, verified"
expect 0 "$vtbench" list --plugin params.so
has out "many: How many?"
has out "n=4;order=random;at=-5 "
has out "n=10 "
expect 0 "$vtbench" run --count-only --quiet --plugin params.so --filter 'many/each_thread' --name threads
[ "$(tr '}' '\n' <results/threads/report.json | grep -c '"remote_frees_per_op"')" -eq 3 ] || fail "not three threads"

plugin wrong.c <<'EOF'
VTBENCH(wrong) { VTBENCH_CHECK(1 + 1 == 3); }
VTBENCH(wrong_in_a_thread, .threads = 2) { VTBENCH_CHECK(vtbench->thread == 0); }
static void *fail(const vtbench_t *vtbench) {
    (void)vtbench;
    errno = ENOSPC;
    return NULL;
}
VTBENCH(no_set_up, .set_up = fail) {}
EOF
expect 3 "$vtbench" check --quiet --plugin wrong.so
has err "wrong/wrong:"
has err "wrong/wrong_in_a_thread:"
has err "wrong/no_set_up: could not be set up: No space left on device"

# What cannot be understood is refused, in one line that names it.
for params in 'n=' 'n=1..' 'n=5..1' 'n=0..8*2' 'n=1..9*1' 'n=1,,2' 'n' '=1' 'a=1;b=1;c=1;d=1;e=1' 'n=1..1000'; do
  echo "VTBENCH(cannot, .params = \"$params\") {}" | plugin refused.c
  expect 3 "$vtbench" check --quiet --plugin refused.so
  one_line "scenario refused, case 0: params:"
  has err "(contender cannot)"
done
echo 'VTBENCH(both, .at_most = 1, .allocs = 1) {}' | plugin refused.c
expect 3 "$vtbench" check --quiet --plugin refused.so
one_line "case 0: budget:"
echo 'VTBENCH(no_fraction, .allocs = 3.14159265) {}' | plugin refused.c
expect 3 "$vtbench" check --quiet --plugin refused.so
one_line "case 0: budget:"
echo 'VTBENCH(unknown, .atmost = 1) {}' >unknown.c
! { echo '#include <vtbench.h>'; cat unknown.c; } | cc -fsyntax-only -I"$source/scenarios/include" -xc - 2>err || fail "compiles"
has err "atmost"

# ---- the reference of times, and several files in one plugin ----

plugin first.c -c -o first.o <<'EOF'
VTBENCH(slow) {
    for (volatile int i = 0; i < 2000; i++) {
    }
}
VTBENCH(fast, .compare_with = "slow") {
    for (volatile int i = 0; i < 100; i++) {
    }
}
EOF
mv first.so first.o
plugin second.cc first.o <<'EOF'
VTBENCH(alone, .allocs = 0) {}
EOF
expect 0 "$vtbench" run --quick --quiet --plugin second.so --name times
has results/times/report.md "ratio to slow"
expect 0 "$vtbench" show results/times --format json
python3 - out <<'EOF' || fail "no ratio to the reference"
import json, sys
cases = {c["contender"]: c for c in json.load(open(sys.argv[1]))["cases"]}
assert set(cases) == {"slow", "fast", "alone"}, cases
assert cases["fast"]["ratio_to_task"] < 0.5 and cases["fast"]["verdict"] == "better", cases["fast"]
EOF

# ---- what scenario.h says besides, and a scenario that is written out ----

plugin mixed.c <<'EOF'
static scenario_run_t *set_up(const scenario_case_t *self, uint64_t seed) {
    scenario_run_t *run = calloc(1, sizeof *run);
    (void)seed;
    run->definition = self;
    return run;
}
static void run(scenario_run_t *run, uint64_t operations) { run->operations += operations; }
static void tear_down(scenario_run_t *run) { free(run); }
static const scenario_case_t cases[] = {{.contender = "written_out", .params = "", .budget = SCENARIO_BUDGET(0, 1),
    .period = 1, .count_operations = 10, .setup = set_up, .run = run, .teardown = tear_down}};
static const scenario_t by_hand = {.name = "by_hand", .question = "q", .cases = cases, .case_count = 1};
VTBENCH_ADD(&by_hand)
VTBENCH(misses, .definition.budget.kind = SCENARIO_MISSES, .definition.has_share = true, .definition.period = 2,
        .contender.label = "half of them") {
    static int calls;
    if (calls++ % 2 == 0) {
        vtbench->run.synchronous++;
    } else {
        void *block = malloc(10);
        VTBENCH_DO_NOT_OPTIMIZE(block);
        free(block);
    }
}
EOF
expect 0 "$vtbench" check --quiet --plugin mixed.so
has out "2 cases: all within budget, verified"
expect 0 "$vtbench" list --plugin mixed.so --format csv
has out "by_hand,written_out,,0,exact"
has out "mixed,misses,,misses,exact"
expect 0 "$vtbench" run --count-only --quiet --plugin mixed.so --name mixed
has results/mixed/report.json '"label":"half of them"'
has results/mixed/report.json '"synchronous_share":0.5'

# ---- names: C++ as it is written, static functions, file and line ----

plugin names.cc <<'EOF'
#include <vector>
namespace deep {
namespace {
template <class T> struct list {
    std::vector<T> items;
    __attribute__((noinline)) void add(const T &item) {
        items.push_back(item);
        __asm__ volatile("" : : : "memory"); // no tail call
    }
};
__attribute__((noinline)) int *forget(const list<int> &numbers) {
    return new int(numbers.items.front()); // line 15
}
} // namespace
} // namespace deep
VTBENCH(leaks, .at_most = 2) {
    deep::list<int> numbers;
    numbers.add(3);
    int *number = deep::forget(numbers);
    VTBENCH_DO_NOT_OPTIMIZE(number);
}
EOF
expect 1 "$vtbench" check --quiet --plugin names.so
has out "blocks made in leaks_operations;deep::(anonymous namespace)::forget (names.cc:15)"
expect 1 "$vtbench" run --count-only --quiet --plugin names.so --name names
grep -q '_Z' results/names/report.json && fail "a name is not as it was written"
has results/names/report.json "leaks_operations;deep::(anonymous namespace)::list<int>::add"
# That of a header's function is where it was called from.
has results/names/report.json '"line":"names.cc:10"'
