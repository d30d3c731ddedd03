#!/bin/sh
# What a comparison of two saved runs of the whole catalogue claims of one build, and of the same runs with a known
# change: catalogue.sh BUILD_DIR [RUNS=7] [FOLDER]
#
# Every pair of runs is compared as it is (each claim is a false alarm), with all slices of the second one multiplied
# by a factor, and with one case alone 10 % slower. FOLDER keeps the runs, and those that are there are not measured
# again. Each has a seed of its own. Measures for about three minutes a run; leave the machine alone meanwhile. RATES_RUN:
# options of the runs.
set -eu
[ $# -ge 1 ] || { echo "usage: $0 BUILD_DIR [RUNS=7] [FOLDER]" >&2; exit 2; }
vtbench=$(cd "$1" && pwd)/cli/vtbench
runs=${2:-7}
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
folder=${3:-$scratch/runs}
mkdir -p "$folder"
cd "$folder"

failed() {
  cat "$scratch/err" >&2
  echo "$0: exit $code: $*" >&2
  exit 3
}

i=1
while [ "$i" -le "$runs" ]; do
  code=0
  # shellcheck disable=SC2086
  [ -f "$i/report.json" ] || "$vtbench" run ${RATES_RUN:---processes 16} --time-only --seed "$i" --out . --name "$i" \
    --quiet >/dev/null 2>"$scratch/err" || code=$?
  [ "$code" -eq 0 ] || failed "run $i"
  i=$((i + 1))
done

# slower FACTOR PATTERN: the report with the slices of the matching cases multiplied.
slower() {
  awk -v factor="$1" -v pattern="$2" '
    index($0, pattern) == 0 { print; next }
    {
      made = ""; rest = $0
      while (match(rest, /"slices":\[[^]]*\]/)) {
        made = made substr(rest, 1, RSTART + 9)
        count = split(substr(rest, RSTART + 10, RLENGTH - 11), value, ",")
        for (i = 1; i <= count; i++) made = made (i > 1 ? "," : "") sprintf("%.10g", value[i] * factor)
        made = made "]"; rest = substr(rest, RSTART + RLENGTH)
      }
      print made rest
    }'
}

# claims BASE NEW: writes the verdicts as CSV, case by case.
claims() {
  code=0
  "$vtbench" compare "$1" "$2" --fail-on none --format csv >"$scratch/out" 2>"$scratch/err" || code=$?
  [ "$code" -eq 0 ] || failed "compare $1 $2"
}

# tally FILE TITLE: of all pairs: cases, those that are called worse, of the cases on one thread without the kernel the
# same, those that are called better, and the pairs with any claim.
tally() {
  awk -F, -v title="$2" '
    FNR == 1 { pairs++; for (i = 1; i <= NF; i++) if ($i == "verdict") verdict = i; next }
    {
      one = $1 != "concurrency" && $1 != "buffered_read" && $3 !~ /thread/
      all++; alone += one
      if ($verdict == "worse") { worse++; worse_alone += one }
      if ($verdict == "better") better++
      if ($verdict == "worse" || $verdict == "better") claimed[FILENAME] = 1
    }
    END {
      if (!verdict || !all) exit 3
      any = 0; for (file in claimed) any++
      printf "%-28s %6d %10.1f %% %14.1f %% %10.1f %% %12d\n", title, pairs, 100 * worse / all,
        alone ? 100 * worse_alone / alone : 0, 100 * better / all, any
    }' "$1"/* || { echo "$0: the comparisons have no verdicts" >&2; exit 3; }
}

# pairs TITLE FACTOR PATTERN
pairs() {
  made=$scratch/$2-$(printf '%s' "$3" | cksum | cut -d' ' -f1)
  mkdir "$made"
  new=2
  while [ "$new" -le "$runs" ]; do
    slower "$2" "$3" <"$new/report.json" >"$scratch/new.json"
    base=1
    while [ "$base" -lt "$new" ]; do
      claims "$base" "$scratch/new.json"
      cp "$scratch/out" "$made/$base-$new"
      base=$((base + 1))
    done
    new=$((new + 1))
  done
  tally "$made" "$1"
}

printf '%-28s %6s %12s %16s %12s %12s\n' 'the second run' pairs worse 'worse, 1 thread' better 'with a claim'
pairs "of the same build" 1 ''
for factor in 1.02 1.03 1.05 1.10 1.20; do
  pairs "times $factor" "$factor" ''
done
one='"scenario":"sync_success","contender":"task",'
pairs "one case times 1.10" 1.10 "$one"
echo
echo "worse, better: share of the cases of all pairs. worse, 1 thread: of those without kernel and other threads."
