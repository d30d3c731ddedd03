# Output, closed descriptors and child processes of measured code do not change results; its output is only on stderr.
vtbench=$1
. "$2/expect.sh"
noisy=$3
silent=$4

# counts PLUGIN NAME: prints the output of check, list and run for the plugin, for programs.
counts() {
  expect 0 "$vtbench" check --quiet --format json --plugin "$1" </dev/null
  cat out
  expect 0 "$vtbench" list --format csv --plugin "$1"
  cat out
  expect 0 "$vtbench" run --count-only --name "$2" --format csv --quiet --plugin "$1"
  cat out "results/$2/allocations.csv"
}
counts "$silent" silent >silent.txt
counts "$noisy" noisy >noisy.txt
cmp silent.txt noisy.txt || { diff silent.txt noisy.txt >&2; fail "the plugin's output changes the results"; }

# The same for a run with times, and for a comparison of both builds.
expect 0 "$vtbench" run --quick --processes 2 --name timed --format json --quiet --plugin "$noisy"
[ "$(grep -c '"process":1' results/timed/report.json)" -eq 3 ] || fail "a process is missing"
grep -q -e loaded -e started -e invented out && fail "stdout has output of the plugin"
if command -v python3 >/dev/null; then
  python3 -c 'import json; json.load(open("out"))' || fail "not JSON"
fi
expect 0 "$vtbench" ab "$silent" "$noisy" --processes 10 --repetitions 3 --quiet --fail-on allocs --format json
grep -q -e loaded -e started -e invented out && fail "stdout has output of the plugin"

# Instructions: each case runs in a separate process.
command -v valgrind >/dev/null || exit 0
expect 0 "$vtbench" run --instructions=callgrind --count-only --filter noisy/prints --name instructions \
  --quiet --plugin "$noisy"
[ "$(grep -c '^noisy,prints,,.*callgrind$' results/instructions/instructions.csv)" -eq 1 ] || fail "no instructions"
