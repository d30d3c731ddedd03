#!/bin/sh
# Rates of false alarms, and of detected differences of 2 % and 5 %: rates.sh BUILD_DIR [TIMES=100]
#
# The plugin's operation is a known number of steps (steps.c). Each repetition takes about 17 s and has its
# own seed. Run it on a quiet machine. RATES_MEASURE: options of all measurements.
set -eu
[ $# -ge 1 ] || { echo "usage: $0 BUILD_DIR [TIMES=100]" >&2; exit 2; }
build=$(cd "$1" && pwd)
times=${2:-100}
vtbench=$build/cli/vtbench
plugins=$build/tests/rates
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

failed() {
  cat err >&2
  echo "$0: exit $code: $*" >&2
  exit 3
}

# ab NEW SEED: prints the verdict on the times.
ab() {
  code=0
  # shellcheck disable=SC2086
  "$vtbench" ab "$plugins/steps.so" "$plugins/$1.so" ${RATES_MEASURE:-} --seed "$2" --quiet --format csv >out 2>err || code=$?
  verdict=$(awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) if ($i == "verdict") at = i } NR == 2 { print $at }' out)
  case "$code:$verdict" in
    [01]:?* | "3:no verdict") ;; # without a verdict nothing is to be gated by
    *) failed "ab $1: '$verdict'" ;;
  esac
}

# line TITLE BETTER WORSE NONE
line() {
  awk -v title="$1" -v n="$times" -v better="$2" -v worse="$3" -v none="$4" 'BEGIN {
    printf "%-37s %6d %8s %8s %8s\n", title, n, percent(better, n), percent(worse, n), percent(none, n) }
    function percent(count, n) { return count == "" ? "-" : sprintf("%.1f %%", 100 * count / n) }'
}

compare_builds() { # TITLE NEW
  better=0 worse=0 none=0 i=1
  while [ "$i" -le "$times" ]; do
    ab "$2" "$i"
    case $verdict in
      better) better=$((better + 1)) ;;
      worse) worse=$((worse + 1)) ;;
      "no verdict") none=$((none + 1)) ;;
    esac
    i=$((i + 1))
  done
  line "$1" "$better" "$worse" "$none"
}

# Exit status 1 of compare means that the second run is worse; "better" is in its table.
run_one() { # NAME SEED OPTION...
  name=$1 seed=$2 code=0
  shift 2
  # shellcheck disable=SC2086
  "$vtbench" run "$@" ${RATES_MEASURE:-} --time-only --seed "$seed" --out . --name "$name" --force --quiet >out 2>err || code=$?
  [ "$code" -eq 0 ] || failed "run"
}

# The options of both runs are lists of words without spaces in them.
compare_runs() { # TITLE FIRST SECOND
  better=0 worse=0 i=1
  while [ "$i" -le "$times" ]; do
    run_one first $((2 * i)) $2
    run_one second $((2 * i + 1)) $3
    code=0
    "$vtbench" compare first second --fail-on time --format csv >out 2>err || code=$?
    [ "$code" -le 1 ] || failed "compare"
    worse=$((worse + code))
    if grep -q ',better,' out; then better=$((better + 1)); fi
    i=$((i + 1))
  done
  line "$1" "$better" "$worse" ""
}

# Copied here, so that the plugins' names contain no folder.
cp "$plugins"/*.so .

printf '%-37s %6s %8s %8s %8s\n' comparison times better worse 'control'
compare_builds "ab, the same source built again" steps_again
compare_builds "ab, 2 % slower" steps_2_percent
compare_builds "ab, 5 % slower" steps_5_percent
steps="--plugin ./steps.so"
suite="--filter async_completion/*same_thread"
files="--filter buffered_read/task;from=file;chunk=16384 --filter buffered_read/value_task;from=file;chunk=16384"
compare_runs "two runs, the same source" "$steps" "$steps"
compare_runs "two runs, six cases of the suite" "$suite" "$suite"
compare_runs "two runs, two cases that read a file" "$files" "$files"
compare_runs "two runs, 2 % slower" "$steps" "--plugin ./steps_2_percent.so"
compare_runs "two runs, 5 % slower" "$steps" "--plugin ./steps_5_percent.so"
echo
echo "better, worse: share of repetitions with this verdict. control: no verdict, because OLD differs from"
echo "its copy. If both builds have the same source, every verdict is a false alarm."
