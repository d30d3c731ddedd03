# Counts are compared exactly; a damaged file gives one line and exit status 3.
vtbench=$1
. "$2/expect.sh"

expect 0 "$vtbench" run --quick --filter sync_success --filter 'fault/*' --name a --quiet
expect 0 "$vtbench" compare results/a results/a
one_line "both are results/a: nothing can differ"
expect 0 "$vtbench" compare results/a/report.json results/a --fail-on allocs,time

# Each process had a yardstick beside its cases.
grep -q '"yardstick":[0-9]' results/a/report.json || fail "no yardstick"
grep -q '"yardstick":null' results/a/report.json && fail "a process without yardstick"
head -n 1 results/a/processes.csv | grep -q ',ns_per_step$' || fail "processes.csv has no ns_per_step"
expect 0 "$vtbench" compare results/a results/a
has out "Speed: by the yardstick, the machine was as fast in both runs."
sed 's/"yardstick":/"yardstick":10/g' results/a/report.json >slow.json
expect 0 "$vtbench" compare slow.json results/a --fail-on time
grep -q "Speed: by the yardstick, the machine was a factor of [0-9.]* faster in the new run." out || fail "not faster"
expect 0 "$vtbench" compare results/a slow.json --fail-on time
grep -q "Speed: by the yardstick, the machine was a factor of [0-9.]* slower in the new run." out || fail "not slower"

for format in table markdown csv json; do
  expect 0 "$vtbench" compare results/a results/a --format $format
  grep -qiw -e same -e unchanged out && fail "a comparison of times must never say 'same'"
done

# One allocation more, and one fewer, in one case.
sed '/"scenario":"sync_success","contender":"task",/s/"allocs_per_op":"1","frees/"allocs_per_op":"2","frees/' \
  results/a/report.json >more.json
cmp -s more.json results/a/report.json && fail "the report was not changed"
expect 1 "$vtbench" compare results/a more.json
has out "task"
has out "sync_success"
expect 4 "$vtbench" compare more.json results/a
expect 0 "$vtbench" compare results/a more.json --fail-on none
expect 1 "$vtbench" compare results/a more.json --fail-on time,allocs
has out "Gate on allocs, time: fails on allocs."
expect 2 "$vtbench" compare results/a more.json --fail-on no

# Markdown: findings first, everything else folded. JSON: the gate's result.
expect 1 "$vtbench" compare results/a more.json --format markdown
head -n 1 out | grep -qF "**Gate on allocs: fails on allocs.** 23 cases compared: 1 changed" || fail "no summary"
has out "| sync_success/task | allocs_per_op | 1 | 2 | **regression: +1, +100.0 %** |"
has out "<details><summary>All 23 cases</summary>"
expect 1 "$vtbench" compare results/a more.json --format json
has out '"fail_on":["allocs"],"failed":["allocs"],"exit_code":1'
has out '"column":"allocs_per_op","base":"1","new":"2","difference":"1","ratio":2.0}'

# Both runs are named, with the time between them.
sed 's/"name":"a"/"name":"b"/; s/"created":"[^"]*"/"created":"2020-01-02T03:04:05Z"/' results/a/report.json >old.json
expect 0 "$vtbench" compare old.json results/a
grep -Eq '^Base: b, 2020-01-02 03:04, .*; new: a, 20[0-9-]* [0-9:]*, .*, [0-9]+ days later\.$' out || fail "not named"
expect 0 "$vtbench" compare results/a old.json --format markdown
grep -Eq '^Base: a, .*; new: b, 2020-01-02 03:04, .*, [0-9]+ days earlier\.$' out || fail "not named"

# A call site that is new is named, and one that a compiler inlined is none.
sed 's/;vt_task_from_result"/"/' results/a/report.json >inlined.json
cmp -s inlined.json results/a/report.json && fail "no site was changed"
expect 0 "$vtbench" compare results/a inlined.json
sed '/"scenario":"sync_success","contender":"task",/s/"sites":\[{/"sites":[{"made_by":"workload","stack":"run_task;read_line","allocs_per_op":"1","bytes_per_op":"16","leaked":0},{/' more.json >site.json
cmp -s more.json site.json && fail "no site was added"
expect 1 "$vtbench" compare results/a site.json
has out "  sites     +1 block, +16 usable bytes: made in read_line < run_task (workload)"

# A threshold applies to one column.
expect 0 "$vtbench" compare results/a results/a --threshold time=2
expect 0 "$vtbench" compare results/a results/a --threshold 2 --threshold time=3,time=4
expect 2 "$vtbench" compare results/a results/a --threshold allocs=2
expect 2 "$vtbench" compare results/a results/a --threshold time=
expect 2 "$vtbench" compare results/a results/a --threshold time=0

# A baseline is a run, given by its name.
expect 0 "$vtbench" compare --baseline a results/a
expect 1 "$vtbench" compare --baseline a more.json
mkdir -p "other runs"
cp -r results/a "other runs/a"
cp more.json "other runs/a/report.json"
expect 4 "$vtbench" compare --baseline a --out "other runs" results/a
expect 3 "$vtbench" compare --baseline nobody results/a
one_line "there is no baseline results/nobody"
expect 2 "$vtbench" compare --baseline a
expect 2 "$vtbench" compare --baseline a results/a results/a
expect 2 "$vtbench" compare --baseline results/a results/a

# The new run is offered as the base where it may take its place: no text from a path is a command.
sed '/"scenario":"sync_success","contender":"task",/s/"peak_live_bytes":32,"realloc/"peak_live_bytes":48,"realloc/' \
  results/a/report.json >peak.json
cmp -s peak.json results/a/report.json && fail "the report was not changed"
cp peak.json "other runs/a/report.json"
mkdir "it's"
cp peak.json "it's/new run.json"
expect 1 "$vtbench" compare --baseline a "it's/new run.json"
one_line "if that is meant to stay, accept the counts for check with: vtbench accept 'it'\\''s/new run.json' --baseline=a"
expect 4 "$vtbench" compare --baseline a --out "other runs" results/a
one_line "fewer than the base; accept the counts for check with: vtbench accept results/a --baseline=a --out='other runs'"
expect 1 "$vtbench" compare --baseline a peak.json --format json
has out '"accept":"vtbench accept peak.json --baseline=a"'

# Never where a part was compared, or the new run is a part, or some of it is not verified or over its budget.
not_offered() {
  grep -q accept err && fail "offered to accept: $*"
  expect 1 "$vtbench" compare "$@" --format markdown
  grep -q 'vtbench accept' out && fail "offered to accept: $*"
  return 0
}
for options in "results/a peak.json" "--baseline a peak.json --filter sync_success" \
  "--baseline a peak.json --filter */task"; do
  set -f
  expect 1 "$vtbench" compare $options
  not_offered $options
  set +f
done
sed 's/"partial":false/"partial":true/' peak.json >partial.json
sed 's/"verified":true,"disagreement":null/"verified":false,"disagreement":"passes differ"/' peak.json >unverified.json
grep -v '"scenario":"sync_success","contender":"direct"' peak.json >fewer.json
for file in partial unverified fewer more; do
  cmp -s $file.json peak.json && fail "$file.json is as peak.json"
  expect 1 "$vtbench" compare --baseline a $file.json
  not_offered --baseline a $file.json
done

# A filter chooses the cases of both runs.
expect 0 "$vtbench" compare results/a more.json --filter 'fault/*' --format csv
grep -c '^fault,' out >/dev/null && ! grep -q '^sync_success,' out || fail "the filter does not choose"
expect 1 "$vtbench" compare results/a more.json --filter 'fault/*' --filter '*/task'
grep -q "^sync_success  task$" out || fail "one filter of two is left out"
expect 2 "$vtbench" compare results/a more.json --filter nothing
one_line "no case of either run matches the filter"

# Damaged, truncated, empty and foreign files.
: >empty.json
head -c 1000 results/a/report.json >truncated.json
sed 's/"format_version":[0-9]*/"format_version":99/' results/a/report.json >version.json
echo '{"some": "json"}' >foreign.json
head -c 2000 /dev/urandom >noise.json
sed 's/"counts"/"cuonts"/' results/a/report.json >renamed.json
for file in empty truncated version foreign noise renamed; do
  expect 3 "$vtbench" compare results/a $file.json
  one_line "$file.json"
  expect 3 "$vtbench" compare $file.json results/a
done
