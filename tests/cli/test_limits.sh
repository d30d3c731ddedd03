# Limits beside the committed counts: written by `accept --limit`, looked at by `check` and `compare`:
# test_limits.sh VTBENCH FOLDER PLUGINS
vtbench=$1
plugins=$3
source=$(cd "$2/../.." && pwd)
. "$2/expect.sh"
names=case,metric,toolchain,at_most,why

# check ALLOCS [OPTION...], accept ALLOCS [OPTION...]: of the steady case, with the baseline `mine`.
check() {
  allocs=$1
  shift
  "$vtbench" check --plugin "$plugins/faulty_$allocs.so" --filter faulty/steady --baseline mine --quiet "$@"
}
accept() {
  allocs=$1
  shift
  "$vtbench" accept --plugin "$plugins/faulty_$allocs.so" --baseline mine --quiet "$@"
}
file=results/mine/limits.csv

# ---- written ----

# Nothing is counted: faulty cases are no obstacle. A dry run shows the difference alone.
expect 0 accept 1 --limit +5% --filter 'faulty/*' --metric 'bytes_*' --dry-run
one_line "nothing is written: this is a dry run"
has out added
[ ! -e results ] || fail "a dry run wrote"
expect 0 accept 1 --limit +5% --filter 'faulty/*' --metric 'bytes_*'
one_line "$file has 1 limit now"
printf '%s\n' "$names" 'faulty/*,bytes_*,,+5%,' | cmp - "$file" || fail "another file"
expect 0 accept 1 --limit +5% --filter 'faulty/*' --metric 'bytes_*'
one_line "nothing to accept"
expect 0 accept 1 --limit 3 --filter faulty/steady --filter faulty/leaks --metric allocs_per_op --toolchain "gcc 12"
one_line "$file has 3 limits now"

# A line is renewed where it stands and keeps its reason; another one stays as it is.
sed -i '2s/$/"because, of ""them"""/' "$file"
cp "$file" before
expect 0 accept 1 --limit 1/2 --filter 'faulty/*' --metric 'bytes_*'
has out changed
sed '2s/+5%/1\/2/' before | cmp - "$file" || { cat "$file" >&2; fail "not renewed in place"; }
expect 0 accept 1 --limit none --filter faulty/leaks --metric allocs_per_op --toolchain "gcc 12" --format json
has out '"committed":"3","now":"","change":"removed"'
sed '2s/+5%/1\/2/; 4d' before | cmp - "$file" || { cat "$file" >&2; fail "not removed"; }
expect 0 accept 1 --limit none --filter faulty/leaks
one_line "nothing to accept"

# What can be no limit is refused before anything is written.
cp "$file" before
expect 2 accept 1 --limit 5%
expect 2 accept 1 --limit -1
expect 2 accept 1 --limit 5 --metric ns_per_op
has err "vtbench list --metrics"
expect 2 accept 1 --limit 5 --toolchain icc
expect 2 accept 1 --limit 5 --filter faulty/nobody
one_line "no case matches 'faulty/nobody'"
expect 2 accept 1 --metric allocs_per_op
has err "give --limit too"
expect 2 accept 1 --limit 5 --profile core
expect 2 "$vtbench" accept results/mine --limit 5
expect 2 accept 1 --limit 5 --format csv
cmp before "$file" || fail "a refused limit was written"

# Without --filter for all cases; the suite's own baseline, and a file of another name.
expect 0 "$vtbench" accept --limit +0 --limits own.csv --metric peak_live_bytes
printf '%s\n' "$names" '*,peak_live_bytes,,+0,' | cmp - own.csv || fail "another file"
expect 0 "$vtbench" accept --limit 9 --filter fault --against elsewhere.csv --quiet
one_line "limits.csv has 1 limit now"
expect 3 "$vtbench" accept --limit 9 --limits no/such/limits.csv
[ ! -e no ] && [ ! -e results/reference ] || fail "a folder was made for a file elsewhere"

# ---- held ----

rm "$file"
expect 0 accept 1 --filter faulty/steady
expect 0 check 1
! grep -q Limits out || fail "limits without a file"
expect 1 check 2

# Beside the baseline, in every format; the numbers that have no limit are compared as before.
expect 0 accept 1 --limit +100% --filter faulty/steady
expect 0 check 1
has out "Limits of $file: 8 numbers judged, 0 over, 0 moved within."
has out "Limit not judged: $file line 2 (faulty/steady, *, +100%): no exact instructions were counted (--instructions counts them)."
expect 0 check 2
has out "faulty/steady: allocs_per_op: 2, committed 1, within the limit 2 ($file line 2: +100%)"
has out "1 cases: 4 moved within the limit"
[ ! -s err ] || fail "something is to be accepted"
expect 0 check 2 --format html
has out "moved within the limit"
has out '"limited":'
expect 0 accept 1 --limit 1 --filter faulty/steady --metric allocs_per_op # the last line decides
expect 1 check 2
has out "faulty/steady: allocs_per_op: 2, committed 1, over the limit 1 ($file line 3: 1)"
has out "1 cases: 1 over the limit, 3 moved within the limit"
[ ! -s err ] || fail "what is over the limit cannot be accepted"
expect 1 check 2 --format json
has out '"metric":"allocs_per_op","committed":"1","now":"2","limit":"1","at_most":"1","line":3,"verdict":"over"'
expect 1 check 2 --format html
has out "over the limit: 1, $file line 3"
expect 1 accept 2 --filter faulty/steady
has err "over a limit"
expect 0 accept 1 --limit 2 --filter faulty/steady --metric allocs_per_op
expect 0 check 2
expect 0 accept 2 --filter faulty/steady # takes what moved within its limits
expect 0 check 2
has out "all within budget, verified, as in results/mine/exact.csv"

# Over a relative limit the new counts can be accepted.
printf '%s\n' "$names" 'faulty/steady,*,,+10%,' >"$file"
expect 0 accept 1 --filter faulty/steady
expect 1 check 2
has out "4 grown over the limit"
one_line "if that is meant to stay, accept with: vtbench accept --baseline=mine"
expect 1 check 2 --limits "$file"
one_line "--limits=$file"
eval "\"\$vtbench\" $(sed -n 's/.*accept with: vtbench //p' err) --quiet" >out 2>err || fail "the offered command"
expect 0 check 2

# A baseline is found by its file too. Without a committed count there is nothing relative.
expect 0 "$vtbench" check --plugin "$plugins/faulty_2.so" --filter faulty/steady --against results/mine/exact.csv --quiet
has out "Limits of results/mine/limits.csv: 8"
expect 3 "$vtbench" check --plugin "$plugins/faulty_2.so" --filter faulty/steady --limits "$file" --quiet
has out "nothing comparable is committed"
expect 3 check 2 --limits missing.csv
one_line "missing.csv"

# A file that was asked for judges something, also where some cases are looked at only.
printf '%s\n' "$names" >none.csv
expect 3 check 2 --limits none.csv
one_line "none.csv has no limits"
printf '%s\n' "$names" 'fautly/*,*,,+5%,' >typo.csv
expect 3 "$vtbench" check --plugin "$plugins/faulty_1.so" --filter faulty/steady --baseline mine --limits typo.csv --quiet
has out "no case matches it"
printf '%s\n' "$names" 'faulty/steady,allocs_per_op,,2' >"$file"
expect 3 timeout 2 "$vtbench" check --plugin "$plugins/faulty_2.so" --baseline mine --quiet # before anything is counted
one_line "$file: line 2 has too few or too many cells"
rm "$file"

# Of all cases, each limit has one; an error in a pattern does not pass.
printf '%s\n' "$names" 'my_scenario/*,allocs_per_op,,9,' >typo.csv
expect 3 "$vtbench" check --plugin "$plugins/my_scenario.so" --limits typo.csv --quiet
has out "Limit not judged: typo.csv line 2 (my_scenario/*, allocs_per_op, 9): no case matches it."

# ---- for one compiler ----

cat >one.c <<'END_OF_C'
#include <vtbench.h>
VTBENCH(one) {
    void *block = malloc(16);
    VTBENCH_DO_NOT_OPTIMIZE(block);
    free(block);
}
END_OF_C
cc -O2 -g -shared -fPIC -I"$source/scenarios/include" one.c -o one.so || fail "cc one.c"
case $(cc --version) in
  *clang*) here=clang there=gcc ;;
  *) here=gcc there=clang ;;
esac
printf '%s\n' "$names" "*,allocs_per_op,,9," "*,allocs_per_op,$here,1," "*,allocs_per_op,$there,0," >compilers.csv
expect 0 "$vtbench" check --plugin ./one.so --limits compilers.csv --quiet
has out "1 line for another toolchain than $here "
cc -O2 -shared -fPIC -I"$source/scenarios/include" one.c -o bare.so || fail "cc one.c"
expect 3 "$vtbench" check --plugin ./bare.so --limits compilers.csv --quiet
has out "compilers.csv line 3 (*, allocs_per_op, 1, $here): the compiler is not known; build the plugin with -g."

# ---- two runs ----

for allocs in 1 2; do
  expect 0 "$vtbench" run --plugin "$plugins/faulty_$allocs.so" --filter faulty/steady --count-only --quiet --name "run$allocs"
done
expect 1 "$vtbench" compare results/run1 results/run2
printf '%s\n' "$names" 'faulty/*,*,,+100%,' >results/run1/limits.csv
expect 0 "$vtbench" compare results/run1/ results/run2
has out "allocs_per_op 1 -> 2, within the limit 2 (results/run1/limits.csv line 2: +100%)"
! grep -q "no difference" out || fail "a difference is called none"
has out "Gate on allocs: passes."
expect 0 "$vtbench" compare results/run1/report.json results/run2 --format html
has out "within the limit 2"
expect 0 "$vtbench" compare --baseline run1 results/run2
sed -i 's/100/50/' results/run1/limits.csv
expect 1 "$vtbench" compare results/run1 results/run2
has out "allocs_per_op 1 -> 2, over the limit 3/2 (results/run1/limits.csv line 2: +50%)"
has out "sites"
has out "1 over a limit"
expect 3 "$vtbench" compare results/run2 results/run1 --limits none.csv
one_line "none.csv has no limits"
expect 0 "$vtbench" compare results/run2 results/run1 --limits results/run1/limits.csv # fewer, within
expect 4 "$vtbench" compare results/run2 results/run1

# A run that is measured again keeps them.
expect 0 "$vtbench" run --plugin "$plugins/faulty_1.so" --filter faulty/steady --count-only --quiet --name run1 --force
[ -e results/run1/limits.csv ] || fail "the limits are gone"

# ---- instructions ----

command -v valgrind >/dev/null || exit 0
"$vtbench" run --instructions=callgrind --count-only --plugin ./one.so --name base --quiet >out 2>err ||
  { grep -q callgrind.h err && exit 0; cat err >&2; fail "callgrind does not count"; }
expect 0 "$vtbench" accept results/base --baseline base
held() { # CODE AT_MOST
  printf '%s\n' "$names" "*,instructions_per_op,,$2," >results/base/limits.csv
  expect "$1" "$vtbench" check --plugin ./one.so --baseline base --instructions=callgrind --quiet
}
held 0 +0
has out "1 number judged, 0 over"
held 0 1000000
held 1 1
has out "instructions_per_op: "
[ ! -s err ] || fail "instructions are in no committed file, so there is nothing to accept"
expect 0 "$vtbench" check --plugin ./one.so --baseline base --quiet
has out "no exact instructions were counted"
expect 3 env PATH=/nowhere "$vtbench" check --plugin ./one.so --baseline base --instructions=callgrind --quiet
one_line "instructions cannot be counted"
sed -i 's/"libc":"[^"]*"/"libc":"another"/' results/base/report.json
held 3 +0
has out "nothing comparable is committed"
held 0 1000000
expect 0 "$vtbench" compare results/base results/base --fail-on instructions
