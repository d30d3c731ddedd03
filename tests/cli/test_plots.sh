# A run's report.json alone gives the same plots, byte for byte, and of each scenario the figure that its data ask for.
vtbench=$1
. "$2/expect.sh"

expect 0 "$vtbench" run --quick --processes 2 --filter sync_success --filter 'hit_ratio/*' --filter 'result_size/*' --name a --quiet
expect 0 "$vtbench" plot results/a
for figure in overview floors paths-sync_success tradeoff-hit_ratio lines-result_size processes; do
  [ -s results/a/plots/$figure.svg ] && [ -s results/a/plots/$figure.png ] || fail "no $figure"
done
[ "$(ls results/a/plots | wc -l)" -eq 12 ] || { ls results/a/plots >&2; fail "other figures too"; }
mkdir -p again/a
cp results/a/report.json again/a
expect 0 "$vtbench" plot again/a
for figure in results/a/plots/*; do
  cmp "$figure" "again/a/plots/${figure##*/}" || fail "$figure differs"
done
expect 0 "$vtbench" report again/a
for figure in overview floors paths-sync_success tradeoff-hit_ratio lines-result_size processes; do
  has again/a/report.md "(plots/$figure.svg)"
done

# Who cannot see a figure can have it read; nothing pops up over it.
has again/a/plots/paths-sync_success.svg '<title id="paths-sync_success-title">sync_success: what does an operation cost?</title>'
has again/a/plots/paths-sync_success.svg '<desc id="paths-sync_success-desc">Allocations and usable bytes: counted, exact.'
has again/a/plots/paths-sync_success.svg 'aria-labelledby="paths-sync_success-title paths-sync_success-desc"'
[ "$(cat again/a/plots/*.svg | grep -c "<title")" -eq 6 ] || fail "there are tooltips"
# What comes again is said once and has a name: those that are used are there, and no others.
for figure in again/a/plots/*.svg; do
  grep -o 'class="t[^"]*"' "$figure" | sed 's/.*"t/t/; s/"//' | sort -u >used
  sed -n 's/^\.\(t[^{]*\){fill.*\|^\.\(t[^{]*\){.*/\1\2/p' "$figure" | sort >made
  [ -s used ] && cmp used made || fail "$figure: styles of texts"
  grep -o '<use xlink:href="#m[^"]*"' "$figure" | sed 's/.*#m/m/; s/"//' | sort -u >used
  sed -n 's/^<g id="\(m[^"]*\)">.*/\1/p' "$figure" | sort >made
  [ -s used ] && cmp used made || fail "$figure: marks"
  for shape in $(grep -o "id='gpPt[0-9]*'" "$figure" | sed "s/id='//; s/'//"); do
    grep -q "#$shape'" "$figure" || fail "$figure: nothing uses $shape"
  done
  grep -o '<\(path\|polygon\)[^>]* \(d\|points\)=[^>]*' "$figure" | grep -v gpPt | grep '[0-9]\.[0-9][0-9]' &&
    fail "$figure: coordinates with more than one digit behind the point"
done
tr -d '\n\t' <again/a/plots/paths-sync_success.svg >line
grep -q '<g' line || fail "the figure has no groups at all"
grep -qE '<g[^>]*></g>|<text></text>' line && fail "there are groups that show nothing"

# What there is no data for is not there, and figures of a fuller run do not stay; other files do.
expect 0 "$vtbench" run --quick --processes 2 --filter sync_success --filter 'hit_ratio/*;percent=50' --name b --quiet
mkdir results/b/plots
touch results/b/plots/lines-x.svg results/b/plots/paths-old-2.png results/b/plots/lines-x.svg.tmp99999999 results/b/plots/paths.txt \
  results/b/plots/my-paths.svg
expect 0 "$vtbench" plot results/b
[ -s results/b/plots/paths-hit_ratio.svg ] || fail "one share alone has no paths"
[ ! -e results/b/plots/tradeoff-hit_ratio.svg ] || fail "there is a tradeoff without data"
[ ! -e results/b/plots/lines-x.svg ] && [ ! -e results/b/plots/lines-x.svg.tmp99999999 ] && [ ! -e results/b/plots/paths-old-2.png ] ||
  fail "figures of another run stay"
[ -e results/b/plots/paths.txt ] && [ -e results/b/plots/my-paths.svg ] || fail "somebody's own files are gone"
rm results/b/plots/paths.txt results/b/plots/my-paths.svg
expect 0 "$vtbench" run --count-only --filter sync_success --name c --quiet
expect 0 "$vtbench" plot results/c
[ "$(ls results/c/plots)" = "paths-sync_success.png
paths-sync_success.svg" ] || { ls results/c/plots >&2; fail "a run without times has other figures"; }

# What changed between two runs, with its data beside it; the output is the comparison's alone.
mkdir -p results/d
sed '/"scenario":"sync_success","contender":"task"/s/"allocs_per_op":"1"/"allocs_per_op":"3"/g' results/c/report.json >results/d/report.json
expect 1 "$vtbench" compare results/c results/d --plot what/changed --format json
"$vtbench" compare results/c results/d --format json >alone || true
cmp out alone || fail "the comparison is printed otherwise with --plot"
has what/changed/comparison.csv 'sync_success,task,,allocs_per_op,1,3,worse'
grep -q '>1 → 3<' what/changed/dumbbells.svg || fail "the change is not in the figure"
[ -s what/changed/dumbbells.png ] || fail "no PNG of what changed"
expect 0 "$vtbench" compare results/c results/c --plot what/changed
has err "nothing changed, so there is nothing to draw"
[ "$(ls what/changed)" = comparison.csv ] || fail "an old figure stays"
expect 3 "$vtbench" compare results/c results/d --plot /dev/null/x
has err "choose another --plot"

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
one_line 'gnuplot failed on overview, with status 1: "figure.gp" line 7: unknown or ambiguous terminal type'
printf '#!/bin/sh\nkill -9 $$\n' >fake/gnuplot
expect 3 env PATH="$PWD/fake:$PATH" "$vtbench" plot results/b
one_line 'with status 137: nothing'
printf '#!/bin/sh\n: >"$5"\n' >fake/gnuplot # an empty file, and no error
expect 3 env PATH="$PWD/fake:$PATH" "$vtbench" plot results/b
one_line 'results/b/plots/overview.svg: cannot be written whole'
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
cmp results/a/plots/overview.svg c/d/plots/overview.svg || fail "the figure is another elsewhere"
ln -s "$2/../../scripts/plots" scripts
expect 0 env VTBENCH_PLOTS=scripts "$vtbench" plot --out e results/a
