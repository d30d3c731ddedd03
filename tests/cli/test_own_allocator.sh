# A plugin that brings an allocator of its own, or calls one past the witnesses, is not called verified. One whose
# allocator is not used is: the loader bound it to the program's.
vtbench=$1
. "$2/expect.sh"
plugins=$3

# unseen NAME WHY: the counts of that plugin, 0 allocations and within budget, are not verified.
unseen() {
  expect 1 "$vtbench" check --quiet --plugin "$plugins/own_$1.so"
  has out "own/once: $2; its allocations are not seen"
  has out "1 cases: 1 not verified"
  expect 1 "$vtbench" run --quiet --count-only --name "$1" --plugin "$plugins/own_$1.so"
  has out "Not verified: once: $2"
  has "results/$1/report.json" '"verified":false'
}
unseen hidden "the plugin defines malloc itself"
unseen symbolic "the plugin defines malloc itself"
unseen other_name "the plugin contains mi_malloc"
unseen libc "the plugin calls __libc_malloc"

for name in none exported; do
  expect 0 "$vtbench" check --quiet --plugin "$plugins/own_$name.so"
  has out "1 cases: all within budget, verified"
done
expect 1 "$vtbench" ab --quiet --processes 10 --repetitions 3 --fail-on allocs "$plugins/own_none.so" \
  "$plugins/own_symbolic.so"
