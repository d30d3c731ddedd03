# A metric over several runs, and runs in the formats of other tools, read by these where they are installed.
vtbench=$1
. "$2/expect.sh"

# run NAME DATE ALLOCATIONS: a run of that date in which a task takes so many blocks, and another folder that is none.
mkdir -p store/notes
expect 0 "$vtbench" run --quiet --quick --processes 6 --filter 'sync_success/*task' --out runs --name made
run() {
  mkdir "store/$1"
  sed -e "s/^\"name\":\"made\"/\"name\":\"$1\"/" -e "s/^\"created\":\"[^\"]*\"/\"created\":\"$2T00:00:00Z\"/" \
    -e "/\"contender\":\"task\"/s/\"allocs_per_op\":\"1\",\"frees_per_op\"/\"allocs_per_op\":\"$3\",\"frees_per_op\"/" \
    runs/made/report.json >"store/$1/report.json"
}
run second 2026-02-01 1
run first 2026-01-01 1
run fourth 2026-04-01 2
run third 2026-03-01 2

# By date, whatever the names; the step belongs to the first run that has the new value.
expect 0 "$vtbench" history --store store
has out "allocs_per_op of the newest 3 runs"
has out "sync_success/task"
! grep -q sync_success/value_task out || fail "a case that did not change is shown"
has out "1 step"
grep -q 'task .* 1 *2 third  *2026-03-01' out || { cat out >&2; fail "the step is not that of the third run"; }
expect 0 "$vtbench" history --store store --format json
has out '"steps":['
grep -A1 '"steps"' out | grep -q '"before":"1","after":"2","run":"third"' || fail "no step for programs"
expect 0 "$vtbench" history --store store --format csv
[ "$(wc -l <out)" -eq 9 ] || fail "not a line for each case and run"
sed -n 2p out | grep -q ',first,2026-01-01' || fail "the oldest is not the first"

# What is asked for is shown, changed or not; times have no steps; runs by name, in any order.
expect 0 "$vtbench" history store/fourth store/first --filter '*/value_task'
has out sync_success/value_task
has out "No exact number changed"
expect 0 "$vtbench" history store/first store/second --metric ns_per_op
has out "ns_per_op of 2 runs"
has out "is not exact"

# Slips.
expect 2 "$vtbench" history --metric verdict
expect 2 "$vtbench" history --metric nonsense
expect 2 "$vtbench" history --format nonsense
expect 2 "$vtbench" history --store store store/first
for format in table go csv; do
  expect 2 "$vtbench" history --store store --filter 'renamed/*' --format $format
  one_line "no case of these runs matches the filter"
done
expect 0 "$vtbench" history store/first
has out "Of one run there is no change"
expect 3 "$vtbench" history --store nowhere
one_line "nowhere: No such file"
expect 3 "$vtbench" history --store store/notes
one_line "has no run"
expect 3 "$vtbench" history store/first store/notes # the one is shown, the other named
one_line "store/notes"
has out first

# Other tools: one run each, but for Go's.
for format in google-benchmark bencher; do
  expect 2 "$vtbench" history --store store --format $format
  one_line "holds one run, and these are 4"
  expect 0 "$vtbench" history store/fourth --format $format
  cp out $format.json
  python3 -m json.tool $format.json >/dev/null || fail "$format is no JSON"
done
expect 0 "$vtbench" history --store store --format go
[ "$(grep -c '^commit: ' out)" -eq 4 ] || fail "not every run has its commit"
[ "$(grep -c '^BenchmarkSync_success/contender=task [0-9]* [0-9.]* ns/op 32 B/op [12] allocs/op$' out)" -eq 24 ] ||
  { cat out >&2; fail "not a line for each process"; }
python3 - <<'PYTHON' || fail "other numbers are exported than were measured"
import json
run = json.load(open("store/fourth/report.json"))
exported = json.load(open("google-benchmark.json"))["benchmarks"]
bencher = json.load(open("bencher.json"))
assert len(exported) == 2 * (6 + 1), len(exported)
for case in run["cases"]:
    name = case["scenario"] + "/" + case["contender"]
    times = sorted(e["real_time"] for e in exported if e["name"] == name)
    median = [e["real_time"] for e in exported if e["name"] == name + "_median"]
    assert len(times) == 6 and len(median) == 1
    assert abs(median[0] - (times[2] + times[3]) / 2) < 1e-6 * median[0]
    assert abs(bencher[name]["latency"]["value"] - median[0]) < 1e-6 * median[0]
    assert bencher[name]["allocations"]["value"] == float(case["counts"]["allocs_per_op"])
PYTHON

# The reader that Google Benchmark brings.
compare=/usr/share/benchmark/compare.py
if [ -e $compare ] && /usr/bin/python3 -c 'import scipy' 2>/dev/null; then
  /usr/bin/python3 $compare --no-color benchmarks google-benchmark.json google-benchmark.json >out || fail "compare.py refuses it"
  has out "sync_success/task_median"
else
  echo "not checked: compare.py of libbenchmark-tools is not here"
fi
