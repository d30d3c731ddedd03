# A scenario built as a plugin is measured like the suite's own; a plugin that breaks the rules is reported.
vtbench=$1
plugin=$2
source=$3
. "$(dirname "$0")/expect.sh"

expect 0 "$vtbench" check --plugin "$plugin" --quiet
has out "10 cases: all within budget, verified"
expect 0 "$vtbench" run --quick --plugin "$plugin" --name plugin --quiet
has out "sync_success: completes synchronously"
has results/plugin/report.md "| value_task_wide |"

# bad NAME C-EXPRESSIONS...: a plugin with two cases, the second with these additional fields.
bad() {
  name=$1
  {
    echo '#include <stdlib.h>'
    echo '#include "scenario.h"'
    echo 'static scenario_run_t *setup(const scenario_case_t *self, uint64_t seed) {'
    echo '    (void)seed; scenario_run_t *run = calloc(1, sizeof *run);'
    echo '    if (run) { run->definition = self; } return run; }'
    echo 'static void run(scenario_run_t *r, uint64_t n) { r->operations += n; }'
    echo 'static void lazy(scenario_run_t *r, uint64_t n) { r->operations += n - 1; }'
    echo 'static void wrong(scenario_run_t *r, uint64_t n) { r->operations += n; r->wrong++; }'
    echo 'static void teardown(scenario_run_t *r) { (void)lazy; (void)wrong; free(r); }'
    echo '#define GOOD(c) .contender = c, .params = "", .budget = SCENARIO_BUDGET(0, 1), .period = 1, \'
    echo '    .count_operations = 10, .setup = setup, .run = run, .teardown = teardown'
    echo 'static const scenario_case_t cases[] = {{GOOD("a")}, {GOOD("b"), '"$2"'}};'
    echo 'static const scenario_t s = {"bad", "q", cases, 2};'
    echo 'SCENARIO_PLUGIN(&s)'
  } >"$name.c"
  cc -w -shared -fPIC -I"$source/scenarios/include" "$name.c" -o "$name.so" || fail "cc $name.c"
}

bad repeated '.contender = "a"'
bad unnamed '.contender = NULL'
bad comma '.contender = "a,b"'
bad paramless '.params = NULL'
bad setupless '.setup = NULL'
bad periodless '.period = 0'
bad budgetless '.budget = {SCENARIO_ALLOCS, 0, 0}'
for name in repeated unnamed comma paramless setupless periodless budgetless; do
  expect 3 "$vtbench" check --plugin $name.so --quiet
  one_line "scenario bad, case 1"
done
head -c 5000 repeated.so >cut.so
expect 3 "$vtbench" check --plugin cut.so --quiet
one_line "cut.so: the loader was ended by signal 7 (Bus error); the file is damaged, build it again"
mkfifo pipe.so
expect 3 "$vtbench" check --plugin pipe.so --quiet
one_line "pipe.so: not a file"
bad lazy '.run = lazy'
bad wrong '.run = wrong'
for name in lazy wrong; do
  expect 3 "$vtbench" check --plugin $name.so --quiet
  has err "bad/b:"
  expect 3 "$vtbench" run --quick --plugin $name.so --name $name --quiet
  [ "$(grep -c "bad/b:" err)" -eq 1 ] || fail "a problem of several processes is not reported exactly once"
  has err "15 measurements could not be made"
done
bad costly '.budget = SCENARIO_BUDGET(1, 2)'
expect 1 "$vtbench" check --plugin costly.so --quiet
has out "bad/b: 0 allocations per operation, budget 1/2"

# ---- what a case draws by its seed ----

# Counts of two runs are compared: --seed itself. A time is to hold for the orders that a user might have: another one in
# each process, the same for all contenders of a group, and for both builds of an ab; all of it again with the same --seed.
cat >told.c <<'END'
#include <stdio.h>
#include <stdlib.h>
#include "scenario.h"
static scenario_run_t *setup(const scenario_case_t *self, uint64_t seed) {
    scenario_run_t *run = calloc(1, sizeof *run);
    FILE *log = fopen(getenv("SEEDS"), "a");
    fprintf(log, "%s %llu\n", self->contender, (unsigned long long)seed);
    fclose(log);
    run->definition = self;
    return run;
}
static void run(scenario_run_t *r, uint64_t n) { r->operations += n; }
static void teardown(scenario_run_t *r) { free(r); }
#define CASE(c) {.contender = c, .params = "", .budget = SCENARIO_BUDGET(0, 1), .period = 1, .count_operations = 10, \
    .setup = setup, .run = run, .teardown = teardown}
static const scenario_case_t cases[] = {CASE("a"), CASE("b")};
static const scenario_t s = {"told", "q", cases, 2};
SCENARIO_PLUGIN(&s)
END
cc -w -shared -fPIC -I"$source/scenarios/include" told.c -o told.so || fail "cc told.c"

# seeds ARGUMENT...: runs vtbench, and prints the contender and the seed of each set-up, sorted.
seeds() {
  rm -f seeds.log
  expect 0 env SEEDS="$PWD/seeds.log" "$vtbench" "$@" --quiet
  sort seeds.log
}
of() {
  sed -n "s/^$1 //p" "$2"
}
seeds run --count-only --seed 7 --plugin told.so --name told --force >counted
printf 'a 7\nb 7\n' | cmp - counted || fail "counting draws by another seed"
seeds run --quick --time-only --processes 6 --seed 7 --plugin told.so --name told --force >timed
of a timed >timed_a
of b timed >timed_b
cmp timed_a timed_b || fail "contenders of a group draw by different seeds"
[ "$(sort -u timed_a | wc -l)" -eq 6 ] || { cat timed >&2; fail "not a seed for each of six processes"; }
seeds run --quick --time-only --processes 6 --seed 7 --plugin told.so --name told --force >again
cmp timed again || fail "one seed, two draws"
seeds run --quick --time-only --processes 6 --seed 8 --plugin told.so --name told --force >other
! cmp -s timed other || fail "two seeds, one draw"
cp told.so new.so
seeds ab told.so new.so --processes 10 --repetitions 3 --seed 7 --fail-on none >ab
# Each timing process loads three plugins; two processes count.
[ "$(of a ab | uniq -c | awk '$1 == ($2 == 7 ? 5 : 3)' | wc -l)" -eq 10 ] || { cat ab >&2; fail "builds draw by different seeds"; }
