# A run takes the place of an earlier one only when it is whole, and no two runs share a folder.
vtbench=$1
. "$2/expect.sh"
count="$vtbench run --count-only --quiet"

# ---- names ----

# Runs without a name that begin in the same second have folders of their own, and leave nothing else.
for round in 1 2 3 4 5; do
  for i in 1 2 3 4 5 6; do
    $count --filter sync_success/task --out many >/dev/null 2>"err$i" &
  done
  wait
  [ "$(ls many | wc -l)" -eq 6 ] && [ "$(cat many/*/report.json | grep -c '"format_version"')" -eq 6 ] ||
    { ls many >&2; cat err? >&2; fail "six runs at once are not six folders, in round $round"; }
  [ "$(grep -h '^"name":' many/*/report.json | sort -u | wc -l)" -eq 6 ] || fail "two runs of one name"
  rm -r many
done

# A second run of a name is refused before it measures, with and without --force.
for force in "" --force; do
  env --default-signal=INT "$vtbench" run --time-only --processes 1000 --filter sync_success --name same $force --quiet >out1 2>err1 &
  pid=$!
  until [ -e results/same.partial ]; do :; done # interrupted as early as can be
  expect 3 $count --filter sync_success/task --name same $force
  one_line "results/same.partial is being written by another process"
  kill -INT $pid
  wait $pid
  [ -s results/same/report.json ] || { cat err1 >&2; fail "the first one is not there"; }
done
rm -rf results/same*
expect 2 $count --filter sync_success/task --name a.partial

# ---- what is in the folder besides ----

expect 0 $count --filter sync_success --name one
expect 0 "$vtbench" plot results/one
mkdir -p results/one/notes
echo mine >results/one/notes/why.txt
echo counts >results/one/exact.csv
echo mine >results/one/plots/mine.svg
expect 0 $count --filter fault --name one --force
has results/one/notes/why.txt mine
has results/one/exact.csv counts
has results/one/plots/mine.svg mine
has results/one/allocations.csv fault
[ ! -e results/one/plots/paths-sync_success.svg ] || fail "a figure of the old run is in the new one"
[ ! -e results/one.partial ] || { ls -R results >&2; fail "something is left of the old run"; }

# A folder without a run is no reason to refuse, and loses nothing.
mkdir -p results/two
echo counts >results/two/exact.csv
expect 0 $count --filter sync_success/task --name two
has results/two/exact.csv counts
[ -s results/two/report.json ] || fail "no run beside other files"

# A link stays one.
ln -s one results/link
expect 0 $count --filter sync_success --name link --force
[ -L results/link ] || fail "the link was replaced"
has results/one/allocations.csv sync_success

# Where names cannot be exchanged.
cat >shim.c <<'END'
#include <errno.h>
int renameat2(int a, const char *b, int c, const char *d, unsigned e) {
    (void)a, (void)b, (void)c, (void)d, (void)e;
    errno = EINVAL;
    return -1;
}
END
if cc -shared -fPIC shim.c -o shim.so; then
  expect 0 env LD_PRELOAD="$PWD/shim.so" $count --filter fault --name one --force
  has results/one/allocations.csv fault
  has results/one/notes/why.txt mine
  [ ! -e results/one.partial ] && [ ! -e results/one.old ] || { ls results >&2; fail "something is left without exchange"; }
  # Killed between the two steps: the next run finds the old one again.
  mv results/one results/one.old
  expect 2 $count --filter fault --name one
  one_line "holds a run already"
  has results/one/notes/why.txt mine
fi

# ---- interrupted ----

cp results/one/report.json before.json
for signal in INT TERM HUP; do
  env --default-signal=INT "$vtbench" run --time-only --processes 1000 --filter sync_success --name one --force --quiet >out 2>err &
  pid=$!
  sleep 2
  kill -$signal $pid
  code=0
  wait $pid || code=$?
  [ "$code" -eq 3 ] || { cat err >&2; fail "exit $code, not 3, after SIG$signal"; }
  cmp results/one/report.json before.json || fail "SIG$signal: the old run is not as it was"
  grep -q '"partial":true' results/one.partial/report.json || fail "SIG$signal: no partial run beside it"
  has err "results/one is as it was"
  has err "the run is in results/one.partial"
done
expect 0 "$vtbench" report results/one.partial

# The partial run is as safe, and a whole one takes the place of both.
rm -rf results/one
expect 2 $count --filter fault --name one
one_line "results/one.partial holds an interrupted run already"
expect 0 $count --filter fault --name one --force
[ -s results/one/report.json ] && [ ! -e results/one.partial ] || fail "the partial run is still there"

# Where there was no run, the interrupted one has the name itself.
env --default-signal=INT "$vtbench" run --time-only --processes 1000 --filter sync_success --name fresh --quiet >out 2>err &
pid=$!
sleep 2
kill -INT $pid
wait $pid
grep -q '"partial":true' results/fresh/report.json || fail "no partial run"
[ ! -e results/fresh.partial ] || fail "the partial run is in two places"

# ---- a file that may not grow ----

cp results/one/report.json before.json
code=0
(ulimit -f 4; exec $count --filter fault --name one --force) >out 2>err || code=$?
[ "$code" -eq 3 ] || { cat err >&2; fail "exit $code, not 3, with small files"; }
one_line "File too large"
cmp results/one/report.json before.json || fail "a failed run harmed the old one"
[ ! -e results/one.partial ] || { ls results/one.partial >&2; fail "a failed run left files"; }
