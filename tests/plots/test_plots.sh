#!/bin/sh
# Draws every figure from invented sample data, as `vtbench plot` does, and checks what comes out.
# Usage: test_plots.sh SCRIPTS_FOLDER. Exits 77 (skipped) where there is no gnuplot.
set -u
scripts=$1
sample=$(cd "$(dirname "$0")/data/sample" && pwd)
# Script, scenario and key of each figure.
figures='overview:: floors:: processes:: paths:sync_success: paths:async_completion: paths:fault: tradeoff:hit_ratio:percent
lines:buffered_read:chunk latency:async_completion:'
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

# draw SCRIPT:SCENARIO:KEY RUN FILE [FORMAT [FIRST COUNT [TITLE NOTE]]]: writes gnuplot's output to `messages`.
draw() {
    IFS=: read -r script scenario key <<END
$1
END
    gnuplot --default-settings -c "$scripts/$script.gp" "$2" "$3" "${4:-svg}" "$scenario" "$key" "${5:-}" "${6:-}" "${7:-}" \
        "${8:-}" 2>"$work/messages"
}

variant() {
    mkdir "$work/$1" && cp "$sample"/*.csv "$work/$1"
}

count() { # count PATTERN FILE: how many lines have it
    grep -c -- "$1" "$2"
}

is_svg() { grep -q '^</svg>' "$1" && grep -q '<title>vtbench</title>' "$1"; }
is_png_1600_wide() { [ "$(od -An -tx1 -N20 "$1" | tr -d ' \n')" = 89504e470d0a1a0a0000000d4948445200000640 ]; }
is_low() { [ "$(sed -n 's/.* height="\([0-9]*\)"$/\1/p' "$1" | head -1)" -le 1200 ]; }
quiet() { [ ! -s "$work/messages" ]; }
file_of() { echo "$1" | tr -d : ; }

every_figure_is_drawn() {
    for figure in $figures; do
        file=$work/$(file_of "$figure")
        check "$figure is drawn as SVG" draw "$figure" "$sample" "$file.svg"
        check "$figure draws without a warning" quiet
        check "$figure is a complete SVG" is_svg "$file.svg"
        check "$figure is at most 1,200 pixels tall" is_low "$file.svg"
        check "$figure says which machine and run" grep -q "Sample CPU, 4 cores  |  2026-01-02  |  run sample" "$file.svg"
        check "$figure is drawn as PNG" draw "$figure" "$sample" "$file.png" png
        check "$figure is a PNG of 1600 pixels" is_png_1600_wide "$file.png"
        draw "$figure" "$sample" "$work/again.svg"
        check "$figure is the same when drawn again" cmp -s "$file.svg" "$work/again.svg"
    done
    draw paths:sync_success: "$sample" "$work/title.svg" svg 0 99 'A "title" {/:Bold with} markup_^' 'A `note` $(with) <more>'
    check "the title is shown as it is" sh -c "grep -o 'A &quot;title&quot; .*\|A \"title\" .*' '$work/title.svg' | grep -qF '{/:Bold with} markup_^'"
    check "the note is shown as it is" grep -qF 'A `note` $(with) &lt;more>' "$work/title.svg"
}

# Moves the first column to the end and adds two unknown ones before the others.
columns_are_found_by_name() {
    variant bare
    sed -i 's/"\([^",]*\), \([^",]*\)"/\1 \2/' "$work/bare/contenders.csv" # labels without a comma
    printf '%s\n' path,floor,ratio,ratio_low,ratio_high,aim a,b,1.5,1.4,1.6,2 >"$work/bare/floors.csv"
    cp -r "$work/bare" "$work/permuted"
    for table in allocations latency processes environment contenders percentiles floors; do
        sed -i 's/^\([^,]*\),\(.*\)$/7,7,\2,\1/; 1s/^7,7,/added,another,/' "$work/permuted/$table.csv"
    done
    for figure in $figures; do
        draw "$figure" "$work/bare" "$work/bare.svg"
        draw "$figure" "$work/permuted" "$work/permuted.svg"
        check "$figure finds its columns by name" cmp -s "$work/bare.svg" "$work/permuted.svg"
    done
}

# Rows of another order are found too.
rows_are_found_by_their_case() {
    variant shuffled
    for table in latency processes; do
        { head -1 "$sample/$table.csv"; tail -n +2 "$sample/$table.csv" | sort -r -t, -k2,3; } >"$work/shuffled/$table.csv"
    done
    for figure in overview:: paths:fault: tradeoff:hit_ratio:percent; do
        draw "$figure" "$work/shuffled" "$work/shuffled.svg"
        check "$figure does not need its rows in order" cmp -s "$work/$(file_of "$figure").svg" "$work/shuffled.svg"
    done
}

no_data() { # no_data FIGURE RUN: succeeds with a message and leaves no file
    rm -f "$work/none.svg"
    draw "$1" "$2" "$work/none.svg" && grep -qx "${1%%:*}: no data in this run" "$work/messages" && [ ! -e "$work/none.svg" ]
}

absent_data_make_no_figure() {
    check "a scenario that is not in the run has no figure" no_data paths:other: "$sample"
    check "a scenario without latencies has none of them" no_data latency:sync_success: "$sample"
    variant counted_only
    rm "$work/counted_only/latency.csv" "$work/counted_only/processes.csv" "$work/counted_only/floors.csv"
    check "a run without times has no overview" no_data overview:: "$work/counted_only"
    check "a run without times has no processes" no_data processes:: "$work/counted_only"
    check "a run without floors has no floors" no_data floors:: "$work/counted_only"
    check "a run without times has half a tradeoff" draw tradeoff:hit_ratio:percent "$work/counted_only" "$work/half.svg"
    check "the missing half of a tradeoff is labelled as not measured" grep -q "not measured in this run" "$work/half.svg"
    check "a run without times has lines of counts" draw lines:buffered_read:chunk "$work/counted_only" "$work/half.svg"
    check "the missing lines are labelled as not measured" grep -q "time per operation: not measured" "$work/half.svg"
    check "a run without times has paths" draw paths:sync_success: "$work/counted_only" "$work/half.svg"
}

# In the sample sync_success/task makes one allocation and sync_success/value_task none.
empty_cells_are_left_out() {
    file=$work/pathssync_success.svg
    zeros=$(count '<text>0</text>' "$file")
    ones=$(count '<text>1</text>' "$file")
    variant gaps
    sed -i 's/^sync_success,task,,1,/sync_success,task,,,/' "$work/gaps/allocations.csv"
    draw paths:sync_success: "$work/gaps" "$work/gaps.svg"
    check "an empty count has no number" [ "$(count '<text>1</text>' "$work/gaps.svg")" -eq $((ones - 1)) ]
    check "an empty count is not drawn as 0" [ "$(count '<text>0</text>' "$work/gaps.svg")" -eq "$zeros" ]
    check "a measured zero is drawn as 0" [ "$zeros" -gt 0 ]
    sed -i 's/^\(sync_success,task,,\)[^,]*,[^,]*,[^,]*/\1,,/' "$work/gaps/latency.csv"
    draw paths:sync_success: "$work/gaps" "$work/gaps.svg"
    points=$(count "#gpPt6'" "$file")
    check "an empty time has no point" [ "$(count "#gpPt6'" "$work/gaps.svg")" -eq $((points - 1)) ]
    sed -i 's/^\(sync_success,direct,,[^,]*\),[^,]*,[^,]*/\1,,/' "$work/gaps/latency.csv"
    draw paths:sync_success: "$work/gaps" "$work/bare.svg"
    check "a time without an interval keeps its point" [ "$(count "#gpPt1'" "$work/bare.svg")" -eq "$(count "#gpPt1'" "$file")" ]
    check "a time without an interval has no bar" sh -c "! cmp -s '$work/gaps.svg' '$work/bare.svg'"
    sed -i 's/^\(hit_ratio,task,percent=50,\)[^,]*,[^,]*,[^,]*/\1,,/' "$work/gaps/latency.csv"
    check "a tradeoff with a gap is drawn" draw tradeoff:hit_ratio:percent "$work/gaps" "$work/gaps.svg"
    sed -i 's/^\(fault,value_task,when=sync,3,\).*/\1/' "$work/gaps/processes.csv"
    draw processes:: "$work/gaps" "$work/gaps.svg"
    check "an empty process has no point" [ "$(count "<use .*#gpPt8'" "$work/gaps.svg")" -eq \
        $(($(count "<use .*#gpPt8'" "$work/processes.svg") - 1)) ]
}

# A line in each of the three panels of a setting.
a_value_that_a_setting_does_not_have_is_no_gap() {
    value_task="<path stroke='rgb(  0, 114, 178)'"
    for kind in gap bridge; do
        variant "$kind"
        contender=$([ "$kind" = gap ] && echo value_task || echo '[^,]*')
        sed -i "/^buffered_read,$contender,from=pipe;chunk=1024,/d" "$work/$kind"/*.csv
        draw lines:buffered_read:chunk "$work/$kind" "$work/$kind.svg"
    done
    check "a line goes on where no contender has the value" [ \
        "$(grep -o "$value_task" "$work/bridge.svg" | wc -l)" -eq $(($(grep -o "$value_task" "$work/gap.svg" | wc -l) + 3)) ]
}

# Replaces every column with 7, except the one that a figure shows, which gets a unique number.
the_right_numbers_are_shown() {
    variant numbers
    sed -i '2,$s/^\([^,]*,[^,]*,[^,]*\),[^,]*,[^,]*,[^,]*,\([^,]*\),[^,]*,[^,]*,/\1,7,7,7,\2,7,7,/; s/^\(sync_success,task,,7,7,7\),[^,]*/\1,777/' "$work/numbers/allocations.csv"
    draw paths:sync_success: "$work/numbers" "$work/numbers.svg"
    check "paths show the usable bytes" grep -q '<text>777</text>' "$work/numbers.svg"
    draw tradeoff:hit_ratio:percent "$work/numbers" "$work/numbers.svg"
    check "tradeoff shows the usable bytes" cmp -s "$work/tradeoffhit_ratiopercent.svg" "$work/numbers.svg"
    check "paths show the time" grep -q '<text>24.9 ns</text>' "$work/pathssync_success.svg"
    printf '%s\n' scenario,contender,params,process,ns_per_op pooled_source,task,,0,100 \
        pooled_source,task,,1,160 pooled_source,task,,2,80 >"$work/numbers/processes.csv"
    sed -i 's/^\(pooled_source,task,\),[^,]*/\1,100/' "$work/numbers/latency.csv"
    draw processes:: "$work/numbers" "$work/numbers.svg"
    check "processes are shown relative to their case's median" grep -q -- '<text>-20 to +60 %</text>' "$work/numbers.svg"
    check "response times are apart from service times" grep -q 'response time at 80 % load; on=other_thread' "$work/latencyasync_completion.svg"
    draw latency:async_completion: "$sample" "$work/second.svg" svg 1 1
    check "a page has the panels that it was asked for" sh -c "! grep -q 'service time;' '$work/second.svg'"
    check "words of a floor may have commas" grep -q '<text>1,000 outstanding, pooled</text>' "$work/floors.svg"
    check "so may what it is compared with" sh -c "grep -q '>malloc and free, twice<' '$work/floors.svg' && grep -q '>1,000 others, too<' '$work/floors.svg'"
}

# 272 (1-h) = 96 h + 224 (1-h) at h = 1/3, for the bytes of the sample.
crossings_are_marked() {
    figure=tradeoff:hit_ratio:percent
    file=$work/$(file_of $figure).svg
    check "the crossing of the bytes lies at 33 %" grep -q '<text>33 %</text>' "$file"
    check "the crossings of the times are marked" [ "$(count '<text>[0-9]*[1-9] %</text>' "$file")" -ge 8 ]
    check "lines on the zero line are named" grep -q '<text>on the zero line:</text>' "$file"
    variant same
    sed -n 's/^\(hit_ratio,\)task\(,.*\)/\1twin\2/p' "$sample/allocations.csv" >>"$work/same/allocations.csv"
    draw $figure "$work/same" "$work/same.svg"
    check "a line that another hides is named" grep -q '<text>hides task</text>' "$work/same.svg"
    check "lines that differ hide none" sh -c "! grep -q '<text>hides task</text>' '$file'"
    variant unsettled
    sed -i 's/^\(hit_ratio,[^,]*,percent=[0-9]*,[^,]*\),[^,]*,[^,]*/\1,0.1,900/' "$work/unsettled/latency.csv"
    draw $figure "$work/unsettled" "$work/unsettled.svg"
    check "a crossing within the intervals is marked as not settled" grep -q '<text>37 %?</text>' "$work/unsettled.svg"
    check "a crossing outside the intervals is marked as settled" sh -c "! grep -q '%?</text>' '$file'"
    variant parallel
    sed -i '/^hit_ratio,value_task/d' "$work/parallel"/*.csv
    draw $figure "$work/parallel" "$work/parallel.svg"
    check "lines that do not cross have no mark" [ "$(count 'No change of order' "$work/parallel.svg")" -eq 2 ]
}

# looks RUN: prints a line "name|label|colour|point" for each contender, as the run's figures show it.
looks() {
    cat >"$work/looks.gp" <<END
here = '$scripts/'
figure = 'test'
array Argument[9] = ['$1', 'x', 'svg', '', '', '', '', '', '']
load here.'common.gp'
load here.'contenders.gp'
set print '-'
do for [c in contenders] { print sprintf('%s|%s|%s|%d', c, label(c), colour(c), point(c)) }
END
    gnuplot "$work/looks.gp" 2>/dev/null
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
    check "the label is in the legend" grep -q '<text>value task, pooled</text>' "$work/overview.svg"
    check "no two contenders look alike" [ -z "$(cut -d'|' -f3,4 "$work/looks" | sort | uniq -d)" ]
}

contenders_without_a_look_get_a_spare_one() {
    variant plugin
    sed -i 's/,value_task_wide,/,my_own,/; s/,value_task_static_error,/,other,/' "$work/plugin"/*.csv
    sed -i '/^value_task_wide/d; /^value_task_static_error/d' "$work/plugin/contenders.csv"
    check "a contender without an entry is drawn" draw overview:: "$work/plugin" "$work/plugin.svg"
    check "the legend shows it with its name" grep -q '<text>my_own</text>' "$work/plugin.svg"
    check "it has the next free colour and symbol" [ "$(look "$work/plugin" my_own)" = "my_own|my_own|#882255|6" ]
    check "the next contender gets another pair" [ "$(look "$work/plugin" other)" = "other|other|#999933|8" ]
    echo 'my_own,"Mine, of course",#112233,5,What I wrote.,task' >>"$work/plugin/contenders.csv"
    draw overview:: "$work/plugin" "$work/plugin.svg"
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
    for figure in overview:: paths:fault: lines:buffered_read:chunk; do
        check "$figure of a run without contenders.csv is drawn" draw $figure "$work/old" "$work/old.svg"
    done
    check "its contenders look different from each other" [ -z "$(looks "$work/old" | cut -d'|' -f3,4 | sort | uniq -d)" ]
    check "all of its contenders are shown" [ "$(looks "$work/old" | wc -l)" -eq "$(wc -l <"$work/looks")" ]
}

exact_numbers_are_fractions() {
    sed 's/^\(buffered_read,[^,]*\),from=file;chunk=64/small,\1,/; s/^small,buffered_read/small/' "$sample/allocations.csv" >"$work/small.csv"
    variant fractions
    cp "$work/small.csv" "$work/fractions/allocations.csv"
    draw paths:small: "$work/fractions" "$work/fractions.svg"
    check "one in 512 is written as a fraction" grep -q '<text>1/512</text>' "$work/fractions.svg"
    sed -i 's/^sync_success,task,,1,/sync_success,task,,999\/1000,/; s/^sync_success,direct,,0,/sync_success,direct,,9\/2,/' "$work/fractions/allocations.csv"
    draw paths:sync_success: "$work/fractions" "$work/fractions.svg"
    check "999/1000 is a number below 1" grep -q '<text>0.999</text>' "$work/fractions.svg"
    check "9/2 is 4.5" grep -q '<text>4.5</text>' "$work/fractions.svg"
    awk -F, -v OFS=, '/^hit_ratio/ && $7 ~ /^[0-9]+$/ { $7 = $7 * 7 "/7" } 1' "$sample/allocations.csv" >"$work/fractions/allocations.csv"
    draw tradeoff:hit_ratio:percent "$work/fractions" "$work/fractions.svg"
    check "the tradeoff reads fractions" cmp -s "$work/tradeoffhit_ratiopercent.svg" "$work/fractions.svg"
}

changes_are_drawn() {
    mkdir "$work/comparison"
    printf '%s\n' scenario,contender,params,metric,base,new,verdict sync_success,task,,allocs_per_op,1,2,worse \
        'fault,task,when=sync;of=all,allocs_per_op,1,0,better' sync_success,task,,ns_per_op,1500,1200,better >"$work/comparison/comparison.csv"
    check "what changed is drawn" draw dumbbells::'base a  |  new b' "$work/comparison" "$work/changes.svg"
    check "it draws without a warning" quiet
    check "a case has its name and its two numbers" sh -c "grep -q '>fault/task; when=sync, of=all<' '$work/changes.svg' && grep -q '>1 → 0<' '$work/changes.svg'"
    check "a time has its unit" grep -q '>1.5 µs → 1.2 µs<' "$work/changes.svg"
    check "the runs are named" grep -q 'base a  |  new b' "$work/changes.svg"
    draw dumbbells:: "$work/comparison" "$work/changes.svg" svg 2 1
    check "a page has the changes that it was asked for" sh -c "! grep -q allocs_per_op '$work/changes.svg'"
    head -1 "$work/comparison/comparison.csv" >"$work/header" && mv "$work/header" "$work/comparison/comparison.csv"
    check "without a change there is no figure" no_data dumbbells:: "$work/comparison"
}

# Of 66 scenarios there is no room for all; the sample's own ones come first, with their first and last paths.
a_page_says_what_it_leaves_out() {
    variant long
    for table in allocations latency; do
        for i in $(seq 1 60); do sed -n "s/^fault,/more$i,/p" "$sample/$table.csv"; done >>"$work/long/$table.csv"
    done
    check "a run with more scenarios than fit on a page is drawn" draw overview:: "$work/long" "$work/long.svg" svg 0 99 T N
    shown=$(($(count 'font-weight="bold"' "$work/long.svg") - 1)) # without the title
    check "it says how many of them are shown" grep -q "<text>$shown of 66 scenarios that have such numbers, the first ones" "$work/long.svg"
    check "all of the sample's own are among them" [ "$shown" -gt 6 ]
    check "it is at most 1,200 pixels tall" is_low "$work/long.svg"
    check "the first scenarios are among them" grep -q '>percent=0<' "$work/long.svg"
    check "so are their last paths" grep -q '>percent=100<' "$work/long.svg"
    check "the last scenario is not" sh -c "! grep -q '>more60<' '$work/long.svg'"
    check "a page with all scenarios says nothing of that" sh -c "! grep -q ' scenarios that have such numbers' '$work/overview.svg'"
}

misuse_is_an_error() {
    for script in paths overview dumbbells; do
        check "an unknown format of $script is an error" sh -c "! gnuplot -c '$scripts/$script.gp' '$sample' '$work/x' pdf sync_success 2>/dev/null"
        check "a missing argument of $script is an error" sh -c "! gnuplot -c '$scripts/$script.gp' '$sample' 2>/dev/null"
    done
    variant renamed
    sed -i '1s/ns_per_op/nanoseconds/' "$work/renamed/latency.csv"
    check "a table without its column is an error" sh -c "! gnuplot -c '$scripts/paths.gp' '$work/renamed' '$work/x' svg sync_success 2>/dev/null"
    check "an error leaves no file" [ ! -e "$work/x" ]
}

every_figure_is_drawn
columns_are_found_by_name
rows_are_found_by_their_case
absent_data_make_no_figure
empty_cells_are_left_out
a_value_that_a_setting_does_not_have_is_no_gap
the_right_numbers_are_shown
crossings_are_marked
contenders_look_as_the_run_says
contenders_without_a_look_get_a_spare_one
exact_numbers_are_fractions
changes_are_drawn
a_page_says_what_it_leaves_out
misuse_is_an_error
[ "$failures" -eq 0 ] || { echo "$failures checks failed"; exit 1; }
