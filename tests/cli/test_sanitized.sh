# vtbench under AddressSanitizer and UndefinedBehaviorSanitizer: all but counting. Each process of a command, measuring
# ones too, writes what AddressSanitizer finds (leaks too) to a file of its own; UndefinedBehaviorSanitizer of gcc
# writes to stderr alone. No command may give a report.
vtbench=$1
plugin=$3
noisy=$4
silent=$5
broken=$6
. "$2/expect.sh"

reports=$folder/sanitizer
export ASAN_OPTIONS="detect_leaks=1:exitcode=77:log_path=$reports"
export UBSAN_OPTIONS="print_stacktrace=1"

# What the sanitizers of the last command reported is in ./found. False: nothing.
reported() {
  cat "$reports".* >found 2>/dev/null
  rm -f "$reports".*
  grep "runtime error:" out err >>found
  [ -s found ]
}

# run CODE ARGUMENT...: of vtbench, without a report.
run() {
  wanted=$1
  shift
  code=0
  "$vtbench" "$@" >out 2>err || code=$?
  if reported; then
    cat found >&2
    fail "a sanitizer reports: vtbench $*"
  fi
  [ "$code" -eq "$wanted" ] || { cat out err >&2; fail "exit $code, not $wanted: vtbench $*"; }
}

# A report of a measuring process is seen here, whatever the kind.
quick="--time-only --quick --processes 2 --quiet"
for kind in overrun:heap-buffer-overflow overflow:"signed integer overflow" leak:"detected memory leaks"; do
  "$vtbench" run $quick --plugin "$broken" --filter "broken/${kind%%:*}" --name broken --force >out 2>err
  reported || fail "no report of broken/${kind%%:*}"
  has found "${kind#*:}"
done

not_jemalloc="malloc is not jemalloc's: run without valgrind, sanitizers and LD_PRELOAD of another allocator"
formats="table markdown csv json"

# ---- what needs no measuring ----

run 0 --help
run 0 --version
run 2 frobnicate
run 2 measure-one-process 100
for command in run compare ab plot report list check accept doctor; do
  run 0 $command --help
  run 2 $command --no-such-option
done
for format in $formats; do
  run 0 list --format $format
  run 0 list --format $format --plugin "$plugin" --filter 'fault/*'
done
run 2 list --filter 'no_such_scenario*'

# ---- counting refuses, with the reason, wherever it is asked for ----

run 3 check --budgets-only --quiet
has err "$not_jemalloc"
[ "$(wc -l <err)" -eq 2 ] || fail "more than the reason and how many measurements could not be made"
run 3 check --quiet --plugin "$noisy" --format json </dev/null
has err "$not_jemalloc"
run 3 run --count-only --filter sync_success --name counted --quiet
has err "$not_jemalloc"
[ ! -e results/counted/exact.csv ] || fail "exact numbers of nothing"
run 3 ab "$silent" "$noisy" --processes 10 --repetitions 3 --quiet --fail-on allocs
has err "$not_jemalloc"
run 3 doctor
has out "jemalloc           unknown"

# ---- timing ----

run 0 run $quick --filter 'sync_success/*' --filter 'hit_ratio/*' --filter 'concurrency/*;outstanding=1;*' --name suite
run 0 run $quick --filter 'await_chain/*' --filter 'buffered_read/*' --filter 'result_size/*' --name more
run 0 run $quick --filter 'async_completion/*' --filter 'pooled_source/*' --filter 'floors/*' --open-loop 50 --name loop
run 0 run $quick --plugin "$plugin" --name plugin
for format in $formats; do
  run 0 run $quick --plugin "$noisy" --name noisy --force --format $format
done

# Interrupted while a measuring process runs, it ends as cleanly.
env --default-signal=INT "$vtbench" run --time-only --processes 1000 --filter sync_success --name long --quiet >out 2>err &
pid=$!
until [ -n "$(cat /proc/$pid/task/$pid/children)" ]; do sleep 0.2; done
sleep 1
kill -INT $pid
code=0
wait $pid || code=$?
if reported; then
  cat found >&2
  fail "a sanitizer reports: an interrupted run"
fi
[ "$code" -eq 3 ] || { cat err >&2; fail "exit $code, not 3, of an interrupted run"; }
run 0 report results/long

# ---- what is made of runs ----

for name in suite loop plugin noisy; do
  run 0 report results/$name
done
for format in $formats; do
  run 0 compare results/suite results/suite --format $format --fail-on none
  run 3 compare results/suite results/suite --format $format
  run 1 compare results/suite results/plugin --format $format --fail-on time
  run 0 compare --baseline suite results/more --format $format --fail-on none
done
run 3 compare results/suite/report.json results/suite --fail-on allocs,time --threshold time=2
sed 's/"yardstick":/"yardstick":1/g' results/suite/report.json >slow.json
run 0 compare slow.json results/suite --fail-on none
if command -v gnuplot >/dev/null; then
  run 0 plot results/suite
  run 0 plot results/loop
fi

# ---- wrong usage and damaged files ----

run 2 run --filter 'no_such_scenario*'
run 2 run --processes many
run 2 run --min-time -1
run 2 run --count-only --time-only
run 2 run --name ../elsewhere
run 2 run stray
run 2 run --format xml
run 2 run --open-loop 80 --filter sync_success
run 2 run $quick --filter sync_success --name suite
run 2 compare only_one
run 2 compare a b --fail-on everything
run 2 compare results/suite results/suite --threshold allocs=2
run 2 ab "$silent"
run 2 ab "$silent" "$silent" --processes 9
run 3 compare nowhere nowhere
run 3 compare --baseline nobody results/suite
run 3 plot nowhere
run 3 report nowhere
run 3 run --plugin ./missing.so
echo "not a plugin" >text.so
run 3 list --plugin text.so
run 3 check --filter sync_success --against nowhere.csv --quiet
run 3 run $quick --filter sync_success --out /proc/nowhere

: >empty.json
head -c 1000 results/suite/report.json >truncated.json
sed 's/"format_version":[0-9]*/"format_version":99/' results/suite/report.json >version.json
echo '{"some": "json"}' >foreign.json
head -c 2000 /dev/urandom >noise.json
sed 's/"samples"/"smaples"/' results/suite/report.json >renamed.json
sed 's/"slices":\[/"slices":[null,/' results/suite/report.json >null.json
for file in empty truncated version foreign noise renamed null; do
  cmp -s $file.json results/suite/report.json && fail "$file.json is not damaged"
  run 3 compare results/suite $file.json
  one_line "$file.json"
  run 3 report $file.json
done
