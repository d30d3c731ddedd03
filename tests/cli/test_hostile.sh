# A case that ends, crashes or blocks its process is named with the reason, in every format; the others are measured. Exit
# status 3; a broken budget (1) goes before it.
vtbench=$1
. "$2/expect.sh"
hostile=$3
noisy=$4

some="--plugin $hostile --timeout 1 --filter hostile/well --filter hostile/exits --filter hostile/crashes --filter hostile/hangs"

expect 3 "$vtbench" check --quiet $some
has out "hostile/exits: not measured: called exit(0) in run"
has out "hostile/crashes: not measured: ended by signal 11 (Segmentation fault) in run, at run_crashes;hostile_write"
has out "hostile/hangs: not measured: did not come to its end within 1 s in run"
has out "4 cases: 3 not measured"
has err "3 measurements could not be made"
expect 3 "$vtbench" check --quiet --format json $some
has out '"finding":"unmeasured"'
has out '"exit_code":3'
expect 3 "$vtbench" check --quiet --format markdown $some
has out "**Not everything could be checked.** 4 cases: 3 not measured."
grep -q "well" out && fail "a case that was measured is among the findings"

expect 3 "$vtbench" run --quiet --processes 2 --repetitions 2 --name run $some
has out "Not measured"
has out "3 not measured"
has results/run/report.md "## Not measured"
has results/run/report.md "| hostile/exits | called exit(0) in run |"
[ "$(grep -c '"failure":"' results/run/report.json)" -eq 3 ] || fail "not three failures in report.json"
[ "$(grep -c '^hostile,well,,[01],' results/run/processes.csv)" -eq 2 ] || fail "the other case was not timed twice"
expect 3 "$vtbench" run --quiet --count-only --name json --format json $some
has out '"not_measured":['
has out '"failure":"called exit(0) in run"'
expect 0 "$vtbench" report results/run

expect 3 "$vtbench" ab --quiet --processes 10 --repetitions 3 --fail-on allocs --timeout 1 --filter hostile/well \
  --filter hostile/crashes "$hostile" "$hostile"
has out "OLD: hostile/crashes  ended by signal 11 (Segmentation fault) in run, at run_crashes;hostile_write"
has out "NEW: hostile/crashes  ended by signal 11 (Segmentation fault) in run, at run_crashes;hostile_write"
has out "hostile  well"

# The instructions of each case are counted in a process of its own, forked from the measuring one.
if command -v valgrind >/dev/null; then
  expect 3 "$vtbench" run --quiet --time-only --instructions=callgrind --processes 1 --repetitions 1 --name callgrind $some \
    --timeout 5
  has out "3 not measured"
  has out "called exit(0) in run"
  has out "ended by signal 11 (Segmentation fault) in run, at run_crashes;hostile_write"
fi

# A case whose counts depend on the core is counted on one, and the next one on all again.
if [ "$(nproc)" -gt 1 ]; then
  expect 0 "$vtbench" check --quiet --plugin "$hostile" --filter hostile/stays --filter hostile/roams
fi

# Two cases of one name.
cp "$noisy" copy.so
for command in "run --count-only --name twice" check list; do
  expect 3 "$vtbench" $command --plugin "$noisy" --plugin ./copy.so
  has err "the case noisy/prints is in both $noisy and ./copy.so"
done
[ -e results/twice ] && fail "a folder for a run that was refused"

# A plugin that cannot be loaded in time.
HOSTILE_CONSTRUCTOR=hang expect 3 "$vtbench" check --quiet --timeout 1 --plugin "$hostile"
one_line "it was not loaded within 1 s"
expect 2 "$vtbench" check --timeout 0
has err "--timeout takes a number"

# A case whose handlers ignore the interrupt, and that hangs.
"$vtbench" run --count-only --quiet --name stopped --timeout 100 --plugin "$hostile" \
  --filter hostile/hangs >out 2>err &
sleep 1
kill -INT $!
code=0
wait $! || code=$?
[ "$code" -eq 3 ] || fail "exit $code of an interrupted run"
has err "stopped early"
