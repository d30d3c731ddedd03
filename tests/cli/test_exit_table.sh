# The table of exit statuses in docs/ci.md: each situation is made, in each format, and gives the status and the text of
# its row: test_exit_table.sh VTBENCH FOLDER PLUGINS DOCUMENT
vtbench=$1
plugins=$3
document=$4
. "$2/expect.sh"

# run_of NAME PLUGIN CASE OPTION...: a run of one case of a plugin, whatever it finds.
run_of() {
  name=$1 plugin=$plugins/$2.so filter=$3
  shift 3
  "$vtbench" run --plugin "$plugin" --filter "faulty/$filter" --quiet --name "$name" "$@" >/dev/null 2>err ||
    [ $? -le 3 ] || { cat err >&2; fail "no run $name"; }
}

# edited NAME OF SCRIPT: a copy of a run with its report edited; the edit must change something.
edited() {
  mkdir "results/$1"
  sed "$3" "results/$2/report.json" >"results/$1/report.json"
  cmp -s "results/$1/report.json" "results/$2/report.json" && fail "$1 is $2"
  return 0
}

"$vtbench" check --plugin "$plugins/faulty_1.so" --filter faulty/steady --quiet --format json >/dev/null || fail "no plugin"
timed="--quick --processes 6 --repetitions 2 --min-time 0.0001"
# shellcheck disable=SC2086
run_of base faulty_1 steady $timed
# shellcheck disable=SC2086
run_of again faulty_1 steady $timed
# shellcheck disable=SC2086
run_of few faulty_1 steady $timed --processes 3
run_of timed faulty_1 steady --quick --processes 3 --repetitions 2 --min-time 0.0001 --time-only
run_of more faulty_2 steady --count-only
run_of fewer faulty_0 steady --count-only
run_of leak faulty_1 leaks --count-only
run_of unmeasured faulty_1 exits --count-only
expect 0 "$vtbench" accept --plugin "$plugins/faulty_1.so" --filter faulty/steady --against committed.csv --quiet
head -n 1 committed.csv >nothing.csv

# limits NAME LINE...: a file of limits.
limits() {
  name=$1
  shift
  { echo case,metric,toolchain,at_most,why; printf '%s\n' "$@"; } >"$name.csv"
}
limits over faulty/steady,allocs_per_op,,1,
limits grown faulty/steady,allocs_per_op,,+0,
limits within 'faulty/*,*,,+100%,'
limits allocs 'faulty/*,allocs_per_op,,+100%,'
limits gone '*,*,,1000000,' 'gone/*,allocs_per_op,,1,'
limits instructions faulty/steady,instructions_per_op,,1000,
limits elsewhere 'sync_success/*,*,gcc 1,0,'
limits unknown faulty/steady,allocs,,1,
limits twice faulty/steady,allocs_per_op,,1, faulty/steady,allocs_per_op,,2,
edited leak_base leak 's/"leaked":"\{0,1\}[0-9]*"\{0,1\}/"leaked":0/'
edited partial base 's/"partial":false/"partial":true/'
edited elsewhere again 's/"cpu":"/"cpu":"another /'
edited empty base '/"scenario":"faulty"/d'
mkdir results/slow
awk '{
  made = ""; rest = $0
  while (match(rest, /"slices":\[[^]]*\]/)) {
    made = made substr(rest, 1, RSTART + 9)
    count = split(substr(rest, RSTART + 10, RLENGTH - 11), value, ",")
    for (i = 1; i <= count; i++) made = made (i > 1 ? "," : "") sprintf("%.10g", value[i] * 1000)
    made = made "]"; rest = substr(rest, RSTART + RLENGTH)
  }
  print made rest
}' results/again/report.json >results/slow/report.json
mkdir results/damaged
head -c 300 results/base/report.json >results/damaged/report.json

check() { # ALLOCS CASE OPTION...
  plugin=$plugins/faulty_$1.so filter=faulty/$2
  shift 2
  set -- check --plugin "$plugin" --filter "$filter" --quiet "$@"
  expect_row "$@"
}

# Every case of a plugin that has no fault.
whole() { # OPTION...
  expect_row check --plugin "$plugins/my_scenario.so" --quiet "$@"
}

accept() { # ALLOCS OPTION...
  plugin=$plugins/faulty_$1.so
  shift
  expect_row accept --plugin "$plugin" --filter faulty/steady --against committed.csv --dry-run --quiet "$@"
}

measure() { # CASE
  expect_row run --plugin "$plugins/faulty_1.so" --filter "faulty/$1" --quiet --count-only --force --name x
}

ab() { # OLD NEW CASE
  expect_row ab "$plugins/faulty_$1.so" "$plugins/faulty_$2.so" --filter "faulty/$3" --quiet --fail-on allocs \
    --processes 10 --repetitions 3 --min-time 0.00001
}

# counted PROGRAM ARGUMENT...
counted() {
  program=$plugins/counted_$1
  shift
  expect_row count --force --name counted -- "$program" "$@"
}

# hosted COMMAND HOST OPTION...: a host that is edited from the one in docs/.
host=$(dirname "$document")/host.py
sed 's/"operations": ask\["operations"\], "wrong": wrong, "bytes"/"operations": 1, "wrong": wrong, "bytes"/' "$host" >liar
sed 's/^for line/sys.exit(4)\nfor line/' "$host" >mute
chmod +x liar mute
hosted() {
  command -v python3 >/dev/null || return 0 # that of docs/ is written in it
  command=$1 host=$2
  shift 2
  expect_row "$command" --host "./$host" --filter 'pair/*' --quiet "$@"
}

# expect_row COMMAND...: in each format the status and the text of the row.
expect_row() {
  asked=$1
  shift
  for format in table markdown json; do
    case $format in
      table) text=$row_text ;;
      markdown) text=$row_markdown ;;
      json) text=$row_json ;;
    esac
    code=0
    "$vtbench" "$asked" --format $format "$@" >out 2>err </dev/null || code=$?
    [ "$code" -eq "$row_status" ] || { cat out err >&2; fail "$situation: exit $code, not $row_status, as $format"; }
    cat out err >both
    has both "$text"
  done
}

situation() {
  case $1 in
    "check: as committed") check 1 steady --against committed.csv ;;
    "check: more than committed") check 2 steady --against committed.csv ;;
    "check: fewer than committed") check 0 steady --against committed.csv ;;
    "check: a case that is not committed") check 1 steady --against nothing.csv ;;
    "check: over its budget") check 1 over_budget ;;
    "check: a leak") check 1 leaks ;;
    "check: not verified") check 1 unsteady ;;
    "check: not measured") check 1 exits ;;
    "check: the committed file is missing") check 1 steady --against missing.csv ;;
    "check: a file and a baseline") check 1 steady --against committed.csv --baseline base ;;
    "check: over a limit") check 2 steady --against committed.csv --limits over.csv ;;
    "check: grown over a relative limit") check 2 steady --against committed.csv --limits grown.csv ;;
    "check: more than committed, within its limit") check 2 steady --against committed.csv --limits within.csv ;;
    "check: fewer than committed, within its limit") check 0 steady --against committed.csv --limits within.csv ;;
    "check: more than committed of what has no limit") check 2 steady --against committed.csv --limits allocs.csv ;;
    "check: a limit that no case matches") whole --limits gone.csv ;;
    "check: the same, of some cases") whole --limits gone.csv --filter '*/*' ;;
    "check: a limit on instructions, not counted") check 1 steady --against committed.csv --limits instructions.csv ;;
    "check: a run's instructions, asked for and not there")
      expect_row check results/base --against committed.csv --limits instructions.csv --instructions ;;
    "check: a relative limit, and nothing committed") check 1 steady --limits grown.csv ;;
    "check: a limit of another toolchain")
      expect_row check --filter sync_success/direct --budgets-only --limits elsewhere.csv --quiet ;;
    "check: a limit on an unknown metric") check 1 steady --limits unknown.csv ;;
    "check: the same limit twice") check 1 steady --limits twice.csv ;;
    "check: instructions, and no limit on them") check 1 steady --limits over.csv --instructions ;;
    "accept: a limit") accept 1 --limit +5% --limits new.csv ;;
    "accept: a limit that is none") accept 1 --limit 5% ;;
    "accept: a limit for no case") accept 1 --filter faulty/none --limit 5 ;;
    "accept: counts over a limit") accept 2 --limits over.csv ;;
    "run: within budget") measure steady ;;
    "run: over its budget") measure over_budget ;;
    "run: a leak") measure leaks ;;
    "run: not verified") measure unsteady ;;
    "run: not measured") measure dies ;;
    "run: a host that lies") hosted run liar --count-only --force --name x ;;
    "check: a host that cannot be asked") hosted check mute ;;
    "compare: no difference") expect_row compare results/base results/again ;;
    "compare: more than the base") expect_row compare results/base results/more ;;
    "compare: fewer than the base") expect_row compare results/base results/fewer ;;
    "compare: times, a thousand times slower") expect_row compare results/base results/slow --fail-on time ;;
    "compare: a case is gone") expect_row compare results/base results/empty ;;
    "compare: a leak in the new run") expect_row compare results/leak_base results/leak ;;
    "compare: not measured in the new run") expect_row compare results/unmeasured results/unmeasured ;;
    "compare: no counts in either run") expect_row compare results/timed results/timed ;;
    "compare: counts in one run only") expect_row compare results/timed results/base ;;
    "compare: no case in common, none gone") expect_row compare results/empty results/base ;;
    "compare: a run that was stopped early") expect_row compare results/base results/partial ;;
    "compare: times, too few processes") expect_row compare results/few results/few --fail-on time ;;
    "compare: times of another processor") expect_row compare results/base results/elsewhere --fail-on time ;;
    "compare: times of another processor, asked for")
      expect_row compare results/again results/elsewhere --fail-on time --across-machines ;;
    "compare: over a limit") expect_row compare results/base results/more --limits over.csv ;;
    "compare: over a limit, no gate") expect_row compare results/base results/more --limits over.csv --fail-on none ;;
    "compare: more than the base, within its limit") expect_row compare results/base results/more --limits within.csv ;;
    "compare: a limit that no case matches") expect_row compare results/base results/again --limits gone.csv ;;
    "compare: a limit on instructions, not counted")
      expect_row compare results/base results/again --limits instructions.csv ;;
    "compare: a gate on them")
      expect_row compare results/base results/again --limits instructions.csv --fail-on instructions ;;
    "compare: the base is missing") expect_row compare --baseline missing results/base ;;
    "compare: a damaged report") expect_row compare results/damaged results/base ;;
    "compare: a gate on nothing and something") expect_row compare results/base results/again --fail-on none,time ;;
    "compare: a gate on an empty list") expect_row compare results/base results/again --fail-on "" ;;
    "ab: no difference") ab 1 1 steady ;;
    "ab: more than OLD") ab 1 2 steady ;;
    "ab: fewer than OLD") ab 1 0 steady ;;
    "ab: a leak in NEW") ab 1 1 leaks ;;
    "ab: not measured") ab 1 1 exits ;;
    "count: everything was seen") counted plain run ;;
    "count: blocks at the end, as leaks")
      expect_row count --force --leaks --name counted -- "$plugins/counted_plain" keep ;;
    "count: a block of another allocator") counted plain frees_another ;;
    "count: a program that cannot be seen") counted static run ;;
    "count: one that it starts cannot be seen") counted plain starts_another "$plugins/counted_static" ;;
    "count: another exit status") counted plain ends_with_3 ;;
    *) fail "docs/ci.md has a row that nothing makes: $1" ;;
  esac
}

# The rows, with "|" between their cells and without the back-ticks around texts.
sed -n '/^<!-- exit statuses -->$/,/^<!-- end -->$/p' "$document" | sed -n 's/^| \(.*\) |$/\1/p' | tail -n +3 |
  sed 's/ | /|/g; s/`//g' >rows
[ "$(wc -l <rows)" -ge 30 ] || fail "docs/ci.md has no table of exit statuses"
while IFS='|' read -r row_command row_situation row_status row_text row_markdown row_json; do
  situation="$row_command: $row_situation"
  situation "$situation"
done <rows
