#!/bin/sh
# A quick run times cases with long slices in fewer processes, and judges them apart.
# Usage: test_long_slices.sh VTBENCH HERE PLUGIN
set -eu
vtbench=$1
. "$2/expect.sh"
plugin=$3

# processes RUN PARAMS: of each case of that group, one a line, and its verdict.
processes() {
  awk -F, -v params="$2" '
    NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
    $at["params"] == params { print $at["contender"], $at["processes"], $at["verdict"] }' "results/$1/latency.csv"
}

# One pair at half of the level: 7 processes that agree have p = 0.016.
expect 0 "$vtbench" run --quick --time-only --processes 12 --plugin "$plugin" --name saves --quiet
[ "$(processes saves batch=100000)" = "task 7 
other 7 worse" ] || { processes saves batch=100000; fail "long slices"; }
[ "$(processes saves batch=100001)" = "task 6 " ] || { processes saves batch=100001; fail "a long case alone"; }
[ "$(processes saves batch=99999)" = "task 12 
other 12 worse" ] || { processes saves batch=99999; fail "others"; }
has results/saves/environment.csv "12 processes (7 where slices are long, 6 where they are a group's only ones), 5 slices of 0.12 ms"

# In the first process and then evenly spread.
numbers=$(awk -F, '$2 == "other" && $3 == "batch=100000" { printf "%s ", $4 }' results/saves/processes.csv)
[ "$numbers" = "0 2 4 6 7 9 11 " ] || fail "processes $numbers"
numbers=$(awk -F, '$3 == "batch=100001" { printf "%s ", $4 }' results/saves/processes.csv)
[ "$numbers" = "0 2 4 6 8 10 " ] || fail "processes $numbers of the one alone"

# Where that would save little, and without --quick, all processes time all cases.
expect 0 "$vtbench" run --quick --time-only --processes 9 --plugin "$plugin" --name few --quiet
[ "$(processes few batch=100000)" = "$(processes few batch=99999)" ] || fail "9 processes"
[ "$(processes few batch=100001)" = "task 9 " ] || fail "9 processes of the one alone"
expect 0 "$vtbench" run --time-only --processes 12 --repetitions 2 --min-time 0.0001 --plugin "$plugin" --name whole --quiet
[ "$(processes whole batch=100000)" = "$(processes whole batch=99999)" ] || fail "without --quick"
grep -q "slices are long" results/whole/environment.csv && fail "a run that saves nothing says so"
exit 0
