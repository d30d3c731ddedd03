# The committed files of the reference that are derived are what this program derives from its report.json.
vtbench=$1
reference=$2
. "$(dirname "$0")/expect.sh"

cp -r "$reference" made
rm made/*.csv made/report.md
expect 0 "$vtbench" report made
checked=0
for file in "$reference"/*.csv "$reference"/report.md; do
  name=$(basename "$file")
  [ "$name" != exact.csv ] && [ "$name" != slices.csv ] || continue # measured again elsewhere; not committed
  cmp "made/$name" "$file" || fail "$name is not up to date: vtbench report $reference"
  checked=$((checked + 1))
done
[ "$checked" -ge 12 ] || fail "only $checked files were there to compare"
for figure in $(sed -n 's/.*(\(plots\/[^)]*\.svg\)).*/\1/p' made/report.md); do
  [ -s "$reference/$figure" ] && [ -s "$reference/${figure%.svg}.png" ] || fail "no $figure"
done
grep -q '(plots/.*svg)' made/report.md || fail "report.md names no figure"
