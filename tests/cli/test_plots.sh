# A run's report.json alone gives the same plots, byte for byte.
vtbench=$1
. "$2/expect.sh"

expect 0 "$vtbench" run --quick --filter sync_success --filter 'hit_ratio/*' --name a --quiet
expect 0 "$vtbench" plot results/a
for figure in allocations bytes time tradeoff processes; do
  [ -s results/a/plots/$figure.svg ] && [ -s results/a/plots/$figure.png ] || fail "no $figure"
done
mkdir -p again/a
cp results/a/report.json again/a
expect 0 "$vtbench" plot again/a
for figure in allocations bytes time tradeoff processes; do
  cmp results/a/plots/$figure.svg again/a/plots/$figure.svg || fail "$figure.svg differs"
done

# Without the scenario of a figure there is no figure, and a line says so.
expect 0 "$vtbench" run --quick --filter sync_success --name b --quiet
expect 0 "$vtbench" plot results/b
[ ! -e results/b/plots/tradeoff.svg ] || fail "there is a tradeoff without data"
has err "no data in this run"
