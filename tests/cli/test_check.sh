# `check` compares counts with the budgets and with a committed file, in both directions.
vtbench=$1
source=$(cd "$2/../.." && pwd)
. "$2/expect.sh"

# Some quick cases. The whole catalogue, which takes long to count, is checked once.
some="--filter sync_success --filter fault --filter hit_ratio/value_task;percent=90"
expect 0 "$vtbench" accept --against exact.csv --quiet $some
expect 0 "$vtbench" check --against exact.csv --filter sync_success --quiet
has out "all within budget, verified, as in exact.csv"

# Committed files: one allocation fewer than measured; one more; an additional case; another kind of file.
sed 's/^\(sync_success,task,,\)1,/\10,/' exact.csv >fewer.csv
expect 1 "$vtbench" check --against fewer.csv --filter sync_success --quiet
has out "sync_success/task: allocs_per_op: 1, committed 0"
has out "cases: 1 more than committed"
one_line "is meant to stay, accept with: vtbench accept --against=fewer.csv --filter=sync_success"
sed 's/^\(sync_success,task,,\)1,/\12,/' exact.csv >more.csv
expect 4 "$vtbench" check --against more.csv --filter sync_success --quiet
one_line "fewer than committed; accept with: vtbench accept --against=more.csv --filter=sync_success"
echo "no_such,task,,1,1,1,1,0,0,1,0,verified,1" | cat "$source/results/reference/exact.csv" - >longer.csv
expect 1 "$vtbench" check --against longer.csv --quiet
has out "no_such/task: only in the committed file"
has out "cases: 1 only in the committed file"
expect 0 "$vtbench" check --against longer.csv --filter fault --quiet
grep -v '^sync_success,task,' exact.csv >shorter.csv
expect 1 "$vtbench" check --against shorter.csv --filter sync_success --quiet
has out "sync_success/task: not in the committed file"
echo hello >foreign.csv
expect 3 timeout 2 "$vtbench" check --against foreign.csv --quiet # before anything is counted
one_line "foreign.csv"
expect 2 "$vtbench" check --accept

# Fractions have a direction too, and fewer frees at equal allocations are a leak.
sed 's|^\(hit_ratio,value_task,percent=90,\)1/10,|\11/5,|' exact.csv >fraction.csv
cmp -s fraction.csv exact.csv && fail "no case has 1/10 allocations"
expect 4 "$vtbench" check --filter 'hit_ratio/value_task;percent=90' --against fraction.csv --quiet
has out "hit_ratio/value_task;percent=90: allocs_per_op: 1/10, committed 1/5"
sed 's/^\(sync_success,task,,1,\)1,/\12,/' exact.csv >leak.csv
expect 1 "$vtbench" check --filter sync_success --against leak.csv --quiet
has out "frees_per_op: 1, committed 2"

# A baseline is a run's folder, by its name.
mkdir -p results/base runs/base
cp more.csv results/base/exact.csv
cp fewer.csv runs/base/exact.csv
expect 4 "$vtbench" check --baseline base --filter sync_success --quiet
expect 1 "$vtbench" check --baseline base --out runs --filter sync_success --quiet
expect 3 "$vtbench" check --baseline nobody --filter sync_success --quiet
one_line "results/nobody/exact.csv"
expect 2 "$vtbench" check --baseline base --against exact.csv
expect 2 "$vtbench" check --baseline runs/base

# Formats for programs and pull requests; the advice to accept is a command for a shell.
expect 4 "$vtbench" check --baseline base --filter sync_success --quiet --format json
has out '"exit_code":4'
has out '"finding":"fewer","column":"allocs_per_op","expected":"2","now":"1"'
if command -v python3 >/dev/null; then
  python3 -c 'import json; json.load(open("out"))' || fail "not JSON"
fi
expect 1 "$vtbench" check --against fewer.csv --filter sync_success --quiet --format markdown
has out "**Check fails.**"
has out "| sync_success/task | allocs_per_op | 0 | 1 | **more than committed** |"
expect 0 "$vtbench" check --against exact.csv --filter fault --quiet --format markdown
has out "**Check passes.**"
expect 2 "$vtbench" check --format csv
expect 4 "$vtbench" check --baseline base --filter sync_success --quiet --format markdown
has out "vtbench accept --baseline=base --filter=sync_success"
expect 0 "$vtbench" accept --baseline=base --quiet $some
expect 0 "$vtbench" check --baseline base --filter sync_success --quiet
cmp results/base/exact.csv exact.csv || fail "the accepted counts differ from the measured ones"
cp more.csv "my; counts.csv"
expect 4 "$vtbench" check --against "my; counts.csv" --filter sync_success --quiet
one_line "--against='my; counts.csv' --filter=sync_success"
