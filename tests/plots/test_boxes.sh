#!/bin/sh
# No text of any figure lies on another, is cut or is too small, as a real renderer (Chromium) draws them: of whole
# and partial runs, of a plugin, of 25 contenders with long names, of values from 0 to 10^9, and of a comparison.
# Usage: test_boxes.sh VTBENCH MAKE_RUNS REFERENCE. Exits 77 (skipped, nothing was checked) without gnuplot or Chromium.
set -u
vtbench=$1 make_runs=$2 reference=$3
here=$(cd "$(dirname "$0")" && pwd)
browser=$(command -v chromium || command -v chromium-browser || command -v google-chrome) ||
    { echo "skipped: no chromium, so no box was checked"; exit 77; }
command -v gnuplot >/dev/null || { echo "skipped: no gnuplot"; exit 77; }
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1

fail() {
    echo "FAILED: $*"
    exit 1
}

# page FILE...: writes the figures into one page, in the widest of the fonts that "sans-serif" usually is.
page() {
    echo '<!DOCTYPE html><meta charset="utf-8"><body>'
    echo '<style>svg { display: block } svg * { font-family: "DejaVu Sans", Verdana, sans-serif !important }</style>'
    for file; do
        printf '<section data-name="%s">\n' "$file"
        sed '1{/^<?xml/d}' "$file"
        echo '</section>'
    done
    echo '<script>'
    cat "$here/boxes.js"
    echo '</script>'
}

# boxes PAGE: prints what Chromium finds. An own home: it writes there.
boxes() {
    HOME=$work timeout 120 "$browser" --headless --no-sandbox --disable-gpu --disable-dev-shm-usage \
        --user-data-dir="$work/browser" --dump-dom "file://$work/$1" 2>browser_messages >dom
    sed -n 's/.*<pre>//; s/<\/pre>.*//; /overlap:\|cut:\|small:\|tall\|tooltips\|title\|checked [0-9]/p' dom
}

"$make_runs" "$reference" . || fail "the runs could not be made"
for run in whole filtered one one_share counts_alone times_alone many plugin; do
    "$vtbench" plot "$run" >out 2>err || { cat err; fail "no figures of $run"; }
    [ ! -s err ] || { cat err; fail "messages while $run was drawn"; }
done
"$vtbench" compare --plot comparison --fail-on none whole changed >out 2>err || { cat err; fail "no figure of a comparison"; }

page */plots/*.svg comparison/*.svg >all.html
count=$(ls */plots/*.svg comparison/*.svg | wc -l)
[ "$count" -ge 50 ] || fail "$count figures only"
boxes all.html >found
tail -1 found
grep -q "^checked $count figures, .*: 0 findings$" found || { head -40 found; cat browser_messages | tail -3; fail "texts that cannot be read"; }

# A label that is too long is found, and one beyond the edge.
sed 's/>value task, own source</>a label that was made too long for its column on purpose, of course</' whole/plots/overview.svg >long.svg
cmp -s long.svg whole/plots/overview.svg && fail "the label is not in the figure"
sed 's/>processes</&/; s/>run whole</&/; s/>callback, malloc</>a label in the last column: so long that it is cut by the edge of the picture, and then some more and more of it</' whole/plots/overview.svg >edge.svg
page long.svg edge.svg >wrong.html
boxes wrong.html >found
grep -q 'long.svg: overlap: "a label that was made too long' found || { cat found; fail "a label that lies on another is not found"; }
grep -q 'edge.svg: cut: "a label in the last column' found || { cat found; fail "a label that is cut is not found"; }
