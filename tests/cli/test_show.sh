# A saved run is printed again, all of it or a part; what cannot be shown is said in one line.
vtbench=$1
reference=$(cd "$2/../../results/reference" && pwd)
. "$2/expect.sh"

# fits PLACES: no line of `out` has more. awk counts characters in a UTF-8 locale alone: each byte of one but the first goes.
fits() {
  LC_ALL=C sed 's/[\x80-\xbf]//g' out | LC_ALL=C awk -v most="$1" 'length > most { print; wrong = 1 } END { exit wrong }' >long ||
    { cat long >&2; fail "a line has more than $1 places"; }
}

# The terminal's width is kept, and 80 where nothing tells it.
for width in 80 100 160; do
  COLUMNS=$width expect 0 "$vtbench" show "$reference"
  fits "$width"
done
for columns in "" 0 -1 x 80x 99999999; do
  COLUMNS=$columns expect 0 "$vtbench" show "$reference"
  fits 80
done
[ "$(wc -l <out)" -lt 250 ] || fail "that is not seen at a glance: $(wc -l <out) lines"
has out "Findings"
cases=$(($(wc -l <"$reference/allocations.csv") - 1)) # one line each, and the heading
has out "$cases cases, 0 broken budgets"
COLUMNS=300 expect 0 "$vtbench" show "$reference"
grep -q 'value_task_pooled' out || fail "no name stands in one line, though there is room"

# No colour where there is no terminal. The report.json names the run as well as its folder does.
grep -q "$(printf '\033')" out && fail "there is colour in a file"
cp out folder
COLUMNS=300 expect 0 "$vtbench" show "$reference/report.json"
cmp out folder || fail "the file and its folder are shown in two ways"
if script -qec true /dev/null >/dev/null 2>&1 </dev/null; then # there is the program, and a terminal can be made
  on_terminal() { # SETTING: the command on a terminal with that setting
    script -qec "env $1 '$vtbench' show '$reference' --filter fault" /dev/null >out </dev/null || fail "no terminal"
  }
  on_terminal TERM=xterm
  grep -q "$(printf '\033')\[32m" out || { cat out >&2; fail "no colour on a terminal"; }
  for setting in TERM=dumb NO_COLOR=1; do
    on_terminal "$setting"
    grep -q "$(printf '\033')" out && fail "colour with $setting"
  done
fi

# A part has the verdicts of the whole.
expect 0 "$vtbench" show "$reference" --filter fault
grep -q sync_success out && fail "a case that was not asked for"
has out "13 cases"
grep '  sync  ' out >part
"$vtbench" show "$reference" | sed -n '/^fault/,/^pooled_source/p' | grep '  sync  ' >whole
cmp part whole || fail "the part has other verdicts than the whole"
expect 0 "$vtbench" show "$reference" --filter fault --filter 'hit_ratio/task;percent=90'
has out "14 cases"

# Lists: sorted, and relative to whom one likes.
expect 0 "$vtbench" show "$reference" --filter 'fault/*;when=sync' --sort ns
tail -n +2 out | awk '{ print $3 }' >sorted
sort -n sorted | cmp - sorted || { cat out >&2; fail "not sorted by time"; }
expect 0 "$vtbench" show "$reference" --filter fault --sort allocs
[ "$(tail -n 1 out | awk '{ print $2 }')" = 1 ] && [ "$(sed -n 2p out | awk '{ print $2 }')" = 0 ] || fail "not sorted by allocations"
expect 0 "$vtbench" show "$reference" --filter 'fault/*;when=async' --relative-to value_task --format csv
has out "fault,value_task_source,when=async,0,"
grep '^fault,value_task_source' out | grep -q ',value_task,0\.[0-9]*,' || fail "not relative to value_task"
first=$(sed -n 2p out)
expect 0 "$vtbench" show "$reference" --filter 'fault/*;when=async' --relative-to value_task --sort ratio --format csv
[ "$(sed -n 2p out)" = "$first" ] || fail "a relative list is not sorted by ratio"

# Every format; the long one is the tables.
expect 0 "$vtbench" show "$reference" --format long --filter fault
has out "vs task verdict"
expect 0 "$vtbench" show "$reference" --format markdown --filter fault
has out "## Findings"
expect 0 "$vtbench" show "$reference" --format csv
[ "$(wc -l <out)" -eq "$((cases + 1))" ] || fail "not a line for each case"
expect 0 "$vtbench" show "$reference" --format json
has out '"findings":['
has out '"rule":"crossing"'

# Slips.
expect 2 "$vtbench" show
expect 2 "$vtbench" show a b
expect 2 "$vtbench" show "$reference" --sort size
has err "--sort takes ns, allocs or ratio, not 'size'"
expect 2 "$vtbench" show "$reference" --format xml
has err "--format takes table, long, json, csv, markdown or html"
expect 2 "$vtbench" check --format long
has err "--format takes table, json, csv, markdown or html, not 'long'"
expect 2 "$vtbench" show "$reference" --filter nothing
one_line "matches the filter"
expect 2 "$vtbench" show "$reference" --relative-to nobody
one_line "has no contender nobody"
expect 3 "$vtbench" show nowhere
one_line "nowhere"
head -c 10000 "$reference/report.json" >damaged.json
expect 3 "$vtbench" show damaged.json
one_line "damaged.json"
exit 0
