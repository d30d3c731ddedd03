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

# gnuplot's own words are shown, and no file is left.
mkdir fake
cat >fake/gnuplot <<'END'
#!/bin/sh
printf '\nset terminal svg\n             ^\n"figure.gp" line 7: unknown or ambiguous terminal type\n\n' >&2
exit 1
END
chmod +x fake/gnuplot
rm -r results/b/plots
expect 3 env PATH="$PWD/fake:$PATH" "$vtbench" plot results/b
one_line 'gnuplot failed on allocations as svg, with status 1: "figure.gp" line 7: unknown or ambiguous terminal type'
printf '#!/bin/sh\nkill -9 $$\n' >fake/gnuplot
expect 3 env PATH="$PWD/fake:$PATH" "$vtbench" plot results/b
one_line 'with status 137: nothing'
printf '#!/bin/sh\n: >plots/allocations.svg.tmp$PPID\n' >fake/gnuplot # an empty file, and no error
expect 3 env PATH="$PWD/fake:$PATH" "$vtbench" plot results/b
one_line 'results/b/plots/allocations.svg: cannot be written whole'
[ -z "$(find results/b/plots -type f)" ] || { ls results/b/plots >&2; fail "a file is left"; }
rm fake/gnuplot
expect 3 env PATH="$PWD/fake" "$vtbench" plot results/b
one_line "gnuplot could not be started: No such file or directory; install gnuplot-nox"
expect 3 env VTBENCH_PLOTS=nowhere "$vtbench" plot results/b
one_line "name the folder of scripts in VTBENCH_PLOTS"

# One run at a time goes elsewhere; settings of the user's own change nothing.
expect 2 "$vtbench" plot --out c results/a results/b
mkdir home
echo 'set terminal dumb; exit status 5' >home/.gnuplot
expect 0 env HOME="$PWD/home" "$vtbench" plot --out c/d results/a
cmp results/a/plots/time.svg c/d/plots/time.svg || fail "the figure is another elsewhere"
ln -s "$2/../../scripts/plots" scripts
expect 0 env VTBENCH_PLOTS=scripts "$vtbench" plot --out e results/a
