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

# draw FIGURE RUN FILE [FORMAT]: leaves what gnuplot said in messages.
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
        check "$figure.svg is a whole SVG" is_svg "$work/$figure.svg"
        check "$figure.svg says which machine and run" grep -q "Sample CPU, 4 cores  |  2026-01-02  |  run sample" "$work/$figure.svg"
        check "$figure is drawn as PNG" draw "$figure" "$sample" "$work/$figure.png" png
        check "$figure.png is a PNG of 1600 pixels" is_png_1600_wide "$work/$figure.png"
        draw "$figure" "$sample" "$work/again.svg"
        check "$figure.svg is the same when drawn again" cmp -s "$work/$figure.svg" "$work/again.svg"
    done
}

# The first column goes to the end and two unknown ones come before the others.
columns_are_found_by_name() {
    variant permuted
    for table in allocations latency processes environment; do
        sed -i 's/^\([^,]*\),\(.*\)$/7,7,\2,\1/; 1s/^7,7,/added,another,/' "$work/permuted/$table.csv"
    done
    for figure in $figures; do
        draw "$figure" "$work/permuted" "$work/permuted.svg"
        check "$figure finds its columns by name" cmp -s "$work/$figure.svg" "$work/permuted.svg"
    done
}

no_data() { # no_data FIGURE RUN: ends well, says so, and leaves no file
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
    check "the absent half of a tradeoff says so" grep -q "not measured in this run" "$work/half.svg"
}

# In the sample sync_success/task makes one allocation and sync_success/value_task none.
empty_cells_are_left_out() {
    ones=$(count '>1</tspan>' "$work/allocations.svg")
    zeros=$(count '>0</tspan>' "$work/allocations.svg")
    variant gaps
    sed -i 's/^sync_success,task,,1,/sync_success,task,,,/' "$work/gaps/allocations.csv"
    draw allocations "$work/gaps" "$work/gaps.svg"
    check "an empty count loses its number" [ "$(count '>1</tspan>' "$work/gaps.svg")" -eq $((ones - 1)) ]
    check "an empty count is not drawn as 0" [ "$(count '>0</tspan>' "$work/gaps.svg")" -eq "$zeros" ]
    check "a measured zero is drawn as 0" [ "$zeros" -gt 0 ]
    check "a measured zero is an open circle" [ "$(count "#gpPt5' transform" "$work/allocations.svg")" -eq "$zeros" ]
    sed -i 's/^\(pooled_source,task,,\)[^,]*,[^,]*,[^,]*/\1,,/' "$work/gaps/latency.csv"
    draw time "$work/gaps" "$work/gaps.svg"
    points=$(count "#gpPt6' transform" "$work/time.svg")
    check "an empty time loses its point" [ "$(count "#gpPt6' transform" "$work/gaps.svg")" -eq $((points - 1)) ]
    sed -i 's/^\(sync_success,direct,,[^,]*\),[^,]*,[^,]*/\1,,/' "$work/gaps/latency.csv"
    draw time "$work/gaps" "$work/bare.svg"
    check "a time without an interval keeps its point" [ "$(count "#gpPt6' transform" "$work/bare.svg")" -eq $((points - 1)) ]
    check "a time without an interval has no bar" sh -c "! cmp -s '$work/gaps.svg' '$work/bare.svg'"
    sed -i 's/^\(hit_ratio,task,percent=50,\)[^,]*,[^,]*,[^,]*/\1,,/' "$work/gaps/latency.csv"
    check "a tradeoff with a gap is drawn" draw tradeoff "$work/gaps" "$work/gaps.svg"
    sed -i 's/^\(fault,task,when=sync,3,\).*/\1/' "$work/gaps/processes.csv"
    draw processes "$work/gaps" "$work/gaps.svg"
    points=$(count "#gpPt6' transform" "$work/processes.svg")
    check "an empty process loses its point" [ "$(count "#gpPt6' transform" "$work/gaps.svg")" -eq $((points - 1)) ]
}

# Every column but the one a figure shows is replaced by 7; the shown one gets a number of its own.
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
    check "processes are compared with their median" grep -q '+60 %' "$work/numbers.svg"
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

every_contender_has_its_colour() {
    for contender in $(cut -d, -f2 "$sample/allocations.csv" "$sample/latency.csv" "$sample/processes.csv" | grep -v contender | sort -u) value_task_static_error; do
        check "$contender has a colour" gnuplot -e "figure='test'; run='$sample'; out=''; format='svg'; load '$scripts/common.gp'; if (!known('$contender')) {exit status 1}"
    done
    gnuplot -e "figure='test'; run='$sample'; out=''; format='svg'; load '$scripts/common.gp'; set print '-'; do for [c in contenders] {print colour(c)}; do for [c in contenders] {print sprintf('point %d', point(c))}" >"$work/styles" 2>/dev/null
    check "every contender has a colour and a point" [ "$(wc -l <"$work/styles")" -eq 16 ]
    check "no two contenders share a colour or a point" [ -z "$(sort "$work/styles" | uniq -d)" ]
    variant plugin
    sed -i 's/,value_task_wide,/,my_own,/' "$work/plugin"/*.csv
    check "a contender of a plugin is drawn" draw time "$work/plugin" "$work/plugin.svg"
    check "a contender of a plugin is in the legend" grep -q '<text>my_own</text>' "$work/plugin.svg"
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
every_contender_has_its_colour
misuse_is_an_error
[ "$failures" -eq 0 ] || { echo "$failures checks failed"; exit 1; }
