# `check` holds counts to the budgets and to a committed file, both ways.
vtbench=$1
. "$2/expect.sh"

expect 0 "$vtbench" check --accept --against exact.csv --quiet
expect 0 "$vtbench" check --against exact.csv --quiet
has out "all within budget, verified, as in exact.csv"

# Committed: one fewer than there is; one more; a case too many; another file.
sed 's/^\(sync_success,task,,\)1,/\10,/' exact.csv >fewer.csv
expect 1 "$vtbench" check --against fewer.csv --quiet
has out "sync_success,task,: allocs_per_op: 1, committed 0"
sed 's/^\(sync_success,task,,\)1,/\12,/' exact.csv >more.csv
expect 4 "$vtbench" check --against more.csv --quiet
has err "accept with"
echo "no_such,task,,1,1,1,1,0,1,verified,1" | cat exact.csv - >longer.csv
expect 1 "$vtbench" check --against longer.csv --quiet
has out "only in the committed file"
expect 0 "$vtbench" check --against longer.csv --filter fault --quiet
echo hello >foreign.csv
expect 3 "$vtbench" check --against foreign.csv --quiet
one_line "foreign.csv"
expect 2 "$vtbench" check --accept --filter fault
