# Measuring the committed exact numbers again gives the same bytes.
vtbench=$1
committed=$2
. "$(dirname "$0")/expect.sh"

expect 0 "$vtbench" accept --against fresh.csv --quiet
cmp fresh.csv "$committed" || { diff "$committed" fresh.csv >&2; fail "exact numbers have changed"; }

# The other witness gives the same numbers.
VTBENCH_WITNESS=interposer expect 0 "$vtbench" check --against "$committed" --quiet
VTBENCH_WITNESS=nobody expect 3 "$vtbench" check --against "$committed" --filter floors --quiet
[ "$(grep -c "VTBENCH_WITNESS names no witness" err)" -eq 1 ] || fail "the unknown witness is not reported exactly once"
has err "1 measurement could not be made"

# A process that cannot count can still time.
VTBENCH_WITNESS=nobody expect 3 "$vtbench" run --quick --filter 'sync_success/task' --name blind --quiet
grep -q '^sync_success,task,,[0-9.]*,' results/blind/latency.csv || fail "no time without a witness"
