# Options from the environment and from a file: which of them holds, what is said of it, and what is refused.
vtbench=$1
. "$2/expect.sh"
list="$vtbench list --format csv"

# lists SCENARIOS COMMAND...: it lists cases of these scenarios, and tells in one line of stderr where its options are from.
lists() {
  listed=$1
  shift
  expect 0 "$@"
  found=$(sed 1d out | cut -d, -f1 | sort -u | tr '\n' ' ')
  [ "$found" = "$listed " ] || fail "lists '$found', not '$listed': $*"
  [ "$(wc -l <err)" -eq 1 ] || { cat err >&2; fail "not one line on stderr: $*"; }
}

# ---- what holds: the command line, the environment, the file ----

lists "fault" env VTBENCH_FILTER='fault/*' $list
one_line "options that are not on the command line: VTBENCH_FILTER=fault/*"
printf '# all commands\n[list]\nfilter = hit_ratio/* ; a comment\n\n[check]\nquiet = yes\n' >vtbench.ini
lists "hit_ratio" $list
one_line "vtbench.ini:3: filter = hit_ratio/*"
lists "fault" env VTBENCH_FILTER='fault/*' $list
one_line "VTBENCH_FILTER=fault/*"
expect 0 env VTBENCH_FILTER='fault/*' $list -f 'sync_success/*'
[ ! -s err ] || fail "the command line holds, and this is said: $(cat err)"
grep -q '^fault\|^hit_ratio' out && fail "what is on the command line is added to what is elsewhere"
grep -q '^sync_success' out || fail "the command line does not hold"
lists "hit_ratio" env VTBENCH_FILTER= $list

# Another file, or none.
printf '[list]\nfilter = skynet/*\n  fib/*\nfilter = ring/*\n' >other
lists "fib ring skynet" $list --options other
one_line "other:2: filter = skynet/*, other:3: filter = fib/*, other:4: filter = ring/*"
lists "fib ring skynet" env VTBENCH_OPTIONS=other $list
lists "hit_ratio" env VTBENCH_OPTIONS=other $list --options vtbench.ini
expect 0 $list --options /dev/null
[ ! -s err ] || fail "an empty file has options: $(cat err)"
lists "fib ring" env VTBENCH_FILTER="$(printf 'fib/*\nring/*\n')" $list

# What has no argument, and what may be without its own.
rm vtbench.ini
count="$vtbench run --filter sync_success/task --quiet"
for yes in yes true ON 1; do
  expect 0 env VTBENCH_METRICS=$yes "$vtbench" list
  has out "allocs_per_op"
done
for no in no False off 0; do
  expect 0 env VTBENCH_METRICS=$no "$vtbench" list
  [ ! -s err ] || fail "$no is told: $(cat err)"
  grep -q 'allocations per' out && fail "$no is taken for yes"
done
printf '[list]\nmetrics = yes\n' >vtbench.ini
expect 0 env VTBENCH_METRICS=no $list
grep -q '^sync_success' out || fail "the environment does not hold against the file"
rm vtbench.ini
expect 2 env VTBENCH_METRICS=maybe "$vtbench" list
one_line "VTBENCH_METRICS=maybe: it takes yes or no"

# ---- a saved run tells ----

printf '[run]\ncount-only = yes\n' >vtbench.ini
expect 0 env VTBENCH_SEED=7 $count --name told
has err "options that are not on the command line: VTBENCH_SEED=7, vtbench.ini:2: count-only = yes"
has results/told/report.json '"options":"VTBENCH_SEED=7, vtbench.ini:2: count-only = yes"'
has results/told/report.json '"seed":"7"'
expect 0 "$vtbench" show results/told
rm vtbench.ini
expect 0 $count --count-only --name untold
grep -q '"options"' results/untold/report.json && fail "a run tells of options that it has not"
expect 0 env VTBENCH_SEED=7 "$vtbench" count --name counted --force -- true
has results/counted/report.json '"environment"'
grep -q '"options"' results/counted/report.json && fail "an option of another command is told"
expect 0 env VTBENCH_PASSES=2 "$vtbench" count --name counted --force -- true
has results/counted/report.json '"options":"VTBENCH_PASSES=2"'

# A gate says what it does not read from its command line, also where it is to be quiet.
expect 0 env VTBENCH_BUDGETS_ONLY=yes "$vtbench" check --quiet --filter sync_success/task
one_line "VTBENCH_BUDGETS_ONLY=yes"

# ---- what is refused, each in one line ----

expect 2 env VTBENCH_SEED=abc $count
one_line "VTBENCH_SEED=abc: --seed takes a whole number"
expect 0 env VTBENCH_SEED=abc $count --seed 1 --count-only --name over
expect 2 env VTBENCH_FORMAT=tabel "$vtbench" list
one_line "VTBENCH_FORMAT=tabel: --format takes table, json"
expect 2 env VTBENCH_SORT=size "$vtbench" show results/told
one_line "VTBENCH_SORT=size: --sort takes ns, allocs or ratio"
# What options do not say together is said of them all, so it is told before where they are from.
expect 2 env VTBENCH_FORMAT=csv "$vtbench" check
has err "options that are not on the command line: VTBENCH_FORMAT=csv"
has err "--format takes table, json, markdown or html"
expect 2 env VTBENCH_PROCESES=3 $count
one_line "there is no variable VTBENCH_PROCESES; did you mean VTBENCH_PROCESSES?"
expect 2 env VTBENCH_seed=3 $count
one_line "did you mean VTBENCH_SEED?"
# Names of other commands' options, vtbench's own and the user's are let be: `plots` is near to compare's `plot`.
for variable in VTBENCH_PLOT VTBENCH_PLOTS VTBENCH_COUNTS VTBENCH_KILLS VTBENCH_HOME VTBENCH_ VTBENCH_SORT; do
  expect 0 env $variable=3 "$vtbench" list
  [ ! -s err ] || fail "$variable is told: $(cat err)"
done

# refused CODE TEXT CONTENT: a file with this content.
refused() {
  printf "$3" >vtbench.ini
  expect "$1" "$vtbench" list
  one_line "$2"
}
refused 2 "vtbench.ini:2: format = tabel: --format takes table" '[list]\nformat = tabel\n'
refused 2 "vtbench.ini:3: there is no option 'fliter'; did you mean 'filter'?" '[list]\n\nfliter = x\n'
refused 2 "vtbench.ini:2: there is no option 'frobnicate'; see vtbench list --help" '[list]\nfrobnicate = 1\n'
refused 2 "vtbench.ini:2: there is no option 'options'" '[list]\noptions = other\n'
refused 2 "vtbench.ini:2: there is no command 'chekc'; did you mean 'check'?" '[chekc]\nfilter = x\n'
refused 2 "vtbench.ini:1: an option stands in the section of its command" 'filter = x\n'
refused 2 "vtbench.ini:2: a line is [COMMAND], or OPTION = VALUE" '[list]\nmetrics\n'
refused 2 "vtbench.ini:3: format is given twice" '[list]\nformat = json\nformat = csv\n'
refused 2 "vtbench.ini:2: metrics = maybe: it takes yes or no" '[list]\nmetrics = maybe\n'
refused 2 "vtbench.ini:2: the line has more than" "[list]\nfilter = $(printf 'x%.0s' $(seq 200))\n"
refused 2 "vtbench.ini:2: the line has more than 198 letters, or is no text" '[list]\nfilter = a\000b\n'
expect 0 "$vtbench" list --help # whatever the file
has out "VTBENCH_FILTER"
has out "[list] of vtbench.ini"
rm vtbench.ini
expect 3 "$vtbench" list --options nowhere
one_line "nowhere: No such file"
mkdir vtbench.ini
expect 3 "$vtbench" list
one_line "vtbench.ini: Is a directory"
rmdir vtbench.ini

# ---- each option of each command has its variable in the manual ----

expect 0 "$vtbench" describe man run
has out "VTBENCH_MIN_TIME"
has out 'yes or no: \-\-count\-only'
has out '\fB\-\-options\fR=\fIFILE\fR'
expect 0 "$vtbench" describe man count
grep -q 'VTBENCH_WITNESS' out && fail "VTBENCH_WITNESS is no option of count"
expect 0 "$vtbench" describe man
has out "VTBENCH_WITNESS"
has out "vtbench.ini"
# So VTBENCH_WITNESS says who counts, and not what count is to take.
expect 0 env VTBENCH_WITNESS=interposer "$vtbench" count --name counted --force -- true
