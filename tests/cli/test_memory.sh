# The resident memory of an operation is measured for the cases that ask for it; it is not exact, so no gate holds it, and what
# gates alone does not run the batch.
vtbench=$1
. "$2/expect.sh"
plugin=$3

[ -w /proc/self/clear_refs ] || exit 77 # the kernel keeps no peaks

expect 0 "$vtbench" run --quiet --count-only --name roomy --plugin "$plugin" --filter 'roomy/*'
has err "first call of asks: 4096"
has err "first call of silent: 64"
[ "$(wc -l <results/roomy/memory.csv)" -eq 2 ] || fail "memory.csv has other cases than the one that asks"
bytes=$(sed -n 's/^roomy,asks,,//p' results/roomy/memory.csv)
awk -v bytes="$bytes" 'BEGIN { exit !(bytes > 4000 && bytes < 4400) }' || fail "a page took $bytes bytes"
has results/roomy/report.md 'Resident memory per operation: `asks` '

expect 0 "$vtbench" show results/roomy --format csv
has out "resident_bytes_per_op"
expect 0 "$vtbench" accept --quiet --plugin "$plugin" --filter 'roomy/*' --against exact.csv
has err "first call of asks: 64"
expect 0 "$vtbench" check --quiet --plugin "$plugin" --filter 'roomy/*' --against exact.csv
has err "first call of asks: 64"
if grep -q resident exact.csv; then fail "exact.csv has what is not exact"; fi
