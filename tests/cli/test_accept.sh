# `accept` writes the counts of exactly the cases that were counted, and nothing that is not good.
vtbench=$1
plugin=$3
source=$(cd "$2/../.." && pwd)
. "$2/expect.sh"
accept="$vtbench accept --quiet"

# ---- the suite ----

# A new file has the cases as the committed one of the sources has them. Every case is counted once, below.
cp "$source/results/reference/exact.csv" whole.csv
expect 0 $accept --filter fault --filter sync_success
one_line "results/reference/exact.csv has the counts of"
grep -e '^scenario,' -e '^fault,' -e '^sync_success,' whole.csv | cmp - results/reference/exact.csv ||
  fail "other counts than the committed ones"
expect 0 $accept --filter fault
one_line "nothing to accept"

# With a filter only the matching cases change; the difference is shown first, as `check` shows it.
sed 's/^\(fault,task,[^,]*,\)1,/\17,/; s/^\(sync_success,task,,\)1,/\17,/' whole.csv >edited.csv
echo "gone,task,,1,1,1,1,0,0,1,0,verified,1" >>edited.csv
[ "$(diff whole.csv edited.csv | grep -c '^>')" -eq 4 ] || fail "the file was not edited"
cp edited.csv e.csv
expect 0 $accept --against e.csv --filter fault --dry-run
has out "fault/task;when=sync: allocs_per_op: 1, committed 7"
one_line "nothing is written: this is a dry run"
cmp e.csv edited.csv || fail "a dry run wrote"
expect 4 "$vtbench" check --against e.csv --filter fault --quiet
sed '$d' out >check.out
expect 0 $accept --against e.csv --filter fault
sed '$d' out | cmp - check.out || fail "another document than that of check"
diff edited.csv e.csv >changed
[ "$(grep -c '^[<>]' changed)" -eq 4 ] && [ "$(grep -c '^[<>] fault,task,' changed)" -eq 4 ] ||
  { cat changed >&2; fail "other lines than those of the filter changed"; }

# Without one, cases that are gone go, and the rest is as it is measured.
expect 0 $accept --against e.csv
has out "gone/task: only in the committed file"
cmp e.csv whole.csv || { diff whole.csv e.csv >&2; fail "not the whole catalogue, or other counts than the committed ones"; }

# A case that is not there yet comes where the catalogue has it.
grep -v '^fault,value_task,' whole.csv >e.csv
expect 0 $accept --against e.csv --filter fault --format json
has out '"finding":"added"'
cmp e.csv whole.csv || { diff whole.csv e.csv >&2; fail "new lines are elsewhere"; }

# The command that check offers does what it says.
sed 's/^\(fault,task,[^,]*,\)1,/\17,/' whole.csv >"it's; new.csv"
expect 4 "$vtbench" check --against "it's; new.csv" --filter 'fault/*' --quiet
command=$(sed -n 's/.*accept with: vtbench //p' err)
[ -n "$command" ] || fail "no command is offered"
eval "\"\$vtbench\" $command --quiet" >out 2>err || { cat err >&2; fail "the offered command: $command"; }
cmp "it's; new.csv" whole.csv || fail "the offered command did something else"

# ---- saved runs ----

expect 0 "$vtbench" run --count-only --filter 'fault/*' --name counted --quiet
cp edited.csv e.csv
expect 0 $accept results/counted --against e.csv --filter 'fault/task*'
[ "$(diff edited.csv e.csv | grep -c '^>')" -eq 2 ] || fail "not the two lines of the run"
expect 0 $accept results/counted --against e.csv
has out "13 cases"
grep -q '^gone,task' e.csv || fail "a run of some cases removed others"
expect 2 $accept results/counted --filter sync_success
one_line "no case of results/counted matches"
expect 2 $accept results/counted results/counted
expect 2 $accept results/counted --plugin x.so --baseline y
sed 's/"partial":false/"partial":true/' results/counted/report.json >partial.json
expect 3 $accept partial.json --against e.csv
one_line "partial.json is partial"
expect 0 "$vtbench" run --quick --processes 1 --time-only --filter 'fault/*' --name timed --quiet
expect 3 $accept results/timed --against e.csv
has err "fault/task;when=sync was not counted"
expect 3 $accept nowhere --against e.csv
one_line "nowhere"

# ---- plugins and baselines of their own ----

expect 2 $accept --plugin "$plugin"
has err "name it with --baseline"
expect 3 "$vtbench" check --plugin "$plugin" --baseline mine --quiet
expect 0 $accept --plugin "$plugin" --baseline mine
[ "$(wc -l <results/mine/exact.csv)" -gt 1 ] || fail "no new baseline"
expect 0 "$vtbench" check --plugin "$plugin" --baseline mine --quiet
has out "as in results/mine/exact.csv"
expect 0 $accept --plugin "$plugin" --baseline mine
one_line "nothing to accept"
expect 0 "$vtbench" run --count-only --plugin "$plugin" --name mine --quiet
expect 0 "$vtbench" check --plugin "$plugin" --baseline mine --quiet
expect 3 $accept --plugin "$plugin" --against no/such/folder/exact.csv
one_line "no/such/folder/exact.csv: cannot be written"
[ ! -e no ] || fail "a folder was made for --against"

# ---- refused: nothing is written ----

cat >bad.c <<'END'
#include <stdlib.h>
#include "scenario.h"
static void *volatile kept;
static scenario_run_t *setup(const scenario_case_t *self, uint64_t seed) {
    (void)seed; scenario_run_t *run = calloc(1, sizeof *run);
    if (run) { run->definition = self; } return run; }
static void run(scenario_run_t *r, uint64_t n) { r->operations += n; }
static void leak(scenario_run_t *r, uint64_t n) { r->operations += n; for (; n > 0; n--) { kept = malloc(24); } }
static void wrong(scenario_run_t *r, uint64_t n) { r->operations += n; r->wrong++; }
static void teardown(scenario_run_t *r) { free(r); }
#define CASE(c, f, a) {.contender = c, .params = "", .budget = SCENARIO_BUDGET(a, 1), .period = 1, \
    .count_operations = 10, .setup = setup, .run = f, .teardown = teardown},
static const scenario_case_t cases[] = {CASE("good", run, 0) CASE("costly", run, 1) CASE("leak", leak, 1) CASE("wrong", wrong, 0)};
static const scenario_t s = {"bad", "q", cases, 4};
SCENARIO_PLUGIN(&s)
END
cc -w -shared -fPIC -I"$source/scenarios/include" bad.c -o bad.so || fail "cc bad.c"
refused() { # CODE CASE TEXT
  expect "$1" $accept --plugin ./bad.so --baseline bad --filter "bad/$2" --filter bad/good
  cat out err | grep -qF "$3" || { cat out err >&2; fail "$2 is not named"; }
  [ ! -e results/bad ] || fail "$2 was written"
}
refused 1 costly "bad/costly: 0 allocations per operation, budget 1"
refused 1 leak "bad/leak: leaked"
refused 3 wrong "bad/wrong:"
expect 0 $accept --plugin ./bad.so --baseline bad --filter bad/good
[ "$(wc -l <results/bad/exact.csv)" -eq 2 ] || fail "not one case"

# A committed file that cannot be read is told of before anything is counted, and stays as it is.
echo hello >foreign.csv
expect 3 timeout 2 "$vtbench" accept --against foreign.csv
one_line "foreign.csv"
has foreign.csv hello
expect 3 timeout 2 "$vtbench" accept --against results
one_line "Is a directory"
expect 2 $accept --against e.csv --baseline mine
expect 2 $accept --baseline ../mine
expect 2 $accept --against e.csv --format csv
