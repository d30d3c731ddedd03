# The committed exact numbers, made again: the same bytes.
vtbench=$1
committed=$2
. "$(dirname "$0")/expect.sh"

expect 0 "$vtbench" check --accept --against fresh.csv --quiet
cmp fresh.csv "$committed" || { diff "$committed" fresh.csv >&2; fail "exact numbers have changed"; }
expect 0 "$vtbench" check --against "$committed" --quiet

# The other witness sees the same.
VTBENCH_WITNESS=interposer expect 0 "$vtbench" check --against "$committed" --quiet
VTBENCH_WITNESS=nobody expect 3 "$vtbench" check --against "$committed" --quiet
one_line "VTBENCH_WITNESS names no witness"
