# Two builds of a plugin side by side: exact counts, times with a control, and refused input.
vtbench=$1
source=$2
. "$(dirname "$0")/expect.sh"

# A busy machine causes differences far below 50 %, so the verdicts below do not depend on the load.
quick="--processes 10 --repetitions 6 --min-time 0.0001 --threshold 50 --quiet"

cat >plugin.c <<'END'
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include "scenario.h"
#ifndef ALLOCS
#define ALLOCS 1
#endif
#ifndef STEPS
#define STEPS 100
#endif
#ifndef SECOND
#define SECOND "b"
#endif
#ifndef WRONG
#define WRONG 0
#endif
#ifdef LOADED /* which build is loaded, in which process */
__attribute__((constructor)) static void say(void) {
    FILE *log = fopen(getenv("LOADS"), "a");
    fprintf(log, "%d %s\n", (int)getpid(), LOADED);
    fclose(log);
}
#endif
#ifdef MOVED
__asm__(".text\n\tnop\n\tnop\n\tnop");
#endif
static scenario_run_t *setup(const scenario_case_t *self, uint64_t seed) {
    scenario_run_t *run = calloc(1, sizeof *run);
    (void)seed;
    if (run) { run->definition = self; }
    return run;
}
/* Exported and called by name: the loader decides which copy is called. */
void spend(void) {
    for (volatile int j = 0; j < STEPS; j++) {}
}
static void run(scenario_run_t *r, uint64_t n) {
    for (uint64_t i = 0; i < n; i++) {
        spend();
        for (int j = 0; j < ALLOCS; j++) { void *volatile block = malloc(40); free(block); }
    }
    r->operations += n;
    r->wrong += WRONG;
}
static void teardown(scenario_run_t *r) { free(r); }
#define CASE(c, p) {.contender = c, .params = p, .budget = SCENARIO_BUDGET(ALLOCS, 1), .period = 1, \
    .count_operations = 10, .setup = setup, .run = run, .teardown = teardown},
static const scenario_case_t cases[] = {CASE("a", "") CASE(SECOND, "size=2")
#ifdef MANY
#define FOUR(p) CASE("a", p "1") CASE("a", p "2") CASE("a", p "3") CASE("a", p "4")
    FOUR("a=") FOUR("b=") FOUR("c=") FOUR("d=") FOUR("e=") FOUR("f=")
#endif
};
static const scenario_t s = {"made", "q", cases, sizeof cases / sizeof cases[0]};
SCENARIO_PLUGIN(&s)
END

# build NAME [FLAG...]
build() {
  name=$1
  shift
  cc -w -shared -fPIC -falign-functions=64 "$@" -I"$source/scenarios/include" plugin.c -o "$name.so" || fail "cc $name"
}

build old
build again
build more -DALLOCS=2
build fewer -DALLOCS=0
build slower -DSTEPS=1000
build other '-DSECOND="c"'
build wrong -DWRONG=1
build many -DMANY

# A file against itself, and against another build of the same source.
for new in old again; do
  expect 0 "$vtbench" ab old.so ./$new.so $quick
  [ "$(grep -c "counts    no difference" out)" -eq 2 ] || fail "counts of $new.so"
  [ "$(grep -c "time      not resolved" out)" -eq 2 ] || fail "times of $new.so"
  has out "2 cases compared in 10 processes: 0 changed"
done
[ -s err ] && fail "--quiet is not quiet"

# Counts.
expect 1 "$vtbench" ab old.so more.so $quick
has out "made;size=2  b"
has out "regression: allocs_per_op 1 -> 2"
expect 0 "$vtbench" ab old.so more.so $quick --fail-on none
expect 4 "$vtbench" ab old.so fewer.so $quick
has out "improvement: allocs_per_op 1 -> 0"

# Times: ten times as slow is detected on any machine.
expect 1 "$vtbench" ab old.so slower.so $quick
has out "time      worse: "
expect 1 "$vtbench" ab old.so slower.so $quick --fail-on time
expect 0 "$vtbench" ab old.so slower.so $quick --fail-on allocs
expect 0 "$vtbench" ab slower.so old.so $quick
has out "time      better: "

# Cases of one build only are listed; a filter excludes cases from the list too.
expect 1 "$vtbench" ab old.so other.so $quick
has out "removed: only in OLD"
has out "added: only in NEW"
has out "1 cases compared"
expect 0 "$vtbench" ab old.so other.so $quick --filter made/a
has out "1 cases compared"
expect 3 "$vtbench" ab old.so other.so $quick --filter 'made/c*'
has out "0 cases compared: 0 changed, 0 not resolved in time, 1 added."
expect 2 "$vtbench" ab old.so other.so $quick --filter nothing
one_line "no case of either build matches"

# Formats.
expect 1 "$vtbench" ab old.so more.so $quick --format json
has out '"column":"allocs_per_op","base":"1","new":"2"'
expect 1 "$vtbench" ab old.so more.so $quick --format csv
has out 'scenario,contender,params,change,column,base,new,'
has out 'made,b,size=2,more,allocs_per_op,1,2,'
expect 1 "$vtbench" ab old.so more.so $quick --format markdown
has out '| made/b;size=2 | allocs_per_op | 1 | 2 | **regression'

# Builds without aligned functions.
build moved -falign-functions=1 -DMOVED
expect 0 "$vtbench" ab old.so moved.so $quick --fail-on none
one_line "build both with -falign-functions=64"

# More cases than ten processes can resolve.
expect 3 "$vtbench" ab many.so many.so $quick --repetitions 3
one_line "10 processes cannot resolve anything in 26 cases: give --processes 11"
has out "26 timed cases need 11 processes"
has out "not resolved (too few processes)"

# An error in a build is printed once and with the build's name.
: >empty.so
echo "not a plugin" >text.so
head -c 5000 old.so >cut.so
mkdir folder.so
echo 'int nothing;' >nothing.c
cc -shared -fPIC nothing.c -o nothing.so || fail "cc nothing"
for name in missing empty text cut folder nothing; do
  expect 3 "$vtbench" ab old.so $name.so $quick
  one_line "$name.so"
  expect 3 "$vtbench" ab $name.so old.so $quick
  one_line "$name.so"
done
expect 3 "$vtbench" ab old.so wrong.so $quick
has err "NEW: made/a: "
has out "counts    unknown: not counted in NEW"

# Two builds must not share the code that is measured.
sed 's/^static void run(/void run(/' plugin.c >library.c
cc -w -shared -fPIC -falign-functions=64 -I"$source/scenarios/include" library.c -o library.so || fail "cc library"
sed -e '/^static void run(/,/^}/d' -e 's/^static void teardown/void run(scenario_run_t *, uint64_t); &/' \
  plugin.c >sharing.c
cc -w -shared -fPIC -falign-functions=64 -I"$source/scenarios/include" sharing.c -L. -l:library.so -Wl,-rpath,"$PWD" \
  -o sharing.so || fail "cc sharing"
expect 3 "$vtbench" ab sharing.so old.so $quick
one_line "library.so"

# Usage.
expect 2 "$vtbench" ab
expect 2 "$vtbench" ab old.so
has err "two builds of a plugin are needed"
expect 2 "$vtbench" ab old.so old.so old.so
expect 2 "$vtbench" ab old.so old.so --processes 9
expect 2 "$vtbench" ab old.so old.so --threshold 0.5
expect 2 "$vtbench" ab old.so old.so --fail-on everything
expect 2 "$vtbench" ab old.so old.so --plugin old.so
expect 2 "$vtbench" ab old.so old.so --format xml

# Each timing process loads OLD twice and NEW once, in an order that the seed shuffles for each process.
build said_old '-DLOADED="old"'
build said_new '-DLOADED="new"'
orders() {
  awk '$1 != pid { pid = $1; n++ } { order[n] = order[n] $2 " " } END { for (i = 1; i <= n; i++) print order[i] }' "$1" |
    awk 'NF == 3'
}
for seed in 5 5 6; do
  rm -f loads
  expect 0 env LOADS="$PWD/loads" "$vtbench" ab said_old.so said_new.so $quick --seed $seed
  cp previous before 2>/dev/null
  [ -f orders ] && cp orders previous
  orders loads >orders
  [ "$(wc -l <orders)" -eq 10 ] || { cat loads >&2; fail "not ten processes with three plugins"; }
  [ "$(tr ' ' '\n' <orders | grep -c new)" -eq 10 ] || fail "NEW is not loaded once a process"
  [ "$(sort -u orders | wc -l)" -eq 3 ] || fail "the order of loading is not shuffled"
done
cmp -s before previous || fail "one seed, two orders"
cmp -s previous orders && fail "two seeds, one order"

# No symbol of a copy is bound to another copy or to vtbench.
expect 0 env LD_DEBUG=bindings LD_DEBUG_OUTPUT="$PWD/bindings" "$vtbench" ab old.so again.so $quick
cat bindings.* | grep 'binding file /proc/self/fd/' >from_copies
has from_copies 'spend'
awk '{ for (i = 1; i <= NF; i++) { if ($i == "file") from = $(i + 1); if ($i == "to") to = $(i + 1) }
       if ((to ~ /^\/proc\/self\/fd\// && to != from) || to ~ /vtbench$/) print }' from_copies >crossed
[ -s crossed ] && { head crossed >&2; fail "a copy's symbol is bound elsewhere"; }

# SIGINT: nothing is claimed of a part. (A shell starts what runs beside it with SIGINT ignored.)
env --default-signal=INT "$vtbench" ab old.so old.so --processes 1000 --quiet >out 2>err &
pid=$!
sleep 2
kill -INT $pid
code=0
wait $pid || code=$?
[ "$code" -eq 3 ] || { cat err >&2; fail "exit $code, not 3"; }
one_line "stopped early"
[ -s out ] && fail "an incomplete comparison printed a result"
exit 0
