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
[ "$(grep -c "VTBENCH_WITNESS names no witness" err)" -eq 1 ] || fail "said not once: no witness"
has err "1 measurement could not be made"

# Who cannot count can time all the same.
VTBENCH_WITNESS=nobody expect 3 "$vtbench" run --quick --filter 'sync_success/task' --name blind --quiet
grep -q '^sync_success,task,,[0-9.]*,' results/blind/latency.csv || fail "no time without a witness"
