#!/bin/sh
# Draws every figure from invented sample data, as `vtbench plot` does, and checks what comes out.
# Usage: test_plots.sh SCRIPTS_FOLDER. Exits 77 (skipped) where there is no gnuplot.
set -u
scripts=$1
sample=$(cd "$(dirname "$0")/data/sample" && pwd)
figures="allocations bytes time tradeoff processes"
command -v gnuplot >/dev/null || { echo "skipped: no gnuplot"; exit 77; }
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
failures=0

# check SENTENCE COMMAND...: one claim, true if the command succeeds.
check() {
    sentence=$1
    shift
    if "$@"; then echo "ok: $sentence"; else echo "FAILED: $sentence"; failures=$((failures + 1)); fi
}

# draw FIGURE RUN FILE [FORMAT]: writes gnuplot's output to `messages`.
draw() {
    gnuplot -e "run='$2'; out='$3'; format='${4:-svg}'" "$scripts/$1.gp" 2>"$work/messages"
}

variant() {
    mkdir "$work/$1" && cp "$sample"/*.csv "$work/$1"
}

count() { # count PATTERN FILE: how many lines have it
    grep -c -- "$1" "$2"
}

is_svg() { grep -q '^</svg>' "$1" && grep -q '<title>vtbench</title>' "$1"; }
is_png_1600_wide() { [ "$(od -An -tx1 -N20 "$1" | tr -d ' \n')" = 89504e470d0a1a0a0000000d4948445200000640 ]; }
quiet() { [ ! -s "$work/messages" ]; }

every_figure_is_drawn() {
    for figure in $figures; do
        check "$figure is drawn as SVG" draw "$figure" "$sample" "$work/$figure.svg"
        check "$figure draws without a warning" quiet
        check "$figure.svg is a complete SVG" is_svg "$work/$figure.svg"
        check "$figure.svg says which machine and run" grep -q "Sample CPU, 4 cores  |  2026-01-02  |  run sample" "$work/$figure.svg"
        check "$figure is drawn as PNG" draw "$figure" "$sample" "$work/$figure.png" png
        check "$figure.png is a PNG of 1600 pixels" is_png_1600_wide "$work/$figure.png"
        draw "$figure" "$sample" "$work/again.svg"
        check "$figure.svg is the same when drawn again" cmp -s "$work/$figure.svg" "$work/again.svg"
    done
}

# Moves the first column to the end and adds two unknown ones before the others.
columns_are_found_by_name() {
    variant bare
    sed -i 's/"\([^",]*\), \([^",]*\)"/\1 \2/' "$work/bare/contenders.csv" # labels without a comma
    cp -r "$work/bare" "$work/permuted"
    for table in allocations latency processes environment contenders; do
        sed -i 's/^\([^,]*\),\(.*\)$/7,7,\2,\1/; 1s/^7,7,/added,another,/' "$work/permuted/$table.csv"
    done
    for figure in $figures; do
        draw "$figure" "$work/bare" "$work/bare.svg"
        draw "$figure" "$work/permuted" "$work/permuted.svg"
        check "$figure finds its columns by name" cmp -s "$work/bare.svg" "$work/permuted.svg"
    done
}

no_data() { # no_data FIGURE RUN: succeeds with a message and leaves no file
    rm -f "$work/none.svg"
    draw "$1" "$2" "$work/none.svg" && grep -qx "$1: no data in this run" "$work/messages" && [ ! -e "$work/none.svg" ]
}

absent_data_make_no_figure() {
    variant without_hits
    sed -i '/^hit_ratio/d' "$work/without_hits"/*.csv
    check "a run without hit_ratio has no tradeoff" no_data tradeoff "$work/without_hits"
    draw time "$work/without_hits" "$work/time_without.svg"
    check "a run without hit_ratio has the same time figure" cmp -s "$work/time.svg" "$work/time_without.svg"
    variant only_hits
    sed -i '1p; /^hit_ratio/!d' "$work/only_hits/allocations.csv" "$work/only_hits/latency.csv" "$work/only_hits/processes.csv"
    for figure in allocations bytes time processes; do
        check "a run of hit_ratio alone has no $figure" no_data "$figure" "$work/only_hits"
    done
    draw tradeoff "$work/only_hits" "$work/tradeoff_only.svg"
    check "a run of hit_ratio alone has the same tradeoff" cmp -s "$work/tradeoff.svg" "$work/tradeoff_only.svg"
    variant counted_only
    rm "$work/counted_only/latency.csv" "$work/counted_only/processes.csv"
    check "a run without latency.csv has no time figure" no_data time "$work/counted_only"
    check "a run without processes.csv has no processes figure" no_data processes "$work/counted_only"
    check "a run without latency.csv has half a tradeoff" draw tradeoff "$work/counted_only" "$work/half.svg"
    check "the missing half of a tradeoff is labelled as not measured" grep -q "not measured in this run" "$work/half.svg"
}

# In the sample sync_success/task makes one allocation and sync_success/value_task none.
empty_cells_are_left_out() {
    ones=$(count '>1</tspan>' "$work/allocations.svg")
    zeros=$(count '>0</tspan>' "$work/allocations.svg")
    variant gaps
    sed -i 's/^sync_success,task,,1,/sync_success,task,,,/' "$work/gaps/allocations.csv"
    draw allocations "$work/gaps" "$work/gaps.svg"
    check "an empty count has no number" [ "$(count '>1</tspan>' "$work/gaps.svg")" -eq $((ones - 1)) ]
    check "an empty count is not drawn as 0" [ "$(count '>0</tspan>' "$work/gaps.svg")" -eq "$zeros" ]
    check "a measured zero is drawn as 0" [ "$zeros" -gt 0 ]
    check "a measured zero is an open circle" [ "$(count "#gpPt5' transform" "$work/allocations.svg")" -eq "$zeros" ]
    sed -i 's/^\(pooled_source,task,,\)[^,]*,[^,]*,[^,]*/\1,,/' "$work/gaps/latency.csv"
    draw time "$work/gaps" "$work/gaps.svg"
    points=$(count "#gpPt6' transform" "$work/time.svg")
    check "an empty time has no point" [ "$(count "#gpPt6' transform" "$work/gaps.svg")" -eq $((points - 1)) ]
    sed -i 's/^\(sync_success,direct,,[^,]*\),[^,]*,[^,]*/\1,,/' "$work/gaps/latency.csv"
    draw time "$work/gaps" "$work/bare.svg"
    check "a time without an interval keeps its point" [ "$(count "#gpPt6' transform" "$work/bare.svg")" -eq $((points - 1)) ]
    check "a time without an interval has no bar" sh -c "! cmp -s '$work/gaps.svg' '$work/bare.svg'"
    sed -i 's/^\(hit_ratio,task,percent=50,\)[^,]*,[^,]*,[^,]*/\1,,/' "$work/gaps/latency.csv"
    check "a tradeoff with a gap is drawn" draw tradeoff "$work/gaps" "$work/gaps.svg"
    sed -i 's/^\(fault,task,when=sync,3,\).*/\1/' "$work/gaps/processes.csv"
    draw processes "$work/gaps" "$work/gaps.svg"
    points=$(count "#gpPt6' transform" "$work/processes.svg")
    check "an empty process has no point" [ "$(count "#gpPt6' transform" "$work/gaps.svg")" -eq $((points - 1)) ]
}

# Replaces every column with 7, except the one that a figure shows, which gets a unique number.
the_right_numbers_are_shown() {
    variant numbers
    sed -i '2,$s/^\([^,]*,[^,]*,[^,]*\),[^,]*,[^,]*,[^,]*,\([^,]*\),[^,]*,[^,]*,/\1,7,7,7,\2,7,7,/; s/^\(sync_success,task,,7,7,7\),[^,]*/\1,777/' "$work/numbers/allocations.csv"
    draw bytes "$work/numbers" "$work/numbers.svg"
    check "bytes shows the usable bytes" grep -q '>777</tspan>' "$work/numbers.svg"
    draw tradeoff "$work/numbers" "$work/numbers.svg"
    check "tradeoff shows the usable bytes" cmp -s "$work/tradeoff.svg" "$work/numbers.svg"
    printf '%s\n' scenario,contender,params,process,ns_per_op pooled_source,task,,0,100 \
        pooled_source,task,,1,160 pooled_source,task,,2,100 >"$work/numbers/processes.csv"
    draw processes "$work/numbers" "$work/numbers.svg"
    check "processes are shown relative to their median" grep -q '+60 %' "$work/numbers.svg"
    check "the range of the processes is shown" grep -q '60.0 %' "$work/numbers.svg"
}

# 272 (1-h) = 96 h + 224 (1-h) at h = 1/3, for the bytes of the sample.
crossings_are_marked() {
    check "the crossing of the bytes lies at 33 %" grep -q '<text>33 %</text>' "$work/tradeoff.svg"
    check "the crossings of the times are marked" [ "$(count '<text>[0-9]* %</text>' "$work/tradeoff.svg")" -ge 8 ]
    variant unsettled
    sed -i 's/^\(hit_ratio,[^,]*,percent=[0-9]*,[^,]*\),[^,]*,[^,]*/\1,0.1,900/' "$work/unsettled/latency.csv"
    draw tradeoff "$work/unsettled" "$work/unsettled.svg"
    check "a crossing within the intervals is marked as not settled" grep -q '<text>37 %?</text>' "$work/unsettled.svg"
    check "a crossing outside the intervals is marked as settled" sh -c "! grep -q '%?</text>' '$work/tradeoff.svg'"
    variant parallel
    sed -i '/^hit_ratio,value_task/d' "$work/parallel"/*.csv
    draw tradeoff "$work/parallel" "$work/parallel.svg"
    check "lines that do not cross have no mark" [ "$(count 'No change of order' "$work/parallel.svg")" -eq 2 ]
}

# looks RUN: prints a line "name|label|colour|point" for each contender, as the run's figures show it.
looks() {
    gnuplot -e "figure='test'; run='$1'; out=''; format='svg'; here='$scripts/'; load here.'common.gp'; set print '-'; do for [c in contenders] {print sprintf('%s|%s|%s|%d', c, label(c), colour(c), point(c))}" 2>/dev/null
}

# The line of one contender.
look() { looks "$1" | grep "^$2|"; }

contenders_look_as_the_run_says() {
    looks "$sample" >"$work/looks"
    for contender in $(cut -d, -f2 "$sample/allocations.csv" "$sample/latency.csv" "$sample/processes.csv" | grep -v contender | sort -u); do
        check "$contender has a colour and symbol" grep -q "^$contender|" "$work/looks"
    done
    check "contenders are in the order of contenders.csv" [ "$(cut -d'|' -f1 "$work/looks" | head -3 | tr '\n' ' ')" = "direct task task_cached " ]
    check "colour and symbol come from contenders.csv" [ "$(look "$sample" task)" = "task|task|#000000|7" ]
    check "a label may have a comma" [ "$(look "$sample" value_task_pooled)" = "value_task_pooled|value task, pooled|#009E73|11" ]
    check "the label is in the legend" grep -q '<text>value task, pooled</text>' "$work/time.svg"
    check "no two contenders look alike" [ -z "$(cut -d'|' -f3,4 "$work/looks" | sort | uniq -d)" ]
}

contenders_without_a_look_get_a_spare_one() {
    variant plugin
    sed -i 's/,value_task_wide,/,my_own,/; s/,value_task_static_error,/,other,/' "$work/plugin"/*.csv
    sed -i '/^value_task_wide/d; /^value_task_static_error/d' "$work/plugin/contenders.csv"
    check "a contender without an entry is drawn" draw time "$work/plugin" "$work/plugin.svg"
    check "the legend shows it with its name" grep -q '<text>my_own</text>' "$work/plugin.svg"
    check "it has the next free colour and symbol" [ "$(look "$work/plugin" my_own)" = "my_own|my_own|#882255|6" ]
    check "the next contender gets another pair" [ "$(look "$work/plugin" other)" = "other|other|#999933|8" ]
    echo 'my_own,"Mine, of course",#112233,5,What I wrote.,task' >>"$work/plugin/contenders.csv"
    draw time "$work/plugin" "$work/plugin.svg"
    check "a plugin's own entry is used" [ "$(look "$work/plugin" my_own)" = "my_own|Mine, of course|#112233|5" ]
    check "its label is in the legend" grep -q '<text>Mine, of course</text>' "$work/plugin.svg"
    check "the other contender gets the first spare pair" [ "$(look "$work/plugin" other)" = "other|other|#882255|6" ]
    sed -i '/^my_own/d' "$work/plugin/contenders.csv"
    echo "my_own,\"'=Mine, of course\",#112233,5,What I wrote.,task" >>"$work/plugin/contenders.csv"
    check "the quote before a formula is not shown" [ "$(look "$work/plugin" my_own)" = "my_own|=Mine, of course|#112233|5" ]
    sed -i '/^my_own/d' "$work/plugin/contenders.csv"
    echo 'my_own,Mine,,0,,task' >>"$work/plugin/contenders.csv"
    check "an entry may omit colour and symbol" [ "$(look "$work/plugin" my_own)" = "my_own|Mine|#882255|6" ]
    check "its pair is not used twice" [ "$(look "$work/plugin" other)" = "other|other|#999933|8" ]
    sed -i 's/^my_own.*/my_own,Mine,nonsense,0,,task/' "$work/plugin/contenders.csv"
    check "an invalid colour counts as none" [ "$(look "$work/plugin" my_own)" = "my_own|Mine|#882255|6" ]
    variant old
    rm "$work/old/contenders.csv"
    for figure in $figures; do
        check "$figure of a run without contenders.csv is drawn" draw "$figure" "$work/old" "$work/old.svg"
    done
    check "its contenders look different from each other" [ -z "$(looks "$work/old" | cut -d'|' -f3,4 | sort | uniq -d)" ]
    check "all of its contenders are shown" [ "$(looks "$work/old" | wc -l)" -eq "$(wc -l <"$work/looks")" ]
}

exact_numbers_are_fractions() {
    check "one in 512 is written as a fraction" grep -q '>1/512</tspan>' "$work/allocations.svg"
    variant fractions
    sed -i 's/^sync_success,task,,1,/sync_success,task,,999\/1000,/; s/^sync_success,direct,,0,/sync_success,direct,,9\/2,/' "$work/fractions/allocations.csv"
    draw allocations "$work/fractions" "$work/fractions.svg"
    check "999/1000 is a number below 1" grep -q '>0.999</tspan>' "$work/fractions.svg"
    check "9/2 is 4.5" grep -q '>4.5</tspan>' "$work/fractions.svg"
    awk -F, -v OFS=, '/^hit_ratio/ && $7 ~ /^[0-9]+$/ { $7 = $7 * 7 "/7" } 1' "$sample/allocations.csv" >"$work/fractions/allocations.csv"
    draw tradeoff "$work/fractions" "$work/fractions.svg"
    check "the tradeoff reads fractions" cmp -s "$work/tradeoff.svg" "$work/fractions.svg"
}

misuse_is_an_error() {
    check "an unknown format is an error" sh -c "! gnuplot -e \"run='$sample'; out='$work/x'; format='pdf'\" '$scripts/time.gp' 2>/dev/null"
    check "a missing argument is an error" sh -c "! gnuplot '$scripts/time.gp' 2>/dev/null"
    variant renamed
    sed -i '1s/ns_per_op/nanoseconds/' "$work/renamed/latency.csv"
    check "a table without its column is an error" sh -c "! gnuplot -e \"run='$work/renamed'; out='$work/x'; format='svg'\" '$scripts/time.gp' 2>/dev/null"
    check "an error leaves no file" [ ! -e "$work/x" ]
}

every_figure_is_drawn
columns_are_found_by_name
absent_data_make_no_figure
empty_cells_are_left_out
the_right_numbers_are_shown
crossings_are_marked
contenders_look_as_the_run_says
contenders_without_a_look_get_a_spare_one
exact_numbers_are_fractions
misuse_is_an_error
[ "$failures" -eq 0 ] || { echo "$failures checks failed"; exit 1; }
